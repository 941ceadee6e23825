"""Function: an operation whose derivative you write yourself, as PyTorch lets you write it.

class Square(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 2 * x * g

y = Square.apply(x)
"""

import functools
import warnings

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.graph import FREED, LEAF, Op
from autograd_ref.hooks import Parts
from autograd_ref.memory import write
from autograd_ref.modes import mode, no_grad
from autograd_ref.ops.shapes import unbroadcast
from autograd_ref.record import record, record_many
from autograd_ref.tensor import Tensor, recording, wrap
from autograd_ref.writes import check_writable, stand_at


class FunctionCtx:
    """What forward leaves for backward: saved tensors, and any attribute it sets."""

    def __init__(self, inputs):
        self.needs_input_grad = tuple(isinstance(x, Tensor) and x.requires_grad for x in inputs)
        self._inputs = tuple(_like(x) if isinstance(x, Tensor) else None for x in inputs)
        self._saved, self._dirty, self._constant, self._materialize = (), (), (), True

    def save_for_backward(self, *tensors):
        """None; keeps these tensors (or None) for `saved_tensors` in backward."""
        self._saved = tensors

    @property
    def saved_tensors(self):
        """The tensors that were saved, a tuple."""
        if self._saved is FREED:
            raise RuntimeError(errors.SECOND_TIME)
        return tuple(self._saved)

    def mark_dirty(self, *tensors):
        """None; says that forward wrote into these inputs, and returns them."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors):
        """None; says that these outputs have no derivative."""
        self._constant = tensors

    def set_materialize_grads(self, value):
        """None; with False, backward gets None and no zeros for an output that was not used."""
        self._materialize = value


def _like(x):
    """(shape, dtype) of a tensor."""
    return x._data.shape, x._data.dtype


class Function:
    """The base class: give it `forward` and `backward`, and call `apply`."""

    def __init__(self, *args, **kwargs):
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all"
            " static, so you should invoke them on the class itself. Instantiating an autograd"
            " function will raise an error in a future version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    @staticmethod
    def forward(*args, **kwargs):
        """The result, a Tensor or a tuple; its first argument is ctx (unlike in setup_context)."""
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function."
        )

    @staticmethod
    def backward(ctx, *gradients):
        """A gradient, or None, for each argument of forward, from one for each output."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function"
            " to use it with backward mode AD."
        )

    setup_context = None

    @classmethod
    def apply(cls, *inputs):
        """What forward returns for the inputs, recorded so that backward gives its derivative."""
        ctx = FunctionCtx(inputs)
        with no_grad():
            if cls.setup_context is None:
                returned = cls.forward(ctx, *inputs)
            else:
                returned = cls.forward(*inputs)
                cls.setup_context(ctx, inputs, returned)
        outputs = returned if isinstance(returned, tuple) else (returned,)
        tensors = [x for x in inputs if isinstance(x, Tensor)]
        if recording(*tensors):
            outputs = _recorded(cls, ctx, tensors, outputs)
        return tuple(outputs) if isinstance(returned, tuple) else outputs[0]


def _recorded(cls, ctx, tensors, outputs):
    """The outputs, on the graph."""
    saved = ctx._saved
    for at, x in enumerate(saved):
        if x is not None and not isinstance(x, Tensor):
            raise TypeError(
                f"save_for_backward can only save variables, but argument {at} is of type"
                f" {type(x).__name__}"
            )
    ctx._outputs = tuple(_like(y) if isinstance(y, Tensor) else None for y in outputs)
    ctx._where = [_place_of(x, tensors, outputs) for x in saved]
    ctx._saved = [x if at is None else None for x, at in zip(saved, ctx._where, strict=True)]
    kept = {at: x._data for x, at in zip(saved, ctx._where, strict=True) if at is not None}
    values = [kept.get(at) for at in range(len(tensors) + len(outputs))]
    differentiable = [at for at, y in enumerate(outputs) if _has_derivative(y, ctx)]

    op = Op(f"{cls.__name__}Backward", None, _rule(cls), version=None, many=True)
    op.saves, op.on_tensors = bool(saved), True
    hub = record_many(op, np.zeros(()), tensors, ctx, values)
    ctx._only = differentiable[0] if len(differentiable) == 1 else None
    for at in differentiable:
        part = hub if ctx._only is not None else _part(hub, at, op.name, len(outputs))
        outputs = (*outputs[:at], _standing(outputs[at], part, tensors, ctx), *outputs[at + 1 :])
    return outputs


def _place_of(x, tensors, outputs):
    """Where a saved tensor stands among inputs and outputs; None if it is neither."""
    for at, known in enumerate((*tensors, *outputs)):
        if x is known and x is not None:
            return at
    return None


def _has_derivative(y, ctx):
    """Whether an output is part of the graph."""
    return (
        isinstance(y, Tensor)
        and y._data.dtype in dtypes.FLOATS
        and not any(y is each for each in ctx._constant)
    )


