"""Stochastic gradient descent."""

from autograd_ref import memory
from autograd_ref.modes import enable_grad
from autograd_ref.optim.optimizer import Optimizer


class SGD(Optimizer):
    """x -= lr * d, where d is the gradient plus weight_decay * x, smoothed by momentum."""

    def __init__(self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False):
        for name, value in (("learning rate", lr), ("momentum", momentum)):
            if value < 0.0:
                raise ValueError(f"Invalid {name}{':' if name[0] == 'l' else ' value:'} {value}")
        if weight_decay < 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        settings = dict(
            lr=lr,
            momentum=momentum,
            dampening=dampening,
            weight_decay=weight_decay,
            nesterov=nesterov,
        )
        super().__init__(params, settings)

    def step(self, closure=None):
        """The closure's loss, if there is one; every parameter with a gradient is changed."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            for x in group["params"]:
                if x._grad is not None:
                    self._change(x, x._grad._data, group)
        return loss

    def _change(self, x, d, group):
        """None; one parameter moves. The gradient itself is not written."""
        if group["weight_decay"]:
            d = d + group["weight_decay"] * x._data
        momentum = group["momentum"]
        if momentum:
            state = self.state.setdefault(x, {})
            velocity = state.get("momentum_buffer")
            if velocity is None:
                velocity = +d
            else:
                velocity = momentum * velocity + (1 - group["dampening"]) * d
            state["momentum_buffer"] = velocity
            d = d + momentum * velocity if group["nesterov"] else velocity
        memory.write(x, x._data - group["lr"] * d)
