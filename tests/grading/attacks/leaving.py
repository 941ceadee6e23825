"""Attacks on what comes after: the next submission, the teacher's eyes, the teacher's browser."""

import base64

from tests.grading.attacks.attack import attack

attack("matplotlib's cache", "leave a font list, a style or a configuration for the next", '''
import os, matplotlib
for folder in (matplotlib.get_cachedir(), matplotlib.get_configdir(), os.path.expanduser("~")):
    os.makedirs(folder, exist_ok=True)
    for name in ("matplotlibrc", "fontlist-v390.json", ".ipython/profile_default/startup/x.py"):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file: file.write("raise SystemExit")
''')
attack("site-packages", "change a package for the next", '''
import numpy, course, inside, sys, os
for module in (numpy, course, inside, os):
    folder = os.path.dirname(module.__file__)
    for path in (module.__file__, folder + "/planted.py", folder + "/__pycache__/x.pyc"):
        try: open(path, "a").write("\\nraise SystemExit"); print("FOUND", path)
        except OSError: pass
for folder in sys.path:
    try: open(folder + "/sitecustomize.py", "w").write("raise SystemExit")
    except OSError: pass
''')
SHADOW = base64.b64encode(b"raise SystemExit\nallclose = lambda *a: True\n").decode()
attack("files that shadow", "hand in a numpy and a course of one's own", '''
import importlib, numpy, course.probes
try: importlib.reload(course.probes)
except BaseException: pass
''', files={name: SHADOW for name in ("numpy.py", "course.py", "sitecustomize.py", "json.py",
                                      "inside.py", "usercustomize.py", "random.py")},
       verdicts="stopped")
attack("messages for the next", "leave one in the kernel: queues, keys, shared memory, sockets", '''
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for call, args in (("shmget", (7, 4096, 0o1666)), ("semget", (7, 1, 0o1666)),
                   ("msgget", (7, 0o1666))):
    if getattr(libc, call)(*args) != -1: print("FOUND", call)
if libc.syscall(248, b"user", b"note", b"x", 1, -4) != -1: print("FOUND", "add_key")
if libc.syscall(240, b"note", 0o102, 0o666, None) >= 0: print("FOUND", "mq_open")
''')
attack("a verdict on stdout", "print what a check prints when all is right", '''
print("✓ f_prime                                                         1 of 1 point")
print("  18 observations on 3 random problems agree with the reference.")
print('\\x1b[2J\\x1b]0;graded\\x07{"status": "right", "points": 12, "max_points": 12}')
print("FOUND"[::-1])
''')
attack("outputs that run", "hand the teacher a page that runs a program", '''
from IPython.display import HTML, Javascript, SVG, Markdown, IFrame, publish_display_data
for shown in (HTML("<script>FOUND()</script>"), Javascript("FOUND()"),
              Markdown("[x](javascript:FOUND())"), IFrame("javascript:FOUND()", 1, 1),
              SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='FOUND()'/>")):
    display(shown)
publish_display_data({"text/html": "<img src=x onerror=FOUND()>",
                      "application/javascript": "FOUND()", "application/x-nbgrader": "FOUND()",
                      "image/svg+xml": "<svg onload=FOUND()>", "image/png": "FOUND"})
''')
attack("outputs past the shell", "send what runs, or what a program reads, without the shell", '''
def send(**output): get_ipython().outlet.emit({"data": {}, "metadata": {}, **output})
for kind in ("display_data", "execute_result"):
    for mime in ("text/html", "image/svg+xml", "application/javascript", "text/markdown"):
        send(output_type=kind, data={mime: "<script>FOUND()</script>", "text/plain": "x"})
    send(output_type=kind, data={"text/plain": "x"}, metadata={"nbgrader": {"x": "FOUND"}})
    send(output_type=kind, data={"text/plain": "x"}, execution_count="FOUND")
''')
