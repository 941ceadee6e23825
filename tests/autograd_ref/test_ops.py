"""Every operation's first and second derivative against central differences, from one table."""

import numpy as np
import pytest

import autograd_ref as ag
from autograd_ref.ops import elementwise, indexing, shapes
from autograd_ref.record import OPS
from tests.autograd_ref import ops_rows_statistics
from tests.autograd_ref.nn import rows as ops_rows_nn
from tests.autograd_ref.operands import (
    ANY,
    INSIDE,
    NONZERO,
    POSITIVE,
    away_from,
    binary,
    distinct,
    on_matrix,
    unary,
)

ROWS_02 = np.array([[0, 2, 0, 1]])  # places along the first of three rows, for (1, 4) values
BIG = (3, 4)
TABLE = {
    "AddBackward0": binary(lambda x, y: x + y) + unary(lambda x: 3 + x),
    "SubBackward0": binary(lambda x, y: x - y) + unary(lambda x: x - 3),
    "RsubBackward1": unary(lambda x: 3 - x),
    "MulBackward0": binary(lambda x, y: x * y) + unary(lambda x: -1.7 * x) + unary(lambda x: x * x),
    "DivBackward0": binary(lambda x, y: x / y, ANY, NONZERO) + unary(lambda x: x / 1.7),
    "ReciprocalBackward0": unary(lambda x: 1.7 / x, NONZERO),
    "PowBackward0": unary(lambda x: x**3) + unary(lambda x: x**-1.5, POSITIVE),
    "PowBackward1": binary(lambda x, y: x**y, POSITIVE, ANY),
    "PowBackward2": unary(lambda x: 1.7**x),
    "MaximumBackward0": binary(lambda x, y: x.maximum(y + 0.11)),
    "MinimumBackward0": binary(lambda x, y: x.minimum(y + 0.11)),
    "RemainderBackward0": unary(lambda x: x % 1.7, away_from((0.0, 1.7, -1.7))),
    "RemainderBackward1": binary(lambda x, y: x % y, away_from((), 0.2, 0.9), POSITIVE),
    "DotBackward0": [(lambda x, y: x @ y, ((4,), ANY), ((4,), ANY))],
    "MvBackward0": [(lambda x, y: x @ y, ((3, 4), ANY), ((4,), ANY))],
    "MmBackward0": [
        (lambda x, y: x @ y, ((3, 4), ANY), ((4, 2), ANY)),
        (lambda x, y: x @ y, ((4,), ANY), ((4, 2), ANY)),
        (lambda x: x @ x.T @ x, ((3, 4), ANY)),
    ],
    "BmmBackward0": [
        (lambda x, y: x.bmm(y), ((5, 3, 4), ANY), ((5, 4, 2), ANY)),
        (lambda x, y: x @ y, ((5, 3, 4), ANY), ((5, 4, 2), ANY)),
        (lambda x, y: x @ y, ((5, 1, 3, 4), ANY), ((2, 4, 3), ANY)),
        (lambda x, y: x @ y, ((3, 4), ANY), ((5, 4, 2), ANY)),
        (lambda x, y: x @ y, ((5, 3, 4), ANY), ((4,), ANY)),
        (lambda x, y: x @ y, ((4,), ANY), ((5, 4, 2), ANY)),
    ],
    "AddmmBackward0": [
        (lambda b, x, y: ag.addmm(b, x, y), ((2,), ANY), ((3, 4), ANY), ((4, 2), ANY)),
        (lambda x, y: ag.addmm(ag.ones(2, dtype=ag.float64), x, y), ((3, 4), ANY), ((4, 2), ANY)),
        (lambda b, x: ag.addmm(b, x, x.T), ((3,), ANY), ((3, 4), ANY)),
        (lambda b, x: ag.addmm(b, x, x.T, beta=0.7, alpha=-1.5), ((3, 3), ANY), ((3, 4), ANY)),
        (lambda b, x: ag.addmm(b, x, x.T, alpha=2), ((3, 1), ANY), ((3, 4), ANY)),
        (lambda b, x: ag.addmm(b, x, x.T), ((), ANY), ((3, 4), ANY)),
    ],
    "NegBackward0": unary(lambda x: -x),
    "ExpBackward0": unary(lambda x: x.exp()),
    "Expm1Backward0": unary(lambda x: x.expm1()),
    "LogBackward0": unary(lambda x: x.log(), POSITIVE),
    "Log1PBackward0": unary(lambda x: x.log1p(), INSIDE),
    "Log2Backward0": unary(lambda x: x.log2(), POSITIVE),
    "Log10Backward0": unary(lambda x: x.log10(), POSITIVE),
    "SqrtBackward0": unary(lambda x: x.sqrt(), POSITIVE),
    "RsqrtBackward0": unary(lambda x: x.rsqrt(), POSITIVE),
    "SinBackward0": unary(lambda x: x.sin()),
    "CosBackward0": unary(lambda x: x.cos()),
    "TanBackward0": unary(lambda x: x.tan(), INSIDE),
    "AsinBackward0": unary(lambda x: x.asin(), INSIDE),
    "AcosBackward0": unary(lambda x: x.acos(), INSIDE),
    "AtanBackward0": unary(lambda x: x.atan()),
    "SinhBackward0": unary(lambda x: x.sinh()),
    "CoshBackward0": unary(lambda x: x.cosh()),
    "TanhBackward0": unary(lambda x: x.tanh()),
    "SigmoidBackward0": unary(lambda x: x.sigmoid()),
    "TanhBackwardBackward0": binary(elementwise.slope_of_tanh),
    "SigmoidBackwardBackward0": binary(elementwise.slope_of_sigmoid),
    "ThresholdBackwardBackward0": [(elementwise.slope_of_relu, (BIG, ANY), (BIG, NONZERO))],
    "ReluBackward0": unary(lambda x: x.relu(), NONZERO),
    "AbsBackward0": unary(lambda x: x.abs(), NONZERO),
    "SignBackward0": unary(lambda x: x.sign(), NONZERO),
    "FloorBackward0": unary(lambda x: x.floor(), away_from((-1.0, 0.0, 1.0))),
    "CeilBackward0": unary(lambda x: x.ceil(), away_from((-1.0, 0.0, 1.0))),
    "RoundBackward0": unary(lambda x: x.round(), away_from((-1.5, -0.5, 0.5, 1.5))),
    "TruncBackward0": unary(lambda x: x.trunc(), away_from((-1.0, 1.0))),
    "ClampBackward1": unary(lambda x: x.clamp(-0.5, 0.7), away_from((-0.5, 0.7)))
    + unary(lambda x: x.clamp(min=0.3), away_from((0.3,)))
    + unary(lambda x: x.clamp(max=0.3), away_from((0.3,))),
    "ClampBackward0": binary(lambda x, y: x.clamp(y - 0.5, y * 0.9 + 0.3))
    + binary(lambda x, y: x.clamp(min=y + 0.01))
    + unary(lambda x: x.clamp(-0.5, ag.tensor(0.7, dtype=ag.float64)), away_from((-0.5, 0.7))),
    "WhereBackward0": binary(lambda x, y: ag.where((x * y).detach() > 0.1, x, y), NONZERO)
    + unary(lambda x: ag.where(x > 0.2, x, 3.0), away_from((0.2,))),
    "SumBackward0": on_matrix(lambda x: x.sum()) + [(lambda x: x.sum(), ((), ANY))],
    "SumBackward1": on_matrix(
        lambda x: x.sum(0),
        lambda x: x.sum(1, keepdim=True),
        lambda x: x.sum((0, 1)),
        lambda x: x.sum(-1),
    ),
    "MeanBackward0": on_matrix(lambda x: x.mean()),
    "MeanBackward1": on_matrix(
        lambda x: x.mean(0), lambda x: x.mean(-1, keepdim=True), lambda x: x.mean((0, 1))
    ),
    "MaxBackward1": on_matrix(lambda x: x.max(), draw=distinct),
    "MinBackward1": on_matrix(lambda x: x.min(), draw=distinct),
    "MaxBackward0": on_matrix(
        lambda x: x.max(0)[0], lambda x: x.max(1, keepdim=True).values, draw=distinct
    )
    + [(lambda x: x.max(0)[0], ((4,), distinct))],
    "MinBackward0": on_matrix(
        lambda x: x.min(-1)[0], lambda x: x.min(0, keepdim=True).values, draw=distinct
    ),
    "AmaxBackward0": on_matrix(
        lambda x: x.amax(1), lambda x: x.amax((0, 1)), lambda x: x.amax(0, True), draw=distinct
    ),
    "AminBackward0": on_matrix(lambda x: x.amin(0), lambda x: x.amin(), draw=distinct),
    "GatherBackward0": on_matrix(
        lambda x: indexing.gather_along(x, (ROWS_02, 0, BIG, True)),
        lambda x: indexing.gather_along(x, (ROWS_02[0], 0, BIG, False)),
    ),
    "ViewBackward0": on_matrix(
        lambda x: x.reshape(2, 6), lambda x: x.view(12), lambda x: x.flatten()
    )
    + [(lambda x: x.reshape(1, 1), ((), ANY)), (lambda x: x.view(()), ((1,), ANY))],
    "UnsafeViewBackward0": on_matrix(lambda x: x.T.reshape(12), lambda x: x.T.reshape(2, -1)),
    "PermuteBackward0": on_matrix(lambda x: x.T)
    + [(lambda x: x.permute(2, 0, 1), ((2, 3, 4), ANY))],
    "TransposeBackward0": [(lambda x: x.transpose(0, -1), ((2, 3, 4), ANY))],
    "TBackward0": on_matrix(lambda x: x.t()),
    "UnsqueezeBackward0": on_matrix(
        lambda x: x.unsqueeze(1), lambda x: x.unsqueeze(-1), lambda x: x[:, None]
    )
    + [(lambda x: x.unsqueeze(0), ((), ANY))],
    "SqueezeBackward0": [(lambda x: x.squeeze(), ((1, 3, 1), ANY))],
    "SqueezeBackward2": [(lambda x: x.squeeze((0, 2)), ((1, 3, 1, 2), ANY))],
    "SqueezeBackward1": [(lambda x: x.squeeze(1), ((3, 1, 2), ANY))],
    "ExpandBackward0": [
        (lambda x: x.expand(4, 2, 3), ((2, 1), ANY)),
        (lambda x: x.expand(-1, 3), ((2, 1), ANY)),
        (lambda x: x.expand(2, 3), ((), ANY)),
    ],
    "CloneBackward0": unary(lambda x: x.clone()),
    "ToCopyBackward0": unary(lambda x: x.float().double()),
    "CatBackward0": [
        (lambda x, y: ag.cat([x, y, x * y.sum()], 1), ((2, 3), ANY), ((2, 1), ANY)),
        (
            lambda x, y: ag.cat([x, ag.ones(1, 3, dtype=ag.float64), y]),
            ((2, 3), ANY),
            ((1, 3), ANY),
        ),
    ],
    "StackBackward0": [
        (lambda x, y: ag.stack([x, y, x]), ((2, 3), ANY), ((2, 3), ANY)),
        (lambda x, y: ag.stack([x, y], -1), ((2, 3), ANY), ((2, 3), ANY)),
        (lambda x, y: ag.stack([x, y]), ((), ANY), ((), ANY)),
    ],
    "SelectBackward0": on_matrix(lambda x: x[1], lambda x: x[:, -2], lambda x: x[2, 3]),
    "SliceBackward0": on_matrix(lambda x: x[1:], lambda x: x[..., ::2], lambda x: x[0, 1:3]),
    "AliasBackward0": on_matrix(lambda x: x[...]),
    "IndexSelectBackward0": on_matrix(lambda x: x.index_select(1, ag.tensor([3, 0, 0]))),
    "MaskedSelectBackward0": on_matrix(lambda x: x.masked_select((x > 0).detach()), draw=NONZERO),
    "UnbindBackward0": on_matrix(lambda x: ag.stack([2 * row for row in x][:2])),
    "IndexBackward0": on_matrix(
        lambda x: x[ag.tensor([2, 0, 2])],
        lambda x: x[:, [1, 1, 3]],
        lambda x: x[ag.tensor([0, 2, 0]), ag.tensor([1, 3, 1])],
        lambda x: x[(x > 0).detach()],
        draw=NONZERO,
    ),
    "IndexPutBackward0": [
        (lambda x, y: written(x * 1.5, [2, 0], y), ((3, 4), ANY), ((2, 4), ANY)),
        (lambda x, y: written(x * 1.5, np.s_[:, [3, 1]], y), ((3, 4), ANY), ((), ANY)),
        (lambda x, y: written(x * 1.5, (x > 0).detach(), y), ((3, 4), NONZERO), ((), ANY)),
        (lambda x, y: x.index_put((ROWS_02[0],), y, accumulate=True), ((3, 4), ANY), ((4, 4), ANY)),
    ],
    "MaskedFillBackward0": on_matrix(
        lambda x: x.masked_fill((x > 0.2).detach(), 3.0), draw=away_from((0.2,))
    )
    + [
        (lambda x: x.masked_fill(ag.tensor([True, False, True]), -1.0), (shape, ANY))
        for shape in ((3,), (), (2, 1))
    ],
    "MaskedFillBackward1": [
        (lambda x, v: x.masked_fill(ag.tensor([True, False, True]), v), (shape, ANY), ((), ANY))
        for shape in ((2, 3), (), (3, 2, 1))
    ],
    "SplitBackward0": on_matrix(
        lambda x: ag.cat([part * at for at, part in enumerate(x.split(3, 1), 1)], 1),
        lambda x: x.chunk(2)[0],
    ),
    "SplitWithSizesBackward0": on_matrix(lambda x: x.split([1, 2])[1]),
    "AsStridedBackward0": on_matrix(lambda x: below_a_view(x * 1.5), lambda x: view_below(x * 1.5)),
    "ClearBackward0": on_matrix(lambda x: indexing.clear(x, (slice(1, None), 2))),
    "CopySlices": [
        (lambda x, y: written(x * 1.5, np.s_[1], y * 2), ((3, 4), ANY), ((4,), ANY)),
        (lambda x, y: written(x * 1.5, np.s_[1:, ::2], y), ((3, 4), ANY), ((2,), ANY)),
        (lambda x, y: written(x * 1.5, np.s_[:, 1:2], y), ((3, 4), ANY), ((), ANY)),
    ],
    "CopyBackwards": [
        (lambda x, y: (x * 1.5).copy_(y * 2), ((3, 4), ANY), ((4,), ANY)),
    ],
    "ZeroBackward0": on_matrix(lambda x: (x * 1.5).zero_() + x),
    "FillBackward2": on_matrix(lambda x: (x * 1.5).fill_(3.0) + x),
    "FillBackward3": [(lambda x, y: (x * 1.5).fill_(y) + x, ((3, 4), ANY), ((), ANY))],
}


