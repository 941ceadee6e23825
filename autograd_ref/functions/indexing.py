"""Reading and writing parts of a tensor: by index, along a dimension, under a mask."""

import numpy as np

from autograd_ref import errors, memory
from autograd_ref.functions.shapes import axis_of
from autograd_ref.ops.elementwise import masked
from autograd_ref.ops.indexing import (
    INDEX_PUT,
    gather_along,
    index_by,
    is_basic,
    put,
    select_at,
    slice_at,
    unsqueeze_by,
    written,
)
from autograd_ref.ops.inplace import copied, in_place
from autograd_ref.record import fit_of, record
from autograd_ref.tensor import Tensor, wrap


def _raw_index(index):
    """The index as a tuple of what numpy understands."""
    parts = index if isinstance(index, tuple) else (index,)
    return tuple(map(_raw_part, parts))


def _raw_part(part):
    """One part of an index."""
    if isinstance(part, Tensor):
        if part._data.dtype.kind == "f":
            raise IndexError(
                "tensors used as indices must be long, int, byte or bool tensors"
            )
        if part._data.ndim == 0 and part._data.dtype.kind != "b":
            return int(part._data)
        return np.asarray(part._data)
    return np.asarray(part, None if part else int) if isinstance(part, (list, bool)) else part


def getitem(x, index):
    """The part of x at the index: a view for integers and slices, else a copy."""
    parts = _raw_index(index)
    shape = memory.share(x).shape
    try:
        if not is_basic(parts):
            return index_by(x, (shape, parts))
        function = select_at
        for part in parts:
            function = {slice: slice_at, type(None): unsqueeze_by}.get(type(part), select_at)
        # With ... numpy makes even a single element a view.
        return function(x, (shape, parts if Ellipsis in parts else (*parts, Ellipsis)))
    except IndexError as error:
        raise errors.of_index(error, x, parts) from None


_copy = in_place(copied, "copy_")


def setitem(x, index, value):
    """None; writes a value into the part of x at the index."""
    value = value if isinstance(value, Tensor) else wrap(np.asarray(value, x._data.dtype)[()])
    parts = _raw_index(index)
    memory.share(x)
    if is_basic(parts):
        part = getitem(x, index)
        _copy(part, _fitting(value, part._data.shape))
    else:
        index_put_(x, parts, _fitting(value, x._data[parts].shape))


def _fitting(value, shape):
    """The value without leading ones, if it fits into the shape, or PyTorch's error."""
    while value._data.ndim > len(shape) and value._data.shape[0] == 1:
        value = value[0]  # PyTorch drops leading ones
    try:
        np.broadcast_to(value._data, shape)
    except ValueError:
        raise errors.of_expand(value._data.shape, shape) from None
    return value


def index_put(x, indices, values, accumulate=False):
    """A copy of x with the values at the indices, a tuple; with accumulate, added there."""
    parts = _raw_index(indices)
    if accumulate:
        values = values.expand(x._data[parts].shape).to(x.dtype)
        return x + put(values, (x._data.shape, parts))
    part = np.empty(x._data[parts].shape, bool)
    out = written(x._data, parts, values._data)
    return record(INDEX_PUT, out, x, values.to(x.dtype), parts, fit_of(part, values._data, part))


index_put_ = in_place(index_put, "index_put_")


def gather(x, dim, index):
    """The elements of x at the places in index along dim."""
    dim = axis_of(dim, x._data.ndim)
    if x._data.ndim != index._data.ndim:
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    where = tuple(slice(None) if at == dim else slice(extent)
                  for at, extent in enumerate(index._data.shape))
    part = x[where]
    return gather_along(part, (index._data, dim, part._data.shape, True))


def index_select(x, dim, index):
    """The parts of x at the places in index, a 1-d tensor, along dim."""
    before = (slice(None),) * axis_of(dim, x._data.ndim)
    return x[(*before, index)]


def masked_fill(x, mask, value):
    """x with the value where the mask is true."""
    value = value.item() if isinstance(value, Tensor) else value
    if mask._data.dtype.kind != "b":
        raise RuntimeError(
            f"masked_fill_ only supports boolean masks, but got mask with dtype {mask.dtype}"
        )
    shape = np.broadcast_shapes(x._data.shape, mask._data.shape)
    x = x if shape == x._data.shape else x.expand(shape)
    return masked(x, (mask._data, value))


def masked_select(x, mask):
    """The elements of x where the mask is true, in one dimension."""
    shape = np.broadcast_shapes(x._data.shape, mask._data.shape)
    return x.expand(shape)[mask.expand(shape)]


def select(x, dim, index):
    """The part of x at one place along dim, a view."""
    return x[(slice(None),) * axis_of(dim, x._data.ndim) + (index,)]


def narrow(x, dim, start, length):
    """The part of x from start, of that length, along dim, a view."""
    return x[(slice(None),) * axis_of(dim, x._data.ndim) + (slice(start, start + length),)]
