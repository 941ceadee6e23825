"""What a node has saved, as PyTorch shows it: y.grad_fn._saved_self, and so on."""

import numpy as np

from autograd_ref import errors
from autograd_ref.autograd.function import saved_by
from autograd_ref.backward import attached
from autograd_ref.graph import FREED, Node
from autograd_ref.memory import check_saved
from autograd_ref.tensor import Tensor, wrap

# PyTorch's names for a first operand, and for a second one, if they are not "self" and "other".
FIRST = {"PowBackward2": "exponent"}
SECOND = {"Pow": "exponent", "Mm": "mat2", "Bmm": "mat2", "Mv": "vec", "Dot": "tensor"}
NAMES = ("self", "other", "result", *sorted({*FIRST.values(), *SECOND.values()}))


def _names(op):
    """The names of what this operation may save, in the order of a node's (out, x, y), or None.

    What some rule reads has a name, whether it was saved this time or not.
    """
    first = FIRST.get(op.grad_name(), "self")
    second = None if op.parameter else SECOND.get(op.name, "other")
    reads = op.keeps[3]
    names = zip(("result", first, second), reads, strict=True)
    return [name if read and not op.many else None for name, read in names]


def _unpacked(node):
    """(out, x, y) as backward would have them, or its errors: they are gone, or overwritten."""
    if node.x is FREED:
        raise RuntimeError(errors.SECOND_TIME)
    check_saved(node)
    return attached(node)


def _saved(name):
    """The property of a Node that shows a value it has saved, as a Tensor on the graph."""

    def value(node):
        names = _names(node.op)
        if name not in names:
            title = node.name()
            raise AttributeError(f"'{title}' object has no attribute '_saved_{name}'")
        found = _unpacked(node)[names.index(name)]
        number = found is not None and not isinstance(found, Tensor)
        return wrap(np.asarray(found)[()]) if number and name != "exponent" else found

    return property(value, doc=f"The {name} that was saved for backward(), or None.")


def _saved_tensors(node):
    """What a Function's forward gave to save_for_backward."""
    if not node.op.on_tensors:
        raise AttributeError(f"'{node.name()}' object has no attribute 'saved_tensors'")
    return tuple(saved_by(node.y, _unpacked(node)[1]))


for _name in NAMES:
    setattr(Node, f"_saved_{_name}", _saved(_name))
Node.saved_tensors = property(_saved_tensors, doc=_saved_tensors.__doc__)
