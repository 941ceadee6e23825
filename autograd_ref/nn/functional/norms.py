"""Normalisation: over the features of each sample, over the samples of each feature, by length."""

import math

from autograd_ref.functions.calling import check_floating
from autograd_ref.memory import write
from autograd_ref.nn.functional.checks import absent, check_tensors
from autograd_ref.ops.shapes import reshape_to, sum_axes, unbroadcast
from autograd_ref.record import define, record_many
from autograd_ref.tensor import Tensor, wrap

# --- the operation --------------------------------------------------------------------------------
# Operands: x, weight, bias. how = (axes, eps, (shape of the weight, shape in which it meets x),
# statistics); statistics: (mean, 1 / deviation), or None if those of x itself are meant.


def _standard(x, axes, eps, statistics):
    """((x - mean) / deviation, 1 / deviation), over axes; raw or Tensors."""
    if statistics is not None:
        mean, inverse = map(wrap, statistics) if isinstance(x, Tensor) else statistics
        return (x - mean) * inverse, inverse
    centred = x - _mean(x, axes)
    inverse = (_mean(centred * centred, axes) + eps) ** -0.5
    return centred * inverse, inverse


def _mean(x, axes):
    """The mean over axes, which stay with extent 1."""
    return sum_axes(x, (x.shape, axes, True)) / math.prod(x.shape[axis] for axis in axes)


def _normalized(x, weight, bias, how):
    """(the value, (x standardised, 1 / deviation))."""
    axes, eps, (_, wide), statistics = how
    kept = _standard(x, axes, eps, statistics)
    # In memory of its own: a write into the result must not reach what is kept.
    out = kept[0].copy() if weight is None else kept[0] * weight.reshape(wide)
    if bias is not None:
        out += bias.reshape(wide)
    return out, kept


def _rule(g, needs, xs, how):
    """The gradients; with statistics of x's own, that of x has no part along 1 and along out."""
    (x, weight, _), ((axes, eps, (narrow, wide), statistics), kept) = xs, how
    out, inverse = _standard(x, axes, eps, statistics) if isinstance(g, Tensor) else kept
    gx = gw = gb = None
    if needs[0]:
        h = g if weight is None else g * reshape_to(weight, (wide, narrow))
        if statistics is None:
            h = h - _mean(h, axes) - out * _mean(h * out, axes)
        gx = h * inverse
    if needs[1]:
        gw = reshape_to(unbroadcast(g * out, wide), (narrow, wide))
    if needs[2]:
        gb = reshape_to(unbroadcast(g, wide), (narrow, wide))
    return gx, gw, gb


def _normalizes(name):
    def rule(g, needs, xs, how):
        return _rule(g, needs, xs, how)

    return define(name, _normalized, rule, many=True, saves=True)


LAYER_NORM, BATCH_NORM = _normalizes("NativeLayerNorm"), _normalizes("NativeBatchNorm")


def _record(op, x, weight, bias, how):
    nothing = wrap(None)  # a constant in the place of an operand that is not there
    weight, bias = (nothing if each is None else each for each in (weight, bias))
    out, kept = _normalized(x._data, weight._data, bias._data, how)
    return record_many(op, out, (x, weight, bias), (how, kept), (x._data, weight._data, None))


# --- the functions --------------------------------------------------------------------------------


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05):
    """input with mean 0 and variance 1 over its last dimensions, then * weight + bias."""
    check_tensors("layer_norm", input=input)
    if not isinstance(normalized_shape, (tuple, list)):
        raise TypeError(
            "layer_norm(): argument 'normalized_shape' (position 2) must be tuple of ints,"
            f" not {type(normalized_shape).__name__}"
        )
    normalized_shape, shape = tuple(normalized_shape), input._data.shape
    count = len(normalized_shape)
    if not count:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one"
            " element, but got normalized_shape = []"
        )
    for name, each in (("weight", weight), ("bias", bias)):
        if each is not None and each._data.shape != normalized_shape:
            raise RuntimeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape"
                f" {list(each._data.shape)} and normalized_shape = {list(normalized_shape)}"
            )
    if shape[-count:] != normalized_shape:
        expected = ", ".join(map(str, ("*", *normalized_shape)))
        raise RuntimeError(
            f"Given normalized_shape={list(normalized_shape)}, expected input with shape"
            f" [{expected}], but got input of size{list(shape)}"
        )
    check_floating("LayerNormKernelImpl", input)
    _check_one_dtype(input, weight, bias)
    axes = tuple(range(len(shape) - count, len(shape)))
    how = (axes, eps, (normalized_shape, normalized_shape), None)
    return _record(LAYER_NORM, input, weight, bias, how)


def _check_one_dtype(input, *others):
    if any(each is not None and each._data.dtype is not input._data.dtype for each in others):
        raise RuntimeError("mixed dtype (CPU): all inputs must share same datatype.")


def batch_norm(
    input,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-05,
):
    """input with mean 0 and variance 1 for each feature over the samples, then * weight + bias.

    Features are dimension 1. When training, the running statistics take in those of the batch;
    else they are what is used.
    """
    given = {"weight": weight, "bias": bias, "running_mean": running_mean}
    given["running_var"] = running_var
    check_tensors("batch_norm", input=input, **{k: v for k, v in given.items() if v is not None})
    x = input._data
    _check_batch(input, running_mean, running_var, weight, bias, training, eps)
    features = x.shape[1] if x.ndim > 1 else 0
    axes = tuple(axis for axis in range(x.ndim) if axis != 1)
    wide = tuple(features if axis == 1 else 1 for axis in range(x.ndim))
    statistics = None
    if not training:
        mean, var = (each._data.reshape(wide) for each in (running_mean, running_var))
        statistics = (mean, (var + eps) ** -0.5)
    elif running_mean is not None:
        _follow(running_mean, x.mean(axis=axes), momentum)
        _follow(running_var, x.var(axis=axes, ddof=1), momentum)
    return _record(BATCH_NORM, input, weight, bias, (axes, eps, ((features,), wide), statistics))


def _check_batch(input, running_mean, running_var, weight, bias, training, eps):
    """None, or PyTorch's error for what can't be normalised."""
    shape = input._data.shape
    if training and math.prod(shape[:1] + shape[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {input.size()}"
        )
    if training and eps <= 0:
        raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
    if eps < 0:
        raise ValueError(f"batch_norm eps must be non-negative, but got {eps}")
    features = shape[1] if len(shape) > 1 else 0
    given = {"running_mean": running_mean, "running_var": running_var}
    for name, each in given.items():
        if each is None and not training:
            raise RuntimeError(f"{name} must be defined in evaluation mode")
    if (running_mean is None) != (running_var is None):
        raise ValueError("running_mean and running_var must either both be None or neither be None")
    for name, each in {**given, "weight": weight, "bias": bias}.items():
        if each is not None and each._data.size != features:
            raise RuntimeError(f"{name} should contain {features} elements not {each._data.size}")
    check_floating("batch_norm", input)


def _follow(running, new, momentum):
    """None; the running statistic goes a step towards the new one."""
    write(running, (1 - momentum) * running._data + momentum * new)


def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    """input divided by its p-norm along dim: vectors of length 1; those of length 0 stay."""
    absent(**{"argument out": out is not None})
    return input / input.norm(p, dim, keepdim=True).clamp(min=eps).expand_as(input)
