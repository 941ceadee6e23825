"""The lesson's own figures aren't drawn again, unless a student's cell could have changed them."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grading import release, samples, stored
from grading.engine import Run, _fill_in
from grading.job import job, sealed
from grading.judge import Checked
from grading.lessons import all_lessons, graded_exercise, is_solution
from grading.mend import mend
from tests.grading.conftest import SEED

LESSONS = all_lessons()


@pytest.mark.parametrize("source, bound, used", [
    ("x = f(y)", {"x"}, {"f", "y"}),
    ("def f(x):\n    z = x\n    return g(z)", {"f"}, {"g"}),
    ("def f():\n    global q\n    q = 1", {"f", "q"}, set()),
    ("plt.rcParams['a'] = 1", {"plt"}, {"plt"}),
    ("a.b[0].c += 1", {"a"}, {"a"}),
    ("def f(p):\n    p.grad = None", {"f"}, set()),
    ("import os.path as p, sys", {"p", "sys"}, set()),
    ("[h(i) for i in r]", set(), {"h", "r"}),
    ("%matplotlib inline\nx = 1", {"x"}, set()),
    ("if x:\n    !ls\n    y = 2", {"y"}, {"x"}),
    ("def (:", set(), set()),
    ("x = 1\x00", set(), set()),
])
def test_the_names_that_a_cell_changes_and_reads(source, bound, used):
    assert stored.names(source) == (bound, used)


def own_cells(lesson, notebook):
    return [c for c in notebook.cells if c.cell_type == "code" and not is_solution(c)
            and not graded_exercise(c)]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.folder)
def test_in_a_right_submission_nearly_all_of_the_lessons_cells_show_what_is_stored(lesson):
    notebook = samples.right(lesson)
    own = own_cells(lesson, notebook)
    found = stored.as_stored(lesson, notebook)

    assert found <= {c.id for c in own}
    assert len(found) > 0.8 * len(own) > 3


def with_own_cell(lesson, source):
    """A right submission with a cell of the student's own after the first of the lesson's."""
    notebook = samples.right(lesson)
    at = next(i for i, c in enumerate(notebook.cells) if c.source.startswith("def f(x):"))
    notebook.cells.insert(at + 1, new_code_cell(source, id="mine"))
    return notebook


def test_what_a_student_changed_is_drawn_and_so_is_what_is_made_of_it():
    lesson = LESSONS[0]
    figure = next(c.id for c in own_cells(lesson, samples.right(lesson))
                  if c.source.startswith("draw_secants(f,"))

    for harmless in ("print(1)", "def mine(f):\n    f = 3", "secants = 4", "f(2)",
                     "import matplotlib.pyplot as plt"):
        assert figure in stored.as_stored(lesson, with_own_cell(lesson, harmless)), harmless
    for change in ("f = abs", "def f(x): return x", "f.a = 1", "plt.rcParams['lines.color'] = 'r'",
                   "from math import sin as f", "import math as plt",
                   "import matplotlib.pyplot as plt\nplt = 1", "for f in []: pass",
                   "def g():\n    global f\n    f = abs"):
        assert figure not in stored.as_stored(lesson, with_own_cell(lesson, change)), change


def test_a_graded_notebook_shows_the_stored_pictures_and_the_students_own(remembering):
    lesson = LESSONS[0]
    run = Run(pool=remembering, seed=SEED)
    notebook = with_own_cell(lesson, "plt.plot([1, 2]); plt.show()\nf = abs")
    lessons_own = {c.source: c.outputs for c in lesson.read().cells if c.cell_type == "code"}
    run.grade(lesson, notebook, "ada")

    pictures = {c.id: [o.data["image/png"] for o in c.outputs
                       if "image/png" in o.get("data", {})]
                for c in notebook.cells if c.cell_type == "code"}
    assert len(pictures["mine"]) == 1
    same, drawn = 0, 0
    for cell in own_cells(lesson, notebook):
        stored_ones = [o.data["image/png"] for o in lessons_own.get(cell.source, ())
                       if "image/png" in o.get("data", {})]
        if stored_ones:
            assert len(pictures[cell.id]) == len(stored_ones), cell.source
            same += pictures[cell.id] == stored_ones
            drawn += cell.source.startswith("draw_secants(f,") and pictures[cell.id] != stored_ones
    assert same >= 1 and drawn == 1  # f was another function


@pytest.mark.parametrize("source, expected", [
    ("draw_secants(f, x0=2, slope=14, hs=[3])\nplt.show()", ""), ("reveal('gap', '0')", ""),
    ("x = 1", "x = 1"), ("check('f_prime')  # !", "check('f_prime')  # !"),
    ("print(f(2))", "print(f(2))"), ("def (:", "def (:"), ("x = draw_secants(f)",) * 2,
    ("# why\ndraw_secants(f)\nf = abs\nreveal('gap', '0')", "f = abs"),
    ("plt.rcParams.update({})",) * 2, ("for f in fs:\n    draw_secants(f)",) * 2, ("", ""),
])
def test_what_only_shows_is_known_by_its_calls_and_does_not_run(source, expected):
    assert stored.to_run(LESSONS[0], source) == expected


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.folder)
def test_what_does_not_run_changes_nothing(lesson, remembering):
    """Every probe sees, and every cell shows, what it would if the whole notebook ran."""
    notebook = samples.right(lesson)
    short = sealed(job(lesson, notebook, SEED))
    sources = {c.id: c.source for c in notebook.cells}
    whole = {**short, "steps": [
        {"kind": "cell", "id": s["id"], "source": sources[s["id"]], "figures": False}
        if s["kind"] == "cell" else s for s in short["steps"]]}
    less, all_of_it = (remembering.submit(j).result() for j in (short, whole))

    assert len(short["steps"]) > len(less["cells"]) + len(less["checks"])
    for name, seen in less["checks"].items():
        assert seen["rounds"] == all_of_it["checks"][name]["rounds"], name
    for step in short["steps"]:
        ran = less["cells"].get(step["id"])
        if ran and step["source"] == sources[step["id"]]:
            assert ran["status"] == all_of_it["cells"][step["id"]]["status"]
            assert printed(ran) == printed(all_of_it["cells"][step["id"]]), step["source"]
        elif ran:
            assert ran["status"] == "ok", step["source"]


def printed(ran):
    """What a cell printed, but for which hint is the next: the one it asked for isn't counted."""
    text = "".join(o["text"] for o in ran["outputs"] if o["output_type"] == "stream")
    return [line for line in text.splitlines() if "Hint " not in line]


