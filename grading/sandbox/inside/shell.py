"""IPython without a kernel: cells run in this process, their outputs go to an outlet.

Leans on IPython's DisplayHook and DisplayPublisher, as ipykernel does.
"""

import io
import sys
import threading

from inside import wire
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

FRAMES, FIRST = 24, 8  # of a traceback: how many are shown, how many of them at its beginning
ERRORS = 3              # shown of a chain "during handling of which another occurred"
OVERHEAD = 100  # as in the host's accounts
KEPT = ("text/plain", "image/png", "image/jpeg", "text/latex")


class Outlet:
    """Where outputs leave the process: frames on a socket, stamped with the request's id."""

    def __init__(self, sock=None):
        self.sock = sock
        self.id = None
        self.left = 0
        self.lock = threading.RLock()

    def open(self, request_id, limit):
        """None; outputs belong to `request_id` from now on, up to `limit` bytes."""
        with self.lock:
            self.id, self.left = request_id, limit

    def close(self, **answer):
        """None; the request is answered. What threads print later belongs to no cell."""
        with self.lock:
            wire.send(self.sock, {"id": self.id, "done": answer})
            self.id = None

    def emit(self, output):
        """None; `output` is sent, or cut if the cell has had its share."""
        with self.lock:
            if self.sock is None or self.id is None or self.left < 0:
                return
            self.left -= size(output)
            output = output if self.left >= 0 else clipped(output, self.left)
            wire.send(self.sock, {"id": self.id, "output": output, "cut": self.left < 0})


def size(output):
    """How much `output` counts against the limit: about the characters of its texts."""
    if output["output_type"] == "stream":
        return len(output["text"])
    if output["output_type"] == "error":
        return OVERHEAD + len(output["evalue"]) + sum(map(len, output["traceback"]))
    return OVERHEAD + sum(len(v) for v in output["data"].values())


def clipped(output, left):
    """The beginning of a stream, as much as there was room for; None for any other output."""
    if output["output_type"] != "stream":
        return None
    text = output["text"]
    return {**output, "text": text[:max(0, len(text) + left)]}


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr`: sends what is written line by line: a crash loses little."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name, outlet):
        self.name = f"<{name}>"
        self._stream, self._outlet, self._held = name, outlet, []

    def writable(self):
        return True

    def fileno(self):
        return 1 if self._stream == "stdout" else 2

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._held.append(text)
        if "\n" in text or len(self._held) > 500:
            self.flush()
        return len(text)

    def flush(self):
        held, self._held = self._held, []
        if held:
            self._outlet.emit({"output_type": "stream", "name": self._stream,
                               "text": "".join(held)})


def kept(data):
    """The representations that may leave the sandbox: nothing that a browser would run."""
    return {k: v for k, v in data.items() if k in KEPT and isinstance(v, str)}


class Hook(DisplayHook):
    """The value of a cell's last line becomes an execute_result."""

    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        self.shell.flush_streams()
        self.shell.outlet.emit({"output_type": "execute_result", "data": kept(format_dict),
                                "metadata": {}, "execution_count": self.prompt_count})

    def finish_displayhook(self):
        self._is_active = False


class Publisher(DisplayPublisher):
    """`display(...)` becomes a display_data; an update of a display is a second display."""

    def publish(self, data, metadata=None, *args, **kwargs):
        self.shell.flush_streams()
        self.shell.outlet.emit({"output_type": "display_data", "data": kept(data), "metadata": {}})

    def clear_output(self, wait=False):
        pass


class Shell(InteractiveShell):
    """One student's IPython."""

    displayhook_class = Hook
    display_pub_class = Publisher
    outlet = Outlet()

    def enable_gui(self, gui=None):
        pass

    def ask_exit(self):
        pass

    def init_virtualenv(self):
        pass  # would add a venv of the host's environment to sys.path

    def draw_figures(self, wanted):
        """None; figures are drawn, or only named: nearly all of a lesson's time is drawing."""
        self.display_formatter.formatters["image/png"].enabled = wanted

    def flush_streams(self):
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, Stream):
                stream.flush()

    def _get_exc_info(self, exc_tuple=None):
        etype, value, trace = super()._get_exc_info(exc_tuple)
        shorten(value, trace)
        return etype, value, trace

    def _showtraceback(self, etype, evalue, stb):
        self.flush_streams()
        self.outlet.emit({
            "output_type": "error", "ename": str(getattr(etype, "__name__", etype)),
            "evalue": _text(evalue), "traceback": [str(line) for line in stb]})


def shorten(error, trace):
    """None; of a long traceback only both ends are left, of a long chain of errors its end.

    IPython looks up the source of every frame: an endless recursion, which is what beginners write,
    would take it longer than a cell may take.
    """
    for _ in range(ERRORS):
        frames = []
        while trace is not None:
            frames.append(trace)
            trace = trace.tb_next
        if len(frames) > FRAMES:
            frames[FIRST - 1].tb_next = frames[FIRST - FRAMES]
        last, error = error, error.__cause__ or error.__context__
        if error is None:
            return
        trace = error.__traceback__
    last.__cause__ = last.__context__ = None


def _text(value):
    try:
        return str(value)
    except Exception:  # a student's own __str__
        return "(no message: its __str__ raised)"


def make_shell():
    """The shell of this process, with figures shown inline and no history file or thread."""
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "linux"
    config.InlineBackend.print_figure_kwargs = {"bbox_inches": None}  # "tight" draws twice
    shell = Shell.instance(config=config)
    shell.enable_matplotlib("inline")
    for mime, formatter in shell.display_formatter.formatters.items():
        formatter.enabled = mime in KEPT  # the others would be made, and then dropped
    return shell
