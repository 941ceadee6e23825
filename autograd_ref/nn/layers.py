"""Layers: linear maps, look-ups, dropout, normalisation."""

import math

from autograd_ref import creation, dtypes
from autograd_ref.modes import no_grad
from autograd_ref.nn import functional as F
from autograd_ref.nn import init
from autograd_ref.nn.functional.layers import checked_padding
from autograd_ref.nn.module import Module
from autograd_ref.nn.parameter import Parameter


def _parameter(*size, dtype, device, requires_grad=True):
    """A Parameter whose values are still to be drawn."""
    return Parameter(creation.empty(*size, dtype=dtype, device=device), requires_grad)


class Identity(Module):
    """The input, whatever arguments the layer was made with."""

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, input):
        """The input."""
        return input


class Flatten(Module):
    """The input with the dimensions from start_dim to end_dim in one."""

    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input):
        """input.flatten(start_dim, end_dim)."""
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self):
        """The dimensions."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Linear(Module):
    """input @ weight.T + bias."""

    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        made = {"device": device, "dtype": dtype}
        self.weight = _parameter(out_features, in_features, **made)
        self.register_parameter("bias", _parameter(out_features, **made) if bias else None)
        self.reset_parameters()

    def reset_parameters(self):
        """None; weight and bias uniform within 1 / sqrt(in_features)."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.in_features) if self.in_features else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input):
        """linear(input, weight, bias)."""
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self):
        """The numbers of features, and whether there is a bias."""
        bias = self.bias is not None
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={bias}"


class Embedding(Module):
    """A table of vectors; indices look up their rows."""

    def __init__(
        self,
        num_embeddings,
        embedding_dim,
        padding_idx=None,
        max_norm=None,
        norm_type=2.0,
        scale_grad_by_freq=False,
        sparse=False,
        _weight=None,
        _freeze=False,
        device=None,
        dtype=None,
    ):
        super().__init__()
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx = checked_padding(padding_idx, num_embeddings)
        self.max_norm, self.norm_type = max_norm, norm_type
        self.scale_grad_by_freq, self.sparse = scale_grad_by_freq, sparse
        if _weight is not None:
            if _weight.shape != (num_embeddings, embedding_dim):
                raise AssertionError(
                    "Shape of weight does not match num_embeddings and embedding_dim"
                )
            self.weight = Parameter(_weight, requires_grad=not _freeze)
        else:
            size = (num_embeddings, embedding_dim)
            self.weight = _parameter(*size, dtype=dtype, device=device, requires_grad=not _freeze)
            self.reset_parameters()

    @classmethod
    def from_pretrained(cls, embeddings, freeze=True, **settings):
        """An Embedding of given vectors, which learn only if `freeze` is False."""
        if embeddings.dim() != 2:
            raise AssertionError("Embeddings parameter is expected to be 2-dimensional")
        return cls(*embeddings.shape, _weight=embeddings, _freeze=freeze, **settings)

    def reset_parameters(self):
        """None; standard normal vectors, and zeros at padding_idx."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx] = 0

    def forward(self, input):
        """embedding(input, weight)."""
        return F.embedding(
            input,
            self.weight,
            self.padding_idx,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.sparse,
        )

    def extra_repr(self):
        """The size of the table, and the settings that are not the default."""
        shown = f"{self.num_embeddings}, {self.embedding_dim}"
        defaults = {"padding_idx": None, "max_norm": None, "norm_type": 2}
        defaults |= {"scale_grad_by_freq": False, "sparse": False}
        for name, default in defaults.items():
            if getattr(self, name) != default:
                shown += f", {name}={getattr(self, name)}"
        return shown


class Dropout(Module):
    """When training, each element is 0 with probability p, and the others times 1 / (1 - p)."""

    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p, self.inplace = p, inplace

    def forward(self, input):
        """dropout(input) when training, else the input."""
        return F.dropout(input, self.p, self.training, self.inplace)

    def extra_repr(self):
        """The settings."""
        return f"p={self.p}, inplace={self.inplace}"


class _Affine(Module):
    """A normalisation with, if that is asked for, a weight and a bias of this size."""

    def _set_affine(self, size, affine, bias, device, dtype):
        for name, wanted in (("weight", affine), ("bias", affine and bias)):
            made = _parameter(*size, device=device, dtype=dtype) if wanted else None
            self.register_parameter(name, made)

    def reset_parameters(self):
        """None; weight 1 and bias 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)


class LayerNorm(_Affine):
    """Each sample with mean 0 and variance 1 over its last dimensions, then * weight + bias."""

    def __init__(
        self,
        normalized_shape,
        eps=1e-05,
        elementwise_affine=True,
        bias=True,
        device=None,
        dtype=None,
    ):
        super().__init__()
        one = isinstance(normalized_shape, int)
        self.normalized_shape = (normalized_shape,) if one else tuple(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        self._set_affine(self.normalized_shape, elementwise_affine, bias, device, dtype)
        self.reset_parameters()

    def forward(self, input):
        """layer_norm(input)."""
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self):
        """The settings."""
        return (
            f"{self.normalized_shape}, eps={self.eps},"
            f" elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}"
        )


class BatchNorm1d(_Affine):
    """Each feature with mean 0 and variance 1 over the batch, then * weight + bias.

    When training, running averages of the statistics are kept; in evaluation, they are what is
    used, so that the result for a sample does not depend on the others.
    """

    _version = 2

    def __init__(
        self,
        num_features,
        eps=1e-05,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        device=None,
        dtype=None,
        *,
        bias=True,
    ):
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        self._set_affine((num_features,), affine, bias, device, dtype)
        mean = var = count = None
        if track_running_stats:
            mean = creation.zeros(num_features, dtype=dtype)
            var = creation.ones(num_features, dtype=dtype)
            count = creation.tensor(0, dtype=dtypes.int64)
        self.register_buffer("running_mean", mean)
        self.register_buffer("running_var", var)
        self.register_buffer("num_batches_tracked", count)
        self.reset_parameters()

    def _load_local(self, values, prefix, metadata, *others):
        """None; states from before version 2 did not count the batches."""
        key = f"{prefix}num_batches_tracked"
        if self.track_running_stats and (metadata.get("version") or 0) < 2:
            values.setdefault(key, self.num_batches_tracked)
        super()._load_local(values, prefix, metadata, *others)

    def reset_running_stats(self):
        """None; the running statistics are as if nothing had been seen."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self):
        """None; weight 1, bias 0, and no statistics."""
        self.reset_running_stats()
        super().reset_parameters()

    def forward(self, input):
        """batch_norm(input) with the batch's statistics when training, else the running ones."""
        if input.dim() not in (2, 3):
            raise ValueError(f"expected 2D or 3D input (got {input.dim()}D input)")
        momentum = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:  # the plain average of all batches
                momentum = 1.0 / float(self.num_batches_tracked)
        by_batch = self.training or self.running_mean is None
        mean, var = self.running_mean, self.running_var
        if self.training and not self.track_running_stats:
            mean = var = None
        return F.batch_norm(input, mean, var, self.weight, self.bias, by_batch, momentum, self.eps)

    def extra_repr(self):
        """The settings."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum},"
            f" affine={self.affine}, bias={self.bias is not None},"
            f" track_running_stats={self.track_running_stats}"
        )
