"""Losses of an input and a target of the same shape, element against element."""

import warnings

import numpy as np

from autograd_ref import errors
from autograd_ref.functions.calling import check_floating
from autograd_ref.nn.functional.activations import log_sigmoid, log_sigmoid_of
from autograd_ref.nn.functional.checks import check_tensors, reduced, reduction_of
from autograd_ref.ops.elementwise import clamp_between, log, raw, select, sigmoid
from autograd_ref.record import define, promoted, record_many
from autograd_ref.tensor import Tensor, wrap

# --- operations: value and derivatives side by side -----------------------------------------------


def pairwise(name, value, dx, dy):
    """A function of (input, target, reduction, *settings) that records `name`.

    `value` gives the loss of each element of raw arrays; dx(g, x, y, *settings) and dy its
    gradients, from g, the gradient of each of these losses.
    """

    def forward(x, y, how):
        reduction, *settings = how
        return reduced(value(x, y, *settings), reduction)

    def rule(g, needs, xs, how):
        (x, y), (reduction, *settings) = xs, how
        if isinstance(g, Tensor):
            settings = [wrap(each) if isinstance(each, np.ndarray) else each for each in settings]
        if reduction == "mean":
            g = g / raw(x).size
        return (
            dx(g, x, y, *settings) if needs[0] else None,
            dy(g, x, y, *settings) if needs[1] else None,
        )

    op = define(name, forward, rule, many=True, saves=True)

    def function(x, y, *how):
        xd, yd = x._data, y._data
        return record_many(op, forward(xd, yd, how), (x, y), how, (xd, yd))

    function.__name__ = function.__qualname__ = name
    return function


mse = pairwise(
    "MseLoss",
    value=lambda x, y: _squared(x - y),
    dx=lambda g, x, y: (x - y) * (2 * g),
    dy=lambda g, x, y: (y - x) * (2 * g),
)


def _squared(x):
    return x * x


huber = pairwise(  # a parabola up to delta, then straight on
    "HuberLoss",
    value=lambda x, y, delta: _huber(np.abs(x - y), delta),
    dx=lambda g, x, y, delta: g * clamp_between(x - y, (-delta, delta)),
    dy=lambda g, x, y, delta: g * clamp_between(y - x, (-delta, delta)),
)


def _huber(size, delta):
    return np.where(size <= delta, 0.5 * size * size, delta * (size - 0.5 * delta))[()]


smooth_l1 = pairwise(  # the same, divided by beta
    "SmoothL1Loss",
    value=lambda x, y, beta: _huber(np.abs(x - y), beta) / beta,
    dx=lambda g, x, y, beta: g * (clamp_between(x - y, (-beta, beta)) / beta),
    dy=lambda g, x, y, beta: g * (clamp_between(y - x, (-beta, beta)) / beta),
)

bce = pairwise(  # of probabilities; log(0) counts as -100
    "BinaryCrossEntropy",
    value=lambda x, y, weight: _times(
        (y - 1) * np.maximum(np.log1p(-x), -100) - y * np.maximum(np.log(x), -100), weight
    ),
    dx=lambda g, x, y, weight: _times(g * ((x - y) / _at_least(1e-12, (1 - x) * x)), weight),
    dy=lambda g, x, y, weight: _times(g * (log(1 - x) - log(x)), weight),
)


def _at_least(low, x):
    return select(raw(x) < low, low, x)


def _times(x, weight):
    return x if weight is None else x * weight


bce_logits = pairwise(  # of x = log(p / (1 - p)): nothing rounds to log(0)
    "BinaryCrossEntropyWithLogits",
    value=lambda x, y, weight, positive: _times(
        (1 - y) * x - _times(log_sigmoid(x), _weight_of(y, positive)), weight
    ),
    dx=lambda g, x, y, weight, positive: _times(g * _slope_of_logits(x, y, positive), weight),
    dy=lambda g, x, _y, weight, positive: _times(
        g * (-x if positive is None else (1 - positive) * log_sigmoid_of(x, None) - x), weight
    ),
)


def _weight_of(y, positive):
    """1 for targets 0, `positive` for targets 1."""
    return None if positive is None else (positive - 1) * y + 1


def _slope_of_logits(x, y, positive):
    if positive is None:
        return sigmoid(x) - y
    return (positive * y + 1 - y) * sigmoid(x) - positive * y


# --- the functions --------------------------------------------------------------------------------


def _paired(input, target):
    """Both in one shape, with PyTorch's warning if they had not."""
    if input.size() == target.size():
        return input, target
    warnings.warn(
        f"Using a target size ({target.size()}) that is different to the input size"
        f" ({input.size()}). This will likely lead to incorrect results due to broadcasting."
        " Please ensure they have the same size.",
        stacklevel=3,
    )
    try:
        common = np.broadcast_shapes(input._data.shape, target._data.shape)
    except ValueError as error:
        raise errors.of_shapes(error, input._data, target._data) from None
    return input.expand(common), target.expand(common)


