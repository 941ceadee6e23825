"""New shapes for the same elements; copies and casts; sums over axes, which undo a broadcast."""

import numpy as np

from autograd_ref.record import setting

reshape_to = setting(
    "View",
    lambda x, shapes: x.reshape(shapes[0]),
    dx=lambda g, _out, _x, shapes: reshape_to(g, shapes[::-1]),
    view=True,
)

reshape_copy = setting(
    "UnsafeView",
    lambda x, shapes: x.reshape(shapes[0]),
    dx=lambda g, _out, _x, shapes: reshape_to(g, shapes[::-1]),
)

permute_to = setting(
    "Permute",
    lambda x, order: x.transpose(order),
    dx=lambda g, _out, _x, order: permute_to(g, tuple(sorted(order, key=order.__getitem__))),
    view=True,
)

transpose_two = setting(
    "Transpose",
    lambda x, dims: x.swapaxes(*dims) if x.ndim else x,
    dx=lambda g, _out, _x, dims: transpose_two(g, dims),
    view=True,
)

t_matrix = setting("T", lambda x, _: x.T, dx=lambda g, _out, _x, _: g.T, view=True)

unsqueeze_at = setting(
    "Unsqueeze",
    lambda x, dim: np.expand_dims(x, dim),
    dx=lambda g, _out, _x, dim: squeeze_at(g, dim),
    view=True,
)


def _squeeze_at(version, view):
    """x without the dimension `dim`, which has extent 1."""
    return setting(
        "Squeeze",
        lambda x, dim: x.squeeze(dim),
        dx=lambda g, _out, _x, dim: unsqueeze_at(g, dim),
        view=view,
        version=version,
    )


# A row: what the product of a vector and a matrix is.
squeeze_at, squeeze_row = _squeeze_at(1, True), _squeeze_at(4, False)


def _squeeze(version):
    """x without some dimensions of extent 1: shapes = (new, old)."""
    return setting(
        "Squeeze",
        lambda x, shapes: x.reshape(shapes[0]),
        dx=lambda g, _out, _x, shapes: reshape_to(g, shapes[::-1]),
        view=True,
        version=version,
    )


squeeze_all, squeeze_one, squeeze_some = _squeeze(0), _squeeze(1), _squeeze(2)

expand_to = setting(
    "Expand",
    lambda x, shapes: _stretch(x, shapes[0]),
    dx=lambda g, _out, _x, shapes: unbroadcast(g, shapes[1]),
    view=True,
)

sum_axes = setting(
    "Sum",
    lambda x, how: np.add.reduce(x, how[1], keepdims=how[2]),
    dx=lambda g, _out, _x, how: spread(g, *how),
    version=1,
    in_rows=True,
)

clone_of = setting(
    "Clone",
    lambda x, order: x.copy(order) if x.ndim else np.array(x)[()],
    dx=lambda g, _out, _x, _order: g,
)

cast_to = setting(
    "ToCopy", lambda x, to: x.astype(to[0]), dx=lambda g, _out, _x, to: cast_to(g, to[::-1])
)


def unbroadcast(g, shape):
    """g summed over the axes that broadcasting had added or stretched."""
    added = g.ndim - len(shape)
    if added == 1 and g.shape[1:] == shape:  # a bias
        return sum_axes(g, (g.shape, (0,), False))
    stretched = tuple(
        added + axis
        for axis, extent in enumerate(shape)
        if extent == 1 and g.shape[added + axis] != 1
    )
    if stretched:
        g = sum_axes(g, (g.shape, stretched, True))
    return sum_axes(g, (g.shape, tuple(range(added)), False)) if added else g


def _stretch(x, shape):
    """x repeated to a larger shape, as a view with steps of 0."""
    if x.ndim == 0:  # many times as fast as broadcast_to; a scalar's own memory can't be written
        return np.ndarray(shape, x.dtype, np.asarray(x), 0, (0,) * len(shape))
    out = np.broadcast_to(x, shape)
    out.flags.writeable = x.flags.writeable  # writes.py says which of its elements may be written
    return out


def spread(g, shape, axes, keepdim):
    """g, the gradient of a sum over axes (all, if None), repeated to the summed shape."""
    if axes is not None and not keepdim:
        kept = tuple(1 if axis in axes else extent for axis, extent in enumerate(shape))
        g = reshape_to(g, (kept, tuple(g.shape)))
    return expand_to(g, (shape, tuple(g.shape)))
