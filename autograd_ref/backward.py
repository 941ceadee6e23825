"""The backward walk: every node once, after everything that uses it; then the leaves."""

from heapq import heappop, heappush

import numpy as np
from numpy import generic, ndarray

from autograd_ref import errors, hooks
from autograd_ref.graph import FREED, Node, below
from autograd_ref.hooks import NOTHING, Hooks
from autograd_ref.memory import Writes, check_saved, stamp
from autograd_ref.modes import mode
from autograd_ref.ops.shapes import unbroadcast
from autograd_ref.tensor import Tensor, wrap
from autograd_ref.writes import copied


class Arrivals:
    """The gradients on their way.

    ready     [(node, its gradient)]: a stack of nodes whose gradient is complete
    waiting   a heap of (-born, node): nodes that may get more
    arriving  {leaf, or node that waits: what came of its gradient so far}
    owned     nodes and leaves whose gradient is an array that nobody else can hold
    ordered   whether nodes wait even for a single gradient: hooks may tell in which order PyTorch
              takes them, and a root may get more than its use tells
    awaited   {leaf with hooks: how many gradients are still to come}
    create    whether the walk is recorded
    """

    __slots__ = ("ready", "waiting", "arriving", "owned", "ordered", "awaited", "create")

    def __init__(self, create, ordered):
        self.ready, self.waiting, self.arriving, self.owned = [], [], {}, set()
        self.ordered, self.awaited, self.create = ordered, None, create

    def send(self, edge, g, shared):
        """None; g arrives at an edge: added in place where nobody else can hold what is there."""
        is_node, owned, arriving = type(edge) is Node, self.owned, self.arriving
        ours = type(g) is ndarray and not shared and g.base is None
        if is_node and edge.uses < 2 and not self.ordered:
            if ours:
                owned.add(edge)
            self.ready.append((edge, g))
            return
        held = arriving.get(edge)
        if held is not None and edge in owned:
            held += g
        else:
            total = g if held is None else held + g
            if ours if held is None else type(total) is ndarray:
                owned.add(edge)
            arriving[edge] = total
            if is_node and held is None:
                heappush(self.waiting, (-edge.born, edge))
        if self.awaited and edge in self.awaited:
            self._arrived(edge)

    def _arrived(self, leaf):
        """None; a leaf with hooks that has its whole gradient takes it at once."""
        self.awaited[leaf] -= 1
        if self.awaited[leaf] == 0:
            accumulate(leaf, self.arriving.pop(leaf), leaf in self.owned, self.create)


def walk(starts, retain, create, wanted=None, asked=()):
    """({leaf: gradient}, {asked node: gradient}, where the gradient is an array of our own).

    It starts at [(edge, gradient)]. A node with one use is complete when a gradient arrives, and
    goes on a stack. A node with more waits in a heap; when the stack is empty, the newest one
    waiting is complete, because whatever uses it is newer, and would itself be waiting. `wanted`
    limits the walk to these edges, unless it is None.
    """
    arrivals, found = Arrivals(create, Hooks.used or len(starts) > 1), {}
    ready, waiting, arriving = arrivals.ready, arrivals.waiting, arrivals.arriving
    owned, send, ordered = arrivals.owned, arrivals.send, arrivals.ordered
    watch, recording, last = mode.watch, mode.grad, Writes.last
    careful = watch is not None  # whether no node is taken for the plain case
    if Hooks.used and not asked:
        roots = [root for root, _ in starts]
        arrivals.awaited = hooks.hooked_leaves(below(roots)[0], roots)
    try:
        mode.grad = create
        for root, g in starts:
            if wanted is None or root in wanted:
                send(root, g, True)
        while True:
            if ready:
                node, g = ready.pop()
            elif waiting:
                node = heappop(waiting)[1]
                g = arriving.pop(node)
            else:
                break
            op, p, q = node.op, node.p, node.q
            if careful or not op.plain:
                g, edges, gradients = _step(node, g, create, wanted, watch)
                last = Writes.last  # hooks and functions may write
                if node in asked:
                    found[node] = g
                for edge, its_g in zip(edges, gradients, strict=False):
                    if edge is not None:
                        careful = careful or its_g is None
                        send(edge, NOTHING if its_g is None else its_g, True)
                if not edges:
                    continue
            else:
                if wanted is not None:
                    if node in asked:
                        found[node] = g
                    p, q = p if p in wanted else None, q if q in wanted else None
                    if p is None and q is None:
                        continue
                gp, gq, ours = g, g, False  # ours: a rule may write into g
                if not op.passes:
                    if node.born < last:
                        check_saved(node)
                    out, x, y = node.out, node.x, node.y
                    if x is FREED:
                        raise RuntimeError(errors.SECOND_TIME)
                    if create:
                        out, x, y = attached(node)
                    if op.product:
                        ours = type(g) is ndarray and node in owned and node not in asked
                        if p is not None:
                            gp = np.multiply(g, y, g) if ours and q is None else g * y
                        if q is not None:
                            gq = np.multiply(g, x, g) if ours else g * x
                    else:
                        if p is not None:
                            gp = op.dx(g, out, x, y)
                        if q is not None:
                            gq = op.dy(g, out, x, y)
                fit = op.fit
                if p is not None:
                    if fit is not None and fit[0] is not None:
                        gp = unbroadcast(gp, fit[0])
                    if type(p) is Node and p.uses < 2 and not ordered:
                        ready.append((p, gp))
                        if type(gp) is ndarray and (gp is not g or ours) and gp.base is None:
                            owned.add(p)
                    elif ordered or type(gp) is ndarray:
                        send(p, gp, gp is g and not ours)
                    else:  # what send does with numbers, without the call
                        held = arriving.get(p)
                        arriving[p] = gp if held is None else held + gp
                        if held is None and type(p) is Node:
                            heappush(waiting, (-p.born, p))
                if q is not None:
                    if fit is not None and fit[1] is not None:
                        gq = unbroadcast(gq, fit[1])
                    if type(q) is Node and q.uses < 2 and not ordered:
                        ready.append((q, gq))
                        if type(gq) is ndarray and (gq is not g or ours) and gq.base is None:
                            owned.add(q)
                    elif ordered or type(gq) is ndarray:
                        send(q, gq, gq is g and not ours)
                    else:
                        held = arriving.get(q)
                        arriving[q] = gq if held is None else held + gq
                        if held is None and type(q) is Node:
                            heappush(waiting, (-q.born, q))
            if op.saves and not retain:
                node.out, node.x = None, FREED
                node.y = node.y if op.on_tensors else None
    except BaseException:
        if watch is not None:
            watch.tell()
        raise
    finally:
        mode.grad = recording
    return arriving, found, owned


