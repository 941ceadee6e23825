"""From an Op to a function on tensors: compute the value, record the Node if a gradient is wanted.

`binary` writes out what `record` does, because every arithmetic operation passes through it.
"""

import numbers

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.graph import HIDDEN, LEAF, Node, Op, fitted
from autograd_ref.memory import related
from autograd_ref.modes import INFERENCE, mode
from autograd_ref.tensor import Tensor, leads, new, recording, wrap

OPS = {}  # every Op by name, for the tests


def define(name, *args, **kwargs):
    """A new Op, entered in OPS."""
    op = Op(name, *args, **kwargs)
    OPS[op.grad_name()] = op
    return op


def binary(name, forward, dx, dy, version=0, passes=False, product=False):
    """A function of a Tensor and a Tensor or number, that broadcasts and records `name`."""
    op = define(name, forward, dx, dy, version=version)
    op.passes, op.product = passes, product
    keeps = op.keeps
    ndarray = np.ndarray

    def function(x, other):
        xd, p = x._data, x._node
        fit = False
        kind, values = type(other), type(xd)
        if kind is float or kind is int:
            yd, q = other, None
        elif kind is Tensor or isinstance(other, Tensor):
            yd, q = other._data, other._node
            # Two numpy scalars of one type need neither promotion nor broadcasting.
            if values is ndarray or values is not type(yd):
                fit = True
                if xd.dtype is not yd.dtype:
                    if op.name == "Sub" and (xd.dtype.kind == "b" or yd.dtype.kind == "b"):
                        raise RuntimeError(errors.ONE_BOOL)
                    return function(*promoted(x, other))
            if x._rare is not other._rare:
                _refuse_inference(keeps, x, other)
        else:
            other = _operand(other)
            return NotImplemented if other is None else function(x, other)
        try:
            out = forward(xd, yd)
        except (ValueError, TypeError) as error:
            raise errors.of_shapes(error, xd, yd) from None

        result = new(Tensor)
        result._data = out
        result._grad = result._family = result._rare = None
        if (p is None and q is None) or not mode.grad:
            result._node, result._rare = None, mode.rare
            if p is None and out.dtype is not xd.dtype:  # what requires grad is floating already
                if op.name == "Sub" and xd.dtype.kind == "b":
                    raise RuntimeError(errors.ONE_BOOL)
                result._data = dtypes.default_float(out, xd, yd)
            return result

        result._node = node = Node()
        needed = 0
        if p is not None:
            if p is LEAF:
                needed, p = 1, x
            elif p is HIDDEN:
                p = None
            else:
                needed = 1
                p.uses += 1
        if q is not None:
            if q is LEAF:
                needed, q = needed + 2, other
            elif q is HIDDEN:
                q = None
            else:
                needed += 2
                q.uses += 1
        keep_out, keep_x, keep_y = keeps[needed]
        node.op, node.p, node.q = op, p, q
        if fit and xd.shape != yd.shape:
            node.op = fitted(op, fit_of(xd, yd, out))
        node.out = out if keep_out else None
        node.x = xd if keep_x else None
        node.y = yd if keep_y else None
        node.born, node.uses = next(mode.clock), 0
        return result

    return _titled(function, op)


def on_raw_too(name, forward, dx, dy, version=0):
    """As `binary`; on raw values, as rules have them, it is `forward`."""
    function = binary(name, forward, dx, dy, version)
    return lambda x, y: function(x, y) if isinstance(x, Tensor) else forward(x, y)


def unary(name, forward, dx, version=0, whole=False):
    """A function of one Tensor that records `name`; on raw values it is `forward`.

    With `whole`, whole numbers stay whole; else they are taken as floating ones first.
    """
    op = define(name, forward, dx, version=version)

    def function(x):
        if not isinstance(x, Tensor):
            return forward(x)
        if x._node is None and x._data.dtype.kind != "f":
            if not whole:
                return wrap(forward(x._data.astype(dtypes.Default.dtype.numpy)))
            try:
                return wrap(forward(x._data))
            except TypeError as error:
                raise errors.of_shapes(error, None, None) from None
        return record(op, forward(x._data), x)

    return _titled(function, op)


