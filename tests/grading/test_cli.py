"""The commands: what goes wrong is told in one sentence, with an exit code, and loses nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from click.testing import CliRunner

from grading import __main__ as cli
from grading import results, samples
from grading.classroom import Classroom
from grading.lessons import all_lessons
from grading.sandbox import Isolation, isolation

LESSON = all_lessons()[0]
WITHOUT_ONE = [] if isolation().available else ["--no-sandbox"]
COMMANDS = sorted(cli.main.commands)


def run(*words, **kwargs):
    return CliRunner().invoke(cli.main, [str(w) for w in words], **kwargs)


def assert_told(done, *words, code=None):
    assert done.exit_code != 0 if code is None else done.exit_code == code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    for word in words:
        assert word in " ".join(done.output.split()), done.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    done = run(command, "--help")

    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 4


@pytest.mark.parametrize("command", ["release", "autograde", "feedback", "record", "refresh"])
def test_an_unknown_lesson_is_told_with_the_nearest(command):
    assert_told(run(command, LESSON.folder + "x"), f"no lesson called '{LESSON.folder}x'",
                f"Did you mean {LESSON.folder}?")
    assert_told(run(command, "99"), "no lesson called '99'", LESSON.folder)


def test_no_submissions_are_told_with_where_they_belong(tmp_path):
    assert_told(run("autograde", LESSON.folder, "--root", tmp_path),
                "No submissions", f"<student>/{LESSON.folder}/{LESSON.name}.ipynb", code=1)
    assert_told(run("autograde", LESSON.folder, "--root", tmp_path, "--student", "z*"),
                "matching 'z*'", code=1)


def test_feedback_before_grading_says_what_comes_first(tmp_path):
    assert_told(run("feedback", LESSON.folder, "--root", tmp_path),
                "Nothing graded yet", f"grading autograde {LESSON.folder}", code=1)


def test_a_lesson_that_was_not_released_says_so(tmp_path):
    samples.hand_in(tmp_path, LESSON, "ada", samples.right(LESSON))

    assert_told(run("autograde", LESSON.folder, "--root", tmp_path, *WITHOUT_ONE),
                "has not been released", f"grading release {LESSON.folder}", code=1)


def test_without_bubblewrap_grading_refuses_and_names_the_way(tmp_path, monkeypatch):
    missing = Isolation(False, why_not="bubblewrap isn't installed.", install="sudo get it")
    monkeypatch.setattr("grading.sandbox.isolation", lambda: missing)
    samples.hand_in(tmp_path, LESSON, "ada", samples.right(LESSON))

    assert_told(run("autograde", LESSON.folder, "--root", tmp_path),
                "bubblewrap isn't installed.", "sudo get it", "--no-sandbox", code=1)
    assert_told(run("doctor"), "bubblewrap isn't installed.", "sudo get it", code=1)
    assert run("doctor", "--quiet").exit_code == 0


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("x")

    assert_told(run("release", LESSON.folder, "--root", tmp_path / "file" / "class"),
                "Not a directory", "class", code=1)


def test_a_locked_gradebook_is_told_and_nothing_is_lost(tmp_path):
    assert run("release", LESSON.folder, "--root", tmp_path).exit_code == 0
    samples.hand_in(tmp_path, LESSON, "ada", samples.right(LESSON))
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = run("autograde", LESSON.folder, "--root", tmp_path, *WITHOUT_ONE)

    assert_told(done, "locked by another program", "same command again", code=1)
    assert run("autograde", LESSON.folder, "--root", tmp_path, *WITHOUT_ONE).exit_code == 0


@pytest.mark.parametrize("workers", ["0", "-1", "many"])
def test_a_wrong_number_of_workers_is_told(tmp_path, workers):
    assert_told(run("autograde", LESSON.folder, "--root", tmp_path, "--workers", workers),
                "--workers", code=2)


def test_a_root_that_is_a_file_is_told(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")

    assert_told(run("release", LESSON.folder, "--root", file), "is a file", code=2)


def test_the_demo_does_not_empty_a_folder_it_did_not_make(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")

    assert_told(run("demo", "--root", tmp_path), "the demo did not make", code=1)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_broken_submission_fails_the_command_and_nobody_else(tmp_path):
    assert run("release", LESSON.folder, "--root", tmp_path).exit_code == 0
    samples.hand_in(tmp_path, LESSON, "ada", samples.right(LESSON))
    samples.hand_in(tmp_path, LESSON, "nora", samples.right(LESSON)).write_text("{")

    done = run("autograde", LESSON.folder, "--root", tmp_path, *WITHOUT_ONE)

    assert_told(done, "1 of 2 could not be graded: nora", "could not grade:", code=1)
    assert results.read(tmp_path, LESSON, "ada")["status"] == "graded"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_in_the_middle_loses_nothing_and_the_same_command_goes_on(tmp_path):
    classroom = Classroom(tmp_path)
    classroom.release(LESSON)
    students = [f"s{n}" for n in range(8)]
    for student in students:
        samples.hand_in(tmp_path, LESSON, student, samples.right(LESSON))
    command = [sys.executable, "-m", "grading", "autograde", LESSON.folder, "--root", tmp_path,
               *WITHOUT_ONE]

    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                             env={**os.environ, "PYTHONUNBUFFERED": "1"},
                             # a job in the background inherits that ctrl-C is ignored
                             preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    deadline = time.monotonic() + 120
    while not list(tmp_path.glob("results/*/*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    first.send_signal(signal.SIGINT)
    _, said = first.communicate(timeout=60)
    done = {p.stem: p.stat().st_mtime_ns for p in tmp_path.glob("results/*/*.json")}
    second = subprocess.run(command, capture_output=True, text=True, timeout=240)

    assert first.returncode == 130 and "Stopped. What is graded stays graded" in said, said
    assert 0 < len(done) < len(students)
    assert second.returncode == 0, second.stderr
    after = {p.stem: p.stat().st_mtime_ns for p in tmp_path.glob("results/*/*.json")}
    assert set(after) == set(students)
    again = [s for s in done if after[s] != done[s]]
    assert len(again) <= 1, again  # only the one that was in hand when ctrl-C came


def test_report_export_and_similar_say_what_comes_first(tmp_path):
    assert_told(run("report", LESSON.folder, "--root", tmp_path), "Nobody handed in",
                f"submitted/<student>/{LESSON.folder}", code=1)
    assert_told(run("export", LESSON.folder, "--root", tmp_path), "has not been released",
                "python -m grading release", code=1)
    assert_told(run("similar", LESSON.folder, "--root", tmp_path), "0 handed in", "two", code=1)
    assert_told(run("export", "--to", "blackboard", "--root", tmp_path), "canvas", code=2)


def test_report_export_and_similar_write_where_they_say(tmp_path):
    classroom = Classroom(tmp_path)
    classroom.release(LESSON)
    for student in ("ada", "ben"):
        samples.hand_in(tmp_path, LESSON, student, samples.right(LESSON))
    results.write(tmp_path, LESSON, results.could_not_grade(LESSON, "ada", "No notebook."))

    told = run("report", LESSON.folder, "--root", tmp_path)
    assert told.exit_code == 0, told.output
    assert "No notebook." in (tmp_path / "reports" / f"{LESSON.folder}.html").read_text()
    printed = run("report", LESSON.folder, "--root", tmp_path, "--format", "csv", "--output", "-")
    assert "ada,could not grade,,," in printed.output
    for to in ("canvas", "moodle", "csv"):
        exported = run("export", LESSON.folder, "--root", tmp_path, "--to", to)
        assert exported.exit_code == 0 and f"grades-{to}.csv" in exported.output
    alike = run("similar", LESSON.folder, "--root", tmp_path)
    assert alike.exit_code == 0 and "never a verdict" in " ".join(alike.output.split())
    assert (tmp_path / "reports" / f"{LESSON.folder}-similar.html").is_file()


def test_a_command_starts_without_what_jsonschema_can_do_without():
    code = ("import sys, grading.__main__, grading.classroom; "
            "print([m for m in sys.modules if m.startswith(('lark', 'rfc3987_syntax.'))])")

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_sandboxes_start_before_nbgrader_is_imported(tmp_path):
    """Both take seconds, and there are two processors at least."""
    code = ("import sys\nfrom grading.__main__ import main\nfrom grading.sandbox import Pool\n"
            "Pool.warm = lambda *_: (print('nbgrader' in sys.modules), sys.exit())\n"
            f"main(['autograde', '{LESSON.folder}', '--root', {str(tmp_path)!r}, '--no-sandbox'])")

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.endswith("False\n")
