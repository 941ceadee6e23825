"""PyTorch's semantics, row by row: what PyTorch 2.13 was recorded to answer, we answer.

`torch_rows.json` holds the rows: number, code, outcome. An outcome is what a Python prompt would
show: printed lines, the value of the last expression, an exception, and the warnings.
"""

import ast
import contextlib
import io
import json
import math
import re
import warnings
from pathlib import Path

import numpy as np
import pytest

import autograd_ref
from autograd_ref import errors
from autograd_ref.autograd import derivatives

ROWS = json.loads(Path(__file__).with_name("torch_rows.json").read_text(encoding="utf-8"))

# More of the same, for values, text and errors: code that PyTorch has answered (record_answers.py).
ANSWERS = [
    answer
    for path in sorted(Path(__file__).parent.glob("torch_answers*.json"))
    for answer in json.loads(path.read_text(encoding="utf-8"))
]


def outcome(torch, code):
    """What a prompt shows for the code, with addresses and tails of warnings normalised."""
    names = {"torch": torch, "T": torch.tensor, "nn": torch.nn, "nan": math.nan, "inf": math.inf}
    names["F"] = getattr(torch.nn, "functional", None)
    names["grad"] = torch.autograd.grad
    shown = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(shown):
        warnings.simplefilter("always")
        try:
            value = _run(code, names)
            if value is not None:
                print(repr(value))
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
    said = dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in caught)
    said = [each for each in said if "torch.jit" not in each]  # PyTorch about its own insides
    text = " / ".join([shown.getvalue().strip(), *said])
    text = re.sub(r"0x[0-9a-f]+", "0x…", text)
    text = re.sub(r" \(Triggered internally at [^)]*\)", "", text)
    text = re.sub(r"(?s)(Traceback of forward call that caused the error:).*", r"\1 …", text)
    return re.sub(r"\s*\n\s*", " ⏎ ", text)


def _run(code, names):
    """The value of the last statement if it is an expression, else None."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<row>", "exec"), names)
    if last is not None:
        return eval(compile(ast.Expression(last.value), "<row>", "eval"), names)
    return None


def params(rows):
    return [pytest.param(row["code"], row["outcome"], id=str(row["row"])) for row in rows]


@pytest.fixture(autouse=True)
def said_once(request, monkeypatch):
    """Row 21 is the first to hear what PyTorch says once per process."""
    number = getattr(request.node, "callspec", None)
    said = set() if number is not None and number.id == "21" else {errors.CYCLE}
    monkeypatch.setattr(derivatives, "said", said)


@pytest.mark.parametrize(("code", "recorded"), params(ROWS))
def test_the_engine_answers_as_pytorch_was_recorded(code, recorded):
    """All 216 rows print exactly what PyTorch printed, errors and warnings included."""
    assert outcome(autograd_ref, code) == recorded


def test_all_rows_are_there():
    assert [row["row"] for row in ROWS] == list(range(1, 217))
    assert len(ANSWERS) > 1000


@pytest.mark.parametrize(
    ("code", "recorded"), [(each["code"], each.get("outcome")) for each in ANSWERS]
)
def test_what_else_pytorch_was_recorded_to_answer(code, recorded):
    assert outcome(autograd_ref, code) == recorded


@pytest.mark.parity
@pytest.mark.parametrize(
    ("code", "recorded"), params(ROWS) + [(each["code"], each.get("outcome")) for each in ANSWERS]
)
def test_pytorch_still_answers_as_recorded(code, recorded):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    if torch.__version__.split("+")[0] != "2.13.0":
        pytest.skip(f"recorded with PyTorch 2.13.0, this is {torch.__version__}")
    torch.manual_seed(0)
    assert outcome(torch, code) == recorded


def test_rows_compute_with_silent_numpy():
    """The engine silences numpy's floating-point warnings when it is imported."""
    assert set(np.geterr().values()) == {"ignore"}
