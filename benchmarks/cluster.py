"""What a cluster and PostgreSQL do for a large class, measured on this machine with real processes.

    python -m benchmarks.cluster --submissions 40 --db-url postgresql://user@host/scratch

starts a Dask scheduler and workers, grades a made-up class of each lesson, and says what a
submission costs a worker and the one process that writes. Both are processor time, so another
program on the machine hardly counts; the rate beside them is of the clock, and does.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from grading import samples
from grading.classroom import Classroom
from grading.cluster import ClusterPool
from grading.engine import Run
from grading.lessons import all_lessons, find
from grading.sandbox import parcel

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
LARGE = 30_000
console = Console(width=None if sys.stdout.isatty() else 120)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--submissions", default=40, show_default=True, type=click.IntRange(4, 100_000),
              help="How many of each lesson.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 256))
@click.option("--lesson", "names", multiple=True, help="Only this lesson; can be given again.")
@click.option("--db-url", default=None, help="An empty PostgreSQL database, measured as well.")
@click.option("--json", "target", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the figures there, too.")
def main(submissions, workers, names, db_url, target):
    """Measure a class on a cluster of real processes on this machine, and extrapolate."""
    lessons = [find(name) for name in names] or all_lessons()
    rows = []
    with cluster(workers) as (address, processes), tempfile.TemporaryDirectory() as folder:
        for url in (None, db_url) if db_url else (None,):
            for lesson in lessons:
                root = Path(folder) / ("postgresql" if url else "sqlite")
                with console.status(f"{lesson.folder} into {root.name}"):
                    rows.append(measured(root, url, lesson, submissions, address, processes))
    console.print(table(rows, workers))
    for row in rows:
        console.print(extrapolated(row))
    if target:
        target.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


@contextmanager
def cluster(workers):
    """The address of a scheduler of our own and its workers' process ids; gone at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, running = f"tcp://127.0.0.1:{port}", []
    try:
        running.append(start("scheduler", "--host", "127.0.0.1", "--port", str(port)))
        running += [start("worker", address, "--nthreads", "1", "--no-nanny")
                    for _ in range(workers)]
        from distributed import Client

        with Client(address, set_as_default=False, timeout=60) as client:
            client.wait_for_workers(workers, timeout=120)
        yield address, [process.pid for process in running[1:]]
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:  # a worker may wait for a scheduler that is gone
                process.kill()
                process.wait()


def start(what, *words):
    """A process of Dask's command line, quiet."""
    return subprocess.Popen([sys.executable, "-m", f"distributed.cli.dask_{what}", *words,
                             "--no-dashboard"], cwd=ROOT, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def measured(root, url, lesson, count, address, processes):
    """The figures of one class: seconds of processor time per submission, bytes, a rate."""
    classroom = Classroom(root, url)
    classroom.release(lesson)
    pool = Counting(address)
    with Run(pool=pool, limits=classroom.limits) as run:
        # first a few: sandboxes start, and what is imported late is imported
        grade(classroom, lesson, run, handed_in(classroom, lesson, 4))
        students = handed_in(classroom, lesson, count)
        pool.out = pool.back = pool.jobs = 0
        far, own, began = sum(map(tree_seconds, processes)), time.process_time(), time.monotonic()
        grade(classroom, lesson, run, students)
        seconds = time.monotonic() - began
        own, far = time.process_time() - own, sum(map(tree_seconds, processes)) - far
    return {"lesson": lesson.folder, "gradebook": root.name, "submissions": count,
            "workers": len(processes), "per_minute": 60 * count / seconds,
            "worker_seconds": far / count, "writer_seconds": own / count,
            "kb_out": pool.out / pool.jobs / 1000, "kb_back": pool.back / pool.jobs / 1000}


def handed_in(classroom, lesson, count):
    """The ids of `count` new students, who handed in the samples in turn."""
    known = len(list((classroom.root / "submitted").glob(f"*/{lesson.folder}")))
    students = [f"student{n:06d}" for n in range(known, known + count)]
    for student, sample in zip(students, cycle(samples.SAMPLES.values()), strict=False):
        samples.hand_in(classroom.root, lesson, student, sample(lesson))
    return students


def grade(classroom, lesson, run, students):
    """None; all of `students` are graded."""
    for result in classroom.autograde(lesson, students, run):
        assert result["status"] == "graded", result["message"]


class Counting(ClusterPool):
    """A pool that counts what crosses the network."""

    out = back = jobs = 0

    def submit(self, job):
        future = super().submit(job)
        self.jobs += 1
        self.out += len(parcel.pack({"job": job}))
        future.add_done_callback(self._count_back)
        return future

    def _count_back(self, future):
        self.back += len(parcel.pack_raw(future.result()))


def tree_seconds(pid):
    """The processor time of a process and of all below it, those that have ended included."""
    parents, spent = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        parents[int(stat.parent.name)] = int(words[1])
        spent[int(stat.parent.name)] = sum(map(int, words[11:15])) / TICK
    total, waiting = 0.0, [pid]
    while waiting:
        parent = waiting.pop()
        total += spent.get(parent, 0.0)
        waiting += [child for child, of in parents.items() if of == parent]
    return total


def table(rows, workers):
    """The figures as a table."""
    shown = Table(title=f"{workers} workers on {os.cpu_count()} processors, load "
                  f"{os.getloadavg()[0]:.1f}")
    for heading in ("lesson", "gradebook"):
        shown.add_column(heading)
    for heading in ("a worker, s", "the writer, s", "kB out", "kB back", "per minute"):
        shown.add_column(heading, justify="right")
    for row in rows:
        shown.add_row(row["lesson"], row["gradebook"], f"{row['worker_seconds']:.2f}",
                      f"{row['writer_seconds']:.3f}", f"{row['kb_out']:.1f}",
                      f"{row['kb_back']:.1f}", f"{row['per_minute']:.0f}")
    return shown


def extrapolated(row):
    """A sentence: how many workers one writer can feed, and how long a large class takes then."""
    most = 1 / row["writer_seconds"]
    feeds = max(1, round(row["worker_seconds"] / row["writer_seconds"]))
    return (f"{row['lesson']}, {row['gradebook']}: one writer feeds {feeds} workers, a processor "
            f"each. {LARGE:,} submissions take {LARGE / most / 3600:.1f} hours then; with 2 "
            f"workers {LARGE * row['worker_seconds'] / 2 / 3600:.1f} hours.")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.cluster")
