"""Exercises of lesson 4: computational graphs and the chain rule by hand.

A graph is a dict. Its keys are the nodes; a node's value is the list of its parents, or of pairs
of a parent and the local slope. A parent stands there twice if it is used twice.
"""

import math
from itertools import pairwise

import numpy as np

from course.probes import probe
from course.problems import look_out

NAMES = "abcdefghkmnpqrstuvwz"
LAYERS, BUDGET = 40, 100_000


def _tower(layers):
    """The names t0 to t`layers`, which stop whoever looks them up very often.

    Walking every path does, with whatever dicts and lists of the answer's own.
    """
    count = look_out(BUDGET, f"a graph of {layers + 1} nodes")

    class Name(str):
        def __hash__(self):
            count()
            return super().__hash__()

        def __eq__(self, other):
            count()
            return super().__eq__(other)

    return [Name(f"t{k}") for k in range(layers + 1)]


def _names(rng, count):
    """Different letters, in no order."""
    return [NAMES[i] for i in rng.permutation(len(NAMES))[:count]]


def _slope(rng):
    """A random slope of either sign, away from 0 and 1."""
    return round(float(rng.uniform(1.2, 2.9) * rng.choice([-1, 1])), 2)


def _graph(rng):
    """`(parents, out, spare)`: a random graph, each node after its parents; `out` needs all but
    the last two, `spare`. Some parents are used twice, near and far."""
    names = _names(rng, 9)
    parents = {names[0]: [], names[1]: []}
    for i in range(2, 6):
        earlier = names[:i]
        parents[names[i]] = rng.permutation(
            [earlier[-1], earlier[rng.integers(len(earlier) - 1)]]).tolist()
    out = names[6]
    unused = [n for n in names[:5] if not any(n in p for p in parents.values())]
    parents[out] = rng.permutation(
        [names[5], names[rng.integers(2, 5)], names[5], *unused]).tolist()
    parents[names[7]] = [names[rng.integers(6)]]
    parents[names[8]] = [names[7], out]
    return parents, out, names[7:]


@probe(
    "topo_order",
    points=4,
    hints=(
        "Which node may be the first in the list? When may a node be put into it?",
        "Let a function visit a node: if it has been visited, do nothing; otherwise visit its "
        "parents first, and then put the node itself into the list.",
        "def topo_order(parents, out):\n    order = []\n\n    def visit(node):\n"
        "        if node not in order:\n            for parent in ...:\n                ...\n"
        "            order.append(...)\n\n    visit(out)\n    return order",
    ),
)
def topo_order(answer, rng):
    """A random graph, whose values are computed in the order that came back."""
    made, out, _ = _graph(rng)
    shuffled = list(made)
    rng.shuffle(shuffled)
    parents = {name: list(made[name]) for name in shuffled}
    copy = {name: list(found) for name, found in parents.items()}
    own = {name: _slope(rng) for name in parents}
    order = [str(name) for name in answer.topo_order(parents, out)]
    told = "; ".join(f"{n} from {' '.join(p)}" if p else f"{n} a leaf" for n, p in parents.items())
    yield f"{told}: {out}, computed in this order", _computed(order, parents, own, out)
    yield f"    the nodes that {out} needs, by name", sorted(order)
    yield "    the graph afterwards is the same, node by node", [
        f"{n}: {' '.join(found)}" for n, found in sorted(parents.items())
        if found == copy.get(n)]


def _computed(order, parents, own, out):
    """The value of `out` if each node adds a number of its own to its parents', or what stops it.
    """
    values = {}
    for name in order:
        for parent in parents.get(name, ()):
            if parent not in values:
                return f"{name} comes before its parent {parent}"
        values[name] = own.get(name, 0.0) + sum(
            (i + 2) * values[p] for i, p in enumerate(parents.get(name, ())))
    return values.get(out, f"{out} is not in the list")


@probe(
    "local_grads",
    points=3,
    rtol=1e-12,  # so that a difference quotient is never exact enough
    hints=(
        "Hold all inputs still but one. How does the result change with that one?",
        "add: 1 for each. mul: the other factor. div, a/b: 1/b and -a/b². sin: the cosine. "
        "exp: itself. square: twice the input.",
        '    if op == "div":\n        a, b = inputs\n        return [1 / b, ...]',
    ),
)
def local_grads(answer, rng):
    """The six operations on random numbers of either sign."""
    used = []
    for op, count in [("add", 2), ("mul", 2), ("div", 2), ("sin", 1), ("exp", 1), ("square", 1)]:
        inputs = [_slope(rng) for _ in range(count)]
        given = str(inputs)
        slopes = answer.local_grads(op, inputs)
        yield f"{op} of {given}: slopes", list(_listed(slopes))
        used += inputs
    yield "all inputs afterwards, unchanged", used


