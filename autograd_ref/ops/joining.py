"""Many tensors made into one."""

import numpy as np

from autograd_ref import dtypes
from autograd_ref.ops.shapes import axis_of
from autograd_ref.record import define, record_many

CAT = define(
    "Cat",
    lambda arrays, dim: np.concatenate(arrays, dim),
    dx=lambda g, _out, _x, how: _pieces(g, *how),
    parameter=True,
)

STACK = define(
    "Stack",
    lambda arrays, dim: np.stack(arrays, dim),
    dx=lambda g, _out, _x, dim: tuple(
        g[(slice(None),) * dim + (at,)] for at in range(g.shape[dim])
    ),
    parameter=True,
)


def _pieces(g, dim, extents):
    """g cut along dim into pieces of these extents."""
    starts = np.cumsum((0, *extents)).tolist()
    before = (slice(None),) * dim
    return tuple(
        g[(*before, slice(start, start + extent))]
        for start, extent in zip(starts, extents, strict=False)
    )


def cat(tensors, dim=0):
    """The tensors one after the other along dim."""
    tensors = _same_dtype(tensors, "torch.cat(): expected a non-empty list of Tensors")
    dim = axis_of(dim, tensors[0]._data.ndim)
    out = CAT.forward([x._data for x in tensors], dim)
    return record_many(CAT, out, tensors, (dim, tuple(x._data.shape[dim] for x in tensors)))


def stack(tensors, dim=0):
    """The tensors, all of one shape, along a new dimension."""
    tensors = _same_dtype(tensors, "stack expects a non-empty TensorList")
    dim = axis_of(dim, tensors[0]._data.ndim + 1)
    for at, x in enumerate(tensors):
        if x._data.shape != tensors[0]._data.shape:
            raise RuntimeError(
                "stack expects each tensor to be equal size, but got"
                f" {list(tensors[0].shape)} at entry 0 and {list(x.shape)} at entry {at}"
            )
    return record_many(STACK, STACK.forward([x._data for x in tensors], dim), tensors, dim)


def _same_dtype(tensors, if_empty):
    """The tensors, cast to their common dtype."""
    tensors = list(tensors)
    if not tensors:
        raise RuntimeError(if_empty)
    first = tensors[0]
    common = first._data.dtype
    for x in tensors[1:]:
        if x._data.dtype is not common:
            common = np.dtype(dtypes.result_type(np.empty(1, common), np.empty(1, x._data.dtype)))
    return [x.to(dtypes.FROM_NUMPY[common]) for x in tensors]
