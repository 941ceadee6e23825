"""What all optimisers share: groups of parameters, their state, and clearing their gradients."""

import warnings
from collections import defaultdict
from collections.abc import Iterable
from copy import deepcopy

import numpy as np

from autograd_ref import dtypes, memory
from autograd_ref.modes import enable_grad
from autograd_ref.tensor import Tensor, wrap


class Optimizer:
    """Parameters in groups that share settings; a subclass adds `_change`, or a `step` of its own.

    defaults        the settings of a group that names none of its own
    param_groups    a dict for each group: its settings, and its Tensors under "params"
    state           a dict for each Tensor: what an optimiser remembers of it, as Tensors
    """

    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts,"
                f" but got {type_name(params)}"
            )
        self.defaults = defaults
        self.state = defaultdict(dict)
        self.param_groups = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    # --- groups --------------------------------------------------------------------------------

    def add_param_group(self, param_group):
        """None; adds parameters with settings of their own: the given dict is the new group."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        tensors, names = _tensors_and_names(param_group["params"])
        param_group["params"] = tensors
        if names:
            param_group["param_names"] = names
        for x in tensors:
            if not isinstance(x, Tensor):
                raise TypeError(
                    "optimizer can only optimize Tensors, but one of the params is " + type_name(x)
                )
            if not (x.is_leaf or x.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            param_group.setdefault(name, default)
        self._check_against_others(param_group)
        self.param_groups.append(param_group)

    def _check_against_others(self, group):
        """None, or PyTorch's error for a group that does not go with those already here."""
        if len(group["params"]) != len(set(group["params"])):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this"
                " will cause an error; see github.com/pytorch/pytorch/issues/40967 for more"
                " information",
                stacklevel=4,
            )
        known = set()
        for other in self.param_groups:
            known.update(other["params"])
            if ("param_names" in group) != ("param_names" in other):
                named = "with names" if "param_names" in group else "without names"
                raise ValueError(
                    "all optimizer param groups should be with/without names. "
                    f"cannot add param group {named} to the optimizer"
                )
        if not known.isdisjoint(group["params"]):
            raise ValueError("some parameters appear in more than one parameter group")

    def zero_grad(self, set_to_none=True):
        """None; `.grad` of every parameter becomes None (or zeros)."""
        for group in self.param_groups:
            for x in group["params"]:
                if set_to_none:
                    x.grad = None
                elif x.grad is not None:
                    x.grad.detach_().zero_()

    # --- a step --------------------------------------------------------------------------------

    _change = None  # of a subclass: _change(x, d, group) moves one parameter x by its gradient d

    def step(self, closure=None):
        """The closure's loss, if there is one; every parameter with a gradient is changed."""
        if self._change is None:
            raise NotImplementedError
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            for x in group["params"]:
                if x._grad is not None:
                    d = x._grad._data
                    self._change(x, -d if group["maximize"] else d, group)
        return loss

    # --- saving, loading, printing -------------------------------------------------------------

    def state_dict(self):
        """The state and the settings as a dict; a number stands for each parameter."""
        tensors = [x for group in self.param_groups for x in group["params"]]
        place = {x: at for at, x in enumerate(tensors)}
        return {
            "state": {place.get(x, x): kept for x, kept in self.state.items()},
            "param_groups": [
                {**_settings(group), "params": [place[x] for x in group["params"]]}
                for group in self.param_groups
            ],
        }

    def load_state_dict(self, state_dict):
        """None; takes over the state and the settings that a `state_dict` holds."""
        groups = self.param_groups
        loaded = deepcopy(state_dict["param_groups"])
        if len(groups) != len(loaded):
            raise ValueError("loaded state dict has a different number of parameter groups")
        tensors, state = {}, defaultdict(dict)
        for old, new in zip(groups, loaded, strict=True):
            if len(old["params"]) != len(new["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that doesn't match the size of"
                    " optimizer's group"
                )
            tensors.update(zip(new["params"], old["params"], strict=True))
            new["params"] = old["params"]
            if "param_names" in old:
                new.setdefault("param_names", old["param_names"])
        for number, kept in state_dict["state"].items():
            if number in tensors:
                state[tensors[number]] = _cast(kept, tensors[number].dtype)
            else:
                state[number] = kept
        self.__setstate__({"state": state, "param_groups": loaded})

    def __getstate__(self):
        return {
            "defaults": self.defaults,
            "state": self.state,
            "param_groups": self.param_groups,
        }

    def __setstate__(self, state):
        self.__dict__.update(state)

    def __repr__(self):
        text = f"{type(self).__name__} ("
        for at, group in enumerate(self.param_groups):
            text += f"\nParameter Group {at}\n"
            for key, value in sorted(_settings(group).items()):
                text += f"    {key}: {value}\n"
        return text + ")"

    def __getattr__(self, name):
        if name.startswith("register_") and name.endswith("_hook"):
            raise AttributeError(f"autograd_ref has no Optimizer.{name} yet; PyTorch has.")
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")


def _tensors_and_names(given):
    """(the Tensors, their names): of one Tensor, of several, or of pairs (name, Tensor)."""
    if isinstance(given, set):
        raise TypeError(
            "optimizer parameters need to be organized in ordered collections, but the ordering of"
            " tensors in sets will change between runs. Please use a list instead."
        )
    given = [given] if isinstance(given, Tensor) else list(given)
    names = [each[0] for each in given if isinstance(each, tuple)]
    if names and len(names) != len(given):
        raise ValueError(
            "all optimizer params should be with/without names. Some param names are missing"
        )
    return [each[1] if isinstance(each, tuple) else each for each in given], names


def _settings(group):
    """A group without its Tensors."""
    return {key: value for key, value in group.items() if key != "params"}


def _cast(kept, dtype, key=None):
    """A loaded state in the dtype of its parameter; "step" counts in a dtype of its own."""
    if isinstance(kept, Tensor):
        return kept if key == "step" or not dtype.is_floating_point else kept.to(dtype)
    if isinstance(kept, dict):
        return {name: _cast(value, dtype, name) for name, value in kept.items()}
    if isinstance(kept, Iterable) and not isinstance(kept, str):
        return type(kept)(_cast(value, dtype) for value in kept)
    return kept


# --- what the optimisers are written with ------------------------------------------------------


def type_name(value):
    """The name of a value's type in PyTorch's messages."""
    if isinstance(value, Tensor):
        return f"torch.{value.dtype.legacy}Tensor"
    kind = type(value)
    return (f"{kind.__module__}." if kind.__module__ != "builtins" else "") + kind.__qualname__


def check_settings(lr, **others):
    """None, or PyTorch's error for the first setting that is negative."""
    if isinstance(lr, Tensor) and lr.numel() != 1:
        raise ValueError("Tensor lr must be 1-element")
    if not lr >= 0.0:
        raise ValueError(f"Invalid learning rate: {lr}")
    for name, value in others.items():
        if not value >= 0.0:
            raise ValueError(f"Invalid {name} value: {value}")


def check_modes(settings):
    """None, or an error for a way of running that is not here; it changes no number."""
    for name in ("differentiable", "capturable"):
        if settings.get(name):
            raise NotImplementedError(f"autograd_ref has no {name} optimizers; PyTorch has.")
    if settings.get("fused") and settings["foreach"]:
        raise RuntimeError("`fused` and `foreach` cannot be `True` together.")


def number(setting):
    """A setting as a Python number, if it was given as a Tensor of one element."""
    return setting.item() if isinstance(setting, Tensor) else setting


def counter():
    """A Tensor of 0., which counts steps; it has PyTorch's dtype."""
    double = dtypes.Default.dtype is dtypes.float64
    return wrap(np.zeros((), np.float64 if double else np.float32))


def zeros_of(x):
    """Zeros in the shape of x, in an array: what an optimiser remembers is written in place."""
    return wrap(np.zeros_like(x._data))


def room_like(array):
    """Two arrays like this one, not filled, in one piece of memory.

    Two big pieces that are freed together go back to the system, and are slow to get again.
    """
    room = np.empty((2, *array.shape), array.dtype)
    return room[0, ...], room[1, ...]


def lerp(start, end, weight):
    """None; the array `start` goes that part of its way to `end`."""
    if weight < 0.5:
        start += weight * (end - start)
    else:  # exact at the other end
        start[...] = end - (1 - weight) * (end - start)


def put(x, new):
    """None; x holds `new`: its own array, changed in place, or a numpy scalar. x is stamped."""
    if new is x._data:
        memory.stamp(x)
    else:
        memory.write(x, new)
