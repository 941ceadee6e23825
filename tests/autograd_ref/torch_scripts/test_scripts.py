"""Complete scripts as PyTorch's users write them run unchanged, and give PyTorch's numbers.

Each module here but this one has `run(torch)`, which yields labelled observations. What PyTorch
2.13 gave is in scripts.json; `python -m tests.autograd_ref.torch_scripts.test_scripts` records it.
"""

import importlib
import json
import math
from pathlib import Path

import pytest

import autograd_ref

HERE = Path(__file__).parent
RECORDED = HERE / "scripts.json"
SCRIPTS = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("test_"))


def observed(torch, script):
    """[[label, plain data], ...] of one script in one engine."""
    module = importlib.import_module(f"tests.autograd_ref.torch_scripts.{script}")
    return [[label, plain(torch, value)] for label, value in module.run(torch)]


def plain(torch, value):
    """Tensors as nested lists; everything else as JSON has it."""
    return value.detach().tolist() if isinstance(value, torch.Tensor) else value


def assert_close(ours, theirs, where):
    """Numbers agree to float32's precision over a few hundred steps, all else exactly."""
    if isinstance(theirs, list):
        assert isinstance(ours, list) and len(ours) == len(theirs), where
        for at, pair in enumerate(zip(ours, theirs, strict=True)):
            assert_close(*pair, [*where, at])
    elif isinstance(theirs, float):
        assert isinstance(ours, float), where
        assert math.isclose(ours, theirs, rel_tol=2e-4, abs_tol=2e-6), (*where, ours, theirs)
    else:
        assert type(ours) is type(theirs) and ours == theirs, (*where, ours, theirs)


@pytest.mark.parametrize("script", SCRIPTS)
def test_gives_the_numbers_that_pytorch_gave(script):
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))[script]

    assert_close(observed(autograd_ref, script), recorded, [script])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(1.001, 1.0), (1e-5, 0.0), (1, 1.0), (1, True), ([1.0], [1.0, 2.0]), ([[1]], [[2]]), (2, "2")],
)
def test_a_difference_is_seen(ours, theirs):
    with pytest.raises(AssertionError):
        assert_close(ours, theirs, [])


def test_every_script_is_recorded_and_says_enough():
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))

    assert sorted(recorded) == SCRIPTS and len(SCRIPTS) >= 20
    for script, observations in recorded.items():
        assert len({label for label, _ in observations}) == len(observations) >= 4, script


@pytest.mark.parity
@pytest.mark.filterwarnings("ignore:.*torch.jit")  # PyTorch about its own insides
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_live_pytorch_gives_them_still(script):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))[script]

    assert_close(observed(torch, script), recorded, [script])


def record():
    """None; writes scripts.json from the installed PyTorch."""
    import torch

    answers = {script: observed(torch, script) for script in SCRIPTS}
    lines = [
        json.dumps(script) + ": [\n" + ",\n".join(map(json.dumps, observations)) + "\n]"
        for script, observations in answers.items()
    ]
    RECORDED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    record()
