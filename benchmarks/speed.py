"""`python -m benchmarks.speed`: times the workloads in every engine, holds them to the goals."""

import datetime
import json
import os
import platform
import sys
from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import goals, measure
from benchmarks.engines import ENGINES
from benchmarks.table import HEADINGS, digits, seconds_text
from benchmarks.workloads import WORKLOADS

PARTS = ("shared", "alone", "memory")
console = Console(highlight=False)


class Names(click.ParamType):
    """Some of the known names, with commas between them, or "all"."""

    def __init__(self, known):
        self.known, self.name = tuple(known), "names"

    def convert(self, value, param, ctx):
        if value == "all":
            return list(self.known)
        asked = [name.strip() for name in value.split(",")]
        for name in asked:
            if name not in self.known:
                self.fail(f"There is no {name!r}. There are: {', '.join(self.known)}.", param, ctx)
        return [name for name in self.known if name in asked]


@click.command()
@click.option(
    "--workloads",
    type=Names(WORKLOADS),
    default="all",
    metavar="NAMES",
    help=f"Some of {', '.join(WORKLOADS)}; all unless you say.",
)
@click.option(
    "--engines",
    type=Names(ENGINES),
    default="all",
    metavar="NAMES",
    help=f"Some of {', '.join(ENGINES)}; the way by hand is always measured.",
)
@click.option(
    "--parts",
    type=Names(PARTS),
    default="all",
    metavar="NAMES",
    help="shared: all engines in one process; alone: graphs of single numbers once more,"
    " a process for each engine; memory: peaks and cyclic garbage.",
)
@click.option(
    "--samples",
    type=click.IntRange(1),
    default=45,
    show_default=True,
    help="Turns, with a sample of each engine; who has used 10 s rests.",
)
@click.option(
    "--json",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write all figures there; `python -m benchmarks.table FILE` makes the table.",
)
@click.option(
    "--check",
    is_flag=True,
    help="A sentence for each goal that is missed, and exit code 1 if there is one.",
)
def main(workloads, engines, parts, samples, file, check):
    """Times the workloads in every engine: CPU time, one thread, float64, gradients compared."""
    engines = ["numpy", *(name for name in engines if _installed(name))]
    try:
        results = run(workloads, engines, parts, samples)
    except measure.WrongGradient as error:
        raise click.ClickException(str(error)) from None
    if file is not None:
        file.write_text(json.dumps(results, ensure_ascii=False) + "\n", encoding="utf-8")
    if check:
        missed = goals.missed(results)
        for sentence in missed:
            click.echo(f"✗ {sentence}")
        if missed:
            sys.exit(1)
        click.echo(f"✓ {len(goals.verdicts(results))} goals, all reached.")


def _installed(name):
    """Whether an engine is there; a sentence says that it is not."""
    why = ENGINES[name].missing()
    if why is not None:
        console.print(f"Left out: {why}")
    return why is None


def run(workloads, engines, parts, samples):
    """All figures of a run as plain data."""
    results = {
        "date": datetime.date.today().isoformat(),
        "samples": samples,
        "machine": machine(),
        "versions": {"Python": platform.python_version()},
        "engines": engines,
        "workloads": {},
    }
    with measure.Process(engines) as process:
        results["versions"].update(process.versions)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task("", total=len(workloads))
        for name in workloads:
            progress.update(task, description=name)
            results["workloads"][name] = found = workload(name, engines, parts, samples)
            progress.advance(task)
            for line in told(name, found):
                progress.console.print(line, soft_wrap=True)
    return results


def workload(name, engines, parts, samples):
    """The figures of one workload."""
    made = WORKLOADS[name]
    reasons = {engine: measure.why_not(engine, name) for engine in engines}
    taking = [engine for engine, why in reasons.items() if why is None]
    found = {"title": made.title, "reasons": {e: why for e, why in reasons.items() if why}}
    for part in ("shared", "alone"):
        if part in parts and (made.scalar or part == "shared"):
            found[part], refused = measure.speeds(name, taking, samples, part == "alone")
            found["reasons"].update(refused)
    if "memory" in parts:
        found["peak"] = {e: measure.peak(name, e) for e in taking if e in ("ours", "torch")}
        if made.scalar and "ours" in taking:
            found["garbage"] = {"ours": measure.garbage(name, "ours")}
    return found


def told(name, found):
    """The figures of one workload in lines for the terminal."""
    for part in ("shared", "alone"):
        if "ours" in found.get(part, {}):
            seconds = found[part]
            ratios = ", ".join(
                f"{digits(measure.ratio(seconds, 'ours', other))} × {HEADINGS[other]}"
                for other in seconds
                if other != "ours"
            )
            ours = seconds_text(np.median(seconds["ours"]))
            yield f"{name:16}{part:7}{ours:>8}  = {ratios}"
    if "peak" in found:
        peaks = ", ".join(f"{e} {bytes_ / 1e6:.1f} MB" for e, bytes_ in found["peak"].items())
        yield f"{name:16}peak   {peaks}"


def machine():
    """What the figures were measured on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _processor():
    """The processor's name, as far as the system tells it."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "an unnamed processor"


if __name__ == "__main__":
    main()
