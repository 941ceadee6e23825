"""Exercises of lesson 5: a reverse-mode engine for single numbers.

The probes reach the engine through the names of the answer: `Value`, the operations, `backward`.
Slopes of an operation are read off its `shares`, so they don't depend on the answer's `backward`.
"""

import sys

from course.probes import attempt, probe
from course.problems import draw, look_out
from course.random_graphs import RandomGraph

CHAIN = 5_000  # so that a slow search, with a list in place of a set, still ends in time
DIAMONDS, BUDGET = 30, 50_000
PLAIN_LIMIT = 1_000  # of nested calls: what Python starts with


def _signed(rng, low=0.4, high=1.9):
    """A random number of either sign, away from 0 and 1."""
    return draw(rng, (low, high))[0] * float(rng.choice([-1, 1])) + 0.004


def _arrives(node, g, leaf):
    """What of the gradient `g` at `node` arrives at `leaf`, path by path."""
    if node is leaf:
        return g
    return sum(_arrives(parent, share, leaf)
               for parent, share in zip(node.parents, node.shares(g), strict=True))


def _operand(answer, x, rng):
    """A leaf that holds a gradient already, as after an earlier backward."""
    leaf = answer.Value(x)
    leaf.grad = round(float(rng.uniform(2, 3)), 2)
    return leaf


def _one_operand(answer, rng, name, f, xs):
    """Values and shares of `f` at `xs`; then the same inside a longer formula."""
    for x in xs:
        a, g = _operand(answer, x, rng), _signed(rng)
        out = f(a)
        out.grad = g  # the result has a gradient of its own
        yield f"[a, {name}, a.grad] at a = {x:.6g}", [a.data, out.data, a.grad]
        yield f"    [share of a, a.grad] when {g:.4g} arrives", [_arrives(out, g, a), a.grad]
        yield "    the same when twice as much arrives", [_arrives(out, 2 * g, a), a.grad]
    a, c, d = (_operand(answer, v, rng) for v in draw(rng, (0.4, 0.9), (1.1, 1.6), (1.7, 3)))
    out = f(a * c) * d * f(a)
    yield f"{name} twice in a longer formula: its value", out.data
    yield "    its slope in a", _arrives(out, 1.0, a)


@probe(
    "neg",
    points=2,
    hints=(
        "The operand grows by a little. What does -a do?",
        "The slope of -a is -1, whatever a is. The share is the slope times what arrives, g.",
        "    def rule(g):\n        return ... * g",
    ),
)
def neg(answer, rng):
    """Opposites of random numbers of either sign."""
    yield from _one_operand(answer, rng, "neg(a)", answer.neg, draw(rng, (-3, -0.5), (0.5, 3)))


@probe(
    "power",
    points=2,
    hints=(
        "Which rule of lesson 1 gives the slope of a**n?",
        "The slope is n · a**(n-1). n is a plain number; the number in the Value a is a.data.",
        "    def rule(g):\n        return g * ... * a.data ** (...)",
    ),
)
def power(answer, rng):
    """Powers with positive and negative exponents, whole or not; a negative and a zero base."""
    n, m = int(rng.integers(3, 6)), int(rng.integers(2, 5))
    unwhole = round(float(rng.uniform(1.2, 2.8)), 2)
    for exponent, low, high in [(n, -1.6, -0.4), (-m, 0.5, 2), (unwhole, 0.5, 2)]:
        xs = [*([0] if exponent == n else []), *draw(rng, (low, high))]
        yield from _one_operand(answer, rng, f"power(a, {exponent})",
                                lambda a, n=exponent: answer.power(a, n), xs)


@probe(
    "exp",
    points=2,
    hints=(
        "What is the derivative of e^x? Have you computed that number already?",
        "The slope of e^a is e^a itself. math.exp wants the plain number a.data.",
        "def exp(a):\n    e = math.exp(...)\n    def rule(g):\n        return ...\n"
        '    return Value(..., (a,), "exp", rule)',
    ),
)
def exp(answer, rng):
    """Exponentials of random numbers of either sign."""
    xs = draw(rng, (-3, -0.5), (0.3, 0.9), (1.2, 3))
    yield from _one_operand(answer, rng, "exp(a)", answer.exp, xs)


@probe(
    "log",
    points=2,
    hints=(
        "How steep is ln x at a small x, how steep at a large one?",
        "The slope of ln a is 1/a. A share is slope times g.",
        "def log(a):\n    def rule(g):\n        return .../...\n"
        '    return Value(math.log(...), (a,), "log", rule)',
    ),
)
def log(answer, rng):
    """Logarithms of small and large random numbers."""
    xs = draw(rng, (0.1, 0.6), (1.3, 3), (40, 90))
    yield from _one_operand(answer, rng, "log(a)", answer.log, xs)


