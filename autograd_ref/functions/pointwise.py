"""Functions of each element beyond those in ops/elementwise.py."""

import math

import numpy as np

from autograd_ref.ops.arithmetic import no_derivative
from autograd_ref.ops.elementwise import exp, raw, select, zeros_like
from autograd_ref.ops.shapes import unbroadcast
from autograd_ref.record import define, setting, unary
from autograd_ref.special import erf_of

expm1 = unary(
    "Expm1",
    # numpy's last bit of a float32 is not the nearest one, and can be seen where that is printed
    lambda x: np.expm1(x, dtype=np.float64).astype(x.dtype, copy=False),
    dx=lambda g, out, _x, _: g * (out + 1),
)

log2 = unary("Log2", np.log2, dx=lambda g, _out, x, _: g / (x * float(np.log(2))))

log10 = unary("Log10", np.log10, dx=lambda g, _out, x, _: g / (x * float(np.log(10))))

rsqrt = unary("Rsqrt", lambda x: 1 / np.sqrt(x), dx=lambda g, out, _x, _: (-0.5 * g) * out**3)

tan = unary("Tan", np.tan, dx=lambda g, out, _x, _: g * (1 + out * out))

atan = unary("Atan", np.arctan, dx=lambda g, _out, x, _: g / (x * x + 1))

asin = unary("Asin", np.arcsin, dx=lambda g, _out, x, _: g * rsqrt(1 - x * x))

acos = unary("Acos", np.arccos, dx=lambda g, _out, x, _: g * -rsqrt(1 - x * x))

sinh = unary("Sinh", np.sinh, dx=lambda g, _out, x, _: g * cosh(x))

cosh = unary("Cosh", np.cosh, dx=lambda g, _out, x, _: g * sinh(x))

erf = unary("Erf", erf_of, dx=lambda g, _out, x, _: g * (2 / math.sqrt(math.pi) * exp(-(x * x))))

limited_below = setting(
    "ClampMin",
    lambda x, low: np.clip(x, low, None),
    dx=lambda g, _out, x, low: select(raw(x) >= low, g, 0.0),
)

limited_above = setting(
    "ClampMax",
    lambda x, high: np.clip(x, None, high),
    dx=lambda g, _out, x, high: select(raw(x) <= high, g, 0.0),
)

round_to = setting(  # so many decimals
    "Round",
    lambda x, decimals: np.round(x, decimals),
    dx=lambda g, _out, _x, _decimals: zeros_like(g),
    version=1,
)

filled = setting(  # numbers = (in place of nan, of inf, of -inf)
    "NanToNum",
    lambda x, numbers: np.nan_to_num(x, True, *numbers),
    dx=lambda g, _out, x, _numbers: select(np.isfinite(raw(x)), g, 0.0),
)


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


def _drawn(name, version=0):
    """Other elements, drawn by chance, in place of x: the gradient is 0, which is not None."""
    rule = {"dx": lambda g, _out, _x, _new: zeros_like(g), "version": version}
    return setting(name, lambda _x, new: new, **rule)


uniform_drawn, normal_drawn, bernoulli_drawn = map(_drawn, ("Uniform", "Normal", "Bernoulli"))
bernoulli_drawn_with = _drawn("Bernoulli", 2)  # in place, with one number as the probability
normal_drawn_around, normal_drawn_within = _drawn("Normal", 1), _drawn("Normal", 2)

NORMAL_DRAWN = define(  # around means, within standard deviations
    "Normal",
    lambda _x, _y, new: new,
    dx=lambda g, _out, _x, _y: zeros_like(g),
    dy=lambda g, _out, _x, _y: zeros_like(g),
    version=3,
)

bernoulli_refused = setting(  # PyTorch has no derivative of bernoulli(x, p), but of bernoulli(p)
    "torch::autograd::NotImplemented",
    lambda _x, new: new,
    dx=lambda _g, _out, _x, _new: no_derivative("bernoulli"),
    version=None,
)
