"""What a student's notebook may use, and the sentence that says so when a limit is set wrongly."""

from dataclasses import asdict, dataclass, field, fields

MIB = 2**20


def limit(default, low, high, unit, text):
    """A field of `Limits`: its default, its bounds, its unit and its help text."""
    about = {"low": low, "high": high, "unit": unit, "help": text}
    return field(default=default, metadata=about)


@dataclass(frozen=True)
class Limits:
    """The limits of one submission. Every field has a `help` text in its metadata."""

    memory: int = limit(
        2 * 2**30, 512 * MIB, 64 * 2**30, "bytes",
        "address space of each process; more raises MemoryError in the notebook")
    processes: int = limit(
        64, 8, 4096, "processes",
        "processes and threads at one time; more makes fork fail in the notebook")
    file_size: int = limit(
        16 * MIB, 1024, 4 * 2**30, "bytes",
        "size of any one file that the notebook writes")
    cpu_seconds: int = limit(
        120, 1, 86_400, "seconds",
        "processor time of each process; it is killed after that")
    cell_seconds: float = limit(
        10.0, 0.1, 3_600, "seconds",
        "time for one cell; it is interrupted after that, and the next cell runs")
    check_seconds: float = limit(
        10.0, 0.1, 3_600, "seconds",
        "time for one check; only that check is lost after that")
    submission_seconds: float = limit(
        120.0, 1, 86_400, "seconds",
        "time for the whole notebook; what was earned until then is kept")
    output_kb: int = limit(
        1_000, 1, 1_500, "kB",
        "output kept of one cell; the rest is cut, and the cut is shown")
    submission_kb: int = limit(
        8_000, 1, 1_000_000, "kB",
        "output kept of the whole notebook; the rest is cut, and the cut is shown")
    tmp_mb: int = limit(
        64, 1, 65_536, "MB",
        "files that the notebook may keep, all together; more is 'No space left on device'")

    def __post_init__(self):
        for f in fields(self):
            problem = complaint(f, getattr(self, f.name))
            if problem:
                raise ValueError(problem)

    @classmethod
    def of(cls, values):
        """The limits in the dict `values`, the defaults for the rest."""
        names = [f.name for f in fields(cls)]
        unknown = sorted(set(values) - set(names))
        if unknown:
            raise ValueError(f"There is no limit called {unknown[0]!r}. "
                             f"The limits are: {', '.join(names)}.")
        return cls(**values)

    def to_dict(self):
        """The limits as plain data, for a job."""
        return asdict(self)


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
