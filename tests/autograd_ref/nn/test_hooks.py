"""Hooks of modules at a prompt: before and after forward, and in backward; as with PyTorch."""

import gc
from pathlib import Path

import pytest

import autograd_ref as ag
from autograd_ref import nn
from tests.autograd_ref.nn.setup import MODULES
from tests.autograd_ref.prompt import Recorded

SETUP = f"""\
{MODULES}
def show(m, came, went): print(type(m).__name__, came, went)
x = T([[1.0, -2.0]], requires_grad=True)
class Two(nn.Module):
    def forward(self, a, b, k=None): return a * 2, b * 3
"""
FORWARD = [
    "m = nn.ReLU(); h = m.register_forward_hook(lambda m, x, y: print(m, x, y)); m(T([1.0]))\n"
    "h.remove(); m(T([2.0]))",
    "m = nn.ReLU(); m.register_forward_hook(lambda m, x, y: y + 1); m(T([1.0]))",
    "m = nn.ReLU(); m.register_forward_pre_hook(lambda m, x: x[0] * 2); m(T([1.0]))",
    "m = nn.ReLU(); m.register_forward_pre_hook(lambda m, x: (x[0] * 3,)); m(T([1.0]))",
    "m = nn.ReLU(); a = m.register_forward_hook(lambda m, x, y: y * 10)\n"
    "b = m.register_forward_hook(lambda m, x, y: y + 1, prepend=True); m(T([1.0]))",
    "m = nn.Softmax(0); m.register_forward_hook(lambda m, a, k, y: print(a, k), with_kwargs=True)\n"
    "m(input=T([1.0]))",
    "m = nn.Tanh()\n"
    "m.register_forward_pre_hook(lambda m, a, k: (a, dict(input=T(0.0))), with_kwargs=True)\n"
    "m(input=T([1.0]))",
    "m = nn.ReLU(); m.register_forward_pre_hook(lambda m, a, k: 3, with_kwargs=True); m(T([1.0]))",
    "m = nn.Linear(2, 2); m.register_forward_hook(lambda m, x, y: print(y), always_call=True)\n"
    "m(3)",
    "m = nn.ReLU(); m.register_forward_hook(lambda m, x, y: print('once'), always_call=True)\n"
    "m.register_forward_hook(lambda m, x, y: 1 / 0); m(T([1.0]))",
    "m = nn.ReLU()\n"
    "with m.register_forward_hook(lambda m, x, y: y * 0): a = m(T([1.0]))\n"
    "a, m(T([1.0]))",
    "m = fixed(Net()); seen = []\n"
    "for n, c in m.named_children():\n"
    "    c.register_forward_hook(lambda c, x, y, n=n: seen.append((n, y)))\n"
    "m(torch.ones(1, 2)), seen",
]
BACKWARD = [
    "m = fixed(nn.Linear(2, 1)); h = m.register_full_backward_hook(show); m(x).sum().backward()\n"
    "h.remove(); m(x).sum().backward(); x.grad, m.weight.grad",
    "m = fixed(nn.Linear(2, 1)); m.register_full_backward_hook(show)\n"
    "m(x.detach()).sum().backward()",
    "m = fixed(nn.Linear(2, 1)); m.register_full_backward_hook(lambda m, i, o: (i[0] * 10,))\n"
    "m(x).sum().backward(); x.grad, m.weight.grad",
    "m = fixed(nn.Linear(2, 1)); m.register_full_backward_hook(lambda m, i, o: (None,))\n"
    "m(x).sum().backward(); x.grad",
    "m = nn.ReLU(); m.register_full_backward_hook(lambda m, i, o: (i[0], i[0]))\n"
    "m(x).sum().backward()",
    "m = fixed(nn.Linear(2, 1)); m.register_full_backward_hook(lambda m, i, o: (o[0],))\n"
    "m(x.detach()).sum().backward()",
    "m = fixed(nn.Linear(2, 1)); m.register_full_backward_pre_hook(lambda m, o: (o[0] * 5,))\n"
    "m.register_full_backward_hook(show); m(x).sum().backward(); x.grad, m.weight.grad",
    "m = nn.ReLU(); m.register_full_backward_pre_hook(lambda m, o: (o[0], o[0]))\n"
    "m(x).sum().backward()",
    "m = Two(); m.register_full_backward_hook(show); a, b = m(x, T([1.0]), k=3)\n"
    "a.sum().backward(); a, b, x.grad",
    "m = Two(); m.register_full_backward_hook(show); w = T([1.0], requires_grad=True)\n"
    "a, b = m(x, w); (a.sum() + b.sum()).backward(); x.grad, w.grad",
    "m = Two(); m.register_full_backward_hook(show); w = T([1.0], requires_grad=True)\n"
    "a, b = m(x, w); b.sum().backward(); x.grad, w.grad",
    "m = nn.Tanh(); m.register_full_backward_hook(show); y = m(x)\n"
    "g, = torch.autograd.grad(y.sum(), x, create_graph=True); g.sum().backward(); x.grad",
    "m = nn.Tanh(); m.register_full_backward_hook(show); y = m(x); y, y.grad_fn.name()",
    "m = nn.Tanh(); m.register_full_backward_hook(show)\nwith torch.no_grad(): print(m(x))",
    "m = nn.ReLU(); m.register_full_backward_hook(lambda *_: print('first'))\n"
    "m.register_full_backward_hook(lambda *_: print('before'), prepend=True)\n"
    "m(x).sum().backward()",
    "m = fixed(nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1)))\n"
    "for c in [m, *m]: c.register_full_backward_hook(show)\n"
    "m(x).sum().backward()",
]
CASES = FORWARD + BACKWARD
RECORDED = Recorded(Path(__file__).with_suffix(".json"), SETUP, CASES)


@pytest.mark.parametrize(("engine", "code", "outcome"), RECORDED.cases())
def test_hooks_are_called_as_pytorch_calls_them(engine, code, outcome):
    assert RECORDED.answer(engine, code) == outcome


def test_backward_hooks_leave_no_cycle_behind():
    model, seen = nn.Linear(2, 2), []
    model.register_full_backward_hook(lambda module, came, went: seen.append(went))
    gc.collect()

    model(ag.ones(1, 2, requires_grad=True)).sum().backward()

    assert len(seen) == 1
    seen.clear()
    assert gc.collect() == 0
