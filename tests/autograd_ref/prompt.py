"""Code at a Python prompt in two engines: what PyTorch 2.13 showed is kept in JSON beside a test.

A JSON's cases are a list of {"code": ..., "outcome": ...}, to which new code is added there, or
{code: outcome} for code that the test lists. With PyTorch installed,

    python -m tests.autograd_ref.prompt [FILE.json ...]

records the outcomes in these files anew, or in all that a test has made a `Recorded` of.
"""

import ast
import contextlib
import importlib
import io
import json
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

HERE = Path(__file__).parent
EVERY = {}  # path: Recorded
VARYING = [  # what differs from one run or build of PyTorch to the next
    (r"0x[0-9a-f]+", "0x…"),
    (r" \(Triggered internally at [^)]*\)", ""),
    (r"(?s)(Traceback of forward call that caused the error:).*", r"\1 …"),
]
CYCLE = "(T(1., requires_grad=True) ** 2).backward(create_graph=True)"


def shown(torch, code, setup="", in_a_line=False):
    """What a prompt shows: printed lines, the last expression's value or the exception, warnings.

    The setup, code too, runs before. In a line, a warning that comes again is said once.
    """
    names = {"torch": torch, "T": torch.tensor, "nn": torch.nn, "__name__": "__main__"}
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            exec(setup, names)
            value = _run(code, names)
            if value is not None:
                print(repr(value))
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
    said = [f"{each.category.__name__}: {each.message}" for each in caught]
    said = [each for each in said if "torch.jit" not in each]  # PyTorch about its own insides
    said = dict.fromkeys(said) if in_a_line else said
    text = (" / " if in_a_line else "\n").join([printed.getvalue().strip(), *said])
    for pattern, instead in VARYING:
        text = re.sub(pattern, instead, text)
    return re.sub(r"\s*\n\s*", " ⏎ ", text) if in_a_line else text


def _run(code, names):
    """The value of the last statement if it is an expression, else None."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<case>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<case>", "eval"), names) if last else None


class Recorded:
    """The cases of one JSON file: `setup` runs before each, `codes` are those that a test lists.

    With `in_a_line`, an outcome is one line. PyTorch warns of create_graph's cycle once in a
    process, so before a recording; with `hears_first`, the first case to make one hears it.
    """

    def __init__(self, path, setup="", codes=(), *, in_a_line=False, hears_first=False):
        self.path, self.setup, self.codes = Path(path).resolve(), setup, codes
        self.in_a_line, self.hears_first = in_a_line, hears_first
        EVERY[self.path] = self

    def rows(self):
        """[{"code": ..., "outcome": ...}, ...]; an outcome is None if it is to be recorded."""
        kept = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}
        if not self.codes:
            return [{**row, "outcome": row.get("outcome")} for row in kept]
        # code that the test lists no more has None too, which fails until it is recorded anew
        every = dict.fromkeys([*self.codes, *kept])
        return [{"code": c, "outcome": kept.get(c) if c in self.codes else None} for c in every]

    def cases(self):
        """pytest's parameters (engine, code, outcome): ours, and PyTorch marked as parity."""
        rows = self.rows()
        assert rows, f"{self.path.name} has no cases"
        return [
            pytest.param(engine, row["code"], row["outcome"], marks=marks, id=f"{engine}-{at}")
            for engine, marks in (("autograd_ref", ()), ("torch", pytest.mark.parity))
            for row in rows
            for at in [row.get("row", row["code"])]
        ]

    def answer(self, engine, code, warns=False):
        """What the engine of this name shows; skips the test if that PyTorch is not there.

        Where it `warns`, PyTorch does so even if another test has heard what it says once.
        """
        torch = pytest.importorskip(engine, reason="PyTorch is not installed")
        if engine == "torch" and torch.__version__.split("+")[0] != "2.13.0":
            pytest.skip(f"recorded with PyTorch 2.13.0, this is {torch.__version__}")
        if not warns:
            if engine == "torch":
                shown(torch, CYCLE)  # what it says once in a process is said now, and not below
            return self._shown(torch, code)
        if engine == "autograd_ref":
            return self._shown(torch, code)
        torch.set_warn_always(True)
        try:
            return self._shown(torch, code)
        finally:
            torch.set_warn_always(False)

    def record(self, torch):
        """None; writes what PyTorch shows into the file, and says how much that is."""
        if not self.hears_first:
            shown(torch, CYCLE)
        rows = [
            {**row, "outcome": self._shown(torch, row["code"])}
            for row in self.rows()
            if not self.codes or row["code"] in self.codes
        ]
        if self.codes:
            answers = {row["code"]: row["outcome"] for row in rows}
            text = json.dumps(answers, indent=0, ensure_ascii=False)
        else:
            text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            text = f"[\n{text}\n]"
        self.path.write_text(f"{text}\n", encoding="utf-8")
        print(f"{self.path.name}: {len(rows)} answers of PyTorch {torch.__version__}")

    def _shown(self, torch, code):
        torch.manual_seed(0)
        return shown(torch, code, self.setup, self.in_a_line)


def main(files):
    """None; records the files anew, or all there are."""
    for path in sorted(HERE.rglob("test_*.py")):
        if "Recorded(" in path.read_text(encoding="utf-8"):
            importlib.import_module(".".join(path.relative_to(HERE.parents[1]).parts)[:-3])
    paths = [Path(file).resolve() for file in files] or list(EVERY)
    unknown = [path.name for path in paths if path not in EVERY]
    if unknown:
        sys.exit(f"no test has a Recorded of {', '.join(unknown)}")
    if len(paths) == 1:
        EVERY[paths[0]].record(importlib.import_module("torch"))
        return
    for path in paths:  # each in a process of its own, for what PyTorch says once in a process
        subprocess.run([sys.executable, "-m", __name__, str(path)], check=True)


if __name__ == "__main__":
    from tests.autograd_ref import prompt  # the tests register with this one, not with __main__

    prompt.main(sys.argv[1:])
