"""`check("name")`: the student's answer against the reference's, on the public seed."""

import sys

from course import progress
from course.expected import NotRecorded, load
from course.probes import PUBLIC_SEED, UnknownExercise, find, observe
from course.verdicts import RIGHT, judge, render


class CheckFailed(AssertionError):
    """Raised by a check that an answer does not pass; Jupyter shows its sentence and no stack."""

    def _render_traceback_(self):
        return str(self).splitlines()


def check(name):
    """Print that the exercise `name` is right, or raise `CheckFailed`, which says what is wrong.

    It runs the exercise's probe on the names of the notebook it is called from. Changes nothing.
    """
    try:
        probe = find(name)
        known = load(probe.lesson)[probe.name]
    except (UnknownExercise, NotRecorded) as error:
        raise CheckFailed(str(error)) from None
    rounds = observe(probe, sys._getframe(1).f_globals, PUBLIC_SEED)
    verdict = judge(probe, known["reference"], rounds, known["mistakes"])
    progress.update("checks", {probe.name: verdict.status})
    lines = "\n".join(render(probe, verdict, len(progress.read("hints").get(probe.name, []))))
    if verdict.status != RIGHT:
        raise CheckFailed(lines)
    print(lines)


def hint(name, number=None):
    """Print the next hint for the exercise `name`, or hint `number`. Hints cost no points."""
    try:
        probe = find(name)
    except UnknownExercise as error:
        raise CheckFailed(str(error)) from None
    opened = progress.read("hints").get(probe.name, [])
    total = len(probe.hints)
    if number is None:
        number = min(len(opened) + 1, total)
    if number not in range(1, total + 1):
        raise CheckFailed(f"The hints for {name!r} go from 1 to {total}; there is no {number}.")
    progress.update("hints", {probe.name: sorted({*opened, number})})
    print(f"Hint {number} of {total} for {probe.name}:\n{probe.hints[number - 1]}")
