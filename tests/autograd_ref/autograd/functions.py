"""Smooth functions for the tests of higher derivatives, written for either engine."""

# what the recorded cases have before them
SETUP = """\
import functools
from math import inf, nan
functional, func = torch.autograd.functional, torch.func
check, check_twice = torch.autograd.gradcheck, torch.autograd.gradgradcheck
D = lambda *values: torch.tensor(values, dtype=torch.float64, requires_grad=True)
"""

# name: (shapes of the inputs, function of (torch, *inputs) to a tensor)
TENSORS = {
    "products": ([(3,), (3,)], lambda torch, x, y: x * y.sin() + x / (y * y + 1)),
    "broadcast": ([(2, 3), (3,)], lambda torch, x, y: (x * y).exp() - y),
    "matmul": ([(2, 3), (3, 2)], lambda torch, x, y: (x @ y).tanh() @ x),
    "views": ([(2, 3)], lambda torch, x: x.t().reshape(-1)[1:] * x[0, 1:].sum()),
    "reduced": ([(2, 3)], lambda torch, x: (x * x).mean(1).sqrt() + x.sum(0)[:2].cos()),
    "reused": ([()], lambda torch, x: x * x.exp() * x.sin()),
    "joined": ([(2,), ()], lambda torch, x, y: torch.stack([x[0] * y, x[0] * x[1], y**3])),
    "chosen": ([(4,)], lambda torch, x: torch.where(x > 0, x**3, x.exp()) * x.amax()),
    "in place": ([(3,)], lambda torch, x: (x * 2).mul_(x).add_(x.sin())),
    "unused": ([(2,), (3,)], lambda torch, x, y: x.sigmoid() * x),
}
NUMBERS = {
    name: (shapes, lambda torch, *inputs, f=f: (f(torch, *inputs) * 0.7).sin().sum())
    for name, (shapes, f) in TENSORS.items()
}


def points(rng, shapes):
    """Values for the inputs, away from where sqrt and / are steep."""
    return [rng.uniform(0.3, 1.5, shape) * rng.choice([-1, 1], shape) for shape in shapes]


def tensors(torch, values):
    """The values as a tuple of tensors."""
    return tuple(torch.tensor(value) for value in values)


def flat(tree):
    """The tensors in nested tuples, lists and dicts, as a list of arrays."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (tuple, list)):
        return [array for part in tree for array in flat(part)]
    return [tree.detach().numpy()]
