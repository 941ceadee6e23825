"""The doctor: each line says how it is and what to do, and only what stops grading fails."""

import json
import os
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner

from grading import __main__ as cli
from grading import doctor
from grading.classroom import Classroom
from grading.sandbox import Isolation, Limits, isolation

NEEDS_A_SANDBOX = pytest.mark.skipif(not isolation().available, reason="no sandbox here")
NONE = Isolation(False, why_not="bubblewrap isn't installed.", install="sudo get it")


def run(*words):
    return CliRunner().invoke(cli.main, ["doctor", *map(str, words)])


def lines(*words):
    """The doctor's lines by name, as `--json` gives them, and the exit code."""
    done = run("--json", *words)
    return {line["name"]: line for line in json.loads(done.output)}, done.exit_code


@NEEDS_A_SANDBOX
def test_a_machine_that_can_grade_is_all_right(tmp_path):
    found, code = lines("--root", tmp_path)

    assert code == 0
    assert {line["state"] for line in found.values()} <= {"ok", "optional"}
    assert {"Python", "nbgrader", "jupyterlab", "packages", "sandbox", "memory", "disk",
            "gradebook", "PostgreSQL driver", "cluster"} == set(found)
    assert not (tmp_path / "gradebook.db").exists()  # looking makes none


def test_the_table_says_the_same_as_json(tmp_path, monkeypatch):
    monkeypatch.setattr("grading.sandbox.isolation", lambda: NONE)

    done = run("--root", tmp_path)

    words = " ".join(done.output.split())
    assert done.exit_code == 1
    for word in ("sandbox missing bubblewrap isn't installed. sudo get it", "gradebook ok"):
        assert word in words, done.output


def test_quiet_says_nothing_when_all_is_well_and_never_fails(monkeypatch):
    monkeypatch.setattr("grading.sandbox.isolation", lambda: Isolation(True, how="well"))
    assert (run("--quiet").output, run("--quiet").exit_code) == ("", 0)

    monkeypatch.setattr("grading.sandbox.isolation", lambda: NONE)
    done = run("--quiet")
    assert done.exit_code == 0 and "sudo get it" in done.output


def test_with_a_cluster_this_machine_needs_no_sandbox(monkeypatch):
    monkeypatch.setattr("grading.sandbox.isolation", lambda: NONE)

    assert doctor.sandbox("tcp://host:8786").state == "optional"
    assert doctor.sandbox().state == "missing"


@pytest.mark.parametrize("user, tools, ran", [
    (0, ["dnf"], ["dnf install -y bubblewrap"]),
    (0, ["apt-get"], ["apt-get update -qq && apt-get install -y -qq bubblewrap"]),
    (0, ["dnf", "bwrap"], []),
    (0, [], []),
    (1000, ["dnf"], []),
], ids=["one step", "two steps", "there already", "no manager", "not root"])
def test_install_does_so_only_as_root_and_only_where_it_is_missing(monkeypatch, user, tools, ran):
    calls, forgotten = [], []
    found = Mock(return_value=NONE, cache_clear=lambda: forgotten.append(True))
    monkeypatch.setattr("grading.sandbox.isolation", found)
    monkeypatch.setattr(doctor.subprocess, "call", lambda command, **_: calls.append(command))
    monkeypatch.setattr(doctor.shutil, "which", lambda tool: tool in tools)
    monkeypatch.setattr(os, "geteuid", lambda: user)

    done = run("--install", "--quiet")

    assert done.exit_code == 0, done.output
    assert calls == ran
    assert forgotten == [True] * len(ran)  # what was found before it was there


def test_a_package_out_of_range_is_told_with_its_command(monkeypatch):
    real = doctor._version
    for name in ("nbgrader", "numpy"):
        monkeypatch.setattr(doctor, "_version",
                            lambda asked, name=name: "0.1" if asked == name else real(asked))
        [line] = [x for x in doctor.packages() if x.state == "missing"]
        assert "0.1" in line.found and line.fix.startswith(f'pip install "{name}')


def test_the_ranges_are_those_of_the_project():
    names = {need.name for need in doctor._requirements(doctor._project()["dependencies"])}
    text = (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text()

    assert len(names) == len(tomllib.loads(text)["project"]["dependencies"])
    assert {"nbgrader", "jupyterlab", "numpy"} <= names


@pytest.mark.parametrize("free, state", [(10**6, "missing"), (10**9, "optional"), (10**11, "ok")])
def test_a_full_disk_is_told(monkeypatch, tmp_path, free, state):
    monkeypatch.setattr(doctor.shutil, "disk_usage",
                        lambda _: type("Usage", (), {"free": free}))

    line = doctor.disk(tmp_path)

    assert line.state == state and bool(line.fix) == (state != "ok")


@pytest.mark.parametrize("total, state", [(4_000, "optional"), (10**6, "ok"), (None, "optional")])
def test_little_memory_is_told_with_the_number_of_workers(monkeypatch, total, state):
    monkeypatch.setattr(doctor, "_machine_memory", lambda: total)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)

    line = doctor.memory(Limits(total_memory_mb=3_000))

    assert line.state == state
    assert ("--workers 1" in line.fix) == (total == 4_000)


def test_this_machine_says_how_much_memory_it_has():
    total = doctor._machine_memory()

    assert total is None or 100 < total < 10**8


def test_a_gradebook_that_cannot_be_used_fails_with_its_sentence(tmp_path):
    classroom = Classroom(tmp_path)
    classroom.check_gradebook()
    good = doctor.gradebook(classroom)
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        locked = doctor.gradebook(classroom)
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as other, other:
        other.execute("UPDATE alembic_version SET version_num = 'abc'")
    old = doctor.gradebook(classroom)
    (tmp_path / "gradebook.db").write_bytes(b"no database" * 500)
    broken = doctor.gradebook(classroom)

    assert good.state == "ok" and "sqlite 3" in good.found and "can be written" in good.found
    for line, words in [(locked, "locked by"), (old, "nbgrader db upgrade"),
                        (broken, "can't be read")]:
        assert line.state == "missing" and words in line.fix, line


def test_a_gradebook_whose_folder_is_not_there_is_told(tmp_path):
    line = doctor.gradebook(Classroom(tmp_path, f"sqlite:///{tmp_path}/no/such/book.db"))

    assert line.state == "missing" and "can't be written to" in line.found


def test_what_is_missing_for_a_large_class_is_optional(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "_version", lambda name: None)

    for line, extra in [(doctor.cluster(None), "cluster"),
                        (doctor.postgresql(Classroom(tmp_path)), "postgres")]:
        assert line.state == "optional" and f'".[{extra}]"' in line.fix


def test_a_scheduler_that_will_not_do_fails_with_its_sentence():
    line = doctor.cluster("nonsense")

    assert line.state == "missing" and "tcp://host:8786" in line.fix
