"""Rows for the table of test_ops.py: functions, and how to draw their operands."""

import numpy as np


def away_from(points, low=-2.0, high=2.0, gap=0.05):
    """Random numbers that keep their distance from kinks and jumps."""

    def draw(rng, shape):
        x = rng.uniform(low, high, shape)
        for point in points:
            x = np.where(np.abs(x - point) < gap, x + 2 * gap, x)
        return x

    return draw


ANY = away_from(())
POSITIVE = away_from((), 0.3, 2.0)
NONZERO = away_from((0.0,), gap=0.3)
INSIDE = away_from((), -0.8, 0.8)  # of (-1, 1)


def distinct(rng, shape):
    """Random numbers of which no two are close: extremes do not change hands."""
    return rng.permutation(np.arange(1.0, np.prod(shape) + 1)).reshape(shape) / 3


def with_zeros(rng, shape):
    """Random numbers, and some zeros among them."""
    x = rng.uniform(0.5, 2.0, shape) * rng.choice([-1, 1], shape)
    x.flat[:: max(3, x.size // 3)] = 0.0
    return x


def unary(f, draw=ANY):
    return [(f, ((3, 4), draw)), (f, ((), draw))]


def binary(f, draw=ANY, draw_y=None):
    """Equal shapes, broadcasting both ways and to and from 0-d, and one operand twice."""
    draw_y = draw_y or draw
    pairs = [((2, 3), (2, 3)), ((2, 3), (3,)), ((1, 3), (2, 1)), ((3,), (4, 1, 3))]
    pairs += [((), (2, 3)), ((2, 3), ()), ((), ())]
    return [(f, (a, draw), (b, draw_y)) for a, b in pairs]


def on_matrix(*functions, draw=ANY):
    return [(f, ((3, 4), draw)) for f in functions]
