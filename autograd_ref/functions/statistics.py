"""Running sums and products, variances, norms, counts: the forms PyTorch takes and its errors."""

import math
import warnings

import numpy as np

from autograd_ref import dtypes
from autograd_ref.functions.joining import unbind
from autograd_ref.functions.operations import (
    UNIQUE,
    cumprod_along,
    cumsum_along,
    norm_axes,
    prod_all,
    prod_along,
    std_axes,
    var_axes,
)
from autograd_ref.functions.reductions import refuse_alone
from autograd_ref.functions.shapes import axes_of, axis_of
from autograd_ref.record import record
from autograd_ref.tensor import Tensor, wrap

LOW_FREEDOM = (
    "degrees of freedom is <= 0. Correction should be strictly less than the reduction factor"
    " (input numel divided by output numel)."
)


def _summable(x, dtype):
    """x in that dtype; by default integers are summed up and multiplied as int64."""
    if dtype is None:
        return x if x._data.dtype.kind == "f" else x.to(dtypes.int64)
    return x.to(dtype)


def cumsum(x, dim, *, dtype=None):
    """The running sums along dim."""
    return _running(cumsum_along, x, dim, dtype)


def cumprod(x, dim, *, dtype=None):
    """The running products along dim; the gradient is exact where there are zeros, too."""
    return _running(cumprod_along, x, dim, dtype)


def _running(along, x, dim, dtype):
    dim, x = axis_of(dim, x._data.ndim), _summable(x, dtype)
    return along(x, dim)


def prod(x, dim=None, keepdim=False, *, dtype=None):
    """The product of all elements, or along dim; the gradient is exact where there are zeros."""
    x = _summable(x, dtype)
    shape = x._data.shape
    if dim is None:
        refuse_alone("prod", keepdim)
        return prod_all(x, shape)
    return prod_along(x, (shape, (axis_of(dim, len(shape)),), keepdim))


def _deviation(name, over_axes):
    """var or std, in all its forms."""

    def method(x, dim=None, unbiased=True, keepdim=False, *, correction=None):
        how = _deviates(name, x, dim, unbiased, keepdim, correction)
        return over_axes(x, how)

    method.__name__ = method.__qualname__ = name
    return method


def _deviates(name, x, dim, unbiased, keepdim, correction):
    """(shape, axes, keepdim, correction), with PyTorch's warning for too few elements."""
    if isinstance(dim, bool):  # x.var(False)
        dim, unbiased = None, dim
    if x._data.dtype.kind != "f":
        raise RuntimeError("std and var only support floating point and complex dtypes")
    correction = int(unbiased) if correction is None else correction
    axes, shape = axes_of(dim, x._data.ndim), x._data.shape
    if math.prod(shape[axis] for axis in axes) <= correction:
        warnings.warn(f"{name}(): {LOW_FREEDOM}", UserWarning, stacklevel=4)
    return shape, axes, keepdim, correction


var, std = _deviation("var", var_axes), _deviation("std", std_axes)
var.__doc__ = "The mean squared distance from the mean; divided by count - 1 unless told otherwise."
std.__doc__ = "The square root of the variance; its gradient is 0 where it is 0."


def _with_mean(name, over_axes):
    """var_mean or std_mean."""

    def function(x, dim=None, unbiased=True, keepdim=False, *, correction=None):
        how = _deviates(name, x, dim, unbiased, keepdim, correction)
        return over_axes(x, how), x.mean(how[1], keepdim)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"A pair: the {name[:3]}, and the mean."
    return function


var_mean, std_mean = _with_mean("var_mean", var_axes), _with_mean("std_mean", std_axes)


def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    """(the sum of |x| ** ord) ** (1 / ord): of all elements, or along dim."""
    if isinstance(ord, Tensor):
        ord = ord.item()
    if not isinstance(ord, (int, float)):
        kind = type(ord).__name__
        raise TypeError(f"linalg_vector_norm(): argument 'ord' must be Number, not {kind}")
    if dtype is not None and np.promote_types(x._data.dtype, dtype.numpy) != dtype.numpy:
        raise RuntimeError(
            f"linalg.vector_norm: the dtype of the input ({x.dtype.legacy}) should be convertible"
            f" without narrowing to the specified dtype ({dtype.legacy})"
        )
    x = x if dtype is None else x.to(dtype)
    if x._data.dtype.kind != "f":
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input."
            f" Got {x.dtype.legacy}"
        )
    axes, shape = axes_of(dim, x._data.ndim), x._data.shape
    if abs(ord) != math.inf:
        return norm_axes(x, (shape, axes, keepdim, ord))
    if 0 in (shape[axis] for axis in axes):
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {ord} norm on an empty tensor because the"
            " operation does not have an identity"
        )
    return (x.abs().amax if ord > 0 else x.abs().amin)(axes, keepdim)


def norm(x, p="fro", dim=None, keepdim=False, dtype=None):
    """The p-norm of all elements, or along dim; by default the Euclidean one."""
    if p == "nuc":
        raise RuntimeError("autograd_ref has no nuclear norm; PyTorch has.")
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported.")
    return vector_norm(x, 2 if p in ("fro", None) else p, dim, keepdim, dtype=dtype)


def _truth(name, reduce):
    """any or all."""

    def method(x, dim=None, keepdim=False):
        out = reduce(x._data, axis=axes_of(dim, x._data.ndim), keepdims=keepdim)
        return wrap(out.astype(np.uint8) if x.dtype is dtypes.uint8 else out)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"Whether {name} elements are true: of everything, or along dim."
    return method


any, all = _truth("any", np.any), _truth("all", np.all)


def count_nonzero(x, *args, dim=None):
    """How many elements are not zero: of everything, or along dim."""
    dim = args or dim if len(args) != 1 else args[0]
    return wrap(np.asarray(np.count_nonzero(x._data, axis=axes_of(dim, x._data.ndim)))[()])


def nonzero(x, *, as_tuple=False):
    """The places of the elements that are not zero, one in a row; or a tuple, one per dimension."""
    places = np.stack(np.nonzero(np.atleast_1d(x._data)))  # PyTorch's is this one, transposed
    return unbind(wrap(places)) if as_tuple else wrap(places[: x._data.ndim].T)


def argwhere(x):
    """The places of the elements that are not zero, one in a row."""
    return nonzero(x)


def unique(x, sorted=True, return_inverse=False, return_counts=False, dim=None):
    """The different elements in order; with them, if asked for, where each is, and how often."""
    asked = {"return_inverse": True, "return_counts": True, "equal_nan": False}
    found = np.unique(x._data, axis=dim, **asked)
    inverse, counts = (wrap(each) for each in found[1:])
    values = record(UNIQUE, found[0], x)
    wanted = (values, *[inverse] * return_inverse, *[counts] * return_counts)
    return wanted if len(wanted) > 1 else values


def bincount(x, weights=None, minlength=0):
    """How often each of 0, 1, 2, ... stands in x; or the sums of the weights that stand there."""
    if x._data.dtype.kind == "f":
        raise NotImplementedError(f"\"bincount_cpu\" not implemented for '{x.dtype.legacy}'")
    if x._data.ndim != 1 or x._data.dtype.kind not in "iu" or (x._data < 0).any():
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    counts = np.bincount(x._data, None if weights is None else weights._data, minlength)
    if weights is not None and weights.dtype is dtypes.float32:
        counts = counts.astype(np.float32)
    return wrap(counts)


def isin(elements, test_elements, *, invert=False):
    """Where elements are among the test elements."""
    pair = (v._data if isinstance(v, Tensor) else v for v in (elements, test_elements))
    return wrap(np.isin(*pair, invert=invert))