SOURCES = ["a = 1", "b = slow(a)", "c = slow(b)", "d = a"]  # the two in the middle are marked


@pytest.mark.parametrize("theirs, expected", [
    ("print(1)", {"1", "2"}), ("print(a)", {"1", "2"}), ("b = 1", {"1", "2"}),
    ("print(b)", set()), ("def f():\n    return c", set()),
])
def test_marked_cells_run_for_a_student_who_reads_what_only_they_give(theirs, expected):
    cells = [new_code_cell(source, id=str(i)) for i, source in enumerate(SOURCES)]
    marked = set(SOURCES[1:3])
    notebook = new_notebook(cells=[*cells, new_code_cell(theirs, id="mine")])

    assert stored.skipped(notebook, {"0", "1", "2", "3"}, marked) == expected
    assert not stored.skipped(notebook, {"0", "1", "3"}, marked)  # cell 2 is changed, and reads b


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.folder)
def test_marked_cells_do_not_run_in_what_is_handed_in_either(lesson):
    """A student's notebook, brought back into shape, has not the tags of the lesson."""
    notebook, _ = mend(samples.right(lesson), release.master(lesson))
    steps = {s["id"]: s for s in job(lesson, notebook, SEED)["steps"]}
    marked = [c.id for c in notebook.cells if c.source in stored.slow(lesson)]

    assert len(marked) == sum("grading-skip" in c.metadata.get("tags", ())
                              for c in lesson.read().cells)
    assert all(steps[i].get("shown") for i in marked)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.folder)
def test_cells_that_only_show_do_not_run_and_still_show(lesson):
    """And the counts of all cells that did run or show go up one by one."""
    notebook = samples.right(lesson)
    steps = {s["id"]: s for s in job(lesson, notebook, SEED)["steps"]}
    ran = {i: {"status": "ok", "outputs": [], "seconds": 0.0, "execution_count": 1}
           for i, s in steps.items() if s["kind"] == "cell" and not s.get("shown")}
    _fill_in(lesson, notebook, {"cells": ran}, {i: Checked({}, []) for i in steps
                                               if steps[i]["kind"] == "check"})

    known = {c.id: c for c in lesson.read().cells if c.cell_type == "code"}
    showing = [c for c in notebook.cells if c.id in steps and steps[c.id].get("shown")]
    assert len(showing) > 3
    for cell in showing:
        assert [o.get("data", o.get("text")) for o in cell.outputs] == [
            o.get("data", o.get("text")) for o in known[cell.id].outputs]
    counts = [c.execution_count for c in notebook.cells
              if c.cell_type == "code" and c.execution_count]
    assert counts == list(range(1, len(ran) + len(showing) + 1))


def test_after_the_notebooks_death_nothing_is_shown():
    lesson = LESSONS[0]
    notebook = samples.right(lesson)
    steps = [s for s in job(lesson, notebook, SEED)["steps"] if s["kind"] == "cell"]
    first = next(s for s in steps if not s.get("shown"))["id"]
    dead = {"status": "died", "outputs": [], "seconds": 0.0, "execution_count": None}
    _fill_in(lesson, notebook, {"cells": {first: dead}}, {})

    assert not [c.id for c in notebook.cells if c.cell_type == "code" and c.outputs]
