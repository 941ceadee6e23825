"""Sums, means and extremes, as they are asked for: of everything, or along dimensions."""

from collections import namedtuple

import numpy as np

from autograd_ref import dtypes
from autograd_ref.functions.arithmetic import maximum, minimum
from autograd_ref.functions.shapes import axes_of, axis_of
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

UNSAID = object()  # x.sum(None) is another operation than x.sum(), as in PyTorch


def pair_of(name):
    """The class of the pairs (values, indices) that a function of this name returns."""
    pair = namedtuple(name, ("values", "indices"))
    pair.__repr__ = lambda both: (
        f"torch.return_types.{name}(\nvalues={both.values!r},\nindices={both.indices!r})"
    )
    return pair


def refuse_alone(name, keepdim):
    """None, or an error like PyTorch's for a keepdim without a dim."""
    if keepdim:
        raise TypeError(
            f"{name}() received an invalid combination of arguments - got (keepdim=bool, ), but"
            " keepdim needs a dim"
        )


def sum(x, dim=UNSAID, keepdim=False, *, dtype=None):
    """The sum of all elements, or along dim; of x in that dtype, if one is given."""
    if dtype is None and x._data.dtype.kind == "u":
        dtype = dtypes.int64  # numpy's would be of uint64
    if dtype is not None:
        return sum(x.to(dtype), dim, keepdim).to(dtype)  # numpy's sums of small integers are int64
    shape = x._data.shape
    if dim is UNSAID:
        refuse_alone("sum", keepdim)
        return sum_all(x, (shape, None, False))
    return sum_axes(x, (shape, axes_of(dim, x._data.ndim), keepdim))


def mean(x, dim=UNSAID, keepdim=False, *, dtype=None):
    """The mean of all elements, or along dim; of x in that dtype, if one is given."""
    x = x if dtype is None else x.to(dtype)
    data = x._data
    if data.dtype.kind != "f":
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or"
            f" complex dtype. Got: {x.dtype.legacy}"
        )
    if dim is UNSAID:
        refuse_alone("mean", keepdim)
        return mean_all(x, (data.shape, None, False, data.size))
    axes = axes_of(dim, x._data.ndim)
    count = int(np.prod([data.shape[axis] for axis in axes]))
    return mean_axes(x, (data.shape, axes, keepdim, count))


def _of_extreme(name, dim=None):
    """PyTorch's error for an extreme of no elements."""
    if dim is None:
        text = f"{name}(): Expected reduction dim to be specified for input.numel() == 0."
        if name in ("argmax", "argmin"):
            return IndexError(text)
        return RuntimeError(f"{text} Specify the reduction dim with the 'dim' argument.")
    return IndexError(f"{name}(): Expected reduction dim {dim} to have non-zero size.")


def _refuse_empty(name, x, dims):
    """None, or PyTorch's error for an extreme of no elements."""
    if x._data.size == 0:
        if dims is None:
            raise _of_extreme(name)
        for dim in dims:
            if x._data.shape[dim] == 0:
                raise _of_extreme(name, dim)


def _extreme_method(name, over_all, picked, find, pairwise):
    """max or min: of everything, along a dimension with the places, or of two tensors."""
    pair = pair_of(name)

    def method(x, dim=None, keepdim=False, *, other=None):
        if isinstance(dim, Tensor) or other is not None:
            return pairwise(x, dim if other is None else other)
        if dim is None:
            refuse_alone(name, keepdim)
            _refuse_empty(name, x, None)
            return over_all(x, (x._data.shape, None, False))
        _refuse_empty(name, x, (axis_of(dim, x._data.ndim),))
        return pair(*_along(x, axis_of(dim, x._data.ndim), keepdim, picked, find))

    method.__name__ = name
    method.__doc__ = f"The {name} of all elements; with dim, a pair of values and indices."
    return method


def _along(x, dim, keepdim, picked, find):
    """(values, places) of the extremes along one dimension; of equal ones, the first."""
    single = x._data.ndim == 0
    places = np.int64(0) if single else np.asarray(find(x._data, axis=dim, keepdims=keepdim))
    return picked(x, (places, dim, x._data.shape, keepdim)), wrap(places)


max = _extreme_method("max", max_all, max_picked, np.argmax, maximum)
min = _extreme_method("min", min_all, min_picked, np.argmin, minimum)


def _extremes_method(name, largest, over_axes):
    """amax or amin."""

    def method(x, dim=(), keepdim=False):
        axes, everything = axes_of(dim, x._data.ndim), dim is None or dim in ((), [])
        _refuse_empty(name, x, None if everything else axes)
        return over_axes(x, (x._data.shape, axes, keepdim))

    method.__name__ = name
    method.__doc__ = f"The {largest} elements along dims; ties share the gradient."
    return method


amax = _extremes_method("amax", "largest", amax_axes)
amin = _extremes_method("amin", "smallest", amin_axes)


def _place_method(name, find):
    """argmax or argmin."""

    def method(x, dim=None, keepdim=False):
        if x._data.dtype.kind == "b":
            raise RuntimeError(f"{name}(): does not support bool input")
        _refuse_empty(name, x, None if dim is None else (axis_of(dim, x._data.ndim),))
        if x._data.ndim == 0:
            return wrap(np.int64(0))
        return wrap(find(x._data, axis=dim, keepdims=keepdim))

    method.__name__ = name
    method.__doc__ = f"The places of the {name[3:]} elements: of the flat tensor, or along dim."
    return method


argmax, argmin = _place_method("argmax", np.argmax), _place_method("argmin", np.argmin)
