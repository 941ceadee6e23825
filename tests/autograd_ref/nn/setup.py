"""What the cases of test_functional.py and test_losses.py have before them."""

SETUP = """\
import math, numpy as np
from math import inf, nan
F, init, utils = nn.functional, nn.init, nn.utils
x, t = torch.arange(12.0).reshape(3, 4) / 4, T([0, 1, 3])
w, b = torch.ones(5, 4), torch.ones(5)
one, two = torch.ones(3), torch.full((3, 1), 2.0)
def slope(f, x, **k):
    'f(x) and its gradient, for the sum with weights 1, 2, ...'
    x = T(x, requires_grad=True); y = f(x, **k)
    weights = torch.arange(1.0, y.numel() + 1).reshape(y.shape)
    (y * weights).sum().backward(); return y.detach(), x.grad
def chain(y):
    'The names of the nodes behind y, along the first way.'
    names, node = [], y.grad_fn
    while node is not None and 'Accumulate' not in node.name():
        names.append(node.name())
        node = next((n for n, _ in node.next_functions if n is not None), None)
    return names
def leaf(*size): return torch.ones(*size, requires_grad=True)
"""
