"""Tensors drawn by chance in the likeness of others: with probabilities, means, or bounds."""

import numpy as np

from autograd_ref import errors
from autograd_ref.functions.calling import check_floating
from autograd_ref.functions.pointwise import (
    NORMAL_DRAWN,
    bernoulli_drawn,
    bernoulli_drawn_with,
    bernoulli_refused,
    normal_drawn,
    normal_drawn_around,
    normal_drawn_within,
    uniform_drawn,
)
from autograd_ref.record import fit_of, record
from autograd_ref.tensor import Tensor, wrap

NO_PROBABILITY = (
    "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be"
    " improved?  If so, please report an enhancement request to PyTorch.)"
)


def _stream(generator):
    """numpy's generator of a Generator, of the default one for None."""
    from autograd_ref.random import stream  # which is built on these functions

    return stream(generator)


def bernoulli(x, p=None, *, generator=None):
    """Ones with the probabilities in x (or p for all), else zeros."""
    if p is not None:
        return bernoulli_refused(x, _ones(x, p, generator))
    check_floating("bernoulli_tensor_cpu_p_", x)
    return bernoulli_drawn(x, _ones(x, x, generator))


def _ones(x, p, generator):
    """Raw ones of x's dtype with probability p, a number or a Tensor."""
    p = p._data if isinstance(p, Tensor) else p
    if not np.all((np.asarray(p) >= 0) & (np.asarray(p) <= 1)):
        raise RuntimeError(NO_PROBABILITY)
    return _as(x, _stream(generator).random(x._data.shape) < p)


def _as(x, values):
    """The values in x's dtype, 0-d ones as numpy scalars."""
    return np.asarray(values).astype(x._data.dtype)[()]


def multinomial(x, num_samples, replacement=False, *, generator=None):
    """Places in x (in each row of it) drawn with probabilities proportional to its elements."""
    weights = x._data
    _check_weights(x, num_samples, replacement)
    stream, rows = _stream(generator), np.atleast_2d(weights).astype(np.float64)
    if replacement:
        steps = rows.cumsum(1) / rows.sum(1, keepdims=True)
        draws = stream.random((len(rows), num_samples))
        places = np.stack(
            [np.searchsorted(row, draw, "right") for row, draw in zip(steps, draws, strict=True)]
        )
    else:  # the first of independent arrivals at these rates
        waits = stream.exponential(size=rows.shape) / rows
        places = np.argsort(waits, 1, kind="stable")[:, :num_samples]
    return wrap(places if weights.ndim == 2 else places[0])


def _check_weights(x, num_samples, replacement):
    """None, or PyTorch's error for weights that are no distribution, or for too many samples."""
    weights = x._data
    if weights.dtype.kind != "f":
        raise RuntimeError(
            f"multinomial only supports floating-point dtypes for input, got: {x.dtype.legacy}"
        )
    if weights.ndim not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and num_samples > weights.shape[-1]:
        raise RuntimeError(
            "cannot sample n_sample > prob_dist.size(-1) samples without replacement"
        )
    if not np.all(np.isfinite(weights) & (weights >= 0)):
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if not np.all(weights.sum(-1) > 0):
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")


def normal(mean, std=1.0, size=None, *, generator=None, dtype=None, requires_grad=False):
    """Normal numbers with these means and standard deviations: Tensors, or numbers and a size."""
    given = [each for each in (mean, std) if isinstance(each, Tensor)]
    for each in given:
        check_floating("normal_kernel_cpu", each)
    if not given:
        from autograd_ref.random import randn  # which is built on these functions

        _check_deviation(std)
        drawn = randn(size, generator=generator, dtype=dtype)
        return (drawn * std + mean).requires_grad_(requires_grad)
    if not isinstance(std, Tensor):
        _check_deviation(std)
    raw = [each._data if isinstance(each, Tensor) else each for each in (mean, std)]
    shape = np.broadcast_shapes(*map(np.shape, raw))
    drawn = _as(given[0], _stream(generator).standard_normal(shape) * raw[1] + raw[0])
    if len(given) == 2:
        return record(NORMAL_DRAWN, drawn, mean, std, fit=fit_of(*raw, drawn))
    return (normal_drawn_around if given[0] is mean else normal_drawn_within)(given[0], drawn)


def _check_deviation(std):
    """None, or PyTorch's error for a negative one."""
    if std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")


def rand_like(input, *, dtype=None, requires_grad=False, generator=None):
    """Uniform numbers in [0, 1) in a tensor's size and dtype."""
    return _like("check_uniform_bounds", "rand", input, dtype, requires_grad, generator)


def randn_like(input, *, dtype=None, requires_grad=False, generator=None):
    """Standard normal numbers in a tensor's size and dtype."""
    return _like("normal_kernel_cpu", "randn", input, dtype, requires_grad, generator)


def _like(kernel, name, x, dtype, requires_grad, generator):
    """What rand or randn makes in x's size."""
    from autograd_ref import random  # which is built on these functions

    if dtype is None:
        check_floating(kernel, x)
    settings = {"dtype": dtype or x.dtype, "requires_grad": requires_grad, "generator": generator}
    return getattr(random, name)(x.shape, **settings)


def randint_like(input, low, high=None, *, dtype=None, generator=None):
    """Whole numbers from low up to but without high in a tensor's size and dtype."""
    low, high = (0, low) if high is None else (low, high)
    if low >= high:
        raise RuntimeError(errors.EMPTY_RANGE.format(low, high))
    drawn = wrap(_as(input, _stream(generator).integers(low, high, input._data.shape)))
    return drawn if dtype is None else drawn.to(dtype)


# --- fillings: what their in-place twins write; no gradient goes back to what was there -----------


def uniform(x, low=0.0, to=1.0, *, generator=None):
    """x, its elements drawn uniformly between the bounds."""
    check_floating("check_uniform_bounds", x)
    if low > to:
        raise RuntimeError(
            f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={to:g}"
        )
    return uniform_drawn(x, _as(x, _stream(generator).uniform(low, to, x._data.shape)))


def gaussian(x, mean=0.0, std=1.0, *, generator=None):
    """x, its elements drawn from a normal distribution."""
    check_floating("normal_kernel_cpu", x)
    _check_deviation(std)
    return normal_drawn(x, _as(x, _stream(generator).normal(mean, std, x._data.shape)))


def coins(x, p=0.5, *, generator=None):
    """x, its elements 1 with probability p, else 0."""
    drawn = bernoulli_drawn if isinstance(p, Tensor) else bernoulli_drawn_with
    return drawn(x, _ones(x, p, generator))
