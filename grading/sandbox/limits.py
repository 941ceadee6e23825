"""What a student's notebook may use, and the sentence that says so when a limit is set wrongly."""

import difflib
from dataclasses import asdict, dataclass, field, fields


class WrongLimit(ValueError):
    """Raised for a limit that doesn't exist or can't have that value; says what would do."""


def limit(default, low, high, unit, text):
    """A field of `Limits`: its default, its bounds, its unit and its help text."""
    about = {"low": low, "high": high, "unit": unit, "help": text}
    return field(default=default, metadata=about)


@dataclass(frozen=True)
class Limits:
    """The limits of one submission. Every field has a `help` text in its metadata."""

    cell_seconds: float = limit(
        10.0, 0.1, 3_600, "seconds",
        "time for one cell; it is interrupted after that, and the next cell runs")
    check_seconds: float = limit(
        10.0, 0.1, 3_600, "seconds",
        "time for one check; only that check is lost after that")
    submission_seconds: float = limit(
        120.0, 1, 86_400, "seconds",
        "time for the whole notebook; what was earned until then is kept")
    cell_cpu_seconds: int = limit(
        10, 1, 3_600, "seconds",
        "processor time of the notebook's process for one cell; it is interrupted after that")
    cpu_seconds: int = limit(
        120, 1, 86_400, "seconds",
        "processor time of the whole notebook, all its processes together; they are killed then")
    memory_mb: int = limit(
        2_048, 512, 65_536, "MB",
        "address space of each process; more raises MemoryError in the notebook")
    total_memory_mb: int = limit(
        3_072, 512, 262_144, "MB",
        "memory of all the notebook's processes together; they are killed at more")
    processes: int = limit(
        64, 8, 4_096, "processes",
        "number of processes and threads at one time; more makes fork fail in the notebook")
    file_mb: int = limit(
        16, 1, 4_096, "MB",
        "size of any one file that the notebook writes")
    tmp_mb: int = limit(
        64, 1, 65_536, "MB",
        "room for the files of the notebook, all together; more is 'No space left on device'")
    output_kb: int = limit(
        1_000, 1, 1_500, "kB",
        "output kept of one cell; the rest is cut, and the cut is shown")
    submission_kb: int = limit(
        8_000, 1, 1_000_000, "kB",
        "output kept of the whole notebook; the rest is cut, and the cut is shown")

    def __post_init__(self):
        for f in fields(self):
            problem = complaint(f, getattr(self, f.name))
            if problem:
                raise WrongLimit(problem)

    @classmethod
    def of(cls, values):
        """The limits in the dict `values`, the defaults for the rest."""
        names = [f.name for f in fields(cls)]
        unknown = sorted(set(values) - set(names))
        if unknown:
            raise WrongLimit(f"There is no limit called {unknown[0]!r}. "
                             f"{advice(unknown[0], names)}")
        return cls(**values)

    def to_dict(self):
        """The limits as plain data, for a job."""
        return asdict(self)


def advice(name, names):
    """The name that was meant, if one is near, else all of `names`: a sentence."""
    near = difflib.get_close_matches(str(name), names, n=1)
    return f"Did you mean {near[0]}?" if near else f"The limits are: {', '.join(names)}."


def complaint(about, value):
    """A sentence that names the limit, what is wrong with `value` and what would do; or ''."""
    low, high, unit = (about.metadata[k] for k in ("low", "high", "unit"))
    whole = about.type is int
    allowed = (int,) if whole else (int, float)
    ok = isinstance(value, allowed) and not isinstance(value, bool) and low <= value <= high
    if ok:
        return ""
    kind = "a whole number" if whole else "a number"
    return (f"The limit {about.name} is {value!r}: it must be {kind} of {unit} from {low} to "
            f"{high}. Set it to {about.default} (the default) or another value in that range. "
            f"It is the {about.metadata['help']}.")