@probe(
    "tanh",
    points=2,
    hints=(
        "Lesson 1 has the slope of tanh in its table. Which number in it do you know already?",
        "The slope is 1 - t², where t is the result, tanh(a). Compute t once, with math.tanh.",
        "def tanh(a):\n    t = math.tanh(...)\n    def rule(g):\n        return g * (...)\n"
        '    return Value(t, (a,), "tanh", rule)',
    ),
)
def tanh(answer, rng):
    """tanh of random numbers near 0, and far out, where exponentials would overflow."""
    xs = draw(rng, (-2, -0.4), (0.3, 1.8), (800, 900), (-900, -800))
    yield from _one_operand(answer, rng, "tanh(a)", answer.tanh, xs)


@probe(
    "relu",
    points=2,
    hints=(
        "How steep is relu left of 0, and how steep right of 0?",
        "If a.data is above 0, all of g goes on to a; otherwise nothing does, at 0 too.",
        "def relu(a):\n    def rule(g):\n        return ... if a.data > 0 else ...\n"
        '    return Value(max(...), (a,), "relu", rule)',
    ),
)
def relu(answer, rng):
    """relu left and right of 0, and at 0, where the slope is 0 by convention."""
    xs = [*draw(rng, (-2, -0.4), (1.2, 3)), 0, *draw(rng, (0.1, 0.9))]
    yield from _one_operand(answer, rng, "relu(a)", answer.relu, xs)


@probe(
    "div",
    points=2,
    hints=(
        "a / b is a times 1/b. How does it change with a, and how with b?",
        "The slope in a is 1/b, the slope in b is -a/b². The rule returns both shares, in order.",
        "def div(a, b):\n    def rule(g):\n        return g / ..., -g * ... / ...\n"
        '    return Value(..., (a, b), "/", rule)',
    ),
)
def div(answer, rng):
    """Quotients of random numbers of either sign; with a constant; of numbers used twice."""
    def number_and_slope(name, out):
        yield f"value of {name}", out.data
        yield "    its slope in a", _arrives(out, 1.0, a)

    for _ in range(2):
        x, y, g = _signed(rng, 1.2, 2.9), _signed(rng, 0.4, 0.9), _signed(rng)
        a, b = _operand(answer, x, rng), _operand(answer, y, rng)
        out = answer.div(a, b)
        yield f"value of div(a, b) at a = {x:.6g}, b = {y:.6g}", out.data
        yield f"    share of a, when {g:.4g} arrives", _arrives(out, g, a)
        yield f"    share of b, when {g:.4g} arrives", _arrives(out, g, b)
        yield "    data and grad of a and b afterwards", [a.data, a.grad, b.data, b.grad]
    n, k = (answer.Value(v) for v in draw(rng, (2, 4.5), (5, 9)))
    yield from number_and_slope(f"div({n.data}, a)", answer.div(n, a))
    yield from number_and_slope(f"div(a, {k.data})", answer.div(a, k))
    yield from number_and_slope("div(a * b, a + b)", answer.div(a * b, a + b))


@probe(
    "backward",
    points=5,
    hints=(
        "When may a node send its gradient on? What has to have happened at all its users?",
        "First put the nodes in an order in which each comes after its parents. Clear what the "
        "nodes with parents hold, add 1 to out.grad, and go through the order from its end: "
        "each node adds its shares to its parents' .grad.",
        "def backward(out):\n    order = ...  # every node once, after its parents\n"
        "    for node in order:\n        if node.parents:\n            node.grad = ...\n"
        "    out.grad += ...\n    for node in reversed(order):\n"
        "        for parent, share in zip(node.parents, node.shares(node.grad)):\n"
        "            parent.grad ...",
    ),
)
def backward(answer, rng):
    """Graphs with nodes used more than once, one graph several times, two roots on one graph."""
    Value, run = answer.Value, answer.backward
    c, v = draw(rng, (1.3, 2.9), (1.2, 1.9))

    x = Value(v)
    run(x * x)
    yield f"x * x at x = {v}: x.grad", x.grad
    for name, graph in [("a * a + a", lambda a: a * a + a), ("a + a * a", lambda a: a + a * a),
                        ("(b + a) * b, b = a * a", lambda a: (a * a + a) * (a * a)),
                        ("b * (a + b), b = a * a", _shared_square)]:
        x = Value(v)
        a = c * x
        run(graph(a))
        yield f"{name}, a = {c} * x at x = {v}: a.grad", a.grad
        yield "    x.grad", x.grad

    yield from _three_times(answer, c, v)
    yield from _two_roots(answer, rng)
    yield from _diamonds(answer, rng)


def _shared_square(a):
    b = a * a
    return b * (a + b)


