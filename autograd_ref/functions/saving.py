"""save and load: tensors, numbers and text in lists, tuples and dicts, in one file.

The file is an archive of numpy arrays. One of them, "structure", is text (JSON) that says where the
others, "0", "1", ..., belong. Nothing in it is ever run, so a file from a stranger can be loaded.
"""

import json
import zipfile
from collections import OrderedDict
from contextlib import nullcontext
from pathlib import Path

import numpy as np

from autograd_ref import devices, dtypes, errors
from autograd_ref.tensor import Tensor, wrap

PLAIN = (bool, int, float, str, type(None))
SEQUENCES = {"list": list, "tuple": tuple, "Size": dtypes.Size}
MAPPINGS = {"dict": dict, "OrderedDict": OrderedDict}
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, EOFError)
NOT_OURS = (
    "autograd_ref.load reads what autograd_ref.save wrote, and nothing else; PyTorch reads its own"
    " files."
)


def save(obj, f):
    """None; writes an object into a file, given by its path or open for writing bytes."""
    arrays = {}
    structure = json.dumps(_described(obj, arrays, {})).encode()
    arrays["structure"] = np.frombuffer(structure, np.uint8)
    if not hasattr(f, "write") and not Path(f).parent.is_dir():
        raise RuntimeError(f"Parent directory {Path(f).parent} does not exist.")
    with nullcontext(f) if hasattr(f, "write") else open(f, "wb") as file:
        np.savez(file, **arrays)


def load(f, map_location=None, *, weights_only=True):
    """The object that `save` wrote into a file, given by its path or open for reading bytes."""
    if not callable(map_location) and not isinstance(map_location, dict):
        devices.check(map_location)
    with nullcontext(f) if hasattr(f, "read") else open(f, "rb") as file:
        try:
            with np.load(file, allow_pickle=False) as archive:
                structure = json.loads(archive["structure"].tobytes())
                return _made(structure, archive, {})
        except (*MALFORMED, zipfile.BadZipFile):
            raise RuntimeError(NOT_OURS) from None


def _described(value, arrays, seen):
    """The value as JSON, with numbers in place of arrays, which are added to `arrays`."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Tensor):
        return _described_tensor(value, arrays, seen)
    if isinstance(value, dtypes.dtype):
        return {"dtype": value.name}
    for name, kind in SEQUENCES.items():
        if type(value) is kind:
            return {name: [_described(each, arrays, seen) for each in value]}
    for name, kind in MAPPINGS.items():
        if type(value) is kind:
            pairs = [[key, each] for key, each in value.items()]
            return {name: [[_described(v, arrays, seen) for v in pair] for pair in pairs]}
    raise TypeError(
        "autograd_ref.save takes tensors, numbers, text and None, and lists, tuples and dicts of"
        f" them, not {type(value).__name__}; of a module or an optimizer, save its state_dict()."
    )


def _described_tensor(x, arrays, seen):
    """A tensor's array by number; a tensor that comes twice is written once."""
    number = seen.setdefault(id(x), str(len(seen)))
    arrays[number] = np.asarray(x._data)
    kind = "Tensor" if type(x) is Tensor else "Parameter"
    return {kind: number, "requires_grad": x.requires_grad}


def _made(structure, archive, made):
    """The value that JSON describes; `made` are the tensors by number."""
    if isinstance(structure, PLAIN):
        return structure
    (name, content), *_ = structure.items()
    if name in SEQUENCES:
        return SEQUENCES[name](_made(each, archive, made) for each in content)
    if name in MAPPINGS:
        pairs = ((_made(key, archive, made), _made(each, archive, made)) for key, each in content)
        return MAPPINGS[name](pairs)
    if name == "dtype":
        return dtypes.FROM_NUMPY[np.dtype(content)]
    if content not in made:
        made[content] = _made_tensor(name, archive[content], structure["requires_grad"])
    return made[content]


def _made_tensor(kind, array, requires_grad):
    """A leaf Tensor or Parameter of an array."""
    dtypes.of(array)
    x = wrap(array[()])
    if kind == "Tensor":
        return x.requires_grad_(requires_grad)
    from autograd_ref.nn.parameter import Parameter  # which is built on these functions

    return Parameter(x, requires_grad)


def _reduced(x):
    """How pickle and copy take a tensor apart: without its history, which only leaves can lose."""
    if not x.is_leaf:
        raise RuntimeError(errors.NOT_COPIED)
    return _put_together, (type(x), np.array(x._data), x.requires_grad)


def _put_together(kind, array, requires_grad):
    made = wrap(array.astype(dtypes.of(array).numpy)[()], kind)
    return made.requires_grad_(requires_grad)


Tensor.__reduce__ = _reduced
