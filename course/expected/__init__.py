"""What the reference, and each known mistake, answers to each probe on the public seed.

The JSON files here are generated: `python -m grading record` makes them from the lessons'
solutions, a test holds them current. They carry values, never a solution.
"""

import json
from functools import cache
from importlib import resources


class NotRecorded(LookupError):
    """Raised for a lesson without a record, or one this version can't read."""


@cache
def load(lesson):
    """The record of `lesson`: `{exercise: {"reference": rounds, "mistakes": [...]}}`."""
    file = resources.files(__name__) / f"{lesson}.json"
    try:
        return json.loads(file.read_text(encoding="utf-8"))["exercises"]
    except (OSError, ValueError, KeyError) as error:
        raise NotRecorded(f"The expected values of the lesson {lesson!r} are missing or damaged "
                          "in this installation: install the course again.") from error
