"""`python -m benchmarks.table RUN.json`: writes the figures of a run into the README."""

import json
from pathlib import Path

import click
import numpy as np

from benchmarks.measure import ratio

README = Path(__file__).resolve().parent / "README.md"
START, END = "<!-- figures: begin -->", "<!-- figures: end -->"
HEADINGS = {
    "numpy": "by hand",
    "torch": "PyTorch",
    "mygrad": "MyGrad",
    "hips": "HIPS autograd",
    "micrograd": "micrograd",
}


def seconds_text(seconds):
    """A time with three digits and its unit."""
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{digits(seconds / size)} {unit}"
    return f"{digits(seconds * 1e9)} ns"


def digits(number):
    """A number with three digits that count, without an exponent."""
    return f"{number:.3g}" if number < 1000 else f"{number:.0f}"


def markdown(results):
    """The run as Markdown: on what, the times, the same in one process, the notes."""
    others = [name for name in results["engines"] if name != "ours"]
    workloads = results["workloads"]
    notes = []
    lines = [_on_what(results), "", *_head(others, ("peak", "torch's peak"))]
    for found in workloads.values():
        row = _row(found, "alone" if "alone" in found else "shared", others, notes)
        lines.append(_line(*row, _megabytes(found, "ours"), _megabytes(found, "torch")))
    both = [found for found in workloads.values() if "alone" in found and "shared" in found]
    if both:
        lines += ["", "The graphs of single numbers again, all engines in one process:", ""]
        lines += _head(others)
        lines += [_line(*_row(found, "shared", others, notes)) for found in both]
    lines += [""] + [f"{mark} {note}  " for mark, note in zip(MARKS, notes, strict=False)]
    return "\n".join(lines).rstrip() + "\n"


MARKS = "¹²³⁴⁵⁶⁷⁸⁹"


def _on_what(results):
    """A sentence on the machine, the versions and the day."""
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return (
        f"Measured on {results['date']}: {machine['processor']}, {machine['cores']} cores,"
        f" {machine['system']}; {versions}; up to {results['samples']} samples of each."
    )


def _head(others, more=()):
    """The two lines that open a table."""
    names = ["workload", "ours", *(f"÷ {HEADINGS[name]}" for name in others), *more]
    return [_line(*names), _line("---", *["---:"] * (len(names) - 1))]


def _line(*cells):
    """One line of a table."""
    return "| " + " | ".join(cells) + " |"


def _row(found, place, others, notes):
    """Title, our time, and our time divided by the others'."""
    seconds = found[place]
    ours = seconds_text(np.median(seconds["ours"])) if "ours" in seconds else "–"
    cells = [found["title"], ours]
    for name in others:
        if name in seconds and "ours" in seconds:
            cells.append(digits(ratio(seconds, "ours", name)))
        else:
            cells.append("–" + _mark(found["reasons"].get(name), name, notes))
    return cells


def _mark(reason, name, notes):
    """The mark of a note that says why a cell is empty."""
    if reason is None:
        return ""
    note = f"{HEADINGS[name]}: {reason}."
    if note not in notes:
        notes.append(note)
    return MARKS[notes.index(note)]


def _megabytes(found, name):
    """The peak of an engine's first step."""
    bytes_ = found.get("peak", {}).get(name)
    return "–" if bytes_ is None else f"{bytes_ / 1e6:.1f} MB"


def write(results, readme=README):
    """None; what stands between the two marks in the README is replaced."""
    before, rest = readme.read_text(encoding="utf-8").split(START)
    _, after = rest.split(END)
    text = f"{before}{START}\n\n{markdown(results)}\n{END}{after}"
    readme.write_text(text, encoding="utf-8")


@click.command()
@click.argument("run", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(run):
    """Writes the figures of RUN, a file of `python -m benchmarks.speed --json`, into README.md."""
    write(json.loads(run.read_text(encoding="utf-8")))
    click.echo(f"benchmarks/{README.name} has the figures of {run.name}.")


if __name__ == "__main__":
    main()
