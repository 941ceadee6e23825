"""`python -m grading doctor`: what this machine has for grading, what is missing, and the fix."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import click
from rich import box
from rich.table import Table
from rich.text import Text

from grading import show
from grading.options import db_url, root, scheduler

OK, MISSING, OPTIONAL = "ok", "missing", "optional"  # what is missing stops grading
COLOURS = {OK: "green", MISSING: "bold red", OPTIONAL: "yellow"}
LOW_DISK, LITTLE_DISK = 100 * 2**20, 2 * 2**30
PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


@dataclass(frozen=True)
class Line:
    """One thing that grading needs or can use: how it is here, and what to do about it."""

    name: str
    state: str
    found: str
    fix: str = ""


@click.command()
@root
@db_url
@scheduler
@click.option("--install", is_flag=True,
              help="As root, install bubblewrap from the system's package manager.")
@click.option("--quiet", is_flag=True,
              help="Look at the sandbox only, say nothing when it is there, and never fail.")
@click.option("--json", "as_json", is_flag=True, help="The lines as JSON, for programs.")
def doctor(root, db_url, scheduler, install, quiet, as_json):
    """Say what this machine has for grading, what is missing, and what to install.

    Ends with 1 if grading can't go on; what is optional never fails.
    """
    if install:
        install_bubblewrap()
    if quiet:
        line = sandbox()
        if line.state != OK:
            click.echo(f"sandbox: none. {line.found} What helps: {line.fix}")
        return
    lines = examined(root, db_url, scheduler)
    if as_json:
        click.echo(json.dumps([asdict(line) for line in lines], indent=1, ensure_ascii=False))
    else:
        show.console.print(table(lines))
    sys.exit(any(line.state == MISSING for line in lines))


def examined(root, db_url=None, scheduler=None):
    """All lines, for the class under `root`. No gradebook is made or changed by looking."""
    from grading.classroom import Classroom

    try:
        classroom = Classroom(root, db_url)
    except OSError as error:
        return [python(), *packages(), sandbox(scheduler),
                Line("the class's folder", MISSING, f"{root}: {error.strerror}",
                     "Name another with --root, or mend its owner and rights.")]
    return [python(), *packages(), sandbox(scheduler), memory(classroom.limits),
            disk(classroom.root), gradebook(classroom), postgresql(classroom), cluster(scheduler)]


def table(lines):
    """The lines as a table for a terminal."""
    shown = Table(pad_edge=False, box=box.SIMPLE_HEAD)
    shown.add_column("", no_wrap=True)
    shown.add_column("state", no_wrap=True)
    shown.add_column("found", overflow="fold", ratio=1)
    shown.add_column("what to do", overflow="fold", ratio=1)
    for line in lines:
        state = f"[{COLOURS[line.state]}]{line.state}[/]"
        shown.add_row(line.name, state, Text(line.found), Text(line.fix))
    return shown


# --- the lines


def python():
    """The version of Python, and whether the course runs on it."""
    from packaging.specifiers import SpecifierSet

    wanted = _project()["requires-python"]
    here = ".".join(map(str, sys.version_info[:3]))
    if SpecifierSet(wanted).contains(here):
        return Line("Python", OK, here)
    return Line("Python", MISSING, here, f"The course needs {wanted}: make PYTHON=python3.12 demo")


def packages():
    """nbgrader and JupyterLab in a line each, the other packages in a line together."""
    lines, others, wrong = [], 0, []
    for need in _requirements(_project()["dependencies"]):
        version = _version(need.name)
        good = version is not None and need.specifier.contains(version, prereleases=True)
        said = f"{need.name} {version or 'is not installed'}"
        if need.name in ("nbgrader", "jupyterlab"):
            lines.append(Line(need.name, OK if good else MISSING, version or "not installed",
                              "" if good else f'pip install "{need}"'))
        elif good:
            others += 1
        else:
            wrong.append((said, str(need)))
    if wrong:
        fix = "pip install " + " ".join(f'"{need}"' for _, need in wrong)
        return [*lines, Line("packages", MISSING, ", ".join(said for said, _ in wrong), fix)]
    return [*lines, Line("packages", OK, f"the other {others} are there")]


def sandbox(scheduler=None):
    """The isolation of this machine; on a cluster the workers' counts instead."""
    from grading.sandbox import isolation
    from grading.sandbox.seccomp import program

    found = isolation()
    if found.available:
        doors = "" if program() else "; system calls are not filtered on this kind of processor"
        return Line("sandbox", OK, found.how + doors)
    return Line("sandbox", OPTIONAL if scheduler else MISSING, found.why_not, found.install)


