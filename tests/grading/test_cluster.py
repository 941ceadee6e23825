"""The cluster: what is wrong with it is told in a sentence; what it grades, it grades alike."""

import difflib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import distributed
import pytest
from click.testing import CliRunner

from grading import __main__ as cli
from grading import cluster, results, samples
from grading.classroom import Classroom
from grading.cluster import ClusterPool, ClusterTrouble
from grading.engine import Run
from grading.lessons import all_lessons
from grading.sandbox import isolation, parcel, remote
from grading.sandbox import pool as pool_module

ROOT = Path(__file__).resolve().parents[2]
LESSON = all_lessons()[0]
ISOLATED = isolation().available
SEED = 20260223
# Dask's own: sockets that it leaves to the collector, loops that it closes late
pytestmark = pytest.mark.filterwarnings("ignore")


def job(*sources):
    steps = [{"kind": "cell", "id": str(i), "source": s} for i, s in enumerate(sources)]
    return {"lesson": "t", "seed": 1, "autograd_ref": False, "steps": steps}


def texts(raw):
    return [o["data"]["text/plain"] for c in raw["cells"].values() for o in c["outputs"]]


@pytest.fixture
def clean_worker():
    """After the test, the sandbox that a worker in this process kept is closed."""
    yield
    while pool_module._sandboxes:
        pool_module._sandboxes.popitem()[1].close()


@pytest.fixture
def in_this_process():
    """A function that starts a cluster of threads: what it is told of must not need a process."""
    started = []

    def start(n_workers=1, threads_per_worker=1):
        one = distributed.LocalCluster(
            n_workers=n_workers, threads_per_worker=threads_per_worker, processes=False,
            protocol="tcp", dashboard_address=None)
        started.append(one)
        return one.scheduler_address

    yield start
    for one in started:
        one.close()


@pytest.mark.parametrize("address", ["", "host", "host:", "http://host:8786", "host:0",
                                     "tcp://host:99999", "tcp://host:8786/x", "a b:8786"])
def test_an_address_that_is_none_is_told(address):
    with pytest.raises(ClusterTrouble, match="tcp://host:8786"):
        ClusterPool(address)


@pytest.mark.parametrize("address, full", [
    ("host:8786", "tcp://host:8786"), ("tls://host:8786", "tls://host:8786"),
    ("[::1]:8786", "tcp://[::1]:8786")])
def test_an_address_has_a_scheme(address, full):
    assert cluster._checked(address) == full


def test_a_scheduler_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"

    with pytest.raises(ClusterTrouble, match=f"No Dask scheduler answers at {address}"):
        ClusterPool(address)


def test_an_encrypted_cluster_without_certificates_here_is_told():
    with pytest.raises(ClusterTrouble, match="wants certificates.*TLS__CA_FILE.*CLIENT__KEY"):
        ClusterPool("tls://127.0.0.1:1")


def test_without_the_extra_the_command_names_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    samples.hand_in(tmp_path, LESSON, "ada", samples.right(LESSON))

    done = CliRunner().invoke(cli.main, ["autograde", LESSON.folder, "--root", str(tmp_path),
                                         "--scheduler", "host:8786"])

    assert done.exit_code == 1 and 'pip install -e ".[cluster]"' in done.output


def test_workers_and_scheduler_exclude_each_other():
    done = CliRunner().invoke(cli.main, ["autograde", LESSON.folder, "--workers", "2",
                                         "--scheduler", "host:8786"])

    assert done.exit_code == 2 and "Leave out one of the two" in done.output


def test_a_cluster_without_workers_is_told(in_this_process, monkeypatch):
    monkeypatch.setattr(cluster, "WORKER_SECONDS", 0.3)
    address = in_this_process(n_workers=0)

    with pytest.raises(ClusterTrouble, match=f"no workers.*dask worker {address} --nthreads 1"):
        ClusterPool(address)


def test_a_worker_of_two_threads_is_told(in_this_process):
    with pytest.raises(ClusterTrouble, match="2 threads.*--nthreads 1"):
        ClusterPool(in_this_process(threads_per_worker=2))


@pytest.mark.parametrize("theirs, words", [
    ({"course/": "0123"}, "course/ differs"), ({"numpy": "1.0"}, "numpy is 1.0 there and"),
    ({"grading/sandbox/": "0"}, "grading/sandbox/ differs"),
    ({"Python": "3.9"}, "Python is 3.9 there")])
