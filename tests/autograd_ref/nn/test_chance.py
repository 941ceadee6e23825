"""What is drawn and what is approximated: first values, dropout, the error function."""

import math

import numpy as np
import pytest

import autograd_ref as ag
from autograd_ref import nn
from autograd_ref.special import FEW, erf_of

BOUND = math.sqrt(3)  # a uniform distribution from -BOUND to BOUND has variance 1
DRAWN = {  # name: (how to fill a 300 x 200 matrix, mean, deviation, bound)
    "uniform": (lambda x: nn.init.uniform_(x, -1.0, 3.0), 1.0, 4 / math.sqrt(12), 3.0),
    "normal": (lambda x: nn.init.normal_(x, 2.0, 0.5), 2.0, 0.5, math.inf),
    "xavier uniform": (
        lambda x: nn.init.xavier_uniform_(x, 2.0),
        0.0,
        2 * math.sqrt(2 / 500),
        None,
    ),
    "xavier normal": (nn.init.xavier_normal_, 0.0, math.sqrt(2 / 500), math.inf),
    "kaiming uniform": (nn.init.kaiming_uniform_, 0.0, math.sqrt(2 / 200), None),
    "kaiming normal": (
        lambda x: nn.init.kaiming_normal_(x, mode="fan_out", nonlinearity="tanh"),
        0.0,
        5 / 3 / math.sqrt(300),
        math.inf,
    ),
    "linear": (lambda x: nn.Linear(200, 300).weight, 0.0, 1 / math.sqrt(600), None),
    "linear bias": (lambda x: nn.Linear(3, 60000).bias, 0.0, 1 / 3, None),
    "embedding": (lambda x: nn.Embedding(300, 200).weight, 0.0, 1.0, math.inf),
}


@pytest.mark.parametrize("name", DRAWN)
def test_first_values_have_pytorchs_distribution(name):
    """Mean, deviation and range of 60,000 numbers; two seeds differ, one seed repeats."""
    fill, mean, deviation, bound = DRAWN[name]
    ag.manual_seed(3)
    drawn = fill(ag.empty(300, 200)).detach().numpy().astype(np.float64)
    other = fill(ag.empty(300, 200)).detach().numpy()
    ag.manual_seed(3)
    again = fill(ag.empty(300, 200)).detach().numpy()

    assert abs(drawn.mean() - mean) < 5 * deviation / math.sqrt(drawn.size)
    assert abs(drawn.std() / deviation - 1) < 0.02
    bound = BOUND * deviation if bound is None else bound
    assert np.abs(drawn).max() <= bound * (1 + 1e-6)
    assert bound == math.inf or np.abs(drawn).max() > 0.99 * bound
    assert np.array_equal(drawn, again) and not np.array_equal(drawn, other)


def test_a_generator_of_ones_own_is_used():
    mine = ag.Generator().manual_seed(5)
    ag.manual_seed(5)
    state = ag.rand(3)

    assert nn.init.uniform_(ag.empty(3), generator=mine).equal(state)
    assert not nn.init.uniform_(ag.empty(3), generator=mine).equal(state)


@pytest.mark.parametrize("p", [0.2, 0.5, 0.9])
def test_dropout_keeps_the_mean_and_its_gradient_is_its_mask(p):
    x = ag.ones(200, 100, requires_grad=True)
    weights = ag.linspace(1.0, 2.0, 100)

    y = nn.Dropout(p)(x)
    (y * weights).sum().backward()

    values = y.detach().numpy()
    np.testing.assert_allclose(np.unique(values), [0.0, 1 / (1 - p)], rtol=1e-6)
    assert abs((values == 0).mean() - p) < 0.02
    np.testing.assert_allclose(x.grad.numpy(), values * weights.numpy(), rtol=1e-6)
    assert nn.functional.dropout(x * 1, p, inplace=True).grad_fn.name() == "MulBackward0"


ERF_AT = np.concatenate(
    [
        np.linspace(-7, 7, 4001),
        10.0 ** np.linspace(-320, 300, 1500),
        [0.0, -0.0, math.inf, -math.inf, math.nan, 0.46875, -0.46875, 4.0, 27.0, 5e-324],
    ]
)


@pytest.mark.parametrize(("kind", "tolerance"), [("float64", 5e-16), ("float32", 4e-7)])
def test_the_error_function_has_all_its_digits(kind, tolerance):
    """On many elements (Cody) and on few (the C library), within a few units of the last place."""
    x = ERF_AT.astype(kind)
    assert x.size > FEW

    many, few = erf_of(x), np.concatenate([erf_of(part) for part in np.array_split(x, 40)])

    expected = np.array([math.erf(each) for each in x.tolist()])
    tiny = np.finfo(kind).tiny
    np.testing.assert_allclose(many, expected, rtol=tolerance, atol=tiny)
    np.testing.assert_allclose(few, expected, rtol=tolerance, atol=tiny)
    assert many.dtype == few.dtype == x.dtype
    assert np.array_equal(np.signbit(many[:-6]), np.signbit(x[:-6]))
    assert erf_of(np.float32(0.5)).dtype == np.float32 and erf_of(x[:0]).shape == (0,)


def test_indices_that_are_changed_before_the_backward_do_not_change_the_gradient():
    """PyTorch refuses such a backward; here it is right."""
    x = ag.zeros(2, 3, requires_grad=True)
    target = ag.tensor([0, 1])

    loss = nn.functional.cross_entropy(x, target)
    target[0] = 2
    loss.backward()

    third = 1 / 6
    expected = [[third - 0.5, third, third], [third, third - 0.5, third]]
    np.testing.assert_allclose(x.grad.numpy(), expected, rtol=1e-6)

    rows = ag.zeros(3, 2, requires_grad=True)
    indices = ag.tensor([0, 0])
    found = nn.functional.embedding(indices, rows)
    indices[0] = 2
    found.sum().backward()
    assert rows.grad.tolist() == [[2.0, 2.0], [0.0, 0.0], [0.0, 0.0]]
