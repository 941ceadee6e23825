"""Losses of scores for classes: the negative log-likelihood, and cross entropy on top of it."""

import math

import numpy as np

from autograd_ref.functions.calling import check_floating
from autograd_ref.functions.softmax import log_softmax
from autograd_ref.nn.functional.checks import check_tensors, reduction_of
from autograd_ref.ops.softmax import log_softmax_along
from autograd_ref.record import setting
from autograd_ref.tensor import Tensor

# --- operations -----------------------------------------------------------------------------------
# The loss is linear in the scores: it picks one of each sample and weighs it. Its derivative puts
# weights where it picked, and the derivative of that picks again. how = (Picks, the scores' shape).


def _likelihood(name, version=0):
    return setting(
        name,
        lambda x, how: how[0].pick(x),
        dx=lambda g, _out, x, how: nll_spread(g, how),  # x is saved as PyTorch saves it
        saves=True,
        version=version,
    )


nll_of = _likelihood("NllLoss")
nll_of_2d = _likelihood("NllLoss2D")

nll_spread = setting(
    "NllLossBackward",
    lambda g, how: how[0].spread(g, how[1]),
    dx=lambda g, _out, _x, how: nll_of(g, how),
    saves=True,
)


class Picks:
    """Which scores a loss picks, and how it weighs them.

    at        places in the flat scores: the one of each sample that counts
    weights   None, or the weight of each
    divisor   what the sum of the weighed scores is divided by; None: they are not summed
    shape     the shape of the target
    counts    None, or which samples count, as a mask of that shape
    """

    __slots__ = ("at", "weights", "divisor", "shape", "counts")

    def __init__(self, x, target, weight, ignore_index, reduction):
        classes = x.shape[1] if x.ndim > 1 else x.shape[0]
        self.shape, self.counts = target.shape, None
        if x.ndim == 2 and not 0 <= ignore_index < classes and _all_below(target, classes):
            chosen = target
            self.at = np.arange(0, x.size, classes or 1) + chosen
        else:
            self.counts = target != ignore_index
            chosen = np.asarray(target)[self.counts]
            _check_classes(chosen, classes)
            first, *others = np.nonzero(self.counts) if x.ndim > 1 else (None,)
            index = (chosen,) if first is None else (first, chosen, *others)
            self.at = np.ravel_multi_index(index, x.shape)
        self.weights = None if weight is None else weight[chosen]
        if reduction == "none":
            self.divisor = None
        elif reduction == "sum":
            self.divisor = x.dtype.type(1)
        else:
            self.divisor = x.dtype.type(chosen.size if weight is None else self.weights.sum())

    def pick(self, x):
        """The loss of the raw scores."""
        picked = x.reshape(-1)[self.at]
        if self.weights is not None:
            picked = picked * self.weights
        if self.divisor is not None:
            return (0.0 - np.add.reduce(picked)) / self.divisor  # 0 - 0 is 0, and -0 is not
        if self.counts is None:
            return -picked
        out = np.zeros(self.shape, x.dtype)
        out[self.counts] = -picked
        return out[()]

    def spread(self, g, shape):
        """The gradient for scores of this shape: nothing where nothing was picked."""
        out = np.zeros(math.prod(shape), g.dtype)
        if self.divisor is not None:
            g = g / -self.divisor
        else:
            g = -(g if self.counts is None else np.asarray(g)[self.counts])
        out[self.at] = g if self.weights is None else g * self.weights
        return out.reshape(shape)


def _all_below(target, classes):
    """Whether all are classes; as unsigned numbers, negative ones are large."""
    return not target.size or np.maximum.reduce(target.view(np.uint64)) < classes


def _check_classes(chosen, classes):
    wrong = chosen[(chosen < 0) | (chosen >= classes)]
    if wrong.size:
        raise IndexError(f"Target {wrong[0]} is out of bounds.")


# --- the functions --------------------------------------------------------------------------------


def nll_loss(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
):
    """Minus the input at the class that is each sample's target; the mean is over the weights."""
    reduction = reduction_of(reduction, size_average, reduce)
    check_tensors("nll_loss_nd", input=input, target=target)
    check_floating("nll_loss_out_frame", input)
    return _nll(input, target, weight, ignore_index, reduction)


def _nll(input, target, weight, ignore_index, reduction):
    """nll_loss of floating scores."""
    x, t = input._data, target._data
    if not x.ndim:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    _check_shapes(x.shape, t.shape)
    if t.dtype != np.int64:
        if t.dtype != np.uint8:
            raise RuntimeError(
                f"expected target dtype to be Long or Byte, but got {target.dtype.legacy}"
            )
        t = t.astype(np.int64)
    w = None if weight is None else _checked_weight(weight, input)
    picks = Picks(x, t, w, ignore_index, reduction)
    return (nll_of if x.ndim <= 2 else nll_of_2d)(input, (picks, x.shape))


