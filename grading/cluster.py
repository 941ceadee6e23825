"""The same jobs on a Dask cluster: a pool like `grading.sandbox.Pool`, with workers elsewhere.

    with Run(pool=ClusterPool("tcp://10.0.0.1:8786")) as run: ...

A job leaves as bytes and its raw result comes back as bytes; a pickle is refused. Scheduler and
workers are trusted, as the grader's own processes are: they run what they are sent.
"""

import re
import threading
import time
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool

from grading.sandbox import SandboxUnavailable, parcel, remote
from grading.sandbox.inside.wire import ProtocolError

CONNECT_SECONDS = 10
WORKER_SECONDS = 10    # how long a cluster may take to have its first worker
PATIENCE_SECONDS = 60  # how long a running class waits for a cluster that has lost all of them
LOOK_SECONDS = 2
PLAIN = ["dask", "msgpack"]  # bytes, numbers and text: the client never unpickles a result
INSTALL = 'pip install -e ".[cluster]"'
TLS = ", ".join(f"DASK_DISTRIBUTED__COMM__TLS__{name}"
                for name in ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY"))


class ClusterTrouble(SandboxUnavailable):
    """Raised when the cluster can't grade; the message says why and what to do."""


class ClusterPool:
    """The workers of the Dask scheduler at `address`, each with a warm sandbox."""

    def __init__(self, address, isolated=True):
        self.address, self.isolated = _checked(address), isolated
        self._lock, self._waiting, self._closed = threading.Lock(), {}, threading.Event()
        self._trouble = None
        self._client = self._connected()
        try:
            self.workers = self._checked_workers()
        except BaseException:
            self._client.close()
            raise
        self._executor = self._client.get_executor(pure=False)
        threading.Thread(target=self._watch, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.close(wait=kind is None)

    def submit(self, job):
        """A future of the raw result of `job`."""
        future = Future()
        future.set_running_or_notify_cancel()
        if self._closed.is_set():
            raise RuntimeError("The pool is closed.")
        with self._lock:
            if self._trouble:
                raise self._trouble
            self._waiting[id(future)] = future
        inner = self._executor.submit(remote.run, parcel.pack(
            {"job": job, "isolated": self.isolated, "versions": remote.versions()}))
        inner.add_done_callback(lambda done: self._finish(done, job, future))
        return future

    def close(self, wait=True):
        """None; the cluster has no job of ours any more. With `wait=False` they are given up."""
        self._closed.set()
        self._executor.shutdown(wait=wait and not self._trouble)
        self._give_up(BrokenProcessPool("the pool was closed"))
        self._client.close(timeout=CONNECT_SECONDS)

    # --- results

    def _finish(self, done, job, future):
        try:
            result, error = _opened(done, job, self.address), None
        except Exception as trouble:
            result, error = None, trouble
        with self._lock:
            if self._waiting.pop(id(future), None) is None:
                return  # given up before
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    def _give_up(self, error):
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            future.set_exception(error)

    # --- the cluster

    def _connected(self):
        distributed = _distributed()
        if self.address.startswith("tls") and not _certificates(distributed):
            raise ClusterTrouble(f"{self.address} wants certificates, and Dask knows none here. "
                                 f"Set {TLS}: the paths of the files.")
        try:
            return distributed.Client(self.address, timeout=CONNECT_SECONDS, set_as_default=False,
                                      serializers=PLAIN, deserializers=PLAIN)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise ClusterTrouble(
                f"No Dask scheduler answers at {self.address} ({_short(error)}). Start one with "
                "`dask scheduler`, and look at host and port; one that was started with "
                "--protocol tls is called tls://.") from error

    def _checked_workers(self):
        """How many workers there are, each asked first whether it can grade for us."""
        deadline = time.monotonic() + WORKER_SECONDS
        while not (threads := self._client.nthreads()):
            if time.monotonic() > deadline:
                raise ClusterTrouble(
                    f"The scheduler at {self.address} has no workers. Start some on each machine: "
                    f"dask worker {self.address} --nthreads 1 --nworkers -1")
            time.sleep(0.1)
        crowded = [w for w, n in threads.items() if n != 1]
        if crowded:
            raise ClusterTrouble(f"The worker {crowded[0]} has {threads[crowded[0]]} threads, and "
                                 "a sandbox is for one. Start the workers with --nthreads 1.")
        answers = self._client.run(remote.ready, self.isolated, on_error="return")
        for worker, answer in answers.items():
            _check_worker(worker, answer)
        if not answers:
            raise ClusterTrouble(f"The workers of {self.address} went away. Look at their logs.")
        return len(answers)

    def _watch(self):
        """None; when scheduler or workers stay away, whoever waits is told instead of waiting."""
        seen = time.monotonic()
        while not self._closed.wait(LOOK_SECONDS):
            workers = self._count()
            if workers or not self._waiting:
                seen = time.monotonic()
                self.workers = workers or self.workers
            elif time.monotonic() - seen > PATIENCE_SECONDS:
                what = "has no workers any more" if workers == 0 else "does not answer any more"
                trouble = _lost(self.address, what)
                with self._lock:
                    self._trouble = trouble
                self._give_up(trouble)
                return

    def _count(self):
        """How many workers the scheduler has; None if it doesn't answer."""
        try:
            return len(self._client.nthreads())
        except Exception:  # Dask raises many kinds of it
            return None


def _opened(done, job, address):
    """The raw result in a future of Dask's, or what is to be raised instead."""
    from distributed.scheduler import KilledWorker

    try:
        body = done.result()
    except KilledWorker as error:
        raise BrokenProcessPool("several workers in a row died of it") from error
    except (CancelledError, Exception) as error:
        raise _lost(address, f"gave up a job ({_short(error)})") from error
    try:
        if not isinstance(body, bytes) or len(body) > parcel.most_bytes(job):
            raise ProtocolError("it is no bytes, or too many")
        answer = parcel.unpack(body)
        if "differs" in answer:
            raise ClusterTrouble(_versions("A worker that came later", answer["differs"]))
        if "unavailable" in answer:
            raise ClusterTrouble(f"A worker has no sandbox: {answer['unavailable']}")
        if "failed" in answer:
            raise RuntimeError(f"On a worker of the cluster: {answer['failed']}")
        return parcel.checked(answer.get("raw"), job)
    except ProtocolError as error:
        raise ClusterTrouble(f"A worker of {address} sent something that is no result: {error}. "
                             "Is it a worker of this course?") from error


def _check_worker(worker, answer):
    """Nothing, or a `ClusterTrouble` if what the worker says of itself won't do."""
    if isinstance(answer, ModuleNotFoundError):
        raise ClusterTrouble(f"The worker {worker} has no module {answer.name!r}. Start it in the "
                             f"course's folder, in an environment with {INSTALL}")
    if not isinstance(answer, bytes):
        raise ClusterTrouble(f"The worker {worker} can't grade: {_short(answer)}. Start it in the "
                             "course's folder, at the same commit as here.")
    said = parcel.unpack(answer)
    differs = remote.differing(said["versions"], remote.versions())
    if differs:
        raise ClusterTrouble(_versions(f"The worker {worker}", differs))
    if said["trouble"]:
        raise ClusterTrouble(f"The worker {worker} has no sandbox: {said['trouble']}")


def _versions(worker, differs):
    return (f"{worker} has another version of the course than this machine: {differs}. Bring both "
            f"to the same commit, run {INSTALL} there, and start the worker again.")


def _lost(address, what):
    return ClusterTrouble(f"The cluster at {address} {what}. What is graded stays graded; bring "
                          "it back and give the same command to go on.")


def _distributed():
    try:
        import distributed
    except ImportError as error:
        raise ClusterTrouble(f"Grading on a cluster needs Dask, which isn't installed here. "
                             f"Run: {INSTALL}") from error
    return distributed


def _certificates(distributed):
    return distributed.Security().get_connection_args("client").get("ssl_context")


def _checked(address):
    """`address` with its scheme; a `ClusterTrouble` if it isn't one of a scheduler."""
    match = re.fullmatch(r"(?:(tcp|tls)://)?(\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+):(\d{1,5})", address)
    if not match or not 0 < int(match[3]) < 2**16:
        raise ClusterTrouble(f"{address!r} is not the address of a scheduler: it looks like "
                             "tcp://host:8786, or tls://host:8786.")
    return address if match[1] else f"tcp://{address}"


def _short(error):
    return " ".join(str(error).split())[:300] or type(error).__name__
