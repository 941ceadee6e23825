"""The rooms and the arrows between them, as ARCHITECTURE.md draws them."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"autograd_ref", "course", "grading", "tests", "benchmarks"}
MAY_IMPORT = {
    "autograd_ref": {"numpy"},
    "course": {"numpy", "matplotlib", "IPython", "anywidget", "traitlets", "click"},
}


def imported(path):
    """The top-level names of the modules that the file imports, at its top or in a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            assert all(alias.name != "*" for alias in node.names), f"{path} has a star import"
            yield node.module.split(".")[0]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_what_ships_to_students_imports_only_what_it_may(room):
    files = sorted((ROOT / room).rglob("*.py"))
    assert len(files) > 3

    for path in files:
        foreign = set(imported(path)) - {room} - MAY_IMPORT[room] - sys.stdlib_module_names
        assert not foreign, f"{path.relative_to(ROOT)} imports {sorted(foreign)}"


def test_nobody_imports_the_tests_and_what_runs_inside_does_not_know_the_grader():
    inside = sorted((ROOT / "grading" / "sandbox" / "inside").glob("*.py"))
    assert inside
    for path in inside:
        assert "grading" not in set(imported(path)), path
    for room in ("autograd_ref", "course", "grading"):
        for path in (ROOT / room).rglob("*.py"):
            assert "tests" not in set(imported(path)), path


def test_only_lessons_and_the_two_packages_are_in_the_wheel():
    import tomllib

    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    assert build["targets"]["wheel"]["packages"] == ["course", "autograd_ref"]


@pytest.mark.parametrize("room", ["autograd_ref", "benchmarks", "course", "grading"])
def test_no_file_is_longer_than_a_sitting(room):
    for path in (ROOT / room).rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 400, path
