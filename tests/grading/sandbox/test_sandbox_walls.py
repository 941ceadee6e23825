"""What can be seen and reached from inside: the course, numpy and friends, and nothing else."""

import os
import platform
import socket
import sys
from pathlib import Path

import pytest

from grading.sandbox import Sandbox, isolation
from grading.sandbox.packages import visible
from grading.sandbox.seccomp import NUMBERS

pytestmark = pytest.mark.sandbox
ROOT = Path(__file__).resolve().parents[3]


def test_proc_sys_is_mounted_read_only(play, said):
    """The mount is proven read-only before anything tries whether it can be written to."""
    raw = play("""
import os
mounts = [line.split() for line in open("/proc/mounts")]
options = {m[1]: m[3].split(",") for m in mounts}
print(all("ro" in options[m] for m in ("/proc", "/", "/dev")))
names = ["/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger"]
print([os.access(n, os.W_OK) for n in names if os.path.exists(n)].count(True))
print({m[1] for m in mounts if "rw" in m[3].split(",")} - {"/tmp"})
""")

    proven, writable, others = said(raw).splitlines()
    assert (proven, writable) == ("True", "0")
    assert others in ("set()", "{'/dev/pts'}") or "/dev/" in others and "/proc" not in others


def test_the_user_has_no_privileges(play, said):
    raw = play("""
import os
status = dict(l.split(":", 1) for l in open("/proc/self/status"))
print(os.getuid(), os.getgid(), os.getgroups(), status["NoNewPrivs"].strip())
print({status[k].strip() for k in ("CapInh", "CapPrm", "CapEff", "CapAmb")})
for call in (lambda: os.setuid(0), lambda: os.chroot("/tmp"), lambda: os.mknod("/tmp/n", 0o60600)):
    try: call(); print("done")
    except OSError: print("no")
""")

    lines = said(raw).splitlines()
    uid, gid, groups, no_new = lines[0].split()
    assert groups == "[]" and no_new == "1"
    assert uid == gid and (64_000 <= int(uid) < 65_000 if os.geteuid() == 0 else int(uid) > 0)
    assert lines[1:] == ["{'0000000000000000'}", "no", "no", "no"]


@pytest.mark.skipif(platform.machine() not in NUMBERS, reason="no filter for this machine")
def test_doors_to_the_kernel_are_shut(play, said):
    """User namespaces, keyrings (they outlive a submission), bpf, System V memory, clone3."""
    _, clone, _, denied = NUMBERS[platform.machine()]
    raw = play(f"""
import ctypes, subprocess, threading
libc = ctypes.CDLL(None, use_errno=True)
errors = set()
for number in {sorted(denied.values())}:
    errors.add((libc.syscall(number, 0, 0, 0, 0, 0), ctypes.get_errno()))
print(errors)
print(libc.syscall(435, 0, 0), ctypes.get_errno())
print(libc.syscall({clone}, 0x10000000 | 17, 0, 0, 0, 0), ctypes.get_errno())
print(libc.unshare(0x10000000), ctypes.get_errno())
t = threading.Thread(target=print, args=("thread",)); t.start(); t.join()
import sys
print(subprocess.run(["/sandbox/python/bin/{os.path.basename(visible().interpreter)}", "-S", "-c",
                      "print(6*7)"], capture_output=True, text=True).stdout)
""")

    assert said(raw).split("\n") == ["{(-1, 1)}", "-1 38", "-1 1", "-1 1", "thread", "42", "", ""]


def test_other_peoples_files_are_absent(play, said):
    paths = [ROOT, ROOT / "grading", ROOT / "notebooks", ROOT / "pyproject.toml", Path.home(),
             Path("/etc"), Path("/root"), Path("/home"), Path("/var"), Path("/work"), Path("/sys"),
             Path("/usr/bin"), Path("/usr/share"), Path(sys.prefix), Path(sys.base_prefix)]
    raw = play(f"import os\nprint([p for p in {[str(p) for p in paths]} if os.path.exists(p)])\n"
               "print(sorted(os.listdir('/')))")

    seen, top = said(raw).splitlines()
    assert seen == "[]"
    assert set(eval(top)) <= {"dev", "lib", "lib64", "proc", "sandbox", "tmp", "usr"}


def test_no_file_inside_tells_of_the_graders_side(play, said):
    raw = play("""
import os
found = []
for folder, _, names in os.walk("/sandbox"):
    found += [os.path.join(folder, n) for n in names if n.startswith(
        ("gradebook", "nbgrader_", "submission.py", "host.py")) or n.endswith((".ipynb", ".db"))]
print(found, len(os.listdir("/sandbox/site")) > 20, os.listdir("/sandbox/lib"))
""")

    found, many, rooms = said(raw).strip().split(" ", 2)
    assert (found, many) == ("[]", "True")
    assert sorted(eval(rooms)) == ["autograd_ref", "course", "inside"]


@pytest.mark.parametrize("name", ["torch", "nbgrader", "grading", "pip", "pytest", "sqlalchemy",
                                  "jupyter_client", "grading.sandbox", "setuptools"])
