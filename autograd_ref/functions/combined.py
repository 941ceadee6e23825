"""Operations of three operands in one node: bias + x @ y, x + value * y * z, and the like."""

import numpy as np

from autograd_ref.ops.shapes import unbroadcast
from autograd_ref.record import define


def _saving(name, forward, dx, version=0):
    """(the Op if nothing is saved, the Op if something is): freed, the first is passed again."""
    rule = {"dx": dx, "many": True, "version": version}
    return tuple(define(name, forward, **rule, saves=saves) for saves in (False, True))


def _each(name, forward, *rules, version=0):
    """As `_saving`, with a rule for each tensor: rule(g, their raw values or Tensors, the number).

    A node has how = (the number among the operands, the shapes of the tensors).
    """

    def dx(g, needs, xs, how):
        number, shapes = how
        return tuple(
            unbroadcast(rule(g, xs, number), shape) if needed else None
            for rule, shape, needed in zip(rules, shapes, needs, strict=True)
        )

    return _saving(name, forward, dx, version)


def _times(x, number):
    """x * number, without a product by 1."""
    return x if number == 1 else x * number


def _addmm(bias, x, y, beta=1, alpha=1):
    """beta * bias + alpha * x @ y, with the sum written into the product's memory."""
    out = x @ y
    if alpha != 1:
        out *= alpha
    out += _times(bias, beta)
    return out


ADDMM = _saving(  # how = (shape of the bias, beta, alpha)
    "Addmm",
    _addmm,
    dx=lambda g, needs, xs, how: (
        unbroadcast(_times(g, how[1]), how[0]) if needs[0] else None,
        _times(g @ xs[2].T, how[2]) if needs[1] else None,
        _times(xs[1].T @ g, how[2]) if needs[2] else None,
    ),
)

ADDCMUL = _each(
    "Addcmul",
    lambda x, y, z, value: x + _times(y, value) * z,
    lambda g, _xs, _value: g,
    lambda g, xs, value: g * _times(xs[2], value),
    lambda g, xs, value: g * _times(xs[1], value),
)

ADDCDIV = _each(
    "Addcdiv",
    lambda x, y, z, value: x + _times(y, value) / z,
    lambda g, _xs, _value: g,
    lambda g, xs, value: g * (value / xs[2]),
    lambda g, xs, value: -g * _times(xs[1], value) / (xs[2] * xs[2]),
)


def _lerp(x, end, weight):
    """The point between x and end, computed from the nearer one, so that both are met exactly."""
    away = end - x
    near = np.abs(weight) < 0.5
    return np.where(near, x + weight * away, end - away * (1 - weight))[()]


LERP_NUMBER = _each(
    "Lerp",
    _lerp,
    lambda g, _xs, weight: g * (1 - weight),
    lambda g, _xs, weight: g * weight,
)

LERP_TENSOR = _each(
    "Lerp",
    _lerp,
    lambda g, xs, _number: g * (1 - xs[2]),
    lambda g, xs, _number: g * xs[2],
    lambda g, xs, _number: g * (xs[1] - xs[0]),
    version=1,
)
