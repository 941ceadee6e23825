"""Many tensors made into one."""

import numpy as np

from autograd_ref.record import define

CAT = define(
    "Cat",
    lambda arrays, dim: np.ascontiguousarray(np.concatenate(arrays, dim)),
    dx=lambda g, _needs, _xs, how: _pieces(g, *how),
    many=True,
)

STACK = define(
    "Stack",
    lambda arrays, dim: np.ascontiguousarray(np.stack(arrays, dim)),
    dx=lambda g, _needs, _xs, dim: tuple(
        g[(slice(None),) * dim + (at,)] for at in range(g.shape[dim])
    ),
    many=True,
)


def _pieces(g, dim, extents):
    """g cut along dim into pieces of these extents."""
    starts = np.cumsum((0, *extents)).tolist()
    before = (slice(None),) * dim
    return tuple(
        g[(*before, slice(start, start + extent))]
        for start, extent in zip(starts, extents, strict=False)
    )
