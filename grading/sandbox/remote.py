"""What a worker of a cluster does: a job comes as bytes, and its raw result goes back as bytes.

Dask imports this on the workers. Nothing here knows a gradebook or a folder of submissions.
"""

import hashlib
import platform
import threading
from functools import cache
from importlib import metadata
from pathlib import Path

from grading.sandbox import packages, parcel
from grading.sandbox.bwrap import SandboxUnavailable, isolation
from grading.sandbox.pool import run_job

HERE = Path(__file__).parent
_one_at_a_time = threading.Lock()  # a sandbox is not for two threads


@cache
def versions():
    """What the answers of this machine depend on, as a flat dict of names and versions."""
    found = {name: metadata.version(name) for name in packages.WANTED}
    rooms = {f"{name}/": packages.find_room(name) for name in packages.ROOMS}
    for name, folder in {**rooms, "grading/sandbox/": HERE}.items():
        found[name] = _digest(Path(folder)) if folder else "missing"
    return {"Python": ".".join(platform.python_version_tuple()[:2]), **found}


def differing(theirs, ours):
    """A phrase that names what differs between two `versions`; '' if nothing does."""
    phrases = []
    for name in sorted({*theirs, *ours}):
        there, here = theirs.get(name, "missing"), ours.get(name, "missing")
        if there != here:
            phrases.append(f"{name} differs" if name.endswith("/") else
                           f"{name} is {there} there and {here} here")
    return ", ".join(phrases)


def ready(isolated):
    """Bytes that say which versions this worker has, and what keeps it from grading, if anything.

    Called once on every worker, before any job.
    """
    found = isolation()
    trouble = "" if found.available or not isolated else f"{found.why_not} {found.install}"
    return parcel.pack({"versions": versions(), "trouble": trouble})


def run(payload):
    """The raw result, as bytes, of the job in the bytes `payload`; its trouble if it has none.

    Nothing is ever raised here: an exception would travel as a pickle.
    """
    try:
        order = parcel.unpack(payload)
        differs = differing(versions(), order["versions"])
        if differs:
            return parcel.pack({"differs": differs})
        with _one_at_a_time:
            return parcel.pack_raw(run_job(order["job"], order["isolated"]))
    except SandboxUnavailable as error:
        return parcel.pack({"unavailable": str(error)})
    except Exception as error:
        return parcel.pack({"failed": f"{type(error).__name__}: {error}"})


def _digest(folder):
    """A hash of the Python and JSON files below `folder`; not of lessons handed out there."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".json")):
        inside = path.relative_to(folder)
        if inside.parts[0] != "lessons":
            total.update(f"{inside.as_posix()}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:12]
