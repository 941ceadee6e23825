"""Operations of two operands beyond the core: remainders, rounded quotients, angles."""

import numpy as np

from autograd_ref.ops.arithmetic import refusing_zero
from autograd_ref.ops.elementwise import exp, raw, select, zeros_like
from autograd_ref.record import binary, on_raw_too, setting, unary


def _rounded(forward):
    """x / y, rounded: flat between its jumps."""
    return on_raw_too(
        "Div",
        forward,
        dx=lambda g, _out, _x, _y: zeros_like(g),
        dy=lambda g, _out, _x, _y: zeros_like(g),
        version=2,
    )


rounded_quotient = _rounded(np.floor_divide)
truncated_quotient = _rounded(lambda x, y: np.trunc(x / y))


def remainder(name, forward, whole, version):
    """x - y * whole(x, y): a function for a y that wants a gradient, and one that saves nothing.

    What `dy` reads is freed by backward(); a constant y needs nothing, so that twice is no error.
    """

    def through(g, _out, x, y):
        return -g * whole(x, y)

    constant = binary(
        name,
        forward,
        dx=lambda g, _out, _x, _y: g,
        dy=lambda g, _out, _x, _y: g,
        version=version,
    )
    if not version:
        return constant
    both = binary(name, forward, dx=lambda g, _out, _x, _y: g, dy=through, version=version)
    return lambda x, y: (constant if y._node is None else both)(x, y)


def _mod(x, y):
    """x % y of raw values; where nothing is left, 0 has the sign of x, as in C."""
    if x.dtype.kind != "f":
        return x % y
    left = np.fmod(x, y)
    return np.where((left != 0) & ((left < 0) != (y < 0)), left + y, left)[()]


remainder_number, remainder_tensor = (  # with the sign of y, as Python has it
    remainder("Remainder", refusing_zero(_mod), rounded_quotient, version) for version in (0, 1)
)
fmod_number, fmod_tensor = (
    remainder("Fmod", np.fmod, truncated_quotient, version) for version in (0, 1)
)

times = setting(  # by the alpha of add and sub: nothing is saved, so that twice is no error
    "Mul", lambda x, alpha: x * alpha, dx=lambda g, _out, _x, alpha: g * alpha, version=1
)

frac_of = unary("Frac", lambda x: x - np.trunc(x), dx=lambda g, _out, _x, _: g)

logaddexp = binary(
    "Logaddexp",
    np.logaddexp,
    dx=lambda g, _out, x, y: g / (1 + exp(y - x)),
    dy=lambda g, _out, x, y: g / (1 + exp(x - y)),
)

atan2 = binary(
    "Atan2",
    np.arctan2,
    dx=lambda g, _out, x, y: g * y / (x * x + y * y),
    dy=lambda g, _out, x, y: -g * x / (x * x + y * y),
)

limited_below = binary(  # on the limit, the gradient is x's
    "ClampMin",
    np.maximum,
    dx=lambda g, _out, x, y: select(raw(x) >= raw(y), g, 0.0),
    dy=lambda g, _out, x, y: select(raw(x) < raw(y), g, 0.0),
    version=1,
)

limited_above = binary(
    "ClampMax",
    np.minimum,
    dx=lambda g, _out, x, y: select(raw(x) <= raw(y), g, 0.0),
    dy=lambda g, _out, x, y: select(raw(x) > raw(y), g, 0.0),
    version=1,
)
