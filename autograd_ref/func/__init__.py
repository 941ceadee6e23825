"""torch.func: functions that make functions into their derivatives, or map them over a batch."""

from autograd_ref.func.batching import vmap
from autograd_ref.func.derivatives import grad, grad_and_value, hessian, jacfwd, jacrev, jvp, vjp
from autograd_ref.func.modules import functional_call, stack_module_state
from autograd_ref.missing import names_of

__all__ = [
    "functional_call",
    "grad",
    "grad_and_value",
    "hessian",
    "jacfwd",
    "jacrev",
    "jvp",
    "stack_module_state",
    "vjp",
    "vmap",
]
__getattr__ = names_of("func")
