"""What training needs besides a model: `utils.data`, batches of examples."""

from autograd_ref.missing import names_of
from autograd_ref.utils import data

__all__ = ["data"]

__getattr__ = names_of("utils")
