"""Limits: what is set wrongly is said in a sentence that names the field and the way out."""

import sys
import tempfile
from dataclasses import fields
from pathlib import Path

import pytest

from grading.sandbox import Limits, isolation

WRONG = {
    "memory_mb": [1, "2G", 2.5e3, None, True],
    "total_memory_mb": [0, 10**9],
    "processes": [0, -1, "64"],
    "cell_seconds": [0, float("nan"), float("inf"), "10", False],
    "check_seconds": [-3],
    "submission_seconds": [0],
    "output_kb": [0, 10**9],
    "tmp_mb": [0, 1.5],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in WRONG.items() for v in vs])
def test_a_wrong_limit_gets_a_sentence(name, value):
    with pytest.raises(ValueError) as error:
        Limits(**{name: value})

    text = str(error.value)
    assert text.startswith(f"The limit {name} is {value!r}: it must be")
    assert f"Set it to {next(f.default for f in fields(Limits) if f.name == name)}" in text


def test_an_unknown_limit_gets_the_list():
    with pytest.raises(ValueError, match="no limit called 'ram'.*memory_mb, total_memory_mb"):
        Limits.of({"ram": 3})


def test_every_limit_has_help_and_a_default_within_its_bounds():
    about = fields(Limits)

    assert len(about) >= 9
    assert all(len(f.metadata["help"]) > 20 for f in about)
    assert all(f.metadata["low"] <= f.default <= f.metadata["high"] for f in about)


def test_limits_go_to_a_job_and_back():
    limits = Limits(cell_seconds=3, tmp_mb=7)

    assert Limits.of(limits.to_dict()) == limits


def test_isolation_says_how_or_why_not():
    here = isolation()

    assert here.how if here.available else here.why_not and here.install


@pytest.mark.parametrize(("platform", "name"), [("darwin", "macOS"), ("win32", "Windows")])
def test_other_systems_are_told_that_there_is_none(monkeypatch, platform, name):
    monkeypatch.setattr("sys.platform", platform)

    here = isolation.__wrapped__()

    assert not here.available
    assert name in here.why_not and "Linux" in here.install


def test_without_bubblewrap_the_command_that_installs_it_is_given(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("shutil.which", lambda name: "/bin/dnf" if name == "dnf" else None)

    here = isolation.__wrapped__()

    assert not here.available
    assert here.install == "sudo dnf install -y bubblewrap"


def test_bubblewrap_that_is_forbidden_to_work_is_not_available(monkeypatch, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\n[ \"$1\" = --version ] && echo bubblewrap 0.8.0 && exit 0\n"
                    "echo 'No permissions to create new namespace' >&2; exit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    here = isolation.__wrapped__()

    assert not here.available
    assert "No permissions" in here.why_not and here.install


@pytest.mark.sandbox
def test_an_interpreter_below_tmp_is_not_hidden_from_its_own_trial(monkeypatch):
    if not isolation().available:
        pytest.skip(isolation().why_not)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        python = Path(folder) / "python"
        python.symlink_to(sys.executable)
        Path(folder).chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(python))

        here = isolation.__wrapped__()

    assert here.available, here.why_not
