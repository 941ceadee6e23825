"""Writes in place: what they return, what they refuse, and who notices."""

import numpy as np
import pytest

import autograd_ref as ag

STALE = "modified by an inplace operation"


@pytest.fixture
def x():
    return ag.tensor([1.0, 2.0], requires_grad=True)


IN_PLACE = {
    "add_": (lambda a, b: a.add_(b), lambda a, b: a + b),
    "sub_": (lambda a, b: a.sub_(b), lambda a, b: a - b),
    "mul_": (lambda a, b: a.mul_(b), lambda a, b: a * b),
    "div_": (lambda a, b: a.div_(b), lambda a, b: a / b),
    "copy_": (lambda a, b: a.copy_(b), lambda a, b: a * 0 + b),
    "zero_": (lambda a, b: a.zero_(), lambda a, b: a * 0),
}


@pytest.mark.parametrize("shape", [(2, 3), ()], ids=["array", "0-d"])
@pytest.mark.parametrize("name", IN_PLACE)
def test_in_place_equals_out_of_place(name, shape, rng):
    """Value, gradients of both operands, identity and version."""
    in_place, out_of_place = IN_PLACE[name]
    values = [rng.uniform(0.5, 2.0, shape) for _ in range(2)]
    results = []
    for function in (in_place, out_of_place):
        a, b = (ag.tensor(v, requires_grad=True) for v in values)
        y = a * 1.5
        out = function(y, b * 2)
        assert (out is y) == (function is in_place)
        (out * out).sum().backward()
        results.append([out.detach(), a.grad, b.grad])

    for found, expected in zip(*results, strict=True):
        if expected is not None:
            np.testing.assert_allclose(found.numpy(), expected.numpy())


@pytest.mark.parametrize("name", IN_PLACE)
def test_a_write_is_counted_and_shared(name):
    a = ag.tensor([[1.0, 2.0]])
    view, alone, hidden = a.T, a.detach(), a.data
    in_place, _ = IN_PLACE[name]

    in_place(a, ag.tensor([[5.0, 5.0]]))

    assert (a._version, view._version, alone._version, hidden._version) == (1, 1, 1, 0)
    assert view.tolist() == [[v] for v in a.tolist()[0]] == [[v] for v in alone.tolist()[0]]


WRITERS = {
    "itself": lambda y: y.add_(1),
    "a view": lambda y: y.detach()[0:1].add_(1),
    "its detach": lambda y: y.detach().mul_(2),
    "an item": lambda y: y.detach().__setitem__(0, 7.0),
    "no_grad": lambda y: ag.no_grad()(lambda: y.sub_(1))(),
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize(
    "use",
    [lambda y: y * y, lambda y: y**2, lambda y: y.sin(), lambda y: y @ y],
    ids=["mul", "pow", "sin", "dot"],
)
def test_a_stale_saved_value_is_an_error(x, use, write):
    y = x * 1
    z = use(y).sum()

    write(y)

    with pytest.raises(RuntimeError, match=STALE):
        z.backward()


@pytest.mark.parametrize("shape", [(2,), ()], ids=["array", "0-d"])
def test_a_stale_constant_is_an_error(shape):
    x, c = ag.ones(shape, requires_grad=True), ag.ones(shape)
    z = (x * c).sum()

    c.add_(1)

    with pytest.raises(RuntimeError, match=STALE):
        z.backward()


@pytest.mark.parametrize("shape", [(2,), ()], ids=["array", "0-d"])
def test_a_stale_value_is_found_when_its_tensor_is_gone(shape):
    def build(x):
        y = x * 2
        z = y * y
        y.add_(1)
        return z.sum()

    with pytest.raises(RuntimeError, match=STALE):
        build(ag.ones(shape, requires_grad=True)).backward()


@pytest.mark.parametrize(
    "use",
    [lambda y: y * 3, lambda y: y * ag.tensor([3.0, 4.0]), lambda y: y + y, lambda y: y.sum()],
)
def test_what_no_rule_needs_is_not_saved(x, use):
    """So a write into it is no error, and it lives no longer than its tensor."""
    y = x * 1
    z = use(y).sum()

    y.add_(1)

    z.backward()
    assert x.grad is not None


def test_a_write_before_the_use_is_no_error(x):
    y = x * 1
    y.mul_(3)

    (y * y).sum().backward()

    assert x.grad.tolist() == [18.0, 36.0]


def test_0d_tensors_share_memory_once_it_is_asked_for():
    x = ag.tensor(2.0)
    alone, array = x.detach(), x.numpy()

    x.add_(1)
    array[()] += 1

    assert (x.item(), alone.item(), alone._version) == (4.0, 4.0, 1)


def test_versions_are_forgotten_with_their_memory():
    from autograd_ref.memory import Writes

    before = len(Writes.of_arrays)
    for _ in range(100):
        ag.zeros(3).add_(1)

    assert len(Writes.of_arrays) <= before + 1


def test_overwritten_scalars_are_not_kept_for_ever():
    from autograd_ref.memory import KEPT, Writes

    x = ag.tensor(0.0)
    for _ in range(KEPT + 100):
        x.add_(1)

    assert len(Writes.of_scalars) <= KEPT
    assert x._version == KEPT + 100


def test_a_write_into_a_view_that_is_part_of_a_graph_says_it_is_missing(x):
    y = x * 1

    with pytest.raises(NotImplementedError, match="PyTorch has"):
        y[0].mul_(10)
