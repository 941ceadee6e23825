"""torch.func: functions that make functions into their derivatives, or map them over a batch."""

from autograd_ref.func.batching import vmap
from autograd_ref.func.derivatives import grad, grad_and_value, hessian, jacfwd, jacrev, jvp, vjp

__all__ = ["grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp", "vjp", "vmap"]
