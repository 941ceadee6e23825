"""The errors for names that are not here: whether PyTorch has them is said in the sentence."""

from autograd_ref import missing_names

COMPLEX = ("complex32", "complex64", "complex128", "cfloat", "cdouble", "chalf", "complex")


def names_of(room=""):
    """The `__getattr__` of the package, or of a room of it."""
    known = getattr(missing_names, room.upper().replace(".", "_") or "TORCH")
    path = f".{room}" if room else ""

    def absent(name):
        if not room and name in COMPLEX:
            raise AttributeError("autograd_ref has no complex tensors; PyTorch has.")
        if name in known.split():
            raise AttributeError(f"autograd_ref has no torch{path}.{name} yet; PyTorch has.")
        raise AttributeError(f"module 'autograd_ref{path}' has no attribute '{name}'")

    return absent


def attribute_error(x, name):
    """The AttributeError for a name that a tensor has not."""
    if name in missing_names.TENSOR.split():
        text = f"autograd_ref has no Tensor.{name} yet; PyTorch has."
    else:
        text = f"'{type(x).__name__}' object has no attribute '{name}'"
    return AttributeError(text, name=name, obj=x)
