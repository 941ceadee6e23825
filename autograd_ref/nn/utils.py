"""torch.nn.utils: gradients kept small, and all parameters as one vector."""

import math
import warnings
from types import GeneratorType

import numpy as np

from autograd_ref.functions.joining import cat
from autograd_ref.memory import write
from autograd_ref.missing import names_of
from autograd_ref.nn.members import typename
from autograd_ref.tensor import Tensor, wrap


def _listed(parameters):
    """One tensor or many, as a list."""
    return [parameters] if isinstance(parameters, Tensor) else list(parameters)


def _gradients(parameters):
    """The gradients of the parameters, those that are there."""
    return [x.grad for x in _listed(parameters) if x.grad is not None]


def _norm(values, norm_type):
    """The norm of raw values, as a numpy scalar of their dtype."""
    sizes = np.abs(values).ravel()
    if norm_type == math.inf:
        return sizes.max()
    if norm_type == 2:
        return np.sqrt(np.dot(sizes, sizes))
    return np.sum(sizes**norm_type) ** (1 / norm_type)


def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """The norm of all elements of the tensors together."""
    tensors, norm_type = _listed(tensors), float(norm_type)
    if not tensors:
        return wrap(np.float32(0))
    norms = [_norm(x._data, norm_type) for x in tensors]
    total = _norm(np.array(norms), norm_type)
    if error_if_nonfinite and not np.isfinite(total):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so"
            " it cannot be clipped. To disable this error and scale the gradients by the non-finite"
            " norm anyway, set `error_if_nonfinite=False`"
        )
    return wrap(total)


def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    """None; the gradients are scaled so that their norm, given, is max_norm at most."""
    factor = np.minimum(float(max_norm) / (total_norm._data + 1e-6), 1.0)
    for g in _gradients(parameters):
        write(g, g._data * factor.astype(g._data.dtype))


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """The norm of all gradients together before; in place, they are scaled down to max_norm."""
    given, parameters = parameters, _listed(parameters)
    if isinstance(given, GeneratorType) and not parameters:
        warnings.warn(
            "`parameters` is an empty generator, no gradient clipping will occur.", stacklevel=2
        )
    total = get_total_norm(_gradients(parameters), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(parameters, max_norm, total)
    return total


def clip_grad_value_(parameters, clip_value, foreach=None):
    """None; in place, each element of the gradients is brought within ±clip_value."""
    clip_value = float(clip_value)
    for g in _gradients(parameters):
        write(g, np.clip(g._data, -clip_value, clip_value))


def parameters_to_vector(parameters):
    """All elements of the parameters in one vector, part of the graph."""
    return cat([x.view(-1) for x in parameters])


def vector_to_parameters(vec, parameters):
    """None; the parameters hold the elements of the vector, one after the other."""
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {typename(vec)}")
    start = 0
    for x in parameters:
        stop = start + x.numel()
        x.data = vec[start:stop].view(x.shape).data
        start = stop


__getattr__ = names_of("nn.utils")
