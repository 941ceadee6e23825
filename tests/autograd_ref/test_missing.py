"""What is not there says so, in a sentence, and stays an AttributeError."""

import copy
import operator
import re

import numpy as np
import pytest

import autograd_ref as ag

SENTENCES = {
    "fft": "autograd_ref has no torch.fft yet; PyTorch has.",
    "complex64": "autograd_ref has no complex tensors; PyTorch has.",
    "gradients": "module 'autograd_ref' has no attribute 'gradients'",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_names_of_the_package(name):
    with pytest.raises(AttributeError, match=re.escape(SENTENCES[name])):
        getattr(ag, name)


ROOMS = {
    "nn": "Conv2d",
    "optim": "LBFGS",
    "optim.lr_scheduler": "OneCycleLR",
    "autograd": "profiler",
    "func": "linearize",
    "linalg": "svd",
    "utils": "checkpoint",
    "utils.data": "WeightedRandomSampler",
}


@pytest.mark.parametrize(("room", "known"), ROOMS.items())
def test_names_of_its_rooms(room, known):
    here = operator.attrgetter(room)(ag)
    with pytest.raises(AttributeError, match=f"autograd_ref has no torch.{room}.{known} yet"):
        getattr(here, known)
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        here.nonsense  # noqa: B018


def test_names_of_a_tensor():
    x = ag.tensor(1.0)

    with pytest.raises(AttributeError, match=r"autograd_ref has no Tensor.svd yet; PyTorch has."):
        x.svd()
    with pytest.raises(AttributeError, match="'Tensor' object has no attribute 'gradient'"):
        x.gradient()
    with pytest.raises(AttributeError):
        x.gradient = 3
    assert not hasattr(x, "svd")
    assert "svd" not in dir(x)
    assert "backward" in dir(x)


def test_attributes_are_looked_up_the_fast_way():
    """One __getattr__ or __getattribute__ in the class, and arithmetic takes half as long again."""
    for name in ("__getattr__", "__getattribute__", "__setattr__"):
        assert not any(name in vars(kind) for kind in ag.Tensor.__mro__[:-1])


@pytest.mark.parametrize(
    "make",
    [
        lambda: ag.tensor(1j),
        lambda: ag.tensor([1.0]) * 1j,
        lambda: ag.tensor(np.array([1j])),
    ],
    ids=["number", "operand", "array"],
)
def test_complex_numbers(make):
    with pytest.raises(TypeError, match="autograd_ref has no complex tensors; PyTorch has."):
        make()


def test_python_protocols_are_not_confused():
    """copy, pickle and numpy ask a tensor for names it has not."""
    x = ag.tensor([1.0, 2.0], requires_grad=True)

    twin = copy.deepcopy(x)
    shallow = copy.copy(x.detach())

    assert twin.requires_grad and twin.equal(x) and twin is not x
    assert shallow.tolist() == [1.0, 2.0]
    assert np.asarray(x.detach()).tolist() == [1.0, 2.0]
    assert np.float32(2) * ag.tensor([1.0]) == 2.0


def test_every_public_name_is_there():
    for name in ag.__all__:
        assert hasattr(ag, name), name
