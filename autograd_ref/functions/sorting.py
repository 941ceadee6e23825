"""Sorting, and what is found by sorting: medians, the largest k; values with their places."""

import numpy as np

from autograd_ref.functions.operations import (
    cummax_picked,
    cummin_picked,
    median_all,
    median_picked,
    sorted_stably,
)
from autograd_ref.functions.reductions import pair_of, refuse_alone
from autograd_ref.functions.shapes import axis_of
from autograd_ref.ops.indexing import sorted_by, top_picked
from autograd_ref.tensor import wrap

MEDIAN, SORT, TOPK = pair_of("median"), pair_of("sort"), pair_of("topk")
CUMMAX, CUMMIN = pair_of("cummax"), pair_of("cummin")


def order_of(values, dim, descending=False):
    """The places of the raw values in order along dim; equal ones in the order they stand in.

    nan counts as larger than any number, so it is last, or, in descending order, first.
    """
    if not descending:
        return np.argsort(values, dim, kind="stable")
    backwards = np.argsort(np.flip(values, dim), dim, kind="stable")
    return values.shape[dim] - 1 - np.flip(backwards, dim)


def _values_at(picked, x, places, dim, keepdim=True):
    """(the elements of x at the places along dim, the places)."""
    places = places if keepdim else places.squeeze(dim)
    return picked(x, (places, dim, x._data.shape, keepdim)), wrap(places)


def _single(picked, x):
    """(x, place 0): what any of these finds in a tensor without dimensions."""
    return _values_at(picked, x, np.int64(0), 0)


def sort(x, dim=-1, descending=False, stable=False):
    """A pair: the elements in order along dim, and their places; equal ones keep their order."""
    dim = axis_of(dim, x._data.ndim)
    picked = sorted_stably if stable else sorted_by
    if not x._data.ndim:
        return SORT(*_single(picked, x))
    return SORT(*_values_at(picked, x, order_of(x._data, dim, descending), dim))


def argsort(x, dim=-1, descending=False, stable=False):
    """The places of the elements in order along dim."""
    return sort(x, dim, descending, stable).indices


def topk(x, k, dim=-1, largest=True, sorted=True):
    """A pair: the k largest (or smallest) elements along dim in order, and their places.

    Of equal ones the first are taken; PyTorch leaves open which.
    """
    if x._data.dtype.kind == "b":
        raise RuntimeError("topk does not support bool dtypes on CPU")
    dim = axis_of(dim, x._data.ndim)
    if not 0 <= k <= (x._data.shape[dim] if x._data.ndim else 1):
        raise RuntimeError("selected index k out of range")
    if not x._data.ndim:
        return TOPK(*_single(top_picked, x))
    places = order_of(x._data, dim, descending=largest)
    return TOPK(*_values_at(top_picked, x, np.take(places, range(k), dim), dim))


def median(x, dim=None, keepdim=False):
    """The middle element, of two the lower; along dim a pair of values and indices.

    Over everything, equal ones share the gradient; along dim, one of them gets it.
    """
    shape = x._data.shape
    if x._data.dtype.kind == "b":
        raise NotImplementedError("\"median_cpu\" not implemented for 'Bool'")
    if dim is None:
        refuse_alone("median", keepdim)
        return median_all(x, (shape, None, False))
    dim = axis_of(dim, len(shape))
    if not shape:
        return MEDIAN(*_single(median_picked, x))
    middle = (shape[dim] - 1) // 2
    places = np.take(order_of(x._data, dim), [middle], dim)
    nan = np.isnan(x._data)
    if nan.any():
        first = np.expand_dims(nan.argmax(dim), dim)
        places = np.where(nan.any(dim, keepdims=True), first, places)
    return MEDIAN(*_values_at(median_picked, x, places, dim, keepdim))


def _cumulative(pair, picked, accumulate):
    """cummax or cummin."""

    def method(x, dim):
        dim = axis_of(dim, x._data.ndim)
        if not x._data.ndim:
            return pair(*_single(picked, x))
        running = accumulate(x._data, dim)
        along = np.arange(x._data.shape[dim]).reshape(-1, *(1,) * (x._data.ndim - dim - 1))
        reached = (x._data == running) | np.isnan(x._data)
        places = np.maximum.accumulate(np.where(reached, along, 0), dim)
        return pair(*_values_at(picked, x, places, dim))

    method.__name__ = method.__qualname__ = pair.__name__
    return method


cummax = _cumulative(CUMMAX, cummax_picked, np.maximum.accumulate)
cummax.__doc__ = "A pair: the largest elements so far along dim, and the places of the last such."
cummin = _cumulative(CUMMIN, cummin_picked, np.minimum.accumulate)
cummin.__doc__ = "A pair: the smallest elements so far along dim, and the places of the last such."
