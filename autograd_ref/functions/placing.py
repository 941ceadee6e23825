"""Operations that write or add at places of a tensor; and views that a tensor itself becomes."""

import numpy as np

from autograd_ref.ops.indexing import index_by, writing
from autograd_ref.ops.shapes import reshape_to, squeeze_at
from autograd_ref.record import define, setting

# --- a whole, and a part at an index --------------------------------------------------------------

SCATTER, SCATTER_NUMBER = writing("Scatter"), writing("Scatter", 1)
INDEX_FILL, INDEX_FILL_WITH = writing("IndexFill"), writing("IndexFill", 1)


def _added(x, index, part):
    """A copy of x with the part added at an index; what meets at one place is summed."""
    out = np.array(x)
    np.add.at(out, index, part)
    return out[()]


def _adding(name):
    """A whole, and a part that is added to it at an index."""
    return define(
        name,
        _added,
        dx=lambda g, _out, _x, _index: g,
        dy=lambda g, _out, _x, index: index_by(g, (tuple(g.shape), index)),
        parameter=True,
        saves=True,
    )


SCATTER_ADD, INDEX_ADD, PUT_ADDED = map(_adding, ("ScatterAdd", "IndexAdd", "IndexPut"))

# --- new shapes in place: shapes = (new, old) -----------------------------------------------------

t_itself = setting("T", lambda x, _: x.T, dx=lambda g, _out, _x, _: g.T, version=1)

unsqueeze_itself = setting(
    "Unsqueeze",
    lambda x, dim: np.expand_dims(x, dim),
    dx=lambda g, _out, _x, dim: squeeze_at(g, dim),
    version=1,
)


def _squeezes(version):
    """x without some dimensions of extent 1."""
    return setting(
        "Squeeze",
        lambda x, shapes: x.reshape(shapes[0]),
        dx=lambda g, _out, _x, shapes: reshape_to(g, shapes[::-1]),
        version=version,
    )


squeeze_itself, squeeze_one_itself = _squeezes(3), _squeezes(4)
