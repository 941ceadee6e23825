"""Operations beyond the core in ops/: running sums and products, spread, norms, other orders."""

import math

import numpy as np

from autograd_ref.ops.elementwise import abs, raw, select, sign, zeros_like
from autograd_ref.ops.indexing import gather_along, put, put_along
from autograd_ref.ops.reductions import extreme, mean_axes
from autograd_ref.ops.shapes import (
    reshape_copy,
    reshape_to,
    spread,
    sum_axes,
    unbroadcast,
    unsqueeze_at,
)
from autograd_ref.record import define, setting

# --- elements in another order, or some of them ---------------------------------------------------


def _masked(x, mask, value):
    """A copy of x, in row-major order, with the value where the mask is true."""
    out = np.array(np.broadcast_to(x, np.broadcast_shapes(x.shape, mask.shape)), order="C")
    out[np.broadcast_to(mask, out.shape)] = value
    return out[()]


MASKED_FILL = define(
    "MaskedFill",
    _masked,
    dx=lambda g, _out, _x, mask: select(mask, 0.0, g),
    parameter=True,
    saves=True,
)

MASKED_FILL_WITH = define(  # a 0-d tensor
    "MaskedFill",
    _masked,
    dx=lambda g, _out, _x, mask: select(mask, 0.0, g),
    dy=lambda g, _out, _x, mask: select(mask, g, 0.0),
    parameter=True,
    saves=True,
    version=1,
)

flip_over = setting(
    "Flip",
    lambda x, dims: np.flip(x, dims if x.ndim else ()).copy("K"),
    dx=lambda g, _out, _x, dims: flip_over(g, dims),
)

roll_by = setting(  # how = (shifts, dims)
    "Roll",
    lambda x, how: np.roll(x, *how),
    dx=lambda g, _out, _x, how: roll_by(g, (tuple(-shift for shift in how[0]), how[1])),
    in_rows=True,
)

reshape_alias = setting(  # a view in a new shape of what does not lie in row-major order
    "ReshapeAlias",
    lambda x, shapes: x.reshape(shapes[0]),
    dx=lambda g, _out, _x, shapes: reshape_to(g, shapes[::-1]),
    view=True,
)

tril_of = setting("Tril", np.tril, dx=lambda g, _out, _x, k: tril_of(g, k), in_rows=True)
triu_of = setting("Triu", np.triu, dx=lambda g, _out, _x, k: triu_of(g, k), in_rows=True)


def _diagonal(x, how):
    """A diagonal as a view; numpy's own may not be written."""
    view = x.diagonal(*how[1:])
    view.flags.writeable = x.flags.writeable
    return view


def _on_diagonal(x, how):
    """Zeros, with x on a diagonal."""
    out = np.zeros(how[0], x.dtype)
    _diagonal(out, how)[...] = x
    return out


diagonal_of = setting(  # how = (shape of the whole, offset, dim, dim)
    "Diagonal", _diagonal, dx=lambda g, _out, _x, how: on_diagonal(g, how), view=True
)

diagonal_copy = setting(  # PyTorch's name for it has its version in the middle
    "DiagonalBackward0_copy",
    lambda x, how: _diagonal(x, how).copy(),
    dx=lambda g, _out, _x, how: on_diagonal(g, how),
    version=None,
)

on_diagonal = setting("DiagEmbed", _on_diagonal, dx=lambda g, _out, _x, how: diagonal_of(g, how))

trace_of = setting(
    "Trace",
    lambda x, _: x.trace(),
    dx=lambda g, _out, _x, how: on_diagonal(spread(g, (min(how[0]),), None, False), how),
)


def _unrepeated(g, repeats, shape):
    """The copies of a repeated tensor, summed."""
    padded = (1,) * (len(repeats) - len(shape)) + shape
    apart = tuple(extent for pair in zip(repeats, padded, strict=True) for extent in pair)
    copies = reshape_copy(g, (apart, tuple(g.shape)))
    summed = sum_axes(copies, (apart, tuple(range(0, len(apart), 2)), False))
    return reshape_copy(summed, (shape, padded))


repeat_by = setting(  # how = (repeats, shape)
    "Repeat",
    lambda x, how: np.tile(x, how[0]),
    dx=lambda g, _out, _x, how: _unrepeated(g, *how),
)


def _picked(name, version=0):
    """The elements at given places along a dimension, as in ops/indexing.py."""
    rule = {"dx": lambda g, _out, _x, how: put_along(g, how), "saves": True}
    return setting(name, gather_along, version=version, **rule)


gathered = setting(  # PyTorch saves the whole as well, and refuses a backward after it was written
    "Gather",
    gather_along,
    dx=lambda g, _out, x, how: put_along(g, (*how[:2], x.shape, how[3])),
    saves=True,
    in_rows=True,
)

selected_by_mask = setting(  # how = (the shape that x is broadcast to, (mask,)); it saves x, too
    "MaskedSelect",
    lambda x, how: np.broadcast_to(x, how[0])[how[1]],
    dx=lambda g, _out, x, how: unbroadcast(put(g, how), x.shape),
    saves=True,
)


def _refuse_unique():
    raise NotImplementedError("the derivative for '_unique2' is not implemented.")


UNIQUE = define("Unique2", np.unique, dx=lambda _g, _out, _x, _y: _refuse_unique())

median_picked, sorted_stably = _picked("Median", 1), _picked("Sort", 1)
cummax_picked, cummin_picked = _picked("Cummax"), _picked("Cummin")


