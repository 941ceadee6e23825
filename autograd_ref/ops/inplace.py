"""Operations that write their result into their first operand."""

import numpy as np

from autograd_ref import dtypes, errors, memory
from autograd_ref.graph import LEAF
from autograd_ref.modes import mode
from autograd_ref.ops import arithmetic
from autograd_ref.ops.elementwise import zeros_like
from autograd_ref.record import binary, setting
from autograd_ref.tensor import Tensor, recording, wrap


def check_writable(x, y=None, of_view=False):
    """None, or PyTorch's error for a write that would break the graph."""
    if not mode.grad:
        return
    if x._node is LEAF:
        raise RuntimeError(f"a view of {errors.LEAF_WRITTEN}" if of_view else errors.LEAF_WRITTEN)
    if x._base is not None and x._node is not None and x._base._node is LEAF:
        raise RuntimeError(f"a view of {errors.LEAF_WRITTEN}")
    if x._base is not None and recording(x, *([y] if isinstance(y, Tensor) else [])):
        raise NotImplementedError(
            "autograd_ref has no recorded writes through a view yet; PyTorch has."
        )


def rebase(x, result):
    """x, now holding the result and standing where the result stands in the graph."""
    if result._data.shape != x._data.shape:
        raise RuntimeError(
            f"output with shape {list(x._data.shape)} doesn't match the broadcast shape"
            f" {list(result._data.shape)}"
        )
    category = dtypes.CATEGORY
    if category[result._data.dtype.kind] > category[x._data.dtype.kind]:
        raise RuntimeError(
            f"result type {result.dtype.legacy} can't be cast to the desired output type"
            f" {x.dtype.legacy}"
        )
    if mode.grad:
        x._node = result.to(x.dtype)._node
    memory.write(x, result._data)
    return x


def _in_place(function, name):
    """The method that writes function(x, y) into x."""

    def method(x, y):
        check_writable(x, y)
        if not recording(x, *([y] if isinstance(y, Tensor) else [])):
            return rebase(x, function(x, y))
        before = wrap(np.array(x._data)[()])  # what the node saves must survive the write
        before._node = x._node
        return rebase(x, function(before, y))

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"x, after x = {name.strip('_')}(x, y) in place."
    return method


add_ = _in_place(arithmetic.add, "add_")
sub_ = _in_place(arithmetic.sub, "sub_")
mul_ = _in_place(arithmetic.mul, "mul_")
div_ = _in_place(arithmetic.div, "div_")
pow_ = _in_place(arithmetic.power, "pow_")


def _operator(method):
    """The augmented assignment of an in-place method; refuses what is no number or Tensor."""

    def augmented(x, y):
        if not isinstance(y, (Tensor, int, float, np.generic)):
            return NotImplemented
        return method(x, y)

    return augmented


OPERATORS = {
    "__iadd__": _operator(add_),
    "__isub__": _operator(sub_),
    "__imul__": _operator(mul_),
    "__itruediv__": _operator(div_),
    "__ipow__": _operator(pow_),
}


copied = binary(  # y in the shape of x; nothing of x is left
    "CopyBackwards",
    lambda x, y: np.broadcast_to(y, x.shape).copy()[()],
    dx=lambda g, _out, _x, _y: zeros_like(g),
    dy=lambda g, _out, _x, _y: g,
    version=None,
)

zeroed = setting("Zero", lambda x, _: np.zeros_like(x)[()], dx=lambda g, _out, _x, _: zeros_like(g))

filled = setting(
    "Fill",
    lambda x, value: np.full_like(x, value)[()],
    dx=lambda g, _out, _x, _value: zeros_like(g),
)

copy_ = _in_place(copied, "copy_")
fill_ = _in_place(filled, "fill_")
_zero = _in_place(zeroed, "zero_")


def zero_(x):
    """x, with every element 0 in place."""
    return _zero(x, None)
