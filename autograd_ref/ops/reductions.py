"""Sums, means, and extremes, over everything or along dimensions."""

from collections import namedtuple

import numpy as np

from autograd_ref.ops.arithmetic import maximum, minimum
from autograd_ref.ops.elementwise import raw
from autograd_ref.ops.shapes import axis_of, spread, sum_axes
from autograd_ref.record import setting
from autograd_ref.tensor import Tensor, wrap

sum_all = setting("Sum", lambda x, how: x.sum(), dx=lambda g, _out, _x, how: spread(g, *how))

mean_all = setting(
    "Mean",
    lambda x, how: x.sum() / how[3],
    dx=lambda g, _out, _x, how: spread(g / how[3], *how[:3]),
)

mean_axes = setting(
    "Mean",
    lambda x, how: x.sum(axis=how[1], keepdims=how[2]) / how[3],
    dx=lambda g, _out, _x, how: spread(g / how[3], *how[:3]),
    version=1,
)


def _extreme(name, forward, version, spread_nan):
    """The largest or smallest elements over axes; ties share the gradient evenly."""
    return setting(
        name,
        lambda x, how: forward(x, axis=how[1], keepdims=how[2]),
        dx=lambda g, out, x, how: spread(g, *how) * _shares(out, x, how, spread_nan),
        version=version,
    )


def _shares(out, x, how, spread_nan):
    """1/n at each of the n elements that equal the extreme, a constant."""
    xd, top = raw(x), spread(raw(out), *how)
    ties = xd == top
    if spread_nan:
        ties |= (xd != xd) & (top != top)
    shares = (ties / ties.sum(axis=how[1], keepdims=True)).astype(xd.dtype)
    return wrap(shares) if isinstance(x, Tensor) else shares


# PyTorch gives the gradient of max() to the nan that won; amax answers nan everywhere.
max_all = _extreme("Max", np.max, 1, spread_nan=True)
min_all = _extreme("Min", np.min, 1, spread_nan=True)
amax_axes = _extreme("Amax", np.max, 0, spread_nan=False)
amin_axes = _extreme("Amin", np.min, 0, spread_nan=False)


def _picked(name):
    """The elements at given places along a dimension; the places are saved."""
    return setting(
        name,
        lambda x, how: _take(x, *how),
        dx=lambda g, _out, _x, how: put_along(g, how),
        saves=True,
    )


max_picked = _picked("Max")
min_picked = _picked("Min")
gather_along = _picked("Gather")

put_along = setting(
    "PutAlong",
    lambda x, how: _put(x, *how),
    dx=lambda g, _out, _x, how: gather_along(g, how),
    saves=True,
)


def _take(x, places, dim, _shape, keepdim):
    """The elements of x at the places along dim."""
    taken = np.take_along_axis(x, places, dim)
    return taken if keepdim else taken.squeeze(dim)[()]


def _put(x, places, dim, shape, keepdim):
    """Zeros of this shape with x at the places along dim."""
    out = np.zeros(shape, x.dtype)
    np.put_along_axis(out, places, x if keepdim else np.expand_dims(x, dim), dim)
    return out


# --- the methods ----------------------------------------------------------------------------------


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
