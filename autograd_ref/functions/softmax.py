"""softmax, log_softmax and logsumexp, as they are asked for."""

from autograd_ref import dtypes
from autograd_ref.functions.shapes import axis_of
from autograd_ref.ops.softmax import log_softmax_along, logsumexp_along, softmax_along


def softmax(input, dim, dtype=None):
    """exp(x) divided by its sum along dim: positive numbers that sum to 1."""
    return _along(softmax_along, "softmax", input, dim, dtype)


def log_softmax(input, dim, dtype=None):
    """log(softmax(x)), exact also where softmax(x) is too small for a float."""
    return _along(log_softmax_along, "log_softmax", input, dim, dtype)


def _along(function, name, x, dim, dtype):
    """function(x, dim), cast before if that is asked for."""
    if dtype is not None:
        x = x.to(dtype)
    dim = axis_of(dim, x._data.ndim)
    if x._data.dtype.kind != "f":
        last = "_lastdim" if dim == x._data.ndim - 1 else ""
        raise NotImplementedError(
            f"\"{name}{last}_kernel_impl\" not implemented for '{x.dtype.legacy}'"
        )
    return function(x, dim)


def logsumexp(input, dim, keepdim=False):
    """log(sum(exp(x))) along one dimension or many, without overflow."""
    x = input if input._data.dtype.kind == "f" else input.to(dtypes.Default.dtype)
    ndim = x._data.ndim
    axes = sorted(axis_of(each, ndim) for each in ((dim,) if isinstance(dim, int) else dim))
    if len(set(axes)) < len(axes):
        twice = next(axis for axis in axes if axes.count(axis) > 1)
        raise RuntimeError(f"dim {twice} appears multiple times in the list of dims")
    axes = tuple(axes or range(ndim)) if ndim else ()
    return logsumexp_along(x, (x._data.shape, axes, keepdim))
