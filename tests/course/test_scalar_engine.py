"""Lesson 5's engine: its solution against `autograd_ref` behind an adapter, and its graphs."""

import math

import numpy as np
import pytest

import autograd_ref as ag
from course.probes import PUBLIC_SEED, Answer, find, observe
from course.random_graphs import OPERATIONS, PLAIN, RandomGraph
from course.verdicts import judge
from grading.lessons import find as lesson
from grading.lessons import grade_id

SEEDS = [PUBLIC_SEED, 1, 2, 3, 2**62 + 1]


class Tensor:
    """A float64 tensor of `autograd_ref` with the manners of the lesson's Value."""

    made = []

    def __init__(self, of):
        self.tensor = of if isinstance(of, ag.Tensor) else ag.tensor(
            float(of), dtype=ag.float64, requires_grad=True)
        self.parents = ()
        if not self.tensor.is_leaf:
            self.tensor.retain_grad()
        Tensor.made.append(self.tensor)

    @property
    def data(self):
        return self.tensor.item()

    @property
    def grad(self):
        return 0.0 if self.tensor.grad is None else self.tensor.grad.item()

    @grad.setter
    def grad(self, g):
        self.tensor.grad = ag.tensor(g, dtype=ag.float64)

    def __add__(self, other):
        return Tensor(self.tensor + _raw(other))

    def __mul__(self, other):
        return Tensor(self.tensor * _raw(other))

    __radd__, __rmul__ = __add__, __mul__


def _raw(x):
    return x.tensor if isinstance(x, Tensor) else x


def backward(out):
    """None; one pass from `out`, before which no node that isn't a leaf holds a gradient."""
    for tensor in Tensor.made:
        if not tensor.is_leaf:
            tensor.grad = None
    out.tensor.backward(retain_graph=True)


def on_tensors(f):
    """`f` on adapted tensors."""
    return lambda *args: Tensor(f(*map(_raw, args)))


ADAPTER = {"Value": Tensor, "backward": backward,
           **{name: on_tensors(f) for name, f in {
               "neg": lambda a: -a, "power": lambda a, n: a**n, "div": lambda a, b: a / b,
               "exp": ag.exp, "log": ag.log, "tanh": ag.tanh, "relu": ag.relu}.items()}}


@pytest.fixture(scope="module")
def solution():
    """The names of the lesson's own engine."""
    names, wanted = {"math": math}, {"value-class", "add-and-mul", "send", *ADAPTER}
    for cell in lesson("scalar_engine").read().cells:
        if cell.cell_type == "code" and grade_id(cell) in wanted:
            exec(compile(cell.source, cell.id, "exec"), names)
    return names


@pytest.fixture(autouse=True)
def nothing_kept():
    """The adapter forgets what earlier tests made."""
    Tensor.made.clear()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("exercise", ["random_graphs", "backward", "long_chain"])
def test_the_solution_and_autograd_ref_agree(exercise, seed, solution):
    """Every adjoint in 200 random graphs, and what passes leave behind, for several seeds."""
    probe = find(exercise)

    own, reference = observe(probe, solution, seed), observe(probe, ADAPTER, seed)

    assert len(own) == probe.rounds and all(rounds[-1][0] != "raised" for rounds in reference)
    assert judge(probe, reference, own).right
    assert judge(probe, own, reference).right


def test_the_random_graphs_are_200_different_ones(solution):
    """Each round has a graph of its own."""
    graphs = [rounds[0][0] for rounds in observe(find("random_graphs"), solution, PUBLIC_SEED)]

    assert len(set(graphs)) == 200


@pytest.mark.parametrize("seed", SEEDS)
def test_each_seed_has_every_operation_and_nodes_used_twice(seed, solution):
    """Among 200 graphs each of the operations is there many times, and most graphs share nodes."""
    graphs = [RandomGraph(Answer(solution), np.random.default_rng([seed, i])) for i in range(200)]
    steps = [line.partition(" = ")[2] for graph in graphs for line in graph.lines]

    for formula in OPERATIONS:
        head, tail = formula.split("{}")[0], formula.split("{}")[-1]
        middle = formula.split("{}")[1] if formula.count("{}") == 2 else ""
        found = [s for s in steps if s.startswith(head) and s.endswith(tail) and middle in s
                 and not s.replace(".", "").lstrip("-").isdigit()]
        assert len(found) >= 8, formula
    shared = [graph for graph in graphs if any(len(users) > 1 for users in graph.users.values())]
    assert len(shared) > 150


def test_a_graph_as_text_is_the_graph(solution):
    """The lines that a check shows, typed in as they stand, give the value that it shows."""
    for i in range(50):
        graph = RandomGraph(Answer(solution), np.random.default_rng([5, i]))
        names = vars(PLAIN).copy()

        exec("\n".join(graph.lines), names)

        last = graph.lines[-1].partition(" ")[0]
        assert names[last] == pytest.approx(graph.out.data, rel=1e-12)
        assert graph.nodes[last] is graph.out
        assert all(graph.users[name] for name in graph.nodes if name != last)
