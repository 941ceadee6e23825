"""kill -9 at any moment, or a disk that fills up: given again, the command ends the same."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress

import pytest

from grading import samples
from grading.classroom import CannotGo, Classroom
from grading.engine import Run
from grading.lessons import all_lessons
from grading.sandbox import isolation
from tests.grading.conftest import SEED

pytestmark = [pytest.mark.slow,
              pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
              pytest.mark.skipif(not hasattr(os, "fork"), reason="no os.fork here")]
LESSON = all_lessons()[0]
CLASS = {"ada": samples.right, "ben": lambda lesson: samples.mistaken(lesson, 0),
         "dana": samples.half_finished, "eli": samples.copied_cell,
         "fay": lambda lesson: samples.mistaken(lesson, 1)}
MOMENTS = 25


class Late:
    """A pool that knows all raw results already, and gives each after a moment."""

    workers = 2

    def __init__(self, pool):
        self.pool = pool

    def submit(self, job):
        time.sleep(0.01)
        return self.pool.submit(job)

    def close(self, wait=True):
        pass


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """A class that has handed in, and of which nothing is graded; one submission is no notebook."""
    classroom = Classroom(tmp_path_factory.mktemp("class"))
    classroom.release(LESSON)
    for student, sample in CLASS.items():
        samples.hand_in(classroom.root, LESSON, student, sample(LESSON))
    samples.hand_in(classroom.root, LESSON, "nora", {}).write_text('{"cells": [')
    return classroom.root


def grade(root, pool, force=False):
    classroom = Classroom(root)
    run = Run(pool=pool, seed=SEED)
    return list(classroom.autograde(LESSON, classroom.submissions(LESSON), run, force=force))


def begun(root, pool, force):
    """The id of a process, leader of its group, that is grading the class."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.setsid()
            grade(root, Late(pool), force)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return pid


def wait_for(root, count, pid):
    """None; so many results are there, or the process has ended."""
    while len(list(root.glob("results/*/[!.]*.json"))) < count and not os.waitid(
            os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        time.sleep(0.002)


@pytest.mark.timeout(600)
def test_killed_at_25_moments_and_given_again_it_ends_the_same(
        tmp_path, handed_in, remembering, contents):
    """Every third moment is one of a second grading, with `--force`."""
    whole = tmp_path / "whole"
    shutil.copytree(handed_in, whole)
    grade(whole, remembering)
    remembering.close()  # no thread is left that a fork would lose
    began = time.monotonic()
    os.waitpid(begun(whole, remembering, True), 0)
    takes, expected = time.monotonic() - began, contents(whole)
    seed = random.randrange(2**32)
    dice, halfway = random.Random(seed), 0

    for number in range(MOMENTS):
        root, force = tmp_path / f"killed-{number}", number % 3 == 2
        shutil.copytree(whole if force else handed_in, root)
        pid = begun(root, remembering, force)
        if not force:  # a moment of any part of the run, however busy the machine is
            wait_for(root, dice.randrange(len(CLASS) + 1), pid)
        time.sleep(dice.uniform(0, 1.1 * takes if force else 0.2 * takes))
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        halfway += 0 < len(list(root.glob("results/*/[!.]*.json"))) < len(CLASS) + 1
        grade(root, remembering)

        left = contents(root)
        assert left.keys() == expected.keys(), (seed, number)
        for name in expected:
            assert left[name] == expected[name], (seed, number, name)
        shutil.rmtree(root)
    assert halfway > 3, "hardly any moment was in the middle of a run"


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of its own, of 16 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk, and not everywhere")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)  # the log is open there


def test_a_disk_that_fills_up_stops_the_run_and_with_room_again_it_ends_the_same(
        tmp_path, small_disk, handed_in, remembering, contents):
    whole, root, ballast = tmp_path / "whole", small_disk / "class", small_disk / "ballast"
    shutil.copytree(handed_in, whole)
    grade(whole, remembering)
    needed = sum(p.stat().st_size for p in whole.rglob("*")) - sum(
        p.stat().st_size for p in handed_in.rglob("*"))
    halfway = 0

    for part in (0, 0.05, 0.2, 0.4, 0.6, 0.8):
        shutil.copytree(handed_in, root)
        ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - int(part * needed)))
        with pytest.raises((OSError, CannotGo), match="No space|disk is full"):
            grade(root, remembering)
        halfway += 0 < len(list(root.glob("results/*/[!.]*.json"))) < len(CLASS) + 1
        ballast.unlink()
        grade(root, remembering)

        assert contents(root) == contents(whole), part
        shutil.rmtree(root)
    assert halfway > 1, "the disk was never full in the middle of a run"


@pytest.mark.timeout(600)
def test_the_command_itself_killed_with_all_its_processes_goes_on(tmp_path, handed_in):
    shutil.copytree(handed_in, tmp_path / "class")
    command = [sys.executable, "-m", "grading", "autograde", LESSON.folder, "--root",
               tmp_path / "class", *([] if isolation().available else ["--no-sandbox"])]
    done = set()
    for goal in (1, 3):
        first = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        while len(done) < goal and first.poll() is None:
            time.sleep(0.02)
            done = set(tmp_path.glob("class/results/*/[!.]*.json"))
        assert first.poll() is None, "it ended before it was killed"
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    before = {p: p.stat().st_mtime_ns for p in done if p.stem != "nora"}

    last = subprocess.run(command, capture_output=True, text=True, timeout=240)

    assert "1 of 6 could not be graded: nora" in last.stderr
    kept = [p for p in before if p.stat().st_mtime_ns == before[p]]
    assert len(kept) == len(before) >= 2
    assert len(list(tmp_path.glob("class/results/*/*.json"))) == len(CLASS) + 1
