"""Methods that change their tensor in a way of their own: new shapes, limits, memory repeated."""

import numpy as np

from autograd_ref import errors
from autograd_ref.functions import arithmetic, blending, comparing, indexing
from autograd_ref.functions.placing import (
    squeeze_itself,
    squeeze_one_itself,
    t_itself,
    unsqueeze_itself,
)
from autograd_ref.functions.shapes import axis_of
from autograd_ref.memory import share, stamp
from autograd_ref.modes import no_grad
from autograd_ref.tensor import Tensor, recording
from autograd_ref.writes import (
    check_writable,
    in_place,
    refresh,
    repeated,
    take_retained,
    zeroed,
)


def _become(x, operation, how):
    """x, which has the shape and the history that the operation gives it; its memory stays."""
    share(x)
    recorded = recording(x)
    check_writable(x, recorded)
    turned, retained = operation(x, how), take_retained(x)
    x._data = turned._data
    if recorded:
        x._node = turned._node
    stamp(x)
    node = x._node
    refresh(x if x._base is None else x._base)
    x._node = node
    if retained:
        x.retain_grad()
    return x


def t_(x):
    """x, transposed in place."""
    check_writable(x, recording(x))
    if x._data.ndim > 2:
        raise RuntimeError(f"t_() expects a tensor with <= 2 dimensions, but self is {x.ndim}D")
    return _become(x, t_itself, None)


def unsqueeze_(x, dim):
    """x, which has one more dimension of extent 1."""
    return _become(x, unsqueeze_itself, axis_of(dim, x._data.ndim + 1))


def squeeze_(x, dim=None):
    """x, which has lost its dimensions (or that dimension) of extent 1."""
    shape = tuple(x._data.shape)
    if dim is None:
        return _become(x, squeeze_itself, (tuple(n for n in shape if n != 1), shape))
    dim = axis_of(dim, len(shape))
    kept = tuple(n for at, n in enumerate(shape) if at != dim or n != 1)
    return _become(x, squeeze_one_itself, (kept, shape))


_not = in_place(comparing.logical_not, "logical_not_")


def logical_not_(x):
    """x, after each element became 1 where it was 0, else 0; nothing is recorded."""
    with no_grad():
        return _not(x)


def _limited(name, function):
    """clamp_ and its kin: PyTorch refuses limits of another kind in words of their own."""
    method = in_place(function, name)

    def limited(x, *limits, **named):
        numbers = {type(each) for each in (*limits, *named.values())}
        kind = x._data.dtype.kind
        if kind != "f" and (float in numbers or (kind == "b" and int in numbers)):
            raise RuntimeError(
                f"result type {'Float' if float in numbers else 'Long'} can't be cast to the"
                f" desired output type {errors.c_name(x)}"
            )
        return method(x, *limits, **named)

    limited.__name__ = limited.__qualname__ = name
    limited.__doc__ = method.__doc__
    return limited


clamp_ = _limited("clamp_", arithmetic.clamp)
clamp_min_ = _limited("clamp_min_", blending.clamp_min)
clamp_max_ = _limited("clamp_max_", blending.clamp_max)

_fill_masked = in_place(indexing.masked_fill, "masked_fill_")


def masked_fill_(x, mask, value):
    """x, with the value where the mask is true."""
    indexing.check_mask(mask)
    arithmetic.common_shape(x, mask)
    return _fill_masked(x, mask, value)


_zero = in_place(lambda x: zeroed(x, None), "zero_")


def _once(x):
    """x; of memory that many elements share, a part that has each once, which may be written."""
    same = repeated(x)
    return x[tuple(slice(1) if each else slice(None) for each in same)] if any(same) else x


def fill_(x, value):
    """x, after the value, a number or a 0-d tensor, was written everywhere."""
    if not isinstance(value, (Tensor, int, float, np.generic)):
        kind = type(value).__name__
        raise TypeError(
            f"fill_(): argument 'value' (position 1) must be Tensor or Number, not {kind}"
        )
    indexing.fill_(_once(x), value)
    return x


def zero_(x):
    """x, after 0 was written everywhere."""
    _zero(_once(x))
    return x