def _alike(kernel, input, target):
    """Both in the dtype they are combined in, which has to be floating."""
    if input._data.dtype is not target._data.dtype:
        input, target = promoted(input, target)
    check_floating(kernel, input)
    return input, target


def _raw_weight(function, name, weight, input):
    """The raw weight, a constant that must not make the loss larger than the input; or None."""
    if weight is None:
        return None
    if weight.requires_grad:
        raise RuntimeError(
            f"The function '{function}' is not differentiable with respect to argument '{name}'."
            " This input cannot have requires_grad True."
        )
    shape = input._data.shape
    try:
        larger = np.broadcast_shapes(weight._data.shape, shape)
    except ValueError as error:
        raise errors.of_shapes(error, weight._data, input._data) from None
    if larger != shape:
        raise RuntimeError(
            f"output with shape {list(shape)} doesn't match the broadcast shape {list(larger)}"
        )
    return weight._data


def _check_weight(weight, input):
    if weight._data.shape != input._data.shape:
        raise ValueError("Weights and input must have the same size.")


def _weighted_mean(loss, weight, reduction):
    """The loss reduced; a mean is over the weights."""
    return loss.sum() / weight.sum() if reduction == "mean" else reduced(loss, reduction)


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    """The squares of input - target: their mean, or sum, or each of them."""
    input, target = _paired(input, target)
    reduction = reduction_of(reduction, size_average, reduce)
    if weight is not None:
        _check_weight(weight, input)
        return _weighted_mean((input - target) ** 2 * weight, weight, reduction)
    return mse(*_alike("mse_cpu", input, target), reduction)


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    """The sizes of input - target: their mean, or sum, or each of them."""
    input, target = _paired(input, target)
    reduction = reduction_of(reduction, size_average, reduce)
    if weight is not None:
        _check_weight(weight, input)
        return _weighted_mean((input - target).abs() * weight, weight, reduction)
    return reduced((input - target).abs(), reduction)


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    """Half the squares of input - target; from delta on, straight lines of slope delta."""
    input, target = _paired(input, target)
    reduction = reduction_of(reduction)
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    input, target = _alike("huber_cpu", input, target.to(input.dtype))
    if weight is None:
        return huber(input, target, reduction, delta)
    _check_weight(weight, input)
    return reduced(huber(input, target, "none", delta) * weight, reduction)


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    """The sizes of input - target, less half of beta; below beta, a parabola."""
    input, target = _paired(input, target)
    reduction = reduction_of(reduction, size_average, reduce)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return reduced((input - target).abs(), reduction)
    return smooth_l1(*_alike("smooth_l1_cpu", input, target), reduction, beta)


def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    """-log of the probability that the input, a probability of 1, gives to the target."""
    reduction = reduction_of(reduction, size_average, reduce)
    check_tensors("binary_cross_entropy", input=input, target=target)
    if target._data.shape != input._data.shape:
        raise ValueError(
            f"Using a target size ({target.size()}) that is different to the input size"
            f" ({input.size()}) is deprecated. Please ensure they have the same size."
        )
    if target._data.dtype is not input._data.dtype:
        raise RuntimeError(f"Found dtype {target.dtype.legacy} but expected {input.dtype.legacy}")
    check_floating("binary_cross_entropy", input)
    if not ((input._data >= 0) & (input._data <= 1)).all():
        raise RuntimeError("all elements of input should be between 0 and 1")
    return bce(
        input, target, reduction, _raw_weight("binary_cross_entropy", "weight", weight, input)
    )


def binary_cross_entropy_with_logits(
    input,
    target,
    weight=None,
    size_average=None,
    reduce=None,
    reduction="mean",
    pos_weight=None,
):
    """binary_cross_entropy(sigmoid(input), target), exact for large inputs, too."""
    reduction = reduction_of(reduction, size_average, reduce)
    check_tensors("binary_cross_entropy_with_logits", input=input, target=target)
    if target._data.shape != input._data.shape:
        raise ValueError(
            f"Target size ({target.size()}) must be the same as input size ({input.size()})"
        )
    check_floating("log_sigmoid_cpu", input)
    if target._data.dtype.kind != "f":
        raise RuntimeError(
            f"result type {input.dtype.legacy} can't be cast to the desired output type"
            f" {target.dtype.legacy}"
        )
    input, target = _alike("log_sigmoid_cpu", input, target)
    settings = (
        _raw_weight("binary_cross_entropy_with_logits", name, each, input)
        for name, each in (("weight", weight), ("pos_weight", pos_weight))
    )
    return bce_logits(input, target, reduction, *settings)