def _listed(slopes):
    """The slopes as a list; a single number counts as a list of one."""
    return slopes if hasattr(slopes, "__iter__") else [slopes]


@probe(
    "adjoints",
    points=5,
    hints=(
        "Which adjoint do you know before you begin? Which node can be done next, and why?",
        "Start all adjoints at 0, that of out at 1. Go through the nodes from the last to the "
        "first; each adds adjoint times slope to each of its parents.",
        "def adjoints(graph, out):\n    adjoint = {name: 0.0 for name in graph}\n"
        "    adjoint[out] = ...\n    for name in reversed(list(graph)):\n"
        "        for parent, slope in graph[name]:\n            adjoint[parent] ...\n"
        "    return adjoint",
    ),
)
def adjoints(answer, rng):
    """A random diamond, a random graph with shared nodes, and one with very many paths."""
    x, u, v, y = _names(rng, 4)
    p, q, r, s = (_slope(rng) for _ in range(4))
    diamond = {x: [], u: [(x, p), (x, p)], v: [(x, q)], y: [(u, r), (v, s)]}
    yield from _asked(answer, diamond, y, "diamond: ")

    parents, out, spare = _graph(rng)
    graph = {n: [(parent, _slope(rng)) for parent in found] for n, found in parents.items()}
    yield from _asked(answer, graph, out, "graph: ", spare)

    tower = _tower(LAYERS)
    tall = {tower[0]: []}
    for below, name in pairwise(tower):
        tall[name] = [(below, round(float(rng.uniform(0.3, 0.7)), 2)) for _ in range(2)]
    found = answer.adjoints(tall, tower[-1])
    yield f"t1 from t0 twice, t2 from t1 twice, and so on to t{LAYERS}: adjoint of t0", found["t0"]


def _asked(answer, graph, out, kind, spare=()):
    """The adjoint of each node, from the end backward."""
    told = "; ".join(f"{n} from " + ", ".join(f"{p} ({slope})" for p, slope in pairs)
                     for n, pairs in graph.items() if pairs)
    found = answer.adjoints({n: list(pairs) for n, pairs in graph.items()}, out)
    names = [n for n in reversed(list(graph)) if n not in spare]
    yield f"{kind}{told}: adjoints of {', '.join(names[1:3])}", [
        found[names[0]], *(found[n] for n in names[1:3])]
    for n in names[3:]:
        yield f"    adjoint of {n}", found[n]
    if spare:
        yield f"    adjoints of {', '.join(spare)}, which {out} does not need, plus that of {n}", [
            found[n] + (found.get(other) or 0.0) for other in spare]


@probe(
    "count_paths",
    points=2,
    hints=(
        "How many paths lead from a node to the end, if you know the number for each of its users?",
        "It is the pass of `adjoints` once more, with every slope 1: each node adds its own number "
        "of paths to each of its parents.",
        "def count_paths(parents, start, end):\n    paths = {name: 0 for name in parents}\n"
        "    paths[end] = 1\n    for name in reversed(list(parents)):\n        ...\n"
        "    return paths[start]",
    ),
)
def count_paths(answer, rng):
    """Random graphs, and a tall one with more paths than anybody can walk."""
    parents, out, spare = _graph(rng)
    told = "; ".join(f"{n} from {' '.join(p)}" for n, p in parents.items() if p)
    first, *others = list(parents)[:3]
    ways = {start: answer.count_paths({n: list(found) for n, found in parents.items()}, start, out)
            for start in (first, *others, spare[0], out)}
    yield f"{told}: paths from {first} to {out}", ways[first]
    for start in others:
        yield f"    paths from {start} to {out}", ways[start]
    yield f"    paths from {first}, from {out} and from {spare[0]} to {out}", [
        ways[first], ways[out], ways[spare[0]]]
    wide = [int(n) for n in rng.integers(2, 4, size=LAYERS // 2)]
    tower = _tower(len(wide))
    tall = {tower[0]: []}
    for (below, name), n in zip(pairwise(tower), wide, strict=True):
        tall[name] = [below] * n
    several = "; ".join(f"t{k + 1} from t{k} {n} times" for k, n in enumerate(wide[:3]))
    yield f"{several}, and so on, 2 or 3 times: log of the paths from t0 to t{len(wide)}", (
        _log(answer.count_paths(tall, tower[0], tower[-1])))


def _log(number):
    """The logarithm, so that a large number can be compared; what has none is shown as it is."""
    plain = isinstance(number, (int, float, np.number)) and not isinstance(number, bool)
    return math.log(number) if plain and number > 0 else number
