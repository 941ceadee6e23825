"""Functions of each element beyond those in ops/elementwise.py."""

import math

import numpy as np

from autograd_ref.ops.elementwise import exp, select
from autograd_ref.ops.shapes import unbroadcast
from autograd_ref.record import define, unary
from autograd_ref.special import erf_of

expm1 = unary("Expm1", np.expm1, dx=lambda g, out, _x, _: g * (out + 1))

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

CLAMP = define(  # between tensors of limits; how = (mask, shape) for each operand
    "Clamp",
    None,
    dx=lambda g, needs, _xs, how: tuple(
        unbroadcast(select(mask, g, 0.0), shape) if needed else None
        for needed, (mask, shape) in zip(needs, how, strict=True)
    ),
    many=True,
    saves=True,
)