def test_a_worker_with_another_version_is_told_before_any_job(in_this_process, monkeypatch,
                                                              theirs, words):
    said = parcel.pack({"versions": {**remote.versions(), **theirs}, "trouble": ""})
    monkeypatch.setattr(cluster, "_check_worker",
                        lambda worker, answer, check=cluster._check_worker: check(worker, said))

    with pytest.raises(ClusterTrouble, match=f"another version of the course.*{words}"):
        ClusterPool(in_this_process())


def test_a_worker_without_a_sandbox_or_without_the_course_is_told():
    said = parcel.pack({"versions": remote.versions(), "trouble": "no bubblewrap. Get it."})

    with pytest.raises(ClusterTrouble, match="tcp://w:1 has no sandbox: no bubblewrap. Get it."):
        cluster._check_worker("tcp://w:1", said)
    with pytest.raises(ClusterTrouble, match="no module 'grading'.*course's folder"):
        cluster._check_worker("tcp://w:1", ModuleNotFoundError("no", name="grading"))
    with pytest.raises(ClusterTrouble, match="can't grade: odd"):
        cluster._check_worker("tcp://w:1", AttributeError("odd"))


def test_jobs_of_another_version_are_refused_by_the_worker_too():
    """A worker may come after the others were asked."""
    order = {"job": job("1"), "isolated": False, "versions": {**remote.versions(), "numpy": "0"}}

    assert "numpy is" in parcel.unpack(remote.run(parcel.pack(order)))["differs"]


def test_the_versions_are_those_of_the_files(tmp_path):
    (tmp_path / "a.py").write_text("x = 1")
    before = remote._digest(tmp_path)
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "b.py").write_text("handed out")
    (tmp_path / "note.txt").write_text("no code")
    same = remote._digest(tmp_path)
    (tmp_path / "a.py").write_text("x = 2")

    assert same == before != remote._digest(tmp_path)
    assert set(remote.versions()) >= {"Python", "numpy", "course/", "grading/sandbox/"}


class _Refusing:
    """Unpickling it leaves a mark."""

    def __reduce__(self):
        return open, (os.environ["MARK"], "w")


def _pickle_that_runs():
    return _Refusing()


def test_a_job_runs_and_what_goes_wrong_comes_back_as_a_sentence(in_this_process, monkeypatch,
                                                                 tmp_path, clean_worker):
    monkeypatch.setenv("MARK", str(tmp_path / "mark"))
    with_a_song = {"seed": 1, "steps": [{"kind": "song", "id": "0"}]}

    with ClusterPool(in_this_process(), isolated=False) as pool:
        assert pool.workers == 1
        assert texts(pool.submit(job("6 * 7")).result(60)) == ["42"]
        with pytest.raises(RuntimeError, match="A step is a cell or a check"):
            pool.submit(with_a_song).result(60)
        with pytest.raises(TimeoutError):  # refused: the client waits for bytes
            pool._executor.submit(_pickle_that_runs).result(3)

    assert not (tmp_path / "mark").exists()
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(job("1"))


def test_when_the_last_worker_is_gone_whoever_waits_is_told(in_this_process, monkeypatch,
                                                            clean_worker):
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 1)
    monkeypatch.setattr(cluster, "LOOK_SECONDS", 0.2)
    address = in_this_process()

    with ClusterPool(address, isolated=False) as pool:
        pool.submit(job("1")).result(60)
        deadline = time.monotonic() + 30
        while (left := list(pool._client.nthreads())) and time.monotonic() < deadline:
            pool._client.retire_workers(left, close_workers=True)  # not while it holds a result
            time.sleep(0.1)
        assert not left
        with pytest.raises(ClusterTrouble, match="no workers any more. What is graded stays"):
            pool.submit(job("2")).result(60)
        with pytest.raises(ClusterTrouble, match="no workers any more"):
            pool.submit(job("3"))


@pytest.mark.parametrize("body, error, words", [
    (b"\x80\x04N.", ClusterTrouble, "no result"),
    (parcel.pack({"raw": {"cells": {}}}), ClusterTrouble, "no result"),
    (["a", "list"], ClusterTrouble, "no bytes"),
    (b" " * 2 * 10**6, ClusterTrouble, "too many"),
    (parcel.pack({"differs": "course/ differs"}), ClusterTrouble, "came later.*course/ differs"),
    (parcel.pack({"unavailable": "no bwrap"}), ClusterTrouble, "no sandbox: no bwrap"),
    (parcel.pack({"failed": "odd"}), RuntimeError, "odd"),
    (distributed.scheduler.KilledWorker("job", None, 3), BrokenProcessPool, "died of it"),
    (CancelledError("scheduler"), ClusterTrouble, "gave up a job.*same command"),
    (OSError("comm closed"), ClusterTrouble, "gave up a job.*same command"),
], ids=lambda v: repr(v)[:25])
def test_what_is_no_result_is_never_taken_for_one(monkeypatch, body, error, words):
    monkeypatch.setattr(parcel, "MAX_FRAME", 0)
    small = {**job("1"), "limits": {"submission_kb": 1}}
    done = Future()
    done.set_exception(body) if isinstance(body, BaseException) else done.set_result(body)

    with pytest.raises(error, match=words):
        cluster._opened(done, small, "tcp://s:1")


