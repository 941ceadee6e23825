"""Stochastic gradient descent."""

import numpy as np

from autograd_ref.memory import stamp
from autograd_ref.optim.optimizer import Optimizer, check_modes, check_settings, number, put
from autograd_ref.tensor import wrap


class SGD(Optimizer):
    """x -= lr * d, where d is the gradient plus weight_decay * x, smoothed by momentum."""

    def __init__(
        self,
        params,
        lr=1e-3,
        momentum=0,
        dampening=0,
        weight_decay=0,
        nesterov=False,
        *,
        maximize=False,
        foreach=None,
        differentiable=False,
        fused=None,
    ):
        check_settings(lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        settings = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        check_modes(settings)
        super().__init__(params, settings)

    def _change(self, x, d, group):
        """None; one parameter moves. The gradient itself is not written."""
        p = x._data
        if group["weight_decay"]:
            d = d + group["weight_decay"] * p
        if group["momentum"]:
            v = self._velocity(x, d, group)
            d = d + group["momentum"] * v if group["nesterov"] else v
        p -= number(group["lr"]) * d
        put(x, p)

    def _velocity(self, x, d, group):
        """The raw velocity v = momentum * v + (1 - dampening) * d; at first it is d."""
        state = self.state[x]
        buffer = state.get("momentum_buffer")
        if buffer is None:
            buffer = state["momentum_buffer"] = wrap(np.array(d))
        else:
            v = buffer._data
            v *= group["momentum"]
            v += (1 - group["dampening"]) * d if group["dampening"] else d
            stamp(buffer)
        return buffer._data