def setting(name, forward, dx, version=0, saves=False, view=False, in_rows=False):
    """A function of one Tensor and a setting (axis, shape, index); raw values as in `unary`.

    With `in_rows`, the result lies in row-major order, in whatever order numpy makes it.
    """
    op = define(name, forward, dx, parameter=True, saves=saves, version=version)

    def function(x, how):
        if not isinstance(x, Tensor):
            return forward(x, how)
        out = forward(x._data, how)
        if in_rows and out.ndim > 1:
            out = np.ascontiguousarray(out)
        result = record(op, out, x, None, how)
        if view:
            related(result, x)
        return result

    return _titled(function, op)


def record(op, out, x, y=None, how=None, fit=None):
    """The Tensor of a raw result of Tensors x (and y), with a Node if a gradient is wanted."""
    result = new(Tensor)
    result._data, result._rare = out, mode.rare
    result._node = result._grad = result._family = None
    if (x._node is None and (y is None or y._node is None)) or not mode.grad:
        return result
    result._node = node = Node()
    node.op = op if fit is None else fitted(op, fit)
    node.p, node.q = edge(x), None if y is None else edge(y)
    needed = 1 if y is None else (node.p is not None) + 2 * (node.q is not None)
    keep_out, keep_x, keep_y = op.keeps[needed]
    node.out = out if keep_out else None
    node.x = x._data if keep_x else None
    node.y = how if op.parameter else y._data if keep_y else None
    node.born, node.uses = next(mode.clock), 0
    if y is not None and x._rare is not y._rare and not op.parameter:
        _refuse_inference(op.keeps, x, y)
    return result


def record_many(op, out, tensors, how, saved=()):
    """As `record`, for any number of Tensors; raw values in `saved` reach the rule as its xs.

    They stand in the order of the tensors they are the values of; None is not saved.
    """
    result = wrap(out)
    if not recording(*tensors):
        return result
    if any(v is not None and x._rare is INFERENCE for v, x in zip(saved, tensors, strict=False)):
        raise RuntimeError(errors.INFERENCE_SAVED)
    result._node = node = Node()
    node.op, node.p, node.q = op, tuple(edge(x) for x in tensors), None
    node.out, node.x, node.y = None, tuple(saved), how
    node.born, node.uses = next(mode.clock), 0
    return result


def edge(x):
    """Where x's gradient goes: its Node, x itself if it is a leaf, None if nowhere."""
    node = x._node
    if type(node) is Node:
        node.uses += 1
        return node
    return x if node is LEAF else None


def fit_of(xd, yd, out):
    """None, or (shape, shape) of the operands, None in place of one that was not broadcast."""
    x_shape, y_shape, shape = xd.shape, yd.shape, out.shape
    if x_shape == y_shape == shape:
        return None
    return (None if x_shape == shape else x_shape, None if y_shape == shape else y_shape)


def _refuse_inference(keeps, x, y):
    """None, or PyTorch's error for a tensor of inference mode that would be saved."""
    if mode.grad:
        x_wants, y_wants = map(leads, (x, y))
        kept = keeps[x_wants + 2 * y_wants]
        if HIDDEN in (x._node, y._node):  # for what leads nowhere, what both rules read is saved
            kept = [a or (b and c) for a, b, c in zip(kept, *keeps[1:3], strict=True)]
        if (kept[1] and x._rare is INFERENCE) or (kept[2] and y._rare is INFERENCE):
            raise RuntimeError(errors.INFERENCE_SAVED)


def _operand(y):
    """The second operand as a number or Tensor that `binary` takes, or None."""
    if isinstance(y, np.generic):  # a numpy number is a number
        y = y.item()
    if isinstance(y, bool):
        return wrap(np.bool_(y))
    if isinstance(y, numbers.Real):
        return int(y) if isinstance(y, numbers.Integral) else float(y)
    if isinstance(y, numbers.Complex):
        raise TypeError("autograd_ref has no complex tensors; PyTorch has.")
    return None


def promoted(x, y):
    """Both tensors in the dtype they are combined in, the casts recorded."""
    to = dtypes.FROM_NUMPY[dtypes.result_type(x._data, y._data)]
    return x.to(to), y.to(to)


def _titled(function, op):
    """The function under the operation's name, for tracebacks and help()."""
    function.__name__ = function.__qualname__ = op.name.lower()
    function.__doc__ = f"{op.name} of the elements; recorded as {op.grad_name()}."
    return function
