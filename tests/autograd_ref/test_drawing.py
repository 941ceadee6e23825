"""What is drawn by chance has the distribution it was asked for, and a seed repeats it."""

import numpy as np
import pytest

import autograd_ref as ag

MANY = 20_000

# name: a draw of many numbers, their mean and their variance
DRAWS = {
    "bernoulli": (lambda: ag.bernoulli(ag.full((MANY,), 0.3)), 0.3, 0.21),
    "bernoulli p": (lambda: ag.zeros(MANY).bernoulli(0.3), 0.3, 0.21),
    "bernoulli_": (lambda: ag.zeros(MANY).bernoulli_(0.3), 0.3, 0.21),
    "normal": (lambda: ag.normal(ag.full((MANY,), 2.0), 3.0), 2.0, 9.0),
    "normal std": (lambda: ag.normal(2.0, ag.full((MANY,), 3.0)), 2.0, 9.0),
    "normal size": (lambda: ag.normal(2.0, 3.0, (MANY,)), 2.0, 9.0),
    "normal_": (lambda: ag.zeros(MANY).normal_(2, 3), 2.0, 9.0),
    "uniform_": (lambda: ag.zeros(MANY).uniform_(-1, 5), 2.0, 3.0),
    "rand_like": (lambda: ag.rand_like(ag.zeros(MANY)), 0.5, 1 / 12),
    "randn_like": (lambda: ag.randn_like(ag.zeros(MANY)), 0.0, 1.0),
    "randint_like": (lambda: ag.randint_like(ag.zeros(MANY), 1, 4), 2.0, 2 / 3),
    "multinomial": (lambda: ag.tensor([1.0, 0, 1, 2]).multinomial(MANY, True).float(), 2.0, 1.5),
}


@pytest.mark.parametrize(("draw", "mean", "variance"), DRAWS.values(), ids=DRAWS)
def test_mean_and_variance_are_those_asked_for(draw, mean, variance):
    """Within six standard errors, for one seed."""
    ag.manual_seed(3)
    x = draw().double()

    error = (variance / MANY) ** 0.5
    assert abs(x.mean().item() - mean) < 6 * error
    spread = (x - mean) ** 2
    assert abs(spread.mean().item() - variance) < 6 * spread.std().item() / MANY**0.5


@pytest.mark.parametrize(("draw", "mean", "variance"), DRAWS.values(), ids=DRAWS)
def test_a_seed_repeats_the_draw_and_the_next_one_differs(draw, mean, variance):
    ag.manual_seed(3)
    first, next_one = draw(), draw()
    ag.manual_seed(3)

    assert draw().equal(first)
    assert not next_one.equal(first)


def test_a_generator_of_its_own_leaves_the_default_one_alone():
    ag.manual_seed(1)
    expected = ag.rand(3)
    ag.manual_seed(1)
    for draw in (ag.Tensor.uniform_, ag.Tensor.normal_, ag.Tensor.bernoulli_):
        own = ag.Generator().manual_seed(5)
        again = ag.Generator().manual_seed(5)
        first = draw(ag.zeros(9), generator=own)
        assert first.equal(draw(ag.zeros(9), generator=again))
    ag.ones(3).multinomial(2, generator=own)
    ag.rand_like(ag.zeros(3), generator=own)

    assert ag.rand(3).equal(expected)


def test_multinomial_without_replacement_draws_each_place_once_and_heavy_ones_first(rng):
    """The first of two draws is place i with probability w_i, the pair (i, j) with
    w_i * w_j / (1 - w_i)."""
    ag.manual_seed(4)
    w = ag.tensor([0.1, 0.2, 0.7])
    pairs = w.expand(MANY, 3).multinomial(2).numpy()

    assert (pairs[:, 0] != pairs[:, 1]).all()
    for i in range(3):
        for j in set(range(3)) - {i}:
            p = w[i].item() * w[j].item() / (1 - w[i].item())
            share = np.mean((pairs[:, 0] == i) & (pairs[:, 1] == j))
            assert abs(share - p) < 6 * (p * (1 - p) / MANY) ** 0.5


def test_places_without_weight_are_never_drawn():
    w = ag.tensor([0.0, 1.0, 0.0, 3.0])
    assert set(w.multinomial(200, replacement=True).tolist()) == {1, 3}
    assert sorted(w.multinomial(2).tolist()) == [1, 3]


@pytest.mark.parametrize("name", ["uniform_", "normal_", "bernoulli_"])
def test_a_filling_is_a_write_that_no_gradient_passes(name):
    x = ag.ones(3, dtype=ag.float64, requires_grad=True)
    y = x * 2
    assert getattr(y, name)() is y and y._version == 1 and y.dtype is ag.float64
    y.sum().backward()

    assert x.grad.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("name", ["uniform_", "normal_", "bernoulli_"])
def test_a_filling_of_a_view_fills_a_part_of_its_base(name):
    x = ag.full((2, 3), 7.0)
    assert getattr(x[0], name)() is not None

    assert (x[0] != 7).all() and (x[1] == 7).all()


def test_a_likeness_has_the_dtype_and_shape_of_its_model():
    x = ag.zeros(2, 3, dtype=ag.float64)
    for made in (ag.rand_like(x), ag.randn_like(x), ag.randint_like(x, 5)):
        assert made.dtype is ag.float64 and made.shape == (2, 3)
    assert ag.rand_like(ag.zeros(2, dtype=ag.int64), dtype=ag.float32).dtype is ag.float32
    assert ag.rand_like(x, requires_grad=True).requires_grad
