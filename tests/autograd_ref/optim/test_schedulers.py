"""Learning rates from epoch to epoch, and what schedulers say: as at a prompt with PyTorch."""

import gc
import weakref
from pathlib import Path

import pytest

import autograd_ref as ag
from tests.autograd_ref.prompt import Recorded

SETUP = """\
import math
lr_scheduler, inf = torch.optim.lr_scheduler, math.inf
p, q = nn.Parameter(T([1.0, -2.0])), nn.Parameter(T([[0.5]]))
o = torch.optim.SGD([{'params': p}, {'params': q, 'lr': 0.3}], lr=0.1)
def lrs(s, times=9):
    seen = [s.get_last_lr()]
    for _ in range(times):
        o.step()
        s.step()
        assert s.get_last_lr() == [group['lr'] for group in o.param_groups]
        seen.append(s.get_last_lr())
    return [s.last_epoch, s._step_count, s.base_lrs, *seen]
class Shrink:
    def __init__(self, by):
        self.by = by
    def __call__(self, epoch):
        return self.by ** epoch
"""
MADE = [
    "StepLR(o, 3)",
    "StepLR(o, step_size=2, gamma=0.7)",
    "MultiStepLR(o, [2, 5, 5, 7], gamma=0.5)",
    "ExponentialLR(o, 0.9)",
    "CosineAnnealingLR(o, 4)",
    "CosineAnnealingLR(o, T_max=3, eta_min=0.01)",
    "LambdaLR(o, lambda epoch: 1 / (1 + epoch))",
    "LambdaLR(o, [lambda epoch: 0.9 ** epoch, Shrink(0.5)])",
]
SEQUENCES = [f"lrs(lr_scheduler.{each}{end}" for each in MADE for end in (")", ", 17)")]
SEQUENCES += [
    "a, b = lr_scheduler.ExponentialLR(o, 0.9), lr_scheduler.StepLR(o, 2, 0.1)\n"
    "seen = []\n"
    "for _ in range(5): o.step(); a.step(); b.step(); seen.append(b.get_last_lr())\n"
    "seen, a.get_last_lr()",
    "s = lr_scheduler.StepLR(o, 2); o.param_groups[0]['lr'] = 5.0; lrs(s, 4)",
    "o = torch.optim.SGD([p], lr=T(0.5)); s = lr_scheduler.ExponentialLR(o, 0.5)\n"
    "lr = o.param_groups[0]['lr']; o.step(); s.step()\n"
    "lr, s.get_last_lr(), s.base_lrs, s.get_last_lr()[0] is lr, o.param_groups[0]['lr'] is lr",
    "s = lr_scheduler.StepLR(o, 3); o",
    "lrs(lr_scheduler.ExponentialLR(o, 0.5), 2)\n"
    "s = lr_scheduler.StepLR(o, 2); s.base_lrs, s.get_last_lr()",
    "o = torch.optim.Adam([p], lr=0.1); s = lr_scheduler.StepLR(o, 1); p.grad = T([1.0, 2.0])\n"
    "for _ in range(3): o.step(); s.step()\n"
    "p, s.get_last_lr()",
]
SAVED = [f"s = lr_scheduler.{each}; lrs(s, 2); s.state_dict()" for each in MADE[2:]]
SAVED += [
    f"s = lr_scheduler.{each}; lrs(s, 2); saved, of_o = s.state_dict(), o.state_dict()\n"
    "o = torch.optim.SGD([{'params': p}, {'params': q}], lr=0.7)\n"
    f"s = lr_scheduler.{each}; s.load_state_dict(saved); o.load_state_dict(of_o); lrs(s, 4)"
    for each in MADE[1:]
]
SAVED += [
    "s = lr_scheduler.LambdaLR(o, Shrink(0.5)); saved = s.state_dict()\n"
    "s = lr_scheduler.LambdaLR(o, Shrink(0.9)); s.load_state_dict(saved)\n"
    "s.lr_lambdas[1].by, saved",
    "lrs(lr_scheduler.StepLR(o, 2), 3); lrs(lr_scheduler.StepLR(o, 2, last_epoch=2), 3)",
    "lrs(lr_scheduler.CosineAnnealingLR(o, 4), 3)\n"
    "lrs(lr_scheduler.CosineAnnealingLR(o, 4, last_epoch=2), 3)",
    "lrs(lr_scheduler.ExponentialLR(o, 0.5), 3)\n"
    "lrs(lr_scheduler.ExponentialLR(o, 0.5, last_epoch=2), 3)",
]
CLOSED = [f"s = lr_scheduler.{each}; o.step(); s.step(5); s.get_last_lr()" for each in MADE]
SAID = [
    "s = lr_scheduler.StepLR(o, 3); s.step()",
    "s = lr_scheduler.StepLR(o, 3); s.step(); s.step(); o.step(); s.step()",
    "s = lr_scheduler.StepLR(o, 3); o.step(); s.step()",
    "s = lr_scheduler.ExponentialLR(o, 0.5); s.get_lr()",
    "s = lr_scheduler.LambdaLR(o, lambda epoch: 2); s.get_lr()",
    "s = lr_scheduler.StepLR(o, 3); o.step = lambda: None; o.step(); s.step()",
    "s = lr_scheduler.StepLR(o, 3); lr_scheduler.StepLR(o, 2); o.step(); s.step()",
    "lr_scheduler.StepLR(p, 3)",
    "lr_scheduler.StepLR(o, 3, last_epoch=2)",
    "lr_scheduler.LambdaLR(o, [lambda epoch: 1])",
    "lr_scheduler.LRScheduler(o)",
    "o.step.__name__, o.step.__doc__ is not None, o.step(closure=lambda: 3)",
    "lr_scheduler.StepLR(o, 1); o.step.__name__, o.step(closure=lambda: 3), o.step(lambda: 4)",
    "lr_scheduler.StepLR(o, 1); import copy; new = copy.deepcopy(o); new.step(); "
    "hasattr(o, '_opt_called'), hasattr(new, '_opt_called'), new.param_groups[0]['lr']",
]
OWN = [
    "class Warm(lr_scheduler.LRScheduler):\n"
    "    def get_lr(self):\n"
    "        return [base * min(1, (self.last_epoch + 1) / 3) for base in self.base_lrs]\n"
    "lrs(Warm(o), 4)",
]
CASES = SEQUENCES + SAVED + CLOSED + SAID + OWN
RECORDED = Recorded(Path(__file__).with_suffix(".json"), SETUP, CASES)


@pytest.mark.parametrize(("engine", "code", "outcome"), RECORDED.cases())
def test_a_scheduler_answers_as_pytorch_did(engine, code, outcome):
    assert RECORDED.answer(engine, code) == outcome


def test_the_recorded_answers_are_not_all_errors():
    wrong = [row["code"] for row in RECORDED.rows() if "Error" in row["outcome"]]

    assert not set(wrong) - set(SAID)


def test_a_scheduler_makes_no_reference_cycle():
    """The optimiser, and with it the model, is gone when the last name for it is."""
    optimizer = ag.optim.SGD([ag.tensor([1.0], requires_grad=True)], lr=0.1)
    ag.optim.lr_scheduler.StepLR(optimizer, 1)
    alive = weakref.ref(optimizer)

    gc.disable()
    try:
        del optimizer
        assert alive() is None
    finally:
        gc.enable()
