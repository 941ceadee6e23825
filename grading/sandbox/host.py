"""One warm sandbox: started, used for one submission after the other, replaced when in doubt."""

import base64
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path, PurePosixPath

from grading.sandbox import bwrap, packages
from grading.sandbox.bwrap import SandboxUnavailable
from grading.sandbox.inside.wire import ProtocolError
from grading.sandbox.limits import Limits
from grading.sandbox.link import Link, wait
from grading.sandbox.seccomp import in_memory, program
from grading.sandbox.submission import StartFailed, Submission

START_SECONDS = 60
CLEAN_SECONDS = 20
BOOT = ("import json, sys; config = json.loads(sys.argv[1]); sys.path += config['path']; "
        "from inside.zygote import main; main(config)")


class Sandbox:
    """A warm process that runs students' notebooks, isolated from this machine.

    `isolated=False` runs the same process without bubblewrap, for trusted jobs and for instructors
    who say so. `autograd_ref=False` shows no reference engine inside. Not for use by two threads.
    """

    def __init__(self, isolated=True, autograd_ref=True, limits=None, view=None):
        if isolated:
            here = bwrap.isolation()
            if not here.available:
                raise SandboxUnavailable(f"{here.why_not}\n{here.install}")
        elif not hasattr(os, "fork"):
            raise SandboxUnavailable("Grading needs os.fork, which this system lacks: use WSL 2.")
        self.isolated, self.autograd_ref = isolated, autograd_ref
        self.limits = limits or Limits()
        self.view = view or packages.visible()
        self.started = 0      # how many processes this sandbox has been so far
        self.process = None
        self._start(self.limits)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def run(self, job):
        """The raw result of `job`, a dict as described in `grading.sandbox`."""
        limits = Limits.of({**self.limits.to_dict(), **job.get("limits", {})})
        job = checked(job, limits)
        if job["autograd_ref"] != self.autograd_ref:
            raise ValueError(f"This sandbox has autograd_ref={self.autograd_ref}, the job wants "
                             f"{job['autograd_ref']}: use a Pool, which keeps one of each.")
        if self.process is None or limits.tmp_mb != self._tmp_mb:
            self._replace(limits)
        try:
            return self._run(job, limits)
        except StartFailed:  # nothing of the student's has run: what was there before is to blame
            self._replace(limits)
            return self._run(job, limits)

    def _run(self, job, limits):
        submission = Submission(job, limits, self.control)
        try:
            raw = submission.run()
        except BaseException:
            self.close()
            raise
        why = self._clean(submission)
        if why:
            self._stop()  # the next job starts a new one; this result doesn't wait for it
        return raw

    def close(self):
        """None; no process of this sandbox is left."""
        self._stop()

    # --- the process

    def _replace(self, limits):
        self._stop()
        self._start(limits)

    def _start(self, limits):
        self._tmp_mb = limits.tmp_mb
        ours, theirs = socket.socketpair()
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by _stop
        self.folder = self.claim = None
        launch = self._isolated_launch if self.isolated else self._plain_launch
        try:
            argv, env, fds = launch(theirs.fileno(), limits)
            self.process = subprocess.Popen(
                argv, env=env, pass_fds=[theirs.fileno(), *fds], stdin=subprocess.DEVNULL,
                stdout=self.errors, stderr=self.errors, cwd="/",
                start_new_session=True)  # so that Ctrl-C reaches only this side, which then closes
            for fd in fds:
                os.close(fd)
        finally:
            theirs.close()
        self.control = Link(ours, sys.maxsize)
        self.started += 1
        try:
            if not self._hear("ready", START_SECONDS):
                raise SandboxUnavailable(f"The sandbox did not start:\n{self._error_text()}")
        except BaseException:  # Ctrl-C too
            self._stop()
            raise

    def _isolated_launch(self, fd, limits):
        uid = None
        if os.geteuid() == 0:
            uid, self.claim = bwrap.free_uid()
        config = {"fd": fd, "uid": uid, "isolated": True, "path": ["/sandbox/lib", "/sandbox/site"],
                  "fonts": "/sandbox/fonts", **folders("/tmp")}
        rooms = {k: v for k, v in self.view.rooms.items() if k == "course" or self.autograd_ref}
        fonts = {name: in_memory(text.encode()) for name, text in self.view.fonts.items()}
        seccomp = [in_memory(code)] if (code := program()) else []
        command = [*packages.PYTHON_FLAGS, "-c", BOOT, json.dumps(config)]
        argv = bwrap.command(self.view, command, rooms, fonts, seccomp, limits)
        env = environment(config) | {"LD_LIBRARY_PATH": "/sandbox/libs"}
        return argv, env, [*fonts.values(), *seccomp]

    def _plain_launch(self, fd, limits):
        self.folder = tempfile.mkdtemp(prefix="sandbox-")
        root = Path(self.folder)
        for name in ("lib", "site", "fonts", "scratch"):
            (root / name).mkdir()
        rooms = {k: v for k, v in self.view.rooms.items() if k == "course" or self.autograd_ref}
        for name, target in {**rooms, "inside": packages.INSIDE}.items():
            (root / "lib" / name).symlink_to(target)
        for name, target in self.view.site.items():
            (root / "site" / name).parent.mkdir(parents=True, exist_ok=True)
            (root / "site" / name).symlink_to(target)
        for name, text in self.view.fonts.items():
            (root / "fonts" / name).write_text(text)
        config = {"fd": fd, "uid": None, "isolated": False, "folder": self.folder,
                  "path": [str(root / "lib"), str(root / "site")],
                  "fonts": str(root / "fonts"), **folders(f"{self.folder}/scratch")}
        argv = [self.view.interpreter, *packages.PYTHON_FLAGS, "-c", BOOT, json.dumps(config)]
        return argv, environment(config), []

    def _stop(self):
        """None; the process is gone. It ends itself when its socket closes; else it is killed."""
        process, self.process = self.process, None
        if process is None:
            return
        self.control.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.errors.close()
        if self.claim:
            self.claim.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _clean(self, submission):
        """'' if the sandbox is as new again, else why it has to be replaced."""
        if submission.refused:
            return "protocol error"
        if not self.control.send({"do": "clean"}, time.monotonic() + CLEAN_SECONDS):
            return "no answer"
        answer = self._hear("clean", CLEAN_SECONDS)
        return "no answer" if answer is None else answer["why"]

    def _hear(self, key, seconds):
        """The next message of the zygote that has `key`, or None if there is none in time."""
        deadline = time.monotonic() + seconds
        while not self.control.ended and time.monotonic() < deadline:
            wait(deadline, [self.control])
            with suppress(ProtocolError):
                for message in self.control.read():
                    if key in message:
                        return message
        return None

    def _error_text(self):
        self.errors.seek(0)
        return self.errors.read(20_000).decode("utf-8", "replace").strip() or "(it said nothing)"


