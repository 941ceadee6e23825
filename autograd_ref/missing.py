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


class Missing:
    """A name that PyTorch's tensors have: to read it here is an AttributeError that says so.

    A `__getattr__` could say the same, but with one, Python looks up every attribute of a tensor in
    a slow way, and arithmetic would take half as long again.
    """

    def __init__(self, name):
        self.name = name

    def __get__(self, x, kind=None):
        text = f"autograd_ref has no Tensor.{self.name} yet; PyTorch has."
        raise AttributeError(text, name=self.name, obj=x)


def mark_missing(kind):
    """None; the class of tensors says for each name that it lacks, and PyTorch's has, that it does.

    These names are not in `dir()` of a tensor, so JupyterLab does not offer them.
    """
    lacking = [name for name in missing_names.TENSOR.split() if not hasattr(kind, name)]
    for name in lacking:
        setattr(kind, name, Missing(name))
    kind.__dir__ = lambda x: [name for name in object.__dir__(x) if name not in lacking]
