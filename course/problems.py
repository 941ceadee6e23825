"""What probes pose their problems with: random numbers, tensors made of them, and plain values."""

import numpy as np


def draw(rng, *ranges):
    """One number from each (low, high), with few digits, so that a label can show it whole."""
    return [round(float(rng.uniform(low, high)), 2) for low, high in ranges]


def signed_term(x):
    """`x` as a term of a formula: " + 0.50" or " − 0.50"."""
    return f" {'−' if x < 0 else '+'} {abs(x):.2f}"


def random_numbers(rng, *shape):
    """Random numbers of either sign, away from zero and from one another, as a list."""
    values = rng.uniform(0.3, 1.7, size=shape) * rng.choice([-1.0, 1.0], size=shape)
    return np.asarray(values).tolist()


def random_constant(ag, rng, *shape):
    """Such numbers as a tensor that does not require grad."""
    return ag.tensor(random_numbers(rng, *shape), dtype=ag.float64)


def random_leaf(ag, rng, *shape):
    """The same as a leaf that requires grad."""
    return random_constant(ag, rng, *shape).requires_grad_()


def values_of(tensors):
    """Copies of the values: what the tensors hold now, whatever is done to them later."""
    return [None if t is None else t.detach().numpy().copy() for t in tensors]


def as_float(value):
    """`value` if it is a Python float; else its type, which no float equals."""
    return value if isinstance(value, float) else type(value).__name__


def look_out(most, what):
    """A function to call at each look at `what`; at more than `most` it raises a RuntimeError."""
    looks = 0

    def count():
        nonlocal looks
        looks += 1
        if looks > most:
            raise RuntimeError(f"more than {most:,} looks at {what}")

    return count
