"""What all optimisers share: groups of parameters, and clearing their gradients."""

from autograd_ref.modes import no_grad
from autograd_ref.tensor import Tensor


class Optimizer:
    """Parameters in groups that share settings; `step` is what a subclass adds."""

    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts,"
                f" but got torch.{params.dtype.legacy}Tensor"
            )
        self.defaults = defaults
        self.state = {}
        self.param_groups = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        """None; adds parameters with settings of their own."""
        given = param_group["params"]
        given = [given] if isinstance(given, Tensor) else list(given)
        for x in given:
            if not isinstance(x, Tensor):
                raise TypeError(
                    "optimizer can only optimize Tensors, but one of the params is "
                    + type(x).__name__
                )
            if not x.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
        known = {id(x) for group in self.param_groups for x in group["params"]}
        if known & {id(x) for x in given}:
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append({**self.defaults, **param_group, "params": given})

    def zero_grad(self, set_to_none=True):
        """None; `.grad` of every parameter becomes None (or zeros)."""
        for group in self.param_groups:
            for x in group["params"]:
                if set_to_none:
                    x._grad = None
                elif x._grad is not None:
                    with no_grad():
                        x._grad.zero_()

    def step(self, closure=None):
        """The closure's loss, if there is one; every parameter with a gradient is changed."""
        raise NotImplementedError
