"""Parts and elements of a tensor by their places along a dimension, or under a mask."""

import numpy as np

from autograd_ref.functions.arithmetic import common_shape
from autograd_ref.functions.calling import check_tensor
from autograd_ref.functions.operations import gathered, selected_by_mask
from autograd_ref.functions.shapes import axis_of
from autograd_ref.ops.indexing import selected_by
from autograd_ref.tensor import wrap


def gather(x, dim, index):
    """The elements of x at the places in index along dim."""
    dim = axis_of(dim, x._data.ndim)
    if x._data.ndim != index._data.ndim:
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    where = tuple(
        slice(None) if at == dim else slice(extent) for at, extent in enumerate(index._data.shape)
    )
    check_places("gather", index._data, dim, x._data.shape)
    part = x if x._data[where].shape == x._data.shape else x[where]
    return gathered(part, (index._data, dim, part._data.shape, True))


def check_places(name, places, dim, shape):
    """None, or PyTorch's error for raw places along dim that are not there."""
    if places.dtype.kind != "i":
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index")
    extent = shape[dim] if shape else 1
    wrong = places[(places < 0) | (places >= extent)] if places.size else places
    if wrong.size:
        raise RuntimeError(
            f"index {wrong[0]} is out of bounds for dimension {dim} with size {extent}"
        )


def take_along_dim(x, indices, dim=None):
    """The elements of x at the places in indices along dim, both broadcast in the others."""
    if dim is None:
        return gather(x.reshape(-1), 0, indices.reshape(-1))
    if indices._data.dtype != np.int64:
        raise RuntimeError(
            f"torch.take_along_dim(): dtype of indices should be Long but got"
            f" {indices.dtype.legacy}"
        )
    ndim = x._data.ndim
    if ndim != indices._data.ndim:
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions,"
            f" but got {ndim} dimensions for input, and {indices.ndim} dimensions for indices"
        )
    dim = axis_of(dim, ndim)
    if not ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    shapes = [list(each._data.shape) for each in (x, indices)]
    extents = [shape[dim] for shape in shapes]
    for shape, one in zip(shapes, (1, 1), strict=True):
        shape[dim] = one
    common = common_shape(wrap(np.empty(shapes[0])), wrap(np.empty(shapes[1])))
    x, indices = (
        each.expand(*common[:dim], extent, *common[dim + 1 :])
        for each, extent in zip((x, indices), extents, strict=True)
    )
    return gather(x, dim, indices)


def index_select(x, dim, index):
    """The parts of x at the places in index, a 1-d tensor, along dim."""
    check_tensor("index_select", "index", index, 2)
    if index._data.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if index._data.dtype.kind != "i":
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    extent = x._data.shape[axis_of(dim, x._data.ndim)] if x._data.ndim else 1
    places = index._data
    if ((places < 0) | (places >= extent)).any():
        raise IndexError("index out of range in self")
    if not x._data.ndim:
        return index_select(x.reshape(1), 0, index).reshape(())
    before = (slice(None),) * axis_of(dim, x._data.ndim)
    return selected_by(x, (x._data.shape, (*before, places)))


def masked_select(x, mask):
    """The elements of x where the mask is true, in one dimension."""
    if mask._data.dtype.kind != "b":
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    shape = common_shape(mask, x)
    return selected_by_mask(x, (shape, (mask.expand(shape)._data,)))


def select(x, dim, index):
    """The part of x at one place along dim, a view."""
    if not x._data.ndim:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    extent = x._data.shape[axis_of(dim, x._data.ndim)]
    if not -extent <= index < extent:
        raise IndexError(
            f"select(): index {int(index)} out of range for tensor of size {list(x.shape)} at"
            f" dimension {dim}"
        )
    return x[(slice(None),) * axis_of(dim, x._data.ndim) + (index,)]


def narrow(x, dim, start, length):
    """The part of x from start, of that length, along dim, a view."""
    if not x._data.ndim:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    extent = x._data.shape[axis_of(dim, x._data.ndim)]
    start = int(start)
    if not -extent <= start <= extent:
        expected = f"expected to be in range of [{-extent}, {extent}]"
        raise IndexError(f"start out of range ({expected}, but got {start})")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    start = start + extent if start < 0 else start
    if start + length > extent:
        raise RuntimeError(
            f"start ({start}) + length ({length}) exceeds dimension size ({extent})."
        )
    return x[(slice(None),) * axis_of(dim, x._data.ndim) + (slice(start, start + length),)]
