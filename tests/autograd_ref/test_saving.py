"""What is saved comes back as it was, and a foreign file is refused before anything of it runs."""

import io
import pickle
from collections import OrderedDict

import numpy as np
import pytest

import autograd_ref as ag


def there_and_back(value):
    file = io.BytesIO()
    ag.save(value, file)
    file.seek(0)
    return ag.load(file)


VALUES = {
    "numbers": [0, -3, 2**70, 1.5, True, False, None, "a text: ü", ""],
    "not finite": [float("inf"), -float("inf")],
    "nested": {"a": [1, (2, {"b": (3.5, [])})], 7: "seven", None: {}, (1, 2): 0.1, 1.5: ()},
    "ordered": OrderedDict(z=1, a=OrderedDict(b=[2])),
    "size and dtype": [ag.Size([2, 3]), ag.float64, ag.bool],
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_numbers_text_and_containers_come_back_equal_and_of_their_type(value):
    again = there_and_back(value)

    assert again == value
    assert repr(again) == repr(value)


def test_dicts_keep_their_order():
    assert list(there_and_back({"b": 1, "a": 2})) == ["b", "a"]


@pytest.mark.parametrize("kind", ["float16", "float32", "float64", "int32", "int64", "bool"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3)])
def test_tensors_come_back_with_dtype_and_shape(kind, shape, rng):
    x = ag.tensor(rng.integers(0, 2, shape)).to(getattr(ag, kind))

    again = there_and_back({"x": x})["x"]

    assert type(again) is ag.Tensor and again.dtype is x.dtype and again.shape == x.shape
    assert again.equal(x)
    assert again.data_ptr() != x.data_ptr()


def test_leaves_come_back_as_leaves_and_results_too():
    x = ag.tensor([1.0, 2.0], requires_grad=True)
    again, result = there_and_back([x, x * 2])

    assert again.is_leaf and again.requires_grad
    assert result.is_leaf and result.requires_grad and result.tolist() == [2.0, 4.0]


def test_a_transposed_tensor_comes_back_in_its_own_order():
    x = ag.arange(6).reshape(2, 3).T
    assert there_and_back(x).tolist() == x.tolist()


def test_one_tensor_in_two_places_is_one_tensor_again():
    x = ag.ones(2)
    first, second, other = there_and_back([x, x, ag.ones(2)])

    assert first is second and first is not other


def test_a_model_goes_on_from_its_file(tmp_path, rng):
    """Parameters, and the state of the optimizer, make the same next step."""
    w = ag.nn.Parameter(ag.tensor(rng.normal(size=3)))
    optimizer = ag.optim.Adam([w], lr=0.1)
    (w**2).sum().backward()
    optimizer.step()

    ag.save({"w": w, "optimizer": optimizer.state_dict(), "epoch": 3}, tmp_path / "model.pt")
    saved = ag.load(str(tmp_path / "model.pt"), map_location="cpu", weights_only=True)

    again = saved["w"]
    assert isinstance(again, ag.nn.Parameter) and saved["epoch"] == 3
    other = ag.optim.Adam([again], lr=0.1)
    other.load_state_dict(saved["optimizer"])
    for leaf, its_optimizer in ((w, optimizer), (again, other)):
        its_optimizer.zero_grad()
        (leaf**2).sum().backward()
        its_optimizer.step()
    assert again.tolist() == w.tolist()


@pytest.mark.parametrize("value", [print, {1, 2}, b"bytes", np.ones(2), 1j, ag.nn.Linear(1, 1)])
def test_what_can_not_be_saved_is_named(value):
    with pytest.raises(TypeError, match=f"not {type(value).__name__}; of a module"):
        there_and_back({"here": value})


class Trap:
    """Unpickling one writes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (self.path, "w"))


def archive(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def as_bytes(text):
    return np.frombuffer(text.encode(), np.uint8)


def trapped(path):
    trap = np.array([Trap(path)], dtype=object)
    structure = as_bytes('{"Tensor": "0", "requires_grad": false}')
    return {
        "pickle": pickle.dumps(Trap(path)),
        "array of objects": archive(structure=structure, **{"0": trap}),
        "structure of objects": archive(structure=trap),
    }


@pytest.mark.parametrize("kind", ["pickle", "array of objects", "structure of objects"])
def test_nothing_in_a_foreign_file_is_run(kind, tmp_path):
    path = tmp_path / "sprung"

    with pytest.raises(RuntimeError, match="reads what autograd_ref.save wrote, and nothing else"):
        ag.load(io.BytesIO(trapped(str(path))[kind]))

    assert not path.exists()


BROKEN = {
    "empty": b"",
    "text": b"weights",
    "no structure": archive(x=np.ones(2)),
    "no JSON": archive(structure=as_bytes("{")),
    "unknown kind": archive(structure=as_bytes('{"Module": "0"}')),
    "empty kind": archive(structure=as_bytes("{}")),
    "list": archive(structure=as_bytes("[1]")),
    "missing array": archive(structure=as_bytes('{"Tensor": "0", "requires_grad": false}')),
    "array of text": archive(
        structure=as_bytes('{"Tensor": "0", "requires_grad": false}'), **{"0": np.array("a")}
    ),
    "unknown dtype": archive(structure=as_bytes('{"dtype": "U3"}')),
    "pairs": archive(structure=as_bytes('{"dict": [[1]]}')),
    "truncated": archive(structure=as_bytes("[]"))[:-30],
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_in_a_sentence(content):
    with pytest.raises(RuntimeError, match="reads what autograd_ref.save wrote, and nothing else"):
        ag.load(io.BytesIO(content))


def test_another_device_is_refused():
    file = io.BytesIO()
    ag.save(1, file)
    file.seek(0)
    with pytest.raises(RuntimeError, match="no cuda device"):
        ag.load(file, map_location="cuda")


def test_a_pickled_model_computes_what_it_computed_before():
    model = ag.nn.Sequential(ag.nn.Linear(3, 4), ag.nn.ReLU(), ag.nn.Linear(4, 1))
    x = ag.from_numpy(pickle.loads(pickle.dumps(np.ones((2, 3), np.float32))))

    twin = pickle.loads(pickle.dumps(model))

    assert twin(x).equal(model(x))
    assert all(p.requires_grad and p.is_leaf for p in twin.parameters())
    with pytest.raises(RuntimeError, match="graph leaves"):
        pickle.dumps(model(x))


def test_an_array_of_a_file_is_an_array_like_others(tmp_path):
    """numpy.memmap is a class of its own; the engine tells arrays from numbers by their class."""
    array = np.memmap(tmp_path / "numbers", np.float64, "w+", shape=(2, 2))
    array[:] = [[-1, 2], [3, -4]]
    x, row = ag.from_numpy(array).requires_grad_(), ag.from_numpy(array[0]).requires_grad_()

    (x.relu() * row).sum().backward()
    with ag.no_grad():
        x *= 2

    assert x.grad.tolist() == [[0, 2], [-1, 0]]
    assert row.grad.tolist() == [3, 2]
    assert array.tolist() == [[-2, 4], [6, -8]]
