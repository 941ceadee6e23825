"""Memory: who looks at whose, version counters of writes, and saved values that were overwritten.

For writes, nothing is stored per tensor or per operation. A write stamps the memory; a node is
older than a stamp or it is not.
"""

import weakref
from collections import deque

import numpy as np

from autograd_ref import dtypes, errors
from autograd_ref.graph import FREED, HIDDEN, LEAF, Node
from autograd_ref.modes import INFERENCE, mode

KEPT = 4096  # overwritten 0-d values remembered; a forgotten one costs an error, never a gradient


class Version:
    """How often some memory was written, when (the last thousand times), and by which node."""

    __slots__ = ("count", "stamps", "writer")

    def __init__(self):
        self.count, self.stamps, self.writer = 0, deque(maxlen=1000), None


class Writes:
    """The stamp of the newest write, and the versions of memory that was ever written."""

    last = 0
    # id of the owning array, or of the array of a hidden tensor -> (weak reference to it, Version)
    of_arrays = {}
    # id of a numpy scalar that is no tensor's value any more -> (the scalar, Version, and the array
    # that took its place if it was shared, else None)
    of_scalars = {}


def _owner(array):
    """The array whose memory this one looks at."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def _array_version(array):
    """The Version of an array's memory, or of a hidden one; None if never written, or a number."""
    entry = Writes.of_arrays.get(id(array))
    if entry is None and array.base is not None:
        entry = Writes.of_arrays.get(id(_owner(array)))
    return None if entry is None else entry[1]


def version_of(x):
    """The Version of a tensor, or None if it was never written."""
    if x._rare is not None and x._rare.version is not None:
        return x._rare.version
    return _array_version(x._data)


def _make_version(x):
    """A new Version for a tensor, shared by all that share its memory."""
    version = Version()
    if not isinstance(x._data, np.ndarray):
        x._get_rare().version = version
        return version
    _enter(_owner(x._data), version)
    return version


def _enter(owner, version):
    """None; the memory of this array has this version, as long as it lives."""
    key, forget = id(owner), Writes.of_arrays.pop
    Writes.of_arrays[key] = (weakref.ref(owner, lambda _: forget(key, None)), version)


def hide(x, version=None):
    """None; writes through x are counted by themselves, or with those of this hidden version."""
    x._data = x._data.view()  # what saves x can be told by this array from what saves its owner
    x._get_rare().version = version = version or Version()
    _enter(x._data, version)


def related(view, x):
    """None; the view knows whose memory it looks at, and that tensor knows its view.

    A write into one gives all of them a new history (writes.py); a leaf that requires grad has
    no part in that, since such a write is refused.
    """
    base = x if x._family is None or type(x._family) is list else x._family
    view._family = base
    if x._rare is INFERENCE:
        view._rare = INFERENCE
        return
    view._rare = None  # in inference mode, too, a view of a normal tensor is one
    if x._rare is not None and x._rare.version is not None:  # writes into x.data[0] are hidden, too
        hide(view, x._rare.version)
    before = None if x._rare is None else x._rare.made
    if not mode.grad:
        lasting = mode.rare is INFERENCE or (before is not None and before[0] == "inference")
        view._get_rare().made = ("inference" if lasting else "no_grad", 0)
        if base._node is not None:
            view._node = HIDDEN
    elif before is not None:
        view._get_rare().made = (before[0], 0)
    if base._node is LEAF:
        return
    base._family = views = base._family or []
    views.append(weakref.ref(view))
    if len(views) > 64 and not len(views) & (len(views) - 1):
        views[:] = [each for each in views if each() is not None]


def adopt(x, data):
    """None; x has this raw value from now on, and what is written through x is seen."""
    if not isinstance(data, np.ndarray):
        x._data = data
    elif not (isinstance(x._data, np.ndarray) and _place(data) == _place(x._data)):
        x._data = data.view()


def _place(array):
    """What tells which elements an array has."""
    return array.__array_interface__["data"], array.shape, array.strides, array.dtype


def _remember(old, version, memory=None):
    """None; a numpy scalar that was overwritten, or will be in the memory that it was given."""
    if type(old) is not np.bool_:  # True and False are shared by everyone
        kept = Writes.of_scalars
        kept[id(old)] = (old, version, memory)
        if len(kept) > 2 * KEPT:
            Writes.of_scalars = dict(list(kept.items())[-KEPT:])


