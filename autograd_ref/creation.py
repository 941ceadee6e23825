"""New tensors: from data, from a shape, from chance."""

import warnings

import numpy as np

from autograd_ref import devices, dtypes
from autograd_ref.functions.shapes import sizes_of
from autograd_ref.graph import LEAF
from autograd_ref.memory import layout
from autograd_ref.tensor import Tensor, wrap

COPIES = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or"
    " sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor)."
)
LOSES_GRADIENT = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
    "Consider using tensor.detach() first."
)


def tensor(data, *, dtype=None, device=None, requires_grad=False):
    """A leaf with a copy of the data: numbers, nested sequences, arrays."""
    if isinstance(data, Tensor):
        warnings.warn(COPIES, UserWarning, stacklevel=2)
        data = data._data
    return leaf(_as_array(data, dtype), requires_grad, device)


def _as_array(data, dtype):
    """A new array of the data; Python floats get the default dtype, arrays keep theirs."""
    values = np.array(_plain(data))
    if values.dtype.kind == "O":
        raise TypeError(f"new(): invalid data type '{type(data).__name__}'")
    if dtype is None:
        dtype = dtypes.of(values)
        if dtype.is_floating_point and not _holds_numpy(data):
            dtype = dtypes.Default.dtype
    return values.astype(dtype.numpy)


def _plain(data):
    """The data with numbers in place of the tensors in it."""
    if isinstance(data, Tensor):
        if data.requires_grad:
            warnings.warn(LOSES_GRADIENT, UserWarning, stacklevel=4)
        return data._data
    if isinstance(data, (list, tuple)):
        return [_plain(part) for part in data]
    return data


def _holds_numpy(data):
    """Whether the first element of a sequence is numpy's, and so has a dtype of its own."""
    while isinstance(data, (list, tuple)) and len(data):
        data = data[0]
    return isinstance(data, (np.ndarray, np.generic, Tensor))


def leaf(values, requires_grad=False, device=None):
    """A leaf of this array, 0-d ones as numpy scalars."""
    devices.check(device)
    made = wrap(values if values.ndim else values[()])
    if requires_grad:
        if values.dtype not in dtypes.FLOATS:
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        made._node = LEAF
    return made


def from_numpy(array):
    """A constant that shares the array's memory."""
    # A view, since an unpickled array has a dtype object of its own, and ours are told by identity.
    return wrap(array.view(dtypes.of(array).numpy))


def as_tensor(data, dtype=None, device=None):
    """The data as a tensor, without a copy where possible."""
    devices.check(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    if not isinstance(data, np.ndarray):
        return tensor(data, dtype=dtype)
    return from_numpy(data) if dtype is None else from_numpy(data).to(dtype)


def _floating(dtype):
    return (dtype or dtypes.Default.dtype).numpy


def zeros(*size, dtype=None, device=None, requires_grad=False):
    """Zeros of this size."""
    return leaf(np.zeros(sizes_of(size), _floating(dtype)), requires_grad, device)


def ones(*size, dtype=None, device=None, requires_grad=False):
    """Ones of this size."""
    return leaf(np.ones(sizes_of(size), _floating(dtype)), requires_grad, device)


def empty(*size, dtype=None, device=None, requires_grad=False):
    """A tensor of this size; here its elements are zeros."""
    return zeros(*size, dtype=dtype, device=device, requires_grad=requires_grad)


def full(size, fill_value, *, dtype=None, device=None, requires_grad=False):
    """One value everywhere; its Python type decides the dtype."""
    kind = tensor(fill_value).dtype if dtype is None else dtype
    return leaf(np.full(sizes_of((size,)), fill_value, kind.numpy), requires_grad, device)


def arange(start, end=None, step=1, *, dtype=None, device=None, requires_grad=False):
    """Numbers from start up to but without end; whole numbers give int64."""
    start, end = (0, start) if end is None else (start, end)
    start, end, step = (v.item() if isinstance(v, Tensor) else v for v in (start, end, step))
    if dtype is None:
        whole = all(isinstance(v, (int, np.integer)) for v in (start, end, step))
        dtype = dtypes.int64 if whole else dtypes.Default.dtype
    return leaf(np.arange(start, end, step).astype(dtype.numpy), requires_grad, device)


def linspace(start, end, steps, *, dtype=None, device=None, requires_grad=False):
    """That many numbers at equal distances, both ends included."""
    return leaf(np.linspace(start, end, steps).astype(_floating(dtype)), requires_grad, device)


def eye(n, m=None, *, dtype=None, device=None, requires_grad=False):
    """The identity matrix."""
    return leaf(np.eye(n, m, dtype=_floating(dtype)), requires_grad, device)


def zeros_like(input, *, dtype=None, device=None, requires_grad=False):
    """Zeros of a tensor's size and dtype."""
    return full_like(input, 0, dtype=dtype, device=device, requires_grad=requires_grad)


def ones_like(input, *, dtype=None, device=None, requires_grad=False):
    """Ones of a tensor's size and dtype."""
    return full_like(input, 1, dtype=dtype, device=device, requires_grad=requires_grad)


def full_like(input, fill_value, *, dtype=None, device=None, requires_grad=False):
    """One value in a tensor's size, dtype and layout."""
    kind = (dtype or input.dtype).numpy
    made = np.full_like(input._data, fill_value, kind, layout(input._data))
    return leaf(made, requires_grad, device)


def legacy(cls, *data):
    """What Tensor(...) makes: float32 of data or of a size, which is how one did it long ago."""
    if all(isinstance(extent, int) for extent in data):
        made = empty(*data) if data else empty(0)
    else:
        made = tensor(*data).float()
    return wrap(made._data, cls)


def empty_like(input, *, dtype=None, device=None, requires_grad=False):
    """A tensor of another's size and dtype; here its elements are zeros."""
    return zeros_like(input, dtype=dtype, device=device, requires_grad=requires_grad)
