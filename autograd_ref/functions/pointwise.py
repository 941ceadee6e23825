"""Functions of each element beyond those in ops/elementwise.py."""

import math

import numpy as np

from autograd_ref.ops.elementwise import exp, raw, select
from autograd_ref.ops.shapes import unbroadcast
from autograd_ref.record import define, unary
from autograd_ref.special import erf_of

expm1 = unary(
    "Expm1",
    # numpy's last bit of a float32 is not the nearest one, and can be seen where that is printed
    lambda x: np.expm1(x, dtype=np.float64).astype(x.dtype, copy=False),
    dx=lambda g, out, _x, _: g * (out + 1),
)

log2 = unary("Log2", np.log2, dx=lambda g, _out, x, _: g / (x * float(np.log(2))))

log10 = unary("Log10", np.log10, dx=lambda g, _out, x, _: g / (x * float(np.log(10))))

rsqrt = unary("Rsqrt", lambda x: 1 / np.sqrt(x), dx=lambda g, out, _x, _: g * (-0.5 * out**3))

tan = unary("Tan", np.tan, dx=lambda g, out, _x, _: g * (1 + out * out))

atan = unary("Atan", np.arctan, dx=lambda g, _out, x, _: g / (x * x + 1))

asin = unary("Asin", np.arcsin, dx=lambda g, _out, x, _: g * rsqrt(1 - x * x))

acos = unary("Acos", np.arccos, dx=lambda g, _out, x, _: g * -rsqrt(1 - x * x))

sinh = unary("Sinh", np.sinh, dx=lambda g, _out, x, _: g * cosh(x))

cosh = unary("Cosh", np.cosh, dx=lambda g, _out, x, _: g * sinh(x))

erf = unary("Erf", erf_of, dx=lambda g, _out, x, _: g * (2 / math.sqrt(math.pi) * exp(-x * x)))


def _where_each_counts(x, low, high):
    """Where x, and where each limit that there is, is what the result follows; for nan, nowhere."""
    both = low is not None and high is not None
    masks = [(low is None or x >= low) & (high is None or x <= high)]
    if low is not None:
        masks.append((x < low) & (low < high if both else True))
    if high is not None:
        masks.append((x > high) | (high < low if both else False))
    return masks


def _slopes_of_clamp(g, needs, xs, limits):
    """g where an operand counts, else 0."""
    given = iter(map(raw, xs))
    masks = _where_each_counts(next(given), *(next(given) if each else None for each in limits))
    return tuple(
        unbroadcast(select(mask, g, 0.0), x.shape) if needed else None
        for needed, mask, x in zip(needs, masks, xs, strict=True)
    )


CLAMP = define(  # operands: x, and tensors of limits; how = whether there is a low, and a high one
    "Clamp",
    None,
    dx=lambda g, needs, xs, how: _slopes_of_clamp(g, needs, xs, how),
    many=True,
    saves=True,
)
