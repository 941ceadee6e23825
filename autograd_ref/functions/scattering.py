"""Writing and adding at places along a dimension: scatter, scatter_add, index_add, index_fill."""

import numpy as np

from autograd_ref.functions.calling import check_tensor
from autograd_ref.functions.picking import check_places
from autograd_ref.functions.placing import (
    INDEX_ADD,
    INDEX_FILL,
    INDEX_FILL_WITH,
    SCATTER,
    SCATTER_ADD,
    SCATTER_NUMBER,
)
from autograd_ref.functions.shapes import axis_of
from autograd_ref.ops.indexing import written
from autograd_ref.record import fit_of, record
from autograd_ref.tensor import Tensor


def scatter(x, dim, index, src=None, *, value=None, reduce=None):
    """x with src, a tensor or a number, written at the places in index along dim."""
    if reduce is not None:
        raise TypeError("autograd_ref has no scatter with reduce; PyTorch has.")
    return _scattered(x, dim, index, value if src is None else src, accumulate=False)


def scatter_add(x, dim, index, src):
    """x with src added at the places in index along dim; what meets at one place is summed."""
    check_tensor("scatter_add", "src", src, 3)
    return _scattered(x, dim, index, src, accumulate=True)


def _scattered(x, dim, index, src, accumulate):
    """x after src was written, or added, at the places along dim."""
    dim = axis_of(dim, x._data.ndim)
    _check_scatter(x, dim, index, src)
    places = index._data
    if places.size == 0:
        return x.clone()
    where = list(np.ogrid[tuple(map(slice, places.shape))]) if places.ndim else []
    where[dim : dim + 1] = [places] if places.ndim else []
    where = tuple(where)
    if not isinstance(src, Tensor):
        return record(SCATTER_NUMBER, written(x._data, where, src)[()], x, None, where)
    if src._data.shape != places.shape:
        src = src[tuple(map(slice, places.shape))]
    op = SCATTER_ADD if accumulate else SCATTER
    return record(op, op.forward(x._data, where, src._data)[()], x, src, where)


def _check_scatter(x, dim, index, src):
    """None, or PyTorch's error for an index or a src that does not fit."""
    shape, extents = index._data.shape, x._data.shape
    if index._data.dtype.kind != "i":
        raise RuntimeError("scatter(): Expected dtype int32/int64 for index")
    if isinstance(src, Tensor) and src.dtype is not x.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    if index._data.size == 0:
        return
    if len(shape) != len(extents):
        raise RuntimeError("Index tensor must have the same number of dimensions as self tensor")
    given = src._data.shape if isinstance(src, Tensor) else shape
    if any(
        extent > given[axis] or (axis != dim and extent > extents[axis])
        for axis, extent in enumerate(shape)
    ):
        beside = f" and to be no larger size than src {list(given)}"
        raise RuntimeError(
            f"Expected index {list(shape)} to be no larger than self {list(extents)} apart"
            f" from dimension {dim}{beside if isinstance(src, Tensor) else ''}"
        )
    if extents:
        check_places("scatter", index._data, dim, extents)


def index_add(x, dim, index, source, *, alpha=1):
    """x with alpha times the parts of source added at the places in index along dim."""
    dim = axis_of(dim, x._data.ndim)
    places, shape = np.atleast_1d(index._data), source._data.shape
    if places.dtype.kind != "i":
        raise RuntimeError(
            f"index_add_(): Expected dtype int32/int64 for index but got: {index.dtype.legacy}"
        )
    if source.dtype is not x.dtype:
        raise RuntimeError(
            f"index_add_(): self ({x.dtype.legacy}) and source ({source.dtype.legacy}) must have"
            " the same scalar type"
        )
    if x._data.ndim != len(shape) or any(
        axis != dim and extent != x._data.shape[axis] for axis, extent in enumerate(shape)
    ):
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension."
            f" Got self.shape = {list(x._data.shape)} source.shape = {list(shape)}"
        )
    if places.ndim > 1:
        raise IndexError(
            f"index_add_(): Index is supposed to be a vector, but got dim: {places.ndim} with type:"
            f" {index.dtype.legacy} and size: {list(places.shape)}"
        )
    if places.size != shape[dim]:
        raise RuntimeError(
            f"index_add_(): Number of indices ({places.size}) should be equal to"
            f" source.size(dim): ({shape[dim]}), for dim: {dim}"
        )
    check_places("index_add_", places, dim, x._data.shape)
    where = (*(slice(None),) * dim, places) if x._data.ndim else ()
    source = source if alpha == 1 else source * alpha
    return record(INDEX_ADD, INDEX_ADD.forward(x._data, where, source._data), x, source, where)


def index_fill(x, dim, index, value):
    """x with the value, a number or a tensor without dimensions, at the places along dim."""
    dim, places = axis_of(dim, x._data.ndim), np.atleast_1d(index._data)
    if index._data.dtype.kind != "i":
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    if index._data.ndim > 1:
        raise RuntimeError("Index has to be a vector/scalar")
    extent = x._data.shape[dim] if x._data.ndim else 1
    beyond = places[(places < -extent) | (places >= extent)]
    if beyond.size:
        raise IndexError(
            f"index {beyond[0]} is out of bounds for dimension {dim} with size {extent}"
        )
    where = (*(slice(None),) * dim, np.unique(places % extent)) if x._data.ndim else ()
    if not isinstance(value, Tensor):
        out = written(x._data, where, x._data.dtype.type(value))[()]
        return record(INDEX_FILL, out, x, None, where)
    if value._data.ndim:
        raise RuntimeError(
            "index_fill_ only supports a 0-dimensional value tensor, but got tensor with"
            f" {value._data.ndim} dimension(s)."
        )
    value = value.to(x.dtype)
    part, out = x._data[where], written(x._data, where, value._data)[()]
    return record(INDEX_FILL_WITH, out, x, value, where, fit_of(part, value._data, part))
