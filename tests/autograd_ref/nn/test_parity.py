"""Functions and models, here and in a live PyTorch: values, derivatives twice, training."""

import numpy as np
import pytest

import autograd_ref as ag

pytestmark = pytest.mark.parity

ELEMENTWISE = {
    "relu": lambda T, F, x: F.relu(x),
    "softplus": lambda T, F, x: F.softplus(x * 3, beta=1.5, threshold=4.0),
    "gelu": lambda T, F, x: F.gelu(x),
    "gelu tanh": lambda T, F, x: F.gelu(x, approximate="tanh"),
    "silu": lambda T, F, x: F.silu(x),
    "leaky_relu": lambda T, F, x: F.leaky_relu(x, 0.2),
    "elu": lambda T, F, x: F.elu(x, 1.3),
    "logsigmoid": lambda T, F, x: F.logsigmoid(x * 5),
    "softsign": lambda T, F, x: F.softsign(x),
    "tanhshrink": lambda T, F, x: F.tanhshrink(x),
    "softmax": lambda T, F, x: F.softmax(x * 5, -1),
    "log_softmax": lambda T, F, x: F.log_softmax(x * 50, 0),
    "logsumexp": lambda T, F, x: T.logsumexp(x * 9, (0, -1)),
    "in place": lambda T, F, x: F.leaky_relu(F.elu(F.silu(x * 2, True), 1.3, True) * 1, 0.1, True),
    "normalize": lambda T, F, x: F.normalize(x, p=3.0, dim=-1),
    "pad": lambda T, F, x: F.pad(x, (2, -1, -1, 3)),
    "layer_norm": lambda T, F, x: F.layer_norm(x, x.shape[1:]),
    "batch_norm": lambda T, F, x: F.batch_norm(x, None, None, training=True),
    "mse": lambda T, F, x: F.mse_loss(x, x.sin()),
    "huber": lambda T, F, x: F.huber_loss(x * 2, x.sin(), "sum", 0.7),
    "smooth l1": lambda T, F, x: F.smooth_l1_loss(x * 2, x.sin(), reduction="none", beta=0.7),
    "bce": lambda T, F, x: F.binary_cross_entropy(x.sigmoid(), x.sin() ** 2, x.detach() ** 2),
    "bce logits": lambda T, F, x: F.binary_cross_entropy_with_logits(
        x * 9, x.sin() ** 2, reduction="none", pos_weight=x.detach() ** 2
    ),
}


def scores(**settings):
    """Cross entropy of scores for drawn classes, some of which are ignored."""

    def loss(T, F, x):
        given = dict(settings)
        places = np.random.default_rng(7)
        classes = places.integers(0, x.shape[1], (x.shape[0], *x.shape[2:]))
        if given.pop("ignore", False):
            classes = np.where(places.random(classes.shape) < 0.3, -100, classes)
        if given.pop("weigh", False):
            given["weight"] = T.tensor(places.random(x.shape[1]))
        target = T.tensor(classes)
        if given.pop("spread", False):
            target = x.detach().softmax(1)
        return F.cross_entropy(x * 4, target, **given)

    return loss


CLASSES = {
    "mean": scores(),
    "sum": scores(reduction="sum", weigh=True),
    "none": scores(reduction="none", ignore=True),
    "weights": scores(weigh=True, ignore=True),
    "ignored class": scores(ignore_index=1),
    "smooth": scores(label_smoothing=0.2, weigh=True, ignore=True),
    "smooth none": scores(label_smoothing=0.7, reduction="none", ignore=True),
    "smooth sum": scores(label_smoothing=0.7, reduction="sum", weigh=True),
    "probabilities": scores(spread=True, weigh=True),
    "probabilities smooth": scores(spread=True, label_smoothing=0.1, reduction="none"),
}
SHAPES = [(3, 4), (5, 2), (2, 3, 4), (1, 3)]


def answers(T, f, value, weights):
    """The value, the gradient of its sine, and the gradient of the gradient's sine."""
    x = T.tensor(value, requires_grad=True)
    out = f(T, T.nn.functional, x)
    (first,) = T.autograd.grad((out.sin() * 1.3).sum(), x, create_graph=True)
    found = {"value": out, "first": first}
    if first.requires_grad:
        slope = (first.sin() * T.tensor(weights)).sum()
        found["second"] = T.autograd.grad(slope, x, allow_unused=True)[0]
    return {name: y.detach().numpy() for name, y in found.items() if y is not None}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", [*ELEMENTWISE, *(f"cross entropy, {name}" for name in CLASSES)])
