"""What crosses a network: a raw result arrives as it was, and nothing else is taken for one."""

import copy
import json

import pytest

from grading.sandbox import parcel
from grading.sandbox.inside.wire import ProtocolError

JOB = {"lesson": "t", "seed": 1, "steps": [
    {"kind": "cell", "id": "a", "source": "1"},
    {"kind": "check", "id": "b", "exercise": "e", "variants": ["x = 1"]}]}
SEEN = {"status": "ok", "rounds": [[["height", 1.5], ["error", {"float": "nan"}]]], "message": ""}
RAW = {
    "cells": {"a": {"status": "ok", "seconds": 0.1, "execution_count": 1, "outputs": [
        {"output_type": "stream", "name": "stdout", "text": "é\x1b[0m"},
        {"output_type": "execute_result", "data": {"text/plain": "1"}, "metadata": {},
         "execution_count": 1}]}},
    "checks": {"b": {**SEEN, "seconds": 0.01, "variants": [SEEN]}},
    "notes": ["cell 1 was slow"],
}


def changed(path, value):
    """RAW with another value at `path`."""
    raw = copy.deepcopy(RAW)
    inner = raw
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return raw


def test_a_raw_result_arrives_as_it_was():
    sent = parcel.pack_raw(RAW)

    assert parcel.checked(parcel.unpack(sent)["raw"], JOB) == RAW
    assert len(sent) <= parcel.most_bytes(JOB)


@pytest.mark.parametrize("rounds", [
    [[["height", float("inf")]]], [[["height"]]], [["height", 1.0]], "rounds", [[["a", {"x": 1}]]],
    [[["deep", [[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]],
], ids=str)
def test_rounds_that_the_judge_refuses_are_left_out_and_refused_all_the_same(rounds):
    raw = changed(["checks", "b", "rounds"], rounds)
    assert not parcel.well_formed(rounds)

    got = parcel.checked(parcel.unpack(parcel.pack_raw(raw))["raw"], JOB)

    assert got == changed(["checks", "b", "rounds"], None)
    assert not parcel.well_formed(None)


@pytest.mark.parametrize("path, value", [
    (["notes"], "no list"), (["notes"], [1]), (["more"], 1), (["cells"], []),
    (["cells", "z"], RAW["cells"]["a"]), (["cells", "b"], RAW["cells"]["a"]),
    (["cells", "a", "status"], "fine"), (["cells", "a", "seconds"], -1),
    (["cells", "a", "seconds"], True), (["cells", "a", "execution_count"], "1"),
    (["cells", "a", "outputs"], [{"output_type": "display_data", "metadata": {},
                                  "data": {"text/html": "<script>"}}]),
    (["cells", "a", "outputs"], None), (["checks", "a"], RAW["checks"]["b"]),
    (["checks", "b", "status"], "right"), (["checks", "b", "rounds"], [[["x", {"y": 1}]]]),
    (["checks", "b", "variants"], []), (["checks", "b", "message"], None),
    (["checks", "b", "message"], "x" * 200_000),
], ids=str)
def test_what_no_sandbox_could_have_made_is_refused(path, value):
    with pytest.raises(ProtocolError):
        parcel.checked(changed(path, value), JOB)


@pytest.mark.parametrize("body", [
    b"", b"[1]", b"{", b'{"a": NaN}', b"\x80\x04N.", b"\xff{}", b"[" * 100_000, None],
    ids=lambda b: repr(b)[:20])
def test_bytes_that_are_no_json_object_are_refused(body):
    with pytest.raises(ProtocolError):
        parcel.unpack(body)


def test_a_job_survives_the_way_byte_for_byte():
    assert parcel.unpack(parcel.pack({"job": JOB})) == {"job": json.loads(json.dumps(JOB))}
