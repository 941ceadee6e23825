"""DataLoader: batches of a dataset, one epoch each time it is iterated over."""

import math
import warnings

from autograd_ref.utils.data.collate import default_collate, default_convert
from autograd_ref.utils.data.dataset import IterableDataset, rows
from autograd_ref.utils.data.sampler import (
    BatchSampler,
    RandomSampler,
    SequentialSampler,
    batches,
)

FIXED = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers")


class DataLoader:
    """The examples of a dataset in batches, in order or shuffled afresh in each epoch.

    sampler         the indices in an epoch's order; `shuffle` is a RandomSampler
    batch_sampler   lists of indices, in place of batch_size, shuffle, sampler and drop_last
    collate_fn      from a list of examples to a batch; with batch_size None, from an example
    generator       the random numbers of the shuffle; the engine's stream by default
    """

    _initialized = False

    def __init__(
        self,
        dataset,
        batch_size=1,
        shuffle=None,
        sampler=None,
        batch_sampler=None,
        num_workers=0,
        collate_fn=None,
        pin_memory=False,
        drop_last=False,
        timeout=0,
        worker_init_fn=None,
        multiprocessing_context=None,
        generator=None,
        *,
        prefetch_factor=None,
        persistent_workers=False,
        pin_memory_device="",
        in_order=True,
    ):
        _check_workers(
            num_workers, timeout, prefetch_factor, persistent_workers, multiprocessing_context
        )
        self.dataset, self.num_workers, self.timeout = dataset, num_workers, timeout
        self.prefetch_factor, self.persistent_workers = prefetch_factor, persistent_workers
        self.pin_memory, self.pin_memory_device = pin_memory, pin_memory_device
        self.worker_init_fn, self.in_order = worker_init_fn, in_order
        self.multiprocessing_context, self.generator = multiprocessing_context, generator

        self._streams = isinstance(dataset, IterableDataset)
        if self._streams:
            _check_stream(shuffle, sampler, batch_sampler)
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler,"
                    " and drop_last"
                )
            batch_size = None
        elif batch_size is None and drop_last:
            raise ValueError(
                "batch_size=None option disables auto-batching and is mutually exclusive with"
                " drop_last"
            )
        if sampler is None and not self._streams:
            if shuffle:
                sampler = RandomSampler(dataset, generator=generator)
            else:
                sampler = SequentialSampler(dataset)
        if batch_size is not None and batch_sampler is None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.batch_size, self.drop_last = batch_size, drop_last
        self.sampler, self.batch_sampler = sampler, batch_sampler
        one_by_one = batch_sampler is None
        self.collate_fn = collate_fn or (default_convert if one_by_one else default_collate)
        self._initialized = True

    def __setattr__(self, name, value):
        if self._initialized and name in FIXED:
            raise ValueError(
                f"{name} attribute should not be set after {type(self).__name__} is initialized"
            )
        super().__setattr__(name, value)

    def __iter__(self):
        if self.pin_memory:
            warnings.warn(
                "'pin_memory' argument is set as true but no accelerator is found, then device"
                " pinned memory won't be used.",
                stacklevel=2,
            )
        if self._streams:
            stream = iter(self.dataset)
            if self.batch_size is not None:
                stream = batches(stream, self.batch_size, self.drop_last)
            return map(self.collate_fn, stream)
        if self.batch_sampler is None:
            return (self.collate_fn(self.dataset[index]) for index in self.sampler)
        return map(self._batch, self.batch_sampler)

    def _batch(self, indices):
        """The batch of the examples at these indices."""
        dataset = self.dataset
        at_once = rows(dataset, indices) if self.collate_fn is default_collate else None
        if at_once is not None:
            return at_once
        if hasattr(dataset, "__getitems__"):  # what a dataset may have, to be quick
            return self.collate_fn(dataset.__getitems__(indices))
        return self.collate_fn([dataset[index] for index in indices])

    def __len__(self):
        if not self._streams:
            return len(self.sampler if self.batch_sampler is None else self.batch_sampler)
        if self.batch_size is None:
            return len(self.dataset)
        batches_in_all = len(self.dataset) / self.batch_size
        return math.floor(batches_in_all) if self.drop_last else math.ceil(batches_in_all)


def get_worker_info():
    """None, which is PyTorch's answer outside a worker process."""
    return None


def _check_workers(num_workers, timeout, prefetch_factor, persistent_workers, context):
    """None, or the error for what would need processes that load the data."""
    if num_workers < 0:
        raise ValueError(
            "num_workers option should be non-negative; use num_workers=0 to disable"
            " multiprocessing."
        )
    if timeout < 0:
        raise ValueError("timeout option should be non-negative")
    if num_workers > 0:
        raise NotImplementedError(
            "autograd_ref has no worker processes that load data; PyTorch has. Use num_workers=0."
        )
    if prefetch_factor is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing.let num_workers > 0"
            " to enable multiprocessing, otherwise set prefetch_factor to None."
        )
    if persistent_workers:
        raise ValueError("persistent_workers option needs num_workers > 0")
    if context is not None:
        raise ValueError(
            "multiprocessing_context can only be used with multi-process loading"
            f" (num_workers > 0), but got num_workers={num_workers}"
        )


def _check_stream(shuffle, sampler, batch_sampler):
    """None, or PyTorch's error for an order that a stream can't be read in."""
    given = {"shuffle": shuffle or None, "sampler": sampler, "batch_sampler": batch_sampler}
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"DataLoader with IterableDataset: expected unspecified {name} option, but got"
                f" {name}={value}"
            )
