"""The judge: only well-formed data counts, and a fault of the grader is never a zero."""

import copy

import jsonschema
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from course.probes import exercises, find
from grading import engine, results
from grading.judge import GraderFault, judge_checks, well_formed
from grading.lessons import Lesson, all_lessons

LESSON = all_lessons()[0]
NAME = exercises(LESSON.name)[0].name
RIGHT = [[["a", 1.5], ["b", [1.0, 2.0]]], [["a", 2.5], ["b", [2.0, 3.0]]]]
WRONG = [[["a", 3.0], ["b", [1.0, 2.0]]], [["a", 5.0], ["b", [2.0, 3.0]]]]
KNOWN = {NAME: {"reference": RIGHT,
                "mistakes": [{"name": "twice", "sentence": "That is twice.", "rounds": WRONG}]}}


@pytest.fixture
def notebook():
    points = find(NAME).points
    about = {"grade": True, "solution": False, "locked": True, "task": False, "points": points,
             "grade_id": f"check-{NAME}", "schema_version": 3, "cell_type": "code"}
    return new_notebook(cells=[new_code_cell(f'check("{NAME}")', id="c",
                                             metadata={"nbgrader": about})])


def judged(notebook, **seen):
    raw = {"cells": {}, "checks": {"c": {"status": "ok", "seconds": 0.1, "message": "", **seen}},
           "notes": []}
    [checked] = judge_checks(notebook, raw, KNOWN).values()
    notebook.cells[0].outputs = [copy.deepcopy(engine.from_dict(o)) for o in checked.outputs]
    return checked.entry, determine_grade(notebook.cells[0])


def test_a_right_answer_has_the_cells_points_in_nbgraders_own_eyes(notebook):
    entry, (score, top) = judged(notebook, rounds=RIGHT)

    assert (entry["status"], entry["points"]) == ("right", find(NAME).points)
    assert score == top == find(NAME).points


def test_a_known_mistake_has_its_sentence_and_no_points(notebook):
    entry, (score, _) = judged(notebook, rounds=WRONG)

    assert (entry["status"], entry["points"], score) == ("wrong", 0, 0)
    assert (entry["diagnosis"], entry["mistake"]) == ("That is twice.", "twice")
    assert "That is twice." in entry["message"]


def test_a_wrong_answer_has_its_rows_as_bounded_texts_and_a_hint(notebook, tmp_path):
    endless = [[*RIGHT[0][:1], ["b", "x" * 1_999]], RIGHT[1]]

    entry, _ = judged(notebook, rounds=endless)

    assert entry["rows"][0] == {"label": "a", "expected": "1.5", "got": "1.5", "ok": True}
    assert entry["rows"][1]["expected"] == "[1, 2]"
    assert entry["rows"][1]["got"].startswith("'xxx") and not entry["rows"][1]["ok"]
    assert len(entry["rows"][1]["got"]) == 400
    assert entry["hint"] == find(NAME).hints[0]
    results.write(tmp_path, LESSON, {**results.could_not_grade(LESSON, "ada", ""),
                                     "exercises": [entry]})


def test_a_right_answer_needs_no_rows_and_no_hint(notebook):
    entry, _ = judged(notebook, rounds=RIGHT)

    assert (entry["rows"], entry["more_rows"], entry["hint"]) == ([], 0, "")


@pytest.mark.parametrize("rounds", [
    None, 1, "ok", {}, [1], [[1]], [[["a"]]], [[["a", 1.5, 2]]], [[[1, 1.5]]], [[["a", {}]]],
    [[["a", {"array": [1.0], "shape": [10**9], "dtype": "float64"}]]],
    [[["a", {"float": "2"}]]], [RIGHT[0], 7],
], ids=repr)
def test_what_is_no_data_earns_nothing_and_breaks_nothing(notebook, rounds):
    assert not well_formed(rounds)

    entry, (score, _) = judged(notebook, rounds=rounds)

    assert (entry["status"], entry["points"], score) == ("stopped", 0, 0)
    assert "no plain data" in entry["message"]


@pytest.mark.parametrize("rounds", [[], [[]], RIGHT[:1], [RIGHT[0], RIGHT[0]], RIGHT[::-1]])
def test_well_formed_but_other_data_are_wrong(notebook, rounds):
    entry, (score, _) = judged(notebook, rounds=rounds)

    assert (entry["status"], score) == ("wrong", 0)


@pytest.mark.parametrize("status", ["timeout", "died", "refused"])
def test_what_was_stopped_says_so(notebook, status):
    entry, (score, _) = judged(notebook, status=status, rounds=RIGHT, message="It ran too long.")

    assert (entry["status"], entry["points"], score) == ("stopped", 0, 0)
    assert "It ran too long." in entry["message"]


def test_a_check_that_was_never_reached_says_so(notebook):
    [checked] = judge_checks(notebook, {"cells": {}, "checks": {}, "notes": []}, KNOWN).values()

    assert "stopped before this check" in checked.entry["message"]


def test_a_reference_without_an_answer_is_a_fault_and_no_zero(notebook):
    raw = {"cells": {}, "checks": {"c": {"status": "ok", "rounds": RIGHT}}, "notes": []}

    with pytest.raises(GraderFault, match="gave no answer"):
        judge_checks(notebook, raw, {})


def test_results_are_held_to_the_schema_and_written_whole(tmp_path):
    lesson = Lesson("06_accumulation")
    result = results.could_not_grade(lesson, "ada", "There is no notebook.")

    path = results.write(tmp_path, lesson, result)

    assert results.read(tmp_path, lesson, "ada") == result
    with pytest.raises(jsonschema.ValidationError):
        results.write(tmp_path, lesson, {**result, "points": "full"})
    with pytest.raises(jsonschema.ValidationError):
        results.write(tmp_path, lesson, {**result, "status": "fine"})
    assert results.read(tmp_path, lesson, "ada") == result
    assert [p.name for p in path.parent.iterdir()] == ["ada.json"]
    assert results.read(tmp_path, lesson, "nobody") is None
