"""Sums, products, quotients and powers of two operands."""

import operator

import numpy as np

from autograd_ref.ops.elementwise import floor, log, raw, select, zeros_like
from autograd_ref.record import binary, setting

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

reciprocal_of = setting(
    "Reciprocal", lambda x, _: 1 / x, dx=lambda g, out, _x, _: -g * out * out
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

remainder = binary(  # with the sign of y, as Python has it
    "Remainder",
    operator.mod,
    dx=lambda g, _out, _x, _y: g,
    dy=lambda g, _out, x, y: -g * floor(x / y),
)

floor_quotient = binary(
    "FloorDivide",
    operator.floordiv,
    dx=lambda g, _out, _x, _y: zeros_like(g),
    dy=lambda g, _out, _x, _y: zeros_like(g),
)


def _share(g, loses, ties):
    """Nothing where this operand loses, half where they tie, else all."""
    return select(loses, 0.0, select(ties, g / 2, g))


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
