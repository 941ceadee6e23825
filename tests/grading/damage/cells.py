"""Damage to cells: copied, deleted, moved, merged, split, retyped, edited, unmarked; outputs."""

import json
import random

from tests.grading.damage.corpus import FULL, UNREADABLE, damage, own, twin


@damage(FULL)
def nothing_at_all(h):
    """The control."""


# --- copied and deleted

@damage(FULL, "was there 2 times", "Keep one")
def solution_copied(h):
    at = h.all("solution")[0]
    h.cells.insert(at, twin(h.cells[at]))


@damage(FULL, "was there 2 times")
def solution_copied_blank_to_the_end(h):
    h.cells.append(twin(h.first("solution"), source=""))


@damage(FULL, "number 1 of them was graded")
def experiment_in_a_copy_after_the_check(h):
    at = h.all("check")[0]
    name = h.names()[0]
    h.cells.insert(at + 1, twin(h.first("solution"), source=f"def {name}(*a):\n    return None"))


@damage(FULL, "was there 2 times")
def first_attempt_left_above(h):
    at = h.all("solution")[0]
    h.cells.insert(at, twin(h.cells[at], source=f"def {h.names()[0]}(*a):\n    return 0"))


@damage(FULL, "was there 2 times")
def check_copied(h):
    h.cells.append(twin(h.first("check")))


@damage(FULL, "taken apart")
def helper_typed_into_a_check_cell(h):
    _type_helper_into_check(h, "")


@damage(FULL, "locked cell", "kept as a cell of your own")
def helper_typed_into_a_check_that_was_changed_too(h):
    _type_helper_into_check(h, "  # press here")


def _type_helper_into_check(h, more):
    at, answer = h.all("check")[0], h.all("solution")[0]
    h.cells[at]["source"] = f"def scale_of_mine():\n    return 1\n{h.cells[at]['source']}{more}"
    h.cells[answer]["source"] += "\n_old = " + h.names()[0] + "\n"
    h.cells[answer]["source"] += (f"def {h.names()[0]}(*a, **k):\n    scale_of_mine()\n"
                                  "    return _old(*a, **k)\n")


@damage(FULL, "was missing")
def check_deleted(h):
    del h.cells[h.all("check")[-1]]


@damage(FULL, "were missing")
def all_checks_deleted(h):
    for at in reversed(h.all("check")):
        del h.cells[at]


@damage(FULL, "'setup")
def setup_deleted(h):
    del h.cells[h.all("locked")[0]]


@damage(FULL)
def demonstrations_deleted(h):
    for at in reversed(h.all("plain")):
        del h.cells[at]


@damage(FULL, "was missing and put back as released", but=1)
def solution_deleted(h):
    del h.cells[h.all("solution")[0]]


@damage(UNREADABLE, "has no cells")
def all_cells_deleted(h):
    h.cells.clear()


# --- moved, merged, split

@damage(FULL, "another order")
def cells_reversed(h):
    h.cells.reverse()


@damage(FULL, "another order")
def cells_shuffled(h):
    random.Random(3).shuffle(h.cells)


@damage(FULL, "another order")
def solution_moved_behind_its_check(h):
    at, check = h.all("solution")[0], h.all("check")[0]
    h.cells.insert(check, h.cells.pop(at))


def _merge(h, positions, keep=0):
    sources = [h.cells[i]["source"] for i in positions]
    whole = twin(h.cells[positions[keep]], source="\n\n".join(sources))
    h.cells[positions[0]] = whole
    for i in reversed(positions[1:]):
        del h.cells[i]


@damage(FULL, "taken apart")
def solution_and_check_merged_into_the_solution(h):
    _merge(h, [h.all("solution")[0], h.all("check")[0]])


@damage(FULL, "taken apart")
def solution_and_check_merged_into_the_check(h):
    _merge(h, [h.all("solution")[0], h.all("check")[0]], keep=1)


@damage(FULL, "stood in another cell")
def two_solutions_merged(h):
    _merge(h, h.all("solution")[:2])


@damage(FULL, "taken apart")
def statement_and_solution_merged(h):
    at = h.all("solution")[0]
    _merge(h, [at - 1, at], keep=1)


