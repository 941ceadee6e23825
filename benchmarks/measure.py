"""One run: which processes, in what order, how often; and what comes back as plain data."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks.engines import ENGINES
from benchmarks.workloads import WORKLOADS

ROOT = Path(__file__).resolve().parent.parent
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
CHOSEN = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # would make OPENBLAS mistake the processor
RTOL = 1e-7


class Refused(Exception):
    """Why a workload, or a whole run, is not measured."""


def environment():
    """The environment of a worker: one thread, and OpenBLAS sees the processor itself."""
    kept = {name: value for name, value in os.environ.items() if name not in CHOSEN}
    return {**kept, **dict.fromkeys(THREADS, "1")}


class Process:
    """A worker with some engines in it; calls are requests to it."""

    def __init__(self, engines):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
            cwd=ROOT,
        )
        self("load", list(engines))

    def __call__(self, method, *arguments):
        pickle.dump((method, arguments), self._process.stdin)
        self._process.stdin.flush()
        try:
            fine, answer = pickle.load(self._process.stdout)
        except EOFError:
            raise Refused(f"the process died in {method}{arguments}") from None
        if not fine:
            raise Refused(answer)
        return answer

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def why_not(engine, workload):
    """None, or why an engine takes no part in a workload."""
    made = WORKLOADS[workload]()
    if made.only is not None and engine not in made.only:
        return "not run: it takes minutes"
    if engine == "numpy":
        return None
    return next((why for need, why in ENGINES[engine].lacks.items() if need in made.needs), None)


def compare(workload, engine, got, expected):
    """None; refuses the run if the gradients of an engine are not those computed by hand."""
    for step, (gs, its) in enumerate(zip(got, expected, strict=True)):
        if len(gs) != len(its):
            raise SystemExit(f"{workload}: {engine} gives {len(gs)} gradients, not {len(its)}.")
        for index, (g, e) in enumerate(zip(gs, its, strict=True)):
            small = 1e-10 * np.abs(e).max()
            if g.shape != e.shape or not np.allclose(g, e, rtol=RTOL, atol=small):
                raise SystemExit(
                    f"{workload}: gradient {index} of {engine} in step {step + 1} is not the one"
                    " computed by hand. Nothing is timed before they agree."
                )


def speeds(workload, engines, samples, alone, advance=lambda: None):
    """({engine: seconds per step in each sample}, {engine: why it has none}).

    Alone means a process for each engine. Either way the engines take turns.
    """
    groups = [[name] for name in engines] if alone else [engines]
    processes = {}
    try:
        for group in groups:
            process = Process(group)
            processes.update(dict.fromkeys(group, process))
        return _speeds(workload, processes, samples, advance)
    finally:
        for process in set(processes.values()):
            process.__exit__()


def _speeds(workload, processes, samples, advance):
    """As speeds, with {engine: its process}."""
    expected = processes["numpy"]("prepare", workload, "numpy")
    numbers, reasons = {}, {}
    for name, process in processes.items():
        try:
            got = process("prepare", workload, name)
            compare(workload, name, got, expected)
            numbers[name] = process("calibrate", name)
        except Refused as why:
            reasons[name] = str(why)
    seconds = {name: [] for name in numbers}
    for turn in range(min(samples, WORKLOADS[workload]().samples)):
        order = list(numbers)
        for name in order[turn % len(order) :] + order[: turn % len(order)]:
            seconds[name].append(processes[name]("sample", name, numbers[name]))
        advance()
    return seconds, reasons


def peaks(workload, engines):
    """{engine: bytes of its first step above the level before}, each in a fresh process."""
    found = {}
    for name in engines:
        with Process([name]) as process:
            found[name] = process("peak", workload, name)
    return found


def garbage(workload, engines):
    """{engine: objects that one step leaves to the collector of cycles}."""
    found = {}
    for name in engines:
        with Process([name]) as process:
            process("prepare", workload, name)
            found[name] = process("garbage", name)
    return found


def ratio(seconds, engine, other):
    """The median of engine's time over another's, sample by sample."""
    return float(np.median(np.divide(seconds[engine], seconds[other])))
