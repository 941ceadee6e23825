"""`python -m benchmarks.grading`: a class graded here, and by stock nbgrader, in one run."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import classes
from benchmarks.speed import machine
from grading.classroom import Classroom
from grading.lessons import all_lessons, find
from grading.rows import GRADES, Rows
from grading.sandbox import isolation

ROOT = Path(__file__).resolve().parent.parent
GOAL = 10
SAMPLE = 40  # submissions whose saving is timed, at each size of the gradebook
# runs the command in this process, so that its own peak can be asked for at the end
PEAK = """
import resource, sys
from grading.__main__ import main
try:
    main(sys.argv[1:], standalone_mode=False)
finally:
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
console = Console(highlight=False)


@click.command()
@click.argument("names", nargs=-1, metavar="[LESSON]...")
@click.option("--submissions", type=click.IntRange(3, 10_000), default=60, show_default=True,
              help="How many hand in each lesson.")
@click.option("--stock", type=click.IntRange(3, 10_000), default=None,
              help="How many of them stock nbgrader grades; all if not said. For fewer, its time "
                   "for the rest follows from its time for each more.")
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True,
              help="How many sandboxes at once, on our side.")
@click.option("--parts", default="speed,memory,gradebook", show_default=True,
              help="Some of speed, memory, gradebook.")
@click.option("--sizes", default="60,240", show_default=True,
              help="Class sizes whose peak memory is compared.")
@click.option("--gradebook", "largest", type=click.IntRange(1), default=10_000, show_default=True,
              help="Submissions in the largest gradebook.")
