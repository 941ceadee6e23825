"""Where every optimiser goes, in every setting: as PyTorch went with the same gradients.

To record anew: `python tests/autograd_ref/optim/test_trajectories.py`, with PyTorch installed.
"""

import json
from pathlib import Path

import numpy as np
import pytest

import autograd_ref as ag

FILE = Path(__file__).with_suffix(".json")
KINDS = ("SGD", "Adam", "AdamW", "RMSprop")
SHAPES = ((), (3,), (2, 2))
STEPS = 6
CASES = [
    "SGD(params, lr=0.1)",
    "SGD(params, lr=0.1, momentum=0.9)",
    "SGD(params, lr=0.1, momentum=0.9, dampening=0.3)",
    "SGD(params, lr=0.1, momentum=0.9, nesterov=True)",
    "SGD(params, lr=0.1, weight_decay=0.2)",
    "SGD(params, lr=0.1, momentum=0.8, weight_decay=0.2, nesterov=True, maximize=True)",
    "Adam(params, lr=0.1)",
    "Adam(params, lr=0.1, betas=(0.3, 0.6), eps=0.01)",
    "Adam(params, lr=0.1, betas=(0.9, 0.5), amsgrad=True)",
    "Adam(params, lr=0.1, weight_decay=0.2, maximize=True)",
    "Adam(params, lr=0.1, weight_decay=0.2, decoupled_weight_decay=True)",
    "AdamW(params, lr=0.1)",
    "AdamW(params, lr=0.1, betas=(0.5, 0.4), weight_decay=0.3, amsgrad=True, maximize=True)",
    "RMSprop(params, lr=0.1)",
    "RMSprop(params, lr=0.1, alpha=0.7, eps=0.01)",
    "RMSprop(params, lr=0.1, centered=True)",
    "RMSprop(params, lr=0.1, momentum=0.9, weight_decay=0.2)",
    "RMSprop(params, lr=0.1, alpha=0.4, centered=True, momentum=0.5, maximize=True)",
]
RECORDED = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def run(torch, case, start, gradients, dtype=np.float64):
    """(the parameters after each step, the state at the end), as lists of numbers."""
    params = [torch.nn.Parameter(torch.tensor(np.array(x, dtype))) for x in start]
    optimizer = eval(
        case, {name: getattr(torch.optim, name) for name in KINDS} | {"params": params}
    )
    path = []
    for at_step in gradients:
        for x, g in zip(params, at_step, strict=True):
            x.grad = torch.tensor(np.array(g, dtype))
        optimizer.step()
        path.append([x.detach().tolist() for x in params])
    state = [{key: kept.tolist() for key, kept in optimizer.state[x].items()} for x in params]
    return path, state


def numbers(nested):
    """All numbers in nested lists and dicts, in order."""
    if isinstance(nested, dict):
        nested = list(nested.values())
    if isinstance(nested, list | tuple):
        return np.concatenate([numbers(each) for each in nested] or [[]])
    return np.array([nested], float)


def problem(rng):
    """A start and the gradients of every step."""
    start = [rng.standard_normal(shape).tolist() for shape in SHAPES]
    return start, [[rng.standard_normal(shape).tolist() for shape in SHAPES] for _ in range(STEPS)]


def assert_same(ours, theirs, tolerance):
    """PyTorch multiplies and adds in one rounding, so the last bits may differ."""
    (path, state), (their_path, their_state) = ours, theirs
    np.testing.assert_allclose(numbers(path), numbers(their_path), tolerance, tolerance / 100)
    assert [list(each) for each in state] == [list(each) for each in their_state]
    np.testing.assert_allclose(numbers(state), numbers(their_state), tolerance, tolerance / 100)


@pytest.mark.parametrize("case", CASES)
def test_an_optimizer_goes_where_pytorch_went(case):
    ours = run(ag, case, RECORDED["start"], RECORDED["gradients"])

    assert_same(ours, RECORDED[case], 1e-13)


def test_all_recorded_ways_differ():
    """A setting that changed nothing would not be tested."""
    ways = [numbers(RECORDED[case][0]) for case in CASES]

    for at, way in enumerate(ways):
        for other in ways[:at]:
            assert np.abs(way - other).max() > 1e-3
    assert len(RECORDED) == len(CASES) + 2


@pytest.mark.parity
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("case", CASES)
def test_an_optimizer_goes_where_pytorch_goes(case, dtype, rng):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    start, gradients = problem(rng)

    ours, theirs = (run(engine, case, start, gradients, dtype) for engine in (ag, torch))

    assert_same(ours, theirs, 1e-13 if dtype is np.float64 else 1e-4)


def record():
    """None; writes what the installed PyTorch answers."""
    import torch

    start, gradients = problem(np.random.default_rng(7))
    answers = {case: run(torch, case, start, gradients) for case in CASES}
    text = json.dumps({"start": start, "gradients": gradients} | answers)
    FILE.write_text(text.replace(', "', ',\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
