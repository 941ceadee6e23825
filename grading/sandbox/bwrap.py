"""The command line of bubblewrap, and whether it works on this machine."""

import functools
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass

from grading.sandbox.packages import INSIDE

OLDEST = (0, 8)
FIRST_UID, LAST_UID = 64_000, 64_999
INSTALLERS = {
    "apt-get": ("apt-get update -qq", "apt-get install -y -qq bubblewrap"),
    "dnf": ("dnf install -y bubblewrap",),
    "pacman": ("pacman -S --noconfirm bubblewrap",),
    "zypper": ("zypper --non-interactive install bubblewrap",),
    "apk": ("apk add bubblewrap",),
}


class SandboxUnavailable(RuntimeError):
    """Raised when students' code can't be isolated here, with what to do about it."""


@dataclass(frozen=True)
class Isolation:
    """Whether students' code can be isolated here: how, or why not and what would help."""

    available: bool
    how: str = ""
    why_not: str = ""
    install: str = ""


def namespaces():
    """The options that cut the sandbox off.

    Never `--unshare-user` as root: real root would stay uid 0 inside, /proc/sys checks nothing
    else, and bubblewrap leaves it writable then. Root drops to an unused uid, see `free_uid`.
    """
    options = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
               "--unshare-cgroup-try", "--as-pid-1", "--hostname", "sandbox"]
    if os.geteuid() == 0:
        return [*options, "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", "--disable-userns", *options, "--cap-drop", "ALL"]


def command(view, config, rooms, fonts, seccomp, limits):
    """The argument list that starts a zygote inside.

    `fonts` maps names to open descriptors, `seccomp` has the descriptor of a filter or nothing.
    """
    binds = {f"/sandbox/python/{k}": v for k, v in view.python.items()}
    binds |= {f"/sandbox/site/{k}": v for k, v in view.site.items()}
    binds |= {f"/sandbox/libs/{k}": v for k, v in view.libraries.items()}
    binds |= view.loaders
    binds |= {f"/sandbox/lib/{k}": v for k, v in rooms.items()}
    binds["/sandbox/lib/inside"] = str(INSIDE)
    hidden = [f"/sandbox/python/{k}" for k in view.hidden]
    folders = parents([*binds, "/sandbox/fonts/x", "/tmp/x"])
    argv = [*victim(), shutil.which("bwrap"), *namespaces(), *folders]
    for inside, outside in sorted(binds.items()):  # a folder comes before what lies in it
        argv += ["--ro-bind", outside, inside]
    for inside in hidden:
        argv += ["--perms", "0755", "--tmpfs", inside, "--remount-ro", inside]
    for name, fd in fonts.items():
        argv += ["--perms", "0444", "--ro-bind-data", str(fd), f"/sandbox/fonts/{name}"]
    argv += ["--proc", "/proc", "--dev", "/dev",
             "--perms", "1777", "--size", str(limits.tmp_mb * 2**20), "--tmpfs", "/tmp",
             "--remount-ro", "/dev", "--remount-ro", "/proc", "--remount-ro", "/",
             *(word for fd in seccomp for word in ("--seccomp", str(fd))), "--chdir", "/", "--"]
    executable = "/sandbox/python/bin/" + os.path.basename(view.interpreter)
    return [*argv, executable, *config]


def victim():
    """The prefix that makes the kernel end the sandbox, not the grader, when memory runs out."""
    choom = shutil.which("choom")
    return [choom, "-n", "500", "--"] if choom else []


def parents(paths):
    """Options that make the parents of `paths`: bubblewrap's own would be closed to other users."""
    folders = set()
    for path in paths:
        while (path := os.path.dirname(path)) != "/":
            folders.add(path)
    return [word for folder in sorted(folders) for word in ("--perms", "0755", "--dir", folder)]


def free_uid():
    """A uid that nobody uses, and the socket that reserves it on this machine until it is closed.

    The limit on processes counts per user: two sandboxes with one uid would share it.
    """
    import pwd  # here, since Windows has no such module and is to be told so politely

    for uid in range(FIRST_UID, LAST_UID + 1):
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            pwd.getpwuid(uid)
        except KeyError:
            try:
                claim.bind(f"\0autograd-course-sandbox-{uid}")
                return uid, claim
            except OSError:
                pass
        claim.close()
    raise SandboxUnavailable(f"All user ids from {FIRST_UID} to {LAST_UID} are taken.")


@functools.cache
def isolation():
    """Whether bubblewrap is here and really works: it is tried once, containers may forbid it."""
    if sys.platform != "linux":
        system = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, platform.system())
        return Isolation(False, why_not=f"Students' code can't be isolated on {system}: "
                         "bubblewrap exists for Linux only.",
                         install="Grade on Linux, in a Linux virtual machine, or in WSL 2.")
    if not shutil.which("bwrap"):
        return Isolation(False, why_not="bubblewrap (the command bwrap) isn't installed.",
                         install=install_command())
    version = subprocess.run(["bwrap", "--version"], capture_output=True, text=True).stdout
    numbers = tuple(map(int, re.findall(r"\d+", version)[:2]))
    if numbers < OLDEST:
        return Isolation(False, why_not=f"{version.strip()} is too old: 0.8 or newer is needed.",
                         install=install_command())
    return _tried(version.strip())


def _tried(version):
    mode = "as root, with a user id per sandbox" if os.geteuid() == 0 else "in a user namespace"
    drop = f"import os; os.getuid() or os.setresuid(*[{LAST_UID}] * 3)"  # may be unmapped
    trial = ["bwrap", *namespaces(), "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev",
             "--remount-ro", "/proc",
             "--size", "1048576", "--tmpfs", "/dev/shm",  # over /tmp it could hide the interpreter
             "--chdir", "/", "--", sys.executable, "-S", "-c", drop]
    try:
        done = subprocess.run(trial, capture_output=True, text=True, timeout=20,
                              stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Isolation(False, why_not=f"bubblewrap doesn't start here: {error}",
                         install=permission_advice())
    if done.returncode:
        return Isolation(False, why_not=f"bubblewrap is installed, but this system forbids what "
                         f"it does: {done.stderr.strip()}", install=permission_advice())
    return Isolation(True, how=f"{version}, {mode}")


def install_command():
    """What installs bubblewrap on this system, for a person to do."""
    return installer("sudo ") or ("Install the package bubblewrap with your system's package "
                                  "manager.")


def installer(before=""):
    """The command that installs bubblewrap here, `before` each step; "" if none is known."""
    steps = next((steps for tool, steps in INSTALLERS.items() if shutil.which(tool)), ())
    return " && ".join(before + step for step in steps)


def permission_advice():
    """What usually helps where bubblewrap is there but is not allowed to work."""
    if os.path.exists("/.dockerenv") or os.path.exists("/run/.containerenv"):
        return ("In a container: start it with --security-opt seccomp=unconfined "
                "--security-opt apparmor=unconfined, or grade on the machine itself.")
    switch = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"
    if os.path.exists(switch):
        return "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    return "sudo sysctl -w user.max_user_namespaces=15000"
