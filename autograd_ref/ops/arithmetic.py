"""Sums, products, quotients, powers, comparisons of two operands; matrix products."""

import operator

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.modes import no_grad
from autograd_ref.ops.elementwise import floor, log, raw, select, zeros_like
from autograd_ref.ops.shapes import squeeze_at, unbroadcast, unsqueeze_at
from autograd_ref.record import binary, define, record, setting
from autograd_ref.tensor import Tensor, wrap

add = binary("Add", operator.add, dx=lambda g, _out, _x, _y: g, dy=lambda g, _out, _x, _y: g)

sub = binary("Sub", operator.sub, dx=lambda g, _out, _x, _y: g, dy=lambda g, _out, _x, _y: -g)

rsub = binary(  # number - x
    "Rsub",
    lambda x, y: y - x,
    dx=lambda g, _out, _x, _y: -g,
    dy=lambda g, _out, _x, _y: g,
    version=1,
)

mul = binary("Mul", operator.mul, dx=lambda g, _out, _x, y: g * y, dy=lambda g, _out, x, _y: g * x)

div = binary(
    "Div",
    operator.truediv,
    dx=lambda g, _out, _x, y: g / y,
    dy=lambda g, _out, x, y: -g * ((x / y) / y),
)


def _slope_of_base(g, x, y):
    """g * y * x**(y-1), and 0 where y is 0, even at x = 0."""
    return select(raw(y) == 0, 0.0, g * (y * x ** (y - 1)))


def _slope_of_exponent(g, out, x, y):
    """g * x**y * log(x), and 0 where 0 is raised to a power that is not negative."""
    return select((raw(x) == 0) & (raw(y) >= 0), 0.0, g * (out * log(x)))


pow_number = binary(  # tensor ** number
    "Pow",
    operator.pow,
    dx=lambda g, _out, x, y: g * (y * x ** (y - 1)) if y else zeros_like(g),
    dy=lambda g, out, x, y: _slope_of_exponent(g, out, x, y),
)

pow_tensor = binary(  # tensor ** tensor
    "Pow",
    operator.pow,
    dx=lambda g, _out, x, y: _slope_of_base(g, x, y),
    dy=lambda g, out, x, y: _slope_of_exponent(g, out, x, y),
    version=1,
)


def power(x, y):
    """x ** y."""
    return pow_tensor(x, y) if isinstance(y, Tensor) else pow_number(x, y)


def rpower(x, y):
    """y ** x, for a number y."""
    if not isinstance(y, (int, float, np.generic)):
        return NotImplemented
    return pow_tensor(wrap(np.asarray(y, dtypes.result_type(x._data, y))[()]), x)


maximum = binary(
    "Maximum",
    np.maximum,
    dx=lambda g, _out, x, y: _share(g, raw(x) < raw(y), raw(x) == raw(y)),
    dy=lambda g, _out, x, y: _share(g, raw(y) < raw(x), raw(x) == raw(y)),
)

minimum = binary(
    "Minimum",
    np.minimum,
    dx=lambda g, _out, x, y: _share(g, raw(x) > raw(y), raw(x) == raw(y)),
    dy=lambda g, _out, x, y: _share(g, raw(y) > raw(x), raw(x) == raw(y)),
)


def _share(g, loses, ties):
    """Nothing where this operand loses, half where they tie, else all."""
    return select(loses, 0.0, select(ties, g / 2, g))


reciprocal = setting("Reciprocal", lambda x, _: 1 / x, dx=lambda g, out, _x, _: -g * out * out)


def rdiv(x, y):
    """y / x for a number y, as PyTorch computes it: reciprocal times y."""
    if x._data.dtype.kind != "f":
        x = x.to(dtypes.Default.dtype)
    return mul(reciprocal(x, None), y)


remainder = binary(  # with the sign of y, as Python has it
    "Remainder",
    operator.mod,
    dx=lambda g, _out, _x, _y: g,
    dy=lambda g, _out, x, y: -g * floor(x / y),
)


def floor_divide(x, y):
    """x / y rounded down; without a derivative, as in PyTorch."""
    if not isinstance(y, (Tensor, int, float, np.generic)):
        return NotImplemented
    with no_grad():
        return floor_quotient(x, y)


floor_quotient = binary(
    "FloorDivide",
    operator.floordiv,
    dx=lambda g, _out, _x, _y: zeros_like(g),
    dy=lambda g, _out, _x, _y: zeros_like(g),
)


def equal(x, y):
    """Whether two tensors have the same shape and the same elements."""
    return x._data.shape == y._data.shape and bool(np.all(x._data == y._data))


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

    method.__name__ = name
    method.__doc__ = f"Whether x {name} y, element by element."
    return method


COMPARISONS = {
    name: _compares(name, getattr(operator, name)) for name in ("eq", "ne", "lt", "le", "gt", "ge")
}

# --- matrix products: a rule for each shape, as PyTorch has ---------------------------------------

DOT = define(
    "Dot", operator.matmul, dx=lambda g, _out, _x, y: g * y, dy=lambda g, _out, x, _y: g * x
)

MV = define(
    "Mv",
    operator.matmul,
    dx=lambda g, _out, _x, y: unsqueeze_at(g, 1) * y,
    dy=lambda g, _out, x, _y: x.T @ g,
)

MM = define(
    "Mm", operator.matmul, dx=lambda g, _out, _x, y: g @ y.T, dy=lambda g, _out, x, _y: x.T @ g
)

BMM = define(
    "Bmm",
    operator.matmul,
    dx=lambda g, _out, x, y: unbroadcast(g @ y.swapaxes(-2, -1), x.shape),
    dy=lambda g, _out, x, y: unbroadcast(x.swapaxes(-2, -1) @ g, y.shape),
)

BY_DIMENSIONS = {(1, 1): DOT, (2, 1): MV, (2, 2): MM}


def matmul(x, y):
    """The matrix product of two tensors; more than two dimensions are batches that broadcast."""
    if not isinstance(y, Tensor):
        return NotImplemented
    xd, yd = x._data, y._data
    op = BY_DIMENSIONS.get((xd.ndim, yd.ndim))
    if xd.dtype is not yd.dtype or not xd.ndim or not yd.ndim or xd.shape[-1] != _rows(yd):
        raise RuntimeError(errors.of_matmul(x, y))
    if op is None and xd.ndim == 1:
        return squeeze_at(matmul(unsqueeze_at(x, 0), y), -2)
    if op is None and yd.ndim == 1:
        return squeeze_at(matmul(x, unsqueeze_at(y, 1)), -1)
    return record(op or BMM, xd @ yd, x, y)


def _rows(yd):
    """The extent of y that x's last one has to match."""
    return yd.shape[0] if yd.ndim == 1 else yd.shape[-2]
