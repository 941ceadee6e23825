"""One student's process: runs cells, and forks a frozen copy of itself for each check."""

import base64
import os
import random
import resource
import signal
import socket
import sys
import time
import warnings

from inside import program, wire
from inside.shell import Stream

GRACE = 2


class Session:
    """The cells of one notebook, run in order in one IPython shell."""

    def __init__(self, sock, shell, config):
        self.sock, self.shell, self.config = sock, shell, config
        self.pid = os.getpid()
        self.copy = None
        shell.outlet.sock = sock
        sys.stdout, sys.stderr = (Stream(name, shell.outlet) for name in ("stdout", "stderr"))

    def serve(self):
        """None, when the host has no more to ask."""
        while True:
            try:
                request, fds = wire.receive(self.sock)
            except (EOFError, OSError):
                return
            self.end_copy()
            if request["do"] == "cell":
                self.run_cell(request)
            elif request["do"] == "observe":
                self.observe(request, fds[0])
            else:
                return

    def run_cell(self, request):
        """None; the cell has run and its outputs are sent."""
        outlet = self.shell.outlet
        count = self.shell.execution_count
        outlet.open(request["id"], request["room"])
        self.shell.draw_figures(request["figures"])
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self.limit_cpu()
            result = self.shell.run_cell(request["source"], store_history=True)
            ok = bool(result.success)
        except BaseException:  # IPython shows what it catches; this came past it
            ok = False
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        if os.getpid() != self.pid:  # the cell called os.fork(): the child's part ends here
            os._exit(0)
        self.shell.flush_streams()
        ran = self.shell.execution_count > count  # an empty cell isn't counted
        outlet.close(ok=ok, execution_count=count if ran else None)

    def limit_cpu(self):
        """None; this cell is interrupted, as by SIGINT, when it has used its processor time.

        A student may undo it: the limits on time by the clock, and on the whole, stay.
        """
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        end = int(time.process_time()) + self.config["limits"]["cell_cpu_seconds"] + 1
        if hard == resource.RLIM_INFINITY or end < hard:
            resource.setrlimit(resource.RLIMIT_CPU, (end, hard))
        signal.signal(signal.SIGXCPU, stop_cell)

    def observe(self, request, fd):
        """None; a copy of this process is at work on the probe, and will answer on `fd`."""
        with warnings.catch_warnings():  # Python 3.12 warns if the student has started threads
            warnings.simplefilter("ignore")
            pid = os.fork()
        if pid == 0:
            try:
                self.become_copy(fd, request)
            finally:
                os._exit(0)
        os.close(fd)
        self.copy = pid

    def become_copy(self, fd, request):
        """None; the probe has run here and its answer is sent."""
        self.sock.close()
        self.shell.outlet.sock = None
        program.mute()
        seconds = int(request["seconds"]) + GRACE  # a forked process starts from 0
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        seconds = seconds if hard == resource.RLIM_INFINITY else min(seconds, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        program.answer(socket.socket(fileno=fd), request, self.shell.user_ns)

    def end_copy(self):
        """None; the copy of the last check is gone, whether it had finished or hung."""
        if self.copy is not None:
            os.kill(self.copy, signal.SIGKILL)
            os.waitpid(self.copy, 0)
            self.copy = None


def stop_cell(*_):
    """Raise KeyboardInterrupt, with the reason; and let there be time for what comes next."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
    raise KeyboardInterrupt("this cell used more processor time than one cell may")


def begin(sock, stdout, stderr, shell, config):
    """None, when the session is over. Called in a process that was forked for it alone.

    What belongs to this submission comes on its own socket, as the first message: it never passes
    through the zygote, in whose memory the next session could find it.
    """
    config = {**config, **wire.receive(sock)[0]}
    os.setsid()
    for sig in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGTERM):
        signal.signal(sig, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDONLY)
    for fd, target in ((null, 0), (stdout, 1), (stderr, 2)):
        os.dup2(fd, target)
        os.close(fd)
    os.chdir(config["work"])
    lay_files(config["files"])
    reseed(config["numpy_seed"])
    set_limits(config["limits"], config["isolated"])
    sys.path.insert(0, "")
    Session(sock, shell, config).serve()


def lay_files(files):
    """None; the files that belong to the notebook are in the working directory."""
    for name, content in files.items():
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        with open(name, "wb") as file:
            file.write(base64.b64decode(content))


def reseed(seed):
    """None; without it, every session would draw the zygote's random numbers."""
    import numpy as np

    np.random.seed(seed)
    random.seed(seed)


def set_limits(limits, isolated):
    """None; the hard limits are set, so that nothing in this process can raise them again."""
    values = {
        "RLIMIT_AS": limits["memory_mb"] * 2**20,
        "RLIMIT_FSIZE": limits["file_mb"] * 2**20,
        "RLIMIT_CPU": limits["cpu_seconds"] + GRACE,  # the zygote counts all processes together
        "RLIMIT_NOFILE": 256,
        "RLIMIT_CORE": 0,
        "RLIMIT_MSGQUEUE": 0,
    }
    if isolated:  # it counts all processes of the user, who is somebody else only in here
        values["RLIMIT_NPROC"] = limits["processes"]
    for name, value in values.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            _, hard = resource.getrlimit(kind)
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            try:
                resource.setrlimit(kind, (value, value))
            except (ValueError, OSError):  # macOS has the names, but not all of the limits
                if isolated:
                    raise
