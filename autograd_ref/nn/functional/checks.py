"""What several functions of nn.functional ask of their arguments."""

import warnings

from autograd_ref import errors
from autograd_ref.functions.calling import check_floating
from autograd_ref.tensor import Tensor


def check_tensors(name, **given):
    """None, or PyTorch's error for an argument that is no Tensor."""
    for position, (argument, x) in enumerate(given.items(), 1):
        if not isinstance(x, Tensor):
            raise errors.of_argument(name, argument, position, x)


def number(name, argument, value):
    """The value of a setting, or PyTorch's error for what is no number; constant tensors are."""
    if isinstance(value, Tensor) and not value._data.ndim and not value.requires_grad:
        return value.item()
    if not isinstance(value, (int, float)):
        kind = type(value).__name__
        raise TypeError(f"{name}(): argument '{argument}' must be Number, not {kind}")
    return value


def check_input(name, kernel, x):
    """None, or PyTorch's error for what is no Tensor of floating numbers."""
    check_tensors(name, input=x)
    check_floating(kernel, x)


def renamed(reduction, size_average, reduce):
    """The reduction, also from the two arguments that PyTorch had before it."""
    if size_average is None and reduce is None:
        return reduction
    averages, reduces = (each is None or each for each in (size_average, reduce))
    reduction = "mean" if averages and reduces else "sum" if reduces else "none"
    warnings.warn(
        "size_average and reduce args will be deprecated, please use"
        f" reduction='{reduction}' instead.",
        stacklevel=4,
    )
    return reduction


def reduction_of(reduction, size_average=None, reduce=None):
    """The reduction if it is "none", "mean" or "sum", else PyTorch's error."""
    reduction = renamed(reduction, size_average, reduce)
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return reduction


def reduced(loss, reduction):
    """The loss of every element (raw or a Tensor), or their mean, or their sum."""
    if reduction == "none":
        return loss
    if isinstance(loss, Tensor):
        return loss.mean() if reduction == "mean" else loss.sum()
    return loss.sum() / loss.size if reduction == "mean" else loss.sum()


def absent(**given):
    """None, or an error for an argument that PyTorch has and this engine has not."""
    for name, asked in given.items():
        if asked:
            raise NotImplementedError(f"autograd_ref has no {name}; PyTorch has.")
