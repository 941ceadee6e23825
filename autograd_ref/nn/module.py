"""Module: a function with parameters, made of other such functions."""

from autograd_ref import dtypes
from autograd_ref.creation import empty
from autograd_ref.hooks import Calls
from autograd_ref.modes import no_grad
from autograd_ref.nn.calling import Calling
from autograd_ref.nn.members import Members
from autograd_ref.nn.state import State


class Module(Calling, Members, State):
    """The base of all models and layers: define `__init__` and `forward`, call the module.

    Parameters and modules that are assigned to attributes in `__init__` become part of it.
    """

    def __init__(self, *args, **kwargs):
        name = f"{type(self).__name__}.__init__()"
        if kwargs:
            raise TypeError(f"{name} got an unexpected keyword argument '{next(iter(kwargs))}'")
        if args:
            raise TypeError(f"{name} takes 1 positional argument but {len(args) + 1} were given")
        self.__dict__.update(
            training=True,
            _parameters={},
            _buffers={},
            _non_persistent_buffers_set=set(),
            _forward_hooks=Calls(),
            _forward_pre_hooks=Calls(),
            _backward_hooks=Calls(),
            _backward_pre_hooks=Calls(),
            _modules={},
        )

    # --- modes ---------------------------------------------------------------------------------

    def train(self, mode=True):
        """This module, set to training (or, with False, to evaluation), and its children."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        """This module, set to evaluation: dropout and batch norm change what they do."""
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        """This module, all its parameters learning or frozen."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        """None; no parameter has a gradient, or each has one of zeros."""
        for parameter in self.parameters():
            if parameter.grad is None:
                continue
            if set_to_none:
                parameter.grad = None
            else:
                parameter.grad.detach_().zero_()

    # --- conversions ---------------------------------------------------------------------------

    def apply(self, fn):
        """This module, after fn(module) of its children, their children, and itself."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def _apply(self, fn):
        """This module, each tensor x in it replaced by fn(x); Parameters keep their identity."""
        for module in self.children():
            module._apply(fn)
        with no_grad():
            for parameter in self._parameters.values():
                if parameter is not None:
                    parameter.data = fn(parameter)
                    if parameter.grad is not None:
                        parameter.grad.data = fn(parameter.grad)
            for name, buffer in self._buffers.items():
                if buffer is not None:
                    self._buffers[name] = fn(buffer)
        return self

    def _cast(self, *args, **kwargs):
        return self._apply(lambda x: x.to(*args, **kwargs) if x.is_floating_point() else x)

    def to(self, *args, **kwargs):
        """This module, its floating tensors in another dtype; the only device is the CPU."""
        dtype = empty(0).to(*args, **kwargs).dtype  # an error for a device that is not there
        if not dtype.is_floating_point:
            raise TypeError(
                "nn.Module.to only accepts floating point or complex dtypes, but got desired"
                f" dtype={dtype}"
            )
        return self._cast(*args, **kwargs)

    def float(self):
        """This module, its floating tensors in float32."""
        return self._cast(dtypes.float32)

    def double(self):
        """This module, its floating tensors in float64."""
        return self._cast(dtypes.float64)

    def half(self):
        """This module, its floating tensors in float16."""
        return self._cast(dtypes.float16)

    def cpu(self):
        """This module: there is no other device."""
        return self

    # --- to print ------------------------------------------------------------------------------

    def _get_name(self):
        return type(self).__name__

    def extra_repr(self):
        """What stands in the parentheses when the module is printed; every subclass has its own."""
        return ""

    def __repr__(self):
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        if len(lines) == 1 and not self._modules:
            return f"{self._get_name()}({extra})"
        lines += [f"({name}): {indented(repr(each))}" for name, each in self._modules.items()]
        inside = "\n  ".join(lines)
        return f"{self._get_name()}(\n  {inside}\n)" if lines else f"{self._get_name()}()"


def indented(text):
    """The text with all lines but the first moved two columns to the right."""
    return text.replace("\n", "\n  ")
