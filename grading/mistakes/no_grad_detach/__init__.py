"""Known mistakes of lesson 8: switching gradients off."""


def but(right, *changes):
    """The cell `right` with each `(old, new)` changed in it: what a mistake did differently."""
    for old, new in changes:
        if right.count(old) != 1:
            raise ValueError(f"{old!r} is not once in {right}")
        right = right.replace(old, new)
    return right
