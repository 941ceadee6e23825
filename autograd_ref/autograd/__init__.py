"""torch.autograd: derivatives on request."""

from autograd_ref.autograd.derivatives import backward, grad
from autograd_ref.missing import names_of
from autograd_ref.modes import enable_grad, no_grad, set_grad_enabled

__all__ = ["backward", "enable_grad", "grad", "no_grad", "set_grad_enabled"]
__getattr__ = names_of("autograd")
