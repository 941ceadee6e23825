"""The course's probe, run on a frozen copy of the student's process."""

import os

from inside import wire

MAX_MESSAGE = 2_000


def answer(sock, request, namespace):
    """None; what the probe saw in `namespace` has been sent on `sock`.

    The reply is `{"id", "rounds"}`, or `{"id", "failed"}` with a sentence if the probe itself could
    not run. The student's code runs in here too, so the host believes none of it.
    """
    try:
        wire.send(sock, {"id": request["id"], "rounds": rounds(request, namespace)})
    except BaseException as error:  # SystemExit too: this process has nothing else to do
        text = f"{type(error).__name__}: {error}"[:MAX_MESSAGE]
        wire.send(sock, {"id": request["id"], "failed": text})


def rounds(request, namespace):
    """The rounds of observations of `request["exercise"]`, on the seed of the request.

    With a `variant`, a known wrong answer as source text, its names come before the notebook's.
    """
    from course.probes import find, observe

    if request["variant"] is not None:
        namespace = dict(namespace)
        exec(compile(request["variant"], "<variant>", "exec"), namespace)
    return observe(find(request["exercise"]), namespace, request["seed"])


def mute():
    """None; nothing that this process prints goes anywhere from here on."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nowhere, fd)
    os.close(nowhere)
