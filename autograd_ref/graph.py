"""The recorded graph: what an operation is (Op), and one use of it (Node)."""

import functools
import weakref
from copy import copy
from operator import attrgetter

from autograd_ref.hooks import handle_in


class LEAF:
    """In Tensor._node: "a leaf that requires grad". Being its own node would be a cycle."""


class HIDDEN:
    """In Tensor._node: "requires grad, and leads to nothing": a view made under no_grad."""


class FREED:
    """In Node.x: what this node had saved is gone."""


class Op:
    """One operation: its value, and one rule per operand.

    A rule is `dx(g, out, x, y)`: from the gradient of the result to the gradient of the operand.
    An argument a rule does not read has a name with a leading underscore, and what no rule in
    use reads is not saved. With `parameter`, `y` is no operand but a setting such as an axis. With
    `many`, the one rule is `dx(g, needs, xs, y)` and returns a gradient, or None, per operand.
    """

    __slots__ = ("name", "version", "forward", "dx", "dy", "parameter", "many", "keeps", "saves")
    __slots__ += ("on_tensors", "part", "product", "passes", "plain", "fit", "hooks")

    def __init__(
        self, name, forward, dx, dy=None, parameter=False, saves=False, version=0, many=False
    ):
        self.name, self.version, self.many = name, version, many
        self.forward, self.dx, self.dy, self.parameter = forward, dx, dy, parameter or many
        by_x = (False, True, True) if many else _reads(dx)
        by_y = _reads(dy) if dy else (False, False, False)
        both = tuple(a or b for a, b in zip(by_x, by_y, strict=True))
        # What to save, by which operands need a gradient: neither, x, y, both.
        self.keeps = ((False, False, False), by_x, by_y, both)
        self.on_tensors = False  # whether the rule wants Tensors in any case
        self.part = False  # whether it is one of several outputs of a Function
        # what backward writes out, to save calls: two rules that are g, or g * y and g * x
        self.passes, self.product = False, False
        self.plain = not many  # whether backward has nothing to do but to call the rules
        # what few nodes have, in an Op of their own, or one that they share:
        self.hooks = None  # the Hooks that are called with the gradient
        self.fit = None  # the shapes of operands that were broadcast, None for one that was not
        self.saves = saves or (not many and any(both[:2] if parameter else both))
        for rule, role in ((dx, "dx"), (dy, "dy")):
            if rule is not None:
                rule.__qualname__ = f"{name}.{role}"  # what a traceback shows

    def grad_name(self):
        """The name PyTorch prints for nodes of this operation."""
        if self.version is None:
            return self.name.rpartition("::")[2]
        return f"{self.name}Backward{self.version}"

    def label(self):
        """The name PyTorch gives to what this operation made, in its error about a write."""
        if self.version is None:
            return self.name.removesuffix("Backward")
        return f"{self.name}{self.version or ''}"


@functools.lru_cache(maxsize=1024)
def fitted(op, fit):
    """The operation where operands were broadcast: with `fit`, a pair of their shapes."""
    mine = copy(op)
    mine.fit = fit
    return mine


def _reads(rule):
    """Which of (out, x, y) a rule reads, told by the names of its arguments."""
    return tuple(not name.startswith("_") for name in rule.__code__.co_varnames[1:4])


class Node:
    """One recorded operation: where its operands came from, and what their rules need.

    p, q    the edges: a Node, or a leaf Tensor, or None for a constant; with many operands, a
            tuple in p
    out, x, y   saved values, raw (numpy, never Tensors: no reference cycles)
    born    the birth number
    uses    how many recorded operations use the result: a hint for the order of backward
    """

    # Python's collector looks into every slot of every node of a long graph, again and again: what
    # few nodes have, and what is there for a moment, is kept elsewhere.
    __slots__ = ("op", "p", "q", "out", "x", "y", "born", "uses")

    @property
    def hooks(self):
        """None, or the Hooks that are called when the gradient is complete."""
        return self.op.hooks

    @hooks.setter
    def hooks(self, hooks):
        self.op = copy(self.op)
        self.op.hooks, self.op.plain = hooks, False

    def name(self):
        """The name of the operation, such as "MulBackward0"."""
        return self.op.name if self.op.version is None else self.op.grad_name()

    def whole(self):
        """This node; for one of several outputs of a Function, the Function's."""
        return self.p if self.op.part else self

    def sources(self):
        """What each of many saved values came from: the operands, then this node's own outputs."""
        return (*self.p, *[self] * len(self.x))

    @property
    def next_functions(self):
        """Where the gradients go on to: (node, which output) per operand, (None, 0) for none."""
        edges = self.p if self.op.many else (self.p, self.q) if self.op.dy else (self.p,)
        return tuple(map(_as_function, edges))

    def register_hook(self, hook):
        """A handle; hook(grad_inputs, grad_outputs) is called after this node, at each backward."""
        return handle_in(self, "after", hook)

    def register_prehook(self, hook):
        """A handle; hook(grad_outputs) is called before this node, at each backward."""
        return handle_in(self, "before", hook)

    def __repr__(self):
        return f"<{self.op.grad_name()} object at {id(self):#x}>"


class AccumulateGrad:
    """The end of a path: adds the gradient to a leaf's `.grad`."""

    __slots__ = ("_leaf", "__weakref__")
    next_functions = ()

    def __init__(self, leaf):
        self._leaf = weakref.ref(leaf)  # the leaf holds this object

    @property
    def variable(self):
        """The leaf."""
        return self._leaf()

    def name(self):
        """PyTorch's C++ name for it."""
        return "torch::autograd::AccumulateGrad"

    def __repr__(self):
        return f"<AccumulateGrad object at {id(self):#x}>"


def _as_function(edge):
    """The public face of an edge: the node it leads to, and to which of its outputs."""
    if edge is None or type(edge) is Node:
        return (edge, 0) if edge is None else (edge.whole(), edge.y if edge.op.part else 0)
    rare = edge._get_rare()
    if rare.accumulate is None:
        rare.accumulate = AccumulateGrad(edge)
    return rare.accumulate, 0


def below(roots):
    """(nodes, leaves) that a gradient from the roots passes or reaches, in no order.

    A node that leads nowhere stands among the leaves as well.
    """
    seen = set(roots)
    found = [root for root in seen if type(root) is Node]
    leaves = seen.difference(found)
    for node in found:  # which grows
        ends = True
        for edge in node.p if node.op.many else (node.p, node.q):
            if edge is not None:
                ends = False
                if edge not in seen:
                    seen.add(edge)
                    found.append(edge) if type(edge) is Node else leaves.add(edge)
        if ends:
            leaves.add(node)
    return found, leaves


def leads_to(roots, targets):
    """The edges through which a gradient from the roots reaches a target, targets included.

    None says that all do, and that the targets are leaves: the usual case, and soon found.
    """
    wanted, (nodes, leaves) = set(targets), below(roots)
    if leaves == wanted:
        return None
    for node in sorted(nodes, key=attrgetter("born")):  # operands come first
        if not wanted.isdisjoint(node.p if node.op.many else (node.p, node.q)):
            wanted.add(node)
    return wanted
