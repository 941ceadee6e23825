"""The errors for names that are not here: whether PyTorch has them is said in the sentence."""

from autograd_ref.missing_names import TENSOR, TORCH

COMPLEX = {"complex32", "complex64", "complex128", "cfloat", "cdouble", "chalf", "complex"}


def module_error(name):
    """The AttributeError for a name that the package has not."""
    if name in COMPLEX:
        return AttributeError("autograd_ref has no complex tensors; PyTorch has.")
    if name in TORCH.split():
        return AttributeError(f"autograd_ref has no torch.{name} yet; PyTorch has.")
    return AttributeError(f"module 'autograd_ref' has no attribute '{name}'")


def attribute_error(x, name):
    """The AttributeError for a name that a tensor has not."""
    if name in TENSOR.split():
        text = f"autograd_ref has no Tensor.{name} yet; PyTorch has."
    else:
        text = f"'{type(x).__name__}' object has no attribute '{name}'"
    return AttributeError(text, name=name, obj=x)
