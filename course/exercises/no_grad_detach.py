"""Exercises of lesson 8: switching gradients off.

The probes reach the engine through the answer, as `answer.ag`, so they run on PyTorch too.
"""

import weakref
from collections import OrderedDict
from contextlib import contextmanager
from fnmatch import fnmatchcase

from course.probes import attempt, probe
from course.problems import as_float, random_constant, random_leaf, random_numbers, values_of

LAYERS = ("early", "middle", "late")
FINISHED = ("no_grad", "inference_mode", "enable_grad")  # what the engine has ready-made


def _gradient(y, *leaves):
    """The gradients of the sum of `y`, one per leaf, or words that say why there are none."""
    for leaf in leaves:
        leaf.grad = None
    if not y.requires_grad:
        return ["nothing was recorded"] * len(leaves)
    y.sum().backward()
    return values_of(leaf.grad for leaf in leaves)


def _fill(ag, rng, module):
    """Give every parameter random values, so that they do not depend on the engine's own."""
    with ag.no_grad():
        for p in module.parameters():
            p.copy_(random_constant(ag, rng, *p.shape))


@contextmanager
def _own_switch(answer):
    """Recording is on, the engine's finished switches are out of reach; all comes back after."""
    ag, before = answer.ag, answer.ag.is_grad_enabled()
    finished = {name: getattr(ag, name) for name in FINISHED}
    made = answer.no_grad
    if isinstance(made, type) and issubclass(made, tuple(finished.values())):
        raise ValueError("this is the engine's own no_grad; build yours from ag.set_grad_enabled")

    def refuse(*args, **kwargs):
        raise ValueError("build no_grad from ag.set_grad_enabled and ag.is_grad_enabled alone")

    try:
        for name in finished:
            setattr(ag, name, refuse)
        ag.set_grad_enabled(True)
        yield made
    finally:
        for name, value in finished.items():
            setattr(ag, name, value)
        ag.set_grad_enabled(before)


def _nested(no_grad, x, c):
    """A sum made before, inside, deeper inside, inside again, and after."""
    parts = [c[0] * x]
    with no_grad():
        parts.append(c[1] * x)
        with no_grad():
            parts.append(c[2] * x)
        parts.append(c[3] * x)
    parts.append(c[4] * x)
    return sum(parts)


def _interrupted(no_grad, x, c):
    """What came out of a block that an exception left, and a sum made after it."""
    def stop():
        with no_grad():
            raise LookupError(c[0])

    came = attempt(stop)
    return [type(came).__name__, *getattr(came, "args", ())], c[1] * x


def _decorated(no_grad, inside):
    """A function decorated with no_grad() that calls itself, and keeps in `inside` what it made.

    Too high a rise is an error.
    """
    @no_grad()
    def staircase(x, steps, *, rise):
        inside.append(rise * x)
        if rise > 9:
            raise LookupError(rise)
        return inside[-1] if steps == 0 else staircase(x, steps - 1, rise=rise) + steps * x

    return staircase


@probe(
    "no_grad",
    points=5,
    hints=(
        "Recording may be off already when the block begins. What has to be true after it?",
        "Remember ag.is_grad_enabled() when the block begins, and go back to that at its end. "
        "Python calls __exit__ after an exception, too; returning None lets the exception go on. "
        "In __call__, make a new no_grad for each call: one object can remember only one block.",
        "    def __enter__(self):\n        self.before = ...\n        ag.set_grad_enabled(...)\n\n"
        "    def __exit__(self, *error):\n        ag.set_grad_enabled(...)\n\n"
        "    def __call__(self, function):\n        @functools.wraps(function)\n"
        "        def inside(*args, **kwargs):\n            with ...:\n                return ...\n"
        "        return inside",
    ),
)
def no_grad(answer, rng):
    """Blocks inside blocks, blocks left by an exception, and decorated functions."""
    with _own_switch(answer) as switch:
        ag = answer.ag
        x, c = random_leaf(ag, rng, 2), [float(v) for v in random_numbers(rng, 8)]
        total = _nested(switch, x, c)
        yield "a sum made before, inside and after: its value", values_of([total])[0]
        yield "its gradient: before and after count", _gradient(total, x)

        ag.set_grad_enabled(True)  # each observation starts anew, whatever the last one left
        raised, after = _interrupted(switch, x, c)
        yield "what an exception inside comes out as", raised
        yield "gradient of what is made after the exception", _gradient(after + c[2] * x, x)

        block = switch()  # made before: the state to put back is that of the block's beginning
        ag.set_grad_enabled(False)
        with block:
            inside = c[4] * x
        off = c[5] * x
        ag.set_grad_enabled(True)
        yield "recording was off before: gradient afterwards", _gradient(
            inside + off + c[6] * x, x)

        made = []
        f = _decorated(switch, made)
        steps, between = int(rng.integers(2, 4)), c[6] * x
        first = f(x, steps, rise=c[7])
        between = between + c[5] * x
        yield f"decorated, {f.__name__}: its value", values_of([first])[0]
        yield "gradient of what is made in two calls of it, and around them", _gradient(
            first + f(x, steps, rise=c[3]) + sum(made) + between + c[2] * x, x)
        raised = attempt(f, x, steps, rise=9 + abs(c[1]))
        yield "an error in it, and the gradient of what is made afterwards", [
            type(raised).__name__, *_gradient(c[0] * x, x)]


