"""The one writer: the same as nbgrader's own way, whatever stops it, and in any order."""

import errno
import json
import os
import re
import shutil
import sqlite3
import warnings
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager

import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from sqlalchemy import event
from sqlalchemy.engine import Engine

from grading import engine, recorder, results, samples
from grading.classroom import CannotGo, Classroom
from grading.engine import Run
from grading.lessons import find
from grading.sandbox import SandboxUnavailable
from tests.grading.conftest import SEED

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
LESSONS = [find("01"), find("06")]  # what holds for two, holds for the others
LESSON = LESSONS[0]
CLASS = {"ada": samples.right, "ben": lambda lesson: samples.mistaken(lesson, 0),
         "dana": samples.half_finished, "eli": samples.copied_cell}


def handed_in(root, lesson=LESSON):
    """A class whose submissions of `lesson` are there, one late, one with files beside it."""
    classroom = Classroom(root)
    classroom.release(lesson)
    for student, sample in CLASS.items():
        path = samples.hand_in(classroom.root, lesson, student, sample(lesson))
    (path.parent / "data").mkdir()
    (path.parent / "data" / "numbers.csv").write_text("1,2\n")
    (path.parent / "timestamp.txt").write_text("2026-03-02 12:00:00 UTC\n")
    with Gradebook(classroom.coursedir.db_url, "autograd") as book:
        book.update_or_create_assignment(lesson.folder, duedate="2026-03-01 12:00:00 UTC")
    return classroom


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, remembering):
    """A class of four, graded without any trouble."""
    classroom = handed_in(tmp_path_factory.mktemp("class"))
    graded(classroom, remembering)
    return classroom


@pytest.fixture
def ungraded(tmp_path, undisturbed):
    """The same class before anything was graded."""
    return copied(undisturbed, tmp_path / "copy")


def copied(classroom, root):
    shutil.copytree(classroom.root, root, ignore=shutil.ignore_patterns(
        "autograded", "results", ".nbgrader.log"))
    with closing(sqlite3.connect(root / "gradebook.db")) as database:
        for table in ("grade", "comment", "submitted_notebook", "submitted_assignment", "student"):
            database.execute(f"DELETE FROM {table}")
        database.commit()
        database.execute("PRAGMA page_size = 512")  # so that a few rows need new pages
        database.execute("VACUUM")
    return Classroom(root)


def graded(classroom, pool, **options):
    run = Run(pool=pool, seed=SEED)
    return {r["student"]: r for r in classroom.autograde(
        LESSON, classroom.submissions(LESSON), run, **options)}


def scores(classroom, student):
    with Gradebook(classroom.coursedir.db_url, "autograd") as book:
        [notebook] = book.find_submission(LESSON.folder, student).notebooks
        return {g.name: (g.auto_score, g.manual_score, g.needs_manual_grade)
                for g in notebook.grades}


@pytest.mark.parametrize("lesson", [
    LESSON, *(pytest.param(x, marks=pytest.mark.slow) for x in LESSONS[1:])],
    ids=lambda lesson: lesson.folder)
def test_all_comes_out_as_through_nbgraders_own_converter(tmp_path, remembering, contents, lesson):
    ours, theirs = (handed_in(tmp_path / name, lesson) for name in ("ours", "theirs"))
    list(ours.autograde(lesson, list(CLASS), Run(pool=remembering, seed=SEED)))
    engine.use(Run(pool=remembering, seed=SEED))
    try:
        theirs.coursedir.assignment_id, theirs.coursedir.student_id = lesson.folder, "*"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            Autograde(coursedir=theirs.coursedir, config=theirs.config, log=theirs.log).start()
    finally:
        engine.use(None)

    mine, nbgraders = contents(ours.root), contents(theirs.root)
    assert mine.keys() == nbgraders.keys() and len(mine) > 10
    for name in mine:
        assert named(mine[name]) == named(nbgraders[name]), name


