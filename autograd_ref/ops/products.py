"""Matrix products: a rule for each shape, as PyTorch has."""

import operator

from autograd_ref.ops.shapes import sum_axes, unsqueeze_at
from autograd_ref.record import define

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

BMM = define(  # batches, which broadcast
    "Bmm",
    operator.matmul,
    dx=lambda g, _out, _x, y: g @ y.swapaxes(-2, -1),
    dy=lambda g, _out, x, _y: x.swapaxes(-2, -1) @ g,
)


def _addmm(bias, x, y):
    """bias + x @ y, with the sum written into the product's memory."""
    out = x @ y
    out += bias
    return out


ADDMM = define(  # operands: bias, x, y; a bias of one dimension is added to every row
    "Addmm",
    _addmm,
    dx=lambda g, needs, xs, _how: (
        (sum_axes(g, (g.shape, (0,), False)) if needs[0] else None),
        (g @ xs[2].T if needs[1] else None),
        (xs[1].T @ g if needs[2] else None),
    ),
    many=True,
    saves=True,
)
