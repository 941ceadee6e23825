"""Functions of several tensors, element by element, that are made of simpler ones."""

import math

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.functions import pairwise
from autograd_ref.functions.pairwise import fmod_number, fmod_tensor, frac_of
from autograd_ref.functions.pointwise import erf as erf_of_floats
from autograd_ref.ops.elementwise import raw, select
from autograd_ref.tensor import Tensor

INTEGER_ADDCDIV = (
    "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will"
    " perform a true division of tensor1 and tensor2. The historic addcdiv behavior can be"
    " implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer"
    " inputs and as (input + value * tensor1 / tensor2) for float inputs. The future addcdiv"
    " behavior is just the latter implementation: (input + value * tensor1 / tensor2), for all"
    " dtypes."
)


def lerp(x, end, weight):
    """The point between x and end: x where the weight is 0, end where it is 1."""
    if end.dtype is not x.dtype:
        raise RuntimeError(
            f"expected dtype {errors.c_name(x)} for `end` but got dtype {errors.c_name(end)}"
        )
    _check_floating("lerp_kernel_scalar", x)
    near = weight.abs() < 0.5 if isinstance(weight, Tensor) else abs(weight) < 0.5
    # From the nearer end, so that both ends are met exactly.
    from_x, from_end = x + weight * (end - x), end - (end - x) * (1 - weight)
    if isinstance(weight, Tensor):
        return select(near._data, from_x, from_end)
    return from_x if near else from_end


def addcmul(x, tensor1, tensor2, *, value=1):
    """x + value * tensor1 * tensor2."""
    scaled = tensor1 if value == 1 else tensor1 * value
    return x + scaled * tensor2


def addcdiv(x, tensor1, tensor2, *, value=1):
    """x + value * tensor1 / tensor2."""
    if "f" not in (tensor1._data.dtype.kind, tensor2._data.dtype.kind):
        raise RuntimeError(INTEGER_ADDCDIV)
    scaled = tensor1 if value == 1 else tensor1 * value
    return x + scaled / tensor2


def logaddexp(x, other):
    """log(exp(x) + exp(other)), without overflow."""
    _check_tensor("logaddexp", other)
    _check_floating("logaddexp_cpu", x)
    return pairwise.logaddexp(x, other)


def atan2(x, other):
    """The angle of the point (other, x), between -pi and pi."""
    _check_tensor("atan2", other)
    return pairwise.atan2(x, other)


def erf(x):
    """The error function."""
    return erf_of_floats(x if x._data.dtype.kind == "f" else x.to(dtypes.Default.dtype))


def frac(x):
    """What x has behind the point, with the sign of x."""
    _check_floating("frac_cpu", x)
    return frac_of(x)


def fmod(x, other):
    """The remainder of x / other, with the sign of x."""
    whole = "f" not in (x._data.dtype.kind, np.asarray(raw(other)).dtype.kind)
    if whole and np.any(raw(other) == 0):
        raise RuntimeError("ZeroDivisionError")
    return fmod_tensor(x, other) if isinstance(other, Tensor) else fmod_number(x, other)


def clamp_min(x, min):
    """x, but not below min."""
    return x.clamp(min=min)


def clamp_max(x, max):
    """x, but not above max."""
    return x.clamp(max=max)


def nan_to_num(x, nan=0.0, posinf=None, neginf=None):
    """x with numbers in place of nan and the infinities: 0, and the largest there are."""
    if x._data.dtype.kind != "f":
        return x.clone()
    limits = np.finfo(x._data.dtype)
    posinf = float(limits.max) if posinf is None else posinf
    neginf = float(limits.min) if neginf is None else neginf
    for where, number in (
        (np.isnan(x._data), nan or 0.0),
        (x._data == math.inf, posinf),
        (x._data == -math.inf, neginf),
    ):
        x = select(where, number, x)
    return x


def _check_floating(kernel, x):
    """None, or PyTorch's error for a tensor of integers."""
    if x._data.dtype.kind != "f":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{x.dtype.legacy}'")


def _check_tensor(name, other):
    """None, or PyTorch's error for what is no Tensor."""
    if not isinstance(other, Tensor):
        raise TypeError(
            f"{name}(): argument 'other' (position 1) must be Tensor, not {type(other).__name__}"
        )
