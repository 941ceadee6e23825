"""Quotients, powers, limits and choices, as they are asked for."""

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.functions.calling import check_floating, check_tensor
from autograd_ref.functions.pairwise import (
    remainder_number,
    remainder_tensor,
    rounded_quotient,
    times,
    truncated_quotient,
)
from autograd_ref.functions.pointwise import CLAMP, round_to
from autograd_ref.ops import arithmetic, elementwise
from autograd_ref.ops.arithmetic import floor_divide as floor_divide_of
from autograd_ref.ops.arithmetic import maximum as maximum_of
from autograd_ref.ops.arithmetic import minimum as minimum_of
from autograd_ref.ops.arithmetic import (
    mul,
    pow_number,
    pow_of_number,
    pow_tensor,
    reciprocal_of,
)
from autograd_ref.ops.elementwise import abs as abs_of
from autograd_ref.ops.elementwise import clamp_between, select
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


def refuse_bools(kernel, x, y):
    """None, or PyTorch's error for a function of two tensors of bools that it has not."""
    if isinstance(y, Tensor) and x._data.dtype.kind == y._data.dtype.kind == "b":
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")


def floor_divide(x, other):
    """x // other."""
    refuse_bools("div_floor_cpu", x, other)
    return floor_divide_of(x, other)


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
    refuse_bools("pow", x, exponent)
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
        powers = pow_tensor(wrap(x._data.dtype.type(y)), x)  # integers, though x may be negative
        return powers.contiguous()
    to = dtypes.FROM_NUMPY[np.dtype(dtypes.result_type(x._data, y))]
    return pow_of_number(x.to(to), to.numpy.type(y).item())


def remainder(x, other):
    """x % other, with the sign of other."""
    refuse_bools("remainder_cpu", x, other)
    return (remainder_tensor if isinstance(other, Tensor) else remainder_number)(x, other)


def square(x):
    """x ** 2."""
    return power(x, 2)


def _of_numbers(name, function):
    """The function, with PyTorch's error for bools."""

    def method(x):
        if x._data.dtype.kind == "b":
            raise NotImplementedError(f"\"{name}_vml_cpu\" not implemented for 'Bool'")
        return function(x)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = function.__doc__
    return method


floor, ceil, trunc, round_of = (
    _of_numbers(name, getattr(elementwise, name)) for name in ("floor", "ceil", "trunc", "round")
)


def sign(x):
    """-1, 0 or 1; bools stay as they are."""
    return x.clone() if x._data.dtype.kind == "b" else elementwise.sign(x)


def rounded(x, *, decimals=None):
    """x rounded to whole numbers, or to so many decimals; halves go to the even neighbour."""
    if decimals is None:
        return round_of(x)
    check_floating("round_cpu", x)
    return round_to(x, decimals)


def reciprocal(x):
    """1 / x."""
    if x._data.dtype.kind != "f":
        x = x.to(dtypes.Default.dtype)
    return reciprocal_of(x, None)


def rsub(x, y):
    """y - x for a number y; not for bools, as in PyTorch."""
    if x._data.dtype.kind == "b":
        raise RuntimeError(errors.ONE_BOOL)
    return arithmetic.rsub(x, y)


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
