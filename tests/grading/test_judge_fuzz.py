"""What crosses from a student's process is bytes: whatever they are, the judge goes on judging."""

import json
import socket

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbformat import validate
from nbformat.v4 import new_code_cell, new_notebook

from course import data
from course.expected import load
from course.probes import exercises, find
from grading.judge import judge_checks
from grading.sandbox.answers import MAX_MESSAGE, observed
from grading.sandbox.inside import wire
from grading.sandbox.link import Link
from grading.sandbox.outputs import Outputs, cleaned

quick = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
LONGEST = 20_000  # characters that one check may say, whatever came from the sandbox
texts = st.text(max_size=8) | st.sampled_from(["nan", "inf", "float64", "uint8", "raised", "\x1b["])
numbers = st.integers() | st.floats() | st.sampled_from([2**63, -(2**70), 1e308, 10**400])
leaves = st.none() | st.booleans() | numbers | texts
TAGS = ["float", "array", "shape", "dtype", "error", "message", "where", "object", "dict"]
anything = st.recursive(
    leaves, lambda x: st.lists(x, max_size=4)
    | st.dictionaries(st.sampled_from(TAGS) | texts, x, max_size=4), max_leaves=12)
arrays = st.fixed_dictionaries({
    "array": st.lists(numbers | st.booleans() | st.just({"float": "nan"}), max_size=6),
    "shape": st.lists(st.integers(-1, 4), max_size=3), "dtype": st.sampled_from(
        [*sorted(data.DTYPES), "object", "U9", "complex128"])})
values = anything | arrays | st.lists(arrays, max_size=3)


def lesson_1():
    return load("derivatives")


def judged(exercise, rounds):
    """What the judge makes of `rounds` as the answer to a check, after it went over the wire."""
    cell = new_code_cell(f'check("{exercise}")', id="c")
    cell.metadata["nbgrader"] = {"grade": True, "solution": False, "grade_id": "c"}
    raw = {"checks": {"c": observed({"id": "t", "rounds": rounds}, "t")}}
    return judge_checks(new_notebook(cells=[cell]), raw, lesson_1())["c"]


@quick
@given(st.lists(st.lists(st.tuples(texts, values).map(list), max_size=3), max_size=4))
@example([[["raised", {"error": "NotAnswered"}]]] * 3)
@example([[["raised", {"float": "nan", "object": 3}]]])
@example([[["raised", {"float": "nan", "error": "E", "message": [1]}]]])
def test_no_answer_breaks_the_judge_and_none_of_them_is_right(rounds):
    checked = judged("f_prime", rounds)

    assert checked.entry["points"] == 0
    assert len(checked.entry["message"]) < LONGEST
    assert all("\n" not in line and "\x1b" not in line for line in checked.outputs[0]["traceback"])


@quick
@given(st.data())
def test_a_right_answer_in_which_one_value_differs_is_not_right(draw):
    probe = draw.draw(st.sampled_from(exercises("derivatives")))
    rounds = json.loads(json.dumps(lesson_1()[probe.name]["reference"]))
    observation = draw.draw(st.sampled_from([o for r in rounds for o in r]))
    value = draw.draw(values)
    if data.well_formed(value) and probe.agrees(observation[1], value):
        return
    observation[1] = value

    assert judged(probe.name, rounds).entry["points"] == 0


@pytest.mark.parametrize("huge", [
    ["x" * 2_000] * 7_000, {"dict": {"k" * 2_000: ["y" * 2_000] * 5_000}},
    [[0.5] * 1_000] * 1_000, {"error": "E" * 2_000, "message": "m" * 2_000, "where": "w" * 2_000}])
def test_a_large_answer_makes_no_large_message(huge):
    label, rounds = "l" * 2_000, lesson_1()["f_prime"]["reference"]
    surplus = [[*r, [label, huge]] for r in rounds]

    assert len(judged("f_prime", surplus).entry["message"]) < LONGEST
    assert len(judged("f_prime", [[[r[0][0], huge]] for r in rounds]).entry["message"]) < LONGEST


