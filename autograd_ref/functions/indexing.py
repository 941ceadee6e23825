"""Reading and writing parts of a tensor: by index, and under a mask."""

import warnings

import numpy as np

from autograd_ref import errors, memory
from autograd_ref.functions.arithmetic import common_shape
from autograd_ref.functions.operations import (
    MASKED_FILL,
    MASKED_FILL_WITH,
)
from autograd_ref.functions.placing import PUT_ADDED
from autograd_ref.ops.indexing import (
    INDEX_PUT,
    alias_of,
    index_by,
    is_basic,
    select_at,
    slice_at,
    unsqueeze_by,
    written,
)
from autograd_ref.record import fit_of, record
from autograd_ref.tensor import Tensor, recording, wrap
from autograd_ref.writes import check_writable, copied, filled, filled_with, in_place


def _raw_index(index):
    """The index as a tuple of what numpy understands."""
    parts = index if isinstance(index, tuple) else (index,)
    return tuple(map(_raw_part, parts))


def _raw_part(part):
    """One part of an index."""
    if isinstance(part, slice) and part.step is not None and part.step <= 0:
        raise ValueError("step must be greater than zero")
    if isinstance(part, Tensor):
        if part._data.dtype.kind == "f":
            raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
        if part._data.dtype == np.uint8:  # how masks were written long ago
            warnings.warn(errors.UINT8_MASK, UserWarning, stacklevel=5)
            return part._data.astype(bool)
        if part._data.ndim == 0 and part._data.dtype.kind != "b":
            return int(part._data)
        return np.asarray(part._data)
    return np.asarray(part, int if part == [] else None) if isinstance(part, (list, bool)) else part


def getitem(x, index):
    """The part of x at the index: a view for integers and slices, else a copy."""
    parts = _raw_index(index)
    shape = memory.share(x).shape
    try:
        if not is_basic(parts):
            return index_by(x, (shape, parts))
        function = alias_of
        for part in parts:
            function = BY_PART.get(type(part), select_at if part is not Ellipsis else function)
        # With ... numpy makes even a single element a view.
        return function(x, (shape, parts if Ellipsis in parts else (*parts, Ellipsis)))
    except IndexError as error:
        by_tensor = isinstance(index, Tensor)
        raise errors.of_index(error, x, parts, by_tensor) from None


BY_PART = {slice: slice_at, type(None): unsqueeze_by}  # the last part gives the node its name


def setitem(x, index, value):
    """None; writes a value into the part of x at the index."""
    number = not isinstance(value, Tensor)
    value = wrap(np.asarray(value, x._data.dtype)[()]) if number else value
    parts = _raw_index(index)
    if is_basic(parts):
        part = x if _is_whole(parts, x._data.shape) else getitem(x, index)
        if value._data.ndim == 0 and (number or part is x):
            fill_(part, value)
        else:
            copy_(part, _fitting(value, part._data.shape))
    else:
        shape = _shape_at(x, parts)
        check_writable(x, recording(x, value))
        memory.share(x)
        value = _without_leading_ones(value)
        if not number and _is_same_memory(x, value):
            raise RuntimeError(errors.WRITE_TO_OPERAND)
        _check_values(x, value, shape)
        index_put_(x, parts, value)


def _is_whole(parts, shape):
    """Whether an index of slices leaves nothing out: then PyTorch writes into x itself."""
    if len(parts) > len(shape):
        return all(part is Ellipsis for part in parts)
    if any(part is Ellipsis for part in parts):
        return all(part is Ellipsis or part == slice(None) for part in parts)
    return all(
        isinstance(part, slice)
        and part.start in (None, 0)
        and (part.stop is None or part.stop >= extent)
        and part.step in (None, 1)
        for part, extent in zip(parts, shape, strict=False)
    )


def _shape_at(x, parts):
    """The shape of the part of x at an index of arrays, or PyTorch's error."""
    try:
        return x._data[parts].shape
    except IndexError as error:
        raise errors.of_index(error, x, parts) from None


