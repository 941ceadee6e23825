"""torch.nn.init: first values for parameters, written in place, outside the graph.

The numbers come from the engine's own stream: PyTorch's distributions, not PyTorch's numbers.
"""

import math
import warnings

import numpy as np

from autograd_ref import random
from autograd_ref.memory import write
from autograd_ref.missing import names_of

LINEAR = "linear conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d sigmoid"
GAINS = {**dict.fromkeys(LINEAR.split(), 1), "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}


def calculate_gain(nonlinearity, param=None):
    """The factor that keeps the size of signals behind this activation."""
    if nonlinearity in GAINS:
        return GAINS[nonlinearity]
    if nonlinearity != "leaky_relu":
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    if param is not None and (isinstance(param, bool) or not isinstance(param, (int, float))):
        raise ValueError(f"negative_slope {param} not a valid number")
    slope = 0.01 if param is None else param
    return math.sqrt(2 / (1 + slope**2))


def _written(tensor, values):
    """The tensor, holding the values."""
    write(tensor, np.asarray(values, tensor._data.dtype)[()])
    return tensor


def _stream(generator):
    return random.stream(generator)


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    """The tensor, filled with uniform numbers from a to b."""
    return _written(tensor, _stream(generator).uniform(a, b, tensor._data.shape))


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    """The tensor, filled with normal numbers."""
    return _written(tensor, _stream(generator).normal(mean, std, tensor._data.shape))


def constant_(tensor, val):
    """The tensor, filled with one value."""
    return _written(tensor, np.full(tensor._data.shape, val))


def ones_(tensor):
    """The tensor, filled with ones."""
    return constant_(tensor, 1.0)


def zeros_(tensor):
    """The tensor, filled with zeros."""
    return constant_(tensor, 0.0)


def eye_(tensor):
    """The matrix, which is the identity now."""
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return _written(tensor, np.eye(*tensor._data.shape))


def _calculate_fan_in_and_fan_out(tensor):
    """(inputs of one output, outputs of one input) of a layer with this weight."""
    shape = tensor._data.shape
    if len(shape) < 2:
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
        )
    receptive = math.prod(shape[2:])
    return shape[1] * receptive, shape[0] * receptive


def xavier_uniform_(tensor, gain=1.0, generator=None):
    """The tensor, uniform with variance 2 gain² / (fan_in + fan_out) (Glorot and Bengio 2010)."""
    bound = gain * math.sqrt(6 / sum(_calculate_fan_in_and_fan_out(tensor)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """The tensor, normal with variance 2 gain² / (fan_in + fan_out) (Glorot and Bengio 2010)."""
    std = gain * math.sqrt(2 / sum(_calculate_fan_in_and_fan_out(tensor)))
    return normal_(tensor, 0.0, std, generator)


def _kaiming_std(tensor, a, mode, nonlinearity):
    """gain / sqrt(fan)."""
    modes = ["fan_in", "fan_out"]
    if mode.lower() not in modes:
        raise ValueError(f"Mode {mode.lower()} not supported, please use one of {modes}")
    fan = _calculate_fan_in_and_fan_out(tensor)[modes.index(mode.lower())]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def _is_empty(tensor):
    """Whether there is nothing to fill, of which PyTorch warns."""
    if not tensor._data.size:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
    return not tensor._data.size


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """The tensor, uniform with variance gain² / fan (He and others 2015)."""
    if _is_empty(tensor):
        return tensor
    bound = math.sqrt(3) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """The tensor, normal with variance gain² / fan (He and others 2015)."""
    if _is_empty(tensor):
        return tensor
    return normal_(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity), generator)


__getattr__ = names_of("nn.init")
