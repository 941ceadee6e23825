"""Optimisers: they change parameters by the gradients found in `.grad`."""

from autograd_ref.missing import names_of
from autograd_ref.optim.optimizer import Optimizer
from autograd_ref.optim.sgd import SGD

__all__ = ["SGD", "Optimizer"]
__getattr__ = names_of("optim")
