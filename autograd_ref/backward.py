"""The backward walk: every node once, after everything that uses it; then the leaves."""

from heapq import heappop, heappush

import numpy as np

from autograd_ref import errors, hooks
from autograd_ref.graph import FREED, Node
from autograd_ref.memory import Writes, check_saved, stamp
from autograd_ref.modes import mode
from autograd_ref.ops.inplace import copied
from autograd_ref.ops.shapes import unbroadcast
from autograd_ref.tensor import Tensor, wrap


def walk(roots, seeds, retain, create, wanted=None, asked=()):
    """({leaf: gradient}, {asked node: gradient}, leaves whose gradient is not ours to keep).

    A node with one use is complete when a gradient arrives, and goes on a stack. A node with more
    waits in a heap; when the stack is empty, the newest one waiting is complete, because whatever
    uses it is newer, and would itself be waiting. `wanted` limits the walk to these edges.
    """
    ready, waiting, leaves, found, borrowed = [], [], {}, {}, set()
    ordered, watch, recording = hooks.Hooks.used, mode.watch, mode.grad
    hooked = _hooked_leaves(roots) if ordered and wanted is None else {}

    def send(edge, g, passed_on):
        if type(edge) is Node:
            if edge.g is not None:
                edge.g = edge.g + g
            elif edge.uses == 1 and not ordered:
                edge.g = g
                ready.append(edge)
            else:
                edge.g = g
                heappush(waiting, (-edge.born, edge))
            return
        if edge in leaves:
            leaves[edge] = leaves[edge] + g
            borrowed.discard(edge)
        else:
            leaves[edge] = g
            if passed_on or (type(g) is np.ndarray and g.base is not None):
                borrowed.add(edge)
        if edge in hooked:
            hooked[edge] -= 1
            if hooked[edge] == 0:
                accumulate(edge, leaves.pop(edge), edge in borrowed, create)

    try:
        mode.grad = create
        for root, seed in zip(roots, seeds, strict=True):
            if wanted is not None and root not in wanted:
                continue
            if type(root) is Node and root.g is None:
                root.g = seed
                heappush(waiting, (-root.born, root))
            else:
                send(root, seed, True)
        while ready or waiting:
            node = ready.pop() if ready else heappop(waiting)[1]
            g, node.g = node.g, None
            if node.hooks is not None:
                g = hooks.before(node.hooks, g, as_tensor)
            op, p, q = node.op, node.p, node.q
            if wanted is not None:
                if node in asked:
                    found[node] = g
                p, q = _only(p, wanted), _only(q, wanted)
                if p is None and q is None:
                    continue
            if node.born < Writes.last:
                check_saved(node)
            if node.x is FREED and not op.on_tensors:
                raise RuntimeError(errors.SECOND_TIME)
            if watch is not None:
                watch.node = node
            out, x, y = _attached(node) if create or op.on_tensors else (node.out, node.x, node.y)
            if op.many:
                edges, gs = p, op.dx(g, tuple(edge is not None for edge in p), x, y)
            else:
                gp = gq = None
                if p is not None:
                    gp = op.dx(g, out, x, y)
                    if node.fit is not None and node.fit[0] is not None:
                        gp = unbroadcast(gp, node.fit[0])
                if q is not None:
                    gq = op.dy(g, out, x, y)
                    if node.fit is not None and node.fit[1] is not None:
                        gq = unbroadcast(gq, node.fit[1])
                edges, gs = (p, q), (gp, gq)
            if watch is not None:
                watch.check(gs)
            if node.hooks is not None and node.hooks.after:
                gs = hooks.after(node.hooks, gs if op.dy or op.many else gs[:1], g, as_tensor)
            for edge, its_g in zip(edges, gs, strict=False):
                if edge is not None and its_g is not None:
                    send(edge, its_g, its_g is g)
            if op.saves and not retain:
                node.out, node.x = None, FREED
                if not op.on_tensors:
                    node.y = None
    except BaseException:
        for node in ready + [node for _, node in waiting]:
            node.g = None
        if watch is not None:
            watch.tell()
        raise
    finally:
        mode.grad = recording
    return leaves, found, borrowed


def as_tensor(g):
    """A gradient as a Tensor; it is one already if the walk is recorded."""
    return g if isinstance(g, Tensor) else wrap(g)


def _hooked_leaves(roots):
    """{leaf with hooks: how many gradients will arrive there}, so that its hooks run in time."""
    counts = {}
    for node in _nodes_below(roots):
        for edge in node.p if node.op.many else (node.p, node.q):
            if isinstance(edge, Tensor) and edge._rare is not None and edge._rare.hooks is not None:
                counts[edge] = counts.get(edge, 0) + 1
    return {leaf: count + roots.count(leaf) for leaf, count in counts.items()}


def _nodes_below(roots):
    """The nodes that a gradient from the roots passes."""
    seen, stack = set(), [root for root in roots if type(root) is Node]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            edges = node.p if node.op.many else (node.p, node.q)
            stack += [edge for edge in edges if type(edge) is Node]
    return seen


def _only(edge, wanted):
    """The edge, or None if no gradient is wanted there; of many edges, those that are wanted."""
    if type(edge) is not tuple:
        return edge if edge in wanted else None
    edges = tuple(_only(each, wanted) for each in edge)
    return edges if any(each is not None for each in edges) else None


def leads_to(roots, targets):
    """The edges through which a gradient from the roots reaches a target, targets included."""
    wanted = set(targets)
    for node in sorted(_nodes_below(roots), key=lambda node: node.born):  # operands come first
        if _only(node.p, wanted) is not None or node.q in wanted:
            wanted.add(node)
    return wanted


def _attached(node):
    """(out, x, y) as Tensors on the graph, so that the rules are recorded in their turn."""
    op = node.op
    if node.x is FREED:
        return None, FREED, node.y
    if op.many:
        return None, tuple(map(_attach, node.x, node.sources())), node.y
    return (
        _attach(node.out, node),
        _attach(node.x, node.p),
        node.y if op.parameter else _attach(node.y, node.q),
    )


def _attach(value, source):
    """A saved raw value as the Tensor that came from `source`; Python numbers stay numbers."""
    if not isinstance(value, (np.ndarray, np.generic)):
        return value
    if isinstance(source, Tensor):
        return source
    tensor = wrap(value)
    tensor._node = source
    return tensor


def accumulate(leaf, g, borrowed, create):
    """None; adds g to the leaf's `.grad`, in place unless the gradient itself is recorded."""
    if leaf._node is None:  # it stopped requiring grad after the graph was recorded
        return
    its_hooks = None if leaf._rare is None else leaf._rare.hooks
    if its_hooks is not None:
        g, borrowed = hooks.before(its_hooks, g, as_tensor), True
    grad = leaf._grad
    if create:
        leaf._grad = copied(wrap(np.zeros_like(leaf._data)[()]), g) if grad is None else grad + g
    elif grad is None:
        leaf._grad = wrap(own(g) if borrowed or type(g) is not np.ndarray else g)
    elif grad._node is not None:
        leaf._grad = wrap(grad._data + g)
    elif type(grad._data) is np.ndarray:
        grad._data += g
        stamp(grad)
    else:
        old = grad._data
        grad._data = old + g
        stamp(grad, old)
    if its_hooks is not None:
        for hook in list(its_hooks.post.values()):
            hook(leaf)


def own(g):
    """A raw gradient in memory of its own (+scalar is the cheapest new scalar)."""
    return g.copy() if type(g) is np.ndarray else +g
