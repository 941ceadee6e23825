"""Functions of each element, and the choice between two."""

import numpy as np

from autograd_ref import errors
from autograd_ref.record import define, fit_of, on_raw_too, record, setting, unary
from autograd_ref.tensor import Tensor, wrap


def raw(x):
    """The numpy value of a Tensor, or x: for conditions, which have no derivative."""
    return x._data if isinstance(x, Tensor) else x


neg = unary("Neg", np.negative, dx=lambda g, _out, _x, _: -g, whole=True)

exp = unary("Exp", np.exp, dx=lambda g, out, _x, _: g * out)

log = unary("Log", np.log, dx=lambda g, _out, x, _: g / x)

log1p = unary("Log1P", np.log1p, dx=lambda g, _out, x, _: g / (x + 1))

sqrt = unary("Sqrt", np.sqrt, dx=lambda g, out, _x, _: g / (2 * out))

sin = unary("Sin", np.sin, dx=lambda g, _out, x, _: g * cos(x))

cos = unary("Cos", np.cos, dx=lambda g, _out, x, _: g * -sin(x))

# The slopes of these three have nodes of their own: a derivative of a derivative is one step then.
# The numbers in them are floats, which numpy combines with floating elements faster than an int.

tanh = unary("Tanh", np.tanh, dx=lambda g, out, _x, _: slope_of_tanh(g, out))

slope_of_tanh = on_raw_too(
    "TanhBackward",
    lambda g, out: g * (-(out * out) + 1.0),  # numpy reuses what only an expression holds
    dx=lambda h, _out, _g, out: slope_of_tanh(h, out),
    dy=lambda h, _out, g, out: h * g * (-2.0 * out),
)

sigmoid = unary(
    "Sigmoid", lambda x: 1.0 / (1.0 + np.exp(-x)), dx=lambda g, out, _x, _: slope_of_sigmoid(g, out)
)

slope_of_sigmoid = on_raw_too(
    "SigmoidBackward",
    lambda g, out: g * (1.0 - out) * out,
    dx=lambda h, _out, _g, out: slope_of_sigmoid(h, out),
    dy=lambda h, _out, g, out: h * g * (1.0 - 2.0 * out),
)


def _opened(x):
    """x, and 0 where it is below 0; with single numbers numpy is slow."""
    if x.dtype.kind == "b":
        raise RuntimeError("Boolean inputs not supported for relu")
    if type(x) is np.ndarray:
        return np.maximum(x.dtype.type(0), x)
    return type(x)(0) if x < 0 else +x  # and never x


relu = unary("Relu", _opened, dx=lambda g, out, _x, _: slope_of_relu(g, out), whole=True)

slope_of_relu = on_raw_too(
    "ThresholdBackward",
    lambda g, out: _shut(g, out),
    dx=lambda h, _out, _g, out: slope_of_relu(h, out),
    dy=lambda h, _out, _g, _y: zeros_like(h),
)


# The whole numbers that are as long as a floating one.
WHOLE = {np.dtype(f"f{size}"): np.dtype(f"i{size}") for size in (2, 4, 8)}


def _shut(g, out):
    """g where relu was open, else 0, whatever g is there."""
    shut = out <= 0.0  # and not out > 0: nan passes
    if not isinstance(g, np.ndarray):
        return type(g)(0) if shut else g
    # Once the bits of g or 0 times: ten times as fast as np.where, and 0 * nan would be nan.
    return (g.view(WHOLE[g.dtype]) * ~shut).view(g.dtype)


abs = unary("Abs", np.abs, dx=lambda g, _out, x, _: g * sign(x), whole=True)


def _step(name, forward):
    """A function that is flat between its jumps: its gradient is 0, which is not None."""
    return unary(name, forward, dx=lambda g, _out, _x, _: zeros_like(g), whole=True)


sign = _step("Sign", lambda x: np.subtract(x > 0, x < 0, dtype=x.dtype))  # of nan: 0
floor = _step("Floor", np.floor)
ceil = _step("Ceil", np.ceil)
round = _step("Round", np.round)
trunc = _step("Trunc", np.trunc)


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


def select(condition, x, y):
    """x where the raw condition holds, else y: Tensors, raw values, or numbers beside either."""
    xd, yd = raw(x), raw(y)
    try:
        out = np.where(condition, xd, yd)
    except ValueError as error:
        raise errors.of_shapes(errors.of_shapes(error, xd, yd), condition, xd) from None
    if out.ndim == 0:
        out = out[()]
    if not isinstance(x, Tensor) and not isinstance(y, Tensor):
        return out
    x, y = (v if isinstance(v, Tensor) else wrap(out.dtype.type(v)) for v in (x, y))
    return record(WHERE, out, x, y, condition, fit_of(x._data, y._data, out))
