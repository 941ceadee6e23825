"""Operations that write their result into their first operand, and what that does to history.

The operand gets the history of the result. If it is a view, the tensor whose memory it looks at
(its base) gets a history too: "the base before, with a part written"; and each view of that base
gets "a part of the base as it is now".
"""

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.graph import LEAF
from autograd_ref.memory import addresses, write
from autograd_ref.modes import INFERENCE, mode
from autograd_ref.ops.elementwise import zeros_like
from autograd_ref.ops.indexing import COPY_SLICES, strided_by
from autograd_ref.record import binary, record, setting
from autograd_ref.tensor import Rare, Tensor, recording, wrap

copied = binary(  # y in the shape of x; nothing of x is left
    "CopyBackwards",
    lambda x, y: np.broadcast_to(y, x.shape).astype(x.dtype)[()],
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


def in_place(function, name):
    """The method that writes function(x, ...) into x and returns x."""

    def method(x, *args, **kwargs):
        recorded = recording(x, *(each for each in args if isinstance(each, Tensor)))
        check_writable(x, recorded)
        if not recorded:
            result = function(x, *args, **kwargs)
            _check_fit(x, result)
            write(x, result._data)
        elif x._base is None:
            before = wrap(np.array(x._data)[()])  # what a node saves must survive the write
            before._node = x._node
            result = function(before, *args, **kwargs)
            _check_fit(x, result)
            _rebase(x, result.to(x.dtype))
            _refresh(x)
        else:
            _write_view(x, lambda part: function(part, *args, **kwargs))
        return x

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"x, after x = {name.strip('_')}(x, ...) in place."
    return method


def check_writable(x, recorded):
    """None, or PyTorch's error for a write that would break the graph."""
    if x._rare is INFERENCE and mode.rare is not INFERENCE:
        raise RuntimeError(errors.INFERENCE_WRITTEN)
    if 0 in getattr(x._data, "strides", ()) and x._data.size > 1:
        raise RuntimeError(errors.WRITE_TO_EXPANDED)
    if not recorded:
        return
    if x._base is not None:
        made = x._rare.made if type(x._rare) is Rare else None
        if made is not None:
            raise RuntimeError(errors.NO_GRAD_VIEW if made == "no_grad" else made)
        if x._node is not None and x._base._node is LEAF:
            raise RuntimeError(f"a view of {errors.LEAF_WRITTEN}")
    if x._node is LEAF:
        raise RuntimeError(errors.LEAF_WRITTEN)


def _check_fit(x, result):
    """None, or PyTorch's error for a result that x has no room for."""
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


def _rebase(x, result):
    """None; x holds the result, and stands where the result stands in the graph."""
    node, retained = result._node, x.retains_grad
    x._node = node
    write(x, result._data)
    if node is not None:
        node.born = mode.tick()  # the write was part of its birth
        if node.out is not None:
            node.out = x._data
    if retained:
        x.retain_grad()


def _write_view(x, function):
    """None; x, a view, holds function(x), and its base and all views know of it."""
    base = x._base
    where = np.unravel_index(_places(x._data, base._data), base._data.shape)
    before = wrap(base._data.copy())
    before._node = base._node
    part = strided_by(before, (base._data.shape, where))
    result = function(part)
    _check_fit(x, result)
    write(x, result._data)
    base._node = record(COPY_SLICES, base._data, before, result.to(x.dtype), where)._node
    _refresh(base)


def _refresh(base):
    """None; each view of the base becomes a part of the base as it is now."""
    views = base._family if isinstance(base._family, list) else ()
    for view in [reference() for reference in views]:
        if view is not None and view._node is not LEAF:
            where = np.unravel_index(_places(view._data, base._data), base._data.shape)
            retained = view.retains_grad
            view._node = strided_by(base, (base._data.shape, where))._node
            if retained:
                view.retain_grad()


def _places(view, base):
    """Where the view's elements stand among the base's, in row-major order."""
    known = addresses(base).ravel()
    order = np.argsort(known)
    return order[np.searchsorted(known, addresses(view), sorter=order)]
