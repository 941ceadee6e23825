"""The lessons as they lie in `notebooks/`: finding them, reading their cells, running them anew."""

import difflib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
HEADING = re.compile(r"#{1,6} +(?P<text>.+?)(?: \(\d+ points?[^)]*\))?\s*$")
CHECK_CELL = re.compile(r"""^check\(\s*["'](?P<name>\w+)["']\s*\)$""")


class UnknownLesson(LookupError):
    """Raised for a lesson that isn't in `notebooks/`."""


@dataclass(frozen=True)
class Lesson:
    """One lesson: `06_accumulation` is its folder and assignment, `accumulation` its name."""

    folder: str

    @property
    def name(self):
        """The one name that everything of the lesson bears: notebook, exercises, mistakes."""
        return self.folder.partition("_")[2]

    @property
    def path(self):
        """The source notebook."""
        return NOTEBOOKS / self.folder / f"{self.name}.ipynb"

    def read(self):
        """The source notebook, as a `NotebookNode`."""
        import nbformat  # takes a second, in which the sandboxes can start

        return nbformat.read(self.path, as_version=4)


def all_lessons():
    """The lessons in `notebooks/`, by number."""
    folders = sorted(p.parent.name for p in NOTEBOOKS.glob("[0-9][0-9]_*/*.ipynb"))
    return [Lesson(folder) for folder in dict.fromkeys(folders)]


def find(text):
    """The lesson called `text`: `06_accumulation`, `accumulation`, `06` and `6` name the same."""
    lessons = all_lessons()
    for lesson in lessons:
        number = lesson.folder.partition("_")[0]
        if str(text) in (lesson.folder, lesson.name, number, number.lstrip("0")):
            return lesson
    names = [x.folder for x in lessons]
    near = difflib.get_close_matches(str(text), names + [x.name for x in lessons], n=1, cutoff=0.5)
    advice = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names) or 'none'}."
    raise UnknownLesson(f"There is no lesson called {text!r}. {advice}")


def exercise_of(source):
    """The exercise that a check cell with this source checks; None if it is no check cell."""
    match = CHECK_CELL.match(source.strip())
    return match["name"] if match else None


def graded_exercise(cell):
    """The exercise that this cell checks for points; a student's own `check(...)` has none."""
    if cell.cell_type != "code" or not cell.metadata.get("nbgrader", {}).get("grade"):
        return None
    return exercise_of(cell.source)


def title(lesson):
    """The lesson's title: the first heading in its notebook."""
    return _headings(lesson, lesson.path.stat().st_mtime_ns)[0]


def headings(lesson):
    """`{exercise: heading above it}`, as in `Exercise 1.1 · The difference quotient`."""
    return _headings(lesson, lesson.path.stat().st_mtime_ns)[1]


@cache
def _headings(lesson, changed):
    first, last, found = "", "", {}
    for cell in lesson.read().cells:
        if cell.cell_type == "markdown":
            for line in map(HEADING.match, cell.source.splitlines()):
                if line:
                    last = line["text"].replace("`", "").replace("$", "")
                    first = first or last
        name = graded_exercise(cell) or (grade_id(cell) if is_solution(cell) else None)
        if name:
            found[name] = last
    return first or lesson.name, found


def grade_id(cell):
    """nbgrader's id of the cell, or None for a cell that nbgrader doesn't know."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def is_solution(cell):
    """True for a cell that a student fills in."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def is_locked(cell):
    """True for a cell that a student must leave as it is."""
    meta = cell.metadata.get("nbgrader", {})
    return bool(meta.get("locked") or (meta.get("grade") and not meta.get("solution")))
