"""Groups, state, saving, printing and refusals of optimisers: as at a prompt with PyTorch."""

import copy
import pickle
from pathlib import Path

import numpy as np
import pytest

import autograd_ref as ag
from tests.autograd_ref.prompt import Recorded

SETUP = """\
optim = torch.optim
p, q = nn.Parameter(T([1.0, -2.0])), nn.Parameter(T([[0.5]]))
def learn(o, times=1):
    for _ in range(times):
        o.zero_grad()
        ((p - 3.3) ** 2).sum().backward()
        o.step()
    return o
"""
PRINTED = [
    "optim.SGD([p])",
    "optim.SGD([p], 0.5, 0.9, 0.1, 0.2, maximize=True, foreach=True)",
    "optim.Adam([p])",
    "optim.Adam([p], 0.5, (0.8, 0.9), 1e-6, 0.1, True, fused=True)",
    "optim.AdamW([p])",
    "optim.RMSprop([p])",
    "optim.RMSprop([p], 0.5, 0.9, 1e-6, 0.1, 0.2, True)",
    "optim.SGD([{'params': [p], 'lr': 0.5}, {'params': q, 'extra': 1}], lr=0.1)",
    "optim.Adam([p]).defaults",
    "str(optim.SGD([p]).state), optim.SGD([p]).state_dict()",
]
GROUPS = [
    "g = {'params': q, 'lr': 2}; o = optim.SGD([p]); o.add_param_group(g)\n"
    "o.param_groups[1] is g, g['params'][0] is q, g['lr'], g['momentum'], len(o.param_groups)",
    "o = optim.SGD([{'params': [p], 'lr': 0.5}, {'params': [q]}], lr=0.1)\n"
    "p.grad, q.grad = T([1.0, 1.0]), T([[1.0]]); o.step(); p, q",
    "o = optim.SGD([('a', p), ('b', q)]); o",
    "o = optim.SGD([('a', p)]); o.add_param_group({'params': [('b', q)]})\no.state_dict()",
    "o = optim.SGD([('a', p)]); o.add_param_group({'params': [q]})",
    "o = optim.SGD([p]); o.add_param_group({'params': [('b', q)]})",
    "optim.SGD([('a', p), q])",
    "optim.SGD((x for x in (p, q))).param_groups[0]['params']",
    "optim.SGD([p, q, p])",
    "optim.SGD([{'params': p}, {'params': [q, p]}])",
    "x = p * 2; x.retain_grad(); len(optim.SGD([x]).param_groups)",
    "o = learn(optim.SGD([p], lr=0.1)); o.param_groups[0]['lr'] = 0.5; learn(o); p",
]
REFUSED = [
    "optim.SGD(p)",
    "optim.SGD([])",
    "optim.SGD([p, 3.0])",
    "optim.SGD([p, None])",
    "optim.SGD([[p]])",
    "optim.SGD([p * 2])",
    "optim.SGD({'params': [p]})",
    "optim.SGD([{'params': {p, q}}])",
    "optim.SGD([p]).add_param_group([q])",
    "optim.SGD([p], lr=-0.1)",
    "optim.SGD([p], momentum=-0.1)",
    "optim.SGD([p], weight_decay=-0.1)",
    "optim.SGD([p], nesterov=True)",
    "optim.SGD([p], momentum=0.9, dampening=0.1, nesterov=True)",
    "optim.SGD([p], lr=T([0.1, 0.2]))",
    "optim.SGD([p], foreach=True, fused=True)",
    "optim.Adam([p], lr=-1)",
    "optim.Adam([p], eps=-1e-8)",
    "optim.Adam([p], betas=(1.0, 0.9))",
    "optim.Adam([p], betas=(0.9, -0.1))",
    "optim.Adam([p], betas=(0, 0.9))",
    "optim.AdamW([p], weight_decay=-0.1)",
    "optim.RMSprop([p], alpha=-0.1)",
    "optim.RMSprop([p], eps=-0.1)",
    "optim.RMSprop([p], momentum=-0.1)",
    "optim.Optimizer([p], {}).step()",
    "optim.SGD([p]).nonsense",
]
STEPS = [
    "learn(optim.SGD([p], lr=0.1)).step(), p, p.grad, p._version",
    "o = optim.SGD([p, q], lr=0.1); q.grad = T([[2.0]]); o.step(); p, q, p._version, q._version",
    "o = learn(optim.SGD([p], lr=0.1)); o.zero_grad(); p.grad",
    "o = learn(optim.SGD([p], lr=0.1)); g = p.grad; o.zero_grad(set_to_none=False)\n"
    "p.grad, p.grad is g, q.grad",
    "p.grad = 3 * p; o = optim.SGD([p])\n"
    "a = p.grad.requires_grad; o.zero_grad(False); a, p.grad.requires_grad, p.grad.grad_fn, p.grad",
    "o = learn(optim.SGD([p], lr=0.1, momentum=0.9, weight_decay=0.5)); p.grad",
    "o = learn(optim.SGD([p], lr=0.1, momentum=0.9)); p.grad.zero_(); o.state[p]",
    "o = learn(optim.SGD([p], lr=0.1)); dict(o.state)",
    "learn(optim.SGD([p], lr=T(0.1)), 2); p",
    "learn(optim.Adam([p], lr=T([0.1])), 2); p",
    "learn(optim.SGD([p], lr=0)); p",
    "p.requires_grad_(False); p.grad = T([1.0, 1.0]); optim.SGD([p], lr=0.1).step(); p",
    "x = nn.Parameter(T(2.0)); o = optim.AdamW([x], lr=0.1); x.grad = T(1.0); o.step()\n"
    "x, x._version, o.state[x]",
    "torch.set_default_dtype(torch.float64)\n"
    "o = learn(optim.Adam([p])); torch.set_default_dtype(torch.float32); o.state[p]['step']",
    "o = optim.Adam([p], betas=(0.0, 0.9)); p.grad = T([1e8, 1.0]); o.step()\n"
    "p.grad = T([1.0, 3.0]); o.step(); o.state[p]['exp_avg']",
    "v = p.detach(); learn(optim.SGD([p], lr=0.1)); v",
    "x = T([1.0, 2.0, 3.0], requires_grad=True); o = optim.Adam([x[:2].detach()]); len(o.state)",
]
CLOSURES = [
    "o = optim.SGD([p], lr=0.1)\n"
    "def f():\n"
    "    o.zero_grad(); loss = (p ** 2).sum(); loss.backward(); return loss\n"
    "o.step(f), p",
    "o = optim.Adam([p], lr=0.1)\n"
    "def f():\n"
    "    return torch.is_grad_enabled()\n"
    "with torch.no_grad(): a = o.step(f)\n"
    "a, torch.is_grad_enabled()",
    "o = optim.RMSprop([p], lr=0.1); o.step(closure=lambda: 7)",
]
SAVED = [
    f"o = learn(optim.{kind}, 2); o.state_dict()"
    for kind in (
        "SGD([q, p], lr=0.1)",
        "SGD([q, p], lr=0.1, momentum=0.9)",
        "Adam([q, p], lr=0.1)",
        "Adam([q, p], lr=0.1, amsgrad=True)",
        "AdamW([{'params': q}, {'params': p, 'lr': 0.2}], lr=0.1)",
        "RMSprop([q, p], lr=0.1)",
        "RMSprop([q, p], lr=0.1, centered=True, momentum=0.9)",
    )
]
SAVED += [
    f"o = learn(optim.{kind}, 2); saved = o.state_dict(); start = p.detach().clone()\n"
    "learn(o, 2); there = p.detach().clone()\n"
    f"with torch.no_grad(): p.copy_(start)\n"
    f"new = optim.{kind}; new.load_state_dict(saved); new.param_groups[0]['lr'], p"
    for kind in ("SGD([p], lr=0.1, momentum=0.9)", "Adam([p], lr=0.1)")
]
SAVED += [
    "optim.SGD([p, q, p]).state_dict()['param_groups'][0]['params']",
    "o = optim.SGD([p]); s = o.state_dict(); new = optim.SGD([p]); new.load_state_dict(s)\n"
    "new.param_groups[0]['lr'] = 7; s['param_groups'], o.param_groups[0]['lr']",
    "o = learn(optim.Adam([p], lr=0.1)); x = nn.Parameter(T([1.0, 2.0], dtype=torch.float64))\n"
    "new = optim.AdamW([x]); new.load_state_dict(o.state_dict()); new.state[x], new",
    "o = learn(optim.Adam([p])); new = optim.Adam([p]); new.load_state_dict(o.state_dict())\n"
    "new.state[p]['exp_avg'] is o.state[p]['exp_avg'], new.param_groups[0] is o.param_groups[0]",
    "o = optim.SGD([p]); o.load_state_dict(optim.SGD([p, q]).state_dict())",
    "o = optim.SGD([p]); o.load_state_dict(optim.SGD([{'params': p}, {'params': q}]).state_dict())",
    "o = optim.SGD([p]); s = o.state_dict(); s['state'] = {0: {'a': [1, T([2])]}, 'k': 3}\n"
    "o.load_state_dict(s); dict(o.state)['k'], o.state[p]",
    "o = optim.SGD([('a', p)]); s = optim.SGD([p], lr=7).state_dict(); o.load_state_dict(s); o",
]
OWN = """\
class Own(optim.Optimizer):
    def __init__(self, params, lr=0.1):
        super().__init__(params, dict(lr=lr))
    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for x in group['params']:
                if x.grad is None:
                    continue
                self.state[x]['times'] = self.state[x].get('times', 0) + 1
                x.add_(x.grad, alpha=-group['lr'])
"""
OWN = [
    OWN + "o = learn(Own([p, q]), 3); p, o, o.state[p], len(o.state)",
    OWN + "o = learn(Own([p, q], lr=0.2), 3); o.state_dict()",
]
CASES = PRINTED + GROUPS + REFUSED + STEPS + CLOSURES + SAVED + OWN
RECORDED = Recorded(Path(__file__).with_suffix(".json"), SETUP, CASES)