# --- real processes


def same(result):
    """A result without what is measured: times."""
    if isinstance(result, dict):
        return {k: same(v) for k, v in result.items() if k != "seconds"}
    return [same(v) for v in result] if isinstance(result, list) else result


def graded(folder, pool, lesson, students):
    """The results of a class graded with `pool`, and its notebooks as they lie in autograded/."""
    classroom = Classroom(folder)
    classroom.release(lesson)
    for student, sample in students.items():
        samples.hand_in(classroom.root, lesson, student, sample(lesson))
    with Run(workers=2, isolated=ISOLATED, pool=pool, seed=SEED) as run:
        found = {r["student"]: same(r)
                 for r in classroom.autograde(lesson, classroom.submissions(lesson), run)}
    # mallory's line is cut as soon as it is forged: how much she has printed by then is chance
    # a copied cell has a random id of its own, eight hexadecimal digits
    pages = {p.parent.parent.name: re.sub(r'"id": "[0-9a-f]{8}"', "", p.read_text()).splitlines()
             for p in classroom.root.glob("autograded/*/*/*.ipynb")
             if not p.parent.parent.name.startswith("mallory")}
    return found, pages


def assert_alike(far, local, count):
    assert len(local[0]) == count and far[0] == local[0]
    assert set(far[1]) == set(local[1]) and local[1]
    for student, page in local[1].items():
        changes = list(difflib.unified_diff(page, far[1][student], lineterm="", n=1))
        assert not changes, (student, changes[:30])


def start(*words):
    command = [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, start_new_session=True)


@pytest.fixture
def processes(tmp_path):
    """A real scheduler and two real workers: its address, their processes, and its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address, running = f"tcp://127.0.0.1:{port}", []
    try:
        running.append(start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"))
        running += [start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                          "--local-directory", str(tmp_path / f"worker{n}")) for n in range(2)]
        with distributed.Client(address, set_as_default=False, timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
        yield address, running[1:], running[0]
    finally:
        for one in running:
            one.kill()
            one.wait()


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_costs_a_retry_and_nothing_else(processes, tmp_path,
                                                                      monkeypatch):
    """Also: real processes grade what this machine grades, cell for cell."""
    address, workers, _ = processes
    local = graded(tmp_path / "local", None, LESSON, samples.SAMPLES)
    write, killed = results.write, []

    def write_and_kill(root, lesson, result):
        if not killed:
            killed.append(workers[0].kill())
        return write(root, lesson, result)

    monkeypatch.setattr(results, "write", write_and_kill)
    pool = ClusterPool(address, isolated=ISOLATED)
    assert pool.workers == 2
    far = graded(tmp_path / "far", pool, LESSON, samples.SAMPLES)

    assert killed and workers[0].wait(30) == -signal.SIGKILL
    assert_alike(far, local, len(samples.SAMPLES))
    assert len({r["points"] for r in local[0].values()}) > 2


@pytest.mark.slow
def test_a_local_cluster_grades_a_larger_lesson_alike(tmp_path):
    lesson = all_lessons()[-1]
    students = {name: samples.SAMPLES[name] for name in ("ben", "dana")}
    local = graded(tmp_path / "local", None, lesson, students)

    with distributed.LocalCluster(n_workers=2, threads_per_worker=1,
                                  dashboard_address=None) as one:
        far = graded(tmp_path / "far", ClusterPool(one.scheduler_address, isolated=ISOLATED),
                     lesson, students)

    assert_alike(far, local, len(students))


@pytest.mark.slow
def test_a_scheduler_killed_in_the_middle_is_told_and_nobody_waits(processes, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 3)
    address, _, scheduler = processes
    pool = ClusterPool(address, isolated=False)
    slow = pool.submit(job("import time; time.sleep(8)"))

    scheduler.kill()

    with pytest.raises(ClusterTrouble, match="What is graded stays graded"):
        slow.result(120)
    pool.close(wait=False)
