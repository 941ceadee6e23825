"""Several tensors brought to one shape, or set side by side."""

import warnings

import numpy as np

from autograd_ref import creation, dtypes, errors
from autograd_ref.functions.joining import cat, check_each
from autograd_ref.tensor import Tensor

INDEXING = (
    "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument."
)


def _several(tensors):
    """The tensors given one by one, or as one sequence."""
    return list(tensors[0] if len(tensors) == 1 and not isinstance(tensors[0], Tensor) else tensors)


def broadcast_shapes(*shapes):
    """The shape that these shapes broadcast to."""
    for shape in shapes:
        if not isinstance(shape, (int, list, tuple)):
            kinds = "ints, a tuple of ints, or a list of ints"
            raise RuntimeError(f"Input shapes should be of type {kinds}, got {shape}")
    shapes = [(shape,) if isinstance(shape, int) else tuple(shape) for shape in shapes]
    result = [1] * max(map(len, shapes), default=0)
    for at, shape in enumerate(shapes):
        for back in range(1, len(shape) + 1):
            extent = shape[-back]
            if extent not in (1, result[-back]) and result[-back] != 1:
                raise RuntimeError(
                    f"Attempting to broadcast a dimension of length {extent} at {-back}!"
                    f" Mismatching argument at index {at} had {shape}; but expected shape should"
                    f" be broadcastable to {result}"
                )
            result[-back] = extent if extent != 1 else result[-back]
    return dtypes.Size(result)


def broadcast_to(x, size):
    """x expanded to a size."""
    return x.expand(size)


def broadcast_tensors(*tensors):
    """The tensors, each expanded to the shape they broadcast to together."""
    check_each(tensors)
    shape = ()
    for x in tensors:
        try:
            shape = np.broadcast_shapes(shape, x._data.shape)
        except ValueError as error:
            raise errors.of_shapes(error, np.broadcast_to(0, shape), x._data) from None
    return tuple(x if x._data.shape == shape else x.expand(shape) for x in tensors)


def meshgrid(*tensors, indexing=None):
    """Tensors of the coordinates of a grid, one per axis; "xy" exchanges the first two axes."""
    tensors = _several(tensors)
    if indexing is None:
        warnings.warn(INDEXING, UserWarning, stacklevel=2)
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError(
            f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}'
        )
    if len({x.dtype for x in tensors}) > 1:
        raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    for x in tensors:
        if x._data.ndim > 1:
            raise RuntimeError(
                f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {x}"
            )
    order = list(range(len(tensors)))
    if indexing == "xy":
        order[:2] = order[1::-1]
    shape = [tensors[at].numel() for at in order]
    return tuple(
        x.reshape([-1 if at == axis else 1 for at in order]).expand(shape)
        for axis, x in enumerate(tensors)
    )


def logspace(start, end, steps, base=10.0, *, dtype=None, requires_grad=False):
    """The powers of the base with exponents at equal distances, both ends included."""
    powers = np.logspace(start, end, steps, base=base)
    return creation.leaf(powers.astype((dtype or dtypes.Default.dtype).numpy), requires_grad)


def tril_indices(row, col, offset=0):
    """The places on and below a diagonal of a matrix: a row of rows and a row of columns."""
    return creation.leaf(np.stack(np.tril_indices(row, offset, col)))


def triu_indices(row, col, offset=0):
    """The places on and above a diagonal of a matrix: a row of rows and a row of columns."""
    return creation.leaf(np.stack(np.triu_indices(row, offset, col)))


def hstack(tensors):
    """The tensors side by side: along their second dimension, or the first if there is only one."""
    tensors = [x.reshape(1) if x._data.ndim == 0 else x for x in tensors]
    if not tensors:
        raise RuntimeError("hstack expects a non-empty TensorList")
    return cat(tensors, 0 if tensors[0]._data.ndim == 1 else 1)


def column_stack(tensors):
    """The tensors side by side, those of one dimension as columns."""
    tensors = [x.reshape(-1, 1) if x._data.ndim < 2 else x for x in tensors]
    if not tensors:
        raise RuntimeError("column_stack expects a non-empty TensorList")
    return cat(tensors, 1)


def vstack(tensors):
    """The tensors one below the other, those of one dimension as rows."""
    tensors = [x.reshape(1, 1) if x._data.ndim == 0 else x for x in tensors]
    if not tensors:
        raise RuntimeError("vstack expects a non-empty TensorList")
    return cat([x.unsqueeze(0) if x._data.ndim == 1 else x for x in tensors], 0)
