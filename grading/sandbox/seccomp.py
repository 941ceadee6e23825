"""The system calls that no lesson needs, as a filter for `bwrap --seccomp`.

They are doors to more of the kernel (user namespaces, bpf, io_uring, sockets of any family but
Unix), places where one submission could leave a message for the next (keyrings, System V memory),
or memory that no limit counts (memfd).
"""

import os
import platform
import struct

EPERM, ENOSYS, EAFNOSUPPORT = 1, 38, 97
AF_UNIX = 1
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # where they lie in what the filter sees
CLONE_NEWUSER = 0x10000000
X32 = 0x40000000  # a second set of numbers for the same calls on x86_64
CLONE3 = 435      # its flags lie in memory, where a filter can't look; libc falls back to clone
SINCE_LINUX_5 = {"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
                 "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432,
                 "mount_setattr": 442, "pidfd_getfd": 438, "process_madvise": 440,
                 "memfd_secret": 447}
NUMBERS = {  # machine: its name for the kernel, clone, socket, and what is denied
    "x86_64": (0xC000003E, 56, 41, {
        "shmget": 29, "semget": 64, "msgget": 68, "ptrace": 101, "pivot_root": 155, "mount": 165,
        "umount2": 166, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272,
        "perf_event_open": 298, "setns": 308, "bpf": 321, "userfaultfd": 323, "memfd_create": 319,
        "mq_open": 240, "ioprio_set": 251, "migrate_pages": 256, "move_pages": 279,
        "fanotify_init": 300, "open_by_handle_at": 304, "process_vm_readv": 310,
        "process_vm_writev": 311, "kcmp": 312, **SINCE_LINUX_5}),
    "aarch64": (0xC00000B7, 220, 198, {
        "umount2": 39, "mount": 40, "pivot_root": 41, "unshare": 97, "ptrace": 117, "msgget": 186,
        "semget": 190, "shmget": 194, "add_key": 217, "request_key": 218, "keyctl": 219,
        "perf_event_open": 241, "setns": 268, "bpf": 280, "userfaultfd": 282, "memfd_create": 279,
        "mq_open": 180, "ioprio_set": 30, "migrate_pages": 238, "move_pages": 239,
        "fanotify_init": 262, "open_by_handle_at": 265, "process_vm_readv": 270,
        "process_vm_writev": 271, "kcmp": 272, **SINCE_LINUX_5}),
}


def program():
    """The filter as bytes of BPF; empty on a machine whose system calls aren't listed here."""
    if platform.machine() not in NUMBERS:
        return b""
    architecture, clone, socket, denied = NUMBERS[platform.machine()]
    steps = [
        (LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32), (RETURN, 0, 0, ERRNO | EPERM),
        (EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, ERRNO | ENOSYS),
    ]
    for number in denied.values():
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ERRNO | EPERM)]
    steps += [(EQUAL, 0, 3, socket), (LOAD, 0, 0, FIRST_ARGUMENT), (EQUAL, 5, 0, AF_UNIX),
              (RETURN, 0, 0, ERRNO | EAFNOSUPPORT),
              (EQUAL, 0, 3, clone), (LOAD, 0, 0, FIRST_ARGUMENT), (ANY_BIT, 0, 1, CLONE_NEWUSER),
              (RETURN, 0, 0, ERRNO | EPERM), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def in_memory(content):
    """A descriptor from which the bytes `content` can be read once."""
    fd = os.memfd_create("sandbox")
    os.write(fd, content)
    os.lseek(fd, 0, os.SEEK_SET)
    return fd
