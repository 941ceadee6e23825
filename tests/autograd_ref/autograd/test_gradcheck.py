"""gradcheck refuses wrong derivatives in PyTorch's words, and leaves everything as it was."""

from pathlib import Path

import numpy as np
import pytest

import autograd_ref as torch
from tests.autograd_ref.autograd.functions import NUMBERS, SETUP, TENSORS, points
from tests.autograd_ref.prompt import Recorded

gradcheck, gradgradcheck = torch.autograd.gradcheck, torch.autograd.gradgradcheck


def leaf(*values):
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


RECORDED = Recorded(Path(__file__).with_name("gradcheck.json"), SETUP)


@pytest.mark.parametrize(("engine", "code", "outcome"), RECORDED.cases())
def test_answers_as_pytorch_was_recorded(engine, code, outcome):
    assert RECORDED.answer(engine, code) == outcome


@pytest.mark.parametrize("check", [gradcheck, gradgradcheck])
@pytest.mark.parametrize("name", TENSORS)
def test_the_engine_passes(name, check, rng):
    shapes, f = TENSORS[name]
    inputs = [torch.tensor(value, requires_grad=True) for value in points(rng, shapes)]

    assert check(lambda *args: f(torch, *args), inputs)


@pytest.mark.parametrize("name", NUMBERS)
def test_derivatives_of_third_order(name, rng):
    """gradgradcheck of a gradient."""
    shapes, f = NUMBERS[name]
    inputs = [torch.tensor(value, requires_grad=True) for value in points(rng, shapes)]

    def gradients(*args):
        found = torch.autograd.grad(f(torch, *args), args, create_graph=True, allow_unused=True)
        return [g for g in found if g is not None]

    assert gradgradcheck(gradients, inputs)


def test_what_random_rules_give_is_refused():
    """A rule that draws random numbers can't be told right by comparing once."""

    class Noisy(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * (2 + 1e-7 * torch.rand((), dtype=torch.float64))

    said = r"^Backward is not reentrant, .*The tolerance for nondeterminism was 0.0\."
    with pytest.raises(torch.autograd.GradcheckError, match=said):
        gradcheck(Noisy.apply, leaf(1.0, 3.0))
    assert gradcheck(Noisy.apply, leaf(1.0, 3.0), nondet_tol=1e-6)


def test_all_results_but_one_unused():
    """A rule of two results has to do with one gradient; the other is None if not materialized."""

    class Both(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return x * 2, x * 3

        @staticmethod
        def backward(ctx, g, h):
            if g is None or h is None:
                raise RuntimeError("a gradient is missing")
            return g * 2 + h * 3

    with pytest.raises(RuntimeError, match="a gradient is missing"):
        gradcheck(Both.apply, leaf(1.0, 3.0))


@pytest.mark.parametrize("check", [gradcheck, gradgradcheck])
def test_inputs_are_as_before(check):
    x, y = leaf(1.0, 2.0), leaf(3.0, 4.0).t()
    array = x.detach().numpy()

    check(lambda x, y: x.detach() * x * y, (x, y), raise_exception=False)

    assert x.tolist() == [1, 2] and y.tolist() == [3, 4]
    assert x.is_leaf and x.requires_grad and x.grad is None
    assert np.shares_memory(array, x.detach().numpy())


def test_inputs_are_as_before_when_the_function_fails():
    x, calls = leaf(1.0, 2.0), []

    def fails(x):
        calls.append(x)
        if len(calls) > 2:
            raise KeyError("third call")
        return x * x

    with pytest.raises(KeyError):
        gradcheck(fails, x)

    assert x.tolist() == [1, 2]


def test_the_warning_points_to_the_caller():
    with pytest.warns(UserWarning, match="^Input #0 requires gradient and is not a double") as said:
        gradcheck(lambda x: x * 1, torch.tensor([1.0], requires_grad=True), raise_exception=False)

    assert said[0].filename == __file__


@pytest.mark.parametrize(
    "refused",
    [
        lambda: gradcheck(lambda x: x, leaf(1.0), check_forward_ad=True),
        lambda: gradgradcheck(lambda x: x, leaf(1.0), check_fwd_over_rev=True),
    ],
    ids=["gradcheck", "gradgradcheck"],
)
def test_forward_mode_is_refused_in_a_sentence(refused):
    with pytest.raises(NotImplementedError, match="autograd_ref has no forward mode; PyTorch has"):
        refused()
