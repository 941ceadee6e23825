"""torch.func: what PyTorch was recorded to answer, how transforms nest, and what vmap is."""

import functools
from pathlib import Path

import numpy as np
import pytest

import autograd_ref
from autograd_ref import func
from tests.autograd_ref.autograd.functions import NUMBERS, SETUP, TENSORS, flat, points, tensors
from tests.autograd_ref.prompt import Recorded

RECORDED = Recorded(Path(__file__).with_name("func.json"), SETUP)


@pytest.mark.parametrize(("engine", "code", "outcome"), RECORDED.cases())
def test_answers_as_pytorch_was_recorded(engine, code, outcome):
    assert RECORDED.answer(engine, code) == outcome


def transformed(torch, name, rng):
    """All transforms of one function at one point, as a list of arrays."""
    shapes, f = TENSORS[name]
    values = points(rng, shapes)
    inputs = tensors(torch, values)
    along = tensors(torch, [rng.standard_normal(shape) for shape in shapes])
    every = tuple(range(len(inputs)))
    f = functools.partial(f, torch)
    number = functools.partial(NUMBERS[name][1], torch)
    value, pull = torch.func.vjp(f, *inputs)
    cotangent = torch.tensor(rng.standard_normal(tuple(value.shape)))
    batch = tuple(torch.stack([x, x * 0.5, x * 0.7]) for x in inputs)
    return flat(
        [
            torch.func.grad_and_value(number, every)(*inputs),
            pull(cotangent),
            torch.func.jvp(f, inputs, along),
            torch.func.jacrev(f, every)(*inputs),
            torch.func.jacfwd(f, every)(*inputs),
            torch.func.hessian(number, every)(*inputs),
            torch.func.vmap(f)(*batch),
            torch.func.vmap(torch.func.grad(number, every))(*batch),
            torch.func.grad(lambda *args: torch.func.vmap(number)(*args).sum(), every)(*batch),
        ]
    )


@pytest.mark.parametrize("name", TENSORS)
def test_forward_and_reverse_jacobians_agree(name, rng):
    shapes, f = TENSORS[name]
    inputs = tensors(autograd_ref, points(rng, shapes))
    f = functools.partial(f, autograd_ref)
    every = tuple(range(len(inputs)))

    by_columns = flat(func.jacfwd(f, every)(*inputs))
    by_rows = flat(func.jacrev(f, every)(*inputs))
    expected = flat(autograd_ref.autograd.functional.jacobian(f, inputs))

    for ours, theirs, known in zip(by_columns, by_rows, expected, strict=True):
        np.testing.assert_allclose(ours, known, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(theirs, known, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5])
def test_grad_of_grad_of_grad(order):
    f = functools.reduce(lambda f, _: func.grad(f), range(order), lambda x: x.exp() * 2)

    found = f(autograd_ref.tensor(0.5, dtype=autograd_ref.float64))

    assert not found.requires_grad
    np.testing.assert_allclose(found.numpy(), 2 * np.exp(0.5), rtol=1e-12)


def test_an_inner_variable_is_not_taken_for_the_outer_one():
    """d/dx of x * (d/dy of x + y) is 1: y is not x, though both have the same value."""
    f = func.grad(lambda x: x * func.grad(lambda y: x + y)(x))

    found = f(autograd_ref.tensor(1.0))

    assert found == 1 and not found.requires_grad


def test_vmap_is_a_loop(rng):
    """What PyTorch refuses inside vmap works: choices by value, and item()."""
    values = rng.standard_normal((5, 3))

    mapped = func.vmap(lambda x: x * x[0].item() if x.sum() > 0 else -x)
    found = mapped(autograd_ref.tensor(values))

    expected = [row * row[0] if row.sum() > 0 else -row for row in values]
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-12)


def test_vmap_of_nothing_says_so():
    with pytest.raises(ValueError, match="autograd_ref's vmap is a loop"):
        func.vmap(lambda x: x)(autograd_ref.zeros(0, 2))


def test_gradients_for_each_example_are_those_of_a_loop(rng):
    x, y = (autograd_ref.tensor(rng.standard_normal((4, 3))) for _ in range(2))
    w = autograd_ref.tensor(rng.standard_normal(3), requires_grad=True)

    def loss(w, x, y):
        return ((x * w - y) ** 2).sum()

    found = func.vmap(func.grad(loss), in_dims=(None, 0, 0))(w, x, y)

    for k in range(4):
        w.grad = None
        loss(w, x[k], y[k]).backward()
        np.testing.assert_allclose(found[k].detach().numpy(), w.grad.numpy(), rtol=1e-12)


@pytest.mark.parity
@pytest.mark.filterwarnings("ignore:.*torch.jit")  # PyTorch about its own insides
@pytest.mark.parametrize("name", TENSORS)
def test_transforms_are_those_of_a_live_pytorch(name, rng):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    seed = int(rng.integers(1 << 30))

    ours = transformed(autograd_ref, name, np.random.default_rng(seed))
    theirs = transformed(torch, name, np.random.default_rng(seed))

    assert len(ours) == len(theirs) >= 9
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)