def _part(hub, at, name, count):
    """The output at a place, as a node of its own that leads to the function's node."""
    op = Op(name, None, lambda g, _out, _x, at: Parts({at: g}, count), parameter=True, version=None)
    op.part = True
    return record(op, hub._data, hub, None, at)


def _standing(y, part, tensors, ctx):
    """An output that stands where `part` stands in the graph."""
    if any(y is x for x in ctx._dirty):
        if y._node is LEAF:
            raise RuntimeError(errors.LEAF_WRITTEN.replace("is being", "has been"))
        check_writable(y, True)
        write(y, y._data)
        return stand_at(y, part._node)
    if any(y is x for x in tensors):
        y = wrap(y._data)
    y._node = part._node
    return y


def _rule(cls):
    """The rule of the function's node: what backward returns, checked."""

    def dx(g, _needs, xs, ctx):
        given = g.of if hasattr(g, "of") else {ctx._only: g}
        raw = not mode.grad  # the gradients of a walk that is not recorded
        gradients = [_gradient(given.get(at), like, ctx) for at, like in enumerate(ctx._outputs)]
        before, ctx._saved = ctx._saved, saved_by(ctx, xs)
        try:
            returned = cls.backward(ctx, *gradients)
        finally:
            ctx._saved = before
        returned = returned if isinstance(returned, tuple) else (returned,)
        return _checked(cls.__name__, returned, ctx._inputs, raw)

    return dx


def _gradient(g, like, ctx):
    """The gradient of one output as backward gets it."""
    if g is None:
        if like is None or not ctx._materialize:
            return None
        g = np.zeros(*like)[()]
    return g if isinstance(g, Tensor) else wrap(g)


def saved_by(ctx, xs):
    """The saved tensors, those that came from the graph standing there; FREED, if they are gone."""
    if xs is FREED:
        return FREED
    return [
        x if at is None else _from_hub(xs[at], at, ctx)
        for x, at in zip(ctx._saved, ctx._where, strict=True)
    ]


def _from_hub(x, at, ctx):
    """A saved input; or a saved output, behind the part that leads to it."""
    at -= sum(each is not None for each in ctx._inputs)
    if at < 0 or ctx._only is not None or x._node is None:
        return x
    part = _part(x, at, x._node.op.name, len(ctx._outputs))
    part._data = x._data
    return part


def _checked(name, returned, inputs, raw):
    """The gradients for the inputs that are tensors, or PyTorch's error for what was returned."""
    spare = returned[len(inputs) :]
    if len(returned) < len(inputs) or any(g is not None for g in spare):
        raise RuntimeError(
            f"function {name}Backward returned an incorrect number of gradients"
            f" (expected {len(inputs)}, got {len(returned)})"
        )
    gradients = []
    for at, (g, like) in enumerate(zip(returned, inputs, strict=False)):
        if like is None and g is not None:
            raise RuntimeError(
                f"function {name}Backward returned a gradient different than None at position"
                f" {at + 1}, but the corresponding forward input was not a Variable"
            )
        if g is not None and not isinstance(g, Tensor):
            raise RuntimeError(f"expected Variable or None (got {type(g).__name__})")
        if like is not None:
            gradients.append(g if g is None else _fitted(name, g, *like, len(gradients), raw))
    return tuple(gradients)


def _fitted(name, g, shape, dtype, at, raw):
    """A gradient in its input's shape and dtype."""
    try:
        if g._data.shape != shape and np.broadcast_shapes(g._data.shape, shape) == g._data.shape:
            g = unbroadcast(g, shape)
    except ValueError:
        pass
    if g._data.shape != shape:
        raise RuntimeError(
            f"Function {name}Backward returned an invalid gradient at index {at} - got"
            f" {list(g._data.shape)} but expected shape compatible with {list(shape)}"
        )
    g = g.to(dtypes.FROM_NUMPY[dtype])
    return g._data if raw else g


ONCE = "trying to differentiate twice a function that was marked with @once_differentiable"


def once_differentiable(backward):
    """The backward, computed without recording: differentiating what it returns is an error."""

    def refuse(_g, _needs, _xs, _how):
        raise RuntimeError(ONCE)

    op = Op("torch::autograd::Error", None, refuse, version=None, many=True)

    @functools.wraps(backward)
    def wrapper(ctx, *gradients):
        with no_grad():
            returned = backward(ctx, *gradients)
        tensors = [g for g in gradients if isinstance(g, Tensor)]
        if not recording(*tensors):
            return returned
        many = returned if isinstance(returned, tuple) else (returned,)
        many = tuple(
            record_many(op, g._data, tensors, None) if isinstance(g, Tensor) else g for g in many
        )
        return many if isinstance(returned, tuple) else many[0]

    return wrapper
