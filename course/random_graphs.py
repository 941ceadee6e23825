"""Random graphs of single numbers, built with whatever engine answers.

A graph is chosen with plain floats, so that it is the same for every engine: no operation leaves
its domain, comes near a kink or a pole, or makes a number that is large.
"""

import math
import operator
from types import SimpleNamespace

LEAVES = ("x", "y", "z")
LINES = 6
SIGNS = (-1, 1)
LARGEST, EDGE = 6.0, 0.15
PLAIN = SimpleNamespace(
    exp=math.exp, log=math.log, tanh=math.tanh, relu=lambda a: max(a, 0.0), neg=operator.neg,
    power=operator.pow, div=operator.truediv)

# formula: what an engine does with its operands, and where that is safe to do
OPERATIONS = {
    "{} + {}": (lambda engine, a, b: a + b, lambda a, b: True),
    "{} * {}": (lambda engine, a, b: a * b, lambda a, b: True),
    "{} / {}": (lambda engine, a, b: engine.div(a, b), lambda a, b: abs(b) > EDGE),
    "-{}": (lambda engine, a: engine.neg(a), lambda a: True),
    "{} ** 2": (lambda engine, a: engine.power(a, 2), lambda a: True),
    "{} ** 3": (lambda engine, a: engine.power(a, 3), lambda a: True),
    "{} ** -1": (lambda engine, a: engine.power(a, -1), lambda a: abs(a) > EDGE),
    "{} ** 1.5": (lambda engine, a: engine.power(a, 1.5), lambda a: a > EDGE),
    "exp({})": (lambda engine, a: engine.exp(a), lambda a: a < LARGEST),
    "log({})": (lambda engine, a: engine.log(a), lambda a: a > EDGE),
    "tanh({})": (lambda engine, a: engine.tanh(a), lambda a: True),
    "relu({})": (lambda engine, a: engine.relu(a), lambda a: abs(a) > EDGE),
}
TWICE = ("{} + {}", "{} * {}", "{} / {}")  # drawn more often: they make nodes that are shared
FORMULAS = (*OPERATIONS, *TWICE, *TWICE)


class RandomGraph:
    """A graph as text and as nodes of `engine`'s; `out` depends on every node.

    `lines` is the program, one assignment each; `nodes` is `{name: node}` in the order made;
    `users` is `{name: [assignment, ...]}`, the operations that use each node.
    """

    def __init__(self, engine, rng):
        self.engine, self.rng = engine, rng
        self.lines, self.nodes, self.users, self.numbers = [], {}, {}, {}
        for name in LEAVES[:rng.integers(2, 4)]:
            start = round(float(rng.uniform(0.4, 1.9)) * SIGNS[rng.integers(2)], 2)
            self._keep(name, str(start), start, engine.Value(start))
        self._leaves = len(self.nodes)
        while len(self.lines) < LINES:
            self._try_a_step()
        while len(loose := self._loose()) > 1:
            small = min(abs(self.numbers[name]) for name in loose[:2]) < EDGE
            self._step("{} + {}" if small else "{} * {}", *loose[:2])
        self.out = self.nodes[loose[0]]

    def _loose(self):
        """The names of the nodes that no operation uses yet."""
        return [name for name, users in self.users.items() if not users]

    def _try_a_step(self):
        """One more operation on random nodes, if it is safe there."""
        formula = FORMULAS[self.rng.integers(len(FORMULAS))]
        apply, safe = OPERATIONS[formula]
        names = list(self.nodes)
        chosen = [names[self.rng.integers(len(names))] for _ in range(formula.count("{}"))]
        numbers = [self.numbers[name] for name in chosen]
        if safe(*numbers) and abs(apply(PLAIN, *numbers)) < LARGEST:
            self._step(formula, *chosen)

    def _step(self, formula, *names):
        """The name of a new node: `formula` of the nodes called `names`."""
        apply, _ = OPERATIONS[formula]
        number = apply(PLAIN, *(self.numbers[name] for name in names))
        node = apply(self.engine, *(self.nodes[name] for name in names))
        made = f"t{1 + len(self.nodes) - self._leaves}"
        self._keep(made, formula.format(*names), number, node)
        for name in dict.fromkeys(names):
            self.users[name].append(self.lines[-1])
        return made

    def _keep(self, name, formula, number, node):
        self.lines.append(f"{name} = {formula}")
        self.nodes[name], self.users[name], self.numbers[name] = node, [], number
