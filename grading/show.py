"""What an instructor sees in the terminal: the progress of a run, and its results as a table."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from grading import results

console = Console()


def progress():
    """A progress bar with a count, the time gone and the time left."""
    return Progress(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(),
                    MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left"),
                    TimeRemainingColumn(), console=console)


def table(graded):
    """A table of results: student, lesson, points per exercise, and what went wrong."""
    shown = Table(show_lines=True, pad_edge=False)
    for heading in ("student", "lesson", "points per exercise"):
        shown.add_column(heading, overflow="fold")
    shown.add_column("points", justify="right", no_wrap=True)
    shown.add_column("diagnosis", overflow="fold", ratio=1)
    for result in graded:
        shown.add_row(result["student"], result["lesson"], _per_exercise(result),
                      _points(result), _diagnosis(result))
    return shown


def _per_exercise(result):
    return "\n".join(f"{e['exercise']} {_number(e['points'])}/{_number(e['max_points'])}"
                     for e in result["exercises"])


def _points(result):
    if result["status"] == results.COULD_NOT_GRADE:
        return "-"
    return f"{_number(result['points'])} of {_number(result['max_points'])}"


def _number(points):
    return "?" if points is None else f"{points:g}"


def _diagnosis(result):
    """The sentences of known mistakes, or what else there is to say, without saying it twice."""
    if result["status"] == results.COULD_NOT_GRADE:
        return f"could not grade: {result['message']}"
    said = [e["diagnosis"] or e["status"] for e in result["exercises"]
            if e["status"] not in ("right", results.NEEDS_PERSON)]
    if any(e["status"] == results.NEEDS_PERSON for e in result["exercises"]):
        said.append("a written answer waits for a person")
    return "\n".join(f"• {line}" for line in dict.fromkeys(result["notes"] + said))
