"""The lesson's own figures aren't drawn again, unless a student's cell could have changed them."""

import pytest
from nbformat.v4 import new_code_cell

from grading import samples, stored
from grading.engine import Run, _fill_in
from grading.job import job
from grading.judge import Checked
from grading.lessons import all_lessons, graded_exercise, is_solution
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

    for harmless in ("print(1)", "def mine(f):\n    f = 3", "secants = 4", "f(2)"):
        assert figure in stored.as_stored(lesson, with_own_cell(lesson, harmless)), harmless
    for change in ("f = abs", "def f(x): return x", "f.a = 1", "plt.rcParams['lines.color'] = 'r'",
                   "from math import sin as f", "for f in []: pass",
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


def test_no_output_of_another_kind_gets_a_stored_picture():
    lesson = LESSONS[0]
    source = next(c.source for c in lesson.read().cells if c.source.startswith("draw_secants("))
    printed = {"output_type": "stream", "name": "stdout", "text": "hello"}
    other = {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "another"}}

    assert stored.completed(lesson, source, [printed, other]) == [printed, other]


@pytest.mark.parametrize("source, expected", [
    ("draw_secants(f, x0=2, slope=14, hs=[3])\nplt.show()", True), ("reveal('gap', '0')", True),
    ("x = 1", False), ("check('f_prime')", False), ("print(f(2))", False), ("def (:", False),
    ("draw_secants(f)\nf = abs", False), ("plt.rcParams.update({})", False), ("", False),
])
def test_a_cell_that_only_shows_is_known_by_its_calls(source, expected):
    assert stored.only_shows(LESSONS[0], source) == expected


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
