"""Elements in another order, repeated, on a diagonal, in new dimensions: what is asked for."""

import math

import numpy as np

from autograd_ref import dtypes
from autograd_ref.functions.joining import cat
from autograd_ref.functions.operations import (
    diagonal_copy,
    diagonal_of,
    flip_over,
    on_diagonal,
    repeat_by,
    roll_by,
    trace_of,
    tril_of,
    triu_of,
)
from autograd_ref.functions.shapes import axis_of, distinct_axes, new_size, sizes_of
from autograd_ref.ops.shapes import clone_of
from autograd_ref.tensor import Tensor, wrap


def flip(x, *args, dims=None):
    """x with the order of its elements reversed along dims, given one by one or as one sequence."""
    dims = sizes_of(args if dims is None else (dims,))
    return flip_over(x, distinct_axes(dims, x._data.ndim))


def roll(x, shifts, dims=None):
    """x with its elements moved along dims, those beyond the end back to the beginning."""
    shifts = sizes_of((shifts,)) if not isinstance(shifts, int) else (shifts,)
    if dims is None:
        if len(shifts) > 1:
            raise RuntimeError(f"shifts and dimensions must align. shifts: {len(shifts)}, dims:0")
        return roll_by(x, (shifts, None))
    dims = sizes_of((dims,)) if not isinstance(dims, int) else (dims,)
    if len(shifts) != len(dims):
        raise RuntimeError(
            f"shifts and dimensions must align. shifts: {len(shifts)}, dims:{len(dims)}"
        )
    if dims and not x._data.ndim:
        raise IndexError(f"Dimension specified as {dims[0]} but tensor has no dimensions")
    return roll_by(x, (shifts, tuple(axis_of(dim, x._data.ndim) for dim in dims)))


def _triangle(name, function):
    """tril or triu."""

    def method(x, diagonal=0):
        if x._data.ndim < 2:
            raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")
        return function(x, diagonal)

    method.__name__ = method.__qualname__ = name
    return method


tril, triu = _triangle("tril", tril_of), _triangle("triu", triu_of)
tril.__doc__ = "x with zeros above a diagonal."
triu.__doc__ = "x with zeros below a diagonal."


def diagonal(x, offset=0, dim1=0, dim2=1):
    """A diagonal of x as its last dimension, a view."""
    shape = x._data.shape
    where = offset, axis_of(dim1, len(shape)), axis_of(dim2, len(shape))
    if where[1] == where[2]:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return diagonal_of(x, (shape, *where))


def diag(x, diagonal=0):
    """The matrix with x on a diagonal; of a matrix, its diagonal."""
    if x._data.ndim == 2:
        return diagonal_copy(x, (x._data.shape, diagonal, 0, 1))
    if x._data.ndim != 1:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {x._data.ndim}D")
    extent = x._data.size + abs(diagonal)
    return on_diagonal(x, ((extent, extent), diagonal, 0, 1))


def fill_diagonal_(x, fill_value):
    """x, after the value was written onto its diagonal."""
    if x._data.ndim < 2:
        raise RuntimeError("dimensions must larger than 1")
    diagonal(x).fill_(fill_value)
    return x


def fliplr(x):
    """x with its columns in reverse order."""
    if x._data.ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return flip(x, 1)


def flipud(x):
    """x with its rows in reverse order."""
    if x._data.ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return flip(x, 0)


def trace(x):
    """The sum of a matrix' diagonal."""
    if x._data.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {x._data.ndim}")
    if x._data.dtype.kind == "b":
        raise NotImplementedError("\"trace\" not implemented for 'Bool'")
    x = x.to(dtypes.int64) if x._data.dtype.kind == "u" else x
    return trace_of(x, (x._data.shape, 0, 0, 1))


def outer(x, vec2):
    """The products of each element of x with each of vec2, a matrix."""
    for name, vector in (("self", x), ("vec2", vec2)):
        if vector._data.ndim != 1:
            raise RuntimeError(
                f"outer: Expected 1-D argument {name}, but got {vector._data.ndim}-D"
            )
    return x.reshape(-1, 1) * vec2


def diff(x, n=1, dim=-1, prepend=None, append=None):
    """The differences of neighbours along dim, n times."""
    if not x._data.ndim:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    dim = axis_of(dim, x._data.ndim)
    if prepend is not None or append is not None:
        x = cat([each for each in (prepend, x, append) if each is not None], dim)
    for _ in range(min(n, x._data.shape[dim])):
        count = x._data.shape[dim] - 1
        later, earlier = x.narrow(dim, 1, count), x.narrow(dim, 0, count)
        x = later ^ earlier if x.dtype is dtypes.bool else later - earlier
    return x


