"""Rows of the table of test_ops.py for the operations of nn."""

import numpy as np

import autograd_ref as ag
from autograd_ref.nn import functional as F
from autograd_ref.nn.functional import classes, layers
from tests.autograd_ref.operands import ANY, INSIDE, NONZERO, away_from, on_matrix, unary

PROBABILITY = away_from((), 0.1, 0.9)
CLASSES = ag.tensor([3, 0, 2])
SOME = ag.tensor([3, -100, 2])
PIXELS = ag.tensor([[1, 0, 1, 0], [0, 1, -100, 1]])
WEIGHTS = ag.tensor([0.5, 1.5, 0.7, 1.2], dtype=ag.float64)
REDUCTIONS = ("mean", "sum", "none")
INDICES = ag.tensor([[2, 0], [2, 1]])


def on_pairs(f, draw=ANY, draw_y=None, scalars=True):
    """Losses of two tensors, reduced in each way; one operand a constant, too."""
    draw_y = draw_y or draw
    shapes = [(reduction, (3, 4)) for reduction in REDUCTIONS] + [("mean", ())] * scalars
    rows = [
        (lambda x, y, r=r: f(x, y, reduction=r), (shape, draw), (shape, draw_y))
        for r, shape in shapes
    ]
    constant = ag.full((3, 4), 0.3, dtype=ag.float64)
    rows.append((lambda x: f(x, constant), ((3, 4), draw)))
    rows.append((lambda y: f(constant, y), ((3, 4), draw_y)))
    return rows


def on_scores(f, shape, draw=ANY):
    """Losses of scores, reduced in each way."""
    return [(lambda x, r=r: f(x, reduction=r), (shape, draw)) for r in REDUCTIONS]


def likelihood(target, **settings):
    return lambda x, reduction: F.nll_loss(x, target, reduction=reduction, **settings)


def picks(target, reduction):
    return classes.Picks(np.zeros((3, 4)), target.numpy(), None, -100, reduction)


def logits(**settings):
    return lambda x, y, reduction="mean": F.binary_cross_entropy_with_logits(
        x, y, reduction=reduction, **settings
    )


def chance(**settings):
    return lambda x, y, reduction="mean": F.binary_cross_entropy(
        x, y, reduction=reduction, **settings
    )


def far(f):
    """f of a distance that is curved near 0 and straight far away."""
    return lambda x, y, reduction="mean": f(1.9 * x, y, reduction=reduction)


def batch(*size):
    return [((3, 4, *size), ANY), ((4,), ANY), ((4,), ANY)]


def trained(x, weight=None, bias=None):
    return F.batch_norm(x, None, None, weight, bias, training=True, eps=0.1)


def evaluated(x, weight, bias):
    mean = ag.tensor([0.1, -0.3, 0.2, 0.0], dtype=ag.float64)
    var = ag.tensor([0.5, 1.5, 0.7, 1.1], dtype=ag.float64)
    return F.batch_norm(x, mean, var, weight, bias)


def layer(x, weight=None, bias=None):
    return F.layer_norm(x, (2, 4), weight, bias, eps=0.1)


