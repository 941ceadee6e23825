"""The engine is for reading: its size is a promise, and so is what stands where."""

import ast
import inspect
from pathlib import Path

import pytest

import autograd_ref
from autograd_ref.record import OPS

ROOT = Path(autograd_ref.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
# The core is what one backward() goes through. Around it stand writes and their versions, hooks,
# printing, PyTorch's sentences, and in functions/ what a person calls.
CORE = [ROOT / f"{name}.py" for name in ("tensor", "record", "graph", "backward", "modes")]
CORE += sorted((ROOT / "ops").glob("*.py"))


def code_lines(path):
    """The number of lines that are neither blank, nor comment, nor docstring."""
    text = path.read_text(encoding="utf-8")
    hidden = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            hidden.update(range(node.lineno, node.end_lineno + 1))
    return sum(
        bool(line.strip()) and not line.lstrip().startswith("#") and number not in hidden
        for number, line in enumerate(text.splitlines(), 1)
    )


def test_the_core_can_be_read_in_a_sitting():
    assert len(CORE) >= 14

    assert sum(code_lines(path) for path in CORE) < 1200


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_fits_a_sitting_and_says_what_it_is_for(path):
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("op", OPS.values(), ids=OPS)
def test_rules_have_one_signature_and_a_name(op):
    for role, rule in (("dx", op.dx), ("dy", op.dy)):
        if rule is not None:
            assert len(inspect.signature(rule).parameters) == 4
            assert rule.__qualname__ == f"{op.name}.{role}"


def test_what_a_student_calls_is_documented():
    undocumented = [
        name
        for name, function in vars(autograd_ref.Tensor).items()
        if not name.startswith("_") and callable(function) and not function.__doc__
    ]
    undocumented += [
        name
        for name in autograd_ref.__all__
        if callable(getattr(autograd_ref, name)) and not getattr(autograd_ref, name).__doc__
    ]

    assert not undocumented
