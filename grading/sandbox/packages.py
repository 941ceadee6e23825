"""What a sandbox shows: the interpreter, the few packages a lesson needs, the course. No more.

The packages are the closure of the requirements of `WANTED`, computed from the metadata of the
environment that grading itself runs in, so students' code meets the very versions that the
instructor has; never torch, nbgrader or grading, which are nobody's requirement.
"""

import csv
import functools
import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

WANTED = ("numpy", "matplotlib", "ipython", "matplotlib-inline", "anywidget")
ROOMS = ("course", "autograd_ref")
INSIDE = Path(__file__).with_name("inside")
PYTHON_FLAGS = ("-s", "-S", "-P", "-B")  # no user site, no site, no folder of its own, no .pyc


@dataclass(frozen=True)
class View:
    """What is shown inside. Every path is the host's, by the place where it appears inside."""

    interpreter: str
    python: dict[str, str]       # below /sandbox/python: the interpreter and its library
    hidden: tuple[str, ...]      # below /sandbox/python, covered by nothing
    site: dict[str, str]         # below /sandbox/site: packages
    libraries: dict[str, str]    # below /sandbox/libs: shared libraries of the system
    loaders: dict[str, str]      # at the path that the interpreter's file names
    fonts: dict[str, str]        # below /sandbox/fonts: name and text of matplotlib's font list
    rooms: dict[str, str] = field(default_factory=dict)  # below /sandbox/lib


@functools.cache
def visible():
    """The view of this environment. Takes a second or two; computed once per process."""
    packages = site_entries(closure(WANTED))
    paths = list(dict.fromkeys(str(Path(p).parent) for p in packages.values()))
    survey = run_survey(paths)
    python, hidden = standard_library()
    shown = (*python.values(), *packages.values())
    libraries, loaders = {}, {}
    for path in survey["libraries"]:
        if Path(path).name.startswith("ld"):
            loaders.update(loader_paths(path))
        elif not any(path == p or path.startswith(f"{p}/") for p in shown):
            libraries.update(dict.fromkeys(library_names(path), path))
    return View(interpreter(), python, hidden, packages, libraries, loaders, survey["fonts"],
                {name: room for name in ROOMS if (room := find_room(name))})


def interpreter():
    """The real path of the interpreter: a virtual environment has only a link to it."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def standard_library():
    """The interpreter and its library by their place under its prefix, and what of it to hide."""
    prefix = sys.base_prefix
    folders = {sysconfig.get_path(k, vars={"base": prefix, "platbase": prefix})
               for k in ("stdlib", "platstdlib")}
    shown = {os.path.relpath(f, prefix): f for f in folders if os.path.isdir(f)}
    shown["bin/" + os.path.basename(interpreter())] = interpreter()
    hidden = [f"{inside}/{name}" for inside, f in shown.items()
              for name in ("site-packages", "dist-packages", "ensurepip", "test")
              if os.path.isdir(os.path.join(f, name))]
    return shown, tuple(hidden)


def closure(names):
    """The distributions called `names` and all that they require here, by normalised name."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found, waiting = {}, [(name, "") for name in names]
    seen = set()
    while waiting:
        name, extra = waiting.pop()
        name = canonicalize_name(name)
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            if name in map(canonicalize_name, names):
                raise
            continue  # a requirement that this environment does without
        for text in found[name].requires or ():
            need = Requirement(text)
            if need.marker is None or need.marker.evaluate({"extra": extra}):
                waiting += [(need.name, e) for e in ("", *need.extras)]
    return found


def site_entries(distributions):
    """The files and folders of the distributions, by their name inside.

    A folder shared with a distribution that isn't wanted is taken apart and shown file by file.
    """
    mine = {d: top_levels(dist) for d, dist in distributions.items()}
    wanted = set(distributions)
    strangers = set()
    for dist in metadata.distributions():
        if _name(dist) not in wanted:
            strangers |= set(top_levels(dist))
    entries = {}
    for name, tops in mine.items():
        for top, files in tops.items():
            for inside in files if top in strangers else [top]:
                path = os.path.abspath(distributions[name].locate_file(inside))
                if os.path.exists(path):
                    entries[inside] = path
    return entries


def _name(dist):
    from packaging.utils import canonicalize_name

    return canonicalize_name(dist.metadata["Name"] or "")


def top_levels(dist):
    """The first parts of a distribution's paths, each with the files below it."""
    tops = {}
    for path in _paths(dist):
        top = path.partition("/")[0]
        if top not in ("", "..", "__pycache__") and not top.endswith(".pth"):
            tops.setdefault(top, []).append(path)
    return tops


def _paths(dist):
    """The paths of a distribution's files. `dist.files` would make an object of each of 45,000."""
    record = dist.read_text("RECORD")
    if record:
        return [row[0] for row in csv.reader(record.splitlines()) if row]
    return map(str, dist.files or _without_record(dist))


def _without_record(dist):
    """A distribution's top-level names where its installer wrote no list of files."""
    names = (dist.read_text("top_level.txt") or dist.metadata["Name"] or "").split()
    for name in names:
        for candidate in (name, f"{name}.py"):
            if os.path.exists(dist.locate_file(candidate)):
                yield candidate


def find_room(name):
    """The folder of the package `name`, found as an import would; None if it isn't there."""
    spec = importlib.util.find_spec(name)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return os.path.realpath(folders[0]) if folders else None


def run_survey(paths):
    """The libraries and fonts that the packages in `paths` need, see `inside/survey.py`."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [interpreter(), *PYTHON_FLAGS, str(INSIDE / "survey.py"), folder, *paths],
            capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
            env={"OPENBLAS_NUM_THREADS": "1", "LANG": "C.UTF-8"})
    if done.returncode:
        raise RuntimeError(f"The packages for the sandbox can't be imported:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def library_names(path):
    """The names under which a library may be asked for: libffi.so.8.1.2 is libffi.so.8 too."""
    name = os.path.basename(path)
    names = {name}
    while ".so." in name:
        name = name.rpartition(".")[0]
        names.add(name)
    folder = os.path.dirname(path)
    names |= {n for n in _links(folder) if os.path.realpath(os.path.join(folder, n)) == path}
    return names


@functools.cache
def _links(folder):
    return tuple(e.name for e in os.scandir(folder) if e.is_symlink() and ".so" in e.name)


def loader_paths(path):
    """The absolute paths at which an executable may name the loader at `path`."""
    found = {path: path}
    for folder in ("/lib", "/lib64", "/libx32"):
        if os.path.isdir(folder):
            for entry in os.scandir(folder):
                if entry.name.startswith("ld") and os.path.realpath(entry.path) == path:
                    found[entry.path] = path
    return found