TABLE = {
    "ErfBackward0": unary(lambda x: ag.functions.pointwise.erf(x)),
    "SoftplusBackward0": unary(lambda x: F.softplus(x))
    + unary(lambda x: F.softplus(x, 2.0, 1.0), away_from((0.5,))),
    "GeluBackward0": unary(lambda x: F.gelu(x)) + unary(lambda x: F.gelu(x, approximate="tanh")),
    "SiluBackward0": unary(lambda x: F.silu(x)) + unary(lambda x: F.silu(x * 1, inplace=True)),
    "LeakyReluBackward0": unary(lambda x: F.leaky_relu(x, 0.3), NONZERO),
    "LeakyReluBackward1": unary(lambda x: F.leaky_relu(x * 1, 0.3, inplace=True), NONZERO),
    "EluBackward0": unary(lambda x: F.elu(x, 1.7), NONZERO),
    "EluBackward1": unary(lambda x: F.elu(x * 1, 1.7, inplace=True), NONZERO),
    "LogSigmoidBackward0": unary(lambda x: F.logsigmoid(x)),
    "MseLossBackward0": on_pairs(F.mse_loss) + [(lambda x: F.mse_loss(x, x * x), ((3, 4), ANY))],
    "HuberLossBackward0": on_pairs(far(F.huber_loss), INSIDE, INSIDE)
    + on_pairs(lambda x, y, reduction="mean": F.huber_loss(x, y, reduction, 5.0)),
    "SmoothL1LossBackward0": on_pairs(far(F.smooth_l1_loss), INSIDE, INSIDE)
    + on_pairs(
        lambda x, y, reduction="mean": F.smooth_l1_loss(x, y, reduction=reduction, beta=5.0)
    ),
    "BinaryCrossEntropyBackward0": on_pairs(chance(), PROBABILITY)
    + on_pairs(chance(weight=WEIGHTS), PROBABILITY, scalars=False),
    "BinaryCrossEntropyWithLogitsBackward0": on_pairs(logits(), ANY, PROBABILITY)
    + on_pairs(logits(pos_weight=WEIGHTS, weight=WEIGHTS + 1), ANY, PROBABILITY, scalars=False),
    "NllLossBackward0": on_scores(likelihood(CLASSES), (3, 4))
    + on_scores(likelihood(SOME), (3, 4))
    + on_scores(likelihood(SOME, weight=WEIGHTS), (3, 4))
    + on_scores(likelihood(CLASSES, weight=WEIGHTS, ignore_index=0), (3, 4))
    + on_scores(likelihood(ag.tensor(2), weight=WEIGHTS), (4,)),
    "NllLoss2DBackward0": on_scores(likelihood(PIXELS), (2, 3, 4))
    + on_scores(likelihood(PIXELS, weight=WEIGHTS[:3]), (2, 3, 4)),
    "NllLossBackwardBackward0": [
        (lambda g: classes.nll_spread(g, (picks(CLASSES, "mean"), (3, 4))), ((), ANY)),
        (lambda g: classes.nll_spread(g, (picks(SOME, "none"), (3, 4))), ((3,), ANY)),
    ],
    "EmbeddingBackward0": on_matrix(
        lambda w: F.embedding(INDICES, w),
        lambda w: F.embedding(ag.tensor(1), w),
        lambda w: F.embedding(ag.tensor([0, 2, 0, 0]), w),
    ),
    "EmbeddingDenseBackwardBackward0": [
        (lambda g: layers.embedding_spread(g, ((5, 3), INDICES.numpy(), None)), ((2, 2, 3), ANY)),
        (lambda g: layers.embedding_spread(g, ((5, 3), INDICES.numpy(), 2)), ((2, 2, 3), ANY)),
    ],
    "ConstantPadNdBackward0": on_matrix(
        lambda x: F.pad(x, (1, 2)),
        lambda x: F.pad(x, (-1, 2, 3, -1), value=1.7),
        lambda x: F.pad(x, (0, -2)),
    ),
    "NativeLayerNormBackward0": [
        (layer, ((3, 2, 4), ANY), ((2, 4), ANY), ((2, 4), ANY)),
        (layer, ((3, 2, 4), ANY), ((2, 4), ANY)),
        (lambda x, bias: layer(x, None, bias), ((3, 2, 4), ANY), ((2, 4), ANY)),
        (layer, ((2, 4), ANY)),
        (lambda w: layer(ag.arange(24.0, dtype=ag.float64).view(3, 2, 4).sin(), w), ((2, 4), ANY)),
    ],
    "NativeBatchNormBackward0": [
        (trained, *batch()),
        (trained, *batch(2)),
        (trained, *batch()[:2]),
        (trained, ((3, 4), ANY)),
        (evaluated, *batch()),
        (evaluated, *batch(2)),
    ],
}