def test_what_no_lesson_needs_can_not_be_imported(play, name):
    raw = play(f"import {name}")

    assert raw["cells"]["0"]["outputs"][0]["ename"] == "ModuleNotFoundError"


@pytest.mark.parametrize("name", ["numpy", "matplotlib.pyplot", "IPython", "anywidget", "sqlite3",
                                  "ctypes", "ssl", "lzma", "course.probes", "autograd_ref",
                                  "concurrent.futures", "numpy.linalg", "mpl_toolkits.mplot3d"])
def test_what_a_lesson_may_need_can_be_imported(play, name):
    raw = play(f"import {name}")

    assert raw["cells"]["0"]["status"] == "ok", raw["cells"]["0"]["outputs"]


def test_without_leave_the_reference_engine_is_absent(view, limits, make_job, said):
    if not isolation().available:
        pytest.skip(isolation().why_not)

    with Sandbox(autograd_ref=False, view=view, limits=limits) as sandbox:
        raw = sandbox.run(make_job("import os; print(os.listdir('/sandbox/lib'))",
                                   "import autograd_ref", autograd_ref=False))

    assert "autograd_ref" not in said(raw)
    assert raw["cells"]["1"]["outputs"][0]["ename"] == "ModuleNotFoundError"


def test_there_is_no_network(play, said):
    """Not even this machine: neither its loopback nor its abstract sockets."""
    with socket.socket() as tcp, socket.socket(socket.AF_UNIX) as unix:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        unix.bind("\0sandbox-test-abstract")
        unix.listen()
        port = tcp.getsockname()[1]
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
        raw = play(f"""
import socket
def attempt(family, address):
    try:
        with socket.socket(family) as s:
            s.settimeout(0.3)
            s.connect(address)
        print("connected")
    except OSError as error:
        print(type(error).__name__)
attempt(socket.AF_INET, ("127.0.0.1", {port}))
attempt(socket.AF_INET, ("1.1.1.1", 443))
attempt(socket.AF_INET6, ("::1", {port}))
attempt(socket.AF_UNIX, "\\0sandbox-test-abstract")
try: print(socket.getaddrinfo("example.org", 80))
except OSError: print("no names")
for family in (socket.AF_NETLINK, socket.AF_PACKET, 40, 38):  # 40: to a virtual machine's host
    try: socket.socket(family, socket.SOCK_RAW); print("opened")
    except OSError: pass
print([line.split(":")[0].strip() for line in open("/proc/net/dev")][2:])
a, b = socket.socketpair(); a.send(b"pairs stay"); print(b.recv(10).decode())
""")

    lines = said(raw).splitlines()
    assert "connected" not in lines and "opened" not in lines
    assert lines[4:] == ["no names", "['lo']", "pairs stay"]


def test_the_environment_is_clean(play, said, monkeypatch):
    raw = play("import os, sys; print(dict(os.environ)); print(sys.argv, sys.path)")

    variables, path = said(raw).splitlines()
    variables = eval(variables)
    known = {"HOME", "TMPDIR", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TERM", "PATH",
             "IPYTHONDIR", "MPLCONFIGDIR", "MPLBACKEND", "OPENBLAS_NUM_THREADS", "PWD",
             "OMP_NUM_THREADS", "MKL_NUM_THREADS", "PYTHONHASHSEED", "LD_LIBRARY_PATH"}
    assert set(variables) <= known | {"COLUMNS", "LINES", "KMP_DUPLICATE_LIB_OK",
                                      "KMP_INIT_AT_FORK"}
    assert variables["HOME"] == "/tmp/home"
    assert str(ROOT) not in path and "pyenv" not in path


def test_process_1_shows_nothing(play, said):
    raw = play("""
import os
for name in ("environ", "mem", "maps", "fd", "cwd", "root"):
    try:
        path = f"/proc/1/{name}"
        print(os.listdir(path) if name == "fd" else open(path, "rb").read(1))
    except OSError as error:
        print("no")
print(os.getppid(), [l.split()[1] for l in open("/proc/1/status") if l.startswith("Threads")])
""")

    assert said(raw) == "no\n" * 6 + "1 ['1']\n"


def test_a_session_holds_no_descriptor_but_its_own(play, said):
    raw = play("""
import os, stat
kinds = []
for fd in range(1024):
    try: mode = os.fstat(fd).st_mode
    except OSError: continue
    kinds.append((fd, stat.S_ISSOCK(mode)))
print([fd for fd, _ in kinds[:3]], sum(sock for _, sock in kinds), len(kinds) <= 4 + 3)
""")

    assert said(raw) == "[0, 1, 2] 1 True\n"


def test_matplotlib_finds_its_fonts_at_once(play):
    """From the list that came with the sandbox: making one would need a second at every start."""
    raw = play("import matplotlib.font_manager as f; print(len(f.fontManager.ttflist) > 20)\n"
               "import matplotlib; print(matplotlib.get_cachedir())")

    assert raw["cells"]["0"]["outputs"] == [
        {"output_type": "stream", "name": "stdout", "text": "True\n/tmp/home/matplotlib\n"}]
