"""Schedules of the learning rate: `scheduler.step()` after each epoch sets what comes next."""

import functools
import math
import types
import warnings
import weakref
from bisect import bisect_right
from collections import Counter

from autograd_ref.missing import names_of
from autograd_ref.optim.optimizer import Optimizer
from autograd_ref.tensor import Tensor

__all__ = [
    "CosineAnnealingLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "MultiStepLR",
    "StepLR",
]

HOW = "See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
WRONG_ORDER = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later,"
    " you should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`. "
    " Failure to do this will result in PyTorch skipping the first value of the learning rate"
    f" schedule. {HOW}"
)
OVERRIDDEN = (
    "Seems like `optimizer.step()` has been overridden after learning rate scheduler"
    " initialization. Please, make sure to call `optimizer.step()` before `lr_scheduler.step()`."
    f" {HOW}"
)
EPOCH_GIVEN = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where"
    " possible. Please use `scheduler.step()` to step the scheduler. During the deprecation, if"
    " epoch is different from None, the closed form is used instead of the new chainable form,"
    " where available. Please open an issue if you are unable to replicate your use case:"
    " https://github.com/pytorch/pytorch/issues/new/choose."
)
NOT_GET_LR = "To get the last learning rate computed by the scheduler, please use `get_last_lr()`."
NO_INITIAL_LR = (
    "param 'initial_lr' is not specified in param_groups[{}] when resuming scheduler with"
    " last_epoch >= 0.\nThis typically happens when:\n1. You're trying to resume training from a"
    " checkpoint but haven't properly loaded the optimizer state\n2. You're using last_epoch >= 0"
    " for a fresh training run (not recommended)"
)


class LRScheduler:
    """Sets "lr" in an optimiser's groups; `get_lr` is what a subclass adds.

    base_lrs     the learning rates at the start, one for each group
    last_epoch   how often `step` was called; it is called once at the start, for 0
    """

    _get_lr_called_within_step = False
    _is_initial = False

    def __init__(self, optimizer, last_epoch=-1):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        self.optimizer = optimizer
        for at, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", _copy(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(NO_INITIAL_LR.format(at))
        self.base_lrs = _of_groups(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        _watch_step(optimizer)
        self._step_count = 0
        self._is_initial = True
        self.step()
        self._is_initial = False

    def get_lr(self):
        """The learning rates at `last_epoch`, one for each group."""
        raise NotImplementedError

    def get_last_lr(self):
        """The learning rates that were set last, one for each group."""
        return self._last_lr

    def step(self, epoch=None):
        """None; the learning rates of the next epoch are set."""
        if self._step_count == 1:
            if not hasattr(self.optimizer.step, "_wrapped_by_lr_sched"):
                warnings.warn(OVERRIDDEN, UserWarning, stacklevel=2)
            elif not getattr(self.optimizer, "_opt_called", False):
                warnings.warn(WRONG_ORDER, UserWarning, stacklevel=2)
        self._step_count += 1
        if epoch is not None:
            warnings.warn(EPOCH_GIVEN, UserWarning, stacklevel=2)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        closed = None if epoch is None else getattr(self, "_get_closed_form_lr", None)
        self._get_lr_called_within_step = True
        try:
            values = (closed or self.get_lr)()
        finally:
            self._get_lr_called_within_step = False
        for group, lr in zip(self.optimizer.param_groups, values, strict=True):
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(lr)
            else:
                group["lr"] = lr
        self._last_lr = _of_groups(self.optimizer, "lr")

    def state_dict(self):
        """Everything but the optimiser, as a dict."""
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict):
        """None; takes over what a `state_dict` holds."""
        self.__dict__.update(state_dict)

    def _current(self):
        """The learning rates as they are; a warning if get_lr was called from outside."""
        if not self._get_lr_called_within_step:
            warnings.warn(NOT_GET_LR, UserWarning, stacklevel=3)
        return _of_groups(self.optimizer, "lr")


def _watch_step(optimizer):
    """None; from now on the optimiser notes that its `step` was called."""
    if hasattr(optimizer.step, "_wrapped_by_lr_sched"):
        return
    function, held = optimizer.step.__func__, weakref.ref(optimizer)  # no reference cycle

    @functools.wraps(function)
    def step(*args, **kwargs):
        optimizer = held()
        optimizer._opt_called = True
        return function(optimizer, *args, **kwargs)

    step._wrapped_by_lr_sched = True
    optimizer.step = step


