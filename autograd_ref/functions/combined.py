"""Operations of three operands in one node: bias + x @ y, x + value * y * z, and the like."""

import numpy as np

from autograd_ref.ops.shapes import unbroadcast
from autograd_ref.record import define


def _saving(name, forward, dx, version=0):
    """(the Op if nothing is saved, the Op if something is): freed, the first is passed again."""
    rule = {"dx": dx, "many": True, "version": version}
    return tuple(define(name, forward, **rule, saves=saves) for saves in (False, True))


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

# Below, how = (the number among the operands, the shapes of the others).

ADDCMUL = _saving(
    "Addcmul",
    lambda x, y, z, value: x + _times(y, value) * z,
    dx=lambda g, needs, xs, how: (
        unbroadcast(g, how[1][0]) if needs[0] else None,
        unbroadcast(g * _times(xs[2], how[0]), how[1][1]) if needs[1] else None,
        unbroadcast(g * _times(xs[1], how[0]), how[1][2]) if needs[2] else None,
    ),
)

ADDCDIV = _saving(
    "Addcdiv",
    lambda x, y, z, value: x + _times(y, value) / z,
    dx=lambda g, needs, xs, how: (
        unbroadcast(g, how[1][0]) if needs[0] else None,
        unbroadcast(g * (how[0] / xs[2]), how[1][1]) if needs[1] else None,
        unbroadcast(-g * _times(xs[1], how[0]) / (xs[2] * xs[2]), how[1][2]) if needs[2] else None,
    ),
)


def _lerp(x, end, weight):
    """The point between x and end, computed from the nearer one, so that both are met exactly."""
    away = end - x
    near = np.abs(weight) < 0.5
    return np.where(near, x + weight * away, end - away * (1 - weight))[()]


LERP_NUMBER = define(
    "Lerp",
    _lerp,
    dx=lambda g, needs, _xs, how: (
        unbroadcast(g * (1 - how[0]), how[1][0]) if needs[0] else None,
        unbroadcast(g * how[0], how[1][1]) if needs[1] else None,
    ),
    many=True,
)

LERP_TENSOR = _saving(
    "Lerp",
    _lerp,
    dx=lambda g, needs, xs, how: (
        unbroadcast(g * (1 - xs[2]), how[1][0]) if needs[0] else None,
        unbroadcast(g * xs[2], how[1][1]) if needs[1] else None,
        unbroadcast(g * (xs[1] - xs[0]), how[1][2]) if needs[2] else None,
    ),
    version=1,
)
