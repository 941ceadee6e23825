"""What a workload is: the same maths for every engine, and once by hand."""

import numpy as np


class Workload:
    """One row of the table.

    title    what the table calls it
    scalar   whether its graph is of single numbers: timed with one engine per process as well
    needs    what an engine has to have: "arrays", "higher", "accumulation"
    only     the engines that take part, where a step takes others minutes; None for all
    """

    title = ""
    scalar = False
    needs = ()
    only = None

    def __init__(self, **settings):
        for name, value in settings.items():
            setattr(self, name, value)

    def data(self):
        """The numbers of this workload, new and the same each time."""
        raise NotImplementedError

    def start(self, engine):
        """A step of this engine, whose maths this is."""
        raise NotImplementedError

    def by_hand(self):
        """A step with the derivatives worked out by hand: floats, or numpy in place."""
        raise NotImplementedError


def rng():
    """A random generator that gives every engine the same numbers."""
    return np.random.default_rng(20260223)
