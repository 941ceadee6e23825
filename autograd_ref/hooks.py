"""Hooks: what is called with a gradient when it is complete."""

import itertools
import weakref

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.modes import mode

number = itertools.count().__next__


class Nothing:
    """The type of NOTHING, which goes on where a Function's backward gave None.

    It adds nothing to a gradient, and hooks get None; but the nodes that it passes are freed, and
    a Function that it comes to gets zeros, which go on from there.
    """

    of = {}  # as the gradients of a Function's outputs (Parts), it is none of them

    def __add__(self, g):
        return g.copy() if type(g) is np.ndarray else g  # a sum is nobody else's memory

    __radd__ = __add__

    def __array_ufunc__(self, _add, _method, g, _nothing, out=None):
        return self + g if out is None else g  # array + NOTHING, array += NOTHING


NOTHING = Nothing()


class Parts:
    """The gradients of a Function's outputs on their way to it: {place: gradient}."""

    def __init__(self, of, count):
        self.of, self.count = of, count

    def __add__(self, other):
        both = dict(self.of)
        for at, g in other.of.items():
            both[at] = both[at] + g if at in both else g
        return Parts(both, self.count)


class Hooks:
    """The hooks of one node or leaf, each kind in the order of registration.

    tensor      called with the gradient; what they return replaces it
    retain      a weak reference to the result whose `.grad` keeps the gradient after those
    before      called with a tuple of the gradient, before a node's rules
    after       called with (gradients that go on, gradients that came), after them
    post        called with a leaf, after its `.grad` was added to
    """

    # Once any hook was registered, a backward keeps PyTorch's order of nodes exactly, so that
    # hooks which print, print in that order. Before, the order is free, and so faster.
    used = False

    __slots__ = ("tensor", "retain", "before", "after", "post", "__weakref__")

    def __init__(self):
        self.tensor, self.before, self.after, self.post = Calls(), Calls(), Calls(), Calls()
        self.retain = None


class Calls(dict):
    """Hooks of one kind by number; a dict that a handle can refer to weakly."""


class RemovableHandle:
    """What registering a hook returns: `remove()` takes the hook away again."""

    def __init__(self, calls, hook):
        self.id, self._calls = number(), weakref.ref(calls)
        calls[self.id] = hook

    def remove(self):
        """None; the hook is not called any more."""
        calls = self._calls()
        if calls is not None:
            calls.pop(self.id, None)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()


def handle_in(holder, kind, hook):
    """The handle of a hook that was added to a holder: a Node, or the Rare of a leaf."""
    Hooks.used = True
    return RemovableHandle(getattr(hooks_of(holder), kind), hook)


def hooks_of(holder):
    """The Hooks of a holder, new ones if it has none."""
    if holder.hooks is None:
        holder.hooks = Hooks()
    return holder.hooks


def hooked_leaves(nodes, roots):
    """{leaf with hooks: how many gradients will arrive there}, so that its hooks run in time."""
    counts = {}
    for node in nodes:
        for edge in node.p if node.op.many else (node.p, node.q):
            if getattr(getattr(edge, "_rare", None), "hooks", None) is not None:
                counts[edge] = counts.get(edge, 0) + 1
    return {leaf: count + roots.count(leaf) for leaf, count in counts.items()}


def before(hooks, g, wrap):
    """The gradient that goes on after the hooks have seen it (a Tensor if it came as one)."""
    if isinstance(g, Parts):
        return _before_parts(hooks, g, wrap)
    given = g
    g = wrap(g)
    for hook in list(hooks.tensor.values()):
        g = _replaced(g, hook(g), hook)
    tensor = None if hooks.retain is None or g is None else hooks.retain()
    if tensor is not None:
        before = tensor._grad
        if before is not None:
            tensor._grad = before + g
        else:
            tensor._grad = g.clone() if g is given else wrap(+g._data)
    for hook in list(hooks.before.values()):
        instead = hook((g,))
        if instead is not None:
            g = _replaced(g, instead[0] if isinstance(instead, tuple) else instead, hook)
    if g is None:
        return NOTHING
    return g if wrap(given) is given else g._data


def _before_parts(hooks, g, wrap):
    """The gradients of a Function's outputs that go on after its hooks have seen them."""
    for hook in list(hooks.before.values()):
        given = _outputs(g, wrap)
        instead = hook(given)
        if instead is not None:
            instead = instead if isinstance(instead, tuple) else (instead,)
            _refuse_more(given, instead)
            pairs = ((at, each) for at, each in enumerate(instead) if each is not None)
            g = Parts({at: each if mode.grad else each._data for at, each in pairs}, g.count)
    return g


def _outputs(g, wrap):
    """The gradients of a node's outputs, a tuple, None for one that has none."""
    if not isinstance(g, Parts):
        return (wrap(g),)
    return tuple(wrap(g.of[at]) if at in g.of else None for at in range(g.count))


def _refuse_more(given, instead):
    """None, or PyTorch's error for hooks that put a gradient where there is none."""
    if any(a is None is not b for a, b in zip(given, instead, strict=False)):
        raise RuntimeError(errors.NONE_REPLACED)


def after(hooks, inputs, g, wrap):
    """The gradients that go on from a node, a tuple, after its own hooks have seen them."""
    inputs = tuple(None if each is None else wrap(each) for each in inputs)
    for hook in list(hooks.after.values()):
        instead = hook(inputs, _outputs(g, wrap))
        if instead is not None:
            instead = instead if isinstance(instead, tuple) else (instead,)
            _refuse_more(inputs, instead)
            inputs = instead
    return tuple(each if mode.grad or each is None else each._data for each in inputs)


def _replaced(g, instead, hook):
    """What a hook returned, or the gradient it was given."""
    if instead is None:
        return g
    if g is None:
        raise RuntimeError(errors.NONE_REPLACED)
    if not hasattr(instead, "_data"):
        raise TypeError(f"expected Variable, but hook returned '{type(instead).__name__}'")
    if instead._data.shape != g._data.shape:
        raise RuntimeError(f"hook '{_name(hook)}' has changed the size of value")
    if instead._data.dtype is not g._data.dtype:
        was, got = (dtypes.of(each._data).legacy for each in (g, instead))
        raise RuntimeError(
            f"hook '{_name(hook)}' has changed the type of value"
            f" (was torch.{was}Tensor got torch.{got}Tensor)"
        )
    return instead


def _name(hook):
    """A hook's name in an error."""
    return getattr(hook, "__name__", "<unknown>")
