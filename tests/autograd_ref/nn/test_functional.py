"""nn.functional, init and utils at a prompt: small values, names of nodes, refusals, warnings."""

import re
from pathlib import Path

import pytest

import autograd_ref as ag
from tests.autograd_ref.nn.setup import SETUP
from tests.autograd_ref.prompt import Recorded

PROPORTIONS = [
    "slope(torch.softmax, [-inf, 0.0], dim=0), slope(F.softmax, [1000.0, -1000.0], dim=-1)",
    "slope(torch.log_softmax, [-inf, 0.0], dim=0), slope(F.log_softmax, [1000.0, -1000.0], dim=0)",
    "slope(torch.softmax, [-inf, -inf], dim=0), slope(torch.softmax, [inf, 0.0], dim=0)",
    "slope(torch.log_softmax, [nan, 0.0], dim=0), slope(torch.log_softmax, [inf, inf], dim=0)",
    "[slope(torch.logsumexp, v, dim=0) for v in ([-inf, -inf], [inf, 0.0], [nan, 1.0])]",
    "torch.softmax(T(3.0), 0), torch.log_softmax(T(3.0), -1), torch.logsumexp(T(3.0), 0)",
    "torch.softmax(torch.ones(2, 0), 1), torch.logsumexp(torch.ones(2, 0), 1)",
    "x.logsumexp((0, 1)), x.logsumexp(1, True), x.logsumexp(dim=[-1, 0], keepdim=True)",
    "x.logsumexp((0, 0))",
    "torch.softmax(x, 2)",
    "torch.softmax(t, 0)",
    "torch.softmax(t[None], 0)",
    "torch.log_softmax(t, 0)",
    "torch.logsumexp(t, 0)",
    "torch.softmax(t, 0, dtype=torch.float64), leaf(2).softmax(0, dtype=torch.float64)",
    "F.softmax(one), F.softmax(x)",
    "F.log_softmax(x[None])",
    "F.softmin(T([1.0, 2.0]), 0), nn.Softmin(0)(T([1.0, 2.0])), nn.LogSoftmax()(one)",
]
ACTIVATIONS = [
    "slope(F.softplus, [1000.0, 0.0, -1000.0, inf, -inf, nan, 20.5])",
    "slope(F.softplus, [1.0, 1.5, 1.6], beta=2.0, threshold=3.0)",
    "slope(F.gelu, [1000.0, 0.0, -0.5, -1.5, nan]), slope(F.gelu, [inf, -inf])",
    "slope(F.gelu, [1000.0, 0.0, -0.5, -1.5, nan], approximate='tanh')",
    "slope(F.silu, [1000.0, 0.0, -0.5, -1000.0, nan]), slope(F.silu, [inf, -inf])",
    "slope(F.leaky_relu, [1000.0, 0.0, -0.0, -0.5, inf, -inf, nan])",
    "slope(F.leaky_relu, [2.0, 0.0, -2.0], negative_slope=-1.0)",
    "slope(F.leaky_relu, [2.0, 0.0, -2.0], negative_slope=3.0)",
    "slope(F.elu, [1000.0, 0.0, -0.5, -1000.0, inf, -inf, nan])",
    "slope(F.elu, [0.0, -1.0], alpha=2.0)",
    "slope(F.logsigmoid, [1000.0, 0.0, -0.5, -1000.0, inf, -inf, nan])",
    "slope(F.relu, [1.0, 0.0, -1.0, inf, -inf, nan]), slope(F.sigmoid, [0.0, 1000.0, -1000.0])",
    "slope(F.softsign, [1.0, 0.0, -2.0]), slope(F.tanhshrink, [1.0, 0.0]), slope(F.tanh, [0.5])",
    "[F.relu(T(v)) for v in ([0.0, -0.0], -0.0, 0.0, -2, 2, [-2, 2], float('nan'))]",
    "leaf(2).sum(0).relu(), leaf(2).sum(0).detach().relu(), x.sum().relu(), x[0, 0].relu()",
    "F.relu(T(True))",
    "F.relu(T([True]), inplace=True)",
    "[f(t) for f in (F.relu, F.tanh, F.sigmoid, F.softsign)]",
    "F.gelu(one, approximate='foo')",
    *(f"F.{name}(t)" for name in ("gelu", "silu", "softplus", "leaky_relu", "elu", "logsigmoid")),
    *(
        f"F.{name}(np.ones(2))"
        for name in ("gelu", "silu", "softplus", "elu", "relu", "logsigmoid")
    ),
    "F.relu([1.0], inplace=True)",
    "y = leaf(2) * -1; F.relu(y, inplace=True) is y, y, F.elu(y, inplace=True) is y, y",
    "F.relu(leaf(2), inplace=True)",
    "y = leaf(2) * 1; z = y.exp(); F.silu(y, True); z.sum().backward()",
    "y = leaf(2) * 1; z = y * y; F.silu(y, True); z.sum().backward()",
    "y = leaf(2) * 1; F.elu(y, inplace=True); F.silu(y, inplace=True).sum().backward()",
]
LAYERS = [
    "F.linear(x, w, b), F.linear(x[0], w), F.linear(x, torch.ones(4)), F.linear(x, w, T([1.0]))",
    "F.linear(x, torch.ones(5, 3))",
    "F.linear(x, torch.ones(5, 3), b)",
    "F.linear(x[None], torch.ones(5, 3), b)",
    "F.linear(x, w, torch.ones(4))",
    "F.linear(x.double(), w)",
    "F.linear(x.double(), w, b)",
    "F.linear(x[0, 0], w)",
    "F.linear(x, w, torch.ones(3, 5))",
    "F.linear(np.ones((2, 2)), w)",
    "F.linear(x, w, 3.0)",
    "F.embedding(T([[0, 1], [2, 0]]), x), F.embedding(T(1), x), F.embedding(T([]).long(), x).shape",
    "F.embedding(T([0, 3]), x)",
    "F.embedding(T([0, -1]), x)",
    "F.embedding(T([0.0]), x)",
    "F.embedding(T([0]), x[0])",
    "F.embedding([0], x)",
    "F.embedding(t, x, padding_idx=3)",
    "F.embedding(t, x, padding_idx=-4)",
    "y = leaf(3, 2); F.embedding(T([1, 1, 2]), y, padding_idx=-1).sum().backward(); y.grad",
    "F.one_hot(T([0, 2])), F.one_hot(T([[0], [1]]), 3), F.one_hot(T(2), 4)",
    "F.one_hot(t[:0], 3).shape",
    "F.one_hot(T([0, 2]), 2)",
    "F.one_hot(T([0, -2]))",
    "F.one_hot(T([0.0]))",
    "F.one_hot(t[:0])",
    "F.dropout(one, 1.5)",
    "F.dropout(t, 0.5)",
    "F.dropout(3.0)",
    "F.dropout(T([1.0, inf]), 1.0), F.dropout(one, 0.0) is one, F.dropout(one, 0.5, False) is one",
    "F.pad(one, (1, 2)), F.pad(x[:, :2], (0, 1, 1, 0), value=5.0), F.pad(t, (-1, 1))",
    "slope(F.pad, [1.0, 2.0, 3.0], pad=(-1, 2))",
    "F.pad(one, (1,))",
    "F.pad(one, (1, 1, 1, 1))",
    "F.pad(one, (-2, -2))",
    "F.normalize(T([[3.0, 4.0], [0.0, 0.0]])), F.normalize(T([3.0, 4.0]), p=1.0, dim=0)",
    "slope(F.normalize, [[3.0, 4.0], [0.0, 0.0]]), slope(F.normalize, [[3.0, -4.0]], p=inf)",
    "F.normalize(one)",
]
NORMS = [
    "F.layer_norm(x, (4,)), F.layer_norm(x, [3, 4]), F.layer_norm(x, (4,), x[1], x[0], eps=1.0)",
    "y = T([1.0, 2.0, 6.0], requires_grad=True); n = F.layer_norm(y, (3,)); n.mul_(2.0)\n"
    "n[0].backward(); y.grad",
    "F.layer_norm(x, (3,))",
    "F.layer_norm(x, 4)",
    "F.layer_norm(x, ())",
    "F.layer_norm(x, (4,), torch.ones(3))",
    "F.layer_norm(x, (4,), None, torch.ones(3))",
    "F.layer_norm(t, (3,))",
    "F.layer_norm(x.double(), (4,), torch.ones(4))",
    "F.batch_norm(x * x, None, None, training=True), F.batch_norm(x, x[0], x[1] + 1, x[1], x[2])",
    "m, v = torch.zeros(4), torch.ones(4); F.batch_norm(x, m, v, None, None, True, 0.5); m, v",
    "m, v = torch.zeros(4), torch.ones(4); F.batch_norm(x, m, v); m, v",
    "F.batch_norm(x, x[0], None, training=True)",
    "F.batch_norm(x, None, None)",
    "F.batch_norm(x, torch.zeros(4), None)",
    "F.batch_norm(x[:1], None, None, training=True)",
    "F.batch_norm(x, torch.zeros(3), torch.ones(4))",
    "F.batch_norm(x, torch.zeros(4), torch.ones(4), torch.ones(3))",
    "F.batch_norm(x, torch.zeros(4), torch.ones(4), eps=-1.0)",
    "F.batch_norm(x, None, None, training=True, eps=0.0)",
    "F.batch_norm(t[None], torch.zeros(3), torch.ones(3))",
]
NODES = [
    f"v, u = leaf(3, 4), torch.full((3, 4), 0.3); chain({call})"
    for call in (
        "F.relu(v)",
        "F.softplus(v)",
        "F.gelu(v)",
        "F.gelu(v, approximate='tanh')",
        "F.silu(v)",
        "F.leaky_relu(v)",
        "F.elu(v)",
        "F.logsigmoid(v)",
        "F.dropout(v)",
        "F.softmin(v, 1)",
        "F.linear(v, w, b)",
        "F.linear(v, w)",
        "F.linear(v[None], w, b)",
        "F.linear(v[None], w)",
        "F.linear(v[0], w, b)",
        "F.embedding(T([0, 1]), v)",
        "F.mse_loss(v, u)",
        "F.mse_loss(v, u, reduction='none')",
        "F.l1_loss(v, u)",
        "F.huber_loss(v, u)",
        "F.smooth_l1_loss(v, u)",
        "F.smooth_l1_loss(v, u, beta=0.0)",
        "F.cross_entropy(v, t)",
        "F.cross_entropy(v, t, reduction='none')",
        "F.cross_entropy(v.view(3, 4, 1, 1), t.view(3, 1, 1))",
        "F.nll_loss(v, t)",
        "F.binary_cross_entropy(v, u)",
        "F.binary_cross_entropy_with_logits(v, u)",
        "F.batch_norm(v, None, None, training=True)",
        "F.batch_norm(v, torch.zeros(4), torch.ones(4))",
        "F.layer_norm(v, (4,), leaf(4))",
        "F.normalize(v)",
        "F.pad(v, (1, 1))",
        "torch.logsumexp(v, 1)",
        "F.softmax(v, 1, dtype=torch.float64)",
    )
]
INIT = [
    "[init.calculate_gain(n) for n in ('linear', 'conv2d', 'sigmoid', 'tanh', 'relu', 'selu')]",
    "init.calculate_gain('leaky_relu'), init.calculate_gain('leaky_relu', 0.2)",
    "init.calculate_gain('softmax')",
    "init.calculate_gain('leaky_relu', True)",
    "p = nn.Parameter(torch.zeros(3)); v = p._version\n"
    "init.constant_(p, 3.5) is p, p, p._version - v",
    "init.ones_(torch.zeros(2)), init.zeros_(torch.ones(2)), init.eye_(torch.zeros(2, 3))",
    "init.eye_(torch.zeros(2))",
    "init.xavier_uniform_(torch.zeros(2))",
    "init.kaiming_normal_(torch.zeros(2, 3), mode='fan')",
    "init.kaiming_uniform_(torch.zeros(2, 0))",
    "init.uniform_(torch.zeros(2), 3.0, 3.0), init.normal_(torch.zeros(2), 5.0, 0.0)",
]
GRADIENTS = "p, q = leaf(2), leaf(1, 2); p.grad, q.grad = T([3.0, -4.0]), T([[0.0, 12.0]])\n"
UTILS = [
    GRADIENTS + "utils.clip_grad_norm_([p, q], 6.5), p.grad, q.grad",
    GRADIENTS + "utils.clip_grad_norm_(p, 50.0), p.grad",
    GRADIENTS + "utils.clip_grad_norm_(iter([p, q]), 1.0, norm_type=1), p.grad",
    GRADIENTS + "utils.clip_grad_norm_([p, q], 6.0, norm_type=inf), p.grad, q.grad",
    GRADIENTS + "p.grad[0] = inf; utils.clip_grad_norm_([p, q], 1.0), p.grad, q.grad",
    GRADIENTS + "p.grad[0] = nan; utils.clip_grad_norm_([p, q], 1.0, error_if_nonfinite=True)",
    GRADIENTS + "g = p.grad; utils.clip_grad_norm_([p], 1.0); p.grad is g, g",
    "utils.clip_grad_norm_([], 1.0), utils.clip_grad_norm_([leaf(2)], 1.0)",
    "utils.clip_grad_norm_((p for p in []), 1.0)",
    GRADIENTS + "utils.clip_grad_value_([p, q], 3.5), p.grad, q.grad",
    GRADIENTS + "utils.get_total_norm([p.grad, q.grad])",
    "m = nn.Linear(2, 1); v = utils.parameters_to_vector(m.parameters()); v.shape, chain(v)",
    "m = nn.Linear(2, 1); utils.vector_to_parameters(T([1.0, 2.0, 3.0]), m.parameters())\n"
    "m.weight, m.bias",
    "utils.vector_to_parameters([1.0], [])",
]
CASES = PROPORTIONS + ACTIVATIONS + LAYERS + NORMS + NODES + INIT + UTILS
RECORDED = Recorded(Path(__file__).with_suffix(".json"), SETUP, CASES)