def _median(x, **_over_all):
    """The middle one of the sorted elements, the lower of two; nan if there is one."""
    middle = (x.size - 1) // 2
    holds_nan = not x.size or np.isnan(x).any()
    return x.dtype.type(math.nan) if holds_nan else np.partition(x.ravel(), middle)[middle]


median_all = extreme("Median", _median, 0, spread_nan=True)  # ties share the gradient

# --- running sums and products --------------------------------------------------------------------


def _from_the_end(g, dim):
    """Running sums from the end."""
    return flip_over(cumsum_along(flip_over(g, (dim,)), dim), (dim,))


def _along(running):
    """The running sums or products, in row-major order; without dimensions x is its own."""
    return lambda x, dim: running(np.ascontiguousarray(x), dim) if x.ndim else np.array(x)[()]


cumsum_along = setting(
    "Cumsum", _along(np.cumsum), dx=lambda g, _out, _x, dim: _from_the_end(g, dim)
)


def _slope_of_cumprod(g, out, x, dim):
    """The later products without the factor x: by division or, if there are zeros, anew."""
    if not x.ndim:
        return g
    if raw(x).all():
        return _from_the_end(g * out, dim) / x
    at = np.arange(x.shape[dim]).reshape(-1, *(1,) * (x.ndim - dim - 1))  # of each result
    of = np.expand_dims(at, 1)  # of each factor
    others = cumprod_along(select(at == of, 1.0, unsqueeze_at(x, dim)), dim + 1)
    terms = select(at < of, 0.0, unsqueeze_at(g, dim) * others)
    return sum_axes(terms, (terms.shape, (dim + 1,), False))


cumprod_along = setting(
    "Cumprod", _along(np.cumprod), dx=lambda g, out, x, dim: _slope_of_cumprod(g, out, x, dim)
)


def _before(x, dim):
    """The products of the elements that stand before each."""
    first = np.arange(x.shape[dim]).reshape(-1, *(1,) * (x.ndim - dim - 1)) == 0
    return cumprod_along(select(first, 1.0, roll_by(x, ((1,), (dim,)))), dim)


def _others(out, x, dim):
    """The product without the factor x: by division or, if there are zeros, from both sides."""
    if raw(x).all():
        return out / x
    return _before(x, dim) * flip_over(_before(flip_over(x, (dim,)), dim), (dim,))


prod_along = setting(  # how = (shape, (dim,), keepdim)
    "Prod",
    lambda x, how: x.prod(axis=how[1] if x.ndim else (), keepdims=how[2]),
    dx=lambda g, out, x, how: (
        spread(g, *how) * _others(spread(out, *how), x, how[1][0]) if x.ndim else g
    ),
    version=1,
    in_rows=True,
)

prod_all = setting(
    "Prod",
    lambda x, _: x.prod(),
    dx=lambda g, out, x, shape: (
        g
        if not shape
        else g * reshape_copy(_others(out, reshape_copy(x, ((-1,), shape)), 0), (shape, (-1,)))
    ),
)

# --- spread and norms: how = (shape, axes, keepdim, correction or p) ------------------------------


def _count(how):
    """How many elements each result sums up."""
    return math.prod(how[0][axis] for axis in how[1])


def _var(x, how):
    """The sum of squared distances from the mean, divided by count - correction."""
    _, axes, keepdim, correction = how
    off = x - x.sum(axis=axes, keepdims=True) / _count(how)
    return (off * off).sum(axis=axes, keepdims=keepdim) / max(_count(how) - correction, 0)


def _slope_of_var(g, x, how):
    """2 (x - mean) / (count - correction)."""
    shape, axes, keepdim, correction = how
    free = _count(how) - correction
    off = x - mean_axes(x, (shape, axes, True, _count(how)))
    return spread(g, shape, axes, keepdim) * (2 / free if free > 0 else math.inf) * off


var_axes = setting("Var", _var, dx=lambda g, _out, x, how: _slope_of_var(g, x, how), in_rows=True)

std_axes = setting(
    "Std",
    lambda x, how: np.sqrt(_var(x, how)),
    dx=lambda g, out, x, how: _slope_of_var(select(raw(out) == 0, 0.0, g / (2 * out)), x, how),
    in_rows=True,
)


def _norm(x, how):
    """(the sum of |x| ** p) ** (1 / p)."""
    _, axes, keepdim, p = how
    if p == 0:
        return (x != 0).sum(axis=axes, keepdims=keepdim, dtype=x.dtype)
    powers = x * x if p == 2 else np.abs(x) ** p
    total = powers.sum(axis=axes, keepdims=keepdim)
    return np.sqrt(total) if p == 2 else total if p == 1 else total ** (1 / p)


def _slope_of_norm(g, out, x, how):
    """x / norm for p = 2, and 0 at the origin, which is a subgradient."""
    *how, p = how
    g, out = spread(g, *how), spread(out, *how)
    if p == 0:
        return zeros_like(g)
    if p == 1:
        return g * sign(x)
    if p == 2:
        return g * select(raw(out) == 0, 0.0, x / out)
    return select(raw(x) == 0, 0.0, g * sign(x) * (abs(x) / out) ** (p - 1))


norm_axes = setting("LinalgVectorNorm", _norm, dx=_slope_of_norm, in_rows=True)

# --- of two operands ------------------------------------------------------------------------------
