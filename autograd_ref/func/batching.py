"""vmap: a function for one example becomes a function for a batch of them.

    torch.func.vmap(lambda x: x.sum())(torch.ones(3, 2))    # tensor([2., 2., 2.])

It is a loop over the batch, and stacks the results. PyTorch's is none: there each operation runs
once, on the whole batch. So this one is no faster than a loop, but `if x > 0`, `x.item()` and
random numbers, which PyTorch refuses inside, work as in any loop.
"""

import functools

import autograd_ref as torch
from autograd_ref.func.trees import leaves, like, spec, spread


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    """A function that maps func over dimension `in_dims` of its arguments, and stacks the results.

    `in_dims`: a number, or one for each argument (nested as they are), None for what is the same
    for all. `out_dims`: where the mapped dimension is in the results, likewise; with None, all
    examples have to give the same value (in PyTorch it must not depend on them at all). Keyword
    arguments are the same for all. `randomness` and `chunk_size` change nothing here.
    """
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(
            "Only allowed values for randomness are 'error', 'different', or 'same'."
            f" Got {randomness}"
        )
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")
    name = _name(func)

    @functools.wraps(func)
    def mapped(*args, **kwargs):
        _check_out_dims(out_dims, name)
        dims = _dims(args, in_dims, name)
        values, results = leaves(args), []
        for k in range(_size(values, dims)):
            inputs = [
                x if dim is None else x.select(dim, k) for x, dim in zip(values, dims, strict=True)
            ]
            results.append(func(*like(args, inputs), **kwargs))
        return _stacked(results, out_dims, name)

    return mapped


def _dims(args, in_dims, name):
    """The mapped dimension of each tensor in the arguments, None for what is not mapped."""
    where = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>)"
    if not isinstance(in_dims, (int, tuple)):
        raise ValueError(
            f"{where}: expected `in_dims` to be int or a (potentially nested) tuple matching the"
            f" structure of inputs, got: {type(in_dims)}."
        )
    if not args:
        raise ValueError(
            f"vmap({name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are"
            " trying to vmap over a function with no inputs. The latter is unsupported."
        )
    dims = spread(in_dims, args)
    if dims is None:
        raise ValueError(
            f"{where}: in_dims is not compatible with the structure of `inputs`. in_dims has"
            f" structure {spec(in_dims)} but inputs has structure {spec(args)}."
        )
    for x, dim in zip(leaves(args), dims, strict=True):
        if dim is not None:
            _check_dim(x, dim, where)
    return dims


def _check_dim(x, dim, where):
    """None; an error if this is no dimension of a tensor x."""
    if not isinstance(dim, int):
        raise ValueError(
            f"{where}: Got in_dim={dim} for an input but in_dim must be either an integer"
            " dimension or None."
        )
    if not isinstance(x, torch.Tensor):
        raise ValueError(
            f"{where}: Got in_dim={dim} for an input but the input is of type {type(x)}. We cannot"
            " vmap over non-Tensor arguments, please use None as the respective in_dim"
        )
    if not -x.dim() <= dim < x.dim():
        raise ValueError(
            f"{where}: Got in_dim={dim} for some input, but that input is a Tensor of"
            f" dimensionality {x.dim()} so expected in_dim to satisfy"
            f" -{x.dim()} <= in_dim < {x.dim()}."
        )


def _size(values, dims):
    """The size of the batch."""
    sizes = [x.size(dim) for x, dim in zip(values, dims, strict=True) if dim is not None]
    if not sizes:
        raise ValueError("vmap: Expected at least one Tensor to vmap over")
    if any(size != sizes[0] for size in sizes):
        raise ValueError(
            "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes"
            f" {sizes} for the mapped dimension"
        )
    if sizes[0] == 0:
        raise ValueError(
            "autograd_ref's vmap is a loop, which learns nothing from a batch of 0 examples;"
            " PyTorch's vmap returns tensors of size 0."
        )
    return sizes[0]


def _stacked(results, out_dims, name):
    """The results of all examples as one, in the structure of each."""
    first = results[0]
    dims = spread(out_dims, first)
    if isinstance(first, torch.Tensor) and isinstance(out_dims, tuple) and len(out_dims) == 1:
        dims = list(out_dims)
    if dims is None:
        raise ValueError(
            f"vmap({name}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with"
            f" the structure of `outputs`. out_dims has structure {spec(out_dims)} but outputs has"
            f" structure {spec(first)}."
        )
    columns = zip(*[leaves(result) for result in results], strict=True)
    stacked = [_joined(column, dim, name) for column, dim in zip(columns, dims, strict=True)]
    return like(first, stacked)


def _joined(column, dim, name):
    """One result of all examples: stacked, or the same for all if dim is None."""
    if dim is None:
        tensors = [x for x in column if isinstance(x, torch.Tensor)]
        if any(not x.equal(column[0]) for x in tensors):
            raise ValueError(
                f"vmap({name}, ...): `{name}` can not return a BatchedTensor when out_dim is None"
            )
        return column[0]
    for x in column:
        if not isinstance(x, torch.Tensor):
            raise ValueError(
                f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(x)}."
                " Did you mean to set out_dims= to None for output?"
            )
    return torch.stack(column, dim)


def _check_out_dims(out_dims, name):
    """None; an error if there is something else than numbers and None in out_dims."""
    if not all(dim is None or isinstance(dim, int) for dim in leaves(out_dims)):
        raise ValueError(
            f"vmap({name}, ..., out_dims={out_dims}): `out_dims` must be an int, None or a python"
            " collection of ints representing where in the outputs the vmapped dimension should"
            " appear."
        )


def _name(func):
    """What func is called in PyTorch's messages."""
    if hasattr(func, "__name__"):
        return func.__name__
    if isinstance(func, functools.partial):
        return f"functools.partial({_name(func.func)}, ...)"
    return repr(func)
