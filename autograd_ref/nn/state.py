"""A module's parameters and buffers as a dict that can be saved, and back."""

from collections import OrderedDict, namedtuple
from collections.abc import Mapping

from autograd_ref.modes import no_grad
from autograd_ref.nn.parameter import Parameter
from autograd_ref.tensor import Tensor


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ("missing_keys", "unexpected_keys"))):
    """What load_state_dict returns: the keys that were missing, and those that were too many."""

    __slots__ = ()

    def __repr__(self):
        return super().__repr__() if any(self) else "<All keys matched successfully>"

    __str__ = __repr__


class State:
    """state_dict and load_state_dict."""

    _version = 1

    def state_dict(self, *, destination=None, prefix="", keep_vars=False):
        """An OrderedDict {path: tensor}; these share the module's memory, outside the graph."""
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = {"version": self._version}
        for name, value in self._local_state().items():
            destination[prefix + name] = value if keep_vars else value.detach()
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(
                    destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars
                )
        return destination

    def _local_state(self):
        """{name: tensor} of this module's own parameters and persistent buffers."""
        skipped = self._non_persistent_buffers_set
        buffers = {name: each for name, each in self._buffers.items() if name not in skipped}
        members = {**self._parameters, **buffers}
        return {name: each for name, each in members.items() if each is not None}

    def load_state_dict(self, state_dict, strict=True, assign=False):
        """(missing_keys, unexpected_keys); the values are copied into this module's tensors.

        With `assign`, the tensors themselves become the module's.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        metadata = getattr(state_dict, "_metadata", {})
        keys, problems = _IncompatibleKeys([], []), []

        def load(module, values, prefix):
            module._load_local(
                values, prefix, metadata.get(prefix[:-1], {}), assign, keys, problems
            )
            for name, child in module._modules.items():
                if child is not None:
                    path = f"{prefix}{name}."
                    load(child, _below(path, values), path)

        load(self, dict(state_dict), "")
        if strict and keys.unexpected_keys:
            problems.insert(0, _listed("Unexpected", keys.unexpected_keys))
        if strict and keys.missing_keys:
            problems.insert(0, _listed("Missing", keys.missing_keys))
        if problems:
            lines = "\n\t".join(problems)
            raise RuntimeError(
                f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{lines}"
            )
        return keys

    def _load_local(self, values, prefix, metadata, assign, keys, problems):
        """None; takes the values for this module's own tensors; adds to `keys` and `problems`."""
        local = self._local_state()
        for name, mine in local.items():
            key = prefix + name
            if key not in values:
                keys.missing_keys.append(key)
                continue
            problem = self._load_one(name, mine, key, values[key], assign)
            if problem is not None:
                problems.append(problem)
        for key in values:
            if key.startswith(prefix):
                name, *deeper = key[len(prefix) :].split(".", 1)
                if name not in (self._modules if deeper else local):
                    keys.unexpected_keys.append(key)

    def _load_one(self, name, mine, key, value, assign):
        """None, or a sentence about why the value does not fit."""
        if not isinstance(value, Tensor):
            return (
                f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like'
                f" object from checkpoint but received {type(value)}"
            )
        if not mine.shape and value.shape == (1,):
            value = value[0]
        if value.shape != mine.shape:
            return (
                f"size mismatch for {key}: copying a param with shape {value.shape} from"
                f" checkpoint, the shape in current model is {mine.shape}."
            )
        with no_grad():
            if not assign:
                mine.copy_(value)
            elif isinstance(mine, Parameter) and not isinstance(value, Parameter):
                setattr(self, name, Parameter(value, mine.requires_grad))
            else:
                setattr(self, name, value.requires_grad_(mine.requires_grad))
        return None


def _below(prefix, values):
    return {key: value for key, value in values.items() if key.startswith(prefix)}


def _listed(kind, keys):
    listed = ", ".join(f'"{key}"' for key in keys)
    return f"{kind} key(s) in state_dict: {listed}. "
