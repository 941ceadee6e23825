"""The walk: order, accumulation, freeing, depth, memory of one's own, and nothing left behind."""

import gc
import weakref

import numpy as np
import pytest

import autograd_ref as ag
from autograd_ref.graph import Node


def leaf(*values):
    return ag.tensor(list(values), requires_grad=True)


def test_a_node_fires_once_after_everything_that_uses_it():
    """A ladder of 400 forks has 2**400 paths; each node is walked once."""
    x = ag.tensor(1.0, dtype=ag.float64, requires_grad=True)
    y = x
    for _ in range(400):
        y = 0.5 * y + 0.25 * y

    y.backward()

    assert x.grad.item() == pytest.approx(0.75**400, rel=1e-12)


def test_uses_outside_this_backward_do_no_harm():
    x = ag.tensor(3.0, requires_grad=True)
    h = x * x
    unused = [h * k for k in range(5)]

    (h * 2 + h).backward()

    assert x.grad.item() == 18.0
    assert len(unused) == 5


def test_a_root_may_lie_below_another_root():
    x = ag.tensor(3.0, requires_grad=True)
    h = x * x
    top = (h * 5).sin() * 0 + h * 2

    ag.autograd.backward([h, top])

    assert x.grad.item() == 6.0 + 12.0


@pytest.mark.parametrize("depth", [100_000])
def test_depth_has_no_limit(depth):
    """Neither the walk nor the freeing of a graph recurses; nor does a second derivative."""
    x = ag.tensor(1.0, dtype=ag.float64, requires_grad=True)
    y = x
    for _ in range(depth):
        y = y * 1.00001
    y.backward()
    assert x.grad.item() == pytest.approx(1.00001**depth)
    del y

    z = x
    for _ in range(3000):
        z = z * x
    (slope,) = ag.autograd.grad(z, x, create_graph=True)
    (curvature,) = ag.autograd.grad(slope, x)
    assert (slope.item(), curvature.item()) == (3001.0, 3001.0 * 3000.0)


@pytest.mark.slow
def test_a_million_multiplications():
    x = ag.tensor(1.0, dtype=ag.float64, requires_grad=True)
    y = x
    for _ in range(1_000_000):
        y = y * 1.000001

    y.backward()

    assert x.grad.item() == pytest.approx(1.000001**1_000_000)


def work():
    """A bit of everything: scalars, arrays, views, writes, an error, second order."""
    x, w = leaf(1.0, 2.0), ag.tensor(3.0, requires_grad=True)
    y = (x * w).exp().reshape(2, 1).T
    y.retain_grad()
    total = (y @ y.T).sum() + x.max() + ag.cat([x, x])[1:].mean()
    total.backward(retain_graph=True)
    assert total.grad_fn.next_functions[0][0].next_functions
    total.backward()
    z = x * 2
    z.mul_(w)
    z[0] = w
    (g,) = ag.autograd.grad((z * z).sum() * w, w, create_graph=True)
    g.backward()
    with ag.no_grad():
        x -= 0.1 * x.grad
    optimiser = ag.optim.SGD([x], lr=0.1, momentum=0.9)
    optimiser.step()
    optimiser.zero_grad()
    return repr(x.detach().numpy())


def test_nothing_is_left_for_the_cycle_collector():
    work()  # once, for what Python makes on first use
    gc.collect()
    gc.disable()
    try:
        work()
        assert gc.collect() == 0
    finally:
        gc.enable()


def live_nodes():
    gc.collect()
    return sum(type(each) is Node for each in gc.get_objects())


def test_a_graph_lives_as_long_as_its_result():
    before = live_nodes()
    x = leaf(1.0, 2.0)
    y = ((x * 2).exp() + x).sum()
    assert live_nodes() - before == 4

    del y

    assert live_nodes() == before


def test_backward_frees_the_saved_values_and_retain_graph_keeps_them():
    x = leaf(1.0, 2.0)
    hidden = x.exp()
    y = (hidden * hidden).sum()
    memory = weakref.ref(hidden._data)
    del hidden

    y.backward(retain_graph=True)
    assert memory() is not None
    y.backward()

    assert memory() is None
    assert y.grad_fn.next_functions[0][0].name() == "MulBackward0"


def test_accumulation_adds_in_place():
    x = leaf(1.0, 2.0)
    (x * 3).sum().backward()
    first = x.grad
    pointer = first.data_ptr()

    (x * x).sum().backward()

    assert x.grad is first and first.data_ptr() == pointer
    assert x.grad.tolist() == [5.0, 7.0]
    assert x.grad._version == 1


def test_an_error_on_the_way_leaves_every_grad_alone_and_the_graph_usable():
    """All leaves or none: gradients arrive at leaves only when the walk is over."""
    x, w = leaf(1.0, 2.0), leaf(3.0, 4.0)
    spoilt = x * 1
    y = (w * 2 + spoilt.exp() * spoilt).sum() + w.sum()
    with ag.no_grad():
        spoilt.add_(1)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="inplace"):
            y.backward()

    assert x.grad is None and w.grad is None


