"""torch.autograd.functional: what PyTorch was recorded to answer, and what holds between them."""

from pathlib import Path

import numpy as np
import pytest

import autograd_ref
from autograd_ref.autograd import functional
from tests.autograd_ref.autograd.functions import NUMBERS, SETUP, TENSORS, flat, points, tensors
from tests.autograd_ref.prompt import Recorded


def case(table, name, rng, torch=autograd_ref):
    """(function, inputs, a direction at the inputs) of a row of the table."""
    shapes, f = table[name]
    values = points(rng, shapes)
    inputs = tensors(torch, values)
    direction = tensors(torch, [rng.standard_normal(shape) for shape in shapes])
    return lambda *args: f(torch, *args), inputs, direction


def contracted(blocks, direction):
    """The sum over the inputs of a block's last dimensions times the direction."""
    return sum(
        np.tensordot(block.numpy(), v.numpy(), v.dim())
        for block, v in zip(blocks, direction, strict=True)
    )


RECORDED = Recorded(Path(__file__).with_name("functional.json"), SETUP)


@pytest.mark.parametrize(("engine", "code", "outcome"), RECORDED.cases())
def test_answers_as_pytorch_was_recorded(engine, code, outcome):
    assert RECORDED.answer(engine, code) == outcome


@pytest.mark.parametrize("name", TENSORS)
def test_the_jacobian_is_what_differences_are(name, rng):
    f, inputs, direction = case(TENSORS, name, rng)

    blocks = functional.jacobian(f, inputs)

    eps = 1e-6
    right = f(*(x + eps * v for x, v in zip(inputs, direction, strict=True)))
    left = f(*(x - eps * v for x, v in zip(inputs, direction, strict=True)))
    difference = ((right - left) / (2 * eps)).numpy()
    np.testing.assert_allclose(contracted(blocks, direction), difference, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", TENSORS)
def test_products_are_products_with_the_jacobian(name, rng):
    f, inputs, v = case(TENSORS, name, rng)
    out = f(*inputs)
    u = autograd_ref.tensor(rng.standard_normal(tuple(out.shape)))

    blocks = functional.jacobian(f, inputs)
    value, from_left = functional.vjp(f, inputs, u)
    same_value, from_right = functional.jvp(f, inputs, v)

    assert value.equal(out) and same_value.equal(out)
    np.testing.assert_allclose(from_right.numpy(), contracted(blocks, v), rtol=1e-10, atol=1e-12)
    for block, product in zip(blocks, from_left, strict=True):
        expected = np.tensordot(u.numpy(), block.numpy(), u.dim())
        np.testing.assert_allclose(product.numpy(), expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", NUMBERS)
def test_hessian_is_symmetric_and_its_products_agree(name, rng):
    f, inputs, v = case(NUMBERS, name, rng)

    rows = functional.hessian(f, inputs)
    _, from_left = functional.vhp(f, inputs, v)
    _, from_right = functional.hvp(f, inputs, v)

    for i, row in enumerate(rows):
        expected = contracted(row, v)
        np.testing.assert_allclose(from_left[i].numpy(), expected, rtol=1e-9, atol=1e-11)
        np.testing.assert_allclose(from_right[i].numpy(), expected, rtol=1e-9, atol=1e-11)
        for j, block in enumerate(row):
            k, n = inputs[i].numel(), inputs[j].numel()
            mirrored = rows[j][i].numpy().reshape(n, k).T
            np.testing.assert_allclose(block.numpy().reshape(k, n), mirrored, atol=1e-12)


def test_third_derivatives_by_create_graph(rng):
    """The Hessian of a function is differentiable once more."""
    x = autograd_ref.tensor(rng.uniform(0.5, 1.5, 3), requires_grad=True)

    hessian = functional.hessian(lambda x: (x**4).sum(), x, create_graph=True)
    hessian.sum().backward()

    np.testing.assert_allclose(x.grad.numpy(), 24 * x.detach().numpy(), rtol=1e-12)


def test_inputs_are_left_alone():
    x = autograd_ref.tensor([1.0, 2.0], requires_grad=True)
    y = autograd_ref.tensor([3.0, 4.0])

    functional.hvp(lambda x, y: (x**3 * y).sum(), (x, y), (y, x))

    assert x.grad is None and y.grad is None
    assert x.requires_grad and not y.requires_grad
    assert x.tolist() == [1, 2] and y.tolist() == [3, 4]


@pytest.mark.parametrize("derivative", ["jacobian", "hessian"])
def test_forward_mode_is_refused_in_a_sentence(derivative):
    strategy = "strategy" if derivative == "jacobian" else "outer_jacobian_strategy"

    with pytest.raises(NotImplementedError, match="autograd_ref has no forward mode; PyTorch has"):
        getattr(functional, derivative)(
            lambda x: x**2, autograd_ref.tensor(1.0), vectorize=True, **{strategy: "forward-mode"}
        )


@pytest.mark.parity
@pytest.mark.parametrize("name", TENSORS)
def test_derivatives_are_those_of_a_live_pytorch(name, rng):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    seed = int(rng.integers(1 << 30))

    answers = []
    for engine in (autograd_ref, torch):
        same = np.random.default_rng(seed)
        f, inputs, v = case(TENSORS, name, same, engine)
        number, _, _ = case(NUMBERS, name, same, engine)
        library = engine.autograd.functional
        answers.append(
            flat(library.jacobian(f, inputs))
            + flat(library.jvp(f, inputs, v))
            + flat(library.hessian(number, inputs))
            + flat(library.hvp(number, inputs, v))
        )

    assert len(answers[0]) == len(answers[1]) >= 5
    for ours, theirs in zip(*answers, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
