"""Sums, means and extremes, as they are asked for: of everything, or along dimensions."""

from collections import namedtuple

import numpy as np

from autograd_ref.functions.shapes import axis_of
from autograd_ref.ops.arithmetic import maximum, minimum
from autograd_ref.ops.indexing import max_picked, min_picked
from autograd_ref.ops.reductions import (
    amax_axes,
    amin_axes,
    max_all,
    mean_all,
    mean_axes,
    min_all,
    sum_all,
)
from autograd_ref.ops.shapes import sum_axes
from autograd_ref.tensor import Tensor, wrap


def _axes(x, dim):
    """The dimensions as a sorted tuple."""
    ndim = x._data.ndim
    dims = (dim,) if isinstance(dim, int) else tuple(dim) or tuple(range(ndim))
    return tuple(sorted(axis_of(each, ndim) for each in dims)) if ndim else ()


def sum(x, dim=None, keepdim=False):
    """The sum of all elements, or along dim."""
    shape = x._data.shape
    if dim is None:
        return sum_all(x, (shape, None, False))
    return sum_axes(x, (shape, _axes(x, dim), keepdim))


def mean(x, dim=None, keepdim=False):
    """The mean of all elements, or along dim."""
    data = x._data
    if data.dtype.kind != "f":
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or"
            f" complex dtype. Got: {x.dtype.legacy}"
        )
    if dim is None:
        return mean_all(x, (data.shape, None, False, data.size))
    axes = _axes(x, dim)
    count = int(np.prod([data.shape[axis] for axis in axes]))
    return mean_axes(x, (data.shape, axes, keepdim, count))


def _extreme_method(name, over_all, picked, find, pairwise):
    """max or min: of everything, along a dimension with the places, or of two tensors."""
    pair = namedtuple(name, ("values", "indices"))
    pair.__repr__ = lambda both: (
        f"torch.return_types.{name}(\nvalues={both.values},\nindices={both.indices})"
    )

    def method(x, dim=None, keepdim=False):
        if isinstance(dim, Tensor):
            return pairwise(x, dim)
        if x._data.size == 0:
            raise RuntimeError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0."
                " Specify the reduction dim with the 'dim' argument."
            )
        if dim is None:
            return over_all(x, (x._data.shape, None, False))
        return pair(*_along(x, axis_of(dim, x._data.ndim), keepdim, picked, find))

    method.__name__ = name
    method.__doc__ = f"The {name} of all elements; with dim, a pair of values and indices."
    return method


def _along(x, dim, keepdim, picked, find):
    """(values, places) of the extremes along one dimension; of equal ones, the first."""
    if x._data.ndim == 0:
        return x.clone(), wrap(np.int64(0))
    places = np.expand_dims(find(x._data, axis=dim), dim)
    values = picked(x, (places, dim, x._data.shape, keepdim))
    return values, wrap(places if keepdim else places.squeeze(dim)[()])


max = _extreme_method("max", max_all, max_picked, np.argmax, maximum)
min = _extreme_method("min", min_all, min_picked, np.argmin, minimum)


def amax(x, dim=(), keepdim=False):
    """The largest elements along dims; ties share the gradient."""
    return amax_axes(x, (x._data.shape, _axes(x, dim), keepdim))


def amin(x, dim=(), keepdim=False):
    """The smallest elements along dims; ties share the gradient."""
    return amin_axes(x, (x._data.shape, _axes(x, dim), keepdim))


def _place_method(name, find):
    """argmax or argmin."""

    def method(x, dim=None, keepdim=False):
        if dim is None:
            return wrap(np.int64(find(x._data)))
        return wrap(find(x._data, axis=dim, keepdims=keepdim))

    method.__name__ = name
    method.__doc__ = f"The places of the {name[3:]} elements: of the flat tensor, or along dim."
    return method


argmax, argmin = _place_method("argmax", np.argmax), _place_method("argmin", np.argmin)


def any(x):
    """Whether any element is true."""
    return wrap(np.any(x._data))


def all(x):
    """Whether every element is true."""
    return wrap(np.all(x._data))
