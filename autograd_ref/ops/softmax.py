"""Exponentials in proportion: softmax, its logarithm, and the logarithm of their sum."""

import numpy as np

from autograd_ref.ops.elementwise import exp
from autograd_ref.ops.keeping import keeping
from autograd_ref.ops.shapes import spread, sum_axes
from autograd_ref.record import setting
from autograd_ref.tensor import Tensor


def _kept(reduce, x, dim):
    """A ufunc's reduction of the raw x along dim, which stays with extent 1; a 0-d x as it is."""
    return reduce(x, dim, None, None, True) if x.ndim else x


def _shifted(x, dim):
    """x minus its maximum along dim: an exponential of it can't overflow, and one of them is 1.

    In row-major order, whatever x is in.
    """
    return np.subtract(x, _kept(np.maximum.reduce, x, dim), order="C") if x.size else +x


def _total(g, dim):
    """The sum of g along dim, which stays with extent 1."""
    return sum_axes(g, (g.shape, (dim,), True)) if g.ndim else g


def _softmax(x, dim):
    powers = np.exp(_shifted(x, dim))
    powers /= _kept(np.add.reduce, powers, dim)
    return powers


def _log_softmax(x, dim):
    out = _shifted(x, dim)
    powers = np.exp(out)
    total = _kept(np.add.reduce, powers, dim)
    out -= np.log(total)
    return out, (powers, total)


def _rule_of_log_softmax(g, out, _x, how):
    """g minus its sum in the proportions of softmax."""
    dim, (powers, total) = how
    if isinstance(g, Tensor):
        return g - exp(out) * _total(g, dim)
    return g - powers * (_kept(np.add.reduce, g, dim) / total)


def _logsumexp(x, how):
    _, axes, keepdim = how
    top = x.max(axis=axes, keepdims=True, initial=-np.inf)
    top = np.where(np.isinf(top), x.dtype.type(0), top)  # inf - inf would be nan
    out = np.log(np.exp(x - top).sum(axis=axes, keepdims=True)) + top
    return out if keepdim else out.squeeze(axes)[()]


softmax_along = setting(
    "Softmax", _softmax, dx=lambda g, out, _x, dim: (g - _total(g * out, dim)) * out
)

log_softmax_along = keeping("LogSoftmax", _log_softmax, dx=_rule_of_log_softmax)

logsumexp_along = setting(
    "Logsumexp",
    _logsumexp,
    dx=lambda g, out, x, how: spread(g, *how) * exp(x - spread(out, *how)),
    in_rows=True,
)