@probe(
    "window_and_copy",
    points=2,
    hints=(
        "Which of the two shall change when x is written to later?",
        "x.detach() has no history and shares its memory with x. clone() makes new memory, "
        "and is recorded like any other operation.",
        "    window = ...\n    copy = window....\n    return window, copy",
    ),
)
def window_and_copy(answer, rng):
    """Both of a random tensor with a history: gradients through them, writes into each."""
    ag = answer.ag
    w, c, k = random_leaf(ag, rng, 3), random_constant(ag, rng, 3), random_constant(ag, rng, 3)
    x = w * c
    window, copy = answer.window_and_copy(x)
    yield "the two, and whether they require grad", [
        *values_of([window, copy]), [window.requires_grad, copy.requires_grad]]
    yield "gradient of x·k + window + copy·w", _gradient(x * k + window + copy * w, w)

    x = w * c
    window, copy = answer.window_and_copy(x)
    with ag.no_grad():
        x[1] = float(rng.uniform(2, 3))
    yield "window and copy after a write into x", values_of([window, copy])
    with ag.no_grad():
        copy.mul_(float(rng.uniform(2, 3)))
    yield "x and window after a write into the copy", values_of([x, window])

    x = w * c
    window, _ = answer.window_and_copy(x)
    loss = (x * x * k).sum()
    with ag.no_grad():
        window.mul_(float(rng.uniform(2, 3)))
    w.grad = None
    noticed = attempt(loss.backward)
    yield "x after a write into the window, and what backward() said of it", [
        *values_of([x]), type(noticed).__name__, *values_of([w.grad])]


def _body_and_head(ag, rng):
    """A model with a body and a head called fc, as in the tutorial."""
    model = ag.nn.Sequential(OrderedDict([
        ("body", ag.nn.Sequential(ag.nn.Linear(2, 3), ag.nn.Tanh())), ("fc", ag.nn.Linear(3, 2))]))
    _fill(ag, rng, model)
    return model


@probe(
    "prepare",
    points=2,
    rtol=1e-4,  # the model is in float32, as a new head is
    atol=1e-6,
    hints=(
        "After the loop, which parameters require grad? Which of them does the optimizer have?",
        "There are two ways. Freeze model.body only; or freeze all, and then give model.fc a new "
        "Linear, which requires grad. The optimizer has to come after that.",
        "    for param in model.....parameters():\n        param.requires_grad = False\n"
        "    return ag.optim.SGD(..., lr=lr)",
    ),
)
def prepare(answer, rng):
    """Three steps of fine-tuning with what was prepared, from a head with random weights."""
    ag = answer.ag
    model, lr = _body_and_head(ag, rng), float(rng.uniform(0.1, 0.3))
    x, y = (ag.tensor(random_numbers(rng, 5, 2)) for _ in range(2))
    optimizer = answer.prepare(model, lr)
    _fill(ag, rng, model.fc)  # so that a new head and the old one are the same from here on
    for step in (1, 2, 3):
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        yield f"loss at step {step}", values_of([loss])[0]
        yield f"weights of fc after step {step}", values_of([model.fc.weight])[0]
        yield f"bias of fc after step {step}", values_of([model.fc.bias])[0]
        yield f"gradients of the body after step {step}", values_of(
            p.grad for p in model.body.parameters())
    yield "weights of the body afterwards", values_of([model.body[0].weight])[0]
    yield "bias of the body afterwards", values_of([model.body[0].bias])[0]


