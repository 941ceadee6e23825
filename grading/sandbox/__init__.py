"""The sandbox in which students' notebooks run. A job is data, and so is what comes back.

    job = {
        "lesson": "06_accumulation", "seed": 123456789, "autograd_ref": True,
        "steps": [{"kind": "cell", "id": "a", "source": "x = 1"},
                  {"kind": "check", "id": "b", "exercise": "tangent_line", "variants": []}],
        "files": {"data.csv": "<base64>"}, "limits": {"cell_seconds": 5},
    }
    with Pool(workers=2) as pool:
        raw = pool.submit(job).result()

    raw = {
        "cells": {"a": {"status": "ok | error | timeout | died | not run", "outputs": [...],
                        "seconds": 0.1, "execution_count": 1}},
        "checks": {"b": {"status": "ok | timeout | died | refused", "rounds": [...],
                         "variants": [{"status", "rounds", "message"}, ...],
                         "seconds": 0.01, "message": ""}},
        "notes": ["cell 7 ran longer than 10 s and was stopped"],
    }

`seed` is secret until the checks run. At a check the session forks a frozen copy of itself in which
the course's probe runs, so later cells can't take back what was earned.
"""

from grading.sandbox.bwrap import Isolation, SandboxUnavailable, isolation
from grading.sandbox.host import Sandbox
from grading.sandbox.limits import Limits, WrongLimit
from grading.sandbox.pool import Pool

__all__ = ["Isolation", "Limits", "Pool", "Sandbox", "SandboxUnavailable", "WrongLimit",
           "isolation"]
