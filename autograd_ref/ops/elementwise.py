"""Functions of each element."""

import numpy as np

from autograd_ref import errors
from autograd_ref.record import define, fit_of, promoted, record, setting, unary
from autograd_ref.tensor import Tensor, wrap


def raw(x):
    """The numpy value of a Tensor, or x: for conditions, which have no derivative."""
    return x._data if isinstance(x, Tensor) else x


neg = unary("Neg", np.negative, dx=lambda g, _out, _x, _: -g)

exp = unary("Exp", np.exp, dx=lambda g, out, _x, _: g * out)

log = unary("Log", np.log, dx=lambda g, _out, x, _: g / x)

sqrt = unary("Sqrt", np.sqrt, dx=lambda g, out, _x, _: g / (2 * out))

sin = unary("Sin", np.sin, dx=lambda g, _out, x, _: g * cos(x))

cos = unary("Cos", np.cos, dx=lambda g, _out, x, _: g * -sin(x))

tanh = unary("Tanh", np.tanh, dx=lambda g, out, _x, _: g * (1 - out * out))

sigmoid = unary(
    "Sigmoid", lambda x: 1 / (1 + np.exp(-x)), dx=lambda g, out, _x, _: g * (1 - out) * out
)

relu = unary(
    "Relu",
    lambda x: np.maximum(x, 0),
    # Not g * (out > 0): nan passes, and an infinite g becomes 0 where relu was shut.
    dx=lambda g, out, _x, _: select(raw(out) <= 0, 0.0, g),
)

abs = unary("Abs", np.abs, dx=lambda g, _out, x, _: g * sign(x))


def _step(name, forward):
    """A function that is flat between its jumps: its gradient is 0, which is not None."""
    return unary(name, forward, dx=lambda g, _out, _x, _: zeros_like(g))


sign = _step("Sign", np.sign)
floor = _step("Floor", np.floor)
ceil = _step("Ceil", np.ceil)
round = _step("Round", np.round)


def zeros_like(g):
    """A constant 0 of g's shape and dtype."""
    zeros = np.zeros_like(raw(g))[()]
    return wrap(zeros) if isinstance(g, Tensor) else zeros


clamp_between = setting(
    "Clamp",
    lambda x, limits: np.clip(x, *limits),
    dx=lambda g, _out, x, limits: select(_inside(raw(x), *limits), g, 0.0),
    version=1,
)


def clamp(x, min=None, max=None):
    """x, but not below min nor above max; on the limits the gradient still passes."""
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    return clamp_between(x, (min, max))


def _inside(x, low, high):
    """Where x is between the limits, or on one; nan is nowhere."""
    above = x == x if low is None else x >= low
    return above if high is None else above & (x <= high)


WHERE = define(
    "Where",
    np.where,
    dx=lambda g, _out, _x, condition: select(condition, g, 0.0),
    dy=lambda g, _out, _x, condition: select(condition, 0.0, g),
    parameter=True,
    saves=True,
)


def where(condition, x, y):
    """x where the condition holds, else y."""
    tensors = [v for v in (x, y) if isinstance(v, Tensor)]
    like = tensors[0]._data.dtype if tensors else None
    x, y = (v if isinstance(v, Tensor) else wrap(np.asarray(v, like)[()]) for v in (x, y))
    if x._data.dtype is not y._data.dtype:
        x, y = promoted(x, y)
    return select(condition._data, x, y)


def select(condition, x, y):
    """x where the raw condition holds, else y: Tensors, raw values, or numbers beside either."""
    xd, yd = raw(x), raw(y)
    try:
        out = np.where(condition, xd, yd)
    except ValueError as error:
        raise errors.of_shapes(error, xd, yd) from None
    if out.ndim == 0:
        out = out[()]
    if not isinstance(x, Tensor) and not isinstance(y, Tensor):
        return out
    x, y = (v if isinstance(v, Tensor) else wrap(out.dtype.type(v)) for v in (x, y))
    return record(WHERE, out, x, y, condition, fit_of(x._data, y._data, out))
