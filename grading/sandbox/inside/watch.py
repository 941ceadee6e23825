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
        self.seen = {}              # {process: seconds} when it was last looked at

    def excess(self):
        """'' if the processes are within their limits, else what they used, in a sentence."""
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
        looks = [look for look in map(cpu, pids) if look]
        told = self.cpu_of_the_dead + sum(own + children for _, own, children in looks)
        # nobody is told what a child has used whose parent ignores its end: what was seen counts
        self.seen.update((process, own) for process, own, _ in looks)
        if max(told, sum(self.seen.values())) > self.cpu_seconds:
            return ("the notebook's processes used more than "
                    f"{self.cpu_seconds:g} s of processor time")
        # resident pages are cheap to count, but what processes share counts for each of them
        room = self.memory_mb * MIB
        if sum(map(resident, pids)) > room and sum(map(proportional, pids)) > room:
            return f"the notebook's processes used more than {self.memory_mb} MB of memory"
        return ""


def cpu(pid):
    """`(process, own, children)`: who it is, and the seconds of processor time that it and its
    buried children have used; None if it is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            words = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    own, children = sum(map(int, words[11:13])), sum(map(int, words[13:15]))
    return (pid, words[19]), own / TICKS, children / TICKS  # an id comes again, with another start


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