def _step(node, g, create, wanted, watch):
    """(the node's gradient after its hooks, edges, their gradients): what is not the plain case.

    There are no edges if nothing is wanted there.
    """
    if watch is not None:
        watch.node = node
    op = node.op
    if op.hooks is not None:
        g = hooks.before(op.hooks, g, as_tensor)
    edges = node.p if op.many else (node.p, node.q)
    if wanted is not None:
        edges = tuple(edge if edge in wanted else None for edge in edges)
        if all(edge is None for edge in edges):
            return g, (), ()
    if node.born < Writes.last:
        check_saved(node)
    if node.x is FREED and not op.on_tensors:
        raise RuntimeError(errors.SECOND_TIME)
    out, x, y = attached(node) if create or op.on_tensors else (node.out, node.x, node.y)
    if g is NOTHING and not op.on_tensors:
        gradients = (None,) * len(edges)
    elif op.many:
        gradients = op.dx(g, tuple(edge is not None for edge in edges), x, y)
    else:
        rules, fits = (op.dx, op.dy), op.fit or (None, None)
        gradients = [
            None if edge is None else _fitted(rule(g, out, x, y), shape)
            for edge, rule, shape in zip(edges, rules, fits, strict=True)
        ]
    if watch is not None:
        watch.check(gradients)
    if op.hooks is not None and op.hooks.after:
        count = None if op.dy or op.many else 1
        gradients = hooks.after(op.hooks, gradients[:count], g, as_tensor)
    return g, edges, gradients


def _fitted(g, shape):
    """A gradient summed to the shape of its operand, if that was broadcast."""
    return g if shape is None else unbroadcast(g, shape)


def as_tensor(g):
    """A gradient as a Tensor (it is one already if the walk is recorded), NOTHING as None."""
    return g if isinstance(g, Tensor) else None if g is NOTHING else wrap(g)


def attached(node):
    """(out, x, y) as Tensors on the graph, so that the rules are recorded in their turn."""
    op, out, x, y = node.op, node.out, node.x, node.y
    if x is FREED:
        return None, FREED, y
    if op.many:
        return None, tuple(map(_attach, x, node.sources())), y
    if out is not None:
        out = _attach(out, node)
    if x is not None:
        x = _attach(x, node.p)
    if y is not None and not op.parameter:
        y = _attach(y, node.q)
    return out, x, y


def _attach(value, source):
    """A saved raw value as the Tensor that came from `source`; Python numbers stay numbers."""
    if type(source) is Node or source is None:
        if not isinstance(value, (ndarray, generic)):
            return value
        tensor = wrap(value)
        tensor._node = source
        return tensor
    return source  # a leaf


def accumulate(leaf, g, ours, create):
    """None; adds g to the leaf's `.grad`, in place unless the gradient itself is recorded.

    If the array is ours, nobody else holds it, and it can become `.grad` as it is.
    """
    if leaf._rare is not None and leaf._rare.hooks is not None:
        g, ours = hooked(leaf, g), False
    grad = leaf._grad
    if leaf._node is None or g is NOTHING:
        pass  # if it stopped requiring grad after the graph was recorded, its hooks still run
    elif create:
        leaf._grad = copied(wrap(np.zeros_like(leaf._data)[()]), g) if grad is None else grad + g
    elif grad is None:
        leaf._grad = wrap(g if ours else own(g))
    elif type(grad._data) is np.ndarray:
        grad._data += g
        stamp(grad)
    else:
        old = grad._data
        grad._data = old + g
        stamp(grad, old)
    if leaf._rare is not None and leaf._rare.hooks is not None:
        for hook in list(leaf._rare.hooks.post.values()):
            hook(leaf)


def hooked(leaf, g):
    """The gradient of a leaf after its hooks."""
    its_hooks = None if leaf._rare is None else leaf._rare.hooks
    return g if its_hooks is None else hooks.before(its_hooks, g, as_tensor)


def own(g):
    """A raw gradient in memory of its own (+scalar is the cheapest new scalar)."""
    return g.copy() if type(g) is np.ndarray else +g
