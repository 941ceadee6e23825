"""Plain data: what is encoded, when two answers are the same, how they are shown."""

import json
import math
import re

import numpy as np
import pytest

from course.data import encode, same, show, show_pair, well_formed

RTOL, ATOL = 1e-9, 1e-12


def agree(x, y):
    return same(encode(x), encode(y), RTOL, ATOL)


def named(value):
    """The value's text without addresses: tests have the same names in every process."""
    return re.sub(r" at 0x\w+", "", repr(value))


class Duck:
    """A tensor as far as this package knows one."""

    def __init__(self, array):
        self.array = np.array(array)

    def detach(self):
        return self

    def numpy(self):
        return self.array


@pytest.mark.parametrize("value", [
    None, True, 3, -2.5, "text", [1, [2.0, None]], (1, 2), {"a": 1.5, "b": [1]},
    np.arange(6.0).reshape(2, 3), np.float32(1.5), np.array(True), float("nan"), float("-inf"),
    np.array([1.0, np.nan, np.inf]), ValueError("no"), Duck([1.0, 2.0]), object(), 10**40,
    np.longdouble(1.5), np.array([1.5], dtype=np.longdouble), np.float16([1.5]), 1j,
    np.array([1j]), np.array(["a"]), np.datetime64("2026-01-01"), b"bytes", {1, 2}, lambda: 0,
], ids=named)
def test_everything_is_encoded_as_strict_json_and_equals_itself(value):
    data = encode(value)

    text = json.dumps(data, allow_nan=False)
    assert same(json.loads(text), data, RTOL, ATOL)
    assert well_formed(json.loads(text)) and isinstance(show(data), str)


@pytest.mark.parametrize("x, y", [
    ([1.0, 2.0], (1, 2)),
    ([1.0, 2.0], np.array([1.0, 2.0], dtype=np.float32)),
    (2, 2.0),
    (2.0, np.array(2.0)),
    (Duck([[1.0], [2.0]]), [[1], [2]]),
    (np.nan, float("nan")),
    (1.0, 1.0 + 1e-12),
    (ValueError("a"), ValueError("b")),
    ({"a": 1}, {"a": 1.0}),
    ([1.0, "x"], [1, "x"]),
    (True, np.bool_(True)),
], ids=named)
def test_several_ways_of_giving_the_same_answer_agree(x, y):
    assert agree(x, y) and agree(y, x)


@pytest.mark.parametrize("x, y", [
    ([1.0, 2.0], [2.0, 1.0]),
    ([1.0, 2.0], [1.0, 2.0, 3.0]),
    (np.ones((1, 3)), np.ones(3)),
    (np.ones((3, 1)), np.ones((1, 3))),
    (1.0, 1.0 + 1e-6),
    (0.0, 1e-9),
    (1, True),
    (0.0, False),
    (0.0, None),
    (np.nan, 0.0),
    (np.inf, -np.inf),
    (ValueError("a"), TypeError("a")),
    (ValueError("a"), {"error": "x"}),
    ("1", 1),
    ({"a": 1}, {"b": 1}),
    ({"a": 1}, {"a": 1, "b": 2}),
    ([1.0, "x"], [1.0, "y"]),
    (object(), 1.0),
], ids=named)
def test_different_answers_do_not_agree(x, y):
    assert not agree(x, y) and not agree(y, x)


@pytest.mark.parametrize("data", [
    {"array": [1.0], "shape": [10**12], "dtype": "float64"},
    {"array": [1.0], "shape": [-1, -1], "dtype": "float64"},
    {"array": [1.0], "shape": "x", "dtype": "float64"},
    {"array": [1.0], "shape": [1], "dtype": "object"},
    {"array": [1.0], "shape": [1], "dtype": ["float64"]},
    {"array": [[1.0]], "shape": [1], "dtype": "float64"},
    {"array": [{"float": "x"}], "shape": [1], "dtype": "float64"},
    {"array": "x", "shape": [1], "dtype": "float64"},
    {"float": "1; import os"}, {"float": [1]}, {"nonsense": 1}, {}, {"dict": 3}, {"error": []},
    {"dict": {"a": {}}}, {"error": "E", "message": 3}, float("nan"), "x" * 3000, [0] * 100_001,
    [[[[[[[[[[[[[[[1]]]]]]]]]]]]]]],
], ids=lambda data: repr(data)[:60])
def test_what_encode_could_not_have_made_is_not_well_formed(data):
    assert not well_formed(data)
    assert not well_formed([1.0, data])


def test_large_answers_are_named_instead_of_sent():
    assert encode(np.zeros(100_001)) == {"object": "array of shape (100001,)"}
    assert encode([0] * 100_001) == {"object": "list of 100001 elements"}


def test_an_error_names_the_students_line():
    source = "def f(x):\n    return x / 0\n"
    namespace = {}
    exec(compile(source, "<cell>", "exec"), namespace)
    import linecache

    linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
    try:
        namespace["f"](1)
    except ZeroDivisionError as error:
        data = encode(error)

    assert data["error"] == "ZeroDivisionError"
    assert data["where"] == "line 2: return x / 0"


@pytest.mark.parametrize("value, text", [
    (14.0, "14"), (1 / 3, "0.33333"), ([1.0, 2.5], "[1, 2.5]"), (None, "None"), ("a", "'a'"),
    (ValueError("no"), "ValueError: no"), (object(), "an object"), ({"a": 1.0}, "{a: 1}"),
    (np.array([True, False]), "[ True, False]"), (math.inf, "inf"),
], ids=named)
def test_data_are_shown_as_a_person_would_write_them(value, text):
    assert show(encode(value)) == text


def test_a_pair_is_shown_with_the_digits_that_tell_it_apart():
    assert show_pair(1.0, 1.0 + 1e-7) == ("1", "1.0000001")
    assert show_pair(1.0, 2.0) == ("1", "2")
