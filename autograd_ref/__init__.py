"""A small engine for automatic differentiation with PyTorch's names and PyTorch's semantics.

    import autograd_ref as torch

Start reading in graph.py (what is recorded), record.py (how), backward.py (what is done with it);
each operation stands with its derivative in ops/. What a person calls is made of those in
functions/, and models, optimisers and batches of data of these in nn/, optim/ and utils/.
"""

import numpy as _numpy

from autograd_ref import autograd, func, linalg, nn, optim, utils
from autograd_ref.autograd.anomaly import is_anomaly_enabled
from autograd_ref.creation import (
    arange,
    as_tensor,
    empty,
    empty_like,
    eye,
    from_numpy,
    full,
    full_like,
    linspace,
    ones,
    ones_like,
    tensor,
    zeros,
    zeros_like,
)
from autograd_ref.devices import (
    accelerator,
    backends,
    cuda,
    device,
    get_default_device,
    mps,
    set_default_device,
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
    int8,
    int16,
    int32,
    int64,
    long,
    set_default_dtype,
    short,
    uint8,
)
from autograd_ref.func import vmap
from autograd_ref.functions import FUNCTIONS as _FUNCTIONS
from autograd_ref.missing import mark_missing as _mark_missing
from autograd_ref.missing import names_of as _names_of
from autograd_ref.modes import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from autograd_ref.random import (
    Generator,
    default_generator,
    initial_seed,
    manual_seed,
    rand,
    randint,
    randn,
    randperm,
    seed,
)
from autograd_ref.tensor import Tensor

# 1/0 is inf and log(-1) is nan without a word, as in PyTorch. Asking numpy for silence around each
# operation would cost more than the operation.
_numpy.seterr(all="ignore")

# Until a large block was freed once, the C library hands the memory of every large array back to
# the system, and each new one costs page faults: an elementwise step took three times as long.
# Nothing is ever written to this block. (glibc, mallopt(3): M_MMAP_THRESHOLD adapts itself.)
_numpy.empty(2**25 - 2**13, _numpy.uint8)

globals().update(_FUNCTIONS)
_mark_missing(Tensor)
inf, nan, pi, e = _numpy.inf, _numpy.nan, _numpy.pi, _numpy.e
newaxis = None


def is_tensor(obj):
    """Whether this is a Tensor."""
    return isinstance(obj, Tensor)


__all__ = [name for name in globals() if not name.startswith("_")]
__getattr__ = _names_of()
