"""Probes: small programs that use a student's names and yield what they observe.

A probe is written once and answered by many: the student's notebook, the reference solution, each
known mistake. It yields `(label, value)` pairs; `observe` plays it on one answer and returns plain
data, so that answers can be compared without running anything of the student's again.

    @probe("tangent_line", points=3, hints=("A question.", "A pointer.", "A template."))
    def tangent_line(answer, rng):
        a, b, x0 = rng.uniform(0.5, 2.0, size=3)
        line = answer.tangent_line(lambda x: a * x**2 + b * x, lambda x: 2 * a * x + b, x0)
        for x in rng.uniform(-3, 3, size=3):
            yield f"height at x = {x:.2f}", line(x)
"""

import difflib
import importlib
import pkgutil
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course.data import encode, same

PUBLIC_SEED = 20260223
NUMBER_OF_HINTS = 3
MAX_OBSERVATIONS = 5_000


@dataclass(frozen=True)
class Probe:
    """One exercise: its program, what it is worth, what helps, and how exactly it is compared."""

    name: str
    points: int
    hints: tuple[str, ...]
    program: Callable
    lesson: str
    rounds: int = 3
    rtol: float = 1e-9
    atol: float = 1e-12
    accept: Callable | None = None

    @property
    def purpose(self):
        """The first line of the probe's docstring: what it looks at."""
        return (self.program.__doc__ or "").strip().split("\n")[0]

    def agrees(self, expected, got):
        """True if the encoded value `got` is a right answer where the reference gave `expected`."""
        if same(expected, got, self.rtol, self.atol):
            return True
        return bool(self.accept and self.accept(expected, got))


class Answer:
    """The names of whoever answers: `answer.f` is `f` of the notebook."""

    def __init__(self, namespace):
        self._namespace = namespace

    def __getattr__(self, name):
        try:
            return self._namespace[name]
        except KeyError:
            message = f"`{name}` is not defined yet: run the cell that defines it"
            raise NotAnswered(message) from None


class NotAnswered(Exception):
    """Raised when a name that the exercise asks for isn't there."""


_probes: dict[str, Probe] = {}


def probe(name, *, points, hints, **options):
    """A decorator that makes a generator function `program(answer, rng)` the probe `name`.

    `points` are the exercise's; `hints` are three short texts: a question, a pointer, a template.
    `rounds` (3) is how many random problems are posed; `rtol`, `atol` how exactly numbers are
    compared; `accept(expected, got)` says of encoded data that differ whether `got` is right too.
    """
    if len(hints) != NUMBER_OF_HINTS:
        raise ValueError(f"{name}: an exercise has {NUMBER_OF_HINTS} hints, not {len(hints)}")

    def register(program):
        lesson = program.__module__.rpartition(".")[2]
        known = _probes.get(name)
        if known and known.lesson != lesson:
            raise ValueError(f"the exercise {name!r} is in {known.lesson!r} already")
        _probes[name] = Probe(name, points, tuple(hints), program, lesson, **options)
        return program

    return register


def lessons():
    """The names of the lessons that have exercises, sorted."""
    package = importlib.import_module("course.exercises")
    return sorted(m.name for m in pkgutil.iter_modules(package.__path__))


def exercises(lesson=None):
    """The probes of one lesson, or of all, in the order in which they were written."""
    for name in [lesson] if lesson else lessons():
        importlib.import_module(f"course.exercises.{name}")
    return [p for p in _probes.values() if lesson in (None, p.lesson)]


def find(name):
    """The probe called `name`; a KeyError that names the nearest ones if there is none."""
    known = {p.name: p for p in exercises()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.4)
    advice = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise UnknownExercise(f"There is no exercise called {name!r}.{advice}")


class UnknownExercise(KeyError):
    """Raised for an exercise name that no lesson has."""

    def __str__(self):
        return self.args[0]


def observe(probe, namespace, seed):
    """What `probe` saw of the answer in `namespace`: rounds, each a list of `[label, value]`.

    Values are encoded (see `course.data`). Each round draws its problem from `seed` and the
    round's number. An exception in the answer ends its round with the observation `raised`.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return [_round(probe, Answer(namespace), np.random.default_rng([seed, i]))
                for i in range(probe.rounds)]


def _round(probe, answer, rng):
    seen = []
    try:
        for label, value in probe.program(answer, rng):
            seen.append([label, encode(value)])
            if len(seen) >= MAX_OBSERVATIONS:
                break
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a student's code raises is an observation
        seen.append(["raised", encode(error)])
    return seen


def attempt(f, *args, **kwargs):
    """What `f(*args, **kwargs)` returns, or the exception it raises: for probes that expect one."""
    try:
        return f(*args, **kwargs)
    except Exception as error:
        return error
