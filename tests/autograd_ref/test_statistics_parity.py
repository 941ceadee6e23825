"""Statistics, sorting and einsum on random data: value and two derivatives as a live PyTorch's."""

import numpy as np
import pytest

import autograd_ref

CUBE = (3, 4, 2)

# A function of the module and of operands; their shapes.
ONE = [
    lambda _, x: x.cumsum(1),
    lambda _, x: x.cumprod(-1),
    lambda _, x: x.cumprod(0).cumsum(1),
    lambda _, x: x.prod(),
    lambda _, x: x.prod(1, True),
    lambda _, x: x.var(),
    lambda _, x: x.var((0, 2), correction=0),
    lambda _, x: x.std(1, keepdim=True),
    lambda t, x: sum(t.std_mean(x, (0, -1))),
    lambda t, x: sum(t.var_mean(x)),
    lambda _, x: x.norm(),
    lambda _, x: x.norm(1, (1, 2)),
    lambda _, x: x.norm(3.5, 0, True),
    lambda _, x: x.norm(0.5, 1),
    lambda _, x: x.norm(-1.5, 1),
    lambda _, x: x.norm(float("inf"), 1),
    lambda _, x: x.norm(-float("inf")),
    lambda t, x: t.linalg.norm(x, 1, (0, 1)),
    lambda t, x: t.linalg.norm(x, -float("inf"), (2, 0), True),
    lambda t, x: t.linalg.matrix_norm(x),
    lambda _, x: x.median(),
    lambda _, x: x.median(1).values,
    lambda _, x: x.sort(0)[0],
    lambda _, x: x.sort(stable=True, dim=1, descending=True)[0],
    lambda _, x: x.topk(2, 1)[0],
    lambda _, x: x.topk(3, 0, largest=False)[0],
    lambda _, x: x.cummax(1)[0],
    lambda _, x: x.cummin(0)[0],
    lambda _, x: x.logsumexp((0, 1)),
    lambda _, x: x.softmax(1),
    lambda _, x: x.log_softmax(0),
    lambda _, x: x.flip(0, 2).roll((2, -1), (1, 0)),
    lambda _, x: x.tril(-1) + x.triu(1),
    lambda _, x: x.diagonal(1, 0, 1),
    lambda _, x: x[0].diag(-1),
    lambda _, x: x[:, 0, 0].diag(1),
    lambda _, x: x[1].trace(),
    lambda _, x: x.repeat(2, 1, 1, 3),
    lambda _, x: x.tile(2, 2),
    lambda _, x: x.repeat_interleave(3, 1),
    lambda t, x: x.repeat_interleave(t.tensor([0, 2, 1]), 0),
    lambda _, x: x.diff(2, 1),
    lambda t, x: x.diff(dim=0, prepend=x[:1] * 2, append=x[:2]),
    lambda _, x: x.unflatten(1, (2, -1)).movedim((0, 1), (2, 0)),
    lambda _, x: x.erf(),
    lambda _, x: x.fmod(0.7),
    lambda _, x: x.frac(),
    lambda _, x: (x / x.relu()).nan_to_num(1.5, 2.0, -3.0),
    lambda t, x: t.einsum("iij->ji", x[:, :3]),
    lambda t, x: t.einsum("...j->j...", x),
    lambda t, x: t.einsum("ijk->", x),
    lambda t, x: t.einsum("ijk,ilk->jl", x, x),
    lambda t, x: t.einsum("bij,bjk,bkl->il", x, x.movedim(1, 2), x),
    lambda t, x: t.einsum("...jk,...lk->...jl", x, x),
    lambda t, x: t.tensordot(x, x, ([0, 2], [0, 2])),
    lambda t, x: t.hstack([x, x * x]) + t.vstack([x[:1], x[1:2], x[2:]])[0, 0, 0],
    lambda t, x: t.meshgrid(x[0, 0], x[:, 0, 0], indexing="xy")[1],
]
PLACES = [[[0, 2], [1, 0]], [[2, 0], [1, 1]]]
TWO = [
    lambda _, x, y: x.logaddexp(y),
    lambda _, x, y: x.atan2(y),
    lambda _, x, y: x.lerp(y, 0.3),
    lambda _, x, y: x.lerp(y, y.sigmoid()),
    lambda _, x, y: x.addcmul(y, x, value=-0.7),
    lambda _, x, y: x.addcdiv(y, x + 3, value=2),
    lambda _, x, y: x.fmod(y),
    lambda t, x, y: x.index_add(1, t.tensor([0, 3, 0, 1]), y, alpha=0.5),
    lambda t, x, y: x.scatter(1, t.tensor(PLACES), y[:2, :2]),
    lambda t, x, y: x.scatter_add(1, t.tensor(PLACES), y[:2, 1:3]),
    lambda t, x, y: (x * 2).scatter_add_(2, t.tensor([[[0, 1, 0]]]), y.view(4, 2, 3)[:1, :1]),
    lambda t, x, y: (x * 2).index_add_(0, t.tensor([2, 2, 0]), y),
    lambda _, x, y: (x * 2).lerp_(y, 0.7).cumsum_(1).tril_(),
    lambda t, x, y: t.einsum("ijk,ijk->j", x, y),
    lambda t, x, y: t.einsum("ijk,lmk->jml", x, y),
    lambda t, x, y: t.einsum("ijk,j...->...ik", x, y[0]),
    lambda t, x, y: t.broadcast_tensors(x[:1], y)[0] * y,
]


def answers(torch, f, arrays, weights):
    """The value, the gradients, and the gradients of the gradients."""
    xs = [torch.tensor(array, requires_grad=True) for array in arrays]
    out = f(torch, *xs)
    cotangent = torch.tensor(np.resize(weights, tuple(out.shape)))
    settings = {"create_graph": True, "materialize_grads": True}
    first = torch.autograd.grad((out.sin() * cotangent).sum(), xs, **settings)
    slope = sum((g * torch.tensor(np.resize(weights, tuple(g.shape)))).sum() for g in first)
    second = torch.autograd.grad(slope, xs, materialize_grads=True)
    return [out, *first, *second]


@pytest.mark.parity
@pytest.mark.parametrize("draw", range(3))
@pytest.mark.parametrize(
    ("f", "operands"),
    [pytest.param(f, 1, id=f"one-{at}") for at, f in enumerate(ONE)]
    + [pytest.param(f, 2, id=f"two-{at}") for at, f in enumerate(TWO)],
)
def test_value_and_two_derivatives_as_pytorch(f, operands, draw):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    rng = np.random.default_rng(draw)
    arrays = [rng.normal(size=CUBE) for _ in range(operands)]
    weights = rng.uniform(0.5, 2.0, 101)

    expected = answers(torch, f, arrays, weights)
    found = answers(autograd_ref, f, arrays, weights)

    for ours, theirs in zip(found, expected, strict=True):
        assert tuple(ours.shape) == tuple(theirs.shape)
        np.testing.assert_allclose(
            ours.detach().numpy(), theirs.detach().numpy(), rtol=1e-9, atol=1e-12
        )
