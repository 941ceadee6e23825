"""A warm sandbox with a tiny course of its own, and a way to play cells and checks in it.

The course has one probe, `value`: it observes what the notebook's `answer()` gives, and a number
that only someone who knows the seed can tell.
"""

import dataclasses

import pytest

from grading.sandbox import Limits, Sandbox, isolation
from grading.sandbox.packages import visible

PROBES = '''
import random

def exercises():
    return []

def find(name):
    if name not in ("value", "hang"):
        raise KeyError(f"no exercise {name}")
    return name

def observe(probe, namespace, seed):
    if probe == "hang":
        while True:
            pass
    try:
        seen = namespace["answer"]()
    except BaseException as error:
        seen = {"error": type(error).__name__}
    return [[["answer", seen], ["drawn", random.Random(seed).random()]]]
'''


@pytest.fixture(scope="session")
def view(tmp_path_factory):
    """What a sandbox shows, with a course of one probe in place of the real one."""
    root = tmp_path_factory.mktemp("rooms")
    for name, text in [("course", PROBES), ("autograd_ref", "SECRET = 'engine'")]:
        (root / name).mkdir(mode=0o755)
        (root / name / "__init__.py").write_text("")
        (root / name / "probes.py").write_text(text)
    for folder in (root, *root.parents):  # the sandbox's user has to get there
        if folder.stat().st_uid == root.stat().st_uid and "pytest" in str(folder):
            folder.chmod(0o755)
    rooms = {name: str(root / name) for name in ("course", "autograd_ref")}
    return dataclasses.replace(visible(), rooms=rooms)


@pytest.fixture(scope="session")
def limits():
    """Short times, so that the tests of what happens afterwards are short too."""
    return Limits(cell_seconds=1, check_seconds=1, submission_seconds=30, cpu_seconds=20)


@pytest.fixture(scope="session")
def sandbox(view, limits):
    """One isolated sandbox for all tests: each finds it as the one before has left it."""
    if not isolation().available:
        pytest.skip(isolation().why_not)
    with Sandbox(view=view, limits=limits) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def make_job():
    """A function that makes a job: a str is a cell, a tuple (exercise, *variants) is a check."""
    def make_job(*steps, **more):
        made = []
        for i, step in enumerate(steps):
            if isinstance(step, str):
                made.append({"kind": "cell", "id": str(i), "source": step})
            else:
                made.append({"kind": "check", "id": str(i), "exercise": step[0],
                             "variants": list(step[1:])})
        return {"lesson": "test", "seed": 42, "autograd_ref": True, "steps": made, **more}

    return make_job


@pytest.fixture(scope="session")
def play(sandbox, make_job):
    """A function that runs cells and checks in the shared sandbox and returns the raw result."""
    return lambda *steps, **more: sandbox.run(make_job(*steps, **more))


@pytest.fixture(scope="session")
def said():
    """A function that gives all that a cell wrote to stdout."""
    def said(raw, cell="0"):
        return "".join(o["text"] for o in raw["cells"][cell]["outputs"]
                       if o["output_type"] == "stream" and o["name"] == "stdout")

    return said


@pytest.fixture
def honest_after(play, sandbox):
    """After the test, an honest notebook gets its right result: nothing was left behind."""
    yield
    raw = play("answer = lambda: 7\nimport os; print(os.listdir(), os.getcwd())", ("value",))
    assert raw["cells"]["0"]["status"] == "ok"
    assert raw["cells"]["0"]["outputs"][0]["text"].startswith("[] /")
    assert raw["checks"]["1"]["status"] == "ok"
    assert raw["checks"]["1"]["rounds"][0][0] == ["answer", 7]
