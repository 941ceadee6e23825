"""Large submissions take memory and time in proportion to their size, and have an upper limit."""

import json
import time
import tracemalloc

import pytest

from grading import notebook_file, release, submitted
from grading.lessons import all_lessons
from grading.mend import mend
from grading.submitted import Unreadable
from tests.grading.damage.corpus import Handed, own, twin

LESSON = all_lessons()[0]
MB = 1_000_000


@pytest.fixture
def handed(tmp_path):
    (tmp_path / "ada").mkdir()
    return Handed(LESSON, tmp_path / "ada")


def stream(text):
    return [{"output_type": "stream", "name": "stdout", "text": text}]


@pytest.mark.parametrize("text", [["0.123456789\n"] * 3_500_000, "x\n" * 17_000_000],
                         ids=["many lines", "one string"])
def test_50_mb_of_output_take_little_more_than_their_bytes(handed, text):
    handed.first("solution")["outputs"] = stream(text)
    size = handed.write(json.dumps(handed.document)).stat().st_size
    assert size > 50 * MB

    tracemalloc.start()
    found = submitted.read(handed.folder, LESSON)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < size + 20 * MB
    assert found.notes == [] and "x\n" not in str(found.notebook)


def numbered(handed):
    handed.cells.extend(own(f"def f{i}():\n    return {i}") for i in range(10_000))


def copied(handed):
    cell = handed.first("solution")
    handed.cells.extend(twin(cell) for _ in range(10_000))


def nameless(handed):
    name = handed.names()[0]
    handed.cells.extend(own(f"def {name}(*a):\n    return {i}") for i in range(10_000))
    for cell in handed.cells:
        cell.update(metadata={}, id=None)


@pytest.mark.parametrize("many", [numbered, copied, nameless], ids=lambda f: f.__name__)
def test_10_000_cells_take_seconds(handed, many):
    """Work that grows with the square of the cells takes minutes here."""
    many(handed)
    handed.write()

    began = time.process_time()
    found = submitted.read(handed.folder, LESSON)
    notebook, _ = mend(found.notebook, release.master(LESSON))

    assert time.process_time() - began < 15
    assert len(notebook.cells) >= len(release.master(LESSON).cells)


@pytest.mark.parametrize("limit, words", [
    ("MAX_BYTES", "Clear its outputs"), ("MAX_PARSED", "beside its outputs"),
    ("MAX_TEXT", "Move data into a file"), ("MAX_CELLS", "cells; up to 10 are read")])
def test_what_is_too_large_is_told_with_what_to_do(handed, monkeypatch, limit, words):
    monkeypatch.setattr(notebook_file, limit, 10)
    handed.write()

    with pytest.raises(Unreadable, match=words):
        notebook_file.parse(handed.path.read_bytes(), handed.path.name)


def test_outputs_are_cut_out_and_nothing_else(handed):
    """Brackets and quotes in strings, a source that speaks of outputs, and empty lists."""
    handed.first("solution")["source"] += '\nsay = \'"outputs": [1, "]"]\'\n'
    handed.first("solution")["outputs"] = stream('"outputs": [ "[[{ \\ " \n]')
    handed.cells[2]["outputs"] = []
    handed.write()

    found = submitted.read(handed.folder, LESSON)

    assert [c.source for c in found.notebook.cells] == [c["source"] for c in handed.cells]


def test_an_error_behind_outputs_is_told_with_its_own_line(handed):
    handed.first("solution")["outputs"] = stream(["a\n", "b\n"])
    lines = handed.text.splitlines()
    handed.write("\n".join([*lines[:-1], "oops", lines[-1]]))

    with pytest.raises(Unreadable, match=f"line {len(lines)}, column 1"):
        submitted.read(handed.folder, LESSON)
