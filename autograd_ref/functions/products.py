"""Matrix products, as they are asked for."""

import numpy as np

from autograd_ref import errors
from autograd_ref.functions.calling import check_tensor
from autograd_ref.functions.combined import ADDMM
from autograd_ref.functions.shapes import expands
from autograd_ref.ops.products import BMM, DOT, MM, MV
from autograd_ref.ops.shapes import reshape_copy, squeeze_row, unsqueeze_at
from autograd_ref.record import record, record_many
from autograd_ref.tensor import Tensor, leads

BY_DIMENSIONS = {(1, 1): DOT, (2, 1): MV, (2, 2): MM}


def matmul(x, other):
    """The matrix product of two tensors; more than two dimensions are batches that broadcast."""
    if not isinstance(other, Tensor):
        return NotImplemented
    xd, yd = x._data, other._data
    op = BY_DIMENSIONS.get((xd.ndim, yd.ndim))
    if op is not None:
        return record(op, _product(x, other), x, other)
    if xd.dtype is not yd.dtype or not _fit(xd, yd):
        raise errors.of_matmul(x, other)
    if xd.ndim == 1 and yd.ndim == 2:
        return squeeze_row(matmul(unsqueeze_at(x, 0), other), 0)
    rows = x if xd.ndim > 1 else unsqueeze_at(x, 0)
    columns = other if yd.ndim > 1 else unsqueeze_at(other, 1)
    fit = rows._data.shape, columns._data.shape
    out = record(BMM, _product(rows, columns), rows, columns, fit=fit)
    shape = out._data.shape
    shape = shape if xd.ndim > 1 else shape[:-2] + shape[-1:]
    shape = shape if yd.ndim > 1 else shape[:-1]
    return reshape_copy(out, (shape, out._data.shape))


def _product(x, y):
    """The raw product of two tensors, or PyTorch's errors."""
    xd, yd = x._data, y._data
    if xd.dtype is not yd.dtype:
        raise errors.of_matmul(x, y)
    try:
        out = xd @ yd
    except ValueError as error:
        if not _fit(xd, yd):
            raise errors.of_matmul(x, y) from None
        raise errors.of_shapes(error, np.empty(xd.shape[:-2]), np.empty(yd.shape[:-2])) from None
    if out.dtype.kind == "b":
        raise NotImplementedError("\"addmm_impl_cpu_\" not implemented for 'Bool'")
    return out


def _fit(xd, yd):
    """Whether there are rows of x as long as columns of y."""
    if not xd.ndim or not yd.ndim:
        return False
    return xd.shape[-1] == (yd.shape[0] if yd.ndim == 1 else yd.shape[-2])


def mm(x, mat2):
    """The product of two matrices."""
    check_tensor("mm", "mat2", mat2)
    for name, matrix in (("self", x), ("mat2", mat2)):
        if matrix._data.ndim != 2:
            raise RuntimeError(f"{name} must be a matrix")
    return matmul(x, mat2)


def mv(x, vec):
    """The product of a matrix and a vector."""
    check_tensor("mv", "vec", vec)
    if (x._data.ndim, vec._data.ndim) != (2, 1):
        ndims = f"{x._data.ndim}, {vec._data.ndim}"
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {ndims}")
    return matmul(x, vec)


def dot(x, tensor):
    """The sum of the products of the elements of two vectors."""
    check_tensor("dot", "tensor", tensor)
    if (x._data.ndim, tensor._data.ndim) != (1, 1):
        ndims = f"{x._data.ndim}D and {tensor._data.ndim}D"
        raise RuntimeError(f"1D tensors expected, but got {ndims} tensors")
    return matmul(x, tensor)


def bmm(x, mat2):
    """The products of the matrices in two batches of the same size, one by one."""
    check_tensor("bmm", "mat2", mat2)
    for name, batch in (("batch1", x), ("batch2", mat2)):
        if batch._data.ndim != 3:
            raise RuntimeError(f"{name} must be a 3D tensor")
    count, _, rows = x._data.shape
    if mat2._data.shape[:2] != (count, rows):
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be:"
            f" [{count}, {rows}] but got: {list(mat2._data.shape[:2])}."
        )
    return record(BMM, _product(x, mat2), x, mat2)


def addmm(input, mat1, mat2, *, beta=1, alpha=1):
    """beta * input + alpha * mat1 @ mat2, of matrices, and an input that broadcasts: one node."""
    bias, xd, yd = input._data, mat1._data, mat2._data
    same = bias.dtype is xd.dtype is yd.dtype
    if not same or xd.ndim != 2 or yd.ndim != 2 or xd.shape[1] != yd.shape[0]:
        raise _of_addmm(input, mat1, mat2)
    shape = xd.shape[0], yd.shape[1]
    if bias.shape != shape[1:] and not expands(bias.shape, shape):
        raise errors.of_expand(bias.shape, shape)
    x_wants, y_wants = map(leads, (mat1, mat2))
    op = ADDMM[x_wants or y_wants]
    saved = (None, xd if y_wants else None, yd if x_wants else None)
    out = op.forward(bias, xd, yd, beta, alpha)
    return record_many(op, out, (input, mat1, mat2), (bias.shape, beta, alpha), saved)


def _of_addmm(input, mat1, mat2):
    """PyTorch's error for tensors of several dtypes, or no matrices that can be multiplied."""
    for name, x in (("mat1", mat1), ("mat2", mat2)):
        if x._data.ndim != 2:
            return RuntimeError(f"{name} must be a matrix, got {x._data.ndim}-D tensor")
    for name, x in (("self", input), ("mat1", mat1)):
        if x.dtype is not mat2.dtype:
            kinds = f"{x.dtype.legacy} and {mat2.dtype.legacy}"
            return RuntimeError(f"{name} and mat2 must have the same dtype, but got {kinds}")
    return errors.of_matmul(mat1, mat2)