@click.option("--json", "target", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the figures there.")
def main(names, submissions, stock, workers, parts, sizes, largest, target):
    """Measure grading: submissions per minute beside stock nbgrader, memory, the gradebook.

    Of LESSON... or of all lessons. Ours runs before and after stock nbgrader, so that what else
    the machine does meanwhile shows; the sandbox is on if there is one here.
    """
    lessons = [find(name) for name in names] or all_lessons()
    stock = min(stock or submissions, submissions)
    parts = [part.strip() for part in parts.split(",")]
    found = {"machine": machine(), "isolated": isolation().available, "workers": workers,
             "submissions": submissions, "stock_submissions": stock, "lessons": {}}
    steps = 3 * len(lessons) * ("speed" in parts) + len(sizes.split(",")) * ("memory" in parts) \
        + ("gradebook" in parts)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar, \
            tempfile.TemporaryDirectory(prefix="class-") as folder:
        task = bar.add_task("", total=steps)

        def step(what):
            bar.update(task, description=what)
            bar.advance(task, 0)

        for lesson in lessons if "speed" in parts else ():
            entry = found["lessons"][lesson.folder] = {"ours": []}
            for turn in ("before", "stock", "after"):
                step(f"{lesson.folder} {turn}")
                room = Path(folder) / f"{lesson.folder}-{turn}"
                if turn == "stock":
                    entry["stock"] = _stock(room, lesson, submissions, stock)
                else:
                    entry["ours"].append(_ours(room, lesson, submissions, workers))
                bar.advance(task)
            entry["ratio"] = round(min(o["per_minute"] for o in entry["ours"])
                                   / entry["stock"]["per_minute"], 1)
            bar.console.print(told(lesson, entry), soft_wrap=True)
        for size in map(int, sizes.split(",") if "memory" in parts else ()):
            step(f"memory of {size}")
            run = _ours(Path(folder) / f"memory-{size}", lessons[0], size, workers)
            found.setdefault("memory_mb", {})[str(size)] = run["peak_mb"]
            bar.console.print(f"a class of {size:5}: peak memory {run['peak_mb']} MB")
            bar.advance(task)
        if "gradebook" in parts:
            step("gradebook")
            found["gradebook_ms"] = _gradebook(Path(folder) / "large", lessons[0], largest)
            for size, ms in found["gradebook_ms"].items():
                bar.console.print(f"a gradebook of {size:>6}: {ms['new']} ms for a new submission, "
                                  f"{ms['again']} ms for one more try")
            bar.advance(task)
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    behind = [name for name, e in found["lessons"].items() if e["ratio"] < GOAL]
    if behind:
        raise click.ClickException(f"Less than {GOAL} times stock nbgrader: {', '.join(behind)}")


def told(lesson, entry):
    """The figures of one lesson, as a line for the terminal."""
    ours = " and ".join(f"{o['per_minute']:.0f}" for o in entry["ours"])
    stock = entry["stock"]
    how = "" if stock["measured"] == stock["of"] else f" (from {stock['measured']} of them)"
    return (f"{lesson.folder:16} ours {ours} a minute, stock {stock['per_minute']:.1f}{how}: "
            f"{entry['ratio']} times; processor time of a submission "
            f"{entry['ours'][0]['cpu_each']:.2f} s against {stock['cpu_each']:.2f} s")


def _ours(root, lesson, count, workers):
    """Grading a new class with `python -m grading autograde`: the whole command's time."""
    Classroom(root).release(lesson)
    classes.hand_in(root, lesson, range(count))
    options = [] if isolation().available else ["--no-sandbox"]
    command = [sys.executable, "-c", PEAK, "autograde", lesson.folder, "--root", str(root),
               "--workers", str(workers), *options]
    seconds, cpu, said, complaint = _timed(command, ROOT, broken=True)
    if len(list(root.glob("results/*/*.json"))) != count:
        raise click.ClickException(f"Not all of the class were graded:\n{complaint[-2000:]}")
    return {"seconds": seconds, "per_minute": 60 * count / seconds, "cpu_each": cpu / count,
            "peak_mb": round(int(said.rpartition("peak ")[2]) / 1024)}


def _stock(root, lesson, count, sample):
    """Grading a class with stock nbgrader; where only a sample is graded, the rest is reckoned."""
    root.mkdir(parents=True)
    classes.stock(root, lesson)
    nbgrader = [sys.executable, "-m", "nbgrader"]
    _timed([*nbgrader, "generate_assignment", lesson.folder], root)
    classes.hand_in(root, lesson, range(1))
    first, cpu_first, *_ = _timed([*nbgrader, "autograde", lesson.folder], root, broken=True)
    classes.hand_in(root, lesson, range(1, sample))
    rest, cpu_rest, *_ = _timed([*nbgrader, "autograde", lesson.folder], root, broken=True)
    each = (rest - first) / (sample - 2)  # the second command has sample - 1 to do, the first one
    seconds = first + each * (count - 1)
    cpu = cpu_first + (cpu_rest - cpu_first) / (sample - 2) * (count - 1)
    return {"seconds": seconds, "per_minute": 60 * count / seconds, "cpu_each": cpu / count,
            "measured": sample, "of": count}


def _timed(command, cwd, broken=False):
    """`(seconds, processor seconds of it and its children, what it printed, what went wrong)`."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "COLUMNS": "130"}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode and not broken:  # broken submissions make both commands end with 1
        raise click.ClickException(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, cpu, done.stdout, done.stderr


def _gradebook(root, lesson, largest):
    """`{size: {"new": ms, "again": ms}}`: saving one submission in gradebooks of growing size."""
    classroom = Classroom(root)
    classroom.release(lesson)
    url, found, filled = classroom.coursedir.db_url, {}, 0
    with closing(Rows(url, classroom.coursedir.course_id, lesson)) as rows:
        scores = dict.fromkeys(rows.cells[GRADES], 1.0)
        for size in sorted({min(100, largest), min(1000, largest), largest}):
            classes.fill(url, rows, range(filled, size))
            filled = size
            times = {}
            for kind in ("new", "again"):
                began = time.perf_counter()
                for n in range(SAMPLE):
                    rows.save(f"timed-{size}-{n}", None, scores, {})
                times[kind] = round(1000 * (time.perf_counter() - began) / SAMPLE, 1)
            found[str(size)] = times
    return found


if __name__ == "__main__":
    main()