@damage(FULL, "taken apart")
def everything_of_an_exercise_merged_and_the_next_too(h):
    one, two = h.all("solution")[0], h.all("check")[1]
    _merge(h, [i for i in range(one, two + 1) if h.cells[i]["cell_type"] == "code"])


@damage(FULL, "split")
def solution_split_within_the_function(h):
    at = h.all("solution")[0]
    cell = h.cells[at]
    lines = cell["source"].splitlines(keepends=True)
    cut = next(i for i, x in enumerate(lines) if i > 1 and x.strip()[:6] in ("return", "for p "))
    h.cells[at:at + 1] = [twin(cell, source="".join(lines[:cut])),
                          twin(cell, id="other", source="".join(lines[cut:]))]


@damage(FULL, "was there 2 times")
def solution_split_above_the_function(h):
    at = h.all("solution")[0]
    h.cells[at:at + 1] = [twin(h.cells[at], source="import math\n\nhalf = 0.5\n"),
                          twin(h.cells[at], id="other")]


# --- retyped and edited

@damage(FULL, "turned into another type")
def check_turned_into_markdown(h):
    h.first("check")["cell_type"] = "markdown"


@damage(FULL, "turned into another type")
def solution_turned_into_markdown(h):
    h.first("solution")["cell_type"] = "markdown"


@damage(FULL, "turned into another type")
def solution_turned_into_raw(h):
    h.first("solution")["cell_type"] = "raw"


@damage(FULL, "turned into another type")
def statements_turned_into_code(h):
    for at in h.all("locked"):
        h.cells[at]["cell_type"] = "code"


@damage(FULL, "locked cell", "changed and was put back")
def check_replaced_by_its_answer(h):
    h.first("check")["source"] = "print('✓ all points')"


@damage(FULL, "taken apart")
def import_added_to_the_setup(h):
    setup = h.first("locked")
    setup["source"] += "\nimport math as my_math"
    h.cells[h.all("solution")[0]]["source"] += "\nassert my_math.pi > 3\n"


@damage(FULL, "locked cell")
def stray_keys_in_the_setup(h):
    setup = h.first("locked")
    setup["source"] = setup["source"].replace("import", "xximport", 1)


# --- marks and ids

@damage(FULL, "nbgrader's marks")
def marks_stripped(h):
    for cell in h.cells:
        cell["metadata"] = {}


@damage(FULL, "nbgrader's marks")
def marks_and_ids_stripped(h):
    for cell in h.cells:
        cell["metadata"] = {}
        cell.pop("id")


@damage(FULL, "nbgrader's marks")
def marks_stripped_and_ids_made_anew(h):
    for number, cell in enumerate(h.cells):
        cell.update(metadata={}, id=f"{number:08x}")


@damage(FULL)
def points_forged(h):
    for cell in h.cells:
        if h.marks(cell):
            h.marks(cell).update(points=1000, grade=True, solution=True, locked=False)


@damage(FULL)
def marks_of_two_cells_swapped(h):
    one, two = h.all("solution")[:2]
    a, b = h.cells[one], h.cells[two]
    a["metadata"], b["metadata"] = b["metadata"], a["metadata"]
    a["id"], b["id"] = b["id"], a["id"]


@damage(FULL, "nbgrader's marks")
def marks_of_another_lesson(h):
    for number, cell in enumerate(h.cells):
        cell["id"] = f"c{number}"
        if h.marks(cell):
            h.marks(cell)["grade_id"] = f"old-{h.marks(cell)['grade_id']}"


@damage(FULL)
def marks_of_an_old_schema(h):
    for cell in h.cells:
        h.marks(cell).pop("schema_version", None)
        h.marks(cell).pop("task", None)


@damage(FULL)
def marks_of_the_wrong_shape(h):
    at = h.all("solution")
    h.cells[at[0]]["metadata"] = []
    h.cells[at[1]]["metadata"]["nbgrader"] = ["grade_id"]
    h.cells[h.all("check")[0]]["metadata"]["nbgrader"]["grade_id"] = {"a": 1}


@damage(FULL)
def ids_all_the_same(h):
    for cell in h.cells:
        cell["id"] = "cell"


@damage(FULL)
def ids_of_invalid_characters(h):
    for number, cell in enumerate(h.cells):
        cell["id"] = f"zelle nr. {number} ä" if number % 2 else number