def written(x, index, y):
    x[index] = y
    return x


def below_a_view(x):
    """x, after a view of it was written."""
    row = x[1]
    row.mul_(x[2].clone())
    return x + row


def view_below(x):
    """A view of x, after x was written."""
    part = x.view(4, 3)[1:]
    x.tanh_()
    return part


TABLE |= ops_rows_statistics.TABLE | ops_rows_nn.TABLE

CASES = [
    pytest.param(op, case, id=f"{op}-{number}")
    for op, cases in TABLE.items()
    for number, case in enumerate(cases)
]


def test_every_operation_has_a_row_and_every_row_an_operation():
    assert set(TABLE) == set(OPS) - {"NotImplemented", "Unique2Backward0"}
    assert all(TABLE.values())


def inputs_of(case, rng):
    f, *operands = case
    return f, [draw(rng, shape) for shape, draw in operands]


def tensors(values):
    return [ag.tensor(v, dtype=ag.float64, requires_grad=True) for v in values]


def loss_of(f, xs, cotangent):
    """A scalar that is curved in f's result and weighs each of its elements differently."""
    return (cotangent * f(*xs).sin()).sum()


# A cast to float32 rounds the gradient too, so its differences need a wide step.
LOOSE = {"ToCopyBackward0": {"h": 1e-2, "rtol": 2e-3, "atol": 1e-3}}


