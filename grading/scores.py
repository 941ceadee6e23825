"""What each student has in an assignment: the gradebook's points, and why there are none.

A grade that nobody gave yet is no zero: stock nbgrader exports 0.0 for it.
"""

from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select

from grading import lessons, results

NO_SUBMISSION, NOT_GRADED = "no submission", "not graded yet"
OPEN = "not final"


@dataclass(frozen=True)
class Score:
    """One student's points in one assignment; `points` is None where there are none."""

    student: str
    points: float | None
    max_points: float
    status: str
    remark: str = ""
    timestamp: datetime | None = None


def of_class(gradebook, assignment, root):
    """`{student: Score}` of everyone in the gradebook or in the results, sorted by id."""
    known = _results(root, assignment.name)
    handed_in = {s.student_id: s for s in gradebook.db.scalars(
        select(SubmittedAssignment).where(SubmittedAssignment.assignment_id == assignment.id))}
    given, penalties = _grades(gradebook, assignment), _penalties(gradebook, assignment)
    students = sorted({s.id for s in gradebook.students} | known.keys())
    return {student: _score(student, assignment, known.get(student), handed_in.get(student),
                            given.get(student, []), penalties.get(student, 0.0))
            for student in students}


def _score(student, assignment, result, submission, given, penalty):
    top = float(assignment.max_score)
    when = submission.timestamp if submission else None
    if result and result["status"] == results.COULD_NOT_GRADE:
        return Score(student, None, top, results.COULD_NOT_GRADE, result["message"], when)
    if submission is None and result is None:
        return Score(student, None, top, NO_SUBMISSION)
    waiting = sum(score is None for score in given)
    if waiting == len(given):
        return Score(student, None, top, NOT_GRADED, "Run: python -m grading autograde "
                     + assignment.name, when)
    points = max(0.0, sum(score or 0.0 for score in given) - penalty)
    if waiting:
        answers = "1 answer waits" if waiting == 1 else f"{waiting} answers wait"
        return Score(student, points, top, OPEN, f"{answers} for a person.", when)
    return Score(student, points, top, results.GRADED, "", when)


def _results(root, assignment):
    try:
        return results.read_all(root, lessons.find(assignment))
    except lessons.UnknownLesson:  # an assignment of the instructor's own beside the lessons
        return {}


def _grades(gradebook, assignment):
    """`{student: [score or None of each graded cell]}`; one query for the whole class."""
    rows = gradebook.db.execute(
        select(SubmittedAssignment.student_id, Grade.score, Grade.auto_score, Grade.manual_score)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(SubmittedAssignment.assignment_id == assignment.id))
    found = {}
    for student, score, auto, manual in rows:
        found.setdefault(student, []).append(None if auto is None and manual is None else score)
    return found


def _penalties(gradebook, assignment):
    rows = gradebook.db.execute(
        select(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(SubmittedAssignment.assignment_id == assignment.id))
    found = {}
    for student, penalty in rows:
        found[student] = found.get(student, 0.0) + (penalty or 0.0)
    return found
