"""functional_call and stack_module_state: a module as a function of its parameters.

params = {name: p.detach() for name, p in model.named_parameters()}
torch.func.grad(lambda params: loss(functional_call(model, params, (x,))))(params)
"""

import autograd_ref as torch


def functional_call(
    module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False
):
    """module(*args, **kwargs), with the tensors of the dicts in place of the module's own.

    With `tie_weights`, a tensor that the module has under several names is replaced under all of
    them. With `strict`, the dicts have to name all parameters and buffers, and nothing else.
    """
    given = _merged(parameter_and_buffer_dicts)
    own = {
        **dict(module.named_parameters(remove_duplicate=False)),
        **dict(module.named_buffers(remove_duplicate=False)),
    }
    tensors = _tied(given, own) if tie_weights else given
    if strict:
        _check_names(module, tensors, own)
    if args is None:
        args = ()
    elif not isinstance(args, tuple):
        args = (args,)
    places = {path: _place(module, path) for path in tensors}
    before = {path: home.get(name) for path, (home, name) in places.items()}
    try:
        for path, (home, name) in places.items():
            home[name] = tensors[path]
        return module(*args, **(kwargs or {}))
    finally:
        for path, (home, name) in places.items():
            if path in given:
                given[path] = home[name]  # forward may have assigned another one
            home[name] = before[path]
            if before[path] is None:
                del home[name]


def stack_module_state(models):
    """({name: parameters}, {name: buffers}) of models of one kind, stacked, for `vmap`."""
    if len(models) == 0:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if len({model.training for model in models}) > 1:
        raise RuntimeError(
            "stack_module_state: Expected all models to have the same training/eval mode."
        )
    if len({type(model) for model in models}) > 1:
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    return (
        _stacked([dict(model.named_parameters()) for model in models]),
        _stacked([dict(model.named_buffers()) for model in models]),
    )


def _stacked(dicts):
    """{name: the tensors of that name in all dicts, stacked, as a new leaf}."""
    stacked = {}
    for name in dicts[0]:
        tensors = [each[name] for each in dicts]
        if len({x.requires_grad for x in tensors}) > 1:
            raise RuntimeError(f"Expected {name} from each model to have the same .requires_grad")
        stacked[name] = torch.stack(tensors).detach().requires_grad_(tensors[0].requires_grad)
    return stacked


def _merged(dicts):
    """One dict of what was given: a dict, or several without a name in common."""
    if isinstance(dicts, dict):
        return dicts
    if not isinstance(dicts, (list, tuple)):
        raise ValueError(
            "Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got"
            f" {type(dicts)}"
        )
    if not all(isinstance(each, dict) for each in dicts):
        raise ValueError("Expected all elements of parameter_and_buffer_dicts to be dictionaries")
    names = [name for each in dicts for name in each]
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if repeated:
        raise ValueError(
            f"{repeated} appeared in multiple dictionaries; behavior of functional call is"
            " ambiguous"
        )
    return {name: x for each in dicts for name, x in each.items()}


def _tied(tensors, own):
    """The tensors, also under the other names that the module has for the same tensor."""
    tied = dict(tensors)
    for name, tensor in tensors.items():
        same = {other for other in own if own[other] is own.get(name)}
        given = [tensors[other] for other in same if other in tensors]
        if any(other is not tensor for other in given):
            raise ValueError(
                f"functional_call got multiple values for keys {sorted(same)}, which are tied."
                " Consider using tie_weights=False"
            )
        tied.update(dict.fromkeys(same, tensor))
    return tied


def _check_names(module, tensors, own):
    """None; an error if the names are not exactly the module's."""
    unexpected = [repr(name) for name in sorted(tensors) if name not in own]
    missing = [repr(name) for name in sorted(own) if name not in tensors]
    said = [
        f"{what} key(s): {', '.join(names)}."
        for what, names in (("Unexpected", unexpected), ("Missing", missing))
        if names
    ]
    if said:
        raise RuntimeError(
            f"Error(s) in reparametrizing for {type(module).__name__}:\n\t" + "\n\t".join(said)
        )


def _place(module, path):
    """(the dict in which the tensor is kept, its name there); unknown names are attributes."""
    parent, _, name = path.rpartition(".")
    owner = module.get_submodule(parent)
    for home in (owner._parameters, owner._buffers):
        if name in home:
            return home, name
    return vars(owner), name