def _three_layers(ag, rng):
    """Three small linear layers with names, in float64."""
    net = ag.nn.Sequential(OrderedDict([
        ("early", ag.nn.Linear(2, 3)), ("bend", ag.nn.Tanh()), ("middle", ag.nn.Linear(3, 2)),
        ("turn", ag.nn.Tanh()), ("late", ag.nn.Linear(2, 1))])).double()
    _fill(ag, rng, net)
    return net


def _step(net, optimizer, x, y):
    """One ordinary step of training, with zeros in .grad where there was a gradient."""
    optimizer.zero_grad(set_to_none=False)
    ((net(x) - y) ** 2).mean().backward()
    optimizer.step()


@probe(
    "freeze",
    points=4,
    hints=(
        "What does an optimizer with momentum do with a frozen parameter whose .grad is 0?",
        "For each (name, p) in module.named_parameters() that matches: switch p.requires_grad "
        "off, put None into p.grad, and note the name. Leave all others alone.",
        "    frozen = []\n    for name, p in module.named_parameters():\n"
        "        if fnmatchcase(..., ...):\n            p.requires_grad_(...)\n"
        "            p.grad = ...\n            ...\n    return frozen",
    ),
)
def freeze(answer, rng):
    """Three layers in the middle of their training, some parameters frozen by name."""
    ag = answer.ag
    patterns = [str(rng.choice(["*a*.bias", "*a*.weight"])),
                str(rng.choice(["early.*", "middle.*", "late.weight", "*"]))]
    for pattern in rng.permutation(patterns).tolist():
        net = _three_layers(ag, rng)
        params = dict(net.named_parameters())  # the tensors themselves: none may be replaced
        params[f"{rng.choice(LAYERS)}.bias"].requires_grad_(False)
        optimizer = ag.optim.SGD(params.values(), lr=float(rng.uniform(0.05, 0.1)),
                                 momentum=0.9, weight_decay=0.1)
        x, y = random_constant(ag, rng, 4, 2), random_constant(ag, rng, 4, 1)
        _step(net, optimizer, x, y)
        yield f"{pattern!r}: names returned", list(answer.freeze(net, pattern))
        yield f"{pattern!r}: what still requires grad", [
            name for name, p in params.items() if p.requires_grad]
        yield f"{pattern!r}: .grad right afterwards", values_of(p.grad for p in params.values())
        if any(p.requires_grad for p in params.values()):
            _step(net, optimizer, x, y)
        optimizer.step()
        for name, p in params.items():
            held = "frozen" if fnmatchcase(name, pattern) else "not frozen now"
            yield f"{pattern!r}: {name} after two more steps ({held})", values_of([p])[0]


def _watched(ag, rng):
    """A net with dropout and a frozen batch norm whose first layer notes how it was run."""
    class Watched(ag.nn.Linear):
        def forward(self, x):
            self.rows += x.shape[0]
            self.recorded += x.shape[0] if ag.is_grad_enabled() else 0
            return super().forward(x)

    first = Watched(2, 4)
    first.rows = first.recorded = 0
    net = ag.nn.Sequential(OrderedDict([
        ("first", first), ("norm", ag.nn.BatchNorm1d(4)), ("bend", ag.nn.Tanh()),
        ("drop", ag.nn.Dropout(0.5)), ("last", ag.nn.Linear(4, 1))])).double()
    _fill(ag, rng, net)
    net.norm.requires_grad_(False)
    net(random_constant(ag, rng, 8, 2))  # so that the running statistics are no longer 0 and 1
    first.rows = first.recorded = 0
    return net


