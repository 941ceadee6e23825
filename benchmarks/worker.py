"""The process in which steps are timed; it obeys the requests that come in, one after another.

A request is a pickled (method, arguments) on the standard input, an answer a pickled
(True, result) or (False, sentence) on the standard output.
"""

import contextlib
import ctypes
import gc
import os
import pickle
import sys
import time

import numpy as np

from benchmarks.engines import ENGINES
from benchmarks.workloads import WORKLOADS

# micrograd sorts by recursion. With Python's own limit of 1000 it fails on the shorter graphs too.
RECURSION = 20_000
CHECKED = 2  # steps that are compared before anything is timed
# Seconds of CPU that a sample lasts, unless one step takes longer. What disturbs a shared machine
# lasts for seconds: many short samples in turns agree from run to run, a few long ones do not.
SAMPLE = 0.01


class Worker:
    """Engines that were imported into this process, and one workload at a time."""

    def __init__(self):
        self.engines, self.steps, self.workload = {}, {}, None

    def load(self, names):
        """{name: version}; imports these engines ("numpy", the way by hand, is always there)."""
        versions = {"numpy": np.__version__}
        for name in names:
            if name != "numpy":
                self.engines[name] = ENGINES[name]()
                versions[name] = ENGINES[name].version()
        return versions

    def prepare(self, workload, name):
        """The gradients of an engine's first steps as arrays, and how many steps a sample has."""
        step, numbers = self._new_step(workload, name)
        self.steps[name] = step
        gradients = []
        for _ in range(CHECKED):
            start = time.process_time()
            gradients.append(numbers(step()))
        return gradients, steps_in_sample(step, time.process_time() - start)

    def _new_step(self, workload, name):
        """A step that was not taken yet, and the function that makes arrays of its gradients."""
        if self.workload is None or self.workload[0] != workload:
            self.steps.clear()
            self.workload = workload, WORKLOADS[workload]
        if name == "numpy":
            return self.workload[1].by_hand(), as_arrays
        engine = self.engines[name]
        return self.workload[1].start(engine), engine.numbers

    def sample(self, name, number):
        """Seconds of CPU per step, over this many steps in a row."""
        return timed(self.steps[name], number) / number

    def garbage(self, name):
        """How many objects one step leaves to the collector of cycles."""
        step = self.steps[name]
        gc.collect()
        gc.disable()
        step()
        found = gc.collect()
        gc.enable()
        return found

    def peak(self, workload, name):
        """Bytes that the first step needs above what the process had before."""
        step, _ = self._new_step(workload, name)
        gc.collect()
        return_freed_memory()
        before = reset_peak()
        step()
        return read_memory("VmHWM") - before


def steps_in_sample(step, seconds):
    """How many steps fill a sample, from what one took; more are taken if that was too short."""
    number = 1
    while number * seconds < SAMPLE / 4:
        number *= 4
        seconds = timed(step, number) / number
    return max(1, round(SAMPLE / seconds))


def as_arrays(gradients):
    """The gradients by hand as a list of arrays of their own."""
    return [np.array(g, dtype=np.float64) for g in gradients]


def timed(step, number):
    """Seconds of CPU that this many steps take, the collector of cycles on."""
    gc.collect()
    start = time.process_time_ns()
    for _ in range(number):
        step()
    return (time.process_time_ns() - start) * 1e-9


def return_freed_memory():
    """None; memory that malloc keeps goes back, or a step would find it and seem to need none."""
    with contextlib.suppress(OSError, AttributeError):  # only glibc has it
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def reset_peak():
    """The bytes in memory now; the peak of this process is counted from here (Linux only)."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    return read_memory("VmRSS")


def read_memory(field):
    """A line of this process's /proc status, in bytes."""
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
    raise OSError(f"/proc/self/status has no {field}")


def main():
    """None; answers until the input ends."""
    sys.setrecursionlimit(RECURSION)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what an engine prints is no answer
    worker = Worker()
    while True:
        try:
            method, arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = True, getattr(worker, method)(*arguments)
        except Exception as error:
            answer = False, f"{type(error).__name__}: {error}"
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):  # the one who asked is gone
        main()
