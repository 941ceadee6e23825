"""What a module has by name: parameters, buffers (tensors that are not learned), child modules."""

from autograd_ref.nn.parameter import Parameter
from autograd_ref.tensor import Tensor

MISSING = """bfloat16 compile cuda get_extra_state ipu mtia register_backward_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook
    register_state_dict_post_hook register_state_dict_pre_hook set_extra_state share_memory to_empty
    type xpu"""


def typename(value):
    """The name of a value's type as PyTorch writes it in messages."""
    if isinstance(value, Tensor):
        return f"torch.{value.dtype.legacy}Tensor"
    home = getattr(value, "__module__", "")
    name = getattr(value, "__qualname__", type(value).__qualname__)
    return f"{home}.{name}" if home else name


class Members:
    """Attributes that are Parameters, Modules, or registered buffers are kept by kind and name."""

    def __getattr__(self, name):
        mine = self.__dict__  # which the kinds are in once Module.__init__ was called
        for kind in ("_parameters", "_modules", "_buffers"):
            if kind in mine and name in mine[kind]:
                return mine[kind][name]
        text = f"'{type(self).__name__}' object has no attribute '{name}'"
        if name in MISSING.split():
            text = f"autograd_ref has no Module.{name} yet; PyTorch has."
        raise AttributeError(text, name=name, obj=self)

    def __setattr__(self, name, value):
        mine = self.__dict__
        if isinstance(value, Parameter):
            if "_parameters" not in mine:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            self._forget(name, but="_parameters")  # what is there keeps its place
            self.register_parameter(name, value)
        elif name in mine.get("_parameters", ()):
            self._refuse(value, name, "parameter", "torch.nn.Parameter or None")
            self.register_parameter(name, None)
        elif isinstance(value, Members):
            if "_modules" not in mine:
                raise AttributeError("cannot assign module before Module.__init__() call")
            self._forget(name, but="_modules")
            self._modules[name] = value
        elif name in mine.get("_modules", ()):
            self._refuse(value, name, "child module", "torch.nn.Module or None")
            self._modules[name] = None
        elif name in mine.get("_buffers", ()):
            if not isinstance(value, Tensor):
                self._refuse(value, name, "buffer", "torch.nn.Buffer, torch.Tensor or None")
            self._buffers[name] = value
        else:
            object.__setattr__(self, name, value)

    def __delattr__(self, name):
        if not self._forget(name, own=False):
            object.__delattr__(self, name)

    def __dir__(self):
        members = [*self._parameters, *self._modules, *self._buffers]
        names = {*dir(type(self)), *self.__dict__, *members}
        return sorted(name for name in names if not name[:1].isdigit())

    def _forget(self, name, but=None, own=True):
        """Whether there was such a member; it is gone, except among the kind that is `but`."""
        kinds = ("_parameters", "_buffers", "_modules")
        places = [self.__dict__[kind] for kind in kinds if kind != but]
        found = [place for place in ([self.__dict__] if own else []) + places if name in place]
        for place in found:
            del place[name]
        self._non_persistent_buffers_set.discard(name)
        return bool(found)

    def _refuse(self, value, name, kind, expected):
        """None for None, else PyTorch's error for an attribute of another kind."""
        if value is not None:
            raise TypeError(
                f"cannot assign '{typename(value)}' as {kind} '{name}' ({expected} expected)"
            )

    def _check_new(self, kind, name, members):
        """None, or PyTorch's error for a name that can't be registered."""
        if not isinstance(name, str):
            raise TypeError(f"{kind} name should be a string. Got {typename(name)}")
        taken = hasattr(self, name) and name not in members
        if taken and kind == "module":
            raise KeyError(f"attribute '{name}' already exists")
        if "." in name:
            got = f", got: {name}" if kind == "module" else ""
            raise KeyError(f'{kind} name can\'t contain "."{got}')
        if not name:
            raise KeyError(f'{kind} name can\'t be empty string ""')
        if taken:
            raise KeyError(f"attribute '{name}' already exists")

    # --- to register ---------------------------------------------------------------------------

    def register_parameter(self, name, param):
        """None; the module has this Parameter (or None) under this name."""
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        self._check_new("parameter", name, self._parameters)
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{typename(param)}' object to parameter '{name}'"
                " (torch.nn.Parameter or None required)"
            )
        if param is not None and param.grad_fn is not None:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be"
                f" created explicitly. To express '{name}' as a function of another Tensor, compute"
                " the value in the forward() method."
            )
        self._parameters[name] = param

    def register_buffer(self, name, tensor, persistent=True):
        """None; the module has this tensor (or None), and saves it if it is persistent."""
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        self._check_new("buffer", name, self._buffers)
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{typename(tensor)}' object to buffer '{name}'"
                " (torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name, module):
        """None; the module has this child (or None) under this name."""
        if module is not None and not isinstance(module, Members):
            raise TypeError(f"{typename(module)} is not a Module subclass")
        self._check_new("module", name, self._modules)
        self._modules[name] = module

    def register_module(self, name, module):
        """None; as add_module."""
        self.add_module(name, module)

    # --- to find -------------------------------------------------------------------------------

    def get_submodule(self, target):
        """The module at a path such as "encoder.0"; the module itself at ""."""
        module = self
        for name in target.split(".") if target else ():
            module = module._get(name)
            if not isinstance(module, Members):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return module

    def get_parameter(self, target):
        """The Parameter at a path such as "encoder.0.weight"."""
        path, _, name = target.rpartition(".")
        found = self.get_submodule(path)._get(name)
        if not isinstance(found, Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")
        return found

    def get_buffer(self, target):
        """The buffer at a path such as "norm.running_mean"."""
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        found = module._get(name)
        if name not in module._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return found

    def _get(self, name):
        if not hasattr(self, name):
            raise AttributeError(f"{type(self).__name__} has no attribute `{name}`")
        return getattr(self, name)

    # --- to go through -------------------------------------------------------------------------

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        """Pairs (path, module): this module, its children, their children; each module once."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                path = f"{prefix}.{name}" if prefix else name
                yield from module.named_modules(memo, path, remove_duplicate)

    def modules(self, remove_duplicate=True):
        """This module, its children, their children; each once."""
        return (module for _, module in self.named_modules(remove_duplicate=remove_duplicate))

    def named_children(self):
        """Pairs (name, module) of the direct children, each once."""
        seen = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self):
        """The direct children, each once."""
        return (module for _, module in self.named_children())

    def _named_members(self, kind, prefix, recurse, remove_duplicate):
        """Pairs (path, member) of one kind, each member once."""
        seen = set()
        everywhere = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
        for path, module in everywhere if recurse else [(prefix, self)]:
            for name, member in getattr(module, kind).items():
                if member is not None and member not in seen:
                    if remove_duplicate:
                        seen.add(member)
                    yield f"{path}.{name}" if path else name, member

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        """Pairs (path, Parameter); one that is shared comes once, under its first path."""
        return self._named_members("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse=True):
        """The Parameters: what to give to an optimiser."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        """Pairs (path, buffer)."""
        return self._named_members("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse=True):
        """The buffers."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))
