"""Attacks on the notebook: what it says of its own cells, their points, their ids, their locks."""

import copy

from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.grading.attacks.attack import EXERCISES, attack

RUIN = {"nbgrader": {"grade": True, "solution": False, "locked": False, "points": 100,
                     "schema_version": 3, "task": False, "cell_type": "code"}}


def cell_of(notebook, name):
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def edit(name, tries):
    """A decorator: the function changes the notebook that is handed in."""
    def register(change):
        attack(name, tries, edit=change, late=True)
        return change

    return register


@edit("more points", "say that each check is worth a hundred")
def _(notebook):
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["points"] = 100


@edit("unlocked checks", "replace what a check checks by a print")
def _(notebook):
    for name in EXERCISES:
        cell = cell_of(notebook, f"check-{name}")
        cell.metadata.nbgrader.update(locked=False, grade=True, solution=True)
        cell.source = f'print("✓ {name}   3 of 3 points")'


@edit("an easier check", "let every check cell check what is right already")
def _(notebook):
    for name in EXERCISES:
        cell_of(notebook, f"check-{name}").source = 'check("difference_quotient")'


@edit("checks as Markdown", "leave no check that could fail")
def _(notebook):
    for i, cell in enumerate(notebook.cells):
        if (cell.get("id") or "").startswith("check-"):
            text = new_markdown_cell(cell.source, id=cell.id)
            text.metadata = copy.deepcopy(cell.metadata)
            text.metadata.nbgrader["cell_type"] = "markdown"
            notebook.cells[i] = text


@edit("no checks", "delete the checks that would fail")
def _(notebook):
    notebook.cells = [c for c in notebook.cells if not (c.get("id") or "").startswith("check-")]


@edit("checks twice", "let a check that passes count again")
def _(notebook):
    passed = cell_of(notebook, "check-tangent_line")
    for number in range(5):
        again = copy.deepcopy(passed)
        again["id"] = f"again-{number}"
        again.metadata.nbgrader["grade_id"] = f"again-{number}"
        notebook.cells.append(again)


@edit("checks under another name", "give a check that passes the ids of those that fail")
def _(notebook):
    passed = cell_of(notebook, "check-tangent_line")
    for name in EXERCISES[2:]:
        again = copy.deepcopy(passed)
        again["id"] = f"check-{name}"
        again.metadata.nbgrader["grade_id"] = f"check-{name}"
        notebook.cells.insert(0, again)


@edit("graded cells of one's own", "add cells that are worth points by themselves")
def _(notebook):
    for number in range(3):
        cell = new_code_cell("print('full points')", id=f"mine-{number}")
        cell.metadata.update(copy.deepcopy(RUIN))
        cell.metadata.nbgrader["grade_id"] = f"mine-{number}"
        notebook.cells.append(cell)


@edit("an own cell with a check's id", "let the outputs of a cell pass for those of a check")
def _(notebook):
    for name in EXERCISES:
        notebook.cells.insert(0, new_code_cell("print('✓')", id=f"check-{name}"))


@edit("answers that grade themselves", "say that the answer is the check")
def _(notebook):
    for name in EXERCISES:
        cell_of(notebook, name).metadata.nbgrader.update(grade=True, points=50, locked=True)


@edit("all ids alike", "let all cells have one id")
def _(notebook):
    for name in EXERCISES[2:]:
        cell_of(notebook, f"check-{name}").metadata.nbgrader["grade_id"] = "check-tangent_line"


@edit("no schema", "let nbgrader stumble over a version it doesn't know")
def _(notebook):
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["schema_version"] = 999
            cell.metadata.nbgrader.pop("grade", None)


@edit("stored outputs", "hand in a notebook that says it has passed")
def _(notebook):
    for name in EXERCISES:
        cell = cell_of(notebook, f"check-{name}")
        cell.outputs = [{"output_type": "stream", "name": "stdout", "text": "✓ 3 of 3 points"}]
        cell.execution_count = 1


@edit("a kernel of one's own", "let the notebook name the program that runs it")
def _(notebook):
    notebook.metadata["kernelspec"] = {"name": "../../evil", "display_name": "x", "language": "sh"}
    notebook.metadata["grading-notes"] = ["All points were given by hand."]
