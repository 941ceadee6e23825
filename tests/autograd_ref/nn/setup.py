"""What the recorded cases have before them: SETUP for functions, MODULES for modules."""

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

MODULES = """\
import copy, math, re
from collections import OrderedDict
F = nn.functional
def fixed(m):
    'm, with parameters that are known.'
    with torch.no_grad():
        for i, p in enumerate(m.parameters()):
            n = p.numel(); p.copy_((torch.arange(n) % 5 - 2 + i).reshape(p.shape) / 4)
    return m
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(2, 3)
        self.two = nn.Linear(3, 1, bias=False)
        self.scale = nn.Parameter(T(2.0))
        self.register_buffer('seen', T([0.0]))
        self.register_buffer('hidden', T([1.0]), persistent=False)
    def forward(self, x):
        return self.two(self.one(x).relu()) * self.scale
"""