def folders(scratch):
    """The folders that a session may write to: all that it leaves there is wiped."""
    home = f"{scratch}/home"
    return {"scratch": scratch, "home": home, "matplotlib": f"{home}/matplotlib",
            "work": f"{scratch}/work", "tmp": f"{scratch}/tmp"}


def environment(config):
    """The environment variables inside: nothing of the instructor's."""
    return {
        "HOME": config["home"], "TMPDIR": config["tmp"], "USER": "student", "LOGNAME": "student",
        "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "xterm-256color",
        "PATH": "/usr/bin:/bin", "IPYTHONDIR": f"{config['home']}/.ipython",
        "MPLCONFIGDIR": config["matplotlib"], "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
        # fixed, so that the reference and every student meet sets in the same order
        "PYTHONHASHSEED": "0",
    }


def checked(job, limits):
    """`job` with its defaults filled in; a ValueError in a sentence if it isn't a job."""
    for step in job["steps"]:
        if step.get("kind") not in ("cell", "check"):
            raise ValueError(f"A step is a cell or a check, not {step.get('kind')!r}.")
    files = job.get("files", {})
    total = sum(len(base64.b64decode(v)) for v in files.values())
    if total > limits.tmp_mb * 2**20:
        raise ValueError(f"The notebook's files have {total} bytes, the limit tmp_mb allows "
                         f"{limits.tmp_mb} MB.")
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts:
            raise ValueError(f"The file {name!r} would lie outside the notebook's folder.")
    # a hash, so that the notebook's random numbers don't tell the seed of its checks
    digest = hashlib.sha256(f"numpy {job['seed']}".encode()).digest()
    return {"lesson": "", "autograd_ref": False, **job, "files": files,
            "numpy_seed": int.from_bytes(digest[:4], "big")}
