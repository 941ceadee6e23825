"""Number types and sizes under PyTorch's names, and which type an operation computes in."""

import builtins

import numpy as np


class dtype:
    """A number type; prints as PyTorch prints it."""

    def __init__(self, name, legacy):
        self.name = name
        self.numpy = np.dtype(name)
        self.legacy = legacy
        self.is_floating_point = self.numpy.kind == "f"
        self.is_complex = False
        self.itemsize = self.numpy.itemsize

    def __repr__(self):
        return f"torch.{self.name}"

    def __reduce__(self):
        return self.name


float16 = half = dtype("float16", "Half")
float32 = float = dtype("float32", "Float")
float64 = double = dtype("float64", "Double")
uint8 = dtype("uint8", "Byte")
int8 = dtype("int8", "Char")
int16 = short = dtype("int16", "Short")
int32 = int = dtype("int32", "Int")
int64 = long = dtype("int64", "Long")
bool = dtype("bool", "Bool")

ALL = (float16, float32, float64, uint8, int8, int16, int32, int64, bool)
FROM_NUMPY = {each.numpy: each for each in ALL}
FLOATS = frozenset(each.numpy for each in ALL if each.is_floating_point)
CATEGORY = {"b": 0, "i": 1, "u": 1, "f": 2}


class Default:
    """The floating type that numbers without one get."""

    dtype = float32


def get_default_dtype():
    """The dtype of tensors made from Python floats."""
    return Default.dtype


def set_default_dtype(new):
    """None; from now on Python floats become tensors of this dtype."""
    if new not in ALL or not new.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    Default.dtype = new


def of(data):
    """The dtype of a numpy value, or an error for the ones this engine has not."""
    found = FROM_NUMPY.get(data.dtype)
    if found is not None:
        return found
    if data.dtype.kind == "c":
        raise TypeError("autograd_ref has no complex tensors; PyTorch has.")
    raise TypeError(
        f"can't convert np.ndarray of type {data.dtype.type.__module__}.{data.dtype.type.__name__}."
        " The only supported types are: float64, float32, float16, int64, int32, int16, int8,"
        " uint8, and bool."
    )


def _kind(data):
    """(category, rank, numpy dtype): arrays outrank 0-d values, which outrank Python numbers."""
    if isinstance(data, (np.ndarray, np.generic)):
        return CATEGORY[data.dtype.kind], 2 if data.ndim else 1, data.dtype
    if isinstance(data, builtins.bool):
        return 0, 0, bool.numpy
    if isinstance(data, builtins.int):
        return 1, 0, int64.numpy
    return 2, 0, Default.dtype.numpy


def result_type(x, y):
    """The numpy dtype in which PyTorch combines two values (raw, or Python numbers).

    The highest category (bool, integer, floating) decides; within it arrays decide before
    0-d values, and those before Python numbers.
    """
    x_category, x_rank, x_dtype = _kind(x)
    y_category, y_rank, y_dtype = _kind(y)
    if (x_category, x_rank) == (y_category, y_rank):
        return np.promote_types(x_dtype, y_dtype)
    return x_dtype if (x_category, x_rank) > (y_category, y_rank) else y_dtype


def default_float(out, xd, yd):
    """The raw result of operands, in the default dtype where numpy made float64 of integers."""
    if out.dtype is not float64.numpy or xd.dtype is out.dtype:
        return out
    if getattr(yd, "dtype", None) is out.dtype:
        return out
    return out.astype(Default.dtype.numpy)


class Size(tuple):
    """A shape; prints as PyTorch prints it."""

    __slots__ = ()

    def __repr__(self):
        return f"torch.Size({list(self)})"

    def numel(self):
        """The number of elements of a tensor of this size."""
        count = 1
        for extent in self:
            count *= extent
        return count
