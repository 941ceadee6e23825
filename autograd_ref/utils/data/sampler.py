"""Samplers: they yield the indices of examples, or lists of them, in the order of an epoch."""

import itertools
from typing import Generic, TypeVar

from autograd_ref import random

T_co = TypeVar("T_co", covariant=True)


class Sampler(Generic[T_co]):
    """Something to iterate over once per epoch; `__iter__` is what a subclass adds."""

    def __iter__(self):
        raise NotImplementedError


class SequentialSampler(Sampler[int]):
    """0, 1, 2, ... in every epoch."""

    def __init__(self, data_source):
        self.data_source = data_source

    def __iter__(self):
        return iter(range(len(self.data_source)))

    def __len__(self):
        return len(self.data_source)


class RandomSampler(Sampler[int]):
    """The indices in a fresh random order; with `replacement`, each drawn from all of them.

    `num_samples` is how many there are in an epoch, as many as examples by default.
    """

    def __init__(self, data_source, replacement=False, num_samples=None, generator=None):
        self.data_source, self.replacement = data_source, replacement
        self._num_samples, self.generator = num_samples, generator
        if not isinstance(replacement, bool):
            raise TypeError(
                f"replacement should be a boolean value, but got replacement={replacement}"
            )
        if not isinstance(self.num_samples, int) or self.num_samples <= 0:
            raise ValueError(
                "num_samples should be a positive integer value,"
                f" but got num_samples={self.num_samples}"
            )

    @property
    def num_samples(self):
        """How many indices there are in an epoch."""
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __iter__(self):
        n, left = len(self.data_source), self.num_samples
        if self.replacement:
            yield from random_integers(n, left, self.generator)
            return
        while left > 0:
            yield from random_order(n, self.generator)[:left]
            left -= n

    def __len__(self):
        return self.num_samples


class SubsetRandomSampler(Sampler[int]):
    """These indices in a fresh random order."""

    def __init__(self, indices, generator=None):
        self.indices, self.generator = indices, generator

    def __iter__(self):
        for at in random_order(len(self.indices), self.generator):
            yield self.indices[at]

    def __len__(self):
        return len(self.indices)


class BatchSampler(Sampler[list[int]]):
    """Lists of `batch_size` indices of a sampler; the last may be shorter, or is dropped."""

    def __init__(self, sampler, batch_size, drop_last):
        if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size <= 0:
            raise ValueError(
                f"batch_size should be a positive integer value, but got batch_size={batch_size}"
            )
        if not isinstance(drop_last, bool):
            raise ValueError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self):
        return batches(self.sampler, self.batch_size, self.drop_last)

    def __len__(self):
        whole, rest = divmod(len(self.sampler), self.batch_size)
        return whole if self.drop_last or not rest else whole + 1


def batches(items, size, drop_last):
    """Lists of `size` items, one after the other; the last may be shorter, or is dropped."""
    items = iter(items)
    while batch := list(itertools.islice(items, size)):
        if len(batch) < size and drop_last:
            return
        yield batch


def random_order(n, generator=None):
    """The numbers below n in random order, a list; from the engine's stream by default."""
    return random.stream(generator).permutation(n).tolist()


def random_integers(n, count, generator=None):
    """`count` random numbers below n, a list; from the engine's stream by default."""
    return random.stream(generator).integers(0, n, count).tolist()
