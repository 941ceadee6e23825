"""Known mistakes: wrong answers to the exercises, each with the sentence that names it.

    @mistake("tangent_line", "through the origin", "The slope is right, but ...")
    def tangent_line(f, df, x0):
        return lambda x: df(x0) * x

A mistake stands alone, as a student would write it into the exercise's cell: it is run as source,
in the lesson's own namespace, and may use the names the lesson has (`np`, `ag`, ...).
"""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """A wrong answer to `exercise`, as the source of a cell, and the sentence that names it."""

    exercise: str
    name: str
    sentence: str
    source: str
    lesson: str


_mistakes: dict[tuple[str, str, str], Mistake] = {}


def mistake(exercise, name, sentence, source=None):
    """A decorator that makes a function or class the known mistake `name` of `exercise`.

    With `source` (the text of a cell) it is registered at once, for answers that are no function.
    """
    module = inspect.currentframe().f_back.f_globals["__name__"]
    lesson = module.removeprefix(f"{__name__}.").partition(".")[0]

    def register(answer):
        text = answer if isinstance(answer, str) else _source(answer)
        key = lesson, exercise, name
        if key in _mistakes:
            raise ValueError(f"{exercise}: there are two mistakes called {name!r}")
        _mistakes[key] = Mistake(exercise, name, sentence, textwrap.dedent(text).strip(), lesson)
        return answer

    return register if source is None else register(source)


def _source(answer):
    """The source of a function or class without the decorator that registers it."""
    text = textwrap.dedent(inspect.getsource(answer))
    return ast.get_source_segment(text, ast.parse(text).body[0])


def but(right, *changes):
    """The cell `right` with each `(old, new)` changed in it: what a mistake did differently."""
    for old, new in changes:
        if right.count(old) != 1:
            raise ValueError(f"{old!r} is not once in {right}")
        right = right.replace(old, new)
    return right


def of(lesson):
    """The known mistakes of `lesson`, `{exercise: [Mistake, ...]}`, in the order written.

    They stand in the module `grading.mistakes.<lesson>`, or in the modules of a package so named.
    """
    module = importlib.import_module(f"{__name__}.{lesson}")
    for part in pkgutil.iter_modules(getattr(module, "__path__", ())):  # a lesson with many
        importlib.import_module(f"{module.__name__}.{part.name}")
    found: dict[str, list[Mistake]] = {}
    for known in _mistakes.values():
        if known.lesson == lesson:
            found.setdefault(known.exercise, []).append(known)
    return found
