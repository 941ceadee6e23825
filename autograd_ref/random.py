"""Tensors made by chance, from one stream of numbers that a seed repeats.

The stream is numpy's PCG64: the same seed gives the same numbers on every machine, but other
numbers than PyTorch's.
"""

import numpy as np

from autograd_ref import devices, dtypes, errors
from autograd_ref.creation import leaf
from autograd_ref.functions.calling import by_name
from autograd_ref.functions.shapes import new_size


class Generator:
    """A stream of random numbers; `numpy` is numpy's own generator."""

    def __init__(self, device="cpu"):
        devices.check(device)
        self.seed()

    def seed(self):
        """A fresh seed from the machine, which the stream now starts from."""
        return self.manual_seed(int(np.random.SeedSequence().entropy % 2**63))._seed

    def manual_seed(self, seed):
        """This generator; the numbers that follow depend on the seed alone."""
        self._seed, self.numpy = int(seed), np.random.default_rng(int(seed) % 2**64)
        return self

    def initial_seed(self):
        """The seed that the stream started from."""
        return self._seed


default_generator = Generator()


def manual_seed(seed):
    """The default generator, started anew from the seed."""
    return default_generator.manual_seed(seed)


def initial_seed():
    """The seed that the default generator started from."""
    return default_generator.initial_seed()


def seed():
    """A fresh seed from the machine, for the default generator."""
    return default_generator.seed()


def stream(generator=None):
    """numpy's generator of a Generator, of the default one for None."""
    return (default_generator if generator is None else generator).numpy


def _filled(draw, size, dtype, device, requires_grad, generator):
    """A leaf of drawn numbers."""
    values = np.asarray(draw(stream(generator), new_size(size)))
    kind = (dtype or dtypes.Default.dtype).numpy
    return leaf(values.astype(kind), requires_grad, device)


@by_name
def rand(*size, generator=None, dtype=None, device=None, requires_grad=False):
    """Uniform numbers in [0, 1)."""
    draw = np.random.Generator.random
    return _filled(draw, size, dtype, device, requires_grad, generator)


@by_name
def randn(*size, generator=None, dtype=None, device=None, requires_grad=False):
    """Standard normal numbers."""
    draw = np.random.Generator.standard_normal
    return _filled(draw, size, dtype, device, requires_grad, generator)


def randint(low=0, high=None, size=None, *, generator=None, dtype=None, device=None):
    """Whole numbers from low up to but without high; `randint(high, size)` starts at 0."""
    if size is None:
        low, high, size = 0, low, high
    if low >= high:
        raise RuntimeError(errors.EMPTY_RANGE.format(low, high))
    values = np.asarray(stream(generator).integers(low, high, new_size((size,))))
    return leaf(values.astype((dtype or dtypes.int64).numpy), False, device)


def randperm(n, *, generator=None, dtype=None, device=None):
    """The numbers below n in random order."""
    new_size((n,))
    values = stream(generator).permutation(n)
    return leaf(values.astype((dtype or dtypes.int64).numpy), False, device)
