"""RMSprop: steps scaled by a running mean of the gradient's square."""

import numpy as np

from autograd_ref.memory import stamp
from autograd_ref.optim.optimizer import (
    Optimizer,
    check_modes,
    check_settings,
    counter,
    lerp,
    number,
    put,
    room_like,
    zeros_of,
)


class RMSprop(Optimizer):
    """x -= lr * d / (sqrt(v) + eps), with the running mean v = alpha * v + (1 - alpha) * d**2.

    With `centered`, v less the square of the running mean of d takes the place of v: a variance.
    With `momentum`, what is subtracted is lr * b, where b = momentum * b + d / (sqrt(v) + eps).
    """

    def __init__(
        self,
        params,
        lr=1e-2,
        alpha=0.99,
        eps=1e-8,
        weight_decay=0,
        momentum=0,
        centered=False,
        capturable=False,
        foreach=None,
        maximize=False,
        differentiable=False,
    ):
        check_settings(
            lr,
            epsilon=eps,
            momentum=momentum,
            weight_decay=weight_decay,
            alpha=alpha,
        )
        settings = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        check_modes(settings)
        super().__init__(params, settings)

    def _change(self, x, d, group):
        """None; one parameter moves. The gradient itself is not written."""
        lr, alpha = number(group["lr"]), group["alpha"]
        state = self._state_of(x, group)
        state["step"]._data += 1
        p, v = x._data, state["square_avg"]._data
        if group["weight_decay"]:
            d = d + group["weight_decay"] * p
        v *= alpha
        v += (1 - alpha) * d * d
        if group["centered"]:
            mean = state["grad_avg"]._data
            lerp(mean, d, 1 - alpha)
            v = v - mean * mean
        scale, change = room_like(v)
        np.sqrt(v, out=scale)
        scale += group["eps"]
        if group["momentum"] > 0:
            b = state["momentum_buffer"]._data
            b *= group["momentum"]
            b += np.divide(d, scale, out=change)
            np.multiply(b, lr, out=change)
        else:
            np.multiply(d, lr, out=change)
            change /= scale
        p -= change
        for kept in state.values():
            stamp(kept)
        put(x, p)

    def _state_of(self, x, group):
        """What is remembered of x; at first, zeros."""
        state = self.state[x]
        if not state:
            state["step"] = counter()
            state["square_avg"] = zeros_of(x)
            if group["momentum"] > 0:
                state["momentum_buffer"] = zeros_of(x)
            if group["centered"]:
                state["grad_avg"] = zeros_of(x)
        return state
