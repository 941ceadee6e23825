"""How tensors are printed: the numbers in printing.py, under PyTorch's names."""

import math

from autograd_ref import printing

PROFILES = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}
NAMES = {
    "precision": "PRECISION",
    "threshold": "THRESHOLD",
    "edgeitems": "EDGE",
    "linewidth": "WIDTH",
}


def set_printoptions(
    precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None
):
    """None; tensors are printed with these digits, in lines of this width, from now on.

    Tensors with more elements than `threshold` are shortened to `edgeitems` at either end.
    """
    if sci_mode is not None:
        raise TypeError("autograd_ref has no set_printoptions(sci_mode=...); PyTorch has.")
    options = dict(PROFILES[profile]) if profile is not None else {}
    given = {
        "precision": precision,
        "threshold": threshold,
        "edgeitems": edgeitems,
        "linewidth": linewidth,
    }
    options |= {name: value for name, value in given.items() if value is not None}
    for name, value in options.items():
        setattr(printing, NAMES[name], value)
