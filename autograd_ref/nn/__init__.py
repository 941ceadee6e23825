"""Building blocks of models: what an optimiser may change."""

from autograd_ref.nn.parameter import Parameter

__all__ = ["Parameter"]