def assert_central(found, function, values, h=1e-6, rtol=2e-6, atol=1e-7):
    """The gradients are those of the scalar function of arrays."""
    for g, expected in zip(found, central(function, values, h), strict=True):
        assert g.shape == expected.shape
        np.testing.assert_allclose(g.detach().numpy(), expected, rtol=rtol, atol=atol)


def central(function, values, h):
    """The gradient of a scalar function of arrays, one element at a time."""
    gradients = []
    for which, value in enumerate(values):
        gradient = np.zeros(value.shape)
        for at in np.ndindex(*value.shape):
            moved = []
            for step in (h, -h):
                new = [np.array(v) for v in values]
                new[which][at] += step
                moved.append(function(new))
            gradient[at] = (moved[0] - moved[1]) / (2 * h)
        gradients.append(gradient)
    return gradients


def gradients(f, xs, cotangent, create_graph=False):
    loss = loss_of(f, xs, cotangent)
    return ag.autograd.grad(loss, xs, create_graph=create_graph, materialize_grads=True)


@pytest.mark.parametrize(("op", "case"), CASES)
def test_first_derivative(op, case, rng):
    """The gradient of <cotangent, sin(f(x))> equals its central difference."""
    f, values = inputs_of(case, rng)
    out = f(*tensors(values))
    cotangent = ag.tensor(rng.uniform(0.5, 2.0, out.shape))

    found = gradients(f, tensors(values), cotangent)

    def loss(new):
        return loss_of(f, tensors(new), cotangent).item()

    assert_central(found, loss, values, **LOOSE.get(op, {}))


