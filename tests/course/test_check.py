"""`check`, `hint` and what is kept beside the notebook."""

import json

import pytest

from course import check, hint, progress
from course.check import CheckFailed
from course.probes import exercises

PROBE = exercises("derivatives")[0]


@pytest.fixture(autouse=True)
def fresh(own_folder):
    progress.forget()
    yield own_folder
    progress.forget()


def in_notebook(source, **names):
    namespace = {"check": check, "hint": hint, **names}
    exec(source, namespace)
    return namespace


def test_a_stub_fails_its_check_with_a_sentence_and_no_stack():
    with pytest.raises(CheckFailed) as failed:
        in_notebook(f'check("{PROBE.name}")')

    text = str(failed.value)
    assert f"✗ {PROBE.name}" in text and "is not defined yet" in text
    assert failed.value._render_traceback_() == text.splitlines()
    assert progress.read("checks") == {PROBE.name: "unanswered"}


def test_an_unknown_exercise_is_told():
    with pytest.raises(CheckFailed, match="no exercise called 'nonsense'"):
        check("nonsense")


def test_hints_come_one_after_the_other_and_stay(capsys):
    for _ in range(4):
        hint(PROBE.name)

    said = capsys.readouterr().out
    assert [said.count(f"Hint {n} of 3") for n in (1, 2, 3)] == [1, 1, 2]
    assert progress.read("hints") == {PROBE.name: [1, 2, 3]}


def test_a_hint_can_be_asked_for_by_number(capsys):
    hint(PROBE.name, 2)

    assert PROBE.hints[1] in capsys.readouterr().out
    with pytest.raises(CheckFailed, match="go from 1 to 3"):
        hint(PROBE.name, 4)
    with pytest.raises(CheckFailed, match="no exercise called"):
        hint("nonsense")


def test_progress_is_kept_in_a_file_and_survives_damage(fresh):
    progress.update("hints", {"a": [1]})
    assert json.loads((fresh / progress.FILE).read_text())["hints"] == {"a": [1]}

    (fresh / progress.FILE).write_text("not json {")
    assert progress.read("hints") == {"a": [1]}
    progress.update("hints", {"b": [2]})
    assert progress.read("hints") == {"a": [1], "b": [2]}


@pytest.mark.parametrize("text", ["[]", "3", '{"hints": 3}', "null"])
def test_a_file_of_another_shape_is_not_believed(fresh, text):
    (fresh / progress.FILE).write_text(text)

    assert progress.read("hints") == {}


def test_where_nothing_can_be_written_memory_has_to_do(fresh, monkeypatch):
    monkeypatch.setattr(progress, "FILE", "no/such/folder/progress.json")

    progress.update("hints", {"a": [1]})

    assert progress.read("hints") == {"a": [1]}
