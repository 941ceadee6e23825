"""Every attack of the corpus: no point more than earned, nothing read, nothing left behind."""

import os
import platform
import subprocess
from pathlib import Path

import pytest

from grading.sandbox import isolation
from grading.sandbox.seccomp import NUMBERS
from tests.grading.attacks.corpus import ATTACKS, LIMITS, Watched, graded, honest, troubles

pytestmark = pytest.mark.sandbox
ROOT = Path(__file__).resolve().parents[3]
PROOF = '''
import os
mounts = {line.split()[1]: line.split()[3].split(",") for line in open("/proc/mounts")}
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(all("ro" in mounts[m] for m in ("/", "/proc", "/dev")), os.getuid() > 0,
      os.path.exists("/etc"), os.access("/proc/sys/kernel/core_pattern", os.W_OK),
      int(status["CapEff"], 16))
'''


@pytest.fixture(scope="module")
def run():
    """A run in which nothing hostile is tried before the walls are proven to stand."""
    if not isolation().available:
        pytest.skip(isolation().why_not)
    with Watched() as run:
        raw = run.pool.sandbox.run({"lesson": "", "seed": 1, "autograd_ref": False, "steps": [
            {"kind": "cell", "id": "proof", "source": PROOF}]})
        proof = raw["cells"]["proof"]["outputs"][0]["text"]
        if proof.split() != ["True", "True", "False", "False", "0"]:
            pytest.fail(f"the sandbox's walls are down, no attack was tried: {proof}")
        yield run


def test_the_corpus_is_as_large_as_it_should_be():
    assert len(ATTACKS) >= 40
    assert all(len(a.tries) > 10 for a in ATTACKS.values())


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=[pytest.mark.slow] * attack.slow) for name, attack in ATTACKS.items()])
def test_an_attack_is_contained(run, name):
    assert troubles(run, ATTACKS[name]) == []


def test_an_honest_submission_has_full_points(run):
    result, notebook = graded(run, honest(), LIMITS)

    assert (result["points"], result["max_points"], result["notes"]) == (12, 12, [])
    assert all(c.outputs for c in notebook.cells if (c.get("id") or "").startswith("check"))


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() not in NUMBERS, reason="no filter for this machine")
def test_without_root_attacks_are_contained_as_well(tmp_path):
    """As nobody, in a user namespace, with the system's interpreter; one process for all."""
    if os.geteuid() != 0:
        pytest.skip("the tests above have run without root")
    from grading.sandbox import packages

    site = str(Path(next(iter(packages.visible().site.values()))).parent)
    python = "/usr/bin/python3"
    prefix = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", python]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{site}", "HOME": str(tmp_path),
           "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8", "TMPDIR": "/tmp"}
    can = subprocess.run(
        [*prefix, "-c", "import tests.grading.attacks.corpus\n"
         "from grading.sandbox import isolation\nprint(isolation().how or isolation().why_not)"],
        env=env, capture_output=True, text=True, cwd="/")
    if can.returncode or "user namespace" not in can.stdout:
        pytest.skip(f"another user than root can't grade here: {can.stdout}{can.stderr[-300:]}")
    names = [name for name, attack in ATTACKS.items() if not attack.slow and not attack.edit][::3]

    done = subprocess.run([*prefix, "-m", "tests.grading.attacks.corpus", *names], env=env,
                          capture_output=True, text=True, cwd="/", timeout=900)

    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if not line.endswith(", []]")] == []
    assert len(done.stdout.splitlines()) == len(names) >= 20