def memory(limits):
    """Whether the machine has the memory that its sandboxes may use together."""
    total, workers = _machine_memory(), os.cpu_count() or 1
    if total is None:
        return Line("memory", OPTIONAL, "this system doesn't say how much there is")
    most = workers * limits.total_memory_mb
    said = (f"{workers} sandboxes of at most {limits.total_memory_mb:,} MB on a machine with "
            f"{total:,} MB; each is watched and bounded")
    if most <= total:
        return Line("memory", OK, said)
    return Line("memory", OPTIONAL, said, f"Grade with --workers "
                f"{max(1, total // limits.total_memory_mb)}, or lower c.Sandbox.total_memory_mb.")


def disk(folder):
    """The room that the class's folder has to grow."""
    free = shutil.disk_usage(folder).free
    said = f"{free / 2**30:,.1f} GB free in {folder}"
    if free < LOW_DISK:
        return Line("disk", MISSING, said, "Make room: grading writes notebooks and pages there.")
    if free < LITTLE_DISK:
        return Line("disk", OPTIONAL, said, "Make room before a large class: a submission takes "
                    "about a megabyte.")
    return Line("disk", OK, said)


def gradebook(classroom):
    """The gradebook: which, whether it can be reached and written, and its version."""
    from grading import gradebook as books

    url = classroom.coursedir.db_url
    name = books.shown(url)
    path = books.file_of(url)
    if path is not None and not path.exists():
        if os.access(path.parent, os.W_OK):
            return Line("gradebook", OK, f"{name}: not there yet, `release` makes it")
        return Line("gradebook", MISSING, f"{name}: {path.parent} can't be written to",
                    "Make that folder and its rights good, or name another gradebook.")
    try:
        with books.opened(url) as connection:
            found = books.version(connection)
            if found is not None:
                books.try_writing(connection)
            server = connection.dialect.server_version_info
    except books.GradebookTrouble as error:
        return Line("gradebook", MISSING, name, str(error))
    kind = f"{connection.dialect.name} {'.'.join(map(str, server))}"
    if found is None:
        return Line("gradebook", OK, f"{name}: {kind}, empty, `release` fills it")
    if found != books.newest_version():
        return Line("gradebook", MISSING, f"{name}: {kind}, of another version of nbgrader "
                    f"({found})", f"Copy it, then `nbgrader db upgrade` in {classroom.root}.")
    return Line("gradebook", OK, f"{name}: {kind}, can be written, version {found}")


def postgresql(classroom):
    """Whether a large course could keep its gradebook in PostgreSQL."""
    version = _version("psycopg")
    if version:
        return Line("PostgreSQL driver", OK, f"psycopg {version}")
    return Line("PostgreSQL driver", OPTIONAL, "not installed; SQLite needs none",
                'pip install -e ".[postgres]"')


def cluster(scheduler):
    """Whether jobs can go to a Dask cluster, and whether the named one is ready."""
    from grading.cluster import INSTALL as install
    from grading.cluster import ClusterPool
    from grading.sandbox import SandboxUnavailable

    version = _version("distributed")
    if scheduler is None:
        return (Line("cluster", OK, f"Dask {version}; name a scheduler to look at it") if version
                else Line("cluster", OPTIONAL, "Dask is not installed; one machine needs none",
                          install))
    try:
        with ClusterPool(scheduler) as pool:
            return Line("cluster", OK, f"{pool.address}: {pool.workers} workers with sandboxes, "
                        "at this version of the course")
    except SandboxUnavailable as error:
        return Line("cluster", MISSING, scheduler, str(error))


# --- what the lines are made of


def install_bubblewrap():
    """None; as root, bubblewrap was installed if it wasn't there and can be."""
    from grading.sandbox import isolation

    command = install_command()
    if command:
        click.echo(f"bubblewrap is missing; installing it: {command}")
        subprocess.call(command, shell=True, stdout=subprocess.DEVNULL)
        isolation.cache_clear()


def install_command():
    """The command with which root installs bubblewrap here; None if it's there, or for others."""
    if os.name == "nt" or os.geteuid() != 0 or shutil.which("bwrap"):
        return None
    from grading.sandbox.bwrap import installer

    return installer() or None


def _project():
    return tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]


def _requirements(lines):
    from packaging.requirements import Requirement

    return [need for need in map(Requirement, lines) if not need.marker or need.marker.evaluate()]


def _version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _machine_memory():
    """The machine's memory in MB, or a container's part of it; None if it isn't told."""
    try:
        total = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) // 1024
    except (OSError, TypeError):
        return None
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            total = min(total, int(Path(file).read_text()) // 2**20)
        except (OSError, ValueError):  # no such file, or "max"
            continue
    return total