def _three_times(answer, c, v):
    """14, 28, 42 with other numbers: three graphs of a function, then one graph three times."""
    def f(x):
        u = c * x
        return u * x + 2 * u + 1

    for name, same in [("a graph for each call", False), ("one graph for all calls", True)]:
        x = answer.Value(v)
        y = f(x)
        for call in (1, 2, 3):
            answer.backward(y)
            yield f"{c}x² + {2 * c:.2f}x + 1, {name}: x.grad after call {call}", x.grad
            y = y if same else f(x)


def _two_roots(answer, rng):
    """Two results of one graph, and a leaf that neither uses."""
    a, b, c, d, idle = (answer.Value(v) for v in
                        draw(rng, (1.1, 1.9), (2.1, 2.9), (0.3, 0.8), (3.1, 3.9), (1, 2)))
    a.grad, idle.grad = draw(rng, (5, 6), (7, 8))
    before = a.grad
    s = a * b
    first, second = s * c + a, d * s * s
    answer.backward(first)
    yield f"s * c + a, s = a * b; a.grad was {before}: a.grad", a.grad
    yield "    s.grad", s.grad
    answer.backward(second)
    yield "    then d * s * s of the same s: s.grad", s.grad
    yield "    a.grad and b.grad, of both", [a.grad, b.grad]
    yield "    data of all, and .grad of a number that has no part", [
        s.data, first.data, second.data, a.data, idle.grad]


class Watched(tuple):
    """A node's parents, which call `look` when somebody goes through them."""

    def __new__(cls, parents, look):
        self = super().__new__(cls, parents)
        self.look = look
        return self

    def __iter__(self):
        self.look()
        return super().__iter__()

    def __getitem__(self, place):
        self.look()
        return super().__getitem__(place)


def _diamonds(answer, rng):
    """A short graph with very many paths: whoever walks them all takes too many steps."""
    count = look_out(BUDGET, f"the parents in a graph of {2 * DIAMONDS} operations")
    x, k = answer.Value(draw(rng, (0.6, 0.9))[0]), answer.Value(draw(rng, (0.2, 0.4))[0])
    y = x
    for _ in range(DIAMONDS):
        z = y * k
        y = z + y
        z.parents, y.parents = Watched(z.parents, count), Watched(y.parents, count)
    answer.backward(y)
    yield f"y = y * k + y, {DIAMONDS} times: x.grad", x.grad
    yield "    k.grad", k.grad


@probe(
    "long_chain",
    points=2,
    rounds=1,
    hints=(
        "Which of your functions calls itself? How deep, in a chain of 5,000 operations?",
        "Keep a list of your own of what is still to do, and take from its end. A node comes by "
        "twice: first put back, below its parents; then, when they are done, into the order.",
        "    order, seen, todo = [], set(), [(out, False)]\n    while todo:\n"
        "        node, parents_done = todo.pop()\n        if parents_done:\n            ...\n"
        "        elif node not in seen:\n            ...\n            todo.append((node, True))\n"
        "            todo += ...",
    ),
)
def long_chain(answer, rng):
    """A chain of 5,000 operations, with as few nested calls as Python starts with."""
    start, growth, constant = draw(rng, (0.5, 1.5), (0.2, 0.8), (0.2, 0.8))
    x, k, c = (answer.Value(v) for v in (start, 1 + growth / CHAIN, constant))
    first = y = k * x + c
    for _ in range(CHAIN // 2 - 1):
        y = k * y + c
    depths = [0]
    first.parents = Watched(first.parents, lambda: depths.append(_nested_calls()))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(PLAIN_LIMIT)
    try:
        fault = attempt(answer.backward, y)
    finally:
        sys.setrecursionlimit(limit)
    if isinstance(fault, NotImplementedError):
        raise fault
    yield "x.grad", type(fault).__name__ if isinstance(fault, Exception) else x.grad
    yield f"c.grad, and 1 if more than {PLAIN_LIMIT} calls were nested", [
        c.grad, int(max(depths) > PLAIN_LIMIT)]


def _nested_calls():
    """How many calls are under way, each inside the one before."""
    frame, count = sys._getframe(), 0
    while frame:
        frame, count = frame.f_back, count + 1
    return count


@probe(
    "random_graphs",
    points=3,
    rounds=200,
    hints=(
        "Look at the first line that is wrong. Which operations use this node?",
        "The nodes come from the end of the graph to its beginning. All above the first wrong "
        "one are right, so the fault is in how the shares come to this node.",
        "# type the graph of the failing check into a cell, and draw it:\n"
        "x, y = Value(...), Value(...)\n...\nbackward(out)\ndraw_graph(out, x=x, y=y)",
    ),
)
def random_graphs(answer, rng):
    """200 random graphs of all nine operations: each node's adjoint, from the end backward."""
    graph = RandomGraph(answer, rng)
    yield "; ".join(graph.lines) + ": value", graph.out.data
    answer.backward(graph.out)
    for name, node in reversed(graph.nodes.items()):
        if node is not graph.out:
            yield f"    {name}.grad   (used by {'; '.join(graph.users[name])})", node.grad
