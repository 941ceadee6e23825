"""Comparisons, and what is asked of each element, or of all of them."""

import operator

import numpy as np

from autograd_ref import errors
from autograd_ref.functions.arithmetic import common_shape
from autograd_ref.tensor import Tensor, wrap


def equal(x, other):
    """Whether two tensors have the same shape and the same elements."""
    return x._data.shape == other._data.shape and bool(np.all(x._data == other._data))


def allclose(x, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether every |x - other| is at most atol + rtol |other|."""
    return bool(isclose(x, other, rtol, atol, equal_nan)._data.all())


def isclose(x, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Where |x - other| is at most atol + rtol |other|."""
    if x.dtype is not other.dtype:
        raise RuntimeError(f"{x.dtype.legacy} did not match {other.dtype.legacy}")
    common_shape(x, other)
    return wrap(np.isclose(x._data, other._data, rtol, atol, equal_nan))


def _compares(name, forward, tensors_only=False):
    """A method that compares elements and has no derivative."""

    def method(x, other):
        if isinstance(other, Tensor):
            other = other._data
        elif tensors_only or not isinstance(other, (int, float, np.generic)):
            return NotImplemented
        try:
            return wrap(forward(x._data, other))
        except ValueError as error:
            raise errors.of_shapes(error, x._data, other) from None

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"Whether x {name} other, element by element."
    return method


COMPARISONS = {
    name: _compares(name, getattr(operator, name)) for name in ("eq", "ne", "lt", "le", "gt", "ge")
}
LOGIC = {
    name: _compares(name, getattr(np, name), tensors_only=True)
    for name in ("logical_and", "logical_or", "logical_xor")
}
BITWISE = {name: _compares(name, getattr(operator, name)) for name in ("and_", "or_", "xor")}


def logical_not(x):
    """Whether each element is zero."""
    return wrap(np.logical_not(x._data))


def invert(x):
    """~x, of booleans and integers."""
    if x._data.dtype.kind == "f":
        raise RuntimeError(f'"bitwise_not_cpu" not implemented for {x.dtype.legacy!r}')
    return wrap(np.invert(x._data))


def isnan(x):
    """Where x is nan."""
    return wrap(np.isnan(x._data))


def isinf(x):
    """Where x is infinite."""
    return wrap(np.isinf(x._data))


def isfinite(x):
    """Where x is a number and not infinite."""
    return wrap(np.isfinite(x._data))
