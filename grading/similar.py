"""Pairs of submissions that are alike beyond what the lesson and the class explain.

What stands in the lesson, in its solutions and in the known mistakes explains itself, and so does
what many in the class have. What is left is weighed by how few have it. It is a hint for a person,
never a verdict: two who learnt together write alike, and some exercises have one short answer.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from math import log2

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from grading import mistakes, pages, release, shapes

HINT = ("A hint for a person, never a verdict. Who learnt together writes alike, and some "
        "exercises have one short answer. Read both, then talk with both.")
AT_LEAST, AT_MOST = 0.5, 50
MIN_RUNS = 10     # fewer runs in common say nothing
STRANGERS = 30    # as if so many more had handed in, none of them alike: a class of two is small
SHARED_BY = 100   # what more students than that have is no sign of two


@dataclass(frozen=True)
class Match:
    """A piece of one and a piece of the other, and the lines of each that are alike."""

    ours: shapes.Piece
    theirs: shapes.Piece
    our_lines: frozenset
    their_lines: frozenset

    @property
    def shape(self):
        """How alike the two are without names and comments, from 0 to 1."""
        return Indel.normalized_similarity(self.ours.tokens, self.theirs.tokens)

    @property
    def text(self):
        """How alike the two are as they were typed, from 0 to 1."""
        return fuzz.ratio(self.ours.source, self.theirs.source) / 100


@dataclass(frozen=True)
class Pair:
    """Two students, how much of the smaller one's own is the other's too, and where."""

    students: tuple[str, str]
    alike: float
    runs: int
    weight: float
    matches: tuple[Match, ...] = ()


def pairs(lesson, notebooks, at_least=AT_LEAST, at_most=AT_MOST):
    """The pairs among `notebooks`, `{student: notebook}`, the most alike first."""
    explained = _explained(lesson)
    known = {}
    own = {student: _own(notebook, explained, known) for student, notebook in notebooks.items()}
    weights = _weights(own)
    total = {s: sum(weights.get(run, 0.0) for run in runs) for s, runs in own.items()}
    found = []
    for (a, b), (weight, runs) in _shared(own, weights).items():
        alike = weight / min(total[a], total[b])
        if runs >= MIN_RUNS and alike >= at_least:
            found.append(Pair((a, b), alike, runs, weight))
    found.sort(key=lambda p: (-p.alike * p.weight, p.students))
    return [Pair(p.students, p.alike, p.runs, p.weight,
                 _matches(own[p.students[0]], own[p.students[1]], weights))
            for p in found[:at_most]]


def _pieces(notebook):
    """The pieces of a notebook's cells, code and prose."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield from shapes.of_code(cell.source)
        elif cell.cell_type == "markdown":
            yield from shapes.of_prose(cell.source)


def _explained(lesson):
    """The runs that stand in the lesson, its solutions and its known mistakes."""
    known = [*_pieces(release.master(lesson)), *_pieces(lesson.read())]
    for group in mistakes.of(lesson.name).values():
        known += [piece for mistake in group for piece in shapes.of_code(mistake.source)]
    return frozenset(run for piece in known for run in piece.runs)


def _own(notebook, explained, known):
    """`{run: (piece, lines)}`: the runs of a student's notebook that nothing explains.

    `known` keeps what was found of a piece: most pieces are the same in the whole class.
    """
    own = {}
    for piece in _pieces(notebook):
        if id(piece) not in known:
            known[id(piece)] = piece, {run: (piece, lines) for run, lines in piece.runs.items()
                                       if run not in explained}
        own = {**known[id(piece)][1], **own}
    return own


def _weights(own):
    """`{run: weight}` of what two or more have, but not many: the fewer, the heavier."""
    count = Counter(run for runs in own.values() for run in runs)
    most = max(2, min(SHARED_BY, len(own) // 2))
    return {run: log2((len(own) + STRANGERS) / n) for run, n in count.items() if n <= most}


def _shared(own, weights):
    """`{(a, b): (weight, number)}` of the runs that a and b both have."""
    who = defaultdict(list)
    for student in sorted(own):
        for run in own[student]:
            if run in weights:
                who[run].append(student)
    groups = defaultdict(lambda: (0.0, 0))  # the runs of one copied function have the same students
    for run, students in who.items():
        weight, number = groups[tuple(students)]
        groups[tuple(students)] = weight + weights[run], number + 1
    shared = defaultdict(lambda: (0.0, 0))
    for students, (weight, number) in groups.items():
        for pair in combinations(students, 2):
            shared[pair] = shared[pair][0] + weight, shared[pair][1] + number
    return shared


def _matches(ours, theirs, weights):
    """The pieces that hold what both have, with the lines where, the largest first."""
    lines = defaultdict(lambda: (set(), set()))
    for run in ours.keys() & theirs.keys() & weights.keys():
        (piece, here), (other, there) = ours[run], theirs[run]
        lines[piece, other][0].update(here)
        lines[piece, other][1].update(there)
    found = [Match(a, b, frozenset(here), frozenset(there))
             for (a, b), (here, there) in lines.items()]
    return tuple(sorted(found, key=lambda m: (-len(m.our_lines), m.ours.name, m.theirs.name)))


def page(lesson, found, number):
    """The pairs side by side, as one HTML page that loads nothing."""
    return pages.render("similar.html.j2", lesson=lesson.folder, pairs=found, number=number,
                        hint=HINT, lines=_lines)


def _lines(piece, alike):
    """`(line, is it alike)` of each line of the piece."""
    return [(line, number in alike) for number, line in enumerate(piece.source.splitlines())]
