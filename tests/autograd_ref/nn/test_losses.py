"""Losses at a prompt: values, gradients at the edges, refusals, warnings."""

from pathlib import Path

import pytest

from tests.autograd_ref.nn.setup import SETUP
from tests.autograd_ref.prompt import Recorded

CLASSES = [
    f"F.{name}({arguments})"
    for name in ("nll_loss", "cross_entropy")
    for arguments in (
        "x, t",
        "x, t, reduction='sum'",
        "x, t, reduction='none'",
        "x, T([0, 1])",
        "x, T([0.0, 1.0, 2.0])",
        "x, t.int()",
        "x, t.to(torch.uint8)",
        "x, T([0, 1, 4])",
        "x, T([0, 1, -1])",
        "x, T([0, -100, -100])",
        "x, T([-100] * 3)",
        "x, T([-100] * 3), reduction='sum'",
        "x, T([-100, 0, 0]), reduction='none'",
        "x, t, ignore_index=0",
        "x, T([0, 0, 0]), ignore_index=0",
        "x[0], T(1)",
        "x[0], T(-100), reduction='none'",
        "x[0], T([1])",
        "x[0], t",
        "x, T(1)",
        "x[0, 0], T(1)",
        "x, t, reduction='foo'",
        "x, t, x[2]",
        "x, t, x[2], reduction='none'",
        "x, T([0, 1, -100]), x[2]",
        "x, t, torch.zeros(4)",
        "x, t, torch.ones(3)",
        "x, t, torch.ones(4).double()",
        "x[:0], t[:0]",
        "x[:0], t[:0], reduction='sum'",
        "t[None].expand(3, 3), t",
        "x[..., None], t[:, None]",
        "x[..., None], t",
        "x.reshape(2, 3, 2), T([[0, 1], [2, -100]]), x[1, :3], reduction='none'",
        "x.reshape(2, 3, 2), T([[0, 1], [2, 3]])",
        "x[..., None, None], t[:, None, None], reduction='sum'",
        "x[..., None], torch.zeros(3, 2).long()",
        "x, torch.zeros(3, 1).long()",
        "x, t, size_average=False",
        "x, t, reduce=False",
        "np.ones((3, 4)), t",
        "x, [0, 1, 3]",
    )
]
CLASSES += [
    f"p = (x + 1) / (x + 1).sum(1, keepdim=True); F.cross_entropy({arguments})"
    for arguments in (
        "x, p",
        "x, p, x[1], reduction='none'",
        "x, p, x[1]",
        "x, p.double()",
        "x, p[:2]",
        "x, p, label_smoothing=0.1",
        "x, p, ignore_index=2",
        "x, (4 * p).long()",
        "x[0], p[0]",
        "x[..., None], p[..., None], reduction='sum'",
        "x[:0], p[:0]",
        "x, t, label_smoothing=0.1",
        "x, t, x[1], label_smoothing=0.1",
        "x, t, x[1], label_smoothing=0.1, reduction='none'",
        "x, T([3, -100, 0]), x[1], label_smoothing=0.1",
        "x, T([3, -100, 0]), label_smoothing=0.3, reduction='sum'",
        "x, T([-100] * 3), label_smoothing=0.1",
        "x[0], T(2), label_smoothing=0.5",
        "x, t, label_smoothing=1.5",
    )
]
PAIRS = [
    *(
        f"F.{name}({arguments})"
        for name in ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")
        for arguments in (
            "one, 3 * one",
            "one, x[0, 1:], reduction='none'",
            "two, one",
            "one[:2], one",
            "one, 2 * one.double(), reduction='sum'",
            "one, t",
            "t, t + 1",
            "one[:0], one[:0]",
            "one, one, reduction='x'",
            "one, 2.0",
        )
    ),
    "F.mse_loss(one, 2 * one, weight=one[:2])",
    "F.mse_loss(one, x[0, 1:], weight=x[1, 1:]), F.l1_loss(one, x[0, 1:], weight=x[1, 1:])",
    "F.huber_loss(one, x[0, 1:], weight=x[1, 1:])",
    "F.mse_loss(one, 2 * one, weight=one, reduction='sum')",
    "F.huber_loss(one, one, delta=0.0)",
    "F.smooth_l1_loss(one, one, beta=-1.0)",
    "F.smooth_l1_loss(one, 4 * one, beta=0.0), F.huber_loss(one, 4 * one, delta=2.0)",
    "slope(F.l1_loss, [-1.0, 0.0, 1.0], target=torch.zeros(3), reduction='none')",
    "slope(F.huber_loss, [-1.0, 0.0, 1.0, 3.0, inf, nan], target=torch.zeros(6), reduction='none')",
    "slope(F.smooth_l1_loss, [-1.0, 0.0, 1.0, 3.0, inf], target=torch.zeros(5), reduction='none')",
    "slope(F.mse_loss, [1000.0, inf, nan, 0.0], target=torch.zeros(4), reduction='none')",
    "y = leaf(3); F.mse_loss(one, y * 3).backward(); y.grad",
    "F.mse_loss(one, one, False)",
    "F.mse_loss(one, one, reduce=False)",
]
CHANCES = [
    "F.binary_cross_entropy(T([0.0, 1.0, 0.5, 0.25]), T([1.0, 0.0, 0.5, 1.0]), reduction='none')",
    "slope(F.binary_cross_entropy, [0.0, 1.0, 0.25], target=T([1.0, 0.0, 0.5]), reduction='none')",
    "F.binary_cross_entropy(one / 2, one, weight=x[1, 1:]), F.binary_cross_entropy(T(0.5), T(1.0))",
    "F.binary_cross_entropy(one * 1.5, one)",
    "F.binary_cross_entropy(one * nan, one)",
    "F.binary_cross_entropy(one, two)",
    "F.binary_cross_entropy(one, one.double())",
    "F.binary_cross_entropy(one, one.long())",
    "F.binary_cross_entropy(one[:2], one[:2], weight=torch.ones(2, 2))",
    "F.binary_cross_entropy(one, one, reduction='x')",
    "y = leaf(3); F.binary_cross_entropy(one / 4, y).backward(); y.grad",
    "slope(F.binary_cross_entropy_with_logits, [1000.0, -1000.0, 0.0, inf, -inf, nan],"
    " target=T([1.0, 1.0, 0.5, 0.0, 0.0, 1.0]), reduction='none')",
    "slope(F.binary_cross_entropy_with_logits, [[1.0, -2.0], [3.0, 0.0]], target=torch.eye(2),"
    " pos_weight=T([2.0, 3.0]), weight=T([1.0, 5.0]), reduction='none')",
    "F.binary_cross_entropy_with_logits(one, x[0, 1:])",
    "F.binary_cross_entropy_with_logits(T(1.0), T(0.0))",
    "F.binary_cross_entropy_with_logits(one, one, pos_weight=T(2.0), reduction='sum')",
    "F.binary_cross_entropy_with_logits(one, two)",
    "F.binary_cross_entropy_with_logits(one, t)",
    "F.binary_cross_entropy_with_logits(t, one)",
    "F.binary_cross_entropy_with_logits(one, one.double())",
    "F.binary_cross_entropy_with_logits(one, one, pos_weight=one[:2])",
    "F.binary_cross_entropy_with_logits(one, one, weight=torch.ones(2, 3))",
    "y = leaf(3); F.binary_cross_entropy_with_logits(one, y, pos_weight=3 * one).backward()\n"
    "y.grad",
]
CASES = CLASSES + PAIRS + CHANCES
RECORDED = Recorded(Path(__file__).with_suffix(".json"), SETUP, CASES)


@pytest.mark.parametrize(("engine", "code", "outcome"), RECORDED.cases())
def test_a_loss_answers_as_pytorch_did(engine, code, outcome):
    assert RECORDED.answer(engine, code) == outcome
