"""What is asked about number types and memory, and new tensors in the likeness of another."""

import warnings

import numpy as np

from autograd_ref import creation, dtypes, memory
from autograd_ref.functions.shapes import axis_of
from autograd_ref.tensor import Tensor


def _raw(value):
    """A Tensor's numpy value; a Python number as it is."""
    return value._data if isinstance(value, Tensor) else value


def result_type(x, y):
    """The dtype in which two tensors or numbers are combined."""
    return dtypes.FROM_NUMPY[np.dtype(dtypes.result_type(_raw(x), _raw(y)))]


def promote_types(type1, type2):
    """The smallest dtype that both can be cast to without a change of category."""
    return result_type(creation.empty(1, dtype=type1), creation.empty(1, dtype=type2))


def can_cast(from_, to):
    """Whether a value of one dtype may be written into memory of another."""
    return dtypes.CATEGORY[from_.numpy.kind] <= dtypes.CATEGORY[to.numpy.kind]


class finfo:
    """The limits of a floating dtype: eps, max, min, tiny, smallest_normal, resolution, bits."""

    def __init__(self, dtype=None):
        dtype = dtype or dtypes.Default.dtype
        if not dtype.is_floating_point:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle"
                " 'torch.finfo'"
            )
        limits = np.finfo(dtype.numpy)
        self.bits, self.dtype = limits.bits, dtype.name
        for name in ("eps", "max", "min", "tiny", "smallest_normal", "resolution"):
            setattr(self, name, float(getattr(limits, name)))
        self.resolution = float(f"1e-{limits.precision:02}")

    def __repr__(self):
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g},"
            f" eps={self.eps:g}, smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g},"
            f" dtype={self.dtype})"
        )


class iinfo:
    """The limits of an integer dtype: max, min, bits."""

    def __init__(self, dtype):
        if dtype.numpy.kind not in "iu":
            raise TypeError(
                "torch.iinfo() requires an integer input type. Use torch.finfo to handle"
                " 'torch.iinfo'"
            )
        limits = np.iinfo(dtype.numpy)
        self.bits, self.dtype = limits.bits, dtype.name
        self.min, self.max = int(limits.min), int(limits.max)

    def __repr__(self):
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"


def type(x, dtype=None):
    """The legacy name of x's type, such as torch.FloatTensor; or x in that type or dtype."""
    if dtype is None:
        return f"torch.{x.dtype.legacy}Tensor"
    if not isinstance(dtype, dtypes.dtype):
        named = {f"torch.{each.legacy}Tensor": each for each in dtypes.ALL}
        if dtype not in named:
            raise ValueError(f"invalid type: '{getattr(dtype, '__name__', dtype)}'")
        dtype = named[dtype]
    return x.to(dtype)


def type_as(x, other):
    """x in the dtype of another tensor."""
    return x.to(other.dtype)


def is_same_size(x, other):
    """Whether another tensor has the same shape."""
    return x._data.shape == other._data.shape


def size(x, dim=None):
    """The shape, or its extent along dim."""
    return x.shape if dim is None else x._data.shape[axis_of(dim, x._data.ndim)]


def stride(x, dim=None):
    """The steps in memory along each dimension, in elements; or along dim."""
    shared = memory.share(x)
    if dim is not None:
        if not shared.ndim:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        return stride(x)[axis_of(dim, shared.ndim)]
    if not shared.size:  # numpy's are 0
        shared = np.empty([max(1, extent) for extent in shared.shape], shared.dtype)
    return tuple(step // shared.itemsize for step in shared.strides)


def element_size(x):
    """The bytes of one element."""
    return x._data.itemsize


def storage_offset(x):
    """How many elements stand in the memory before x's first one."""
    start = memory.share(x)
    owner = start
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    first, own = (each.__array_interface__["data"][0] for each in (start, owner))
    return (first - own) // start.itemsize


# --- new tensors: size, dtype ---------------------------------------------------------------------


def new_zeros(x, *size, dtype=None, device=None, requires_grad=False):
    """Zeros of this size in x's dtype."""
    return creation.zeros(*size, dtype=dtype or x.dtype, device=device, requires_grad=requires_grad)


def new_empty(x, *size, dtype=None, device=None, requires_grad=False):
    """A tensor of this size in x's dtype; here its elements are zeros."""
    return new_zeros(x, *size, dtype=dtype, device=device, requires_grad=requires_grad)


def new_ones(x, *size, dtype=None, device=None, requires_grad=False):
    """Ones of this size in x's dtype."""
    return creation.ones(*size, dtype=dtype or x.dtype, device=device, requires_grad=requires_grad)


def new_full(x, size, fill_value, *, dtype=None, device=None, requires_grad=False):
    """One value everywhere, in this size and x's dtype."""
    return creation.full(
        size, fill_value, dtype=dtype or x.dtype, device=device, requires_grad=requires_grad
    )


def new_tensor(x, data, *, dtype=None, device=None, requires_grad=False):
    """A leaf with a copy of the data in x's dtype."""
    if isinstance(data, Tensor):
        rather = "tensor.new_tensor(sourceTensor)."
        said = creation.COPIES.replace("torch.tensor(sourceTensor).", rather)
        warnings.warn(said, UserWarning, stacklevel=2)
        data = data._data
    return creation.tensor(data, dtype=dtype or x.dtype, device=device, requires_grad=requires_grad)


def output_nr(x):
    """Which of the results of its operation x is, counted from 0."""
    if x.is_leaf:
        return 0
    if x._rare is not None and x._rare.made is not None:
        return x._rare.made[1]
    return x._node.y if x._node.op.part else 0
