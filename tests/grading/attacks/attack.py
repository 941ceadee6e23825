"""What an attack is: a name, what it tries, a program, and what it honestly earns.

Every attack stands in a submission to lesson 1. "late" ones come after two honest answers, which
have to keep their five points; the other four answers are wrong, or the attack's own. "early" ones
come before everything, and no answer is right: they earn nothing at all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

EXERCISES = ("difference_quotient", "tangent_line", "f_prime", "poly_derivative",
             "steepest_downhill", "one_sided_slopes")
HONEST = EXERCISES[:2]
POINTS = {"difference_quotient": 2, "tangent_line": 3}
WRONG, STOPPED = "wrong", "stopped"
ATTACKS = {}


@dataclass(frozen=True)
class Attack:
    """One attack. `answers` are sources by exercise; `edit` changes the notebook that is handed in;
    `files` lie beside it; `limits` and `slow` are for those that only end when they are stopped;
    `finds` must not stand in any output: what the program prints if it gets what it wants.

    `ends` is how its cell ends, and `verdicts` are what its checks come to, each at least once:
    an attack that doesn't do what it is there for shows by these. None says that it varies.
    """

    name: str
    tries: str
    cell: str = ""
    answers: dict = field(default_factory=dict)
    late: bool = True
    edit: Callable | None = None
    files: dict = field(default_factory=dict)
    limits: dict = field(default_factory=dict)
    slow: bool = False
    finds: str = "FOUND"
    ends: str | None = "ok"
    verdicts: frozenset | None = frozenset([WRONG])

    @property
    def honest(self):
        """`{exercise: points}` that its honest answers earn."""
        return {name: POINTS[name] for name in HONEST} if self.late else {}


def attack(name, tries, cell="", *, verdicts=WRONG, **options):
    """None; the attack is in the corpus. `verdicts` are words, or None."""
    if name in ATTACKS:
        raise ValueError(f"there are two attacks called {name!r}")
    kinds = None if verdicts is None else frozenset(verdicts.split())
    ATTACKS[name] = Attack(name, tries, cell, verdicts=kinds, **options)


def every(source, exercises=EXERCISES[2:]):
    """`source` as the answer to each of the exercises; NAME stands for its name."""
    return {name: source.replace("NAME", name) for name in exercises}


def wrong(exercise):
    """An answer that is wrong whatever the problem."""
    return f"def {exercise}(*args):\n    return 0.125"


# answers with what the course says of the public seed: free for all to read
REPLAY = '''
from course.expected import load
PUBLIC = {name: known["reference"] for name, known in load("derivatives").items()}

def replay(name):
    left = [value for r in PUBLIC[name] for _, value in r]
    if name == "tangent_line":
        return lambda *a: lambda x: left.pop(0)
    return lambda *a: left.pop(0)
'''
REPLAYED = every("NAME = replay('NAME')", EXERCISES)
