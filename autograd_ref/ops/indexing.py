"""Reading and writing parts of a tensor by index."""

import numpy as np

from autograd_ref import errors, memory
from autograd_ref.ops.inplace import check_writable, rebase
from autograd_ref.record import define, record, setting
from autograd_ref.tensor import Tensor, recording, wrap


def _part(name, saves=False, view=True):
    """The part of a tensor at an index: how = (shape of the whole, index)."""
    return setting(
        name,
        lambda x, how: x[how[1]],
        dx=lambda g, _out, _x, how: put(g, how),
        saves=saves,
        view=view,
    )


select_at = _part("Select")
slice_at = _part("Slice")
unsqueeze_by = _part("UnsqueezeBy")
unbind_at = _part("Unbind")
index_by = _part("Index", saves=True, view=False)

put = setting(  # zeros with x added at an index; an index may come twice
    "IndexPut",
    lambda x, how: _put(x, *how),
    dx=lambda g, _out, _x, how: index_by(g, how),
    saves=True,
)


def _put(x, shape, index):
    """Zeros of this shape, with x added at the index."""
    out = np.zeros(shape, x.dtype)
    if _is_basic(index):
        out[index] = x
    else:
        np.add.at(out, index, x)
    return out


def _is_basic(index):
    """Whether an index is made of integers, slices, None and ... only: the part is a view."""
    return all(
        part is None or part is Ellipsis or isinstance(part, (int, slice, np.integer))
        for part in index
    )


def _raw_index(index):
    """The index as a tuple of what numpy understands."""
    parts = index if isinstance(index, tuple) else (index,)
    return tuple(
        np.asarray(part._data)
        if isinstance(part, Tensor)
        else np.asarray(part)
        if isinstance(part, (list, bool))
        else part
        for part in parts
    )


def getitem(x, index):
    """The part of x at the index: a view for integers and slices, else a copy."""
    parts = _raw_index(index)
    shape = memory.share(x).shape
    try:
        if not _is_basic(parts):
            return index_by(x, (shape, parts))
        function = select_at
        for part in parts:
            function = {slice: slice_at, type(None): unsqueeze_by}.get(type(part), select_at)
        # With ... numpy makes even a single element a view.
        return function(x, (shape, parts if Ellipsis in parts else (*parts, Ellipsis)))
    except IndexError as error:
        raise errors.of_index(error, x, parts) from None


def unbind(x):
    """The parts of x along its first dimension, as a tuple."""
    if x._data.ndim == 0:
        raise TypeError("iteration over a 0-d tensor")
    shape = x._data.shape
    return tuple(unbind_at(x, (shape, (at, Ellipsis))) for at in range(shape[0]))


def setitem(x, index, value):
    """None; writes a value into the part of x at the index."""
    parts = _raw_index(index)
    memory.share(x)
    value = value if isinstance(value, Tensor) else wrap(np.asarray(value, x._data.dtype)[()])
    check_writable(x, value, of_view=True)
    new = value._data
    part_shape = x._data[parts].shape
    while new.ndim > len(part_shape) and new.shape[0] == 1:
        new = new[0]  # PyTorch drops leading ones
    try:
        np.broadcast_to(new, part_shape)
    except ValueError:
        raise errors.of_expand(new.shape, part_shape) from None
    if recording(x, value):
        before = wrap(x._data.copy())  # x as it is now, at its place in the graph
        before._node = x._node
        rebase(x, _copy_slices(before, value.to(x.dtype), parts, part_shape))
    else:
        x._data[parts] = new
        memory.stamp(x)


clear = setting(  # x with zeros at an index
    "Clear", lambda x, parts: _written(x, parts, 0), dx=lambda g, _out, _x, parts: clear(g, parts)
)

COPY_SLICES = define(
    "CopySlices",
    None,
    dx=lambda g, _out, _x, parts: clear(g, parts),
    dy=lambda g, _out, _x, parts: g[parts],
    parameter=True,
    version=None,
)


def _copy_slices(whole, part, parts, part_shape):
    """The whole with the part written at an index."""
    out = _written(whole._data, parts, part._data)
    given = part._data.shape
    fit = None if given == part_shape else (None, given)
    return record(COPY_SLICES, out, whole, part, parts, fit)


def _written(x, parts, new):
    """A copy of the raw x with `new` at an index."""
    out = x.copy()
    out[parts] = new
    return out
