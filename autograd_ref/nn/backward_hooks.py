"""What a backward brings to a module and what it takes from there, for the module's hooks.

While such hooks are there, the module's inputs and outputs each pass a function that changes
nothing: its backward is where the gradients are seen.
"""

import warnings

from autograd_ref.autograd.function import Function
from autograd_ref.tensor import Tensor

NO_INPUTS = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since"
    " no inputs require gradients. See https://docs.pytorch.org/docs/main/generated/"
    "torch.nn.Module.html#torch.nn.Module.register_full_backward_hook for more details."
)


class BackwardHookFunction(Function):
    """The given tensors; in backward, their gradients go through seen(gradients).

    A gradient that does not come is None there if it is one of an output, else 0.
    """

    @staticmethod
    def forward(ctx, seen, materialize, *tensors):
        """The tensors."""
        ctx.seen = seen
        ctx.set_materialize_grads(materialize)
        ctx.mark_non_differentiable(*[x for x in tensors if not x.requires_grad])
        return tensors

    @staticmethod
    def backward(ctx, *gradients):
        """What `seen` makes of the gradients."""
        return None, None, *ctx.seen(gradients)


class Watch:
    """One call of a module that has backward hooks."""

    def __init__(self, module):
        self.module, self.arrived = module, None
        self.before = list(module._backward_pre_hooks.values())
        self.hooks = list(module._backward_hooks.values())

    def entering(self, args):
        """The arguments of forward, watched."""
        self.count, (args, self.inputs) = len(args), _through(self._at_inputs, True, args)
        return args

    def leaving(self, result):
        """The result of forward, watched."""
        if not isinstance(result, (Tensor, tuple)):
            warnings.warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of"
                f" Tensors but received {type(result)}",
                stacklevel=4,
            )
        several = isinstance(result, tuple)
        results = result if several else (result,)
        self.many, (results, self.outputs) = (
            len(results),
            _through(self._at_outputs, False, results),
        )
        return results if several else results[0]

    def _at_outputs(self, gradients):
        """The gradients of the outputs, after the pre-hooks."""
        arrived = _spread(gradients, self.outputs, self.many)
        for hook in self.before:
            changed = hook(self.module, arrived)
            if changed is not None:
                _check_count("pre hook", "grad_output", changed, arrived)
                arrived = changed
        self.arrived = arrived
        if not self.inputs:
            self._call_without_inputs()
        return tuple(arrived[at] for at in self.outputs)

    def _call_without_inputs(self):
        """None; the hooks are called at once, since no gradient goes on to an input."""
        warnings.warn(NO_INPUTS, stacklevel=4)
        for hook in self.hooks:
            changed = hook(self.module, (None,) * self.count, self.arrived)
            if changed is not None and any(each is not None for each in changed):
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always"
                    " return None or None for all gradients."
                )
        self.arrived = None

    def _at_inputs(self, gradients):
        """The gradients of the inputs, after the hooks."""
        if self.arrived is None:  # the gradient did not come by way of the outputs
            return gradients
        leaving = _spread(gradients, self.inputs, self.count)
        for hook in self.hooks:
            changed = hook(self.module, leaving, self.arrived)
            if changed is not None:
                _check_count("hook", "grad_input", changed, leaving)
                leaving = changed
        self.arrived = None
        return tuple(leaving[at] for at in self.inputs)


def _through(seen, materialize, values):
    """(the values, with the tensors watched if one requires grad; the places of the tensors)."""
    places = [at for at, each in enumerate(values) if isinstance(each, Tensor)]
    tensors = [values[at] for at in places]
    if not any(x.requires_grad for x in tensors):
        return values, ()
    watched = dict(
        zip(places, BackwardHookFunction.apply(seen, materialize, *tensors), strict=True)
    )
    return tuple(watched.get(at, each) for at, each in enumerate(values)), places


def _spread(gradients, places, count):
    """A tuple of that many: the gradients at their places, else None."""
    given = dict(zip(places, gradients, strict=True))
    return tuple(given.get(at) for at in range(count))


def _check_count(kind, what, changed, expected):
    if len(changed) != len(expected):
        raise RuntimeError(
            f"Backward {kind} returned an invalid number of {what}, got {len(changed)}, but"
            f" expected {len(expected)}"
        )
