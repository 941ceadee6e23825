"""New shapes for the same elements, copies and casts, as they are asked for."""

import numpy as np

from autograd_ref import devices, dtypes
from autograd_ref.functions.operations import reshape_alias
from autograd_ref.memory import layout, share
from autograd_ref.ops.shapes import (
    cast_to,
    clone_of,
    expand_to,
    permute_to,
    reshape_copy,
    reshape_to,
    squeeze_all,
    squeeze_at,
    squeeze_one,
    squeeze_some,
    t_matrix,
    transpose_two,
    unsqueeze_at,
)


def sizes_of(given):
    """Extents given one by one, or as one sequence, as a tuple of ints."""
    sequence = len(given) == 1 and not isinstance(given[0], (int, np.integer))
    return tuple(int(extent) for extent in (given[0] if sequence else given))


def axis_of(dim, ndim):
    """dim counted from the front, or PyTorch's IndexError."""
    if not isinstance(dim, (int, np.integer)):
        raise TypeError(f"argument 'dim' must be int, not {type(dim).__name__}")
    span = max(ndim, 1)
    if not -span <= dim < span:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-span}, {span - 1}],"
            f" but got {dim})"
        )
    return dim % span


def _shaped(x, shape):
    """(x reshaped raw, the shape), or PyTorch's error."""
    try:
        reshaped = share(x).reshape(shape)
    except ValueError:
        count = x._data.size
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {count}") from None
    return reshaped


def reshape(x, *shape):
    """The same elements in another shape: a view where possible, else a copy."""
    shape = sizes_of(shape)
    reshaped = _shaped(x, shape)
    if reshaped.size and not np.may_share_memory(reshaped, x._data):
        function, x = reshape_copy, clone_of(x, "C")
    else:
        function = reshape_to if x.is_contiguous() else reshape_alias
    return function(x, (reshaped.shape, x._data.shape))


def view(x, *shape, dtype=None):
    """The same memory in another shape, or an error."""
    if dtype is not None or isinstance(shape[0] if shape else None, dtypes.dtype):
        raise RuntimeError(
            "autograd_ref has no view of the same bytes as another dtype; PyTorch has."
        )
    shape = sizes_of(shape)
    reshaped = _shaped(x, shape)
    if reshaped.size and not np.may_share_memory(reshaped, x._data):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one"
            " dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        )
    return reshape_to(x, (reshaped.shape, x._data.shape))


def flatten(x, start_dim=0, end_dim=-1):
    """x with the dimensions from start to end in one."""
    shape = x._data.shape or (1,)
    start, end = axis_of(start_dim, len(shape)), axis_of(end_dim, len(shape))
    if start == end and x._data.ndim:
        return x
    middle = int(np.prod(shape[start : end + 1]))
    return reshape(x, *shape[:start], middle, *shape[end + 1 :])


def permute(x, *dims):
    """x with its dimensions in another order."""
    share(x)
    return permute_to(x, tuple(axis_of(dim, x._data.ndim) for dim in sizes_of(dims)))


def transpose(x, dim0, dim1):
    """x with two dimensions exchanged."""
    dims = axis_of(dim0, x._data.ndim), axis_of(dim1, x._data.ndim)
    share(x)
    return transpose_two(x, dims)


def swapaxes(x, axis0, axis1):
    """x with two dimensions exchanged."""
    return transpose(x, axis0, axis1)


def transpose_matrices(x):
    """x with its last two dimensions exchanged."""
    ndim = x._data.ndim
    if ndim == 1:
        raise RuntimeError(
            "tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor."
        )
    return transpose(x, -2, -1) if ndim else x


def reverse_dims(x):
    """x with its dimensions in reverse order."""
    share(x)
    return permute_to(x, tuple(reversed(range(x._data.ndim))))


def t(x):
    """The transposed matrix."""
    if x._data.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {x.ndim}D")
    share(x)
    return t_matrix(x, None)


def unsqueeze(x, dim):
    """x with a new dimension of extent 1."""
    share(x)
    return unsqueeze_at(x, axis_of(dim, x._data.ndim + 1))


def squeeze(x, *args, dim=None):
    """x without its dimensions (or those dimensions) of extent 1."""
    shape, dim = share(x).shape, args or dim if len(args) != 1 else args[0]
    if dim is None:
        return squeeze_all(x, (tuple(extent for extent in shape if extent != 1), shape))
    if not isinstance(dim, int):
        dims = [axis_of(each, len(shape)) for each in dim]
        for each in dims:
            if dims.count(each) > 1:
                raise RuntimeError(f"dim {each} appears multiple times in the list of dims")
        kept = tuple(n for at, n in enumerate(shape) if n != 1 or at not in dims)
        return squeeze_some(x, (kept, shape))
    dim = axis_of(dim, len(shape))
    if not shape or shape[dim] != 1:
        return squeeze_one(x, (shape, shape))
    return squeeze_at(x, dim)


def expand(x, *sizes):
    """x repeated to a larger shape without a copy; -1 keeps an extent."""
    sizes, shape = sizes_of(sizes), share(x).shape
    added = len(sizes) - len(shape)
    to = tuple(shape[at - added] if extent == -1 else extent for at, extent in enumerate(sizes))
    return expand_to(x, (to, shape))


def clone(x):
    """A copy that is part of the graph."""
    return clone_of(x, layout(x._data))


def to(x, *args, dtype=None, device=None, copy=False, non_blocking=False):
    """x in another dtype, part of the graph; x itself if it is in it.

    What it is asked for is a dtype, a device, or another tensor, which has both.
    """
    for given in args:
        if isinstance(given, dtypes.dtype):
            dtype = given
        elif hasattr(given, "_data"):
            dtype = given.dtype
        elif not isinstance(given, bool):
            device = given
    devices.check(device)
    if dtype is None or x._data.dtype is dtype.numpy:
        return clone(x) if copy else x
    cast = cast_to(x, (dtype.numpy, x._data.dtype))
    if not dtype.is_floating_point:
        cast._node = None  # integers have no derivative
    return cast
