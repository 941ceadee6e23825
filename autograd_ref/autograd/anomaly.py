"""Anomaly detection: where the operation stood whose derivative went wrong."""

import itertools
import sys
import traceback
import warnings
from pathlib import Path

import numpy as np

from autograd_ref.modes import mode

KEPT = 100_000  # places of birth remembered
HERE = str(Path(__file__).parent.parent)
births = {}  # birth number of a node -> the stack of its forward call
plain_clock = mode.clock


class Watch:
    """What a backward tells while it is watched: the node it is at, and what came out."""

    def __init__(self, check_nan):
        self.check_nan, self.node = check_nan, None

    def check(self, gradients):
        """None, or PyTorch's error if one of the gradients has a nan."""
        if not self.check_nan:
            return
        for at, g in enumerate(gradients):
            value = getattr(g, "_data", g)
            if isinstance(value, (np.ndarray, np.generic)) and np.isnan(value).any():
                name = self.node.name()
                raise RuntimeError(f"Function '{name}' returned nan values in its {at}th output.")

    def tell(self):
        """None; warns where the node was made at which the backward failed."""
        if self.node is None:
            return
        stack = births.get(self.node.born)
        if stack is None:
            text = (
                "No forward pass information available. Enable detect anomaly during forward pass"
                " for more information."
            )
        else:
            lines = "".join(traceback.StackSummary.from_list(stack).format())
            text = f"Traceback of forward call that caused the error:\n{lines}"
        warnings.warn(f"Error detected in {self.node.name()}. {text}", UserWarning, stacklevel=4)


class NotingClock:
    """The clock of anomaly detection: it notes the place of each birth."""

    def __next__(self):
        born = next(plain_clock)
        frames = traceback.walk_stack(sys._getframe(1))
        ours = itertools.takewhile(lambda at: at[0].f_code.co_filename.startswith(HERE), frames)
        last = max((depth for depth, _ in enumerate(ours)), default=-1)
        frame = sys._getframe(2 + last)
        births[born] = traceback.StackSummary.extract(traceback.walk_stack(frame))[::-1]
        if len(births) > KEPT:
            del births[next(iter(births))]
        return born


class set_detect_anomaly:
    """Anomaly detection on or off: at once as a call, until its end as a context."""

    def __init__(self, mode, check_nan=True):
        self.before = _state()
        _switch(Watch(check_nan) if mode else None)

    def __enter__(self):
        pass

    def __exit__(self, *error):
        _switch(self.before)


class detect_anomaly(set_detect_anomaly):
    """Anomaly detection inside the context, with PyTorch's word of caution."""

    def __init__(self, check_nan=True):
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should"
            " only be enabled for debugging.",
            UserWarning,
            stacklevel=2,
        )
        super().__init__(True, check_nan)


def is_anomaly_enabled():
    """Whether backward is watched."""
    return mode.watch is not None


def _state():
    return mode.watch


def _switch(watch):
    mode.watch = watch
    mode.clock = plain_clock if watch is None else NotingClock()
