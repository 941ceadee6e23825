"""Examples (datasets), the order they come in (samplers), and batches of them (DataLoader)."""

from autograd_ref.missing import names_of
from autograd_ref.utils.data.collate import default_collate, default_convert
from autograd_ref.utils.data.dataloader import DataLoader, get_worker_info
from autograd_ref.utils.data.dataset import (
    ChainDataset,
    ConcatDataset,
    Dataset,
    IterableDataset,
    Subset,
    TensorDataset,
    random_split,
)
from autograd_ref.utils.data.sampler import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
)

__all__ = [
    "BatchSampler",
    "ChainDataset",
    "ConcatDataset",
    "DataLoader",
    "Dataset",
    "IterableDataset",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "Subset",
    "SubsetRandomSampler",
    "TensorDataset",
    "default_collate",
    "default_convert",
    "get_worker_info",
    "random_split",
]

__getattr__ = names_of("utils.data")
