"""The Tensor: a value, where it came from, and its gradient. Operations are added in ops/."""

import warnings
import weakref

import numpy as np

from autograd_ref import dtypes, errors, memory
from autograd_ref.graph import HIDDEN, LEAF, Node
from autograd_ref.hooks import handle_in, hooks_of
from autograd_ref.modes import INFERENCE, mode
from autograd_ref.value import Value

new = object.__new__  # of Tensor: without a look at what Tensor.__new__ is for


class Rare:
    """What few tensors have.

    version     a count of writes of their own
    accumulate  the AccumulateGrad that others were shown
    hooks       of a leaf, its Hooks
    retains     whether `.grad` of this result is kept
    made        of a view that may not be written in place, (why, which of many views it is)
    """

    __slots__ = ("version", "accumulate", "hooks", "retains", "made")

    def __init__(self):
        self.version = self.accumulate = self.hooks = self.made = None
        self.retains = False


class Tensor(Value):
    """A numpy value that remembers how it was computed.

    _data   the value: an array, or a numpy scalar for 0-d (many times faster than a 0-d array)
    _node   None for a constant, LEAF for a leaf that requires grad, else the Node that made it
            (or HIDDEN)
    _grad   the Tensor in `.grad`
    _family the Tensor whose memory this one looks at; or, in that Tensor, its views (weakly)
    _rare   None, or a Rare, or INFERENCE
    """

    __slots__ = ("_data", "_node", "_grad", "_family", "_rare", "__weakref__")
    __array_ufunc__ = None  # numpy leaves `array * tensor` to us, and we refuse it as PyTorch does
    __hash__ = object.__hash__  # == compares elements

    def __new__(cls, *data):
        from autograd_ref.creation import legacy

        return legacy(cls, *data)

    def _get_rare(self):
        """The Rare of this tensor."""
        if self._rare is None or self._rare is INFERENCE:
            self._rare = Rare()
        return self._rare

    # --- the graph -------------------------------------------------------------------------

    @property
    def grad_fn(self):
        """The node that made this tensor; None for leaves."""
        return self._node.whole() if type(self._node) is Node else None

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
            raise RuntimeError(errors.FLAG_ON_RESULT if flag else errors.FLAG_OFF_RESULT)
        self.requires_grad_(flag)

    @property
    def _base(self):
        return self._family if isinstance(self._family, Tensor) else None

    def requires_grad_(self, requires_grad=True):
        """This tensor, with the flag changed in place."""
        if requires_grad and self._data.dtype not in dtypes.FLOATS:
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        if requires_grad and self._rare is INFERENCE and mode.rare is not INFERENCE:
            raise RuntimeError(errors.INFERENCE_FLAG)
        if not self.is_leaf:
            if not requires_grad:
                raise RuntimeError(errors.FLAG_OFF_RESULT)
            return self
        if requires_grad or self._node is not HIDDEN:
            self._node = LEAF if requires_grad else None
        return self

    @property
    def grad(self):
        """The accumulated gradient, or None."""
        if self._grad is None and type(self._node) is Node and not self.retains_grad:
            warnings.warn(errors.NOT_A_LEAF, UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, new):
        error = None if new is None else errors.of_grad(self, new)
        if error is not None:
            raise error
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
        if self.is_leaf:
            return
        self._get_rare().retains = True
        hooks_of(self._node).retain = weakref.ref(self)

    def register_hook(self, hook):
        """A handle; hook(gradient) is called at each backward and may return another gradient."""
        if self._node is None:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        return handle_in(self._get_rare() if self.is_leaf else self._node, "tensor", hook)

    def register_post_accumulate_grad_hook(self, hook):
        """A handle; hook(leaf) is called at each backward, after `.grad` was added to."""
        if self._node is None:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if not self.is_leaf:
            raise RuntimeError(
                "post accumulate grad hooks cannot be registered on non-leaf tensors"
            )
        return handle_in(self._get_rare(), "post", hook)

    # --- the same memory, outside the graph ----------------------------------------------------

    def detach(self):
        """A constant with the same memory and the same version counter."""
        alone = wrap(memory.share(self))
        alone._rare = INFERENCE if self._rare is INFERENCE else None
        if self._rare is not None and self._rare.version is not None:
            alone._get_rare().version = self._rare.version
        return alone

    def detach_(self):
        """This tensor, cut from the graph that made it."""
        if self._base is not None and self._rare is not INFERENCE:
            raise RuntimeError(errors.DETACHED_VIEW)
        self._node = None
        return self

    @property
    def data(self):
        """A constant with the same memory whose writes autograd does not see."""
        hidden = self.detach()
        if hidden._rare is not INFERENCE:
            memory.hide(hidden)
        return hidden

    @data.setter
    def data(self, new):
        memory.adopt(self, new._data)

    def __deepcopy__(self, memo):
        if not self.is_leaf:
            raise RuntimeError(errors.NOT_COPIED)
        copied = wrap(np.array(self._data)[()], type(self))
        copied._node = self._node and LEAF
        copied._grad = None if self._grad is None else self._grad.__deepcopy__(memo)
        memo[id(self)] = copied
        return copied


def wrap(data, kind=Tensor):
    """A constant Tensor that holds a raw numpy value as it is."""
    made = new(kind)
    made._data = data
    made._node = made._grad = made._family = None
    made._rare = mode.rare
    return made


def leads(x):
    """Whether a gradient goes on from x: x is no constant, and does not lead to nothing."""
    return x._node is not None and x._node is not HIDDEN


def recording(*tensors):
    """Whether an operation on these tensors is recorded."""
    return mode.grad and any(x._node is not None for x in tensors)
