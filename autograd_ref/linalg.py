"""torch.linalg: the norms of vectors and matrices."""

import math

from autograd_ref.functions.shapes import axis_of
from autograd_ref.functions.statistics import vector_norm
from autograd_ref.missing import names_of

__all__ = ["matrix_norm", "norm", "vector_norm"]


def norm(A, ord=None, dim=None, keepdim=False, *, dtype=None):
    """The norm of a vector or, if `ord` is given, of a matrix; the Euclidean one by default."""
    if ord is None:
        return vector_norm(A, 2, dim, keepdim, dtype=dtype)
    if dim is None and A.ndim not in (1, 2):
        raise RuntimeError(
            "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D."
            f" Got {A.ndim}D."
        )
    dims = range(A.ndim) if dim is None else (dim,) if isinstance(dim, int) else dim
    if len(dims) == 2 or isinstance(ord, str):
        return matrix_norm(A, ord, tuple(dims), keepdim, dtype=dtype)
    return vector_norm(A, ord, dim, keepdim, dtype=dtype)


def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    """The norm of matrices: "fro", or 1 and inf, the largest sum of a column or of a row."""
    if A.ndim < 2:
        raise RuntimeError(
            "linalg.matrix_norm: The input tensor A must have at least 2 dimensions."
        )
    if ord in ("nuc", 2, -2):
        raise RuntimeError(f"autograd_ref has no matrix_norm with ord={ord!r}; PyTorch has.")
    if ord == "fro":
        return vector_norm(A, 2, dim, keepdim, dtype=dtype)
    if isinstance(ord, str) or abs(ord) not in (1, math.inf):
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    rows, columns = (axis_of(each, A.ndim) for each in dim)
    summed, other = (rows, columns) if abs(ord) == 1 else (columns, rows)
    sums = vector_norm(A, 1, summed, keepdim, dtype=dtype)
    if not keepdim and other > summed:
        other -= 1
    return (sums.amax if ord > 0 else sums.amin)(other, keepdim)


__getattr__ = names_of("linalg")
