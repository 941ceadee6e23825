"""Adam, and AdamW: steps scaled by running means of the gradient and of its square."""

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
from autograd_ref.tensor import Tensor


class Adam(Optimizer):
    """x -= lr * m / (sqrt(v) + eps), with m and v the running means, corrected for their start.

    m = beta1 * m + (1 - beta1) * d and v = beta2 * v + (1 - beta2) * d**2, both from 0, and so too
    small by the factors 1 - beta1**t and 1 - beta2**t at step t. With `amsgrad`, the largest v so
    far takes the place of v.
    """

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        amsgrad=False,
        *,
        foreach=None,
        maximize=False,
        capturable=False,
        differentiable=False,
        fused=None,
        decoupled_weight_decay=False,
    ):
        check_settings(lr, epsilon=eps, weight_decay=weight_decay)
        _check_betas(betas)
        settings = {
            "lr": lr,
            "betas": tuple(betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        check_modes(settings)
        super().__init__(params, settings)

    def _change(self, x, d, group):
        """None; one parameter moves. The gradient itself is not written."""
        lr, (beta1, beta2) = number(group["lr"]), group["betas"]
        state = self._state_of(x, group)
        t, m, v = (state[name]._data for name in ("step", "exp_avg", "exp_avg_sq"))
        t += 1
        p = x._data
        if group["weight_decay"]:
            if group["decoupled_weight_decay"]:
                p *= 1 - lr * group["weight_decay"]
                put(x, p)  # PyTorch writes twice, too
            else:
                d = d + group["weight_decay"] * p
        lerp(m, d, 1 - beta1)
        v *= beta2
        v += (1 - beta2) * d * d
        if group["amsgrad"]:
            v = np.maximum(state["max_exp_avg_sq"]._data, v, out=state["max_exp_avg_sq"]._data)
        for kept in state.values():
            stamp(kept)

        scale, change = room_like(v)
        np.sqrt(v, out=scale)
        scale /= (1 - beta2 ** t.item()) ** 0.5
        scale += group["eps"]
        np.multiply(m, lr / (1 - beta1 ** t.item()), out=change)
        change /= scale
        p -= change
        put(x, p)

    def _state_of(self, x, group):
        """What is remembered of x; at first, zeros."""
        state = self.state[x]
        if not state:
            state["step"] = counter()
            state["exp_avg"] = zeros_of(x)
            state["exp_avg_sq"] = zeros_of(x)
            if group["amsgrad"]:
                state["max_exp_avg_sq"] = zeros_of(x)
        return state


def _check_betas(betas):
    """None, or PyTorch's error for these betas."""
    for at, beta in enumerate(betas[:2]):
        if not 0.0 <= beta < 1.0:
            raise ValueError(f"Invalid beta parameter at index {at}: {beta}")
    if all(isinstance(beta, Tensor) for beta in betas):
        raise NotImplementedError("autograd_ref has no Tensors as betas; PyTorch has.")
    if not all(isinstance(beta, float) for beta in betas):
        raise ValueError("betas must be either both floats or both Tensors")


class AdamW(Adam):
    """Adam whose weight decay shrinks x itself, x *= 1 - lr * weight_decay, and not via d."""

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=1e-2,
        amsgrad=False,
        *,
        maximize=False,
        foreach=None,
        capturable=False,
        differentiable=False,
        fused=None,
    ):
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )

    def __setstate__(self, state):
        super().__setstate__(state)
        for group in self.param_groups:  # loaded from an Adam, it is an AdamW nevertheless
            group["decoupled_weight_decay"] = True
