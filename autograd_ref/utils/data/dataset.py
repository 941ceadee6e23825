"""Datasets: examples that are found by their index, or that come as a stream."""

import itertools
import math
import warnings
from bisect import bisect_right
from typing import Generic, TypeVar

from autograd_ref.utils.data.sampler import random_order

T_co = TypeVar("T_co", covariant=True)


class Dataset(Generic[T_co]):
    """Examples by index; `__getitem__` and `__len__` are what a subclass adds."""

    def __getitem__(self, index):
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other):
        return ConcatDataset([self, other])


class IterableDataset(Dataset[T_co]):
    """Examples one after the other; `__iter__` is what a subclass adds."""

    def __iter__(self):
        raise NotImplementedError

    def __add__(self, other):
        return ChainDataset([self, other])


class TensorDataset(Dataset[tuple]):
    """The rows of tensors that have the same number of them: (x[i], y[i], ...)."""

    def __init__(self, *tensors):
        if any(tensors[0].size(0) != tensor.size(0) for tensor in tensors):
            raise AssertionError("Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].size(0)


class ConcatDataset(Dataset[T_co]):
    """The examples of several datasets, as if they were one."""

    def __init__(self, datasets):
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(each, IterableDataset) for each in self.datasets):
            raise AssertionError("ConcatDataset does not support IterableDataset")
        self.cumulative_sizes = list(itertools.accumulate(map(len, self.datasets)))

    def __getitem__(self, index):
        if index < 0:
            if -index > len(self):
                raise ValueError("absolute value of index should not exceed dataset length")
            index += len(self)
        at = bisect_right(self.cumulative_sizes, index)
        return self.datasets[at][index - (self.cumulative_sizes[at - 1] if at else 0)]

    def __len__(self):
        return self.cumulative_sizes[-1]


class ChainDataset(IterableDataset):
    """The examples of several streams, one stream after the other."""

    def __init__(self, datasets):
        self.datasets = datasets

    def __iter__(self):
        for each in self._checked():
            yield from each

    def __len__(self):
        return sum(len(each) for each in self._checked())

    def _checked(self):
        for each in self.datasets:
            if not isinstance(each, IterableDataset):
                raise AssertionError("ChainDataset only supports IterableDataset")
            yield each


class Subset(Dataset[T_co]):
    """The examples of a dataset at these indices."""

    def __init__(self, dataset, indices):
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index):
        if isinstance(index, list):
            return self.dataset[[self.indices[at] for at in index]]
        return self.dataset[self.indices[index]]

    def __len__(self):
        return len(self.indices)


def rows(dataset, indices):
    """The batch that collating the rows one by one would give; None if it has to be done so.

    Of a TensorDataset, or a Subset of one, all rows can be taken at once, which is much faster.
    """
    while type(dataset) is Subset:
        indices, dataset = [dataset.indices[at] for at in indices], dataset.dataset
    if type(dataset) is not TensorDataset or any(type(at) is not int for at in indices):
        return None
    if any(tensor.requires_grad for tensor in dataset.tensors):
        return None
    try:
        return [tensor[indices] for tensor in dataset.tensors]
    except IndexError:
        return None  # the row that is not there has its own error


def random_split(dataset, lengths, generator=None):
    """Subsets of these lengths, or of these shares of the whole, in random order."""
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        lengths = _lengths_of_shares(lengths, len(dataset))
        for at, length in enumerate(lengths):
            if length == 0:
                warnings.warn(
                    f"Length of split at index {at} is 0. This might result in an empty dataset.",
                    stacklevel=2,
                )
    if sum(lengths) != len(dataset):
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    order = iter(random_order(len(dataset), generator))
    return [Subset(dataset, list(itertools.islice(order, length))) for length in lengths]


def _lengths_of_shares(shares, total):
    """Whole numbers in the proportion of the shares; what is left over goes round in turn."""
    for at, share in enumerate(shares):
        if not 0 <= share <= 1:
            raise ValueError(f"Fraction at index {at} is not between 0 and 1")
    lengths = [math.floor(total * share) for share in shares]
    for at in range(total - sum(lengths)):
        lengths[at % len(lengths)] += 1
    return lengths
