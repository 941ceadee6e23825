"""The warm process: everything imported, it forks one session per submission.

In the sandbox it is process 1: it can't be killed from inside, and it never runs student code. It
listens to the host on one socket that no session inherits, and it ends when the host hangs up.
"""

import contextlib
import ctypes
import gc
import importlib
import os
import pkgutil
import resource
import select
import shutil
import signal
import socket
import sys

from inside.watch import Watch

WATCH_MS = 50
WARM = """
import matplotlib.pyplot as plt
plt.subplots(1, 2, layout="constrained")[1][0].semilogy([1, 2])
plt.show()
from course import predict
predict("warm", "?", ["a", "b"])
"""
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 4, 36


def main(config):
    """None, when the host has hung up."""
    if config["uid"] is not None:
        drop_to(config["uid"])
    control = socket.socket(fileno=config["fd"])
    if config["isolated"] and os.getpid() != 1:
        raise RuntimeError("the zygote is not process 1 of its own namespace")
    prctl(PR_SET_DUMPABLE, 0)
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # process 1 ignores what it has no handler for
    make_folders(config)
    shell = warm(config)
    wipe(config)
    from inside import wire

    Zygote(control, shell, config, wire).serve()
    if not config["isolated"]:  # nobody else would, if the host was killed
        shutil.rmtree(config["folder"], ignore_errors=True)


def drop_to(uid):
    """None; this process is the unprivileged user `uid` for good, or it doesn't go on."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    version_3, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    ctypes.CDLL(None).capset(version_3, nothing)  # what changing the uid leaves inheritable
    with open("/proc/self/status") as file:
        status = dict(line.split(":", 1) for line in file if ":" in line)
    powers = [status[k].strip() for k in ("CapInh", "CapPrm", "CapEff", "CapAmb")]
    if any(int(p, 16) for p in powers) or status["NoNewPrivs"].strip() != "1":
        raise RuntimeError(f"privileges are left: {powers}, NoNewPrivs {status['NoNewPrivs']}")
    if os.access("/proc/sys/kernel/core_pattern", os.W_OK):
        raise RuntimeError("/proc/sys is writable")


def prctl(option, value):
    """None; a property of this process is set, where the system has such properties."""
    if sys.platform == "linux" and ctypes.CDLL(None).prctl(option, value, 0, 0, 0):
        raise OSError(f"prctl({option}) failed")


def make_folders(config):
    """None; the folders that a session may write to are there, and empty."""
    for name in ("home", "matplotlib", "work", "tmp"):
        os.makedirs(config[name], exist_ok=True)


def wipe(config):
    """'' if everything a session left in files is gone, else a sentence."""
    scratch = config["scratch"]
    try:
        for entry in list(os.scandir(scratch)):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)
        make_folders(config)
    except (OSError, RecursionError) as error:
        return f"{scratch} could not be wiped: {error}"
    return ""


def warm(config):
    """An IPython shell in a process in which all that a lesson needs has been imported and used."""
    os.chdir(config["work"])
    sys.argv = [""]
    # matplotlib reads its font list only from a folder that it may write to
    shutil.copytree(config["fonts"], config["matplotlib"], dirs_exist_ok=True)
    import site

    import numpy as np
    from inside.shell import make_shell

    site.sethelper()
    shell = make_shell()
    import_all("course", "autograd_ref")
    import course.probes

    course.probes.exercises()
    np.random.default_rng(0).normal()
    run_once(shell, WARM)
    run_once(shell, "def f():\n    raise ValueError('x')\nf()")
    shell.reset(new_session=True)
    shell.execution_count = 1
    os.chdir("/")
    gc.collect()
    gc.freeze()
    return shell


def import_all(*rooms):
    """None; all modules of those packages that can be seen here have been imported."""
    for room in rooms:
        with contextlib.suppress(ImportError):  # autograd_ref: not every lesson shows it
            path = importlib.import_module(room).__path__
            for module in pkgutil.walk_packages(path, f"{room}."):
                if not module.name.endswith("__main__"):
                    importlib.import_module(module.name)


def run_once(shell, source):
    """None; `source` has run, and what it imports lazily is there. Its outputs go nowhere."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        shell.run_cell(source, store_history=True)


