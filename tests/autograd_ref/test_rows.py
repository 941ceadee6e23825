"""PyTorch's semantics, row by row: what PyTorch 2.13 was recorded to answer, we answer.

`torch_rows.json` holds the rows: number, code, outcome; `torch_answers*.json` hold more of the
same, for values, text and errors.
"""

from pathlib import Path

import numpy as np
import pytest

from autograd_ref import errors
from autograd_ref.autograd import derivatives
from tests.autograd_ref.prompt import Recorded

HERE = Path(__file__).parent
SETUP = """\
from math import inf, nan
F, grad = torch.nn.functional, torch.autograd.grad
del __name__  # classes were recorded without a module
"""
ROWS = Recorded(HERE / "torch_rows.json", SETUP, in_a_line=True, hears_first=True)
ANSWERS = [
    Recorded(path, SETUP, in_a_line=True) for path in sorted(HERE.glob("torch_answers*.json"))
]
ROW_21 = ROWS.rows()[20]["code"]


@pytest.fixture(autouse=True)
def said_once(request, monkeypatch):
    """Row 21 is the first to hear what PyTorch says once per process."""
    case = getattr(request.node, "callspec", None)
    said = set() if case is not None and case.params["code"] == ROW_21 else {errors.CYCLE}
    monkeypatch.setattr(derivatives, "said", said)


@pytest.mark.parametrize(("engine", "code", "outcome"), ROWS.cases())
def test_the_engine_answers_as_pytorch_was_recorded(engine, code, outcome):
    """All 216 rows print exactly what PyTorch printed, errors and warnings included."""
    warns = "Warning: " in (outcome or "")
    if engine == "torch" and not warns:
        ROWS.answer(engine, code)  # what PyTorch says once in a process is said now, and not below

    assert ROWS.answer(engine, code, warns) == outcome


def test_all_rows_are_there():
    assert [row["row"] for row in ROWS.rows()] == list(range(1, 217))
    assert sum(len(answers.rows()) for answers in ANSWERS) > 1000


@pytest.mark.parametrize(
    ("engine", "code", "outcome"), [case for answers in ANSWERS for case in answers.cases()]
)
def test_what_else_pytorch_was_recorded_to_answer(engine, code, outcome):
    assert ANSWERS[0].answer(engine, code, "Warning: " in (outcome or "")) == outcome


def test_rows_compute_with_silent_numpy():
    """The engine silences numpy's floating-point warnings when it is imported."""
    assert set(np.geterr().values()) == {"ignore"}