def test_a_function_and_its_derivatives(name, shape, rng):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    f = ELEMENTWISE.get(name) or CLASSES[name.removeprefix("cross entropy, ")]
    if name == "batch_norm" and shape[0] == 1:
        pytest.skip("a batch of one can't be normalised")
    value, weights = rng.uniform(-1.5, 1.5, shape), rng.uniform(0.5, 2.0, shape)

    ours, theirs = (answers(T, f, value, weights) for T in (ag, torch))

    assert {"value", "first"} <= set(ours)
    for kind in set(ours) | set(theirs):
        if kind not in ours or kind not in theirs:  # one engine's zero is the other's None
            assert not np.any(ours.get(kind, theirs.get(kind)))
            continue
        np.testing.assert_allclose(ours[kind], theirs[kind], rtol=1e-8, atol=1e-11, err_msg=kind)


def classifier(nn):
    return nn.Sequential(
        nn.Embedding(6, 5, padding_idx=0),
        nn.LayerNorm(5),
        nn.Flatten(),
        nn.Linear(15, 8),
        nn.BatchNorm1d(8),
        nn.GELU(),
        nn.Linear(8, 8, bias=False),
        nn.SiLU(),
        nn.Linear(8, 4),
    )


def regressor(nn):
    layers = nn.ModuleList([nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 3), nn.Softplus()])
    return nn.Sequential(*layers, nn.Linear(3, 3), nn.LeakyReLU(0.1), nn.Linear(3, 1))


MODELS = {
    "classifier": (
        classifier,
        lambda nn: nn.CrossEntropyLoss(label_smoothing=0.1),
        lambda rng: (rng.integers(0, 6, (10, 3)), rng.integers(0, 4, 10)),
    ),
    "regressor": (
        regressor,
        lambda nn: nn.SmoothL1Loss(),
        lambda rng: (rng.normal(size=(10, 3)), rng.normal(size=(10, 1))),
    ),
    "chances": (
        regressor,
        lambda nn: nn.BCEWithLogitsLoss(reduction="sum"),
        lambda rng: (rng.normal(size=(10, 3)), rng.integers(0, 2, (10, 1)) * 1.0),
    ),
}


def trained(T, name, state, batches):
    """(losses, parameters and buffers, predictions in evaluation) after a step for each batch."""
    make, make_loss, _ = MODELS[name]
    model = make(T.nn).double()
    if state is None:
        state = {key: value.numpy() for key, value in model.state_dict().items()}
    model.load_state_dict({key: T.tensor(value) for key, value in state.items()})
    loss_of, losses = make_loss(T.nn), []
    state = {key: value.copy() for key, value in state.items()}
    for inputs, targets in batches:
        loss = loss_of(model(T.tensor(inputs)), T.tensor(targets))
        model.zero_grad()
        loss.backward()
        T.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        with T.no_grad():
            for parameter in model.parameters():
                parameter -= 0.1 * parameter.grad
        losses.append(loss.item())
    model.eval()
    predictions = model(T.tensor(batches[0][0])).detach().numpy()
    after = {key: value.numpy() for key, value in model.state_dict().items()}
    return state, losses, after, predictions


@pytest.mark.parametrize("name", MODELS)
def test_a_model_learns_the_same(name, rng):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    batches = [MODELS[name][2](rng) for _ in range(8)]

    state, *ours = trained(ag, name, None, batches)
    _, *theirs = trained(torch, name, state, batches)

    assert len(set(ours[0])) == len(batches)
    np.testing.assert_allclose(ours[0], theirs[0], rtol=1e-9)
    assert list(ours[1]) == list(theirs[1])
    for key, value in ours[1].items():
        np.testing.assert_allclose(value, theirs[1][key], rtol=1e-7, atol=1e-10, err_msg=key)
    np.testing.assert_allclose(ours[2], theirs[2], rtol=1e-7, atol=1e-10)
