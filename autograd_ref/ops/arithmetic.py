"""Sums, products, quotients and powers of two operands."""

import operator

import numpy as np

from autograd_ref.ops.elementwise import log, raw, select, zeros_like
from autograd_ref.record import binary, setting
from autograd_ref.tensor import Tensor

add = binary(
    "Add", operator.add, dx=lambda g, _out, _x, _y: g, dy=lambda g, _out, _x, _y: g, passes=True
)

sub = binary("Sub", operator.sub, dx=lambda g, _out, _x, _y: g, dy=lambda g, _out, _x, _y: -g)


rsub = binary(  # number - x
    "Rsub",
    lambda x, y: y - x,
    dx=lambda g, _out, _x, _y: -g,
    dy=lambda g, _out, _x, _y: g,
    version=1,
)

mul = binary(
    "Mul",
    operator.mul,
    dx=lambda g, _out, _x, y: g * y,
    dy=lambda g, _out, x, _y: g * x,
    product=True,
)

div = binary(
    "Div",
    operator.truediv,
    dx=lambda g, _out, _x, y: g / y,
    dy=lambda g, _out, x, y: -g * ((x / y) / y),
)

reciprocal_of = setting("Reciprocal", lambda x, _: 1 / x, dx=lambda g, out, _x, _: -g * out * out)


def _slope_of_base(g, x, y):
    """g * y * x**(y-1), and 0 where y is 0, even at x = 0."""
    return select(raw(y) == 0, 0.0, g * (y * x ** (y - 1)))


def _slope_of_exponent(g, out, x, y):
    """g * x**y * log(x), and 0 where 0 is raised to a power that is not negative."""
    return g * select((raw(x) == 0) & (raw(y) >= 0), 0.0, out * log(x))


def _power(x, y):
    """x ** y; raw cubes as PyTorch's: numpy takes 30 times as long, and may round otherwise."""
    return x * x * x if y == 3 and not isinstance(x, Tensor) else x**y


pow_number = binary(  # tensor ** number
    "Pow",
    _power,
    dx=lambda g, _out, x, y: g * (y * _power(x, y - 1)) if y else zeros_like(g),
    dy=lambda g, out, x, y: _slope_of_exponent(g, out, x, y),
)

pow_of_number = setting(  # number ** tensor
    "Pow",
    lambda x, base: base**x,
    dx=lambda g, out, x, base: (
        g * (out * float(np.log(base))) if base else _slope_of_exponent(g, out, x * 0, x)
    ),
    version=2,
    in_rows=True,
)

pow_tensor = binary(  # tensor ** tensor; what dx doesn't read is saved as PyTorch saves it
    "Pow",
    lambda x, y: _whole_power(x, y) if x.dtype.kind in "iu" else x**y,
    dx=lambda g, out, x, y: _slope_of_base(g, x, y),
    dy=lambda g, out, x, y: _slope_of_exponent(g, out, x, y),
    version=1,
)


def _whole_power(x, y):
    """x ** y of integers; what is not whole is cut off."""
    if not np.any(y < 0):
        return x**y
    powers = np.float64(x) ** y
    return np.where(np.isfinite(powers), powers, 0).astype(x.dtype)[()]


def refusing_zero(forward):
    """The function, with PyTorch's error where a whole number is divided by 0."""

    def divided(x, y):
        out = forward(x, y)
        if x.dtype.kind in "biu" and not isinstance(y, float) and np.any(y == 0):
            raise RuntimeError("ZeroDivisionError")
        return out

    return divided


def no_derivative(name):
    """PyTorch's error for a derivative that there is not."""
    raise RuntimeError(f"derivative for aten::{name} is not implemented")


floor_divide = binary(
    "torch::autograd::NotImplemented",
    refusing_zero(operator.floordiv),
    dx=lambda _g, _out, _x, _y: no_derivative("floor_divide"),
    dy=lambda _g, _out, _x, _y: no_derivative("floor_divide"),
    version=None,
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
