"""Parameter: a leaf that a model learns."""

from autograd_ref import memory
from autograd_ref.creation import empty
from autograd_ref.tensor import Tensor


class Parameter(Tensor):
    """A Tensor that requires grad, in the memory of the tensor it is made of."""

    __slots__ = ()

    def __new__(cls, data=None, requires_grad=True):
        data = empty(0) if data is None else data
        made = object.__new__(cls)
        made._data = data._data if data._data.ndim == 0 else memory.share(data)
        made._grad = made._family = made._rare = None
        made._node = None
        return made.requires_grad_(requires_grad)
