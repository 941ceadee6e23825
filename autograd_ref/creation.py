"""New tensors: from data, from a shape, from chance."""

import math
import warnings

import numpy as np

from autograd_ref import devices, dtypes
from autograd_ref.functions.calling import by_name
from autograd_ref.functions.shapes import new_size
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
    if isinstance(data, (list, tuple)):
        tensors = []
        data = _plain(data, tensors)
        if tensors:  # beside them, Python's floats have the default dtype
            data = _typed(data, dtypes.Default.dtype.numpy.type)
    try:
        values = np.array(data)
    except ValueError as error:
        raise _of_ragged(data) or error from None
    if values.dtype.kind in "OU":
        raise _of_content(data)
    if dtype is None:
        dtype = dtypes.of(values)
        if dtype.is_floating_point and not _holds_numpy(data):
            dtype = dtypes.Default.dtype
    return values.astype(dtype.numpy)


def _plain(data, tensors):
    """The data with numbers in place of the tensors in it, which are added to the list."""
    if isinstance(data, Tensor):
        tensors.append(data)
        if data.requires_grad:
            warnings.warn(LOSES_GRADIENT, UserWarning, stacklevel=4)
        if data._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return data._data.reshape(())[()]
    if isinstance(data, (list, tuple)):
        return [_plain(part, tensors) for part in data]
    return data


def _typed(data, kind):
    """The data with floats of this kind in place of Python's."""
    if isinstance(data, list):
        return [_typed(part, kind) for part in data]
    return kind(data) if type(data) is float else data


def _of_ragged(data, dim=0):
    """PyTorch's error for nested sequences of several lengths; None if they are of one."""
    parts = [part for part in data if isinstance(part, (list, tuple))]
    for part in parts:
        if len(parts) < len(data):
            return TypeError(f"not a sequence at dim {dim + 1}")
        if len(part) != len(parts[0]):
            want, got = len(parts[0]), len(part)
            return ValueError(f"expected sequence of length {want} at dim {dim + 1} (got {got})")
        found = _of_ragged(part, dim + 1)
        if found is not None:
            return found
    return None


def _of_content(data):
    """PyTorch's error for data that is not of numbers."""
    while isinstance(data, (list, tuple)):
        data = next((part for part in data if not isinstance(part, (int, float))), None)
    if isinstance(data, str):
        return TypeError("new(): invalid data type 'str'")
    return RuntimeError(f"Could not infer dtype of {type(data).__name__}")


def _holds_numpy(data):
    """Whether the first element of a sequence is numpy's, and so has a dtype of its own."""
    while isinstance(data, (list, tuple)) and len(data):
        data = data[0]
    return isinstance(data, (np.ndarray, np.generic))


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
    # A view, since an unpickled array has a dtype object of its own, and ours are told by identity;
    # and an array of a file (np.memmap) has a class of its own, and ours are told by theirs.
    return wrap(array.view(dtypes.of(array).numpy, np.ndarray))


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


@by_name
def zeros(*size, dtype=None, device=None, requires_grad=False):
    """Zeros of this size."""
    return leaf(np.zeros(new_size(size), _floating(dtype)), requires_grad, device)


@by_name
def ones(*size, dtype=None, device=None, requires_grad=False):
    """Ones of this size."""
    return leaf(np.ones(new_size(size), _floating(dtype)), requires_grad, device)


@by_name
def empty(*size, dtype=None, device=None, requires_grad=False):
    """A tensor of this size; here its elements are zeros."""
    return zeros(*size, dtype=dtype, device=device, requires_grad=requires_grad)


def full(size, fill_value, *, dtype=None, device=None, requires_grad=False):
    """One value everywhere; its Python type decides the dtype."""
    kind = tensor(fill_value).dtype if dtype is None else dtype
    return leaf(np.full(new_size((size,)), fill_value, kind.numpy), requires_grad, device)


def arange(start=0, end=None, step=1, *, dtype=None, device=None, requires_grad=False):
    """Numbers from start up to but without end; whole numbers give int64."""
    start, end = (0, start) if end is None else (start, end)
    start, end, step = (v.item() if isinstance(v, Tensor) else v for v in (start, end, step))
    if dtype is None:
        whole = all(isinstance(v, (int, np.integer)) for v in (start, end, step))
        dtype = dtypes.int64 if whole else dtypes.Default.dtype
    if not step:
        raise RuntimeError("step must be nonzero")
    if not math.isfinite(start) or not math.isfinite(end):
        raise RuntimeError(f"unsupported range: {start} -> {end}")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    return leaf(np.arange(start, end, step).astype(dtype.numpy), requires_grad, device)


def linspace(start, end, steps, *, dtype=None, device=None, requires_grad=False):
    """That many numbers at equal distances, both ends included."""
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    return leaf(np.linspace(start, end, steps).astype(_floating(dtype)), requires_grad, device)


def eye(n, m=None, *, dtype=None, device=None, requires_grad=False):
    """The identity matrix."""
    for name, extent in (("n", n), ("m", m)):
        if extent is not None and extent < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {extent}")
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
