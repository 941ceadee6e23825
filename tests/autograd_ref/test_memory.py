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
    for _ in range(3 * KEPT):
        x.add_(1)

    assert len(Writes.of_scalars) <= 2 * KEPT
    assert x._version == 3 * KEPT


VIEW_WRITERS = {
    "a row": lambda y, w: y[0].mul_(w[0]),
    "rows": lambda y, w: y[1:].copy_(w),
    "all, transposed": lambda y, w: y.T.mul_(w.sum()),
    "all, flat": lambda y, w: y.view(-1)[::2].add_(w.view(-1)[:3]),
    "a view of a view": lambda y, w: y[:, 1:][0].sub_(w[0, 1:]),
    "an item": lambda y, w: y.__setitem__((1, 2), w[0, 0] * 2),
    "a column": lambda y, w: y.__setitem__((slice(None), 1), w[0, :1]),
    "twice": lambda y, w: (y[0].mul_(3), y[:, 0].add_(w[0, 0])),
}


@pytest.mark.parametrize("write", VIEW_WRITERS.values(), ids=VIEW_WRITERS)
def test_a_write_into_a_view_is_part_of_the_history_of_its_base_and_of_every_view(write, rng):
    """Gradients through the base, and through a view made before, are central differences."""
    values = [rng.uniform(0.5, 2.0, (2, 3)), rng.uniform(0.5, 2.0, (1, 3))]
    weights = [ag.tensor(rng.uniform(0.5, 2.0, shape)) for shape in ((2, 3), (3,))]

    def loss(x, w):
        y = x * 1.5
        seen_before = y[:, 1:].T[0]
        last = y[-1]
        write(y, w)
        whole, part = weights
        return (y.sin() * whole).sum() + (last.exp() * part).sum() + (seen_before**2).sum()

    x, w = (ag.tensor(v, requires_grad=True) for v in values)
    loss(x, w).backward()

    for leaf, which in ((x, 0), (w, 1)):
        for at in np.ndindex(*leaf.shape):
            ends = []
            for step in (1e-6, -1e-6):
                moved = [v.copy() for v in values]
                moved[which][at] += step
                ends.append(loss(*map(ag.tensor, moved)).item())
            slope = (ends[0] - ends[1]) / 2e-6
            found = 0.0 if leaf.grad is None else leaf.grad[at].item()
            assert found == pytest.approx(slope, rel=1e-6, abs=1e-7)


def test_a_constant_becomes_a_result_when_a_view_of_it_is_written_with_one(x):
    c = ag.zeros(3)
    first, last = c[0], c[2]

    first.add_(x[1])

    assert c.requires_grad and last.requires_grad and not c.is_leaf
    names = (c.grad_fn.name(), first.grad_fn.name())
    assert names == ("torch::autograd::CopySlices", "AsStridedBackward0")


def test_views_that_are_gone_are_forgotten():
    c = ag.zeros(3)
    for _ in range(1000):
        c[0]

    assert len(c._family) <= 128


def test_autograd_does_not_see_what_is_written_into_a_part_of_data(x):
    """As in PyTorch: no error, and the gradient is that of the new value."""
    y = x * 1
    z = (y * y).sum()

    y.data[0] = 5.0
    y.data.view(2, 1)[1:].fill_(7.0)

    z.backward()
    assert x.grad.tolist() == [10.0, 14.0] and y._version == 0
