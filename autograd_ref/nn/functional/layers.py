"""The functions behind layers: linear maps, look-ups, dropout, padding."""

import numpy as np

from autograd_ref import random
from autograd_ref.functions.products import addmm
from autograd_ref.nn.functional.checks import absent, check_tensors
from autograd_ref.ops.elementwise import select
from autograd_ref.ops.shapes import reshape_copy, t_matrix
from autograd_ref.record import setting
from autograd_ref.tensor import Tensor, wrap
from autograd_ref.writes import in_place


def linear(input, weight, bias=None):
    """input @ weight.T + bias; leading dimensions of the input are batches."""
    if not (isinstance(input, Tensor) and isinstance(weight, Tensor)):
        check_tensors("linear", input=input, weight=weight)
    if not (bias is None or isinstance(bias, Tensor)):
        check_tensors("linear", input=input, weight=weight, bias=bias)
    x, w = input._data, weight._data
    if x.ndim == w.ndim == 2 and bias is not None:
        return addmm(bias, input, t_matrix(weight, None))  # what models do all the time
    return _linear(input, weight, bias)


def _linear(input, weight, bias):
    """linear of all shapes, and without a bias."""
    shape, outputs = input._data.shape, weight._data.shape[:1]
    if not shape:
        raise RuntimeError(
            "both arguments to linear need to be at least 1D, but they are"
            f" 0D and {weight._data.ndim}D"
        )
    if bias is None:
        if len(shape) <= 2:
            return input @ weight.t()
        out = input.reshape(-1, shape[-1]) @ weight.t()
        return reshape_copy(out, ((*shape[:-1], *outputs), out._data.shape))
    if len(shape) == 2:
        return addmm(bias, input, weight.t())
    if bias._data.ndim == 1:
        return addmm(bias, input.reshape(-1, shape[-1]), weight.t()).view(*shape[:-1], *outputs)
    return input @ weight.t() + bias


# --- look-ups -------------------------------------------------------------------------------------
# how = (shape of the weight, indices, padding index or None)

embedding_of = setting(
    "Embedding",
    lambda weight, how: weight[how[1]],
    dx=lambda g, _out, _x, how: embedding_spread(g, how),
    saves=True,
)

embedding_spread = setting(
    "EmbeddingDenseBackward",
    lambda g, how: _spread_rows(g, *how),
    dx=lambda g, _out, _x, how: _without_padding(embedding_of(g, how), *how[1:]),
    saves=True,
)


def _spread_rows(g, shape, indices, padding):
    """Zeros of this shape, with each row of g added at its index; those at `padding` are left out.

    Rows of the same index are brought together by sorting and summed at one go, which is many times
    faster than adding row after row.
    """
    out = np.zeros(shape, g.dtype)
    indices, rows = indices.reshape(-1), g.reshape(-1, shape[1])
    if padding is not None:
        rows, indices = rows[indices != padding], indices[indices != padding]
    if indices.size:
        order = np.argsort(indices, kind="stable")
        ordered = indices[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        out[ordered[starts]] = np.add.reduceat(rows[order], starts, axis=0)
    return out


def _without_padding(rows, indices, padding):
    return rows if padding is None else select(indices[..., None] != padding, rows, 0.0)


def embedding(
    input,
    weight,
    padding_idx=None,
    max_norm=None,
    norm_type=2.0,
    scale_grad_by_freq=False,
    sparse=False,
):
    """The rows of the weight at the indices in input; the row at padding_idx gets no gradient."""
    absent(max_norm=max_norm, scale_grad_by_freq=scale_grad_by_freq, sparse=sparse)
    check_tensors("embedding", weight=weight, indices=input)
    if weight._data.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    rows, indices = weight._data.shape[0], np.array(input._data)
    padding_idx = checked_padding(padding_idx, rows)
    if indices.dtype.kind != "i":
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types:"
            f" Long, Int; but got torch.{input.dtype.legacy}Tensor instead (while checking"
            " arguments for embedding)"
        )
    if indices.size and not (indices.min() >= 0 and indices.max() < rows):
        raise IndexError("index out of range in self")
    return embedding_of(weight, (weight._data.shape, indices, padding_idx))


def checked_padding(padding_idx, rows):
    """padding_idx counted from the front, or PyTorch's error."""
    if padding_idx is None:
        return None
    if not -rows <= padding_idx < rows:
        raise AssertionError("Padding_idx must be within num_embeddings")
    return padding_idx % rows


def one_hot(tensor, num_classes=-1):
    """A row for each index: 1 at the index, else 0."""
    check_tensors("one_hot", input=tensor)
    indices = tensor._data
    if indices.dtype != np.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if not indices.size and num_classes <= 0:
        raise RuntimeError("Can not infer total number of classes from empty tensor.")
    if indices.size and indices.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if num_classes == -1:
        num_classes = int(indices.max()) + 1
    elif indices.size and indices.max() >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return wrap((indices[..., None] == np.arange(num_classes)).astype(np.int64))


# --- dropout --------------------------------------------------------------------------------------


def dropout(input, p=0.5, training=True, inplace=False):
    """input with each element 0 with probability p, and the others times 1 / (1 - p)."""
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    check_tensors("dropout", input=input)
    if not training or p == 0:
        return input
    if input._data.dtype.kind != "f":
        raise RuntimeError(
            f"result type Float can't be cast to the desired output type {input.dtype.legacy}"
        )
    return (_drop_ if inplace else _drop)(input, p)


def _drop(input, p):
    kept = random.stream().random(input._data.shape) >= p
    scale = 0.0 if p == 1 else 1 / (1 - p)
    return input * wrap(np.multiply(kept, scale, dtype=input._data.dtype)[()])


_drop_ = in_place(_drop, "dropout_")


# --- padding --------------------------------------------------------------------------------------

constant_pad = setting(  # how = (pairs of what to add before and after, value); below 0: cut off
    "ConstantPadNd",
    lambda x, how: _padded(x, *how),
    dx=lambda g, _out, _x, how: constant_pad(g, (_negative(how[0]), 0)),
)


def _padded(x, pairs, value):
    cut = tuple(
        slice(max(-before, 0), extent - max(-after, 0))
        for (before, after), extent in zip(pairs, x.shape, strict=True)
    )
    added = [(max(before, 0), max(after, 0)) for before, after in pairs]
    return np.pad(x[cut], added, constant_values=value)


def _negative(pairs):
    return [(-before, -after) for before, after in pairs]


def pad(input, pad, mode="constant", value=None):
    """input with so many elements before and after, given in pairs from the last dimension on."""
    check_tensors("pad", input=input)
    shape, pad = input._data.shape, tuple(pad)
    absent(**{f"padding mode {mode!r}": mode != "constant"})
    if len(pad) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(pad) > 2 * len(shape):
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got"
            f" padding length {len(pad)} and input of dimension {len(shape)}"
        )
    pairs = list(zip(pad[::2], pad[1::2], strict=True))
    pairs = [(0, 0)] * (len(shape) - len(pairs)) + pairs[::-1]
    if any(extent + sum(pair) < 0 for pair, extent in zip(pairs, shape, strict=True)):
        raise RuntimeError("narrow(): length must be non-negative.")
    return constant_pad(input, (pairs, value or 0))