@pytest.mark.parametrize(("op", "case"), CASES)
def test_second_derivative(op, case, rng):
    """The gradient of <v, gradient> equals the central difference of <v, gradient>."""
    f, values = inputs_of(case, rng)
    xs = tensors(values)
    cotangent = ag.tensor(rng.uniform(0.5, 2.0, f(*xs).shape))
    weights = [ag.tensor(rng.uniform(0.5, 2.0, v.shape)) for v in values]

    def slope(gs):
        return sum(((w * g).sum() for w, g in zip(weights, gs, strict=True)), ag.tensor(0.0))

    first = slope(gradients(f, xs, cotangent, create_graph=True))
    if first.requires_grad:
        found = ag.autograd.grad(first, xs, materialize_grads=True)
    else:
        found = [ag.zeros_like(x) for x in xs]

    def slope_at(new):
        return slope(gradients(f, tensors(new), cotangent)).item()

    assert_central(found, slope_at, values, **LOOSE.get(op, {}))


@pytest.mark.parametrize(("op", "case"), CASES)
def test_the_row_uses_its_operation(op, case, rng):
    f, values = inputs_of(case, rng)
    seen, stack = set(), [f(*tensors(values)).grad_fn]
    while stack:
        node = stack.pop()
        seen.add(repr(node).split()[0][1:])
        stack += [following for following, _ in node.next_functions if following is not None]

    assert op in seen