def _of_groups(optimizer, key):
    """A setting of all groups; Tensors are copied."""
    return [_copy(group[key]) for group in optimizer.param_groups]


def _copy(value):
    return value.clone() if isinstance(value, Tensor) else value


class LambdaLR(LRScheduler):
    """lr = base_lr * lr_lambda(epoch), with one function for all groups, or one for each."""

    def __init__(self, optimizer, lr_lambda, last_epoch=-1):
        count = len(optimizer.param_groups)
        if not isinstance(lr_lambda, (list, tuple)):
            lr_lambda = [lr_lambda] * count
        elif len(lr_lambda) != count:
            raise ValueError(f"Expected {count} lr_lambdas, but got {len(lr_lambda)}")
        self.lr_lambdas = list(lr_lambda)
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """The learning rates at `last_epoch`, one for each group."""
        self._current()
        return [
            base * f(self.last_epoch)
            for f, base in zip(self.lr_lambdas, self.base_lrs, strict=True)
        ]

    def state_dict(self):
        """Everything but the optimiser, as a dict; of functions nothing, of objects their dict."""
        kept = super().state_dict()
        kept["lr_lambdas"] = [
            None if isinstance(f, types.FunctionType) else f.__dict__.copy()
            for f in kept.pop("lr_lambdas")
        ]
        return kept

    def load_state_dict(self, state_dict):
        """None; takes over what a `state_dict` holds; functions stay as they are."""
        kept = state_dict["lr_lambdas"]
        super().load_state_dict({**state_dict, "lr_lambdas": self.lr_lambdas})
        for f, of_object in zip(self.lr_lambdas, kept, strict=False):
            if of_object is not None:
                f.__dict__.update(of_object)


class StepLR(LRScheduler):
    """lr *= gamma every `step_size` epochs."""

    def __init__(self, optimizer, step_size, gamma=0.1, last_epoch=-1):
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """The learning rates at `last_epoch`, one for each group."""
        lrs = self._current()
        if self.last_epoch == 0 or self.last_epoch % self.step_size != 0:
            return lrs
        return [lr * self.gamma for lr in lrs]

    def _get_closed_form_lr(self):
        return [base * self.gamma ** (self.last_epoch // self.step_size) for base in self.base_lrs]


class MultiStepLR(LRScheduler):
    """lr *= gamma at each of the milestones."""

    def __init__(self, optimizer, milestones, gamma=0.1, last_epoch=-1):
        self.milestones, self.gamma = Counter(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """The learning rates at `last_epoch`, one for each group."""
        lrs = self._current()
        if self.last_epoch not in self.milestones:
            return lrs
        return [lr * self.gamma ** self.milestones[self.last_epoch] for lr in lrs]

    def _get_closed_form_lr(self):
        passed = bisect_right(sorted(self.milestones.elements()), self.last_epoch)
        return [base * self.gamma**passed for base in self.base_lrs]


class ExponentialLR(LRScheduler):
    """lr *= gamma every epoch."""

    def __init__(self, optimizer, gamma, last_epoch=-1):
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """The learning rates at `last_epoch`, one for each group."""
        lrs = self._current()
        return lrs if self._is_initial else [lr * self.gamma for lr in lrs]

    def _get_closed_form_lr(self):
        return [base * self.gamma**self.last_epoch for base in self.base_lrs]


class CosineAnnealingLR(LRScheduler):
    """lr falls along half a cosine from base_lr to eta_min in T_max epochs, and rises again."""

    def __init__(self, optimizer, T_max, eta_min=0.0, last_epoch=-1):
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """The learning rates at `last_epoch`, one for each group."""
        lrs = self._current()
        t, period, low = self.last_epoch, self.T_max, self.eta_min
        if self._is_initial:
            return lrs
        if (t - 1 - period) % (2 * period) == 0:  # from the minimum, no factor leads up
            rise = (1 - math.cos(math.pi / period)) / 2
            return [lr + (base - low) * rise for lr, base in zip(lrs, self.base_lrs, strict=True)]
        before, now = (1 + math.cos(math.pi * at / period) for at in (t - 1, t))
        return [now / before * (lr - low) + low for lr in lrs]

    def _get_closed_form_lr(self):
        low, now = self.eta_min, 1 + math.cos(math.pi * self.last_epoch / self.T_max)
        return [low + (base - low) * now / 2 for base in self.base_lrs]


__getattr__ = names_of("optim.lr_scheduler")