@pytest.mark.parametrize(("engine", "code", "outcome"), RECORDED.cases())
def test_an_optimizer_answers_as_pytorch_did(engine, code, outcome):
    assert RECORDED.answer(engine, code) == outcome


def optimizer_at_work(kind, **settings):
    """(a parameter, its optimiser after one step)."""
    x = ag.nn.Parameter(ag.tensor([1.0, -2.0]))
    x.grad = ag.tensor([0.5, 1.5])
    optimizer = getattr(ag.optim, kind)([x], lr=0.1, **settings)
    optimizer.step()
    return x, optimizer


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))])
def test_a_copy_goes_on_by_itself(copied):
    x, optimizer = optimizer_at_work("SGD", momentum=0.9)

    twin = copied(optimizer)
    optimizer.step()

    (its_x,) = twin.param_groups[0]["params"]
    assert its_x is not x and list(twin.state) == [its_x]
    np.testing.assert_allclose(its_x.tolist(), [0.95, -2.15], rtol=1e-6)
    its_x.grad = x.grad
    twin.step()
    assert its_x.tolist() == x.tolist()


@pytest.mark.parametrize("kind", ["SGD", "Adam", "AdamW", "RMSprop"])
def test_what_is_not_there_says_so(kind):
    x = ag.nn.Parameter(ag.tensor([1.0]))
    make = getattr(ag.optim, kind)

    with pytest.raises(NotImplementedError, match="has no differentiable optimizers; PyTorch has."):
        make([x], differentiable=True)
    if kind != "SGD":
        with pytest.raises(NotImplementedError, match="has no capturable optimizers; PyTorch has."):
            make([x], capturable=True)
    if kind.startswith("Adam"):
        with pytest.raises(NotImplementedError, match="has no Tensors as betas; PyTorch has."):
            make([x], betas=(ag.tensor(0.9), ag.tensor(0.99)))
    with pytest.raises(AttributeError, match="has no Optimizer.register_step_post_hook yet"):
        make([x]).register_step_post_hook(print)


