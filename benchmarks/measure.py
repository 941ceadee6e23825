"""One measurement: which engines run in which process, in what order, and what comes back."""

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
GUESSES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # would tell OpenBLAS of another processor
RTOL = 1e-7
BUDGET, FEWEST = 10.0, 3  # after 10 s of samples an engine rests, but not before 3 turns


class Refused(Exception):
    """Why an engine gave no figure."""


class WrongGradient(Exception):
    """Why a run ends: what an engine computes is not what the others compute."""


def environment():
    """The environment of a worker: one thread, and OpenBLAS sees the processor itself."""
    kept = {name: value for name, value in os.environ.items() if name not in GUESSES}
    return {**kept, **dict.fromkeys(THREADS, "1")}


class Process:
    """A worker with some engines in it; calling it sends a request and returns the answer."""

    def __init__(self, engines):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
            cwd=ROOT,
        )
        try:
            self.versions = self("load", list(engines))
        except BaseException:
            self.close()
            raise

    def __call__(self, method, *arguments):
        try:
            pickle.dump((method, arguments), self._process.stdin)
            self._process.stdin.flush()
            fine, answer = pickle.load(self._process.stdout)
        except (EOFError, BrokenPipeError):
            raise Refused(f"its process died in {method}") from None
        if not fine:
            raise Refused(answer)
        return answer

    def close(self):
        """None; the worker ends when its input does, after the request it is at."""
        self._process.communicate()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def why_not(engine, workload):
    """None, or why an engine takes no part in a workload."""
    made = WORKLOADS[workload]
    if made.only is not None and engine not in made.only:
        return "left out: it takes too long"
    if engine == "numpy":
        return None
    return next((why for need, why in ENGINES[engine].lacks.items() if need in made.needs), None)


def compare(workload, engine, got, expected):
    """None; raises WrongGradient if an engine's gradients are not those computed by hand."""
    for step, (gs, its) in enumerate(zip(got, expected, strict=True), start=1):
        if len(gs) != len(its):
            raise WrongGradient(f"{workload}: {engine} gives {len(gs)} gradients, not {len(its)}.")
        for index, (g, e) in enumerate(zip(gs, its, strict=True)):
            small = 1e-10 * np.abs(e).max()
            if g.shape != e.shape or not np.allclose(g, e, rtol=RTOL, atol=small):
                raise WrongGradient(
                    f"{workload}: gradient {index} of {engine} in step {step} is not the one"
                    " computed by hand. Nothing is timed before they agree."
                )


def speeds(workload, engines, samples, alone, advance=lambda: None):
    """({engine: seconds per step, one figure a sample}, {engine: why it has none}).

    The engines ("numpy" among them: what they are compared with) take turns, whether they share
    a process or each has its own.
    """
    processes = {}
    try:
        for group in [[name] for name in engines] if alone else [list(engines)]:
            process = Process(group)
            processes.update(dict.fromkeys(group, process))
        return _in_turns(workload, processes, samples, advance)
    finally:
        for process in set(processes.values()):
            process.close()


def _in_turns(workload, processes, samples, advance):
    """What speeds returns, with {engine: its process}."""
    expected, _ = processes["numpy"]("prepare", workload, "numpy")
    numbers, reasons = {}, {}
    for name, process in processes.items():
        try:
            got, numbers[name] = process("prepare", workload, name)
        except Refused as why:
            reasons[name] = str(why)
        else:
            compare(workload, name, got, expected)
    seconds, spent, order = {name: [] for name in numbers}, dict.fromkeys(numbers, 0), list(numbers)
    for turn in range(samples):
        for name in order:
            if turn >= FEWEST and spent[name] > BUDGET:
                continue
            sample = processes[name]("sample", name, numbers[name])
            spent[name] += sample * numbers[name]
            seconds[name].append(float(f"{sample:.4g}"))
        order = order[1:] + order[:1]  # nobody always comes after the same neighbour's garbage
        advance()
    return seconds, reasons


def peak(workload, engine):
    """Bytes that the first step of a fresh process needs above what it held before."""
    with Process([engine]) as process:
        return process("peak", workload, engine)


def garbage(workload, engine):
    """How many objects one step leaves to the collector of cycles."""
    with Process([engine]) as process:
        process("prepare", workload, engine)
        return process("garbage", engine)


def ratio(seconds, engine, other):
    """The median over the turns they share of engine's time divided by other's."""
    return float(np.median(_ratios(seconds, engine, other)))


def interval(seconds, engine, other):
    """(low, high): the true median is between them in 19 of 20 runs (with 3 turns: in 3 of 4)."""
    ratios = np.sort(_ratios(seconds, engine, other))
    middle, margin = (len(ratios) - 1) / 2, len(ratios) ** 0.5
    low, high = max(0, round(middle - margin)), min(len(ratios) - 1, round(middle + margin))
    return float(ratios[low]), float(ratios[high])


def _ratios(seconds, engine, other):
    """Engine's time divided by other's in every turn in which both took part."""
    both = min(len(seconds[engine]), len(seconds[other]))
    return np.divide(seconds[engine][:both], seconds[other][:both])