@damage(FULL)
def own_cells_with_forged_marks(h):
    marks = {"grade": True, "solution": False, "locked": True, "points": 50, "schema_version": 3}
    h.cells.append(own("1 + 1") | {"metadata": {"nbgrader": {**marks, "grade_id": "bonus"}}})
    h.cells.append(own(h.first("check")["source"])
                   | {"metadata": {"nbgrader": {**marks, "grade_id": "check-bonus"}}})


# --- what students type

@damage(FULL)
def solution_markers_typed(h):
    cell = h.first("solution")
    cell["source"] = f"### BEGIN SOLUTION\n{cell['source']}\n### END SOLUTION"


@damage(FULL)
def magics_in_an_answer(h):
    h.first("solution")["source"] += "\n%matplotlib inline\n!true\n"


@damage(FULL, "nbgrader's marks")
def cell_magic_above_an_answer_without_marks(h):
    cell = h.first("solution")
    cell["source"] = "%%capture shown\n" + cell["source"]
    for number, each in enumerate(h.cells):
        each.update(metadata={}, id=f"n{number}")


@damage(FULL)
def code_above_the_def(h):
    cell = h.first("solution")
    cell["source"] = "import math\n\n\ndef helper(x):\n    return x\n\n\n" + cell["source"]


@damage(FULL)
def awaiting_in_an_answer(h):
    cell = h.first("solution")
    cell["source"] = "import asyncio\n\nawait asyncio.sleep(0)\n" + cell["source"]


@damage(FULL)
def tabs_for_spaces(h):
    for at in h.all("solution"):
        h.cells[at]["source"] = h.cells[at]["source"].replace("    ", "\t")


@damage(FULL, but=1)
def only_comments_in_an_answer(h):
    h.first("solution")["source"] = "# I did not find it.\n# Sorry!"


@damage(FULL, but=1)
def function_renamed(h):
    cell = h.first("solution")
    cell["source"] = cell["source"].replace(h.names()[0], "my_own_name")


@damage(FULL, "merge markers", "Choose one version", but=1)
def merge_markers_in_an_answer(h):
    cell = h.first("solution")
    cell["source"] = f"<<<<<<< HEAD\n{cell['source']}\n=======\npass\n>>>>>>> mine\n"


@damage(FULL, "Bytes of value 0")
def null_bytes_in_an_answer(h):
    h.first("solution")["source"] += "\0\0\n# saved\0"


@damage(FULL)
def half_a_character_in_an_answer(h):
    h.first("solution")["source"] += "\n# \ud83d half an emoji"
    h.write(json.dumps(h.document))


@damage(FULL)
def umlauts_and_formulas_in_an_answer(h):
    h.first("solution")["source"] += "\nhöhe = 'größer als ∂f/∂x — 日本語 🙂'\n"


@damage(FULL, "was there 2 times")
def answer_written_into_a_new_cell_above_the_stub(h):
    at = h.all("solution")[0]
    answer = h.cells[at]["source"]
    h.cells[at]["source"] = ""
    h.cells.insert(at, own("step = 1\n" + answer))


@damage(FULL)
def written_answer_beside_its_cell(h):
    """Only where the lesson has a written answer."""
    for at, cell in enumerate(h.cells):
        if h.marks(cell).get("solution") and cell["cell_type"] == "markdown":
            h.cells[at + 1:at + 1] = [own(cell["source"], "markdown")]
            cell["source"] = "YOUR ANSWER HERE"
            return


# --- outputs

@damage(FULL)
def outputs_of_wrong_shape(h):
    shapes = [None, 7, "text", [None], [{"output_type": "stream"}], [{"output_type": 3}],
              {"a": 1}, [{"output_type": "display_data", "data": [], "metadata": None}]]
    for shape, cell in zip(shapes * 9, h.cells, strict=False):
        cell["outputs"] = shape


@damage(FULL)
def outputs_with_numbers_that_are_none(h):
    h.first("solution")["outputs"] = [{"output_type": "execute_result", "metadata": {},
                                       "data": {"application/json": [float("nan"),
                                                                     float("inf")]}}]


@damage(FULL)
def outputs_of_5_mb(h):
    h.first("solution")["outputs"] = [{"output_type": "stream", "name": "stdout",
                                       "text": ["x" * 99 + "\n"] * 50_000}]
