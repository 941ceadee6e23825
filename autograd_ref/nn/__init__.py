"""Building blocks of models: what an optimiser may change."""

from autograd_ref.missing import names_of
from autograd_ref.nn.parameter import Parameter

__all__ = ["Parameter"]
__getattr__ = names_of("nn")
