"""The same process without bubblewrap: the same results for honest notebooks."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grading.sandbox import Sandbox, packages

ROOT = Path(__file__).resolve().parents[3]
HONEST = [
    "import sys\nimport numpy as np\nimport matplotlib.pyplot as plt\nprint(np.arange(3))",
    "plt.plot([1, 3, 2])\nplt.show()",
    "answer = lambda: list(map(float, np.random.rand(2)))\nnp.random.rand()",
    ("value", "answer = lambda: 3"),
    "sys.stderr.write('note')",
    "while True: pass",
    "1 / 0",
    ("value",),
    "import os; os._exit(5)",
    "2",
    ("value",),
]


def without_times(raw):
    for part in (*raw["cells"].values(), *raw["checks"].values()):
        part.pop("seconds")
    return raw


@pytest.fixture(scope="module")
def plain(view, limits):
    with Sandbox(isolated=False, view=view, limits=limits) as sandbox:
        yield sandbox


def test_honest_notebooks_get_the_same_results(plain, sandbox, make_job):
    job = make_job(*HONEST)

    without, within = plain.run(job), sandbox.run(job)

    assert without_times(without) == without_times(within)
    assert len(without["cells"]) + len(without["checks"]) == len(HONEST)


def test_its_own_folder_is_all_it_leaves_and_that_goes_too(view, limits, make_job):
    with Sandbox(isolated=False, view=view, limits=limits) as sandbox:
        folder = sandbox.folder
        sandbox.run(make_job("open('left', 'w').write('x')"))
        assert not list(Path(folder, "scratch", "work").iterdir())

    assert not os.path.exists(folder)


def test_what_no_lesson_needs_is_absent_here_too(plain, make_job):
    raw = plain.run(make_job("import nbgrader", "import grading"))

    assert [c["outputs"][0]["ename"] for c in raw["cells"].values()] == ["ModuleNotFoundError"] * 2


def test_the_real_course_answers_a_real_probe(limits):
    """A right and a wrong answer to an exercise of lesson 1 differ, on one seed."""
    if not (ROOT / "course" / "probes.py").exists():
        pytest.skip("course/probes.py is not there yet")
    right = "def tangent_line(f, df, x0):\n    return lambda x: f(x0) + df(x0) * (x - x0)"
    job = {"lesson": "derivatives", "seed": 7, "autograd_ref": False, "steps": [
        {"kind": "cell", "id": "a", "source": right},
        {"kind": "check", "id": "b", "exercise": "tangent_line",
         "variants": [right.replace("(x - x0)", "x")]}]}

    with Sandbox(isolated=False, autograd_ref=False, limits=limits) as sandbox:
        check = sandbox.run(job)["checks"]["b"]

    (wrong,) = check["variants"]
    assert (check["status"], wrong["status"]) == ("ok", "ok")
    assert len(check["rounds"]) == len(wrong["rounds"]) > 0
    assert check["rounds"] != wrong["rounds"]
    assert all(isinstance(value, float) for r in check["rounds"] for _, value in r)


NOT_ROOT = """
import json, sys
from grading.sandbox import Sandbox, isolation
print(json.dumps(isolation().__dict__))
if isolation().available:
    with Sandbox(autograd_ref=False) as sandbox:
        source = '''
import os
status = dict(l.split(":", 1) for l in open("/proc/self/status"))
ro = {l.split()[1] for l in open("/proc/mounts") if "ro" in l.split()[3].split(",")}
print(os.getuid(), {"/", "/proc", "/dev"} <= ro, os.access("/proc/sys/kernel/hostname", os.W_OK),
      {status[k].strip() for k in ("CapInh", "CapPrm", "CapEff", "CapAmb")})
import ctypes
print(ctypes.CDLL(None).unshare(0x10000000), os.path.exists("/etc"))
for name in ("mem", "environ", "maps"):
    try:
        print(len(open("/proc/1/" + name, "rb").read(1)))
    except OSError:
        print("no")'''
        job = {"lesson": "", "seed": 1, "autograd_ref": False,
               "steps": [{"kind": "cell", "id": "0", "source": source},
                         {"kind": "cell", "id": "1", "source": "import os; os._exit(3)"}]}
        sandbox.run(job)
        print(json.dumps(sandbox.run(job)))
"""


@pytest.mark.sandbox
def test_without_root_it_is_a_user_namespace(tmp_path):
    """Run as this user if that isn't root, else as nobody with the system's interpreter."""
    prefix, python = [], sys.executable
    if os.geteuid() == 0:
        python = "/usr/bin/python3"
        prefix = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        if not shutil.which("setpriv") or not os.path.exists(python):
            pytest.skip("needs setpriv and /usr/bin/python3, to be another user than root")
    site = str(Path(next(iter(packages.visible().site.values()))).parent)
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{site}", "HOME": "/nonexistent",
           "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    can = subprocess.run([*prefix, python, "-c", "import numpy, IPython, course.probes"], env=env,
                         capture_output=True, text=True, cwd="/")
    if can.returncode:
        pytest.skip(f"another user than root has no Python with numpy: {can.stderr[-200:]}")

    done = subprocess.run([*prefix, python, "-c", NOT_ROOT], env=env, capture_output=True,
                          text=True, cwd="/", timeout=120)

    assert done.returncode == 0, done.stderr
    here, *raw = map(json.loads, done.stdout.splitlines())
    if not here["available"]:
        pytest.skip(here["why_not"])
    assert "user namespace" in here["how"]
    lines = raw[0]["cells"]["0"]["outputs"][0]["text"].splitlines()
    uid, rest = lines[0].split(" ", 1)
    assert int(uid) == (os.geteuid() or 65534)
    assert rest == "True False {'0000000000000000'}"
    assert lines[1:] == ["-1 False", "no", "no", "no"]
    assert raw[0]["cells"]["1"]["status"] == "died"
