"""Exercises of lesson 6: backward(), accumulation and zero_grad.

The probes reach the engine through the answer, as `answer.ag`, so they run on PyTorch too.
"""

import weakref

from course.probes import attempt, probe
from course.problems import as_float, random_constant, random_leaf, values_of

STEP_LINES = {
    "a": "loss.backward()",
    "b": "optimizer.step()",
    "c": "prediction = w * x + b",
    "d": "optimizer.zero_grad()",
    "e": "loss = ((prediction - y) ** 2).mean()",
    "f": "history.append(loss.item())",
}


def _give_gradient(ag, rng, *leaves):
    """Leave a random gradient in `.grad` of each leaf, as an earlier backward would."""
    for leaf in leaves:
        (leaf * random_constant(ag, rng, *leaf.shape)).sum().backward()


def _run(f, *args):
    """What `f` returns or raises; an answer that isn't filled in ends the probe."""
    outcome = attempt(f, *args)
    if isinstance(outcome, NotImplementedError):
        raise outcome
    return outcome


@probe(
    "zero_grad",
    points=2,
    hints=(
        "What is in p.grad if no backward ever reached p? Can you call a method on that?",
        "Two cases: with set_to_none put None into p.grad; without it, let p.grad write zeros "
        "into itself, if there is a p.grad at all.",
        "    if set_to_none:\n        p.grad = ...\n    elif p.grad is not None:\n"
        "        p.grad....",
    ),
)
def zero_grad(answer, rng):
    """Parameters with, without, and with an overflowed gradient, cleared in both ways."""
    ag = answer.ag
    for set_to_none in rng.permutation([False, True]).tolist():
        params = [random_leaf(ag, rng, 2) for _ in range(3)]
        used = [params[i] for i in sorted(rng.permutation(len(params))[1:])]
        _give_gradient(ag, rng, *used)
        used[rng.integers(len(used))].grad.mul_(float("inf"))
        answer.zero_grad(params, set_to_none)
        yield f".grad, set_to_none={set_to_none}", values_of(p.grad for p in params)
        yield f"parameters, set_to_none={set_to_none}", values_of(params)
        _give_gradient(ag, rng, *params)
        yield f"next .grad, set_to_none={set_to_none}", values_of(p.grad for p in params)


@probe(
    "grads_of",
    points=3,
    hints=(
        "Which function of the engine returns gradients instead of putting them into .grad?",
        "ag.autograd.grad(loss, params) does most of it. Look at its option allow_unused for a "
        "parameter that the loss does not use.",
        "def grads_of(loss, params):\n"
        "    return list(ag.autograd.grad(..., ..., allow_unused=...))",
    ),
)
def grads_of(answer, rng):
    """A loss over several leaves that hold gradients of earlier calls."""
    ag = answer.ag
    a, b, c, idle, other = leaves = [random_leaf(ag, rng, 2) for _ in range(5)]
    _give_gradient(ag, rng, a, idle, other)
    loss = ((a * b + other).tanh() * c).sum() * (b * random_constant(ag, rng, 2)).sum()
    names = rng.permutation(["a", "b", "c", "idle"]).tolist()
    params = dict(zip(["a", "b", "c", "idle"], leaves, strict=False))
    gradients = list(answer.grads_of(loss, [params[name] for name in names]))
    if len(gradients) != len(names):
        raise ValueError(f"{len(gradients)} gradients came back for {len(names)} parameters")
    of = dict(zip(names, gradients, strict=True))
    yield "returned for a", of["a"]
    yield "returned for b", of["b"]
    yield "returned for c, and for the unused one", [of["c"], of["idle"]]
    yield ".grad of a and b afterwards", values_of([a.grad, b.grad])
    yield ".grad of c and the unused one", values_of([c.grad, idle.grad])
    yield ".grad of a leaf not in params", values_of([other.grad])[0]
    attempt(loss.backward)  # must fail: its graph is freed; where it runs, it adds to .grad
    yield ".grad of a and c after loss.backward()", values_of([a.grad, c.grad])


@probe(
    "train_step",
    points=4,
    hints=(
        "Which of the four actions (clear, loss, backward, update) may come between which?",
        "Clear first. The update must change the parameters in place, inside ag.no_grad(), and "
        "leave out a parameter whose .grad is None.",
        "def train_step(params, loss_fn, lr):\n    for p in params:\n        p.grad = ...\n"
        "    loss = loss_fn()\n    ...\n    with ag.no_grad():\n        for p in params:\n"
        "            if ...:\n                p -= ...\n    return ...",
    ),
)
def train_step(answer, rng):
    """Three steps; some .grad are full at the start, one parameter has no part in the loss."""
    ag = answer.ag
    w, b, idle = random_leaf(ag, rng, 3), random_leaf(ag, rng), random_leaf(ag, rng, 2)
    x, y = random_constant(ag, rng, 4, 3), random_constant(ag, rng, 4)
    lr = float(rng.uniform(0.05, 0.15))
    _give_gradient(ag, rng, w, idle)
    for step in (1, 2, 3):
        loss = answer.train_step(
            [w, idle, b], lambda: (((w * x).sum(1) + b - y) ** 2).mean(), lr)
        yield f"loss of step {step}, as a Python float", as_float(loss)
        yield f"w after step {step}", values_of([w])[0]
        yield f"b after step {step}", values_of([b])[0]
        yield f"the unused parameter after step {step}", values_of([idle])[0]


