"""Matrix products: a rule for each shape, as PyTorch has."""

import operator

from autograd_ref.ops.shapes import unsqueeze_at
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
