"""What a session's processes use together: rlimits count each process by itself.

The zygote looks, which is process 1 of a namespace in which all others are the student's. So the
whole is bounded on every machine, whether or not there are control groups to write to.
"""

import os

PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
MIB = 2**20


class Watch:
    """Memory and processor time of all processes but this one, held against their limits."""

    def __init__(self, memory_mb, cpu_seconds):
        self.memory_mb, self.cpu_seconds = memory_mb, cpu_seconds
        self.cpu_of_the_dead = 0.0  # the zygote adds to it

    def excess(self):
        """'' if the processes are within their limits, else what they used, in a sentence."""
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
        if self.cpu_of_the_dead + sum(map(cpu, pids)) > self.cpu_seconds:
            return ("the notebook's processes used more than "
                    f"{self.cpu_seconds:g} s of processor time")
        # resident pages are cheap to count, but what processes share counts for each of them
        room = self.memory_mb * MIB
        if sum(map(resident, pids)) > room and sum(map(proportional, pids)) > room:
            return f"the notebook's processes used more than {self.memory_mb} MB of memory"
        return ""


def cpu(pid):
    """The seconds of processor time that a process and its buried children have used."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            words = file.read().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, words[11:15])) / TICKS


def resident(pid):
    """The bytes of memory that a process has in use, those it shares with others included."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * PAGE
    except OSError:
        return 0


def proportional(pid):
    """The same, with its part of what it shares; all of it where the process hides this."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(b"Pss:"))
    except (OSError, StopIteration):
        return resident(pid)
