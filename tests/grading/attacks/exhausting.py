"""Attacks that use up: time, memory, processes, files, output. Each costs itself at most."""

from tests.grading.attacks.attack import attack, every

# each on a line of its own: else the interrupt can be raised outside of the inner `try`
ENDLESS = """while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
SHORT = {"cell_seconds": 2, "check_seconds": 2}
stopped = {"limits": SHORT, "slow": True}

attack("sleep in a cell", "hold up the class", "import time; time.sleep(600)", ends="timeout",
       **stopped)
attack("spin in a cell", "swallow every interrupt", ENDLESS, ends="timeout", verdicts="stopped",
       **stopped)
attack("spin in C", "never come back to where an interrupt is heard", "sum(range(10**13))",
       ends="timeout", verdicts="stopped", **stopped)
attack("sleep in a check", "hold up the judge", "import time", answers=every(
    "def NAME(*a):\n    time.sleep(600)", ["f_prime"]), verdicts="stopped wrong", **stopped)
attack("spin in a check", "hold up the judge and swallow interrupts", answers=every(
    "def NAME(*a):\n" + "".join(f"    {line}\n" for line in ENDLESS.splitlines()), ["f_prime"]),
       verdicts="stopped wrong", **stopped)
attack("_exit in a cell", "end the session so that it counts as done", "import os; os._exit(0)",
       ends="died", verdicts="stopped")
attack("_exit in a check", "end the copy with a good exit code", "import os", answers=every(
    "def NAME(*a):\n    os._exit(0)"), verdicts="stopped")
attack("segfault in a cell", "crash the interpreter", "import ctypes; ctypes.string_at(0)",
       ends="died", verdicts="stopped")
attack("segfault in a check", "crash the copy", "import ctypes", answers=every(
    "def NAME(*a):\n    ctypes.string_at(0)"), verdicts="stopped")
attack("recursion", "fill the stack of the interpreter", '''
import sys
sys.setrecursionlimit(10**9)
def f(): return [f()]
try: f()
except BaseException: pass
''', slow=True, limits=SHORT, ends=None, verdicts=None)
attack("a fork bomb", "fill the machine with processes", '''
import os
try:
    while True: os.fork()
except OSError:
    while True: pass
''', ends=None, verdicts="stopped", **stopped)
attack("threads", "start threads without end", '''
import threading, time
try:
    while True: threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
except RuntimeError: pass
''')
attack("a memory hog", "take all memory in one process", '''
hoard = []
try:
    while True: hoard.append(bytearray(10**8))
except MemoryError: pass
del hoard
''')
attack("many memory hogs", "take all memory in many processes, each within its limit", '''
import os, time
for _ in range(12):
    if os.fork() == 0:
        hoard = bytearray(b"x") * (150 * 2**20)
        time.sleep(60)
        os._exit(0)
time.sleep(60)
''', limits={"total_memory_mb": 1024, "cell_seconds": 20}, slow=True, ends="died",
       verdicts="stopped")
attack("memory without a process", "keep memory in files that are nowhere", '''
import os
kept = []
try:
    while len(kept) < 40:
        fd = os.memfd_create("x"); kept.append(fd)
        os.write(fd, bytes(2**20)); print("FOUND")
except OSError: pass
''')
attack("processor time by halves", "use the processor in one child after the other", '''
import os
for _ in range(60):
    if os.fork() == 0:
        end = os.times().user + 1.5
        while os.times().user < end: pass
        os._exit(0)
    os.wait()
''', limits={"cpu_seconds": 4, "cell_seconds": 60}, slow=True, ends="died", verdicts="stopped")
attack("processor time that nobody is told of", "ignore the end of children that use it", '''
import ctypes, os, signal, time
ctypes.CDLL(None).prctl(15, b"x) R 1 1 (1")   # a name that would mislead who reads it carelessly
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
def alive(pid):
    try: os.kill(pid, 0)
    except OSError: return False
    return True
for _ in range(20):
    pid = os.fork()
    if pid == 0:
        while os.times().user < 0.8: pass
        os._exit(0)
    while alive(pid): time.sleep(0.01)
''', limits={"cpu_seconds": 4, "cell_seconds": 200, "submission_seconds": 300}, slow=True,
       ends="died", verdicts="stopped")
attack("a full disk", "fill every place that can be written to", '''
written = 0
for place in (".", "/tmp", "/dev/shm", "/sandbox", "/"):
    try:
        for i in range(50):
            with open(f"{place}/fill{i}", "wb") as file: file.write(bytes(10**6))
            written += 1
            if place not in (".", "/tmp"): print("FOUND", place)
    except OSError: pass
if written > 20: print("FOUND", written)   # there is room for 16 MB in all
''')
attack("many files", "leave more files than can be wiped in time", '''
import os
try:
    for i in range(20_000): os.close(os.open(f"/tmp/tmp/{i}", os.O_CREAT | os.O_WRONLY))
except OSError: pass
''')
attack("deep folders", "leave a tree that no program gets out of", '''
import os
for i in range(3000):
    os.mkdir("d"); os.chdir("d")
''')
attack("closed folders", "leave what its owner can't open", '''
import os
os.mkdir("d"); open("d/x", "w").close(); os.chmod("d/x", 0); os.chmod("d", 0); os.chmod(".", 0)
''', slow=True)
attack("a flood of prints", "fill the notebook with output",
       "for i in range(10**5): print('x' * 999)", limits={"output_kb": 50})
attack("a flood on descriptors", "fill the notebook past sys.stdout", '''
import os
for i in range(20_000): os.write(1, b"x" * 999); os.write(2, b"y" * 999)
''', limits={"output_kb": 50})
attack("a flood past the counter", "let the session count what it sends as nothing", '''
import inside.shell
inside.shell.size = lambda output: 0
for i in range(10**4): print("x" * 999)
for i in range(99): display({"text/plain": "y" * 10**4}, raw=True)
''', limits={"output_kb": 50})
attack("a giant display", "fill the notebook with one value", '''
class Big:
    def __repr__(self): return "x" * 10**8
display(Big(), {"image/png": "A" * 10**7}, raw=False)
''')
attack("a background process", "outlive the cell, the session, the submission", '''
import os, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for fd in range(256):
                try: os.close(fd)
                except OSError: pass
            while True: time.sleep(1)
        os._exit(0)
''')
attack("signals to all", "kill or stop everything there is", '''
import os, signal
assert not os.path.exists("/etc")   # for the machine, should the walls ever be down
for number in (signal.SIGSTOP, signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
    try: os.kill(1, number)
    except OSError: pass
os.kill(-1, signal.SIGKILL)   # all but itself and process 1: there must be none
''', ends="error")
attack("stop its own copies", "stop the processes that answer", '''
import os, signal
''', answers=every("def NAME(*a):\n    os.kill(os.getpid(), signal.SIGSTOP)",
                         ["f_prime"]), verdicts="stopped wrong", **stopped)
attack("limits of process 1", "starve the zygote, or raise one's own limits", '''
import resource as r, os
for kind in (r.RLIMIT_AS, r.RLIMIT_NPROC, r.RLIMIT_FSIZE, r.RLIMIT_CPU):
    try: r.setrlimit(kind, (r.RLIM_INFINITY, r.RLIM_INFINITY)); print("FOUND")
    except (ValueError, OSError): pass
for what in (lambda: r.prlimit(1, r.RLIMIT_NOFILE, (8, 8)), lambda: os.setpriority(0, 1, 19)):
    try: what()
    except OSError: pass
''', verdicts=None)