@pytest.mark.parametrize(("engine", "code", "outcome"), RECORDED.cases())
def test_a_function_answers_as_pytorch_did(engine, code, outcome):
    assert RECORDED.answer(engine, code) == outcome


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda F, x, t: F.embedding(t, x, max_norm=1.0), "autograd_ref has no max_norm"),
        (lambda F, x, t: F.embedding(t, x, sparse=True), "autograd_ref has no sparse"),
        (lambda F, x, t: F.pad(x, (1, 1), "reflect"), "autograd_ref has no padding mode 'reflect'"),
        (lambda F, x, t: F.normalize(x, out=x), "autograd_ref has no argument out"),
    ],
)
def test_what_functions_have_not_says_so(call, sentence):
    with pytest.raises(NotImplementedError, match=re.escape(f"{sentence}; PyTorch has.")):
        call(ag.nn.functional, ag.ones(2, 2), ag.tensor([0]))


@pytest.mark.parametrize(
    "name", ["functional.conv2d", "init.orthogonal_", "utils.parametrize", "Conv2d"]
)
def test_a_name_that_only_pytorch_has_says_so(name):
    room, _, last = f"nn.{name}".rpartition(".")
    place = ag
    for part in room.split("."):
        place = getattr(place, part)

    sentence = f"autograd_ref has no torch.{room}.{last} yet; PyTorch has."
    with pytest.raises(AttributeError, match=re.escape(sentence)):
        getattr(place, last)
    with pytest.raises(AttributeError, match=f"'autograd_ref.{room}' has no attribute 'nonsense'"):
        place.nonsense  # noqa: B018
