"""The commands for what comes after grading: the report on a class, exports, similar ones."""

from pathlib import Path

import click

from grading import show
from grading.options import db_url, names, one_lesson, root, told

EXPORTERS = {"canvas": "Canvas", "moodle": "Moodle", "csv": "Plain"}


def output(help):
    return click.option("--output", type=click.Path(path_type=Path, allow_dash=True), help=help)


@click.command()
@one_lesson
@root
@db_url
@click.option("--format", "kind", type=click.Choice(["html", "csv", "json"]), default="html",
              show_default=True, help="A page to read, a row per student, or all of it as data.")
@output("The file to write; '-' prints it. reports/<lesson>.<format> in the class's folder if "
        "not said.")
@told
def report(lesson, root, db_url, kind, output):
    """Write a report on the class: points, exercises, what it got wrong, who needs a person.

    It is made from what is graded, and loads nothing from anywhere.
    """
    from grading import report as reports
    from grading import results
    from grading.classroom import CannotGo, Classroom

    classroom = Classroom(root, db_url)
    if not classroom.submissions(lesson) and not results.read_all(classroom.root, lesson):
        raise CannotGo(f"Nobody handed in {lesson.folder} in {classroom.root}: submissions are "
                       f"expected at submitted/<student>/{lesson.folder}/{lesson.name}.ipynb.")
    classroom.check_gradebook()
    made = reports.of_class(classroom, lesson)
    text = {"html": reports.page, "csv": reports.table, "json": reports.json_text}[kind](made)
    _write(text, output, reports.path(classroom.root, lesson, kind))
    click.echo(made["summary"], err=True)


@click.command()
@names
@root
@db_url
@click.option("--to", "kind", type=click.Choice(sorted(EXPORTERS)), default="csv",
              show_default=True, help="Whose gradebook is to import it; csv is a plain table.")
@output("The file to write. reports/grades-<to>.csv in the class's folder if not said.")
@told
def export(names, root, db_url, kind, output):
    """Write the points of the named lessons, or of all, for another gradebook.

    What could not be graded, or was not handed in, has no number; a remark says why. In nbgrader:
    nbgrader export --exporter=grading.export.Canvas (or Moodle, or Plain).
    """
    from nbgrader.api import Gradebook

    from grading import export as exporters
    from grading.classroom import CannotGo, Classroom

    classroom = Classroom(root, db_url)
    classroom.check_gradebook()
    target = output or classroom.root / "reports" / f"grades-{kind}.csv"
    with Gradebook(classroom.coursedir.db_url, classroom.coursedir.course_id) as gradebook:
        known = {a.name for a in gradebook.assignments}
        missing = [x.folder for x in names if x.folder not in known]
        if missing or not known:
            raise CannotGo(f"{missing[0] if missing else 'No lesson'} has not been released in "
                           f"{classroom.root}. Run: python -m grading release")
        exporter = getattr(exporters, EXPORTERS[kind])(
            to=str(target), root=str(classroom.root), assignment=[x.folder for x in names])
        for path in exporter.export(gradebook):
            click.echo(path)


@click.command()
@one_lesson
@root
@click.option("--at-least", type=click.IntRange(1, 100), default=50, show_default=True,
              help="Only pairs that are alike to that many percent.")
@click.option("--at-most", type=click.IntRange(1, 1000), default=50, show_default=True,
              help="That many pairs, the most alike first.")
@output("The page to write. reports/<lesson>-similar.html in the class's folder if not said.")
@told
def similar(lesson, root, at_least, at_most, output):
    """List pairs of submissions that are alike beyond what lesson and class explain.

    A hint for a person, never a verdict. Names, comments and the order of functions make no
    difference; what stands in the lesson, its solutions and the known mistakes doesn't count, nor
    what many in the class have.
    """
    from grading import similar as alike
    from grading.classroom import CannotGo, Classroom
    from grading.submitted import Unreadable

    classroom = Classroom(root)
    students = classroom.submissions(lesson)
    if len(students) < 2:
        raise CannotGo(f"{len(students)} handed in {lesson.folder} in {classroom.root}; it takes "
                       "two to be alike.")
    notebooks, unreadable = {}, []
    with show.progress() as bar:
        for student in bar.track(students, description="reading the submissions"):
            try:
                notebooks[student] = classroom.read_submission(lesson, student).notebook
            except Unreadable:
                unreadable.append(student)
    with show.console.status("comparing"):
        found = alike.pairs(lesson, notebooks, at_least / 100, at_most)
    show.console.print(show.pairs(found, len(notebooks)) if found else
                       f"No two of {len(notebooks)} submissions are alike to {at_least} % or more.")
    show.console.print(alike.HINT, style="bold")
    if unreadable:
        show.console.print(f"Not compared, as they can't be read: {', '.join(unreadable)}")
    _write(alike.page(lesson, found, len(notebooks)), output,
           classroom.root / "reports" / f"{lesson.folder}-similar.html")


def _write(text, output, usual):
    """Write `text` and say where it is; '-' prints it instead."""
    if str(output) == "-":
        click.echo(text, nl=False)
        return
    path = output or usual
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    click.echo(path)


COMMANDS = (report, export, similar)
