"""What an instructor sees in the terminal: the progress of a run, and its results as a table."""

import sys
from dataclasses import fields

from rich import box
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from grading import results

# a log or a pipe has no width of its own: 80 columns would break every line of the table
console = Console(width=None if sys.stdout.isatty() else 130)
LONGEST = 100  # students whose results are shown in full; of a larger class, those in trouble


class Rate(ProgressColumn):
    """How many are done in a minute, once that can be told."""

    def render(self, task):
        speed = task.finished_speed or task.speed
        return Text(f"{60 * speed:.0f} a minute" if speed else "")


def progress():
    """A progress bar with a count, the rate, the time gone and the time left."""
    return Progress(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(),
                    MofNCompleteColumn(), Rate(), TimeElapsedColumn(), TextColumn("left"),
                    TimeRemainingColumn(), console=console)


def table(graded):
    """A table of results: student, lesson, points of each exercise, and what went wrong."""
    shown = Table(pad_edge=False, box=box.SIMPLE_HEAD)
    for heading in ("student", "lesson"):
        shown.add_column(heading, no_wrap=True)
    shown.add_column("points", justify="right", no_wrap=True)
    shown.add_column("of exercise", overflow="fold", min_width=26)
    shown.add_column("diagnosis", overflow="fold", ratio=1)
    for result in graded:
        first = [result["student"], result["lesson"], f"[bold]{_total(result)}[/]"]
        for said in result["notes"]:
            shown.add_row(*first, "", Text(said, style="dim"))
            first = ["", "", ""]
        for exercises, diagnosis in _grouped(result):
            shown.add_row(*first, exercises, Text(diagnosis))
            first = ["", "", ""]
        shown.add_section()
    return shown


def pairs(found, number):
    """A table of pairs that are alike, and the pieces in which they are."""
    title = f"{len(found)} {'pair' if len(found) == 1 else 'pairs'} alike among {number}"
    shown = Table(title=title, title_justify="left", pad_edge=False, box=box.SIMPLE_HEAD)
    shown.add_column("two students", no_wrap=True)
    shown.add_column("alike", justify="right", no_wrap=True)
    shown.add_column("in", overflow="fold", ratio=1)
    for pair in found:
        where = ", ".join(dict.fromkeys(m.ours.name for m in pair.matches))
        shown.add_row(Text(" and ".join(pair.students)), f"{100 * pair.alike:.0f} %", Text(where))
    return shown


def _total(result):
    if result["status"] == results.COULD_NOT_GRADE:
        return "none"
    return f"{_number(result['points'])} of {_number(result['max_points'])}"


def _number(points):
    return "?" if points is None else f"{points:g}"


def _grouped(result):
    """`(exercises with points, diagnosis)` pairs; exercises with the same diagnosis share one."""
    if result["status"] == results.COULD_NOT_GRADE:
        return [("", f"could not grade: {result['message']}")]
    groups = {}
    for e in result["exercises"]:
        groups.setdefault(e["diagnosis"] or e["status"], []).append(
            f"{e['exercise']} {_number(e['points'])}/{_number(e['max_points'])}")
    return [("\n".join(names), said) for said, names in groups.items()]


def limits(values):
    """A table of the limits `values`: each with its value, its bounds, and what it is."""
    shown = Table(pad_edge=False, box=box.SIMPLE_HEAD)
    for heading, justify in (("c.Sandbox.", "left"), ("is", "right"), ("from", "right"),
                             ("to", "right"), ("of", "left"), ("what", "left")):
        shown.add_column(heading, justify=justify)
    for f in fields(values):
        about = f.metadata
        shown.add_row(f.name, f"{getattr(values, f.name):g}", f"{about['low']:g}",
                      f"{about['high']:g}", about["unit"], about["help"])
    return shown
