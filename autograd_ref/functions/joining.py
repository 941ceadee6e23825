"""Many tensors made into one, and one cut into many."""

import numpy as np

from autograd_ref import dtypes
from autograd_ref.functions.shapes import axis_of
from autograd_ref.modes import mode
from autograd_ref.ops.indexing import split_at, split_by_sizes, unbind_at
from autograd_ref.ops.joining import CAT, STACK
from autograd_ref.record import record_many
from autograd_ref.tensor import Tensor


def cat(tensors, dim=0):
    """The tensors one after the other along dim."""
    tensors = _same_dtype(
        "cat", tensors, ValueError("torch.cat(): expected a non-empty list of Tensors")
    )
    for at, x in enumerate(tensors):
        if x._data.ndim == 0:
            raise RuntimeError(f"zero-dimensional tensor (at position {at}) cannot be concatenated")
    dim = axis_of(dim, tensors[0]._data.ndim)
    _check_extents(tensors, dim)
    out = CAT.forward([x._data for x in tensors], dim)
    return record_many(CAT, out, tensors, (dim, tuple(x._data.shape[dim] for x in tensors)))


def _check_extents(tensors, dim):
    """None, or PyTorch's error for tensors that differ elsewhere than along dim."""
    first = tensors[0]._data
    for at, x in enumerate(tensors):
        if x._data.ndim != first.ndim:
            raise RuntimeError(
                f"Tensors must have same number of dimensions: got {first.ndim} and {x._data.ndim}"
            )
        for axis, (a, b) in enumerate(zip(first.shape, x._data.shape, strict=True)):
            if axis != dim and a != b:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {dim}. Expected size"
                    f" {a} but got size {b} for tensor number {at} in the list."
                )


def stack(tensors, dim=0):
    """The tensors, all of one shape, along a new dimension."""
    tensors = _same_dtype("stack", tensors, RuntimeError("stack expects a non-empty TensorList"))
    dim = axis_of(dim, tensors[0]._data.ndim + 1)
    for at, x in enumerate(tensors):
        if x._data.shape != tensors[0]._data.shape:
            raise RuntimeError(
                "stack expects each tensor to be equal size, but got"
                f" {list(tensors[0].shape)} at entry 0 and {list(x.shape)} at entry {at}"
            )
    return record_many(STACK, STACK.forward([x._data for x in tensors], dim), tensors, dim)


def _same_dtype(name, tensors, if_empty):
    """The tensors, cast to their common dtype."""
    if not isinstance(tensors, (list, tuple)):
        raise TypeError(
            f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors,"
            f" not {_kind(tensors)}"
        )
    tensors = list(tensors)
    if not tensors:
        raise if_empty
    check_each(tensors)
    common = tensors[0]._data.dtype
    for x in tensors[1:]:
        if x._data.dtype is not common:
            common = np.dtype(dtypes.result_type(np.empty(1, common), np.empty(1, x._data.dtype)))
    return [x.to(dtypes.FROM_NUMPY[common]) for x in tensors]


def check_each(tensors):
    """None, or PyTorch's error for one of many that is no Tensor."""
    for at, x in enumerate(tensors):
        if not isinstance(x, Tensor):
            raise TypeError(f"expected Tensor as element {at} in argument 0, but got {_kind(x)}")


def _kind(value):
    return type(value).__name__


def _many(parts):
    """The parts, marked as views that may not be written in place."""
    for at, part in enumerate(parts if mode.grad else ()):  # else they are marked by that
        if not part.is_inference():  # may be written where nothing is recorded, and nowhere else
            rare = part._get_rare()
            lasting = rare.made is not None and rare.made[0] == "inference"
            rare.made = ("inference" if lasting else "many", at)
    return parts


def unbind(x, dim=0):
    """The parts of x along a dimension, as a tuple."""
    shape = x._data.shape
    before = (slice(None),) * axis_of(dim, len(shape))
    if not shape:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    extent = shape[len(before)]
    parts = tuple(unbind_at(x, (shape, (*before, at, Ellipsis))) for at in range(extent))
    return _many(parts)


def iterate(x):
    """An iterator over the parts of x along its first dimension."""
    if x._data.ndim == 0:
        raise TypeError("iteration over a 0-d tensor")
    return iter(unbind(x))


def split(x, split_size_or_sections=None, dim=0, *, split_size=None):
    """Pieces of x along dim, a tuple: of one size (the last may be smaller), or of given sizes.

    The method calls what it is given first split_size, as in PyTorch.
    """
    if not x._data.ndim:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    dim = axis_of(dim, x._data.ndim)
    extent = x._data.shape[dim]
    sizes = split_size_or_sections if split_size is None else split_size
    function = split_by_sizes
    sizes = sizes.item() if isinstance(sizes, Tensor) and not sizes._data.ndim else sizes
    if not isinstance(sizes, (int, list, tuple)):
        kind = type(sizes).__name__
        raise TypeError(f"split(): argument 'split_size' must be int or tuple of ints, not {kind}")
    if isinstance(sizes, int):
        function = split_at
        if sizes < 0:
            raise RuntimeError(
                f"split expects split_size be non-negative, but got split_size={sizes}"
            )
        if not sizes and extent:
            raise RuntimeError(
                "split_size can only be 0 if dimension size is 0, but got dimension size of"
                f" {extent}"
            )
        sizes = sizes or 1
        sizes = [min(sizes, extent - at) for at in range(0, extent, sizes)] or [0]
    if min(sizes, default=0) < 0:
        raise RuntimeError(
            "split_with_sizes expects split_sizes have only non-negative entries, but got"
            f" split_sizes={list(sizes)}"
        )
    if sum(sizes) != extent:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {extent} (input tensor's size"
            f" at dimension {dim}), but got split_sizes={list(sizes)}"
        )
    starts = np.cumsum((0, *sizes)).tolist()
    before = (slice(None),) * dim
    return _many(
        tuple(
            function(x, (x._data.shape, (*before, slice(start, start + size), Ellipsis)))
            for start, size in zip(starts, sizes, strict=False)
        )
    )


def chunk(x, chunks, dim=0):
    """At most that many pieces of x along dim, of one size but for the last."""
    if not x._data.ndim:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    extent = x._data.shape[axis_of(dim, x._data.ndim)]
    if not extent:
        return split(x, [0] * chunks, dim)
    return split(x, max(1, -(-extent // chunks)), dim)
