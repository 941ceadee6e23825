"""A job and its raw result as bytes of JSON: what crosses a network, and nothing else does.

The side that opens a raw result believes nothing: its size, its form and every output in it are
checked again, as when they came out of the sandbox.
"""

import json
import math

from course import data
from grading.sandbox.answers import is_round
from grading.sandbox.inside.wire import MAX_FRAME, ProtocolError
from grading.sandbox.limits import Limits
from grading.sandbox.outputs import cleaned, count

CELL_STATUS = {"ok", "error", "timeout", "died", "not run"}
CHECK_STATUS = {"ok", "timeout", "died", "refused"}
SPARE = 8            # bytes of JSON per byte of a student's, at most: "1e15" grows most
BESIDE = 2**20       # for ids, notes and times
MAX_MESSAGE = 100_000


def pack(message):
    """`message` as bytes of JSON; ValueError for what JSON can't hold."""
    return json.dumps(message, ensure_ascii=False, allow_nan=False,
                      separators=(",", ":")).encode("utf-8", "replace")


def pack_raw(raw):
    """The raw result as bytes. Rounds that no judge would read are left out, and judged alike."""
    checks = {k: {**_light(c), "variants": [_light(v) for v in c["variants"]]}
              for k, c in raw["checks"].items()}
    return pack({"raw": {**raw, "checks": checks}})


def unpack(body):
    """The dict in the bytes `body`; a ProtocolError, whatever else they are."""
    try:
        message = json.loads(bytes(body).decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, TypeError, RecursionError) as error:
        raise ProtocolError("it isn't JSON") from error
    if not isinstance(message, dict):
        raise ProtocolError("it isn't a JSON object")
    return message


def most_bytes(job):
    """How long the raw result of `job` can be at the most."""
    kept = Limits.of(job.get("limits", {})).submission_kb * 1000
    frames = sum(1 + len(s.get("variants", ())) for s in job["steps"] if s["kind"] == "check")
    return BESIDE + SPARE * (kept + frames * MAX_FRAME)


def checked(raw, job):
    """`raw` again if it is what a sandbox could have made of `job`; else a ProtocolError."""
    if not isinstance(raw, dict) or set(raw) != {"cells", "checks", "notes"}:
        raise ProtocolError("it has not the parts of a result")
    steps = {kind: {s["id"]: s for s in job["steps"] if s["kind"] == kind}
             for kind in ("cell", "check")}
    cells, checks, notes = raw["cells"], raw["checks"], raw["notes"]
    if not (isinstance(notes, list) and all(isinstance(n, str) for n in notes)):
        raise ProtocolError("its notes are no sentences")
    if not (isinstance(cells, dict) and set(cells) <= set(steps["cell"])
            and all(map(_is_cell, cells.values()))):
        raise ProtocolError("a cell in it has not the form of one")
    if not (isinstance(checks, dict) and set(checks) <= set(steps["check"])
            and all(_is_check(c, len(steps["check"][k].get("variants", ())))
                    for k, c in checks.items())):
        raise ProtocolError("a check in it has not the form of one")
    return raw


def well_formed(rounds):
    """True if `rounds` are what `observe` could have given: anything else is refused."""
    return isinstance(rounds, list) and _parts(rounds) <= data.MAX_NUMBERS and all(
        is_round(r) and all(len(label) <= data.MAX_TEXT and data.well_formed(value)
                            for label, value in r) for r in rounds)


def _parts(value):
    """How many numbers and texts are in JSON data: comparing a million would hold up the class."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return 1
    return len(value) + sum(_parts(v) for v in value if isinstance(v, (dict, list)))


def _light(seen):
    return seen if well_formed(seen["rounds"]) else {**seen, "rounds": None}


def _is_cell(cell):
    return (isinstance(cell, dict) and cell.get("status") in CELL_STATUS
            and _is_time(cell.get("seconds")) and isinstance(cell.get("outputs"), list)
            and all(cleaned(o) == o for o in cell["outputs"])
            and count(cell.get("execution_count")) == cell.get("execution_count"))


def _is_check(check, variants):
    return (_is_seen(check) and _is_time(check.get("seconds"))
            and isinstance(check.get("variants"), list) and len(check["variants"]) == variants
            and all(map(_is_seen, check["variants"])))


def _is_seen(seen):
    return (isinstance(seen, dict) and seen.get("status") in CHECK_STATUS
            and isinstance(seen.get("message"), str) and len(seen["message"]) <= MAX_MESSAGE
            and (seen.get("rounds") is None or well_formed(seen["rounds"])))


def _is_time(value):
    return (isinstance(value, (int, float)) and not isinstance(value, bool)
            and math.isfinite(value) and value >= 0)


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")
