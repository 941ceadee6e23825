"""Warm sandboxes side by side, behind the interface of `concurrent.futures`.

`run_job` is all that a worker does; `grading.cluster.ClusterPool` lets the workers of a cluster do
it, behind the same three names: `submit(job)`, `close(wait)` and `workers`, how many there are.
"""

import multiprocessing
import os
import signal
import sys
import threading
import types
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.util import Finalize

from grading.sandbox import packages
from grading.sandbox.bwrap import SandboxUnavailable, isolation
from grading.sandbox.host import Sandbox

TRIES = 2


class Pool:
    """`workers` processes, each with a warm sandbox of either kind once it has needed it.

    Each has a thread of its own that waits for it: when a process dies, it's known whose job it
    had. That job is tried once more, and then fails with `BrokenProcessPool`.
    """

    def __init__(self, workers=2, isolated=True, limits=None):
        if isolated and not isolation().available:
            raise SandboxUnavailable(f"{isolation().why_not}\n{isolation().install}")
        self.workers = workers
        self._initargs = isolated, limits
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="sandbox")
        self._view = self._threads.submit(packages.visible)  # takes seconds, and nobody waits yet
        self._mine = threading.local()
        self._processes, self._lock, self._closed = set(), threading.Lock(), False

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.close(wait=kind is None)

    def submit(self, job):
        """A future of the raw result of `job`."""
        if self._closed:
            raise RuntimeError("The pool is closed.")
        return self._threads.submit(self._run, run_job, job)

    def warm(self, autograd_ref):
        """None; a sandbox of that kind starts in each worker, before there is a job for it."""
        for _ in range(self.workers):
            self._threads.submit(self._run, warm_sandbox, None, autograd_ref)

    def close(self, wait=True):
        """None; no process is left. With `wait=False` jobs that are running are given up."""
        with self._lock:
            self._closed = True
        if not wait:
            for pid in self.pids():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self._threads.shutdown(wait=True, cancel_futures=not wait)
        for one in self._processes:
            one.shutdown(wait=True)

    def pids(self):
        """The ids of the worker processes that there are now."""
        with self._lock:
            return [pid for one in self._processes for pid in one._processes or ()]

    def _run(self, function, *args):
        view = self._view.result()
        for left in reversed(range(TRIES)):
            one = self._process(view)
            try:
                return one.submit(function, *args).result()
            except BrokenProcessPool:
                with self._lock:
                    self._mine.process = None
                    self._processes.discard(one)
                if self._closed or not left:
                    raise

    def _process(self, view):
        """This thread's own process; a new one if it had none, or if the last one died."""
        with self._lock:
            if self._closed:
                raise BrokenProcessPool("the pool was closed")
            if getattr(self._mine, "process", None) is None:
                self._mine.process = ProcessPoolExecutor(
                    1, mp_context=_Context(), initializer=_begin,
                    initargs=(*self._initargs, view))
                self._processes.add(self._mine.process)
            return self._mine.process


# --- in the worker

_settings = {"isolated": True, "limits": None, "view": None}
_sandboxes = {}


def run_job(job, isolated=None):
    """The raw result of `job`, from this process's own warm sandbox."""
    key = warm_sandbox(isolated, job.get("autograd_ref", False))
    return _sandboxes[key].run(job)


def warm_sandbox(isolated, autograd_ref):
    """The key of this process's own sandbox of that kind, which is warm."""
    key = _settings["isolated"] if isolated is None else isolated, autograd_ref
    if key not in _sandboxes:
        _sandboxes[key] = Sandbox(*key, _settings["limits"], _settings["view"])
    return key


def _begin(isolated, limits, view):
    """None; this process is a worker, and ends with its parent."""
    _settings.update(isolated=isolated, limits=limits, view=view)
    Finalize(None, _close_all, exitpriority=1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _close_all():
    """None; when a worker ends in peace, its sandboxes have ended before it."""
    while _sandboxes:
        _sandboxes.popitem()[1].close()


def _end_with_parent():
    multiprocessing.parent_process().join()
    os._exit(1)


class _Process(SpawnProcess):
    """A spawned process that doesn't import the parent's main module again.

    It is `nbgrader` or a notebook server, takes seconds, and no job needs it.
    """

    _lock = threading.Lock()

    def start(self):
        with self._lock:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = types.ModuleType("__main__")
            try:
                super().start()
            finally:
                sys.modules["__main__"] = main


class _Context(SpawnContext):
    Process = _Process
