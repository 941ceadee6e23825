"""Random expressions, here and in a live PyTorch: values, gradients, second order, accumulation."""

import numpy as np
import pytest

import autograd_ref as ag

pytestmark = pytest.mark.parity

UNARY = {
    "exp": lambda T, x: (x * 0.3).exp(),
    "log": lambda T, x: (x * x + 0.5).log(),
    "sqrt": lambda T, x: (x * x + 0.5).sqrt(),
    "sin": lambda T, x: x.sin(),
    "cos": lambda T, x: T.cos(x),
    "tanh": lambda T, x: x.tanh(),
    "sigmoid": lambda T, x: T.sigmoid(x),
    "relu": lambda T, x: x.relu(),
    "abs": lambda T, x: abs(x),
    "neg": lambda T, x: -x,
    "square": lambda T, x: x**2,
    "power": lambda T, x: x.abs() ** 1.5,
    "rpow": lambda T, x: 1.3**x,
    "rsub": lambda T, x: 1 - x,
    "rdiv": lambda T, x: 2 / (x * x + 1),
    "clamp": lambda T, x: x.clamp(-0.5, 0.6),
    "sum0": lambda T, x: x.sum(0) if x.ndim else x.sum(),
    "mean": lambda T, x: x.mean(-1, keepdim=True) if x.ndim else x.mean(),
    "amax": lambda T, x: x.amax(0) if x.ndim else x * 1,
    "max": lambda T, x: x.max(-1)[0] if x.ndim else x.max(),
    "min": lambda T, x: x.min(),
    "transpose": lambda T, x: x.transpose(0, -1) if x.ndim else x,
    "flat": lambda T, x: x.reshape(-1),
    "unsqueeze": lambda T, x: x.unsqueeze(0) if x.ndim < 3 else x[0],
    "slice": lambda T, x: x[:1] if x.ndim else x + 0,
    "repeat": lambda T, x: x[[0, 0]] if x.ndim else x * x,
    "detach": lambda T, x: x.detach() * x,
    "in place": lambda T, x: (x * 1).mul_(1.5).add_(x),
    "clone": lambda T, x: x.clone(),
}
BINARY = {
    "add": lambda T, x, y: x + y,
    "sub": lambda T, x, y: x - y,
    "mul": lambda T, x, y: x * y,
    "div": lambda T, x, y: x / (y * y + 1),
    "pow": lambda T, x, y: (x * x + 0.5) ** (y * 0.3),
    "maximum": lambda T, x, y: T.maximum(x, y),
    "minimum": lambda T, x, y: T.minimum(x, y),
    "where": lambda T, x, y: T.where(x > y, x, y * 2),
    "matmul": lambda T, x, y: x @ y,
    "cat": lambda T, x, y: T.cat([x.reshape(-1), y.reshape(-1)]),
    "stack": lambda T, x, y: T.stack([x.sum(), y.sum()]),
}
SHAPES = [(), (), (3,), (1,), (2, 3), (3, 2), (1, 3), (2, 1), (4, 1, 3)]


def plan(rng):
    """Leaves, and steps (name, operands): a recipe that each engine follows."""
    values = [rng.uniform(-1.5, 1.5, SHAPES[rng.integers(len(SHAPES))]) for _ in range(3)]
    steps = []
    for at in range(len(values), len(values) + 9):
        two = rng.random() < 0.55
        table = BINARY if two else UNARY
        name = list(table)[rng.integers(len(table))]
        steps.append((table[name], rng.integers(0, at, 2 if two else 1), name))
    return values, steps


def follow(T, values, steps):
    """(leaves, results) in one engine; an impossible step (shapes) is left out, by its error."""
    leaves = [T.tensor(v, requires_grad=True) for v in values]
    made = list(leaves)
    for f, operands, _ in steps:
        try:
            out = f(T, *(made[at] for at in operands))
        except (RuntimeError, IndexError) as error:
            made.append(made[operands[0]] * 0.5)
            assert str(error)
            continue
        made.append(out if out.numel() <= 500 else out.mean())
    return leaves, made


def total(T, made):
    return sum((each.sin().sum() for each in made[-4:]), T.tensor(0.0, dtype=T.float64))


def answers(T, values, steps, weights):
    """Everything both engines have to agree on, as named arrays."""
    leaves, made = follow(T, values, steps)
    found = {f"value {at}": each.detach() for at, each in enumerate(made)}
    y = total(T, made)
    if not y.requires_grad:
        return {name: value.numpy() for name, value in found.items()}
    y.backward(retain_graph=True)
    y.backward()
    found |= {f"grad {at}": x.grad for at, x in enumerate(leaves) if x.grad is not None}
    _, made = follow(T, values, steps)
    leaves, made = follow(T, values, steps)
    first = T.autograd.grad(total(T, made), leaves, create_graph=True, allow_unused=True)
    slope = sum(
        ((T.tensor(w) * g).sum() for w, g in zip(weights, first, strict=True) if g is not None),
        T.tensor(0.0, dtype=T.float64),
    )
    if slope.requires_grad:
        second = T.autograd.grad(slope, leaves, allow_unused=True)
        found |= {f"second {at}": g for at, g in enumerate(second) if g is not None}
    return {name: value.detach().numpy() for name, value in found.items()}


@pytest.mark.parametrize("seed", range(400))
def test_random_expressions(seed):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    rng = np.random.default_rng(seed)
    values, steps = plan(rng)
    weights = [rng.uniform(0.5, 2.0, v.shape) for v in values]

    ours = answers(ag, values, steps, weights)
    theirs = answers(torch, values, steps, weights)

    names = [name for _, _, name in steps]
    for name in {**ours, **theirs}:
        if name.startswith("second") and not (name in ours and name in theirs):
            present = ours.get(name, theirs.get(name))  # one engine's zero is the other's None
            assert np.all(present == 0), (name, names)
            continue
        assert ours[name].shape == theirs[name].shape, (name, names)
        np.testing.assert_allclose(
            ours[name], theirs[name], rtol=1e-7, atol=1e-9, err_msg=f"{name} {names}"
        )
