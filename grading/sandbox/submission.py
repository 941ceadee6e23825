"""One notebook's way through a warm sandbox: its cells, its checks, its deadlines.

Everything that comes from the session is what a student's program says: it is bounded, parsed
strictly, and believed only about that student.
"""

import codecs
import os
import secrets
import socket
import time

from grading.sandbox.answers import ended, observed, result
from grading.sandbox.inside import wire
from grading.sandbox.link import Link, wait
from grading.sandbox.outputs import Outputs, count

START_SECONDS = 10
GRACE = 1.0        # seconds that an interrupted cell has to end
PIPE_CHUNK = 2**16
SPARE = 8          # bytes of a frame per character of output, at most: "\\u001b" has six
REFUSED = "the notebook's process wrote something of its own onto the grader's line"


class StartFailed(Exception):
    """Raised if the sandbox didn't start a session: nothing of the student's has run yet."""


class Submission:
    """The conversation with one session."""

    def __init__(self, job, limits, control):
        self.job, self.limits, self.control = job, limits, control
        self.raw = {"cells": {}, "checks": {}, "notes": []}
        self.gone = ""             # why the session is over, once it is
        self.exit_code = None      # as the zygote tells it
        self.excess = ""           # for what it was killed, as the zygote tells it
        self.interrupted = False
        self.refused = False
        self.left = limits.submission_kb * 1000
        self.end = time.monotonic() + limits.submission_seconds

    def run(self):
        """The raw result of the job. The session may still be there: the sandbox ends it."""
        self.start()
        try:
            cell_number = 0
            for step in self.job["steps"]:
                if step["kind"] == "cell":
                    cell_number += 1
                    if step.get("shown"):  # its outputs are known: it counts, and doesn't run
                        continue
                    self.raw["cells"][step["id"]] = self.cell(step, f"cell {cell_number}")
                else:
                    self.raw["checks"][step["id"]] = self.check(step)
            if not self.gone:
                self.hang_up()
        finally:
            self.close()
        return self.raw

    def start(self):
        """None; a session is running, with sockets of its own."""
        ours, theirs = socket.socketpair()
        pipes = [os.pipe(), os.pipe()]
        self.pipes = {"stdout": pipes[0][0], "stderr": pipes[1][0]}
        self.decoders = {k: codecs.getincrementaldecoder("utf-8")("replace") for k in self.pipes}
        for fd in self.pipes.values():
            os.set_blocking(fd, False)
        budget = 2**20 + SPARE * (self.left + self.limits.output_kb * 1000)
        self.session = Link(ours, budget)
        fds = [theirs.fileno(), pipes[0][1], pipes[1][1]]
        limits = self.limits.to_dict()
        sent = self.control.send({"do": "session", "limits": limits}, self.end, fds)
        theirs.close()
        for fd in fds[1:]:
            os.close(fd)
        if not sent or not self._session_started():
            self.close()
            raise StartFailed("the sandbox did not start a session")
        self.session.send({"limits": limits, "files": self.job["files"],
                           "numpy_seed": self.job["numpy_seed"]}, self.end)

    def _session_started(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and not self.control.ended:
            wait(deadline, [self.control])
            for message in self.control.read():
                if "session" in message:
                    return True
        return False

    def close(self):
        """None; nothing of this conversation is open any more."""
        self.session.close()
        while self.pipes:
            os.close(self.pipes.popitem()[1])

    def hang_up(self):
        """None; the session was told that this was all, and has a moment to go."""
        deadline = time.monotonic() + GRACE
        self.session.send({"do": "end", "id": ""}, deadline)
        while self.exit_code is None and not self.gone and time.monotonic() < deadline:
            self._wait(deadline)
            self._hear_control()
            self._hear("", None)

    # --- cells

    def cell(self, step, name):
        """What came of one cell."""
        if self.gone:
            return {"status": "not run", "outputs": [], "seconds": 0.0, "execution_count": None}
        token, began = secrets.token_hex(8), time.monotonic()
        outputs = Outputs(max(0, min(self.limits.output_kb * 1000, self.left)))
        deadline = min(began + self.limits.cell_seconds, self.end)
        request = {"do": "cell", "id": token, "source": step["source"], "room": outputs.limit,
                   "figures": step.get("figures", True)}
        self.session.send(request, deadline)
        done = self._await(token, outputs, deadline)
        status = self._status(done)
        if done is None and not self.gone:
            status = "timeout"
            done = self._interrupt(token, outputs, name)
        elif status == "died":
            self.raw["notes"].append(f"{name}: {self.gone}; the cells after it were not run")
        self.left -= outputs.limit - outputs.left
        if outputs.cut:
            self.raw["notes"].append(f"the output of {name} was cut")
        return {"status": status, "outputs": outputs.finished(),
                "seconds": round(time.monotonic() - began, 4),
                "execution_count": count((done or {}).get("execution_count"))}

    def _status(self, done):
        return "died" if done is None else "ok" if done.get("ok") is True else "error"

    def _interrupt(self, token, outputs, name):
        """The answer of a cell that was stopped for being slow, or None if it would not stop."""
        over = time.monotonic() >= self.end
        self.control.send({"do": "interrupt"}, time.monotonic() + GRACE)
        done = self._await(token, outputs, time.monotonic() + GRACE)
        self._hear_until(lambda: self.interrupted)  # else the signal could hit the next cell
        self.interrupted = False
        if over:
            self.gone = f"the notebook took longer than {self.limits.submission_seconds:g} s"
            note = f"{name} was stopped: {self.gone}"
        else:
            note = f"{name} ran longer than {self.limits.cell_seconds:g} s and was stopped"
        if done is None and not self.gone:
            self.gone = f"{name} could not be interrupted"
        if self.gone:
            note += "; the cells after it were not run"
        self.raw["notes"].append(note)
        return done

    # --- checks

    def check(self, step):
        """What the probe saw at this point of the notebook, and of each known wrong answer."""
        began = time.monotonic()
        seen = self._observe(step, None)
        seen["variants"] = [self._observe(step, v) for v in step.get("variants", ())]
        seen["seconds"] = round(time.monotonic() - began, 4)
        return seen

    def _observe(self, step, variant):
        if self.gone:
            return result("refused" if self.refused else "died", message=self.gone)
        deadline = min(time.monotonic() + self.limits.check_seconds, self.end)
        ours, theirs = socket.socketpair()
        link, token = Link(ours, wire.MAX_FRAME), secrets.token_hex(8)
        request = {"do": "observe", "id": token, "exercise": step["exercise"], "variant": variant,
                   "seed": step.get("seed", self.job["seed"]),
                   "seconds": self.limits.check_seconds}
        try:
            sent = self.session.send(request, deadline, [theirs.fileno()])
            theirs.close()
            if not sent:
                return result("died", message="the notebook's process did not take the check")
            return self._answer(link, token, deadline)
        except wire.ProtocolError as error:
            return result("refused", message=f"the answer was not accepted: {error}")
        finally:
            link.close()

    def _answer(self, link, token, deadline):
        while True:
            for message in link.read():
                return observed(message, token)
            if link.ended or self.gone:
                return result("died", message=self.gone or "the process ended before it answered")
            if time.monotonic() >= deadline:
                return result("timeout", message="the check took longer than "
                              f"{self.limits.check_seconds:g} s and was stopped")
            self._wait(deadline, link)
            self._hear("", None)

    # --- listening

    def _await(self, token, outputs, deadline):
        """The session's answer to `token`, or None at the deadline or if the session is gone."""
        while not self.gone:
            done = self._hear(token, outputs)
            if done is not None:
                return done
            if self.gone or time.monotonic() >= deadline:  # a refused line may stay silent for good
                return None
            self._wait(deadline)
            self._hear_control()
            if self.exit_code is not None or self.session.ended:
                return self._last_words(token, outputs)
        return None

    def _last_words(self, token, outputs):
        """The answer to `token` if it came before the session's end. `gone` says how it ended."""
        self._hear_until(lambda: self.exit_code is not None)
        done = self._hear(token, outputs)
        self.gone = self.gone or self.excess or ended(self.exit_code)
        return done

    def _wait(self, deadline, *more):
        links = [link for link in (self.session, self.control, *more) if not link.ended]
        wait(deadline, [*links, *self.pipes.values()])

    def _hear(self, token, outputs):
        """The answer to `token` if it has come; what was written is taken on the way.

        The pipes are read first and taken last: what was printed before it was written straight to
        a descriptor is on the socket by then, and comes first.
        """
        straight = self._read_pipes()
        done = self._hear_session(token, outputs)
        if done is not None:
            straight += self._read_pipes()
        if outputs is not None:
            for name, text in straight:
                outputs.stream(name, text)
        return done

    def _hear_session(self, token, outputs):
        """The answer to `token` if it has come; outputs are taken on the way."""
        done = None
        try:
            for message in self.session.read():
                if not token or message.get("id") != token or done is not None:
                    raise wire.ProtocolError("it is out of turn")
                if isinstance(message.get("done"), dict):
                    done = message["done"]
                else:
                    outputs.add(message.get("output"))
                    outputs.cut = outputs.cut or message.get("cut") is True
        except wire.ProtocolError:
            self.gone, self.refused = REFUSED, True
            return None
        return done

    def _hear_control(self):
        for message in self.control.read():
            self.interrupted = self.interrupted or "interrupted" in message
            self.exit_code = message.get("ended", self.exit_code)
            self.excess = message.get("excess", self.excess)
        if self.control.ended:
            self.gone = self.gone or "the sandbox ended"

    def _hear_until(self, heard):
        """None; the zygote has said it, or a moment has passed."""
        deadline = time.monotonic() + GRACE
        while not heard() and time.monotonic() < deadline and not self.control.ended:
            wait(deadline, [self.control])
            self._hear_control()

    def _read_pipes(self):
        """What was written straight to the descriptors 1 and 2, as pairs of stream and text."""
        texts = []
        for name, fd in list(self.pipes.items()):
            try:
                data = os.read(fd, PIPE_CHUNK)
            except BlockingIOError:
                continue
            if not data:
                os.close(self.pipes.pop(name))
            texts.append((name, self.decoders[name].decode(data)))
        return texts
