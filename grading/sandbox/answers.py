"""What a check's answer may look like, and how the end of a notebook's process is told."""

import signal

from grading.sandbox.inside import wire

MAX_MESSAGE = 500  # characters of what a notebook's process says went wrong

def result(status, rounds=(), message=""):
    """The result of one observation."""
    return {"status": status, "rounds": list(rounds), "message": message}


def observed(message, token):
    """The result in a copy's answer, if it has the form that it must have."""
    if message.get("id") != token:
        raise wire.ProtocolError("it is not the answer to this check")
    if isinstance(message.get("failed"), str):
        failed = "".join(c if c.isprintable() else " " for c in message["failed"][:MAX_MESSAGE])
        return result("refused", message=failed)
    rounds = message.get("rounds")
    if not isinstance(rounds, list) or not all(map(is_round, rounds)):
        raise wire.ProtocolError("it is not a list of rounds")
    return result("ok", rounds)


def is_round(value):
    """True for a list of [label, value]."""
    return isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) for pair in value)


def ended(code):
    """How the notebook's process ended, as the end of a sentence."""
    if code is None:
        return "the notebook's process ended"
    if code < 0:
        known = -code in {*signal.Signals}
        name = signal.Signals(-code).name if known else f"signal {-code}"
        return f"the notebook's process was killed ({name})"
    return f"the notebook's process ended itself (exit code {code})"
