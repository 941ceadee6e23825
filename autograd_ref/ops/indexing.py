"""Parts of a tensor at an index, and writing there; places along one dimension."""

import numpy as np

from autograd_ref.record import define, setting


def _part(name, saves=False, view=True):
    """The part of a tensor at an index: how = (shape of the whole, index)."""
    return setting(
        name,
        (lambda x, how: x[how[1]]) if view else lambda x, how: _row_major(x[how[1]]),
        dx=lambda g, _out, _x, how: put(g, how),
        saves=saves,
        view=view,
    )


def _row_major(x):
    """x, copied if its elements do not lie in row-major order."""
    return x if x.flags.c_contiguous else x.copy()


select_at = _part("Select")
slice_at = _part("Slice")
unsqueeze_by = _part("Unsqueeze")
alias_of = _part("Alias")
unbind_at = _part("Unbind")
split_at = _part("Split")
split_by_sizes = _part("SplitWithSizes")
index_by = _part("Index", saves=True, view=False)
selected_by = _part("IndexSelect", saves=True, view=False)
strided_by = _part("AsStrided", view=False)  # a view's elements in its base, after a write

put = setting(  # zeros with x added at an index; an index may come twice
    "IndexAdd",
    lambda x, how: _put(x, *how),
    dx=lambda g, _out, _x, how: index_by(g, how),
    saves=True,
)


def _put(x, shape, index):
    """Zeros of this shape, with x added at the index."""
    out = np.zeros(shape, x.dtype)
    if is_basic(index):
        out[index] = x
    else:
        np.add.at(out, index, x)
    return out


def is_basic(index):
    """Whether an index is made of integers, slices, None and ... only: the part is a view."""
    return all(
        part is None or part is Ellipsis or isinstance(part, (int, slice, np.integer))
        for part in index
    )


clear = setting(  # x with zeros at an index
    "Clear", lambda x, index: written(x, index, 0), dx=lambda g, _out, _x, index: clear(g, index)
)


def written(x, index, new):
    """A copy of the raw x with `new` at an index."""
    out = np.array(x)  # and not x.copy(): of a numpy scalar that is one
    out[index] = new
    return out


def writing(name, version=0):
    """A whole, and the part that was written into it at an index."""
    return define(
        name,
        written,
        dx=lambda g, _out, _x, index: clear(g, index),
        dy=lambda g, _out, _x, index: g[index],
        parameter=True,
        version=version,
        saves=True,
    )


COPY_SLICES = writing("torch::autograd::CopySlices", None)
INDEX_PUT = writing("IndexPut")

# --- at given places along a dimension: how = (places, dim, shape of the whole, keepdim) ----------


def _picked(name):
    """The elements at the places; the places are saved."""
    return setting(
        name,
        lambda x, how: _take(x, *how),
        dx=lambda g, _out, _x, how: put_along(g, how),
        saves=True,
    )


max_picked = _picked("Max")
min_picked = _picked("Min")
sorted_by = _picked("Sort")
top_picked = _picked("Topk")
gather_along = _picked("Gather")

put_along = setting(  # zeros with x added at the places
    "ScatterAdd",
    lambda x, how: _put_along(x, *how),
    dx=lambda g, _out, _x, how: gather_along(g, how),
    saves=True,
)


def _take(x, places, dim, _shape, keepdim):
    """The elements of x at the places along dim."""
    if x.ndim == 0:
        return np.array(x)[()]
    if keepdim:
        return np.take_along_axis(x, places, dim)
    return np.take_along_axis(x, np.expand_dims(places, dim), dim).squeeze(dim)[()]


def _put_along(x, places, dim, shape, keepdim):
    """Zeros of this shape with x added at the places along dim."""
    if shape == ():
        return np.array(x)[()]
    out = np.zeros(shape, x.dtype)
    places = places if keepdim else np.expand_dims(places, dim)
    grid = list(np.ogrid[tuple(map(slice, places.shape))])
    grid[dim] = places
    np.add.at(out, tuple(grid), x if keepdim else np.expand_dims(x, dim))
    return out
