"""Code and what PyTorch 2.13 showed for it, kept in a JSON beside a test.

To record a test's cases anew: `python <the test's file> record`, with PyTorch installed.
"""

import ast
import contextlib
import io
import json
import sys
import warnings
from pathlib import Path


def shown(torch, code):
    """What a prompt shows: the last expression's value or the exception, and the warnings."""
    names = {"torch": torch, "T": torch.tensor, "nn": torch.nn, "__name__": "__main__"}
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            value = _run(code, names)
            if value is not None:
                print(repr(value))
        except Exception as error:
            print(f"{type(error).__name__}: {error}".strip())
    said = [f"{each.category.__name__}: {each.message}" for each in caught]
    return "\n".join([printed.getvalue().rstrip(), *said])


def _run(code, names):
    """The value of the last statement if it is an expression, else None."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<case>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<case>", "eval"), names) if last else None


def recorded(file, setup, cases):
    """{code: what PyTorch showed} of a test's cases; run as a script, records them first."""
    path = Path(file).with_suffix(".json")
    if sys.argv[1:] == ["record"] and Path(sys.argv[0]).resolve() == Path(file).resolve():
        import torch

        answers = {case: shown(torch, setup + case) for case in cases}
        path.write_text(json.dumps(answers, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    known = json.loads(path.read_text(encoding="utf-8"))
    assert list(known) == list(cases), f"record {path.name} anew"
    return known
