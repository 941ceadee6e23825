"""The Tensor: a value, where it came from, and its gradient. Operations are added in ops/."""

import warnings
import weakref

import numpy as np

from autograd_ref import dtypes, memory
from autograd_ref.graph import LEAF, Node
from autograd_ref.modes import mode

NOT_A_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad"
    " attribute won't be populated during autograd.backward(). If you indeed want the .grad field"
    " to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you"
    " access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See"
    " github.com/pytorch/pytorch/pull/30531 for more information."
)
FLAG_ON_RESULT = "you can only change requires_grad flags of leaf variables."
FLAG_OFF_RESULT = (
    f"{FLAG_ON_RESULT} If you want to use a computed variable in a subgraph that doesn't require"
    " differentiation use var_no_grad = var.detach()."
)


C_NAMES = {"float32": "float", "float64": "double", "int64": "long int", "int32": "int"}


class Rare:
    """What few tensors have: a version of their own, a public AccumulateGrad, retain_grad."""

    __slots__ = ("version", "accumulate", "retains")

    def __init__(self):
        self.version = self.accumulate = None
        self.retains = False


class Tensor:
    """A numpy value that remembers how it was computed.

    _data   the value: an array, or a numpy scalar for 0-d (many times faster than a 0-d array)
    _node   None for a constant, LEAF for a leaf that requires grad, else the Node that made it
    _grad   the Tensor in `.grad`
    _base   the Tensor whose memory this one looks at
    _rare   None, or a Rare
    """

    __slots__ = ("_data", "_node", "_grad", "_base", "_rare", "__weakref__")
    __array_ufunc__ = None  # numpy leaves `array * tensor` to us, and we refuse it as PyTorch does
    __hash__ = object.__hash__  # == compares elements

    def rare(self):
        """The Rare of this tensor."""
        if self._rare is None:
            self._rare = Rare()
        return self._rare

    # --- the value -------------------------------------------------------------------------

    @property
    def shape(self):
        """The extents, as a Size."""
        return dtypes.Size(self._data.shape)

    def size(self, dim=None):
        """The shape, or its extent along dim."""
        return self.shape if dim is None else self._data.shape[dim]

    @property
    def ndim(self):
        """The number of dimensions."""
        return self._data.ndim

    def dim(self):
        """The number of dimensions."""
        return self._data.ndim

    def numel(self):
        """The number of elements."""
        return self._data.size

    nelement = numel

    @property
    def dtype(self):
        """The number type."""
        return dtypes.of(self._data)

    def is_floating_point(self):
        """Whether the number type is a floating one."""
        return self.dtype.is_floating_point

    def item(self):
        """The only element, as a Python number."""
        if self._data.size != 1:
            count = self._data.size
            raise RuntimeError(f"a Tensor with {count} elements cannot be converted to Scalar")
        return self._data.item()

    def tolist(self):
        """The elements as nested lists of Python numbers."""
        return self._data.tolist()

    def numpy(self):
        """The value as a numpy array that shares this tensor's memory."""
        if self.requires_grad:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad."
                " Use tensor.detach().numpy() instead."
            )
        return memory.share(self)

    def __array__(self, dtype=None, copy=None):
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def data_ptr(self):
        """The address of the first element."""
        return memory.share(self).__array_interface__["data"][0]

    def is_contiguous(self):
        """Whether the elements lie in memory in row-major order."""
        return memory.share(self).flags.c_contiguous

    def stride(self):
        """The steps in memory along each dimension, in elements."""
        shared = memory.share(self)
        return tuple(step // shared.itemsize for step in shared.strides)

    @property
    def _version(self):
        version = memory.version_of(self)
        return 0 if version is None else version.count

    def __float__(self):
        return float(self.item())

    def __int__(self):
        return int(self.item())

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
        return format(self.item(), spec) if self._data.ndim == 0 and spec else repr(self)

    def __deepcopy__(self, memo):
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy"
                " protocol at the moment.  If you were attempting to deepcopy a module, this may be"
                " because of a torch.nn.utils.weight_norm usage, see"
                " https://github.com/pytorch/pytorch/pull/103001"
            )
        copied = wrap(np.array(self._data)[()], type(self))
        copied._node = self._node
        copied._grad = None if self._grad is None else self._grad.__deepcopy__(memo)
        memo[id(self)] = copied
        return copied

    def __getattr__(self, name):
        from autograd_ref.missing import attribute_error

        raise attribute_error(self, name)

    # --- the graph -------------------------------------------------------------------------

    @property
    def grad_fn(self):
        """The node that made this tensor; None for leaves."""
        return self._node if type(self._node) is Node else None

    @property
    def is_leaf(self):
        """Whether no recorded operation made this tensor."""
        return type(self._node) is not Node

    @property
    def requires_grad(self):
        """Whether gradients flow to or through this tensor."""
        return self._node is not None

    @requires_grad.setter
    def requires_grad(self, flag):
        if not self.is_leaf:
            raise RuntimeError(FLAG_ON_RESULT if flag else FLAG_OFF_RESULT)
        self.requires_grad_(flag)

    def requires_grad_(self, requires_grad=True):
        """This tensor, with the flag changed in place."""
        if not self.is_leaf:
            if not requires_grad:
                raise RuntimeError(FLAG_OFF_RESULT)
            return self
        if requires_grad and self._data.dtype not in dtypes.FLOATS:
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        self._node = LEAF if requires_grad else None
        return self

    @property
    def grad(self):
        """The accumulated gradient, or None."""
        if self._grad is None and type(self._node) is Node:
            warnings.warn(NOT_A_LEAF, UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, new):
        if new is not None:
            if not isinstance(new, Tensor):
                kind = type(new).__name__
                raise TypeError(
                    f"assigned grad expected to be a Tensor or None but got grad of type {kind}"
                )
            if new._data.dtype != self._data.dtype:
                raise RuntimeError(
                    f"attempting to assign a gradient with dtype '{c_name(new)}' to a tensor with"
                    f" grad_dtype '{self.dtype.legacy}'. The gradient must match the tensor's"
                    " grad_dtype (defaults to the tensor's dtype). You can set the tensor's"
                    " grad_dtype attribute with a specific dtype, or None to allow any dtype. Set"
                    " grad_dtype with caution. Diverging the dtypes of a tensor and its gradient"
                    " may break downstream systems that assume they match."
                )
            if new._data.shape != self._data.shape:
                raise RuntimeError(
                    f"attempting to assign a gradient of size '{list(new._data.shape)}' to a tensor"
                    f" of size '{list(self._data.shape)}'. Please ensure that the gradient and the"
                    " tensor are the same size"
                )
        self._grad = new

    @grad.deleter
    def grad(self):
        self._grad = None

    @property
    def retains_grad(self):
        """Whether this is a result whose gradient is kept in `.grad`."""
        return self._rare is not None and self._rare.retains

    def retain_grad(self):
        """None; the next backward leaves this result's gradient in `.grad`."""
        if self._node is None:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if self.is_leaf or self.retains_grad:
            return
        self.rare().retains = True
        self._node.hooks = [*(self._node.hooks or ()), _Retain(self)]

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        """None; adds the derivative of this tensor to `.grad` of the leaves it came from."""
        from autograd_ref.autograd import backward

        backward(self, gradient, retain_graph, create_graph, inputs)

    # --- the same memory, outside the graph ----------------------------------------------------

    def detach(self):
        """A constant with the same memory and the same version counter."""
        alone = wrap(memory.share(self))
        alone._base = self if self._base is None else self._base
        if self._rare is not None and self._rare.version is not None:
            alone.rare().version = self._rare.version
        return alone

    def detach_(self):
        """This tensor, cut from the graph that made it."""
        self._node = None
        return self

    @property
    def data(self):
        """A constant with the same memory whose writes autograd does not see."""
        hidden = wrap(memory.share(self))
        hidden.rare().version = memory.Version()
        return hidden

    @data.setter
    def data(self, new):
        self._data = new._data


class _Retain:
    """A hook that leaves the gradient in `.grad` of a tensor it does not keep alive."""

    __slots__ = ("tensor",)

    def __init__(self, tensor):
        self.tensor = weakref.ref(tensor)

    def __call__(self, g):
        tensor = self.tensor()
        if tensor is not None:
            tensor._grad = g if isinstance(g, Tensor) else wrap(+g)


def c_name(x):
    """The name of x's dtype in PyTorch's C++ messages."""
    return C_NAMES.get(x.dtype.name, x.dtype.name)


def wrap(data, kind=Tensor):
    """A constant Tensor that holds a raw numpy value as it is."""
    made = kind()
    made._data = data
    made._node = made._grad = made._base = made._rare = None
    return made


def recording(*tensors):
    """Whether an operation on these tensors is recorded."""
    return mode.grad and any(x._node is not None for x in tensors)
