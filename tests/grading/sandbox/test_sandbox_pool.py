"""The pool: results as futures, a dead worker costs a retry, and nothing outlives it."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from grading.sandbox import Pool, Sandbox, SandboxUnavailable, isolation, pool

ROOT = Path(__file__).resolve().parents[3]
here = isolation()
needs_bwrap = [pytest.mark.sandbox,
               pytest.mark.skipif(not here.available, reason=here.why_not or "available")]


def job(*sources, autograd_ref=False):
    steps = [{"kind": "cell", "id": str(i), "source": s} for i, s in enumerate(sources)]
    return {"lesson": "t", "seed": 1, "autograd_ref": autograd_ref, "steps": steps}


def texts(raw):
    return [o["data"]["text/plain"] for c in raw["cells"].values() for o in c["outputs"]]


def descendants(of):
    """The ids of all processes below `of`."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(words[1])
    found, waiting = set(), [of]
    while waiting:
        parent = waiting.pop()
        children = {p for p, pp in parents.items() if pp == parent} - found
        found |= children
        waiting += children
    return found


def all_gone(pids, seconds=10):
    """True once none of the processes is there (or only as a zombie)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(_alive(p) for p in pids):
            return True
        time.sleep(0.05)
    return False


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("isolated", [
    pytest.param(True, marks=needs_bwrap), pytest.param(False, marks=pytest.mark.slow)])
def test_a_killed_worker_costs_a_retry(isolated, monkeypatch, tmp_path):
    """Also: results belong to their jobs, both kinds of sandbox, and nothing is left at the end."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = descendants(os.getpid())
    with Pool(workers=1, isolated=isolated) as workers:
        futures = [workers.submit(job(f"{i} * {i}")) for i in range(3)]
        assert [texts(f.result()) for f in futures] == [["0"], ["1"], ["4"]]

        slow = workers.submit(job("import time; time.sleep(1); 5"))
        time.sleep(0.3)
        processes = descendants(os.getpid()) - before
        (worker,) = workers.pids()
        os.kill(worker, signal.SIGKILL)

        assert texts(slow.result(timeout=60)) == ["5"]
        processes |= descendants(os.getpid()) - before
    assert len(processes) >= 4
    assert all_gone(processes - trackers(processes))
    assert not list(tmp_path.iterdir())


def test_a_job_that_kills_its_worker_twice_fails_alone():
    """Its neighbours, waiting and running, keep their own tries: nobody else's death costs them."""
    kill = ("import os, signal; stat = open(f'/proc/{os.getppid()}/stat').read()\n"
            "os.kill(int(stat.rpartition(')')[2].split()[1]), signal.SIGKILL)")
    with Pool(workers=2, isolated=False) as workers:
        poison = [workers.submit(job(kill)) for _ in range(2)]
        others = [workers.submit(job(f"import time; time.sleep(0.1); {i}")) for i in range(4)]

        assert [texts(f.result(timeout=120)) for f in others] == [["0"], ["1"], ["2"], ["3"]]
        for future in poison:
            with pytest.raises(BrokenProcessPool):
                future.result(timeout=60)


def trackers(pids):
    """multiprocessing's resource tracker is one per process, and stays by design."""
    found = set()
    for pid in pids:
        try:
            if b"resource_tracker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.add(pid)
        except OSError:
            continue
    return found


def test_a_job_that_is_none_is_an_error_and_the_pool_goes_on():
    with Pool(workers=1, isolated=False) as workers:
        with pytest.raises(ValueError, match="A step is a cell or a check"):
            workers.submit({"seed": 1, "steps": [{"kind": "song"}]}).result()
        assert texts(workers.submit(job("6")).result()) == ["6"]


def test_a_closed_pool_takes_no_jobs():
    workers = Pool(workers=1, isolated=False)
    workers.close()

    with pytest.raises(RuntimeError, match="closed"):
        workers.submit(job("1"))


@pytest.mark.parametrize("make", [Sandbox, Pool])
def test_without_isolation_there_is_a_sentence_instead(monkeypatch, make):
    missing = type(here)(False, why_not="bubblewrap isn't installed.", install="sudo do it")
    for module in ("grading.sandbox.bwrap", "grading.sandbox.pool"):
        monkeypatch.setattr(f"{module}.isolation", lambda: missing)

    with pytest.raises(SandboxUnavailable, match="isn't installed.\nsudo do it"):
        make()


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("isolated", [pytest.param(True, marks=needs_bwrap), False])
def test_nothing_outlives_an_interrupted_or_killed_grader(how, isolated):
    program = textwrap.dedent(f"""
        import sys
        sys.path.insert(0, {str(ROOT)!r})
        from grading.sandbox import Pool
        if __name__ == "__main__":
            with Pool(workers=2, isolated={isolated}) as pool:
                def job(s):
                    return {{"lesson": "", "seed": 1, "autograd_ref": False,
                            "steps": [{{"kind": "cell", "id": "0", "source": s}}]}}
                pool.submit(job("1")).result()
                late = [pool.submit(job("import time; time.sleep(9)")) for _ in range(4)]
                print("busy", flush=True)
                late[-1].result()
        """)
    grader = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, start_new_session=True)
    with grader:
        assert grader.stdout.readline() == b"busy\n"
        time.sleep(0.5)
        below = descendants(grader.pid)
        os.killpg(grader.pid, how) if how == signal.SIGINT else grader.kill()
        grader.wait(30)

    assert len(below) > 4
    assert all_gone(below)


def test_run_job_is_enough_for_another_scheduler():
    raw = pool.run_job(job("6 * 7"), False)
    try:
        assert texts(raw) == ["42"]
    finally:
        pool._sandboxes.pop((False, False)).close()