def repeat(x, *repeats):
    """x repeated along each dimension; new dimensions come first."""
    repeats = sizes_of(repeats)
    added = len(repeats) - x._data.ndim
    if added < 0:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of"
            " tensor"
        )
    extents = (1,) * added + x._data.shape
    new_size(([n * extent for n, extent in zip(repeats, extents, strict=True)],))
    return repeat_by(x, (repeats, x._data.shape))


def tile(x, *args, dims=None):
    """x repeated along its last dimensions."""
    dims = sizes_of(args if dims is None else (dims,))
    return repeat(x, *(1,) * (x._data.ndim - len(dims)), *dims)


def repeat_interleave(x, repeats=None, dim=None):
    """x with each element repeated in its place along dim; without repeats, each place x times."""
    if repeats is None:
        x, repeats = wrap(np.arange(x._data.size)), x
    if dim is None:
        x, dim = x.reshape(-1), 0
    dim = axis_of(dim, x._data.ndim)
    if isinstance(repeats, Tensor):
        return x.index_select(dim, wrap(_interleaved(repeats, x._data.shape[dim], dim)))
    if not isinstance(repeats, int):
        kind = type(repeats).__name__
        raise TypeError(
            f"repeat_interleave(): argument 'repeats' must be Tensor or int, not {kind}"
        )
    if repeats < 0:
        raise RuntimeError("Repeats must be non-negative")
    apart = x.unsqueeze(dim + 1)
    shape = list(apart._data.shape)
    shape[dim + 1] = repeats
    return clone_of(apart.expand(shape), "C").flatten(dim, dim + 1)


def _interleaved(repeats, extent, dim):
    """Each place as often as it is repeated."""
    if repeats._data.ndim > 1:
        raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
    if repeats._data.dtype.kind != "i":
        raise NotImplementedError(
            f"\"repeat_interleave_cpu\" not implemented for '{repeats.dtype.legacy}'"
        )
    if repeats._data.size not in (1, extent):
        raise RuntimeError(
            "repeats must have the same size as input along dim, but got"
            f" repeats.size(0) = {repeats._data.size} and input.size({dim}) = {extent}"
        )
    if (repeats._data < 0).any():
        raise RuntimeError("repeats can not be negative")
    return np.repeat(np.arange(extent), repeats._data)


def expand_as(x, other):
    """x expanded to the shape of another tensor."""
    return x.expand(other._data.shape)


def view_as(x, other):
    """x viewed in the shape of another tensor."""
    return x.view(other._data.shape)


def reshape_as(x, other):
    """x in the shape of another tensor."""
    return x.reshape(other._data.shape)


def ravel(x):
    """x in one dimension: a view where possible."""
    return x.reshape(-1)


def contiguous(x, memory_format=None):
    """x itself if its elements lie in row-major order, else a copy where they do."""
    return x if x.is_contiguous() else clone_of(x, "C")


def unflatten(x, dim, sizes):
    """x with one dimension taken apart into many."""
    shape = x._data.shape
    dim, sizes = axis_of(dim, len(shape)), list(sizes)
    if sizes.count(-1) == 1:
        sizes[sizes.index(-1)] = shape[dim] // max(1, -math.prod(sizes))
    if math.prod(sizes) != shape[dim]:
        raise RuntimeError(
            f"unflatten: Provided sizes {sizes} don't multiply up to the size of dim {dim}"
            f" ({shape[dim]}) in the input tensor"
        )
    return x.view(*shape[:dim], *sizes, *shape[dim + 1 :])


def movedim(x, source, destination):
    """x with dimensions moved to other places; the others keep their order."""
    source, destination = (
        [each] if isinstance(each, int) else list(each) for each in (source, destination)
    )
    if len(source) != len(destination):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({source} dims) should contain"
            f" the same number of dims as destination ({destination} dims)"
        )
    places = {}
    for name, dims in (("source", source), ("destination", destination)):
        places[name] = [axis_of(dim, x._data.ndim) for dim in dims]
        if len(set(places[name])) < len(dims):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({dims})")
    if not x._data.ndim:
        return x[...]
    to = dict(zip(places["destination"], places["source"], strict=True))
    others = iter(dim for dim in range(x._data.ndim) if dim not in places["source"])
    return x.permute(*(to[dim] if dim in to else next(others) for dim in range(x._data.ndim)))
