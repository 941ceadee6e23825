"""What becomes of notebooks on their way from a student to a grader, one function a kind.

`DAMAGES` holds them all: the function takes `Handed`, a right submission, and damages its cells or
its file. Beside it stands what a teacher would do: `FULL` points for work that is all there,
points for all but some exercises (`but`), or "could not read" (`UNREADABLE`); and the words that
the feedback has to hold.
"""

import copy
import json
from dataclasses import dataclass, field
from pathlib import Path

from grading import samples
from grading.lessons import Lesson, all_lessons, exercise_of, is_solution
from grading.recognise import defined_names

FULL, UNREADABLE = "full points", "could not read"
DAMAGES = {}


def _two_lessons():
    """The first lesson, and the first with a written answer: more would take too long."""
    with_text = (x for x in all_lessons() for c in x.read().cells
                 if is_solution(c) and c.cell_type == "markdown")
    return [all_lessons()[0], next(with_text)]


LESSONS = _two_lessons()


@dataclass(frozen=True)
class Expected:
    """What a teacher would do with a damaged submission."""

    outcome: str
    words: tuple
    but: int = 0  # how many exercises, from the first on, can't have points


@dataclass
class Handed:
    """A right submission of `lesson`, to be written to `folder`: its cells as JSON has them."""

    lesson: Lesson
    folder: Path
    document: dict = field(init=False)

    def __post_init__(self):
        self.document = json.loads(json.dumps(samples.right(self.lesson)))
        for cell in self.cells:
            if cell["cell_type"] == "code":
                cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["ran\n"]}]

    @property
    def cells(self):
        return self.document["cells"]

    @property
    def path(self):
        return self.folder / f"{self.lesson.name}.ipynb"

    @property
    def text(self):
        return json.dumps(self.document, ensure_ascii=False, indent=1) + "\n"

    def marks(self, cell):
        marks = cell["metadata"].get("nbgrader") if isinstance(cell["metadata"], dict) else None
        return marks if isinstance(marks, dict) else {}

    def all(self, kind):
        """The positions of the cells of a kind: "solution", "check", "locked", "plain"."""
        tests = {
            "solution": lambda c: self.marks(c).get("solution") and c["cell_type"] == "code",
            "check": lambda c: self.marks(c).get("grade") and exercise_of(c["source"]),
            "locked": lambda c: self.marks(c).get("locked"),
            "plain": lambda c: not self.marks(c),
        }
        return [i for i, c in enumerate(self.cells) if tests[kind](c)]

    def first(self, kind):
        return self.cells[self.all(kind)[0]]

    def names(self, number=0):
        """The names that the answer to exercise `number` defines."""
        return defined_names(self.cells[self.all("solution")[number]]["source"])

    def write(self, data=None, name=None):
        """The path to which the notebook, or `data` in its place, is written."""
        path = self.folder / (name or self.path.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        data = self.text if data is None else data
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
        return path


def damage(outcome, *words, but=0):
    """A decorator: `f(handed)` is a damage. If it writes nothing, its cells are written."""

    def register(function):
        assert function.__name__ not in DAMAGES, function.__name__
        DAMAGES[function.__name__] = (function, Expected(outcome, words, but))
        return function

    return register


def apply(name, lesson, folder):
    """`(handed, expected)`: the submission with the damage `name`, in `folder`."""
    function, expected = DAMAGES[name]
    handed = Handed(lesson, folder)
    folder.mkdir(parents=True)
    function(handed)
    if not any(folder.iterdir()) and name != "nothing_handed_in":
        handed.write()
    return handed, expected


def twin(cell, **changes):
    """A copy of a JSON cell with `changes`."""
    return copy.deepcopy(cell) | changes


def own(source, kind="code"):
    """A JSON cell as a student adds it."""
    cell = {"cell_type": kind, "metadata": {}, "source": source, "id": f"new{abs(hash(source))}"}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})
