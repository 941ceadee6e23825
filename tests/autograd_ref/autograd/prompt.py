"""What a Python prompt shows for a few lines of code, so that two engines can be compared by it.

The JSON files here hold such lines as "code" and what PyTorch 2.13 showed as "outcome". To add a
case, add its code; `python -m tests.autograd_ref.autograd.prompt` records all outcomes anew.
"""

import ast
import contextlib
import functools
import io
import json
import math
import warnings
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def cases(name):
    """The recorded cases of `<name>.json`, as pytest's parameters (code, outcome)."""
    rows = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    assert rows
    return [pytest.param(row["code"], row["outcome"], id=str(at)) for at, row in enumerate(rows)]


def shown(torch, code):
    """The value of the last expression, or the exception, and the warnings: as one text."""
    names = {"torch": torch, "T": torch.tensor, "inf": math.inf, "nan": math.nan}
    names |= {"functional": torch.autograd.functional, "func": torch.func}
    names["functools"] = functools
    names |= {"check": torch.autograd.gradcheck, "check_twice": torch.autograd.gradgradcheck}
    names["D"] = lambda *values: torch.tensor(values, dtype=torch.float64, requires_grad=True)
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            value = _run(code, names)
            if value is not None:
                print(repr(value))
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
    said = dict.fromkeys(f"{each.category.__name__}: {each.message}" for each in caught)
    said = [each for each in said if "torch.jit" not in each]  # PyTorch about its own insides
    return "\n".join([printed.getvalue().strip(), *said])


def _run(code, names):
    """The value of the last statement if it is an expression, else None."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<case>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<case>", "eval"), names) if last else None


def record(path):
    """None; writes what the installed PyTorch shows into the file."""
    import torch

    rows = json.loads(path.read_text(encoding="utf-8"))
    rows = [{"code": row["code"], "outcome": shown(torch, row["code"])} for row in rows]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    for each in sorted(HERE.glob("*.json")):
        record(each)
