"""Operations that keep, for their rule, an array that their value was made of."""

from autograd_ref.record import define, record
from autograd_ref.tensor import Tensor


def keeping(name, forward, dx, version=0):
    """As record.setting, for a `forward` that returns (value, kept): a rule gets y = (how, kept).

    What is kept is raw. It saves the rule an exponential or so, but on Tensors, when the rule is
    recorded itself, it has to be computed again: from x or out, so that it has a derivative.
    """
    op = define(name, forward, dx, parameter=True, version=version)

    def function(x, how=None):
        if not isinstance(x, Tensor):
            return forward(x, how)[0]
        out, kept = forward(x._data, how)
        return record(op, out, x, None, (how, kept))

    function.__name__ = function.__qualname__ = name.lower()
    return function