def _check_shapes(scores, targets):
    """None, or PyTorch's error for scores and targets that do not belong together."""
    if len(scores) > 1 and scores[0] != (targets[0] if targets else 0):
        raise ValueError(
            f"Expected input batch_size ({scores[0]}) to match target batch_size"
            f" ({targets[0] if targets else 0})."
        )
    if len(scores) > 2:
        expected = (scores[0], *scores[2:])
        if targets != expected:
            raise RuntimeError(f"Expected target size {list(expected)}, got {list(targets)}")
    elif len(targets) > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    elif len(scores) == 1 and targets not in ((), (1,)):
        raise ValueError(
            f"For 1D input, 1D target must have size 1, but got target size: {targets[0]}"
        )


def _checked_weight(weight, input):
    """The raw weight of each class, or PyTorch's error."""
    check_tensors("cross_entropy_loss", input=input, target=input, weight=weight)
    shape = input._data.shape
    classes = shape[1] if len(shape) > 1 else shape[0]
    if weight._data.shape != (classes,):
        raise RuntimeError(
            f"weight tensor should be defined either for all {classes} classes or no classes"
            f" but got weight tensor of shape: {list(weight._data.shape)}"
        )
    if weight._data.dtype is not input._data.dtype:
        raise RuntimeError(
            f"expected scalar type {input.dtype.legacy} but found {weight.dtype.legacy}"
        )
    return weight._data


def cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
    label_smoothing=0.0,
):
    """-log of the probability that softmax(input) gives to the target.

    Scores are (C,), (N, C) or (N, C, d1, ...). A target is a class (integers, that shape without
    C) or a probability for each class (that shape).
    """
    reduction = reduction_of(reduction, size_average, reduce)
    if not (isinstance(input, Tensor) and isinstance(target, Tensor)):
        check_tensors("cross_entropy_loss", input=input, target=target)
    if not 0 <= label_smoothing <= 1:
        raise RuntimeError(
            f"label_smoothing must be between 0.0 and 1.0. Got: {float(label_smoothing):g}"
        )
    data = input._data
    axis = 1 if data.ndim > 1 else 0
    if data.shape == target._data.shape:
        return _of_probabilities(
            input, target, weight, ignore_index, reduction, label_smoothing, axis
        )
    scores = log_softmax_along(input, axis) if data.dtype.kind == "f" else log_softmax(input, axis)
    loss = _nll(scores, target, weight, ignore_index, reduction)
    if not label_smoothing:
        return loss
    smooth = _smooth(scores, target, weight, ignore_index, reduction, axis)
    return (1 - label_smoothing) * loss + smooth * (label_smoothing / data.shape[axis])


def _smooth(scores, target, weight, ignore_index, reduction, axis):
    """Minus the sum of each sample's scores: what all classes get alike."""
    each = -(scores if weight is None else scores * _along(weight, scores, axis)).sum(axis)
    ignored = target == ignore_index
    each = each.masked_fill(ignored, 0.0)
    if reduction != "mean":
        return each.sum() if reduction == "sum" else each
    if weight is None:
        return each.sum() / (~ignored).sum()
    return each.sum() / weight[target.masked_fill(ignored, 0)].masked_fill(ignored, 0.0).sum()


def _along(weight, scores, axis):
    """The weight of each class, in a shape that broadcasts with the scores."""
    return weight.view(*(-1 if dim == axis else 1 for dim in range(scores.ndim)))


def _of_probabilities(input, target, weight, ignore_index, reduction, label_smoothing, axis):
    """cross_entropy where the target gives a probability to every class."""
    if target._data.dtype.kind != "f":
        raise RuntimeError(
            "Expected floating point type for target with class probabilities, got"
            f" {target.dtype.legacy}"
        )
    if ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for floating point target")
    shape = input._data.shape
    if label_smoothing:
        target = target * (1 - label_smoothing) + label_smoothing / shape[axis]
    weighed = log_softmax(input, axis) * target
    if weight is not None:
        _checked_weight(weight, input)
        weighed = weighed * _along(weight, input, axis)
    if reduction == "none":
        return -weighed.sum(axis)
    loss = -weighed.sum()
    return loss if reduction == "sum" else loss / math.prod(shape[:axis] + shape[axis + 1 :])
