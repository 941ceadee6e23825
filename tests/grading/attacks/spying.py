"""Attacks that read: seeds, other people's files, the machine, the memory that was before."""

from tests.grading.attacks.attack import attack, every

LOOK = '''
import os
def look(*names):
    for name in names:
        try:
            with open(name, "rb") as file: print("FOUND", name, file.read(40))
        except (OSError, ValueError): pass
'''
attack("the grader's environment", "print every variable of every process", '''
import os, glob
print({k: v for k, v in os.environ.items()})
for path in glob.glob("/proc/[0-9]*/environ"):
    try: print(open(path).read())
    except OSError: pass
''')
attack("the disk", "look for notebooks, gradebooks, solutions and other submissions", '''
import os
for folder, _, files in os.walk("/"):
    if folder.startswith("/proc"): continue
    for name in files:
        if name.endswith((".ipynb", ".db", ".sqlite", ".key")) or "nbgrader" in name:
            print("FOUND", folder, name)
''')
attack("well-known places", "read by name what lies on every machine", LOOK + '''
look("/etc/passwd", "/etc/shadow", "/etc/hostname", "/root/.ssh/id_rsa", "/var/log/syslog",
     "/proc/1/environ", "/proc/1/maps", "/proc/1/mem", "/proc/1/cwd/gradebook.db",
     "/proc/1/root/etc/passwd", "/proc/kcore", "/dev/mem", "/dev/sda", "/proc/sysrq-trigger",
     "../gradebook.db", "../../gradebook.db", "../../../source/01_derivatives/derivatives.ipynb")
''')
attack("the grader's packages", "import what knows the answers", '''
import importlib
for name in ("grading", "grading.mistakes", "grading.judge", "nbgrader", "autograd_ref", "torch",
             "sqlalchemy", "jupyter_client", "tests"):
    try:
        importlib.import_module(name); print("FOUND", name)
    except ImportError: pass
''')
attack("the reference engine", "find the engine in a lesson that doesn't use it", '''
import os, sys
for folder, names, _ in os.walk("/sandbox"):
    if "autograd_ref" in names: print("FOUND", folder)
sys.path[:0] = ["/sandbox/lib", "/sandbox/site", "/sandbox"]
try:
    import autograd_ref; print("FOUND", autograd_ref)
except ImportError: pass
''')
attack("seeds in frames", "find the seed in the frames of the session before any check", '''
import gc
# from here the frames end at IPython's coroutine: what waits for it goes on from there
frames = [thing.cr_frame for thing in gc.get_objects() if type(thing).__name__ == "coroutine"]
while frames:
    frame = frames.pop()
    for value in list(frame.f_locals.values()):
        for thing in (value, getattr(value, "__dict__", None)):
            if type(thing) is dict and "seed" in str(list(thing)):
                print({k: v for k, v in thing.items() if "seed" in str(k)})
    frames += [frame.f_back] if frame.f_back else []
''')
attack("seeds in garbage", "find the seed among all objects of the process", '''
import gc
for thing in gc.get_objects():
    if type(thing) is dict and ("seed" in thing or "rounds" in thing or "files" in thing):
        try: print({k: thing[k] for k in ("seed", "rounds", "files") if k in thing})
        except Exception: pass
''')
attack("seeds of later checks", "keep what the session is asked, and print it before the next",
       '''
import inside.wire
HEARD, parse = [], inside.wire.parse
def spy(body):
    HEARD.append(body.decode())
    return parse(body)
inside.wire.parse = spy
''', answers=every("print(HEARD)\ndef NAME(*a):\n    return 0.0"))
attack("the probe at work", "trace the probe, and print later what it said", '''
import sys, json
def trace(frame, event, arg):
    if "exercises" in frame.f_code.co_filename or "probes" in frame.f_code.co_filename:
        with open("/tmp/tmp/spied", "a") as file:
            print({k: repr(v)[:99] for k, v in frame.f_locals.items()}, file=file)
    return trace
''', answers=every('''
try: print(open("/tmp/tmp/spied").read()[:5000])
except OSError: pass
def NAME(*a):
    sys.settrace(trace)
    return 0.0'''))
