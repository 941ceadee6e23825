"""From a list of examples to one batch: what is in the same place in each is put together."""

import copy
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence

import numpy as np

from autograd_ref import creation, dtypes
from autograd_ref.functions.joining import stack
from autograd_ref.tensor import Tensor


def default_collate(batch):
    """One batch of a list of examples: tensors are stacked, numbers become a tensor.

    Inside tuples (which become lists), lists and dicts this goes on; texts are left as they are.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(batch, 0)
    if isinstance(first, np.ndarray):
        if first.dtype.kind in "SUO":
            raise _unfit(first.dtype)
        return stack([creation.as_tensor(each) for each in batch], 0)
    if isinstance(first, (np.bool_, np.number)):
        return creation.as_tensor(batch)
    if isinstance(first, float):
        return creation.tensor(batch, dtype=dtypes.float64)
    if isinstance(first, int):
        return creation.tensor(batch)
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, Mapping):
        return _like(first, {key: default_collate([each[key] for each in batch]) for key in first})
    if isinstance(first, tuple) and hasattr(first, "_fields"):  # a named tuple
        return type(first)(*map(default_collate, zip(*batch, strict=False)))
    if isinstance(first, Sequence):
        if any(len(each) != len(first) for each in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        parts = [default_collate(part) for part in zip(*batch, strict=True)]
        return parts if isinstance(first, tuple) else _like(first, parts)
    raise _unfit(type(first))


def default_convert(data):
    """The data with tensors in place of numpy's arrays and numbers, for a loader without batches.

    Python's numbers and texts are left as they are.
    """
    if isinstance(data, (np.ndarray, np.generic)) and data.dtype.kind not in "SUO":
        return creation.as_tensor(data)
    if isinstance(data, Mapping):
        return _like(data, {key: default_convert(data[key]) for key in data})
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*map(default_convert, data))
    if isinstance(data, tuple):
        return [default_convert(each) for each in data]
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return _like(data, [default_convert(each) for each in data])
    return data


def _like(kind, parts):
    """The parts in a container of the same kind, where that can be made."""
    try:
        if isinstance(kind, MutableMapping):  # it may have attributes of its own
            made = copy.copy(kind)
            made.update(parts)
        elif isinstance(kind, MutableSequence):
            made = copy.copy(kind)
            made[:] = parts
        else:
            made = type(kind)(parts)
    except TypeError:  # such as a range
        made = parts
    return made


def _unfit(kind):
    """PyTorch's error for an example of this type."""
    return TypeError(
        "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists;"
        f" found {kind}"
    )
