"""Operations that write their result into their first operand, and what that does to history.

The operand gets the history of the result. If it is a view, the tensor whose memory it looks at
(its base) gets a history too: "the base before, with a part written"; and each view of that base
gets "a part of the base as it is now".
"""

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.graph import HIDDEN, LEAF
from autograd_ref.memory import addresses, stamp, version_of, write
from autograd_ref.modes import INFERENCE, inference_mode, mode
from autograd_ref.ops.elementwise import zeros_like
from autograd_ref.ops.indexing import COPY_SLICES, strided_by
from autograd_ref.ops.shapes import unbroadcast
from autograd_ref.record import binary, record, setting
from autograd_ref.tensor import Tensor, recording, wrap

copied = binary(  # y in the shape of x; nothing of x is left
    "torch::autograd::CopyBackwards",
    lambda x, y: np.broadcast_to(y, np.broadcast_shapes(x.shape, np.shape(y))).copy()[()],
    dx=lambda g, _out, _x, _y: zeros_like(g),
    dy=lambda g, _out, _x, _y: g,
    version=None,
)

zeroed = setting("Zero", lambda x, _: np.zeros_like(x)[()], dx=lambda g, _out, _x, _: zeros_like(g))

filled = setting(
    "Fill",
    lambda x, value: np.full_like(x, value)[()],
    dx=lambda g, _out, _x, _value: zeros_like(g),
    version=2,
)


filled_with = binary(  # a 0-d tensor everywhere in the shape of x
    "Fill",
    lambda x, y: np.full_like(x, y)[()],
    dx=lambda g, _out, _x, _y: zeros_like(g),
    dy=lambda g, _out, _x, _y: g,
    version=3,
)

stretched = setting(  # a view of a 0-d base, after a write
    "AsStrided",
    lambda x, shapes: np.broadcast_to(x, shapes[0]),
    dx=lambda g, _out, _x, shapes: unbroadcast(g, shapes[1]),
)


def in_place(function, name, casts=True, augmented=None):
    """The method that writes function(x, ...) into x and returns x.

    With `casts`, floating operands are taken in x's dtype. Where nothing is recorded, `augmented`
    does it to the raw x, right in its memory: the step of an optimiser is made of that.
    """

    def made(x, *args, **kwargs):
        result = function(x, *args, **kwargs)
        if result is NotImplemented:
            raise errors.of_argument(name, "other", 1, (*args, *kwargs.values())[0])
        return result

    def method(x, *args, **kwargs):
        if augmented is not None and not mode.grad and len(args) == 1 and not kwargs:
            operand = _plain(x, args[0])
            if operand is not None:
                before = x._data
                x._data = augmented(before, operand)
                stamp(x, None if x._data is before else before)
                return x
        tensors = [each for each in (*args, *kwargs.values()) if isinstance(each, Tensor)]
        recorded = recording(x, *tensors)
        check_writable(x, recorded)
        if tensors:
            args = [_for_write(x, each, casts) for each in args]
            kwargs = {k: _for_write(x, each, casts) for k, each in kwargs.items()}
        if not recorded:
            result = made(x, *args, **kwargs)
            _check_fit(x, result)
            write(x, result._data)
            refresh(x if x._base is None else x._base)
        elif x._base is None or _has_left(x, x._base):
            before = wrap(x._data.copy())  # what a node saves must survive the write
            before._node = x._node
            result = made(before, *args, **kwargs)
            _check_fit(x, result)
            _rebase(x, result.to(x.dtype))
            refresh(x)
        else:
            _write_view(x, lambda part: made(part, *args, **kwargs))
        return x

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"x, after x = {name.strip('_')}(x, ...) in place."
    return method


def _has_left(view, base):
    """Whether a view has nothing in common with its base any more, since x.data = ..."""
    return view._data.size > 0 and not np.may_share_memory(view._data, base._data)


def _plain(x, y):
    """The raw y, if x has floating elements and no views, and y is a number or like x."""
    xd = x._data
    if xd.dtype.kind != "f" or x._family is not None or x._rare is INFERENCE:
        return None
    if type(y) is Tensor:
        yd = y._data
        alike = type(yd) is type(xd) and yd.dtype is xd.dtype and yd.shape == xd.shape
        return yd if alike else None
    fits = type(y) in (float, int) and (type(xd) is not np.ndarray or xd.flags.writeable)
    return y if fits else None


def check_writable(x, recorded):
    """None, or PyTorch's error for a write that would break the graph."""
    if x._rare is INFERENCE and mode.rare is not INFERENCE:
        raise RuntimeError(errors.INFERENCE_WRITTEN)
    if recorded or (mode.grad and x._base is not None and x._base._node is LEAF):
        _check_history(x)
    if any(repeated(x)) and x._data.size:
        raise RuntimeError(errors.WRITE_TO_EXPANDED)


