"""Rows of the table of test_ops.py for functions/operations.py and ops/softmax.py."""

import numpy as np

import autograd_ref as ag
from autograd_ref.functions import operations as statistics
from autograd_ref.ops.indexing import put, put_along
from tests.autograd_ref.operands import (
    ANY,
    NONZERO,
    POSITIVE,
    away_from,
    binary,
    distinct,
    on_matrix,
    unary,
    with_zeros,
)

CUBE = (2, 3, 4)
ROWS_02 = np.array([[0, 2, 0, 1]])  # places along the first of three rows, for (1, 4) values
PLACES = ag.tensor([[0, 2, 0, 1], [1, 0, 2, 2]])
TWICE = ag.tensor([[0, 2, 0, 1], [0, 0, 2, 2]])  # some places are met twice


INSIDE_01 = away_from((), 0.1, 0.9)


def drawn(f, *xs):
    """f of the tensors less f of their values, same draws: 0, as its gradient has to be."""
    ag.manual_seed(0)
    y = f(*xs)
    ag.manual_seed(0)
    return y - f(*(x.detach() for x in xs))


def on_cube(*functions, draw=ANY):
    return [(f, (CUBE, draw)) for f in functions]


TABLE = {
    "FlipBackward0": on_cube(lambda x: x.flip(0), lambda x: x.flip(-1, 0)),
    "RollBackward0": on_cube(
        lambda x: x.roll(2, 1), lambda x: x.roll((1, -2), (0, 2)), lambda x: x.roll(5)
    ),
    "TrilBackward0": on_cube(lambda x: x.tril(), lambda x: x.tril(-1)),
    "TriuBackward0": on_matrix(lambda x: x.triu(), lambda x: x.triu(1)),
    "ReshapeAliasBackward0": on_matrix(
        lambda x: x.T.reshape(4, 3, 1), lambda x: x.T.unflatten(0, (2, 2)).reshape(2, 2, 3, 1)
    ),
    "DiagonalBackward0_copy": on_matrix(lambda x: x.diag(1), lambda x: x.diag(-1)),
    "DiagonalBackward0": on_matrix(lambda x: x.diagonal(), lambda x: x.diagonal(1))
    + on_cube(lambda x: x.diagonal(-1, 0, 2)),
    "DiagEmbedBackward0": [
        (lambda x: x.diag(), ((4,), ANY)),
        (lambda x: x.diag(-2), ((3,), ANY)),
        (lambda x: statistics.on_diagonal(x, (CUBE, 1, 0, 2)), ((3, 2), ANY)),
    ],
    "TraceBackward0": on_matrix(lambda x: x.trace()) + [(lambda x: x.trace(), ((4, 3), ANY))],
    "RepeatBackward0": on_matrix(lambda x: x.repeat(2, 1), lambda x: x.repeat(2, 1, 3))
    + [(lambda x: x.repeat(2, 3), ((), ANY))],
    "MedianBackward0": on_matrix(lambda x: x.median(), draw=distinct)
    + [(lambda x: x.median(), ((), ANY))],
    "MedianBackward1": on_matrix(
        lambda x: x.median(0).values, lambda x: x.median(-1, True)[0], draw=distinct
    ),
    "SortBackward0": on_matrix(
        lambda x: x.sort()[0], lambda x: x.sort(0, descending=True).values, draw=distinct
    ),
    "SortBackward1": on_matrix(lambda x: x.sort(0, stable=True).values, draw=distinct),
    "TopkBackward0": on_matrix(
        lambda x: x.topk(2)[0], lambda x: x.topk(2, 0, largest=False)[0], draw=distinct
    ),
    "CummaxBackward0": on_matrix(lambda x: x.cummax(0).values, draw=distinct),
    "CumminBackward0": on_matrix(lambda x: x.cummin(1).values, draw=distinct),
    "CumsumBackward0": on_cube(lambda x: x.cumsum(0), lambda x: x.cumsum(-1)),
    "CumprodBackward0": on_cube(lambda x: x.cumprod(1), draw=NONZERO)
    + on_cube(lambda x: x.cumprod(0), lambda x: x.cumprod(1), draw=with_zeros)
    + [(lambda x: x.cumprod(0), ((5,), with_zeros))],
    "ProdBackward0": on_matrix(lambda x: x.prod(), draw=NONZERO)
    + on_matrix(lambda x: x.prod(), draw=with_zeros)
    + [(lambda x: x.prod(), ((4,), with_zeros)), (lambda x: x.prod(), ((), ANY))],
    "ProdBackward1": on_cube(
        lambda x: x.prod(0), lambda x: x.prod(1, True), lambda x: x.prod(-1), draw=with_zeros
    ),
    "VarBackward0": on_cube(
        lambda x: x.var(),
        lambda x: x.var(1),
        lambda x: x.var((0, -1), keepdim=True, correction=0),
        lambda x: ag.var_mean(x, 2)[0],
    ),
    "StdBackward0": on_cube(
        lambda x: x.std(), lambda x: x.std(0, unbiased=False), lambda x: x.std((0, 2), True, True)
    ),
    "LinalgVectorNormBackward0": on_cube(
        lambda x: x.norm(),
        lambda x: x.norm(dim=1),
        lambda x: x.norm(1, (0, 2), True),
        lambda x: x.norm(3, -1),
        lambda x: x.norm(0.5, 0),
        lambda x: x.norm(-2.0),
        draw=NONZERO,
    )
    + on_cube(lambda x: x.norm(2, 2), lambda x: x.norm(4), draw=with_zeros),
    "LogaddexpBackward0": binary(lambda x, y: x.logaddexp(y)),
    "Atan2Backward0": binary(lambda x, y: x.atan2(y), NONZERO),
    "LerpBackward0": binary(lambda x, y: x.lerp(y, 0.3)) + binary(lambda x, y: x.lerp(y, 1.7)),
    "LerpBackward1": binary(lambda x, y: x.lerp(y, x * y)) + binary(lambda x, y: x.lerp(x, y)),
    "AddcmulBackward0": binary(lambda x, y: x.addcmul(y, x, value=-0.7))
    + binary(lambda x, y: y.addcmul(x, x)),
    "AddcdivBackward0": binary(lambda x, y: x.addcdiv(x, y, value=1.7), ANY, NONZERO)
    + binary(lambda x, y: y.addcdiv(x, y * 2), ANY, NONZERO),
    "ClampMinBackward0": unary(lambda x: x.clamp_min(0.3), away_from((0.3,))),
    "ClampMinBackward1": binary(lambda x, y: x.clamp_min(y + 0.01)),
    "ClampMaxBackward0": unary(lambda x: x.clamp_max(0.3), away_from((0.3,))),
    "ClampMaxBackward1": binary(lambda x, y: x.clamp_max(y + 0.01)),
    "RoundBackward1": unary(
        lambda x: x.round(decimals=1), lambda rng, s: rng.integers(9, size=s) / 10
    ),
    "NanToNumBackward0": unary(lambda x: x.nan_to_num()),
    "DivBackward2": binary(
        lambda x, y: x.div(y, rounding_mode="floor"), away_from((), 0.3, 0.9), POSITIVE
    )
    + unary(lambda x: x.div(0.7, rounding_mode="trunc"), away_from((0.7, -0.7, 1.4, -1.4))),
    "TBackward1": on_matrix(lambda x: (x * 1.5).t_()),
    "UnsqueezeBackward1": on_matrix(lambda x: (x * 1.5).unsqueeze_(1)),
    "SqueezeBackward3": [(lambda x: (x * 1.5).squeeze_(), ((1, 3, 1), ANY))],
    "SqueezeBackward4": [
        (lambda x: (x * 1.5).squeeze_(0), ((1, 3), ANY)),
        (lambda x, y: x @ y, ((4,), ANY), ((4, 2), ANY)),
    ],
    "ScatterBackward0": [
        (lambda x, y: x.scatter(0, PLACES, y), ((3, 4), ANY), ((2, 4), ANY)),
        (lambda x, y: (x * 1.5).scatter_(1, PLACES.T, y), ((4, 3), ANY), ((4, 2), ANY)),
    ],
    "ScatterBackward1": on_matrix(lambda x: x.scatter(0, PLACES, 1.7)),
    "ScatterAddBackward0": [
        (lambda x, y: x.scatter_add(0, TWICE, y), ((3, 4), ANY), ((2, 4), ANY)),
        (lambda x: put_along(x, (ROWS_02, 0, (3, 4), True)), ((1, 4), ANY)),
        (lambda x: put_along(x, (ROWS_02[0], 0, (3, 4), False)), ((4,), ANY)),
    ],
    "IndexAddBackward0": [
        (lambda x, y: x.index_add(1, ag.tensor([2, 0, 2]), y), ((2, 4), ANY), ((2, 3), ANY)),
        (lambda x, y: x.index_add(0, ag.tensor(1), y, alpha=1.7), ((3,), ANY), ((1,), ANY)),
        (lambda x: put(x, ((3, 4), (np.array([2, 0, 2]),))), ((3, 4), ANY)),
        (lambda x: put(x, ((3, 4), (1, Ellipsis))), ((4,), ANY)),
    ],
    "IndexFillBackward0": on_matrix(lambda x: x.index_fill(0, ag.tensor([1, -1, 1]), 1.7)),
    "IndexFillBackward1": [
        (lambda x, y: x.index_fill(1, ag.tensor([1, -1, 1]), y), ((3, 4), ANY), ((), ANY))
    ],
    "MulBackward1": unary(lambda x: x.add(x, alpha=1.5)),
    "FmodBackward0": unary(lambda x: x.fmod(1.7), away_from((0.0, 1.7, -1.7))),
    "FmodBackward1": binary(lambda x, y: x.fmod(y), away_from((), 0.2, 0.9), POSITIVE),
    "FracBackward0": unary(lambda x: x.frac(), away_from((0.0, 1.0, -1.0))),
    "UniformBackward0": on_matrix(lambda x: (x * 1.5).uniform_(1.0, 1.0) + x),
    "NormalBackward0": on_matrix(lambda x: (x * 1.5).normal_(2.0, 0.0) + x),
    "BernoulliBackward0": on_matrix(lambda x: drawn(ag.bernoulli, x) + x, draw=INSIDE_01),
    "BernoulliBackward2": on_matrix(lambda x: (x * 1.5).bernoulli_(1.0) + x),
    "NormalBackward1": on_matrix(lambda x: drawn(lambda m: ag.normal(m, 0.7), x) + x),
    "NormalBackward2": on_matrix(lambda x: drawn(lambda s: ag.normal(1.5, s), x) + x),
    "NormalBackward3": binary(lambda x, y: drawn(ag.normal, x, y) + x * y),
    "SoftmaxBackward0": on_cube(lambda x: x.softmax(1)) + unary(lambda x: x.softmax(-1)),
    "LogSoftmaxBackward0": on_cube(lambda x: x.log_softmax(1)) + unary(lambda x: x.log_softmax(-1)),
    "LogsumexpBackward0": on_cube(
        lambda x: x.logsumexp(0), lambda x: x.logsumexp((0, -1), keepdim=True)
    ),
}
