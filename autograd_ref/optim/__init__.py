"""Optimisers: they change parameters by the gradients found in `.grad`."""

from autograd_ref.missing import names_of
from autograd_ref.optim import lr_scheduler
from autograd_ref.optim.adam import Adam, AdamW
from autograd_ref.optim.optimizer import Optimizer
from autograd_ref.optim.rmsprop import RMSprop
from autograd_ref.optim.sgd import SGD

__all__ = ["SGD", "Adam", "AdamW", "Optimizer", "RMSprop", "lr_scheduler"]
__getattr__ = names_of("optim")
