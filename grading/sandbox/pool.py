"""Warm sandboxes side by side, behind the interface of `concurrent.futures`.

`run_job` is all that a worker does, so a Dask client can stand in for the pool:
`client.submit(run_job, job, isolated)`.
"""

import multiprocessing
import os
import signal
import sys
import threading
import types
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import SpawnContext, SpawnProcess

from grading.sandbox import packages
from grading.sandbox.bwrap import SandboxUnavailable, isolation
from grading.sandbox.host import Sandbox

TRIES = 3


class Pool:
    """`workers` processes, each with a warm sandbox of either kind once it has needed it."""

    def __init__(self, workers=2, isolated=True, limits=None):
        if isolated and not isolation().available:
            raise SandboxUnavailable(f"{isolation().why_not}\n{isolation().install}")
        self._options = {"max_workers": workers, "mp_context": _Context(),
                         "initializer": _begin,
                         "initargs": (isolated, limits, packages.visible())}
        self._lock = threading.Lock()
        self._executor = ProcessPoolExecutor(**self._options)
        self._closed = False

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.close(wait=kind is None)

    def submit(self, job):
        """A future of the raw result of `job`."""
        future = Future()
        future.set_running_or_notify_cancel()
        self._try(job, future, 1)
        return future

    def close(self, wait=True):
        """None; no process is left. With `wait=False` jobs that are running are given up."""
        with self._lock:
            self._closed = True
        processes = list((self._executor._processes or {}).values())
        if not wait:
            for process in processes:
                process.kill()
        self._executor.shutdown(wait=True, cancel_futures=not wait)

    def _try(self, job, future, number):
        with self._lock:
            if self._closed:
                raise RuntimeError("The pool is closed.")
            try:
                inner = self._executor.submit(run_job, job)
            except BrokenProcessPool:
                self._executor = ProcessPoolExecutor(**self._options)
                inner = self._executor.submit(run_job, job)
        inner.add_done_callback(lambda done: self._finish(done, job, future, number))

    def _finish(self, done, job, future, number):
        if done.cancelled():
            future.set_exception(BrokenProcessPool("the pool was closed"))
            return
        error = done.exception()
        if isinstance(error, BrokenProcessPool) and number < TRIES:
            try:
                self._try(job, future, number + 1)  # a worker died, and all jobs with it
            except Exception:
                future.set_exception(error)
        elif error is not None:
            future.set_exception(error)
        else:
            future.set_result(done.result())


# --- in the worker

_settings = {"isolated": True, "limits": None, "view": None}
_sandboxes = {}


def run_job(job, isolated=None):
    """The raw result of `job`, from this process's own warm sandbox."""
    isolated = _settings["isolated"] if isolated is None else isolated
    key = isolated, job.get("autograd_ref", False)
    if key not in _sandboxes:
        _sandboxes[key] = Sandbox(*key, _settings["limits"], _settings["view"])
    return _sandboxes[key].run(job)


def _begin(isolated, limits, view):
    """None; this process is a worker, and ends with its parent."""
    _settings.update(isolated=isolated, limits=limits, view=view)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()


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
