"""The value of a Tensor: its shape and type, and what Python and numpy ask of it."""

import numpy as np

from autograd_ref import devices, dtypes, memory
from autograd_ref.modes import INFERENCE, mode


class Value:
    """What a Tensor answers from its numpy value alone."""

    __slots__ = ()

    @property
    def shape(self):
        """The extents, as a Size."""
        return dtypes.Size(self._data.shape)

    @property
    def ndim(self):
        """The number of dimensions."""
        return self._data.ndim

    def dim(self):
        """The number of dimensions."""
        return self._data.ndim

    ndimension = dim

    def is_complex(self):
        """False."""
        return False

    def is_signed(self):
        """Whether there are negative numbers of this type."""
        return self._data.dtype.kind in "if"

    def is_nonzero(self):
        """Whether the only element is not 0."""
        return bool(self)

    def numel(self):
        """The number of elements."""
        return self._data.size

    nelement = numel

    @property
    def dtype(self):
        """The number type."""
        return dtypes.of(self._data)

    @property
    def device(self):
        """The CPU."""
        return devices.CPU

    @property
    def is_cuda(self):
        """False."""
        return False

    def cpu(self):
        """This tensor: it is on the CPU."""
        return self

    def cuda(self, device=None):
        """The error that there is no such device."""
        devices.check("cuda")

    def is_floating_point(self):
        """Whether the number type is a floating one."""
        return self.dtype.is_floating_point

    def is_inference(self):
        """Whether this tensor was made in inference mode."""
        return self._rare is INFERENCE

    def item(self):
        """The only element, as a Python number."""
        if self._data.size != 1:
            count = self._data.size
            raise RuntimeError(f"a Tensor with {count} elements cannot be converted to Scalar")
        return self._data.item()

    def tolist(self):
        """The elements as nested lists of Python numbers."""
        return self._data.tolist()

    def numpy(self, *, force=False):
        """The value as a numpy array that shares this tensor's memory; with force, in any case."""
        if not force and self.requires_grad and mode.grad:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad."
                " Use tensor.detach().numpy() instead."
            )
        return memory.lend(self)

    def __array__(self, dtype=None, copy=None):
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def data_ptr(self):
        """The address of the first element."""
        return memory.share(self).__array_interface__["data"][0]

    def is_contiguous(self):
        """Whether the elements lie in memory in row-major order."""
        return memory.share(self).flags.c_contiguous

    @property
    def _version(self):
        if self.is_inference():
            raise RuntimeError("Inference tensors do not track version counter.")
        version = memory.version_of(self)
        return 0 if version is None else version.count

    def __float__(self):
        return float(self._only())

    def __int__(self):
        return int(self._only())

    def _only(self):
        if self._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self._data.item()

    def __index__(self):
        if self._data.dtype.kind not in "biu" or self._data.ndim:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self._data)

    def __bool__(self):
        if self._data.size != 1:
            many = self._data.size
            amount = "more than one value" if many else "no values"
            raise RuntimeError(f"Boolean value of Tensor with {amount} is ambiguous")
        return bool(self._data)

    def __len__(self):
        if self._data.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        return len(self._data)

    def __contains__(self, element):
        return bool((self == element).any())

    def __repr__(self):
        from autograd_ref.printing import text

        return text(self)

    def __format__(self, spec):
        return format(self.item(), spec) if self._data.ndim == 0 else repr(self)