def named(content):
    """The content with one name for the ids that a copied cell gets: nbconvert's are random."""
    if isinstance(content, tuple) and isinstance(content[1], bytes):
        return content[0], re.sub(rb'"id": "(own-\d+|[0-9a-f]{8})"', b'"id": "own"', content[1])
    return content


def test_a_gradebook_is_the_same_after_a_second_grading(undisturbed, remembering, contents):
    before = contents(undisturbed.root)

    assert len(graded(undisturbed, remembering, force=True)) == len(CLASS)
    assert contents(undisturbed.root) == before


def test_who_is_done_first_is_written_first(ungraded, remembering):
    """A submission that hangs keeps nobody waiting."""
    class Slow:
        workers = 2

        def __init__(self):
            self.held = None

        def submit(self, job):
            future = remembering.submit(job)
            if self.held is None and "variants" in str(job) and job["steps"] == first["steps"]:
                self.held, future = (Future(), future), None
                return self.held[0]
            return future

        def close(self, wait=True):
            pass

    run = Run(pool=remembering, seed=SEED)
    submission = ungraded.read_submission(LESSON, "ada")
    with closing(recorder.Recorder(ungraded.coursedir, ungraded.config, LESSON,
                                   ungraded.log)) as one:
        first = run._job(LESSON, one.mended(submission.notebook)[0], submission.files)
    pool, order = Slow(), []
    for result in ungraded.autograde(LESSON, list(CLASS), Run(pool=pool, seed=SEED)):
        order.append(result["student"])
        if len(order) == len(CLASS) - 1:
            held, done = pool.held
            held.set_result(done.result())

    assert sorted(order[:-1]) == ["ben", "dana", "eli"] and order[-1] == "ada"


class Failing:
    """A pool whose jobs of `student` end with `error`."""

    workers = 2

    def __init__(self, pool, error, number):
        self.pool, self.error, self.number, self.count = pool, error, number, 0

    def submit(self, job):
        self.count += 1
        future = self.pool.submit(job)
        if self.count == self.number:
            future = Future()
            future.set_exception(self.error)
        return future

    def close(self, wait=True):
        pass


def test_a_worker_that_dies_with_a_submission_costs_only_that_one(ungraded, remembering):
    found = graded(ungraded, Failing(remembering, BrokenProcessPool("died"), 3))

    assert found["ben"]["status"] == "could not grade" and found["ben"]["points"] is None
    assert "killed again" in found["ben"]["message"]
    assert [found[s]["status"] for s in ("ada", "dana", "eli")] == ["graded"] * 3
    assert graded(ungraded, remembering)["ben"]["status"] == "graded"


def test_a_sandbox_that_cannot_start_stops_the_run_and_touches_no_grade(
        ungraded, remembering, contents):
    with pytest.raises(SandboxUnavailable, match="no more user ids"):
        graded(ungraded, Failing(remembering, SandboxUnavailable("no more user ids"), 1))

    assert not contents(ungraded.root)["grades"] and not (ungraded.root / "results").exists()


def test_a_worse_submission_does_not_keep_points_and_a_persons_grade_stays(
        ungraded, remembering):
    graded(ungraded, remembering)
    name = next(n for n, (auto, *_) in scores(ungraded, "ada").items() if auto)
    with Gradebook(ungraded.coursedir.db_url, "autograd") as book:
        grade = book.find_grade(name, LESSON.name, LESSON.folder, "ada")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
    samples.hand_in(ungraded.root, LESSON, "ada", samples.mistaken(LESSON, 0))

    assert graded(ungraded, remembering)["ada"]["points"] == 0
    after = scores(ungraded, "ada")
    assert {auto for auto, *_ in after.values()} == {0}
    assert after[name] == (0, 1.5, True)  # as nbgrader does: a person is to look again
    samples.hand_in(ungraded.root, LESSON, "ada", {}).write_text('{"cells": [')

    assert graded(ungraded, remembering)["ada"]["points"] is None
    after = scores(ungraded, "ada")
    assert set(after.values()) == {(None, None, True), (None, 1.5, True)}
    assert not (ungraded.root / "autograded" / "ada" / LESSON.folder).exists()