def test_an_error_leaves_no_half_gradient_in_the_graph():
    """A gradient that was on its way when the walk failed is not there in the next walk."""
    x, w = ag.tensor(2.0, requires_grad=True), ag.tensor(3.0, requires_grad=True)
    h = w * w
    spent = x.exp()
    spent.backward()
    with pytest.raises(RuntimeError, match="second time"):
        (spent + (h + h * 2)).backward()

    h.backward()

    assert w.grad.item() == 6.0


LEAVES_SHARE = {
    "add": lambda x, w: x + w,
    "sub of add": lambda x, w: (x + w) - x,
    "views": lambda x, w: x.reshape(3, 2).reshape(2, 3) + w.T.T,
    "casts": lambda x, w: x.double() + w,
    "cat": lambda x, w: ag.cat([x, w]),
    "stack": lambda x, w: ag.stack([x, w], 1),
    "clone": lambda x, w: x.clone() + w.clone(),
    "sum": lambda x, w: x.sum() + w.sum() + x,
    "rows": lambda x, w: ag.stack([a + b for a, b in zip(x, w, strict=True)]),
    "leaf itself": lambda x, w: x + w * 0,
    "expand": lambda x, w: x.expand(4, 2, 3) + w,
}


@pytest.mark.parametrize("f", LEAVES_SHARE.values(), ids=LEAVES_SHARE)
def test_no_two_gradients_share_memory(f, rng):
    """Not two leaves', not a leaf's and a retained one's, not the seed's and anyone's."""
    x, w = (ag.tensor(rng.normal(size=(2, 3)), requires_grad=True) for _ in range(2))
    y = f(x, w)
    y.retain_grad()
    seed = ag.tensor(rng.normal(size=y.shape))
    before = seed.numpy().copy()

    y.backward(seed)
    asked = ag.autograd.grad(f(x, w), [x, w], seed)

    found = [x.grad, w.grad, y.grad, *asked, seed]
    for at, a in enumerate(found):
        for b in found[at + 1 :]:
            assert not np.shares_memory(a.numpy(), b.numpy())
    assert np.array_equal(seed.numpy(), before)


def test_scalar_leaves_do_not_share_a_gradient():
    """Writing into one 0-d gradient must not make another's saved value look overwritten."""
    a, b = (ag.tensor(2.0, requires_grad=True) for _ in range(2))
    w = ag.tensor(3.0, requires_grad=True)
    (a + b).backward()
    penalty = b.grad * w

    a.grad.zero_()
    penalty.backward()

    assert (a.grad.item(), b.grad.item(), w.grad.item()) == (0.0, 1.0, 1.0)


def test_grad_stops_at_what_was_asked_for():
    """Below the asked tensor, and beside the way to it, nothing is walked and nothing is freed."""
    x, w = ag.tensor(2.0, requires_grad=True), ag.tensor(5.0, requires_grad=True)
    h, beside = x * x, w * w

    (g,) = ag.autograd.grad(h * beside, h)

    assert g.item() == 25.0
    assert ag.autograd.grad(h, x)[0].item() == 4.0
    assert ag.autograd.grad(beside, w)[0].item() == 10.0


def test_asked_tensors_on_one_path():
    x = ag.tensor(2.0, requires_grad=True)
    h = x * x
    k = h * 3

    gx, gh, gk, again = ag.autograd.grad(k * k, [x, h, k, h])

    assert (gk.item(), gh.item(), gx.item(), again.item()) == (24.0, 72.0, 288.0, 72.0)
    assert x.grad is None and not h.retains_grad


def test_third_derivatives_of_a_function_of_two():
    x, y = (ag.tensor(v, dtype=ag.float64, requires_grad=True) for v in (0.7, 1.3))
    (fx,) = ag.autograd.grad((x * y).sin() * x**3, x, create_graph=True)
    (fxy,) = ag.autograd.grad(fx, y, create_graph=True)
    (fxyx,) = ag.autograd.grad(fxy, x)

    s, c, a, b = np.sin(0.91), np.cos(0.91), 0.7, 1.3
    # d/dx of  4 x^3 cos(xy) - x^4 y sin(xy)
    expected = 12 * a**2 * c - 4 * a**3 * b * s - 4 * a**3 * b * s - a**4 * b * b * c
    assert fxyx.item() == pytest.approx(expected, rel=1e-12)


def test_bytes_per_node():
    """A node of a scalar chain, with the value it made, takes at most 200 bytes."""
    import tracemalloc

    x = ag.tensor(1.0, requires_grad=True)
    tracemalloc.start()
    try:
        y = x
        for _ in range(10_000):
            y = y * 1.0001
        used = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()

    assert used / 10_000 <= 200
    assert y.item() > 1
