"""Random damages, one after the other, that keep what a student wrote cost them nothing."""

import copy

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grading import release, samples
from grading.lessons import exercise_of, grade_id, is_solution
from grading.mend import mend
from grading.recognise import bound_names, defined_names, own_cell
from tests.grading.damage.corpus import LESSONS

OWN = "mine_{0} = {0}\nprint(mine_{0})"


def swap(cells, i, j):
    cells[i], cells[j] = cells[j], cells[i]


def copy_it(cells, i, j):
    cells.insert(j, copy.deepcopy(cells[i]))


def blank_copy(cells, i, j):
    if is_solution(cells[i]):
        cells.insert(j, copy.deepcopy(cells[i]))
        cells[j].source = ""


def delete(cells, i, j):
    if not is_mine(cells[i]):
        del cells[i]


def add(cells, i, j):
    cells.insert(i, own_cell("code", OWN.format(j)))


def strip_marks(cells, i, j):
    cells[i].metadata = {}


def strip_id(cells, i, j):
    cells[i].pop("id", None)


def share_id(cells, i, j):
    cells[i]["id"] = "one"


def forge(cells, i, j):
    cells[i].metadata.get("nbgrader", {}).update(points=99, locked=False, grade=True)


def retype(cells, i, j):
    cells[i].cell_type = ("code", "markdown", "raw")[j % 3]


def touch_a_locked_cell(cells, i, j):
    if not is_mine(cells[i]):
        cells[i].source += f"\n# {j}"


def merge_with_the_next(cells, i, j):
    both = cells[i:i + 2]
    if all(c.cell_type == "code" for c in both) and is_solution(both[0]) and not is_mine(both[-1]):
        cells[i].source += f"\n\n{cells.pop(i + 1).source}"


DAMAGES = (swap, copy_it, blank_copy, delete, add, strip_marks, strip_id, share_id, forge, retype,
           touch_a_locked_cell, merge_with_the_next)


def is_mine(cell):
    """True for a cell with something of the student's in it."""
    return cell.source in MINE or cell.source.startswith("mine_") or is_solution(cell)


MINE = {c.source for lesson in LESSONS for c in lesson.read().cells if is_solution(c)}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.folder)
@settings(max_examples=40, deadline=None, derandomize=True)
@example(steps=[(copy_it, 0, 0), (merge_with_the_next, 308, 0)])  # the end of a line is lost
@given(steps=st.lists(st.tuples(st.sampled_from(DAMAGES), st.integers(0, 10**6),
                                st.integers(0, 10**6)), max_size=25))
def test_what_keeps_the_students_sources_keeps_the_points(lesson, steps):
    master, notebook = release.master(lesson), samples.right(lesson)
    for damage, i, j in steps:
        damage(notebook.cells, i % len(notebook.cells), j % len(notebook.cells))

    mended, _ = mend(notebook, master)

    assert_answers_count(mended, samples.right(lesson))
    texts = "\n".join(c.source for c in mended.cells)
    for cell in notebook.cells:
        if cell.source.startswith("mine_"):
            assert cell.source in texts, "a cell of the student's own was lost"
    assert len({c.id for c in mended.cells}) == len(mended.cells)
    again, notes = mend(mended, master)
    assert again == mended and notes == []
    assert {grade_id(c): c.metadata for c in mended.cells if grade_id(c)} == {
        grade_id(c): c.metadata for c in master.cells if grade_id(c)}


def assert_answers_count(mended, right):
    """What stands last before each check, and defines what it asks for, is the right answer."""
    defined = {}
    answers = {name: c.source for c in right.cells if is_solution(c) and c.cell_type == "code"
               for name in defined_names(c.source)}
    for cell in mended.cells:
        if cell.cell_type != "code":
            continue
        exercise = exercise_of(cell.source)
        if exercise and grade_id(cell):
            assert answers[exercise].strip() in defined.get(exercise, ""), exercise
        defined |= dict.fromkeys(bound_names(cell.source), cell.source)
    written = [c.source for c in right.cells if is_solution(c) and c.cell_type == "markdown"]
    for text in written:
        assert any(text in c.source for c in mended.cells)
