"""A small engine for automatic differentiation with PyTorch's names and PyTorch's semantics.

    import autograd_ref as torch

Start reading in graph.py (what is recorded), record.py (how), backward.py (what is done with it);
each operation stands with its derivative in ops/.
"""

import numpy as _numpy

from autograd_ref import autograd, nn, optim
from autograd_ref.autograd.anomaly import is_anomaly_enabled
from autograd_ref.creation import (
    arange,
    as_tensor,
    empty,
    eye,
    from_numpy,
    full,
    full_like,
    linspace,
    manual_seed,
    ones,
    ones_like,
    rand,
    randint,
    randn,
    randperm,
    tensor,
    zeros,
    zeros_like,
)
from autograd_ref.dtypes import (
    Size,
    bool,
    double,
    dtype,
    float,
    float16,
    float32,
    float64,
    get_default_dtype,
    half,
    int,
    int32,
    int64,
    long,
    set_default_dtype,
    uint8,
)
from autograd_ref.missing import names_of as _names_of
from autograd_ref.modes import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from autograd_ref.functions import FUNCTIONS as _FUNCTIONS
from autograd_ref.tensor import Tensor

# 1/0 is inf and log(-1) is nan without a word, as in PyTorch. Asking numpy for silence around each
# operation would cost more than the operation.
_numpy.seterr(all="ignore")

globals().update(_FUNCTIONS)
inf, nan, pi, e = _numpy.inf, _numpy.nan, _numpy.pi, _numpy.e

__all__ = [
    "Size",
    "Tensor",
    "arange",
    "as_tensor",
    "autograd",
    "bool",
    "double",
    "dtype",
    "e",
    "empty",
    "enable_grad",
    "eye",
    "float",
    "float16",
    "float32",
    "float64",
    "from_numpy",
    "full",
    "full_like",
    "get_default_dtype",
    "half",
    "inf",
    "inference_mode",
    "int",
    "int32",
    "int64",
    "is_grad_enabled",
    "is_anomaly_enabled",
    "is_inference_mode_enabled",
    "is_tensor",
    "linspace",
    "long",
    "manual_seed",
    "nan",
    "nn",
    "no_grad",
    "ones",
    "ones_like",
    "optim",
    "pi",
    "rand",
    "randint",
    "randn",
    "randperm",
    "set_default_dtype",
    "set_grad_enabled",
    "tensor",
    "uint8",
    "zeros",
    "zeros_like",
]
__all__ += list(_FUNCTIONS)


def is_tensor(obj):
    """Whether this is a Tensor."""
    return isinstance(obj, Tensor)


__getattr__ = _names_of()