def condition():
    """What a session could change about its zygote, being the same user: limits and scheduling."""
    limits = {k: resource.getrlimit(getattr(resource, k))
              for k in dir(resource) if k.startswith("RLIMIT_")}
    scheduling = ()
    if sys.platform == "linux":
        scheduling = (os.sched_getaffinity(0), os.sched_getscheduler(0))
    return limits, os.getpriority(os.PRIO_PROCESS, 0), scheduling


class Zygote:
    """Forks sessions, interrupts them, and cleans up after them, as the host asks."""

    def __init__(self, control, shell, config, wire):
        self.control, self.shell, self.config, self.wire = control, shell, config, wire
        self.session = None
        self.watch = None  # of the session's processes, while there may be any
        self.healthy = condition()
        self.wake, wakeup = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(wakeup, False)
        self.wakeup = wakeup
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)

    def serve(self):
        """None, when the host has hung up."""
        self.wire.send(self.control, {"ready": True})
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(self.wake, select.POLLIN)
        while True:
            ready = {fd for fd, _ in poll.poll(self.watch and WATCH_MS)}
            if self.wake in ready:
                os.read(self.wake, 4096)
                self.reap()
            if self.control.fileno() in ready:
                try:
                    request, fds = self.wire.receive(self.control)
                except (EOFError, OSError):
                    self.kill_all()
                    return
                getattr(self, "do_" + request["do"])(request, fds)
            self.look()

    def look(self):
        """None; if the session's processes use too much, all of them are killed, and it is said."""
        if self.watch and (excess := self.watch.excess()):
            self.watch = None
            self.wire.send(self.control, {"excess": excess})
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)

    def do_session(self, request, fds):
        """None; a session is running, and talks to the host on its own socket."""
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                signal.set_wakeup_fd(-1)
                prctl(PR_SET_DUMPABLE, 1)  # so that the watch may see what it shares
                self.control.close()
                os.close(self.wake)
                os.close(self.wakeup)
                from inside import session

                config = {**self.config, **request}
                session.begin(socket.socket(fileno=fds[0]), fds[1], fds[2], self.shell, config)
                code = 0
            finally:
                os._exit(code)
        for fd in fds:
            os.close(fd)
        self.session = pid
        if self.config["isolated"]:  # elsewhere the other processes are not the student's
            limits = request["limits"]
            self.watch = Watch(limits["total_memory_mb"], limits["cpu_seconds"])
        self.wire.send(self.control, {"session": True})

    def do_interrupt(self, request, fds):
        """None; the session has got the signal that Jupyter's stop button sends."""
        if self.session is not None:
            os.kill(self.session, signal.SIGINT)
        self.wire.send(self.control, {"interrupted": True})

    def do_clean(self, request, fds):
        """None; no process and no file of the session is left, or the host is told why not."""
        self.watch = None
        leftover = self.kill_all()
        why = leftover or wipe(self.config) or self.changes()
        self.session = None
        self.wire.send(self.control, {"clean": not why, "why": why})

    def reap(self):
        """None; dead children are buried, and the host hears of the session's end."""
        while True:
            try:
                pid, status, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if self.watch:
                self.watch.cpu_of_the_dead += used.ru_utime + used.ru_stime
            if pid == self.session:
                self.session = None
                code = os.waitstatus_to_exitcode(status)
                self.wire.send(self.control, {"ended": code})

    def kill_all(self):
        """'' if nothing but the session itself had to be killed, else a sentence."""
        if self.config["isolated"]:
            if os.getpid() != 1:
                raise RuntimeError("kill(-1) outside a namespace of its own")
            return self.kill_namespace()
        if self.session is not None:
            for kill in (os.kill, os.killpg):
                with contextlib.suppress(ProcessLookupError):
                    kill(self.session, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.session, 0)
        return ""

    def kill_namespace(self):
        """As `kill_all`, where every process but this one belongs to the student."""
        mine = self.session
        others = 0
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            return ""
        while True:
            try:
                pid, _ = os.waitpid(-1, 0)
            except ChildProcessError:
                break
            others += pid != mine
        return f"{others} processes were left running" if others else ""

    def changes(self):
        """'' if this process is as it was made, else a sentence."""
        if condition() != self.healthy:
            return "the zygote's limits or scheduling were changed"
        for name in ("shm", "sem", "msg"):
            path = f"/proc/sysvipc/{name}"
            if self.config["isolated"] and os.path.exists(path):
                with open(path) as file:
                    if len(file.readlines()) > 1:
                        return f"System V {name} objects were left"
        return ""
