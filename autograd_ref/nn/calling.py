"""A module that is called: forward, and the hooks around it."""

import warnings

from autograd_ref.hooks import RemovableHandle
from autograd_ref.nn.backward_hooks import Watch


class Calling:
    """`__call__`, and the hooks that it calls."""

    def forward(self, *input):
        """What the module computes; every subclass has its own."""
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    def __call__(self, *args, **kwargs):
        if (
            self._forward_hooks
            or self._forward_pre_hooks
            or self._backward_hooks
            or self._backward_pre_hooks
        ):
            return self._call_with_hooks(args, kwargs)
        return self.forward(*args, **kwargs)

    def _call_with_hooks(self, args, kwargs):
        """The result of forward, after what the hooks make of its arguments and of it."""
        result, called = None, []
        try:
            for hook, with_kwargs, _ in list(self._forward_pre_hooks.values()):
                args, kwargs = self._before(hook, with_kwargs, args, kwargs)
            watch = None
            if self._backward_hooks or self._backward_pre_hooks:
                watch = Watch(self)
                args = watch.entering(args)
            result = self.forward(*args, **kwargs)
            for entry in list(self._forward_hooks.values()):
                called.append(entry)
                changed = self._after(entry, args, kwargs, result)
                result = result if changed is None else changed
            if watch is not None:
                result = watch.leaving(result)
        except Exception:
            for entry in self._forward_hooks.values():
                if entry[2] and entry not in called:
                    self._after_error(entry, args, kwargs, result)
            raise
        return result

    def _before(self, hook, with_kwargs, args, kwargs):
        """(args, kwargs) as a pre-hook leaves them."""
        if not with_kwargs:
            changed = hook(self, args)
            if changed is None:
                return args, kwargs
            return changed if isinstance(changed, tuple) else (changed,), kwargs
        changed = hook(self, args, kwargs)
        if changed is None:
            return args, kwargs
        if not (isinstance(changed, tuple) and len(changed) == 2):
            raise RuntimeError(
                "forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got"
                f" {changed}."
            )
        return changed

    def _after(self, entry, args, kwargs, result):
        """What a forward hook returns."""
        hook, with_kwargs, _ = entry
        return hook(self, args, kwargs, result) if with_kwargs else hook(self, args, result)

    def _after_error(self, entry, args, kwargs, result):
        try:
            self._after(entry, args, kwargs, result)
        except Exception as error:
            warnings.warn(
                "module forward hook with ``always_call=True`` raised an exception that was"
                f" silenced as another error was raised in forward: {error}",
                stacklevel=2,
            )

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        """A handle; hook(module, args) is called before forward and may return other args."""
        return _added(self._forward_pre_hooks, (hook, with_kwargs, False), prepend)

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        """A handle; hook(module, args, output) is called after forward and may return another."""
        return _added(self._forward_hooks, (hook, with_kwargs, always_call), prepend)

    def register_full_backward_hook(self, hook, prepend=False):
        """A handle; hook(module, grad_input, grad_output) is called when a backward has both.

        These are tuples of gradients; the hook may return another grad_input.
        """
        return _added(self._backward_hooks, hook, prepend)

    def register_full_backward_pre_hook(self, hook, prepend=False):
        """A handle; hook(module, grad_output) is called when a backward arrives at the outputs."""
        return _added(self._backward_pre_hooks, hook, prepend)


def _added(calls, entry, prepend):
    """The handle of an entry that is called first or last."""
    others = dict(calls) if prepend else {}
    if prepend:
        calls.clear()
    handle = RemovableHandle(calls, entry)
    calls.update(others)
    return handle
