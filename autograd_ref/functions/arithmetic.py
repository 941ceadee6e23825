"""Powers, matrix products, comparisons and choices, as they are asked for."""

import operator

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.functions.pairwise import (
    remainder_number,
    remainder_tensor,
    rounded_quotient,
    times,
    truncated_quotient,
)
from autograd_ref.functions.pointwise import CLAMP
from autograd_ref.ops import arithmetic
from autograd_ref.ops.arithmetic import (
    floor_divide,
    mul,
    pow_number,
    pow_of_number,
    pow_tensor,
    reciprocal_of,
)
from autograd_ref.ops.elementwise import abs as abs_of
from autograd_ref.ops.elementwise import clamp_between, select
from autograd_ref.ops.products import ADDMM, BMM, DOT, MM, MV
from autograd_ref.ops.shapes import reshape_copy, squeeze_row, unsqueeze_at
from autograd_ref.record import promoted, record, record_many
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
    floor = rounding_mode == "floor"
    if x._data.dtype.kind == "f":
        return (rounded_quotient if floor else truncated_quotient)(x, other)
    return floor_divide(x, other) if floor else arithmetic.div(x, other).trunc()


def power(x, y):
    """x ** y."""
    if isinstance(y, Tensor):
        return pow_tensor(x, y)
    if x._node is None and x._data.dtype.kind == "b" and isinstance(y, int):
        x = x.long()
    return pow_number(x, y)


def rpower(x, y):
    """y ** x, for a number y."""
    if not isinstance(y, (int, float, np.generic)):
        return NotImplemented
    if isinstance(y, int) and x._data.dtype.kind in "biu":
        x = x.long() if x._data.dtype.kind == "b" else x
        return pow_tensor(wrap(x._data.dtype.type(y)), x)  # integers, though powers are negative
    to = dtypes.FROM_NUMPY[np.dtype(dtypes.result_type(x._data, y))]
    return pow_of_number(x.to(to), to.numpy.type(y).item())


def remainder(x, y):
    """x % y, with the sign of y."""
    return remainder_tensor(x, y) if isinstance(y, Tensor) else remainder_number(x, y)


def square(x):
    """x ** 2."""
    return power(x, 2)


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


def where(condition, x=None, y=None):
    """x where the condition holds, else y; without them, the places where it holds."""
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


def equal(x, y):
    """Whether two tensors have the same shape and the same elements."""
    return x._data.shape == y._data.shape and bool(np.all(x._data == y._data))


def allclose(x, y, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether every |x - y| is at most atol + rtol |y|."""
    return bool(np.allclose(x._data, y._data, rtol, atol, equal_nan))


def isclose(x, y, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Where |x - y| is at most atol + rtol |y|."""
    return wrap(np.isclose(x._data, y._data, rtol, atol, equal_nan))


def _compares(name, forward):
    """A method that compares elements and has no derivative."""

    def method(x, y):
        if isinstance(y, Tensor):
            y = y._data
        elif not isinstance(y, (int, float, np.generic)):
            return NotImplemented
        try:
            return wrap(forward(x._data, y))
        except ValueError as error:
            raise errors.of_shapes(error, x._data, y) from None

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"Whether x {name} y, element by element."
    return method


COMPARISONS = {
    name: _compares(name, getattr(operator, name)) for name in ("eq", "ne", "lt", "le", "gt", "ge")
}
LOGIC = {
    name: _compares(name, getattr(np, name))
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


BY_DIMENSIONS = {(1, 1): DOT, (2, 1): MV, (2, 2): MM}


def matmul(x, y):
    """The matrix product of two tensors; more than two dimensions are batches that broadcast."""
    if not isinstance(y, Tensor):
        return NotImplemented
    xd, yd = x._data, y._data
    op = BY_DIMENSIONS.get((xd.ndim, yd.ndim))
    if xd.dtype is not yd.dtype or not xd.ndim or not yd.ndim or xd.shape[-1] != _rows(yd):
        raise errors.of_matmul(x, y)
    if op is not None:
        return record(op, _product(xd, yd), x, y)
    if xd.ndim == 1 and yd.ndim == 2:
        return squeeze_row(matmul(unsqueeze_at(x, 0), y), 0)
    rows = x if xd.ndim > 1 else unsqueeze_at(x, 0)
    columns = y if yd.ndim > 1 else unsqueeze_at(y, 1)
    fit = rows._data.shape, columns._data.shape
    out = record(BMM, _product(rows._data, columns._data), rows, columns, fit=fit)
    shape = out._data.shape
    shape = shape if xd.ndim > 1 else shape[:-2] + shape[-1:]
    shape = shape if yd.ndim > 1 else shape[:-1]
    return reshape_copy(out, (shape, out._data.shape))


def _product(xd, yd):
    """The raw product, or PyTorch's errors."""
    if xd.dtype.kind == "b":
        raise NotImplementedError("\"addmm_impl_cpu_\" not implemented for 'Bool'")
    try:
        return xd @ yd
    except ValueError as error:
        raise errors.of_shapes(error, np.empty(xd.shape[:-2]), np.empty(yd.shape[:-2])) from None


def _rows(yd):
    """The extent of y that x's last one has to match."""
    return yd.shape[0] if yd.ndim == 1 else yd.shape[-2]


def addmm(bias, x, y):
    """bias + x @ y, for matrices x and y, and a bias of one dimension: one node of the graph."""
    xd, yd = x._data, y._data
    if xd.dtype is not yd.dtype or xd.shape[-1] != yd.shape[0]:
        raise errors.of_matmul(x, y)
    saved = (None, xd if y._node is not None else None, yd if x._node is not None else None)
    return record_many(ADDMM, ADDMM.forward(bias._data, xd, yd), (bias, x, y), None, saved)