@pytest.mark.parametrize(("op", "case"), CASES)
def test_gradients_have_the_shape_and_dtype_of_their_leaf_and_memory_of_their_own(op, case, rng):
    f, values = inputs_of(case, rng)
    xs = tensors(values)
    out = f(*xs)
    seed = ag.tensor(rng.uniform(0.5, 2.0, out.shape))
    before = seed.clone()

    out.backward(seed, retain_graph=True)
    once = [x.grad.clone() for x in xs]
    for x in xs:
        with ag.no_grad():
            x.grad.mul_(3)

    assert seed.equal(before)
    for x, value, g in zip(xs, values, once, strict=True):
        assert x.grad.shape == x.shape and x.grad.dtype is x.dtype
        assert x.equal(ag.tensor(value))
        np.testing.assert_array_equal(x.grad.numpy(), 3 * g.numpy())
    out.backward(seed)
    for x, g in zip(xs, once, strict=True):
        np.testing.assert_allclose(x.grad.numpy(), 4 * g.numpy())


@pytest.mark.parametrize(("op", "case"), CASES)
def test_what_a_rule_returns_may_be_written(op, case, rng):
    """A product below writes into the gradient it gets: nothing that was saved may lie there."""
    f, values = inputs_of(case, rng)
    factors = [rng.uniform(0.5, 2.0, v.shape) for v in values]

    def result(xs):
        return f(*(x * ag.tensor(w) * 1.25 for x, w in zip(xs, factors, strict=True)))

    inside = [v / (w * 1.25) for v, w in zip(values, factors, strict=True)]
    xs = tensors(inside)
    out = result(xs)
    seed = ag.tensor(rng.uniform(0.5, 2.0, out.shape))
    before = seed.clone()

    first = ag.autograd.grad(out, xs, seed, retain_graph=True, materialize_grads=True)
    again = ag.autograd.grad(out, xs, seed, materialize_grads=True)

    plain = tensors([v * 1.0 for v in values])
    below = ag.autograd.grad(f(*plain), plain, seed, materialize_grads=True)
    assert seed.equal(before)
    for g, same, base, w in zip(first, again, below, factors, strict=True):
        np.testing.assert_array_equal(g.numpy(), same.numpy())
        np.testing.assert_allclose(g.numpy(), base.numpy() * w * 1.25, rtol=1e-6, atol=1e-9)


def test_shapes_are_not_all_square():
    extents = {len(set(shape)) for cases in TABLE.values() for _, (shape, _), *_ in cases}
    assert extents > {1}
    assert shapes.unbroadcast(np.ones((4, 2, 3)), (2, 1)).shape == (2, 1)


def test_an_operation_without_a_derivative_says_so_when_it_is_asked_for():
    x = ag.tensor([1.5, 2.5], requires_grad=True)
    y = x // 2

    with pytest.raises(RuntimeError, match="derivative for aten::floor_divide is not implemented"):
        y.sum().backward()
