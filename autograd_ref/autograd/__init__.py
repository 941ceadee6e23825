"""torch.autograd: derivatives on request."""

from autograd_ref.autograd import function, functional, saved  # noqa: F401 - adds to Node
from autograd_ref.autograd.anomaly import detect_anomaly, set_detect_anomaly
from autograd_ref.autograd.derivatives import backward, grad
from autograd_ref.autograd.function import Function
from autograd_ref.autograd.gradcheck import GradcheckError, gradcheck, gradgradcheck
from autograd_ref.missing import names_of
from autograd_ref.modes import enable_grad, inference_mode, no_grad, set_grad_enabled

__all__ = [
    "Function",
    "GradcheckError",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "function",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "inference_mode",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]
__getattr__ = names_of("autograd")
