"""Powers, matrix products, comparisons and choices, as they are asked for."""

import operator

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.functions.calling import check_tensor
from autograd_ref.functions.pairwise import (
    remainder_number,
    remainder_tensor,
    rounded_quotient,
    times,
    truncated_quotient,
)
from autograd_ref.functions.pointwise import CLAMP, round_to
from autograd_ref.ops import arithmetic
from autograd_ref.ops.arithmetic import (
    floor_divide,
    mul,
    pow_number,
    pow_of_number,
    pow_tensor,
    reciprocal_of,
)
from autograd_ref.ops.arithmetic import maximum as maximum_of
from autograd_ref.ops.arithmetic import minimum as minimum_of
from autograd_ref.ops.elementwise import abs as abs_of
from autograd_ref.ops.elementwise import clamp_between, select
from autograd_ref.ops.elementwise import round as round_of
from autograd_ref.record import promoted, record_many
from autograd_ref.tensor import Tensor, wrap


def _scaled(function, name):
    """The method for add or sub, with PyTorch's alpha."""

    def method(x, other, *, alpha=1):
        if alpha != 1:
            wants = isinstance(other, Tensor) and other.requires_grad
            other = times(other, alpha) if wants else other * alpha
        return function(x, other)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"x {name} alpha times other."
    return method


add, sub = _scaled(arithmetic.add, "add"), _scaled(arithmetic.sub, "sub")


def div(x, other, *, rounding_mode=None):
    """x / other; rounded down, or towards zero, if that is asked for."""
    if rounding_mode is None:
        return arithmetic.div(x, other)
    if rounding_mode not in ("trunc", "floor"):
        raise RuntimeError(
            "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found"
            f" {rounding_mode!r}"
        )
    floor = rounding_mode == "floor"
    if x._data.dtype.kind == "f":
        return (rounded_quotient if floor else truncated_quotient)(x, other)
    return floor_divide(x, other) if floor else arithmetic.div(x, other).trunc()


def power(x, exponent):
    """x ** exponent."""
    if isinstance(exponent, Tensor):
        return pow_tensor(x, exponent)
    if x._node is None and x._data.dtype.kind == "b" and isinstance(exponent, int):
        x = x.long()
    return pow_number(x, exponent)


def power_of_number(number, exponent):
    """number ** exponent."""
    return rpower(exponent, number)


def rpower(x, y):
    """y ** x, for a number y."""
    if not isinstance(y, (int, float, np.generic)):
        return NotImplemented
    if isinstance(y, int) and x._data.dtype.kind in "biu":
        x = x.long() if x._data.dtype.kind == "b" else x
        if y == 1:
            return wrap(np.ones(x._data.shape, x._data.dtype)[()])
        return pow_tensor(wrap(x._data.dtype.type(y)), x)  # integers, though powers are negative
    to = dtypes.FROM_NUMPY[np.dtype(dtypes.result_type(x._data, y))]
    return pow_of_number(x.to(to), to.numpy.type(y).item())


def remainder(x, other):
    """x % other, with the sign of other."""
    return (remainder_tensor if isinstance(other, Tensor) else remainder_number)(x, other)


def square(x):
    """x ** 2."""
    return power(x, 2)


def rounded(x, *, decimals=None):
    """x rounded to whole numbers, or to so many decimals; halves go to the even neighbour."""
    if decimals is None:
        return round_of(x)
    if x._data.dtype.kind != "f":
        raise NotImplementedError(f"\"round_cpu\" not implemented for '{x.dtype.legacy}'")
    return round_to(x, decimals)


def reciprocal(x):
    """1 / x."""
    if x._data.dtype.kind != "f":
        x = x.to(dtypes.Default.dtype)
    return reciprocal_of(x, None)


def rdiv(x, y):
    """y / x for a number y, as PyTorch computes it: reciprocal times y."""
    return mul(reciprocal(x), y)


def clamp(x, min=None, max=None):
    """x, but not below min nor above max; on the limits the gradient still passes."""
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    for name, limit in (("min", min), ("max", max)):
        if not isinstance(limit, (Tensor, int, float, np.generic, type(None))):
            kind = type(limit).__name__
            raise TypeError(f"clamp(): argument '{name}' must be Tensor or Number, not {kind}")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        return _clamp_by_tensors(x, min, max)
    if x._data.dtype.kind != "f" and (isinstance(min, float) or isinstance(max, float)):
        x = x.to(dtypes.Default.dtype)
    return clamp_between(x, (min, max))


def common_shape(x, y):
    """The shape that two tensors broadcast to, or PyTorch's error."""
    try:
        return np.broadcast_shapes(x._data.shape, y._data.shape)
    except ValueError as error:
        raise errors.of_shapes(error, x._data, y._data) from None


def _clamp_by_tensors(x, low, high):
    """x between tensors of limits; where the limits cross, the upper one holds."""
    limits = [limit for limit in (low, high) if isinstance(limit, Tensor)]
    common = x._data
    for limit in limits:
        common_shape(x, limit)
        shape = np.broadcast_shapes(common.shape, limit._data.shape)
        common = np.empty(shape, dtypes.result_type(common, limit._data))
    dtype = dtypes.FROM_NUMPY[common.dtype]
    x, low, high = (
        each if each is None else each.to(dtype) if isinstance(each, Tensor)
        else wrap(dtype.numpy.type(each)) for each in (x, low, high)
    )  # fmt: skip
    xd = x._data
    ld, hd = (None if each is None else each._data for each in (low, high))
    out = xd if low is None else np.maximum(xd, ld)
    out = out if high is None else np.minimum(out, hd)
    given = [each for each in (x, low, high) if each is not None]
    how = (low is not None, high is not None)
    return record_many(CLAMP, out, given, how, saved=[each._data for each in given])


def where(condition, input=None, other=None):
    """input where the condition holds, else other; without them, the places where it holds."""
    x, y = input, other
    check_tensor("where", "condition", condition)
    if x is None and y is None:
        return condition.nonzero(as_tuple=True)
    if condition._data.dtype.kind != "b":
        raise RuntimeError(
            "where expected condition to be a boolean tensor, but got a tensor with dtype"
            f" {condition.dtype.legacy}"
        )
    shape = condition._data.shape
    for each in (x, y):
        if isinstance(each, Tensor):
            shape = common_shape(wrap(np.empty(shape)), each)
    to = dtypes.result_type(*(v._data if isinstance(v, Tensor) else v for v in (x, y)))
    x, y = (v if isinstance(v, Tensor) else wrap(np.asarray(v, to)[()]) for v in (x, y))
    if x._data.dtype is not y._data.dtype:
        x, y = promoted(x, y)
    return select(condition._data, x, y)


def maximum(x, other):
    """The larger one of each two elements; where they tie, each gets half the gradient."""
    check_tensor("maximum", "other", other)
    return maximum_of(x, other)


def minimum(x, other):
    """The smaller one of each two elements; where they tie, each gets half the gradient."""
    check_tensor("minimum", "other", other)
    return minimum_of(x, other)


def absolute(x):
    """The absolute value of each element."""
    if x._data.dtype.kind == "b":
        raise NotImplementedError("\"abs_cpu\" not implemented for 'Bool'")
    return abs_of(x)


def positive(x):
    """x itself, for tensors of numbers."""
    if x._data.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return x


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
