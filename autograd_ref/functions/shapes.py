"""New shapes for the same elements, copies and casts, as they are asked for."""

import operator

import numpy as np

from autograd_ref import devices, dtypes, errors
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
    sequence = len(given) == 1 and isinstance(given[0], (tuple, list))
    try:
        return tuple(map(operator.index, given[0] if sequence else given))
    except TypeError:
        kinds = ", ".join(type(each).__name__ for each in given)
        raise TypeError(f"a size must be ints, or a tuple of ints, but got ({kinds})") from None


def new_size(given):
    """The size of a new tensor, given as in sizes_of, or PyTorch's error for a negative one."""
    size = sizes_of(given)
    for extent in size:
        if extent < 0:
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {extent}: {list(size)}"
            )
    return size


def axis_of(dim, ndim):
    """dim counted from the front, or PyTorch's IndexError."""
    try:
        dim = operator.index(dim)
    except TypeError:
        kind = type(dim).__name__
        raise TypeError(f"argument 'dim' must be int, not {kind}") from None
    span = max(ndim, 1)
    if not -span <= dim < span:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-span}, {span - 1}],"
            f" but got {dim})"
        )
    return dim % span


def distinct_axes(dims, ndim):
    """Dims counted from the front, or PyTorch's error if one comes twice."""
    axes = tuple(axis_of(dim, ndim) for dim in dims)
    for axis in axes:
        if axes.count(axis) > 1:
            raise RuntimeError(f"dim {axis} appears multiple times in the list of dims")
    return axes


def axes_of(dims, ndim):
    """A dim, or several, counted from the front and in order; all of them, for None or none."""
    axes = distinct_axes((dims,) if isinstance(dims, int) else dims or (), ndim)
    return tuple(sorted(axes)) if axes and ndim else tuple(range(ndim))


def _shaped(x, shape):
    """x reshaped raw, or PyTorch's error."""
    try:
        if not shape or min(shape) >= -1:
            return share(x).reshape(shape)
    except ValueError:
        pass
    raise errors.of_shape(shape, x._data.size)


def reshape(x, *shape):
    """The same elements in another shape: a view where possible, else a copy."""
    shape = sizes_of(shape)
    reshaped = _shaped(x, shape)
    if reshaped.size and not np.may_share_memory(reshaped, x._data):
        function, x = reshape_copy, clone_of(x, "C")
    else:
        function = reshape_to if x.is_contiguous() else reshape_alias
    return function(x, (reshaped.shape, x._data.shape))


def view(x, *size, dtype=None):
    """The same memory in another shape, or an error."""
    if dtype is not None or isinstance(size[0] if size else None, dtypes.dtype):
        raise RuntimeError(
            "autograd_ref has no view of the same bytes as another dtype; PyTorch has."
        )
    shape = sizes_of(size)
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
    dims, ndim = sizes_of(dims), share(x).ndim
    if len(dims) != ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the"
            f" length of the desired ordering of dimensions i.e. input.dim() = {ndim} is not equal"
            f" to len(dims) = {len(dims)}"
        )
    dims = tuple(axis_of(dim, ndim) for dim in dims)
    if len(set(dims)) < ndim:
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return permute_to(x, dims)


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
    ndim = share(x).ndim
    return permute_to(x, tuple(range(ndim - 1, -1, -1)))


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
        dims = distinct_axes(dim, len(shape))
        kept = tuple(n for at, n in enumerate(shape) if n != 1 or at not in dims)
        return squeeze_some(x, (kept, shape))
    dim = axis_of(dim, len(shape))
    if not shape or shape[dim] != 1:
        return squeeze_one(x, (shape, shape))
    return squeeze_at(x, dim)


def expands(shape, to):
    """Whether a tensor of this shape can be expanded to the other one; -1 there keeps an extent."""
    pairs = zip(reversed(shape), reversed(to), strict=False)
    return len(shape) <= len(to) and all(n == 1 or extent in (n, -1) for n, extent in pairs)


def expand(x, *size):
    """x repeated to a larger shape without a copy; -1 keeps an extent."""
    sizes, shape = sizes_of(size), share(x).shape
    added = len(sizes) - len(shape)
    if -1 in sizes[: max(added, 0)]:
        raise RuntimeError(
            "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing"
            f" dimension {sizes.index(-1)}"
        )
    if not expands(shape, sizes):
        raise errors.of_expand(shape, sizes)
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
