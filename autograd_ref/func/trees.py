"""Tuples, lists and dicts of tensors, nested as one likes: taken apart, and put together again."""


class _Leaf:
    """Stands for a value in a structure; prints as PyTorch prints it."""

    def __repr__(self):
        return "*"


LEAF = _Leaf()


def leaves(tree):
    """The values in a tree, in order; what is no tuple, list or dict is a value."""
    return [leaf for part in _parts(tree) for leaf in leaves(part)] if _is_node(tree) else [tree]


def like(tree, values):
    """A tree of the same structure with these values (as many as it has leaves)."""
    values = iter(values)

    def rebuilt(part):
        if not _is_node(part):
            return next(values)
        parts = [rebuilt(each) for each in _parts(part)]
        if isinstance(part, dict):
            return type(part)(zip(part, parts, strict=True))
        return type(part)(*parts) if hasattr(part, "_fields") else type(part)(parts)

    return rebuilt(tree)


def mapped(function, tree):
    """A tree of the same structure with function(value) in place of each value."""
    return like(tree, [function(leaf) for leaf in leaves(tree)])


def structure(tree):
    """The tree with LEAF in place of its values: what can be compared and printed."""
    return mapped(lambda leaf: LEAF, tree)


def spec(tree, indent=0):
    """The structure as PyTorch's messages have it."""
    if not _is_node(tree):
        return "*"
    keys = list(tree) if isinstance(tree, dict) else None
    parts = [spec(part, indent + 2) for part in _parts(tree)]
    inside = (",\n" + " " * (indent + 2)).join(parts)
    return f"TreeSpec({type(tree).__name__}, {keys}, [{inside}])"


def spread(prefix, tree):
    """One value of `prefix` for each leaf of the tree, or None if it doesn't fit.

    A value in the prefix stands for all leaves of the tree below it. Dicts are matched by the
    order of their values, as in PyTorch.
    """
    if not _is_node(prefix):
        return [prefix] * len(leaves(tree))
    if type(prefix) is not type(tree) or len(prefix) != len(tree):
        return None
    spreads = [spread(*pair) for pair in zip(_parts(prefix), _parts(tree), strict=True)]
    return None if None in spreads else [value for part in spreads for value in part]


def _is_node(tree):
    return isinstance(tree, (tuple, list, dict))


def _parts(tree):
    return tree.values() if isinstance(tree, dict) else tree
