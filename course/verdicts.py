"""Verdicts: an answer's observations held against the reference's, and put into words.

The same code speaks in the student's notebook and in the grader, so both say the same.
"""

import textwrap
from dataclasses import dataclass, field

import numpy as np

from course.data import PLAIN, numbers, one_line, same, show, show_pair

RIGHT, WRONG, UNANSWERED = "right", "wrong", "unanswered"
NOT_FILLED_IN = ("NotImplementedError", "NotAnswered")
MAX_ROWS = 8
WIDTH = 84
# Of a table: all three columns (what JupyterLab shows of a line beside its file browser), and what
# its labels need.
MAX_COLUMNS, MIN_LABEL = 70, 24
CONTINUED = "    "  # what the label of an observation begins with that belongs to the one above
NONE = ("Somewhere there is None in place of a result. Does your function `return` it, "
        "whichever way it goes?")
ENDLESS = "Something calls itself and comes to no end, directly or by way of another function."


@dataclass(frozen=True)
class Row:
    """One observation: what was looked at, what the reference gave, what the answer gave."""

    label: str
    expected: object
    got: object
    ok: bool


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth and why. `mistake` names a known mistake, `diagnosis` explains it."""

    status: str
    rows: tuple[Row, ...] = ()
    observations: int = 0
    problems: int = 0
    mistake: str = ""
    diagnosis: str = ""
    remarks: tuple[str, ...] = field(default=())

    @property
    def right(self):
        """True if every observation agreed."""
        return self.status == RIGHT


MISSING = {"object": "missing observation"}


def judge(probe, expected, got, mistakes=()):
    """The verdict on the rounds `got`, given the reference's rounds `expected`.

    `mistakes` are `{"name", "sentence", "rounds"}` dicts; the first whose rounds equal `got`
    gives the diagnosis.
    """
    rounds = [_rows(probe, e, g) for e, g in _paired(expected, got)]
    wrong = [rows for rows in rounds if not all(row.ok for row in rows)]
    if not expected or not all(expected):
        raise ValueError(f"{probe.name}: the reference gave no observations")
    if not wrong:
        return Verdict(RIGHT, observations=sum(map(len, rounds)), problems=len(rounds))
    if _unanswered(got):
        return Verdict(UNANSWERED, remarks=(_first_message(got),))
    known = _matching(probe, got, mistakes)
    return Verdict(
        WRONG,
        rows=tuple(wrong[0]),
        problems=len(rounds),
        mistake=known["name"] if known else "",
        diagnosis=known["sentence"] if known else "",
        remarks=() if known else tuple(_remarks(rounds)),
    )


def _paired(expected, got):
    got = list(got) + [[]] * (len(expected) - len(got))
    return zip(expected, got[:len(expected)], strict=True)


def _rows(probe, expected, got):
    """The rows of one round: an answer that stops early or says more is wrong where it does so."""
    rows = []
    for i, (label, value) in enumerate(expected):
        told, other = got[i] if i < len(got) else (label, MISSING)
        ok = told == label and probe.agrees(value, other)
        rows.append(Row(label, value, other, ok))
        if told != label:  # it raised, or went another way: what follows can't be compared
            return rows
    if len(got) > len(expected):
        rows.append(Row(one_line(got[len(expected)][0]), MISSING, got[len(expected)][1], False))
    return rows


def _unanswered(got):
    return all(r and isinstance(r[-1][1], dict) and r[-1][1].get("error") in NOT_FILLED_IN
               for r in got) and bool(got)


def _first_message(got):
    error = got[0][-1][1]
    if error["error"] == "NotAnswered":
        return one_line(error["message"][:1].upper() + error["message"][1:]) + "."
    return "Not filled in yet: write your answer in place of `raise NotImplementedError()`."


def _matching(probe, got, mistakes):
    """The known mistake that answers exactly as `got` does, or None."""
    for known in mistakes:
        if len(known["rounds"]) == len(got) and all(
            len(k) == len(g) and all(
                kl == gl and _repeats(probe, kv, gv)
                for (kl, kv), (gl, gv) in zip(k, g, strict=True))
            for k, g in zip(known["rounds"], got, strict=True)
        ):
            return known
    return None


def _repeats(probe, known, got):
    """True if `got` is what a known mistake gave. One type of error has many causes: an error
    has to say the same, too, or its cause would be named wrongly."""
    said = {value.get("message") for value in (known, got)
            if isinstance(value, dict) and "error" in value}
    return len(said) < 2 and same(known, got, probe.rtol, probe.atol)


def _remarks(rounds):
    """What can be said of an unknown mistake: None, no end, a wrong shape, a constant ratio."""
    ratios = []
    for row in (row for rows in rounds for row in rows):
        if not row.ok and _is_none(row.got) and not _is_none(row.expected):
            yield NONE
            return
        if isinstance(row.got, dict) and row.got.get("error") == "RecursionError":
            yield ENDLESS
            return
        if type(row.expected) in PLAIN and type(row.got) in PLAIN:  # numpy is slow with one number
            if row.expected:
                ratios.append([row.got / row.expected])
            continue
        x, y = numbers(row.expected), numbers(row.got)
        if x is None or y is None:
            return
        if x.shape != y.shape:
            yield f"Shape expected {x.shape}, got {y.shape}."
            return
        with np.errstate(all="ignore"):
            ratios.append(np.ravel(y / np.where(x == 0, np.nan, x)))
    ratios = np.concatenate(ratios) if ratios else np.array([])
    ratios = ratios[np.isfinite(ratios)]
    if len(ratios) > 1 and np.allclose(ratios, ratios[0], rtol=1e-6) and abs(ratios[0] - 1) > 1e-6:
        yield f"Every number is {ratios[0]:.4g} times the expected one."


def _is_none(value):
    """True for None, and for the error that using it gives."""
    said = value.get("message", "") if isinstance(value, dict) else ""
    return value is None or "NoneType" in said or "(None" in said


def render(probe, verdict, hints_opened=0):
    """The lines that a check prints: points, the reason, the rows, where help is."""
    mark, earned = ("✓", probe.points) if verdict.right else ("✗", 0)
    points = f"{earned} of {probe.points} point{'s' if probe.points != 1 else ''}"
    lines = [f"{mark} {probe.name}".ljust(WIDTH - len(points)) + points]
    if verdict.right:
        plural = "s" if verdict.problems != 1 else ""
        lines.append(f"  {verdict.observations} observations on {verdict.problems} random "
                     f"problem{plural} agree with the reference.")
        return lines
    lines += [f"  {line}" for text in (verdict.diagnosis, *verdict.remarks) if text
              for line in textwrap.wrap(text, WIDTH - 2)]
    lines += _table(verdict.rows)
    if hints_opened < len(probe.hints):
        lines.append(f'  Hint {hints_opened + 1} of {len(probe.hints)}:  hint("{probe.name}")')
    return lines


def shown(rows):
    """`(texts, more)`: the first wrong row and those around it, and how many follow.

    Each is a dict of the texts `label`, `expected`, `got`, and of `ok`. Where the first of them
    continues a row above, that row, which says what the problem is, stands in its place.
    """
    first = next((i for i, row in enumerate(rows) if not row.ok), 0)
    start = max(0, first - MAX_ROWS // 2)
    chosen = list(rows[start:start + MAX_ROWS])
    more = len(rows) - start - len(chosen)
    while start and rows[start].label.startswith(CONTINUED):
        start -= 1
    chosen[:1] = rows[start:start + 1]
    return [_texts(row) for row in chosen], more


def _table(rows):
    """The rows that are shown, as lines with their columns aligned; a long label has a line."""
    texts, more = shown(rows)
    values = [max((len(t[c]) for t in texts), default=0) for c in ("expected", "got")]
    room = MAX_COLUMNS - sum(values)
    wide = max((len(t["label"]) for t in texts if len(t["label"]) <= room), default=0)
    lines = []
    for text in texts:
        label, tick = text["label"], "✓" if text["ok"] else ""
        if room < MIN_LABEL:
            lines.append(f"      {label}   {tick}".rstrip())
            if text["expected"] == text["got"]:
                lines.append(f"              as expected  {text['got']}")
            else:
                lines += [f"              expected  {text['expected']}",
                          f"              got       {text['got']}"]
            continue
        if len(label) > wide:
            lines.append(f"      {label}")
            label = ""
        columns = (label.ljust(wide), f"expected  {text['expected'].ljust(values[0])}",
                   f"got  {text['got'].ljust(values[1])}", tick)
        lines.append(f"      {'   '.join(columns)}".rstrip())
    if more:
        lines.append(f"      … and {more} more")
    return lines


def _texts(row):
    """The row as texts; digits beyond the usual ones only where they make a difference."""
    if row.ok:
        expected, got = show(row.expected), show(row.got)
    else:
        expected, got = show_pair(row.expected, row.got)
    return {"label": row.label, "expected": expected, "got": got, "ok": row.ok}