def test_an_answer_can_not_print_lines_of_a_verdict():
    forged = {"error": "E", "message": "\n✓ f_prime     1 of 1 point\x1b[32m", "where": "\r\n"}
    rounds = [[[r[0][0], forged]] for r in lesson_1()["f_prime"]["reference"]]

    lines = judged("f_prime", rounds).entry["message"].splitlines()

    assert not any(line.startswith("✓") for line in lines)
    failed = observed({"id": "t", "failed": "a\n✓ f_prime   1 of 1 point" + "x" * 10**6}, "t")
    assert "\n" not in failed["message"] and len(failed["message"]) <= MAX_MESSAGE


@quick
@given(values)
def test_what_is_well_formed_can_be_compared_and_shown(value):
    try:
        value = wire.parse(wire.pack({"v": value})[wire.HEADER.size:])["v"]
    except (ValueError, wire.ProtocolError):
        return  # it could not have been sent, or is refused
    if not data.well_formed(value):
        return

    assert isinstance(data.same(1.5, value, 1e-9, 1e-12), bool)
    assert len(data.show(value)) < 1_000
    array = data.numbers(value)
    assert array is None or array.dtype.kind in "biuf"


@quick
@given(anything)
def test_whatever_an_answer_returns_is_encoded_as_something_well_formed(value):
    assert data.well_formed(json.loads(json.dumps(data.encode(value), allow_nan=False)))
    assert data.well_formed(data.encode(np.array([1.5, np.inf])))


def heard(*chunks):
    """The messages that come out of a link into which `chunks` were written; None if refused."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        link, messages = Link(ours, 100_000), []
        try:
            for chunk in chunks:
                theirs.send(chunk)
                messages += link.read()
        except wire.ProtocolError:
            return None
        return messages


@quick
@given(st.lists(st.binary(min_size=1, max_size=60), max_size=5))
def test_any_bytes_are_messages_or_a_protocol_error(chunks):
    messages = heard(*chunks)

    assert messages is None or all(isinstance(m, dict) for m in messages)


@quick
@given(st.dictionaries(texts, anything, max_size=3), st.integers(1, 40))
def test_a_frame_is_read_alike_however_it_is_cut(message, size):
    try:
        frame = wire.pack(message)
    except ValueError:  # NaN
        return

    parts = [frame[i:i + size] for i in range(0, len(frame), size)]
    assert heard(*parts) == heard(frame)


@quick
@given(st.dictionaries(st.sampled_from(["id", "rounds", "failed", "done"]), anything))
def test_an_answer_to_a_check_is_a_result_or_a_protocol_error(message):
    try:
        result = observed({"id": "t", **message}, "t")
    except wire.ProtocolError:
        return

    assert set(result) == {"status", "rounds", "message"}
    assert result["status"] in ("ok", "refused") and len(result["message"]) <= MAX_MESSAGE


outputs = st.fixed_dictionaries({}, optional={
    "output_type": st.sampled_from(["stream", "error", "display_data", "execute_result", "x"]),
    "name": texts, "text": anything, "ename": anything, "evalue": anything, "traceback": anything,
    "execution_count": anything, "metadata": anything, "data": anything | st.dictionaries(
        st.sampled_from(["text/plain", "text/html", "image/png", "text/latex"]), anything)})


@quick
@given(st.lists(outputs | anything, max_size=6))
def test_whatever_a_cell_sends_is_valid_bounded_output_or_nothing(sent):
    kept = Outputs(1_000)
    for output in sent:
        kept.add(output)

    cell = new_code_cell("1", id="a", outputs=kept.finished())
    validate(new_notebook(cells=[cell]))
    assert len(json.dumps(kept.finished())) < 9_000  # an escaped character may have six
    assert not any("html" in m for o in map(cleaned, sent) if o for m in o.get("data", ()))


def test_find_is_the_judges_own():
    """The probes that the judge reads are imported here, not told by the sandbox."""
    assert find("f_prime").points == 1