@probe(
    "order_of_a_step",
    points=2,
    hints=(
        "Which line needs a name that another line makes? And which line reads what backward left?",
        "prediction, loss, backward, step is fixed. Now ask where zero_grad would destroy "
        "something that is still needed.",
        'def order_of_a_step():\n    return "c e ..."',
    ),
)
def order_of_a_step(answer, rng):
    """The lines, run in the order given, three times over, on a random line to fit."""
    order = [letter for letter in "".join(answer.order_of_a_step()).lower() if letter.isalnum()]
    if sorted(order) != sorted(STEP_LINES):
        raise ValueError(f"use each of the letters {', '.join(STEP_LINES)} once, no others")
    ag = answer.ag
    w, b = random_leaf(ag, rng), random_leaf(ag, rng)
    optimizer = ag.optim.SGD([w, b], lr=float(rng.uniform(0.1, 0.3)))
    names = {"w": w, "b": b, "x": random_constant(ag, rng, 4), "y": random_constant(ag, rng, 4),
             "optimizer": optimizer, "history": []}
    for number in (1, 2, 3):
        for letter in order:
            exec(STEP_LINES[letter], names)
        yield f"w after pass {number}", values_of([w])[0]
        yield f"b after pass {number}", values_of([b])[0]
        yield f"history after pass {number}", list(names["history"])


class _Descent:
    """A random loss to descend on: it notes the loss at each new w, and which graphs are alive."""

    def __init__(self, ag, rng):
        self.ag = ag
        self.w = random_leaf(ag, rng, 3)
        self.x, self.y = random_constant(ag, rng, 4, 3), random_constant(ag, rng, 4)
        self.lr = float(rng.uniform(0.05, 0.15))
        self.steps = int(rng.integers(3, 5))
        self.seen, self.marks, self.old_graphs = [], [], 0

    def loss(self, w):
        """The loss at w. A leaf of its own marks each graph: it lives as long as the graph."""
        self.old_graphs = max(0, sum(mark() is not None for mark in self.marks) - 1)
        mark = self.ag.tensor(0.0, dtype=self.ag.float64, requires_grad=w.requires_grad)
        self.marks.append(weakref.ref(mark))
        loss = ((self.model(w) - self.y) ** 2).mean() + mark
        if loss.item() not in self.seen:
            self.seen.append(loss.item())
        return loss

    def model(self, w):
        """The predictions of a linear unit."""
        return (w * self.x).sum(1)

    def losses(self):
        """Rows of the loss at each step's w, as far as the answer came."""
        for step in range(self.steps):
            reached = step < len(self.seen)
            yield f"loss at the w of step {step + 1}", (
                self.seen[step] if reached else "not reached")


def _as_floats(losses):
    """Each of the losses if it is a Python float, else its type; what is no series as it is."""
    return [as_float(loss) for loss in losses] if hasattr(losses, "__iter__") else losses


def _mended(f, answer, rng):
    """A loop played on a random descent: the losses on its way, what came back, where w is."""
    d = _Descent(answer.ag, rng)
    outcome = _run(f, d.w, d.loss, d.lr, d.steps)
    yield from d.losses()
    yield "returned, as Python floats", _as_floats(outcome)
    yield "w afterwards", values_of([d.w])[0]


@probe(
    "fix_loop_a",
    points=1,
    hints=(
        "What does w.grad hold when the second update reads it?",
        "The gradient of the step before is still there. Clear it before the next backward.",
        "    for _ in range(steps):\n        w.grad = ...\n        loss = loss_fn(w)\n        ...",
    ),
)
def fix_loop_a(answer, rng):
    """A loop whose loss swings up and down."""
    yield from _mended(answer.fix_loop_a, answer, rng)


@probe(
    "fix_loop_b",
    points=1,
    hints=(
        "What does optimizer.step() find in w.grad?",
        "Nothing may clear .grad between backward, which writes it, and step, which reads it.",
        "        optimizer....\n        loss.backward()\n        optimizer....",
    ),
)
def fix_loop_b(answer, rng):
    """A loop whose loss never changes."""
    yield from _mended(answer.fix_loop_b, answer, rng)


@probe(
    "fix_loop_c",
    points=1,
    hints=(
        "After `w = w - lr * w.grad`, is w.is_leaf still True? Is it still the caller's tensor?",
        "Update the tensor itself, with `-=`, inside `with ag.no_grad():`.",
        "        with ag.no_grad():\n            w -= ...\n        w.grad = ...",
    ),
)
def fix_loop_c(answer, rng):
    """A loop that stops with a TypeError at its second step."""
    yield from _mended(answer.fix_loop_c, answer, rng)


@probe(
    "fix_loop_d",
    points=1,
    hints=(
        "Is `total` a number or a tensor after the first step?",
        "loss is a tensor and holds its graph. loss.item() is a number and holds nothing.",
        "        total += ...\n    return total / steps",
    ),
)
def fix_loop_d(answer, rng):
    """A loop that needs more memory with every step."""
    d = _Descent(answer.ag, rng)
    outcome = _run(answer.fix_loop_d, d.w, d.loss, d.lr, d.steps)
    yield from d.losses()
    yield "mean loss returned, as a Python float", (
        outcome if isinstance(outcome, Exception) else as_float(outcome))
    yield "last loss, older graphs alive then", [d.seen[-1], d.old_graphs]
    yield "w afterwards", values_of([d.w])[0]


@probe(
    "fix_loop_e",
    points=1,
    hints=(
        "Which part of the graph do `fit` and `size` share, and what did the first backward free?",
        "The gradient of a sum is the sum of the gradients, so one backward can do for both.",
        "        w.grad = None\n        (... + ...).backward()",
    ),
)
def fix_loop_e(answer, rng):
    """A loop with two losses on one graph, which stops at its second backward."""
    d = _Descent(answer.ag, rng)
    outcome = _run(answer.fix_loop_e, d.w, d.model, d.y, d.lr, d.steps)
    yield "losses (fit + size) returned, as Python floats", _as_floats(outcome)
    yield "w afterwards", values_of([d.w])[0]
