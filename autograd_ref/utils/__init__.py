"""What training needs besides a model: `utils.data`, batches of examples."""

from autograd_ref.utils import data

__all__ = ["data"]
