"""What one transform does around the function: inputs of its own going in, results coming out."""

import autograd_ref as torch
from autograd_ref.func.trees import mapped


class Level:
    """One transform at work, as a context that records.

    Transforms are nested, and use the one graph of all of us. So what goes in is a new tensor,
    connected to the given one if that requires a gradient outside; and what comes out stays on
    the graph only if something else than this transform made it require a gradient.
    """

    def __init__(self):
        self.made = []  # the leaves of this level: they require gradients while it is entered
        self.modes = []

    def __enter__(self):
        self.modes.append(torch.is_grad_enabled())
        torch.set_grad_enabled(True)
        for leaf in self.made:
            leaf.requires_grad_(True)
        return self

    def __exit__(self, *error):
        for leaf in self.made:
            leaf.requires_grad_(False)
        torch.set_grad_enabled(self.modes.pop())

    def into(self, tree):
        """The tree with tensors of this level in place of its tensors."""
        return mapped(self._own, tree)

    def _own(self, x):
        if not isinstance(x, torch.Tensor):
            raise ValueError(f"Thing passed to transform API must be Tensor, got {type(x)}")
        if x.requires_grad:
            return x.view(x.shape)
        own = x.detach().requires_grad_()
        self.made.append(own)
        return own

    def into_arguments(self, args, argnums):
        """(the arguments with those at argnums made tensors of this level, only those)."""
        numbers = _positions(argnums, len(args))
        args = list(args)
        for at in numbers:
            args[at] = self.into(args[at])
        chosen = tuple(args[at] for at in numbers)
        return args, chosen[0] if isinstance(argnums, int) else chosen


def out_of_level(tree):
    """The tree of results, cut from the graph where nothing outside asks for a gradient.

    Called when the level is left: its leaves require no gradient then.
    """
    return mapped(_cut, tree)


def _cut(x):
    if not isinstance(x, torch.Tensor):
        raise RuntimeError(f"Expected tensors, got unsupported type {type(x)}")
    return x if torch.is_grad_enabled() and _leads_to_a_leaf(x) else x.detach()


def _leads_to_a_leaf(x):
    """Whether a leaf that requires a gradient is in the graph of x."""
    if x.grad_fn is None:
        return x.requires_grad
    seen, stack = set(), [x.grad_fn]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        leaf = getattr(node, "variable", None)
        if leaf is not None and leaf.requires_grad:
            return True
        stack.extend(edge for edge, _ in node.next_functions if edge is not None)
    return False


def _positions(argnums, count):
    """The argument numbers, counted from the start, as a tuple."""
    if not isinstance(argnums, (int, tuple)):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    numbers = []
    for argnum in argnums if isinstance(argnums, tuple) else (argnums,):
        if not isinstance(argnum, int):
            raise RuntimeError(f"argnum must be int, got: {type(argnum)}")
        if not -count <= argnum < count:
            raise RuntimeError(f"Got argnum={argnum}, but only {count} positional inputs")
        numbers.append(argnum % count)
    if not numbers:
        raise RuntimeError("argnums must be non-empty")
    if len(set(numbers)) != len(numbers):
        raise RuntimeError(f"argnums elements must be unique, got {tuple(numbers)}")
    return tuple(numbers)