def stamp(x, old=None):
    """None; x's memory was written just now (`old`: the numpy scalar that x held before)."""
    if x._rare is INFERENCE:
        return
    version, node = version_of(x) or _make_version(x), x._node
    version.count += 1
    Writes.last = now = next(mode.clock)
    version.stamps.append(now)
    version.writer = node.op if type(node) is Node else None
    if old is not None:
        _remember(old, version)


def write(x, new):
    """None; x's memory holds the raw value `new`, and is stamped."""
    old = x._data
    if isinstance(old, np.ndarray):
        old[...] = new
        stamp(x)
    else:
        x._data = old.dtype.type(new)
        stamp(x, old)


def share(x):
    """The raw value of x as an array that can be shared; a 0-d value gets real memory first."""
    if not isinstance(x._data, np.ndarray):
        old, version = x._data, version_of(x) or Version()
        x._data = np.array(old)
        if x._rare is not None and x._rare is not INFERENCE:
            x._rare.version = None
        _enter(x._data, version)
        _remember(old, version, x._data)
    return x._data


def lend(x):
    """The raw value of x as an array whose writes nobody sees: they count in what was saved."""
    lent = share(x)
    if not lent.ndim:  # a saved number is a copy, which backward has to look up again
        Writes.last = next(mode.clock)
    return lent


def _overwritten(value):
    """The Version of a saved raw value that may have been written since, or None."""
    if isinstance(value, np.ndarray):
        return _array_version(value)
    entry = Writes.of_scalars.get(id(value))
    return entry[1] if entry is not None and entry[0] is value else None


def check_saved(node):
    """None, or PyTorch's error if a value this node saved was overwritten after its birth.

    A saved number whose tensor was given memory later is read there from now on: what was written
    through `.data` is no error, and counts.
    """
    if node.x is FREED:
        return
    if node.op.many:
        saved = list(zip(node.x, node.sources(), strict=False))
    else:
        saved = [(node.x, node.p), (node.out, node)]
        if not node.op.parameter:
            saved.append((node.y, node.q))
        elif node.op.saves and isinstance(node.y, tuple):  # places, an index, a mask
            parts = [part for each in node.y for part in (each if type(each) is tuple else (each,))]
            saved += [(part, None) for part in parts if isinstance(part, np.ndarray)]
    for value, source in saved:
        check_value(value, node.born, source, node.op if source is node else None)
    if node.op.many:
        node.x = tuple(map(_where_it_is, node.x))
    else:
        node.x, node.out = _where_it_is(node.x), _where_it_is(node.out)
        if not node.op.parameter:
            node.y = _where_it_is(node.y)


def _where_it_is(value):
    """A saved raw value, or the memory that this number was given since."""
    entry = Writes.of_scalars.get(id(value))
    moved = entry is not None and entry[0] is value and entry[2] is not None
    return entry[2] if moved else value


def check_value(value, born, source=None, op=None):
    """None, or PyTorch's error if a raw value, saved at `born` from `source`, was overwritten."""
    version = None if value is None else _overwritten(value)
    if version is None or not version.stamps or version.stamps[-1] < born:
        return
    later = sum(written > born for written in version.stamps)
    writer = op or version.writer or getattr(source, "op", None)
    origin = f", which is output 0 of {writer.label()}," if writer else ""
    raise RuntimeError(
        "one of the variables needed for gradient computation has been modified by an inplace"
        f" operation: [torch.{dtypes.of(value).legacy}Tensor {list(value.shape)}]{origin} is at"
        f" version {version.count}; expected version {version.count - later} instead."
        + (errors.HINT if mode.watch is None else errors.HINT_ABOVE)
    )


def layout(array):
    """numpy's name for the order in which PyTorch lays out a copy: as it is, if nothing repeats."""
    return "C" if 0 in array.strides else "K"


def addresses(array):
    """The address of each element of an array, an array of the same shape."""
    at = np.int64(array.__array_interface__["data"][0])
    for axis, (extent, step) in enumerate(zip(array.shape, array.strides, strict=True)):
        along = (-1,) + (1,) * (array.ndim - 1 - axis)
        at = at + (np.arange(extent) * step).reshape(along)
    return np.broadcast_to(at, array.shape)