def _check_values(x, values, shape):
    """None, or PyTorch's error for values that do not fit into a part of x of this shape."""
    try:
        np.broadcast_to(values._data, shape)
    except ValueError:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(values._data.shape)} cannot be broadcast"
            f" to indexing result of shape {list(shape)}"
        ) from None


def _is_same_memory(x, y):
    """Whether both are the same elements of the same memory."""
    same = x._data.shape == y._data.shape and x.stride() == y.stride()
    return same and x.data_ptr() == y.data_ptr()


def _fitting(value, shape):
    """The value without leading ones, if it fits into the shape, or PyTorch's error."""
    if value._data.shape == shape:
        return value
    value = _without_leading_ones(value)
    try:
        np.broadcast_to(value._data, shape)
    except ValueError:
        raise errors.of_expand(value._data.shape, shape) from None
    return value


def _without_leading_ones(value):
    """The value without its first dimensions, as long as they have extent 1: PyTorch drops them."""
    shape = value._data.shape
    kept = shape[next((at for at, extent in enumerate(shape) if extent != 1), len(shape)) :]
    return value if kept == shape else value.view(kept)


def _copied(x, source):
    """The source in the shape and dtype of x."""
    source = source if isinstance(source, Tensor) else wrap(np.asarray(source)[()])
    return copied(x, source.to(x.dtype))


def _filled(x, value):
    """The value everywhere in the shape of x."""
    if isinstance(value, Tensor) and value._data.ndim:
        raise RuntimeError(
            "fill_ only supports 0-dimension value tensor but got tensor with"
            f" {value._data.ndim} dimensions."
        )
    return filled_with(x, value.to(x.dtype)) if isinstance(value, Tensor) else filled(x, value)


copy_, fill_ = in_place(_copied, "copy_"), in_place(_filled, "fill_")


def _is_mask(part):
    """Whether a part of an index is an array of truth values."""
    return isinstance(part, np.ndarray) and part.dtype.kind == "b"


def index_put(x, indices, values, accumulate=False):
    """A copy of x with the values at the indices, a tuple; with accumulate, added there."""
    parts = _raw_index(indices)
    if accumulate:
        values = values.expand(x._data[parts].shape).to(x.dtype)
        return record(PUT_ADDED, PUT_ADDED.forward(x._data, parts, values._data), x, values, parts)
    part = np.empty(_shape_at(x, parts), bool)
    _check_values(x, values, part.shape)
    if values._data.size == 1 and all(map(_is_mask, parts)):
        values = values.to(x.dtype)  # under masks a single number is taken in x's dtype
    if values._data.dtype is not x._data.dtype:
        raise RuntimeError(
            "Index put requires the source and destination dtypes match, got"
            f" {x.dtype.legacy} for the destination and {values.dtype.legacy} for the source."
        )
    out = written(x._data, parts, values._data)
    return record(INDEX_PUT, out, x, values.to(x.dtype), parts, fit_of(part, values._data, part))


index_put_ = in_place(index_put, "index_put_", casts=False)


def masked_fill(x, mask, value):
    """x with the value, a number or a 0-d tensor, where the mask is true."""
    shape = common_shape(mask, x)
    check_mask(mask)
    xd, mask = x._data, mask._data
    of_x = None if shape == xd.shape else xd.shape
    if not isinstance(value, Tensor):
        out = MASKED_FILL.forward(xd, mask, value)
        return record(MASKED_FILL, out, x, None, mask, (of_x, None))
    if value._data.ndim:
        raise RuntimeError(
            "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with"
            f" {value._data.ndim} dimension(s)."
        )
    out = MASKED_FILL_WITH.forward(xd, mask, value._data)
    return record(MASKED_FILL_WITH, out, x, value.to(x.dtype), mask, (of_x, () if shape else None))


def check_mask(mask):
    """None, or PyTorch's error for a mask that is none."""
    if mask._data.dtype.kind != "b":
        raise RuntimeError(
            "masked_fill_ only supports boolean masks, but got mask with dtype"
            f" {errors.c_name(mask)}"
        )
