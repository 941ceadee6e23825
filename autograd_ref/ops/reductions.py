"""Sums, means, and extremes, over everything or along dimensions."""

import numpy as np

from autograd_ref.ops.elementwise import raw
from autograd_ref.ops.shapes import spread
from autograd_ref.record import setting
from autograd_ref.tensor import Tensor, wrap

sum_all = setting(
    "Sum", lambda x, _: np.add.reduce(x, None), dx=lambda g, _out, _x, how: spread(g, *how)
)


def _spread_evenly(g, _out, _x, how):
    """g, the gradient of a mean, repeated and divided: in PyTorch's order where it is recorded."""
    *where, count = how
    return spread(g, *where) / count if isinstance(g, Tensor) else spread(g / count, *where)


mean_all = setting("Mean", lambda x, how: np.add.reduce(x, None) / how[3], dx=_spread_evenly)

mean_axes = setting(
    "Mean",
    lambda x, how: np.add.reduce(x, how[1], keepdims=how[2]) / how[3],
    dx=_spread_evenly,
    version=1,
    in_rows=True,
)


def extreme(name, forward, version, spread_nan):
    """The largest or smallest elements over axes; ties share the gradient evenly."""
    return setting(
        name,
        lambda x, how: forward(x, axis=how[1], keepdims=how[2]),
        dx=lambda g, out, x, how: spread(g, *how) * _shares(out, x, how, spread_nan),
        version=version,
        in_rows=True,
    )


def _shares(out, x, how, spread_nan):
    """1/n at each of the n elements that equal the extreme, a constant."""
    xd, top = raw(x), spread(raw(out), *how)
    ties = xd == top
    if spread_nan:
        ties |= (xd != xd) & (top != top)
    shares = (ties / ties.sum(axis=how[1], keepdims=True)).astype(xd.dtype)
    return wrap(shares) if isinstance(x, Tensor) else shares


# PyTorch gives the gradient of max() to the nan that won; amax answers nan everywhere.
max_all = extreme("Max", np.max, 1, spread_nan=True)
min_all = extreme("Min", np.min, 1, spread_nan=True)
amax_axes = extreme("Amax", np.max, 0, spread_nan=False)
amin_axes = extreme("Amin", np.min, 0, spread_nan=False)
