"""Feedback pages: what came out, exercise by exercise, then the notebook as it was graded.

`FeedbackPage` is the exporter of nbgrader's own feedback stage, by configuration: the command
here, `nbgrader generate_feedback` and formgrader's button give the same pages.
"""

import os
import shutil
from pathlib import Path

from nbconvert.exporters import Exporter
from nbgrader.api import Comment, Grade, Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy.orm import joinedload
from traitlets import default

from course import verdicts
from course.probes import UnknownExercise, find
from grading import cells, judge, lessons, pages, results

OUTCOMES = {  # of a status: how it looks, and how it is said
    verdicts.RIGHT: ("right", "✓", "Right"),
    verdicts.WRONG: ("wrong", "✗", "Not right yet"),
    verdicts.UNANSWERED: ("unanswered", "–", "Not filled in"),
    judge.STOPPED: ("stopped", "✗", "Stopped"),
    results.NEEDS_PERSON: ("waiting", "…", "A person reads this"),
}
NOTES = "grading-notes"
# `nbgrader release_feedback` reads them beside each page, to know whose it is
FOR_RELEASE = ("timestamp.txt", "submission_secret.txt")
READ = ("right", "✓", "Read by a person")


class Grades(NbGraderPreprocessor):
    """The gradebook's scores and comments in the cells' metadata, as nbgrader's `GetGrades` has it.

    That asks the gradebook twice a cell; this one asks it twice a notebook, and also tells which
    grades are still open.
    """

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            notebook = gradebook.find_submission_notebook(
                about["notebook"], about["assignment"], about["student"])
            grades = {g.cell.name: g for g in _of(notebook, Grade, gradebook)}
            comments = {c.cell.name: c.comment for c in _of(notebook, Comment, gradebook)}
            for cell in nb.cells:
                name = lessons.grade_id(cell)
                if name in comments:
                    cell.metadata.nbgrader["comment"] = comments[name]
                if name in grades:
                    grade = grades[name]
                    cell.metadata.nbgrader |= {
                        "score": grade.score, "points": grade.max_score,
                        "open": grade.auto_score is None and grade.manual_score is None}
            penalty = notebook.late_submission_penalty or 0
            about |= {"score": notebook.score - penalty, "max_score": notebook.max_score,
                      "late_penalty": penalty}
        return nb, resources


def _of(notebook, kind, gradebook):
    return (gradebook.db.query(kind).options(joinedload(kind.cell))
            .filter(kind.notebook_id == notebook.id))


class FeedbackPage(Exporter):
    """Exports an autograded notebook as a feedback page, with the result that lies beside it."""

    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self):
        return ".html"

    def from_notebook_node(self, nb, resources=None, **kwargs):
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        about = resources["nbgrader"]
        lesson = lessons.find(about["assignment"])
        result = results.read(self.parent.coursedir.root, lesson, about["student"])
        return page(lesson, about["student"], result, nb, about), resources


def page(lesson, student, result, notebook=None, about=None):
    """The feedback page of `student`, as HTML text.

    `notebook` is the autograded one, with the gradebook's scores and comments in its cells, and
    `about` holds what nbgrader says of it as a whole; without a result, or where grading failed,
    neither is shown.
    """
    title = lessons.title(lesson)
    if result is not None and result["status"] == results.COULD_NOT_GRADE:
        return pages.render("feedback.html.j2", title=title, student=student, notes=[],
                            could_not=result["message"], exercises=[], cells=[])
    live, about = cells.live_figures(lesson), about or {}
    shown = cells.shown(notebook, live)
    known = {c["grade_id"]: c for c in shown if c["grade_id"]}
    exercises = [_exercise(entry, known, lesson) for entry in (result or {}).get("exercises", [])]
    return pages.render(
        "feedback.html.j2", title=title, student=student, could_not="",
        scripts=[html for html in live.values() if any(html in c["parts"] for c in shown)],
        notes=result["notes"] if result else [],
        score=about.get("score", sum(e["points"] or 0 for e in exercises)),
        max_score=about.get("max_score", sum(e["max_points"] for e in exercises)),
        penalty=about.get("late_penalty") or 0,
        waiting=sum(e["kind"] == "waiting" for e in exercises), exercises=exercises,
        cells=[c for c in shown if c["id"] != NOTES])  # they stand at the top already


def _exercise(entry, known, lesson):
    """What the template tells of one exercise: the result's entry, and the gradebook's score."""
    name = entry["exercise"]
    graded = known.get(f"check-{name}") or known.get(name) or {}
    kind, mark, outcome = OUTCOMES[entry["status"]]
    points = graded.get("score", entry["points"])
    if entry["status"] == results.NEEDS_PERSON:
        if graded.get("open", True):
            points = None
        else:
            kind, mark, outcome = READ
    comment = known.get(name, {}).get("comment", "")
    return {
        "anchor": f"exercise-{name}", "heading": lessons.headings(lesson).get(name, name),
        "kind": kind, "mark": mark, "outcome": outcome,
        "points": points, "max_points": entry["max_points"],
        "purpose": "" if kind == "right" else _purpose(name), "said": _said(entry),
        "rows": entry.get("rows", []), "more_rows": entry.get("more_rows", 0),
        "hint": entry.get("hint", ""), "comment": comment, "cell": graded.get("anchor"),
        "detailed": kind != "right" or bool(comment)}


def _said(entry):
    """The sentences on what went wrong; in results of old, the lines that the check printed."""
    said = [text for text in (entry["diagnosis"], *entry.get("remarks", [])) if text]
    if said or entry.get("rows") or entry["status"] == verdicts.RIGHT:
        return said
    lines = entry["message"].splitlines()
    return [" ".join(line.strip() for line in lines[1:] or lines)] if lines else []


def _purpose(name):
    try:
        return find(name).purpose
    except UnknownExercise:  # a written answer: nothing but a person looks at it
        return ""


def write_could_not(coursedir, lesson, student, result):
    """The path of the page that tells `student` why the submission could not be graded.

    nbgrader's own stage makes no page for it, as there is no autograded notebook.
    """
    folder = Path(coursedir.format_path(coursedir.feedback_directory, student, lesson.folder))
    shutil.rmtree(folder, ignore_errors=True)  # a page of an earlier submission
    folder.mkdir(parents=True)
    submitted = Path(coursedir.format_path(coursedir.submitted_directory, student, lesson.folder))
    for name in FOR_RELEASE:
        if (submitted / name).is_file() and not (submitted / name).is_symlink():
            shutil.copy(submitted / name, folder / name)
    # where the instructor's files lie is nothing that a student has to know
    told = {**result, "message": result["message"].replace(f"{coursedir.root}{os.sep}", "")}
    target = folder / f"{lesson.name}.html"
    target.write_text(page(lesson, student, told), encoding="utf-8")
    return target