def repeated(x):
    """For each dimension, whether its elements are one and the same in memory; () if none is."""
    strides = getattr(x._data, "strides", ())
    if 0 not in strides or not x._data.size:
        return ()
    return tuple(step == 0 and n > 1 for step, n in zip(strides, x._data.shape, strict=True))


def _check_history(x):
    """None, or PyTorch's error for a recorded write into a leaf, or into a view of one."""
    if x._base is not None:
        made = x._rare.made if x._rare is not None else None
        if made is not None:
            raise errors.of_view(made, x.grad_fn)
        if x._base._node is LEAF:
            raise RuntimeError(f"a view of {errors.LEAF_WRITTEN}")
    if x._node is LEAF:
        raise RuntimeError(errors.LEAF_WRITTEN)


def _for_write(x, y, casts):
    """An operand of a write into x: in x's dtype if that can hold it, and not partly x itself."""
    if not isinstance(y, Tensor):
        return y
    xd, yd = x._data, y._data
    if casts and yd.dtype is not xd.dtype and yd.dtype.kind == xd.dtype.kind == "f":
        return y.to(x.dtype)
    if isinstance(xd, np.ndarray) and isinstance(yd, np.ndarray) and np.may_share_memory(xd, yd):
        same = xd.shape == yd.shape and all(map(_same_step, xd.strides, yd.strides, xd.shape))
        dense = all(a.flags.c_contiguous or a.flags.f_contiguous for a in (xd, yd))
        if dense and not (same and addresses(xd).flat[0] == addresses(yd).flat[0]):
            raise RuntimeError(errors.WRITE_TO_OPERAND)
    return y


def _same_step(a, b, extent):
    """Whether two strides are the same; where numpy put in a dimension of extent 1, it has 0."""
    return a == b or (extent == 1 and 0 in (a, b))


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
    node, retained, old = result._node, take_retained(x), x._data
    x._node = node
    write(x, result._data)
    if node is not None:
        # The write was part of its birth, unless it overwrote what the node had saved: y *= y.
        if not any(_shares(saved, old) for saved in (node.x, node.y)):
            node.born = next(mode.clock)
        if node.out is not None:
            node.out = x._data
    if retained and node is not None:
        x.retain_grad()


def stand_at(x, node):
    """x, which was written, and comes from this node now; its views and kept gradient follow."""
    retained, x._node = take_retained(x), node
    if x._base is None:
        refresh(x)
    if retained:
        x.retain_grad()
    return x


def take_retained(x):
    """Whether x's gradient is kept; the node that x leaves now does not keep it any more."""
    if not x.retains_grad:
        return False
    x._node.hooks.retain, x._rare.retains = None, False
    return True


def _shares(saved, old):
    """Whether a saved value lies in memory that was written."""
    if isinstance(saved, np.ndarray) and isinstance(old, np.ndarray):
        return np.may_share_memory(saved, old)
    return saved is old


def _write_view(x, function):
    """None; x, a view, holds function(x), and its base and all views know of it."""
    base = x._base
    where = _index_of(x._data, base._data)
    before = wrap(np.array(base._data))
    before._node = base._node
    part = _part(before, x._data, where)
    result = function(part)
    _check_fit(x, result)
    retained, node = take_retained(base), result._node
    write(x, result._data)
    if node is not None and node.out is not None:
        node.out = x._data  # to write here once more is to overwrite it
        node.born = next(mode.clock)
    part = result.to(x.dtype)
    if not (base._data.ndim or part._data.size):  # nothing of a single number
        part = part.reshape(0)
    base._node = record(COPY_SLICES, base._data, before, part, where)._node
    version_of(x).writer = getattr(base._node, "op", None)
    if retained and base._node is not None:
        base.retain_grad()
    refresh(base)


def refresh(base):
    """None; each view of the base becomes a part of the base as it is now."""
    if not isinstance(base._family, list):
        return
    with inference_mode(False):  # where history is recorded, whatever is around
        for view in [reference() for reference in base._family]:
            if view is None or view._node in (LEAF, HIDDEN) or _has_left(view, base):
                continue
            retained = take_retained(view)
            view._node = _part(base, view._data, _index_of(view._data, base._data))._node
            if retained and view._node is not None:
                view.retain_grad()


def _places(view, base):
    """Where the view's elements stand among the base's, in row-major order."""
    known = addresses(base).ravel()
    order = np.argsort(known)
    return order[np.searchsorted(known, addresses(view), sorter=order)]


def _index_of(view, base):
    """The index, a tuple, of the view's elements in the base (of nothing, its shape is lost)."""
    if base.ndim == 0:
        return (None,) * view.ndim if view.size else (False,)
    return np.unravel_index(_places(view, base), base.shape)


def _part(base, view, where):
    """The part of the base that is there; of a 0-d base, each view is an expansion."""
    if base._data.ndim == 0:
        return stretched(base, (view.shape, ()))
    return strided_by(base, (base._data.shape, where))
