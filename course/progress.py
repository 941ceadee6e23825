"""What a student has predicted, checked and opened, kept in a small file beside the notebook.

Nothing here is graded. Where the file can't be read or written, memory has to do.
"""

import json
from contextlib import suppress
from pathlib import Path

FILE = ".progress.json"
_memory: dict[str, dict] = {}


def read(section):
    """The dict kept under `section`; empty if there is none."""
    return dict(_all().get(section, {}))


def update(section, entries):
    """Add `entries` to the dict kept under `section`."""
    kept = _all()
    kept[section] = {**kept.get(section, {}), **entries}
    _memory.clear()
    _memory.update(kept)
    with suppress(OSError):
        Path(FILE).write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")


def forget():
    """Forget everything that was kept, on disk too."""
    _memory.clear()
    with suppress(OSError):
        Path(FILE).unlink(missing_ok=True)


def _all():
    try:
        kept = json.loads(Path(FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = None
    if isinstance(kept, dict) and all(isinstance(v, dict) for v in kept.values()):
        return kept
    return {section: dict(entries) for section, entries in _memory.items()}