@pytest.mark.parametrize(
    ("kind", "settings", "key"),
    [
        ("SGD", {"momentum": 0.9}, "momentum_buffer"),
        ("Adam", {}, "exp_avg"),
        ("Adam", {}, "exp_avg_sq"),
        ("AdamW", {"amsgrad": True}, "max_exp_avg_sq"),
        ("RMSprop", {"centered": True}, "grad_avg"),
        ("RMSprop", {"momentum": 0.5}, "momentum_buffer"),
    ],
)
def test_a_graph_that_saved_state_is_not_computed_with_what_came_later(kind, settings, key):
    x, optimizer = optimizer_at_work(kind, **settings)
    w = ag.tensor([1.0, 1.0], requires_grad=True)
    loss = (w * optimizer.state[x][key]).sum()

    optimizer.step()

    with pytest.raises(RuntimeError, match="has been modified by an inplace operation"):
        loss.backward()


def test_a_step_keeps_the_memory_of_parameter_and_state():
    """What looks at them sees the change, as a view in PyTorch does."""
    x, optimizer = optimizer_at_work("Adam")
    seen = [x.detach().numpy(), optimizer.state[x]["exp_avg"].numpy()]
    before = [each.copy() for each in seen]

    optimizer.step()

    for now, was in zip(seen, before, strict=True):
        assert (now != was).all()
    assert seen[0].tolist() == x.tolist()
