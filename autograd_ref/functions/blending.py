"""Functions of several tensors, element by element."""

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.functions import pairwise
from autograd_ref.functions.arithmetic import common_shape, refuse_bools
from autograd_ref.functions.calling import check_floating, check_tensor
from autograd_ref.functions.combined import ADDCDIV, ADDCMUL, LERP_NUMBER, LERP_TENSOR
from autograd_ref.functions.pairwise import fmod_number, fmod_tensor, frac_of
from autograd_ref.functions.pointwise import erf as erf_of_floats
from autograd_ref.functions.pointwise import filled, limited_above, limited_below
from autograd_ref.functions.types import result_type
from autograd_ref.graph import HIDDEN
from autograd_ref.ops.elementwise import raw
from autograd_ref.record import record_many
from autograd_ref.tensor import Tensor, leads, wrap

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
    check_tensor("lerp", "end", end)
    for name, other in (("end", end), ("weight", weight)):
        if isinstance(other, Tensor) and other.dtype is not x.dtype:
            kinds = f"{errors.c_name(x)} for `{name}` but got dtype {errors.c_name(other)}"
            raise RuntimeError(f"expected dtype {kinds}")
    check_floating("lerp_kernel_scalar", x)
    if not isinstance(weight, Tensor):
        return _together(LERP_NUMBER, (x, end), weight, {})
    return _together(LERP_TENSOR, (x, end, weight), None, {0: (2,), 1: (2,), 2: (0, 1)})


def addcmul(x, tensor1, tensor2, *, value=1):
    """x + value * tensor1 * tensor2."""
    operands = _in_one_dtype("addcmul", x, tensor1, tensor2)
    return _together(ADDCMUL, operands, value, {1: (2,), 2: (1,)})


def addcdiv(x, tensor1, tensor2, *, value=1):
    """x + value * tensor1 / tensor2."""
    operands = _in_one_dtype("addcdiv", x, tensor1, tensor2)
    if "f" not in (tensor1._data.dtype.kind, tensor2._data.dtype.kind):
        raise RuntimeError(INTEGER_ADDCDIV)
    return _together(ADDCDIV, operands, value, {1: (2,), 2: (1, 2)})


def _in_one_dtype(name, x, tensor1, tensor2):
    """The tensors, cast to their common dtype."""
    check_tensor(name, "tensor1", tensor1)
    check_tensor(name, "tensor2", tensor2, 2)
    common = dtypes.result_type(x._data, tensor1._data)
    for each in (tensor1, tensor2):
        common = dtypes.result_type(np.empty(1, common), each._data)
    return tuple(each.to(dtypes.FROM_NUMPY[np.dtype(common)]) for each in (x, tensor1, tensor2))


def _together(ops, tensors, number, reads):
    """What an Op makes of the tensors (and the number): the one of `ops` that saves what is read.

    `reads` has which of the tensors the rule of each reads; the number is cut to their dtype.
    """
    shape = ()
    for x in tensors:
        shape = common_shape(wrap(np.empty(shape)), x)
    data = [x._data for x in tensors]
    if number is not None:
        number = data[0].dtype.type(number).item()
        data.append(number)
    read = {at for by, ats in reads.items() if leads(tensors[by]) for at in ats}
    if any(x._node is HIDDEN for x in tensors):  # then what two rules read is saved in any case
        every = [at for ats in reads.values() for at in ats]
        read |= {at for at in every if every.count(at) > 1}
    saved = [x._data if at in read else None for at, x in enumerate(tensors)]
    op, how = ops[bool(read)], (number, tuple(x._data.shape for x in tensors))
    return record_many(op, op.forward(*data), tensors, how, saved)


def logaddexp(x, other):
    """log(exp(x) + exp(other)), without overflow."""
    check_tensor("logaddexp", "other", other)
    to = result_type(x, other)
    check_floating("logaddexp_cpu", x.to(to))
    return pairwise.logaddexp(x.to(to), other.to(to))


def atan2(x, other):
    """The angle of the point (other, x), between -pi and pi."""
    check_tensor("atan2", "other", other)
    if x._data.dtype.kind != "f" and other._data.dtype.kind != "f":
        x = x.to(dtypes.Default.dtype)
    return pairwise.atan2(x, other)


def erf(x):
    """The error function."""
    return erf_of_floats(x if x._data.dtype.kind == "f" else x.to(dtypes.Default.dtype))


def frac(x):
    """What x has behind the point, with the sign of x."""
    check_floating("frac_cpu", x)
    return frac_of(x)


def fmod(x, other):
    """The remainder of x / other, with the sign of x."""
    refuse_bools("fmod_cpu", x, other)
    whole = "f" not in (x._data.dtype.kind, np.asarray(raw(other)).dtype.kind)
    if whole and np.any(raw(other) == 0):
        raise RuntimeError("ZeroDivisionError")
    return fmod_tensor(x, other) if isinstance(other, Tensor) else fmod_number(x, other)


def clamp_min(x, min):
    """x, but not below a limit: a number or a Tensor."""
    return _limited("min", x, min, limited_below, pairwise.limited_below)


def clamp_max(x, max):
    """x, but not above a limit: a number or a Tensor."""
    return _limited("max", x, max, limited_above, pairwise.limited_above)


def _limited(name, x, limit, by_number, by_tensor):
    """x where it is within the limit, else the limit."""
    if isinstance(limit, Tensor):
        return by_tensor(x, limit)
    if not isinstance(limit, (int, float)):
        raise errors.of_argument(f"clamp_{name}", name, 1, limit)
    common = result_type(x, limit)
    return by_number(x.to(common), limit)


def nan_to_num(x, nan=0.0, posinf=None, neginf=None):
    """x with numbers in place of nan and the infinities: 0, and the largest there are."""
    if x._data.dtype.kind != "f":
        return x.clone()
    limits = np.finfo(x._data.dtype)
    posinf = float(limits.max) if posinf is None else posinf
    neginf = float(limits.min) if neginf is None else neginf
    return filled(x, (nan or 0.0, posinf, neginf))
