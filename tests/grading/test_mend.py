"""Mending: what accidents do to a submission, and what a teacher would make of it."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grading.lessons import grade_id
from grading.mend import mend

STUB = "def {0}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
ANSWER = "def {0}(x):\n    return 2 * x"


def told(name, **more):
    return {"nbgrader": {"grade": False, "solution": False, "locked": False, "task": False,
                         "schema_version": 3, "grade_id": name, **more}}


def exercise(name, points=2):
    return [
        new_markdown_cell(f"### {name}", id=f"about-{name}",
                          metadata=told(f"about-{name}", locked=True)),
        new_code_cell(STUB.format(name), id=name, metadata=told(name, solution=True)),
        new_code_cell(f'check("{name}")', id=f"check-{name}",
                      metadata=told(f"check-{name}", grade=True, locked=True, points=points)),
    ]


@pytest.fixture
def master():
    cells = [new_markdown_cell("# Title", id="title"),
             new_code_cell("import numpy as np", id="setup", metadata=told("setup", locked=True)),
             *exercise("double"), new_code_cell("print('look')", id="demo"), *exercise("treble")]
    return new_notebook(cells=cells)


@pytest.fixture
def honest(master):
    notebook = copy.deepcopy(master)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = ANSWER.format(grade_id(cell))
    return notebook


def at(notebook, name):
    return next(i for i, c in enumerate(notebook.cells) if c.id == name)


def source(notebook, name):
    found = [c.source for c in notebook.cells if grade_id(c) == name]
    assert len(found) == 1, f"{name} is there {len(found)} times"
    return found[0]


def assert_whole(notebook, master):
    assert [grade_id(c) for c in notebook.cells if grade_id(c)] == [
        grade_id(c) for c in master.cells if grade_id(c)]
    assert source(notebook, "double") == ANSWER.format("double")
    assert source(notebook, "treble") == ANSWER.format("treble")
    assert source(notebook, "check-double") == 'check("double")'
    for cell in notebook.cells:
        if grade_id(cell):
            original = next(c for c in master.cells if grade_id(c) == grade_id(cell))
            assert cell.metadata == original.metadata and cell.cell_type == original.cell_type
    assert len({c.id for c in notebook.cells}) == len(notebook.cells)
    nbformat.validate(notebook)


def test_an_undamaged_submission_is_left_as_it_is(honest, master):
    notebook, notes = mend(honest, master)

    assert_whole(notebook, master)
    assert notes == []
    assert [c.source for c in notebook.cells if c.id != "title"] == [
        c.source for c in honest.cells if c.id != "title"]


def copy_a_solution(nb):
    nb.cells.insert(at(nb, "double"), copy.deepcopy(nb.cells[at(nb, "double")]))


def copy_a_solution_whose_copy_is_blank(nb):
    blank = copy.deepcopy(nb.cells[at(nb, "double")])
    blank.source = STUB.format("double")
    nb.cells.append(blank)


def copy_a_check(nb):
    nb.cells.append(copy.deepcopy(nb.cells[at(nb, "check-double")]))


def delete_a_check(nb):
    del nb.cells[at(nb, "check-treble")]


def delete_the_setup(nb):
    del nb.cells[at(nb, "setup")]


def change_a_check(nb):
    nb.cells[at(nb, "check-double")].source = "print('✓')"


def reorder(nb):
    nb.cells.reverse()


def strip_all_metadata(nb):
    for cell in nb.cells:
        cell.metadata = {}


def strip_metadata_and_ids(nb):
    strip_all_metadata(nb)
    for number, cell in enumerate(nb.cells):
        cell.id = f"x{number}"


def lie_about_points_and_locks(nb):
    for cell in nb.cells:
        if grade_id(cell):
            cell.metadata["nbgrader"].update(points=100, locked=False, solution=True, grade=True)


def lose_the_schema_version(nb):
    for cell in nb.cells:
        cell.metadata.get("nbgrader", {}).pop("schema_version", None)


def retype_a_check(nb):
    nb.cells[at(nb, "check-double")].cell_type = "markdown"


def retype_a_solution(nb):
    nb.cells[at(nb, "double")].cell_type = "raw"


def add_a_cell_with_an_unknown_id(nb):
    nb.cells.append(new_code_cell("1 + 1", metadata=told("bonus", grade=True, points=50)))


DAMAGES = {
    copy_a_solution: "'double' was there 2 times",
    copy_a_solution_whose_copy_is_blank: "number 1 of them was graded",
    copy_a_check: "'check-double' was there 2 times",
    delete_a_check: "'check-treble' was missing",
    delete_the_setup: "'setup' was missing",
    change_a_check: "'check-double' had been changed",
    reorder: "another order",
    strip_all_metadata: None,
    strip_metadata_and_ids: None,
    lie_about_points_and_locks: None,
    lose_the_schema_version: None,
    retype_a_check: None,
    retype_a_solution: None,
    add_a_cell_with_an_unknown_id: None,
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
def test_damage_costs_nothing_and_is_told(honest, master, damage):
    damage(honest)
    before = copy.deepcopy(honest)

    notebook, notes = mend(honest, master)

    assert honest == before, "the submission itself was changed"
    assert_whole(notebook, master)
    if DAMAGES[damage]:
        assert any(DAMAGES[damage] in note for note in notes), notes


def test_a_deleted_answer_comes_back_as_its_stub(honest, master):
    del honest.cells[at(honest, "double")]

    notebook, notes = mend(honest, master)

    assert source(notebook, "double") == STUB.format("double")
    assert source(notebook, "treble") == ANSWER.format("treble")
    assert any("'double' was missing" in note for note in notes)


def test_a_students_own_cells_stay_where_they_were(honest, master):
    honest.cells.insert(at(honest, "double"), new_code_cell("def helper(): pass", id="mine"))

    notebook, notes = mend(honest, master)

    ids = [c.id for c in notebook.cells]
    assert ids.index("about-double") < ids.index("mine") < ids.index("double")
    assert notes == []


def test_an_earlier_attempt_is_run_too_but_the_last_one_counts(honest, master):
    first = copy.deepcopy(honest.cells[at(honest, "double")])
    first.source = "scale = 3\ndef double(x):\n    return scale * x"
    honest.cells.insert(at(honest, "double"), first)

    notebook, _ = mend(honest, master)

    sources = [c.source for c in notebook.cells if "def double" in c.source]
    assert sources == [first.source, ANSWER.format("double")]
    assert source(notebook, "double") == ANSWER.format("double")


def test_what_is_believed_of_a_cell_that_breaks_the_parser_is_its_text(honest, master):
    honest.cells[at(honest, "double")].source = "def double(x:\n    return"
    honest.cells.append(new_code_cell("((((" * 500, id="odd"))

    notebook, _ = mend(honest, master)

    assert source(notebook, "double") == "def double(x:\n    return"