@probe(
    "evaluate",
    points=3,
    hints=(
        "Two switches are needed: one for recording, one for dropout and batch norm. What does "
        "each leave behind?",
        "Note m.training for every m in model.modules() before model.eval(), and put it back "
        "after. Add up the squared errors and count the rows: batches differ in size.",
        "    modes = [(m, m.training) for m in model.modules()]\n    model.eval()\n"
        "    with ...:\n        for x, y in batches:\n            total += ...\n"
        "            rows += ...\n    for m, mode in modes:\n        m.training = ...\n"
        "    return total / rows",
    ),
)
def evaluate(answer, rng):
    """A net with batch norm and dropout on uneven batches, some of its modules in eval mode."""
    ag = answer.ag
    ag.manual_seed(int(rng.integers(1000)))
    w, c = random_leaf(ag, rng, 2), random_constant(ag, rng, 2)
    for which in rng.permutation(["all", str(rng.choice(["norm", "drop"]))]).tolist():
        net = _watched(ag, rng)
        (net if which == "all" else getattr(net, which)).eval()
        sizes = [int(n) for n in rng.permutation([2, 3, 5, 7])[:3]]
        batches = [(random_constant(ag, rng, n, 2), random_constant(ag, rng, n, 1)) for n in sizes]
        yield f"mean squared error on {sum(sizes)} rows, as a Python float", as_float(
            answer.evaluate(net, batches))
        yield "rows that went through the net, and those that were recorded", [
            net.first.rows, net.first.recorded]
        yield "running mean of the batch norm afterwards", values_of([net.norm.running_mean])[0]
        yield f"in train mode afterwards (in eval mode before: {which})", [
            name or "the model itself" for name, m in net.named_modules() if m.training]
        yield "the same batches in another order", as_float(
            answer.evaluate(net, batches[::-1]))
        yield "what requires grad afterwards", [
            name for name, p in net.named_parameters() if p.requires_grad]
        recording = _gradient(c * w, w)
        ag.set_grad_enabled(True)  # what one answer left off is not to spoil the next
        yield "gradient of c·w, made afterwards", recording


@probe(
    "running_loss",
    points=2,
    hints=(
        "What hangs on a loss tensor that you keep?",
        "loss.item() is a number and holds nothing. Turn each loss into a number as it comes.",
        "    history = []\n    for loss in losses:\n        value = ...\n"
        "        smooth = value if not history else beta * history[-1] + ...\n"
        "        history.append(...)\n    return history",
    ),
)
def running_loss(answer, rng):
    """Losses that come one by one; each has a graph, and the probe sees which are still alive."""
    ag = answer.ag
    w, steps = random_leaf(ag, rng, 2), int(rng.integers(5, 8))
    beta, marks, alive = float(rng.uniform(0.6, 0.95)), [], []
    inputs = [random_constant(ag, rng, 2) for _ in range(steps)]

    def losses():
        for x in inputs:
            alive.append(sum(mark() is not None for mark in marks))
            mark = ag.tensor(0.0, dtype=ag.float64, requires_grad=True)
            marks.append(weakref.ref(mark))
            with ag.enable_grad():  # whatever the answer's loop stands in
                loss = ((w * x) ** 2).mean() + mark
            del mark
            yield loss
            del loss

    history = list(answer.running_loss(losses(), beta))
    yield f"smoothed losses, beta = {beta:.2f}, as Python floats", [
        as_float(v) for v in history]
    # the loop's own name may hold the last graph while the next is made
    yield "length, and graphs alive beyond the last one", [
        len(history), max(0, max(alive, default=0) - 1)]


@probe(
    "td_loss",
    points=2,
    hints=(
        "The formula has `value` in two places. Through which of them may gradients flow?",
        "Compute the target r + gamma * value(s_next) without a history: detach it, or make it "
        "inside ag.no_grad(). value(s) keeps its history.",
        "    target = (r + gamma * value(s_next))....\n    return ((... - target) ** 2).mean()",
    ),
)
def td_loss(answer, rng):
    """A random value function with two weights; the target uses it, too."""
    ag = answer.ag
    w, u, b = random_leaf(ag, rng, 3, 2), random_leaf(ag, rng, 2), random_leaf(ag, rng)
    s, s_next, r = (random_constant(ag, rng, *shape) for shape in ((4, 3), (4, 3), (4,)))
    gamma = float(rng.uniform(0.5, 0.95))
    loss = answer.td_loss(lambda s: (s @ w).tanh() @ u + b, s, r, s_next, gamma)
    yield "loss", loss
    for name, gradient in zip("wub", _gradient(loss, w, u, b), strict=True):
        yield f"gradient of {name}", gradient