attack("memory of the one before", "find the last submission in memory that was not wiped", '''
import base64, re
mark = b"-krow-elpoep-rehto"[:0:-1]   # as it stands in the honest submission, but turned round
coded = base64.b64encode(b"ow-elpoep-rehto"[::-1])
found = 0
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
    for line in maps:
        area, rights = line.split()[:2]
        low, high = (int(x, 16) for x in area.split("-"))
        if "rw" in rights and high - low < 2**28 and "[v" not in line:
            try:
                memory.seek(low)
                data = memory.read(high - low)
            except (OSError, ValueError, OverflowError): continue
            for text, before in ((mark, rb"[0-9a-f]{8}-"), (coded, rb"[A-Za-z0-9+/]{12}")):
                found += len(re.findall(text + b"(?<=" + before + text + b")", data))
            del data
print("FOUND" if found else "nothing", found)
''')
attack("files of the one before", "find what the last submission left", '''
import os
for place in ("/tmp", "/dev/shm", "/var/tmp", "/sandbox/fonts"):
    for folder, _, names in os.walk(place):
        for name in names:
            try: print(open(os.path.join(folder, name), errors="replace").read()[:2000])
            except OSError: pass
''')
attack("memory of process 1", "read or write the zygote's memory", '''
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
class Vec(ctypes.Structure): _fields_ = [("base", ctypes.c_void_p), ("len", ctypes.c_size_t)]
room = ctypes.create_string_buffer(64)
mine, theirs = Vec(ctypes.addressof(room), 64), Vec(id(os), 64)
for call in ("process_vm_readv", "process_vm_writev"):
    if getattr(libc, call)(1, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0) > 0: print("FOUND")
if libc.ptrace(16, 1, 0, 0) == 0 or libc.ptrace(4, 1, id(os), 0) == 0: print("FOUND")
for name in ("mem", "environ", "maps", "fd", "root", "cwd", "stack", "syscall"):
    try: os.listdir(f"/proc/1/{name}") if name == "fd" else open(f"/proc/1/{name}", "rb").read(1)
    except OSError: continue
    print("FOUND", name)
''')
attack("processes of the machine", "see or signal a process outside", '''
import os, signal
pids = [int(p) for p in os.listdir("/proc") if p.isdigit()]
if len(pids) > 3: print("FOUND", pids)
for pid in {os.getppid(), 2, 100, 1000} - {1, os.getpid()}:
    try: os.kill(pid, 0); print("FOUND", pid)
    except OSError: pass
''')
attack("the network", "reach this machine, another one, a name server, an abstract socket", '''
import socket
for family, address in ((socket.AF_INET, ("127.0.0.1", 8888)), (socket.AF_INET, ("1.1.1.1", 53)),
                        (socket.AF_INET6, ("::1", 8888)), (socket.AF_UNIX, "/tmp/.X11-unix/X0"),
                        (socket.AF_UNIX, "\\0autograd-course-sandbox-64000")):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            s = socket.socket(family, kind); s.settimeout(0.3); s.connect(address); s.send(b"x")
            print("FOUND", address, kind)
        except OSError: pass
try: print("FOUND", socket.getaddrinfo("localhost", 80))
except OSError: pass
import urllib.request
try: urllib.request.urlopen("http://169.254.169.254/", timeout=0.3); print("FOUND")
except OSError: pass
''')
attack("links to what is outside", "leave links where the grader may follow them", '''
import os
for i, target in enumerate(("/etc/passwd", "/proc/1/environ", "/", "/sandbox/lib/course")):
    os.symlink(target, f"link{i}")
    os.symlink(target, f"/tmp/tmp/link{i}")
os.symlink("derivatives.ipynb", "feedback.html")
''')