@contextmanager
def full_disk(monkeypatch, place):
    """From its second use on, `place` finds no room."""
    if place == "gradebook":
        def limit(connection, _):
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")

        event.listen(Engine, "connect", limit)
        try:
            yield
        finally:
            event.remove(Engine, "connect", limit)
        return
    owner, name = {"notebook": (recorder.Path, "write_text"), "files": (recorder.shutil, "copy"),
                   "result": (results.os, "replace"), "folder": (recorder.Path, "mkdir"),
                   "temporary": (results.tempfile, "mkstemp")}[place]
    calls, real = [], getattr(owner, name)

    def no_room(*args, **kwargs):
        calls.append(args)
        if len(calls) > (0 if place == "files" else 1):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(args))
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, no_room)
        yield
    assert calls


@pytest.mark.parametrize("place", ["notebook", "files", "folder", "gradebook", "temporary",
                                   "result"])
def test_a_full_disk_stops_the_run_and_the_next_one_ends_as_if_nothing_had_been(
        ungraded, undisturbed, remembering, contents, monkeypatch, place):
    with full_disk(monkeypatch, place), pytest.raises((OSError, CannotGo),
                                                      match="(?i)no space|disk is full"):
        graded(ungraded, remembering)
    assert contents(ungraded.root) != contents(undisturbed.root)

    graded(ungraded, remembering)

    assert contents(ungraded.root) == contents(undisturbed.root)


def test_a_gradebook_locked_in_the_middle_is_told_and_the_next_run_goes_on(
        ungraded, undisturbed, remembering, contents):
    impatient = Classroom(ungraded.root, db_url=f"{ungraded.coursedir.db_url}?timeout=0.2")
    running = impatient.autograde(LESSON, list(CLASS), Run(pool=remembering, seed=SEED))
    next(running)
    with closing(sqlite3.connect(ungraded.root / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CannotGo, match="locked by another program.*same command again"):
            list(running)

    graded(ungraded, remembering)

    assert contents(ungraded.root) == contents(undisturbed.root)


def test_there_is_one_writer_at_a_time(ungraded, remembering):
    first = ungraded.autograde(LESSON, list(CLASS), Run(pool=remembering, seed=SEED))
    next(first)

    with pytest.raises(CannotGo, match=rf"process {os.getpid()}.*is writing into"):
        graded(Classroom(ungraded.root), remembering)
    first.close()

    assert len(graded(ungraded, remembering)) == len(CLASS)


def test_a_lesson_that_changed_since_its_release_is_told(ungraded, remembering):
    with closing(sqlite3.connect(ungraded.root / "gradebook.db")) as database:
        database.execute("UPDATE source_cell SET name = name || '-before'")
        database.commit()

    with pytest.raises(CannotGo, match="no longer as it was released.*grading release"):
        graded(ungraded, remembering)


def test_a_time_that_nobody_can_read_costs_nothing(ungraded, remembering):
    folder = ungraded.root / "submitted" / "ada" / LESSON.folder
    (folder / "timestamp.txt").write_text("yesterday evening")

    assert graded(ungraded, remembering)["ada"]["status"] == "graded"


def test_a_link_beside_the_notebook_is_not_followed(ungraded, remembering, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the solutions")
    (ungraded.root / "submitted" / "ada" / LESSON.folder / "mine.txt").symlink_to(secret)

    graded(ungraded, remembering)

    assert [p.name for p in (ungraded.root / "autograded" / "ada" / LESSON.folder).iterdir()
            ] == [f"{LESSON.name}.ipynb"]


def test_the_results_say_which_file_they_are_of(undisturbed):
    result = json.loads((undisturbed.root / "results" / LESSON.folder / "ada.json").read_text())

    assert len(result["submission"]) == 64
