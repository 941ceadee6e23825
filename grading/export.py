"""Exporters for `nbgrader export`: Canvas, Moodle, and a plain table, none with a zero too many.

    nbgrader export --exporter=grading.export.Canvas --to canvas.csv
    python -m grading export 06_accumulation --to canvas

What could not be graded, or was not handed in, has no number. Canvas keeps its old grade where a
cell is empty. Moodle takes an empty cell of a new column for a zero, and "-" for no grade.
"""

import csv
from pathlib import Path

from nbgrader.plugins import ExportPlugin
from traitlets import Unicode

from grading import pages, scores


class ClassExport(ExportPlugin):
    """What all exporters share: whose points, of which assignments, into which file."""

    root = Unicode("", help="The class's folder, where results/ lies.").tag(config=True)
    default_file = "grades.csv"

    def export(self, gradebook):
        """Write the file; the paths that were written."""
        assignments = [a for a in sorted(gradebook.assignments, key=lambda a: a.name)
                       if not self.assignment or a.name in map(str, self.assignment)]
        people = {s.id: s for s in gradebook.students}
        table = {a.name: scores.of_class(gradebook, a, self._root()) for a in assignments}
        students = sorted(set().union(people, *table.values()))
        if self.student:
            students = [s for s in students if s in set(map(str, self.student))]
        target = Path(self.to or self.default_file)
        written = self.write(target, students, people, table, assignments)
        self.log.info("Exported %d students to %s", len(students), target)
        return written

    def write(self, target, students, people, table, assignments):
        """Write `table`, `{assignment: {student: Score}}`; the paths that were written."""
        raise NotImplementedError

    def _root(self):
        return self.root or getattr(getattr(self.parent, "coursedir", None), "root", ".")


class Plain(ClassExport):
    """A row for each student and assignment, with a status and a remark."""

    def write(self, target, students, people, table, assignments):
        rows = [["assignment", "student_id", "last_name", "first_name", "email", "timestamp",
                 "points", "max_points", "status", "remark"]]
        for assignment in assignments:
            for student in students:
                found = _score(table[assignment.name], student, assignment)
                rows.append([assignment.name, student, *_about(people.get(student)),
                             found.timestamp or "", _points(found), _number(assignment.max_score),
                             found.status, found.remark])
        return [_save(target, rows)]


class Canvas(ClassExport):
    """The table that Canvas's gradebook imports; remarks stand in a file beside it.

    Canvas takes any further column for an assignment. It finds a student by its own id (nbgrader's
    `lms_user_id`) or by the login id, and an assignment by its name.
    """

    default_file = "canvas.csv"

    def write(self, target, students, people, table, assignments):
        names = [a.name for a in assignments]
        rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *names],
                ["    Points Possible", "", "", "", "",
                 *[_number(a.max_score) for a in assignments]]]
        for student in students:
            person = people.get(student)
            last, first, _ = _about(person)
            rows.append([", ".join(filter(None, (last, first))) or student,
                         getattr(person, "lms_user_id", None) or "", "", student, "",
                         *[_points(_score(table[a.name], student, a)) for a in assignments]])
        beside = target.with_name(f"{target.stem}-remarks.csv")
        return [_save(target, rows), _save(beside, _remarks(students, table, assignments))]


class Moodle(ClassExport):
    """The table that Moodle's gradebook imports: map Username to username, and each feedback
    column to the feedback of its grade."""

    default_file = "moodle.csv"

    def write(self, target, students, people, table, assignments):
        columns = [c for a in assignments for c in (a.name, f"{a.name} (Feedback)")]
        rows = [["Username", "Surname", "First name", "Email address", *columns]]
        for student in students:
            cells = []
            for assignment in assignments:
                found = _score(table[assignment.name], student, assignment)
                cells += [_points(found) or "-", _remark(found)]
            rows.append([student, *_about(people.get(student)), *cells])
        return [_save(target, rows)]


def _score(found, student, assignment):
    missing = scores.Score(student, None, float(assignment.max_score), scores.NO_SUBMISSION)
    return found.get(student, missing)


def _about(person):
    return [getattr(person, name, None) or "" for name in ("last_name", "first_name", "email")]


def _points(found):
    return "" if found.points is None else _number(found.points)


def _number(points):
    return pages.number(float(points))


def _remark(found):
    if found.status in (scores.NO_SUBMISSION, scores.OPEN):
        return found.remark or "No submission."
    return f"{found.status.capitalize()}: {found.remark}" if found.remark else ""


def _remarks(students, table, assignments):
    """Every student with no number, or no final one, and why."""
    found = [(a.name, s, _score(table[a.name], s, a)) for a in assignments for s in students]
    return [["assignment", "student_id", "remark"],
            *[[name, student, _remark(score)] for name, student, score in found if _remark(score)]]


def _save(target, rows):
    """`target`, in which `rows` now stand; what is no number can't be taken for a formula."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([[pages.cell(value) for value in row] for row in rows])
    return target
