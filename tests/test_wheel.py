"""The wheel: installed into a clean environment, it gives lessons and checks, and no solution."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STUDENT = """
import json, os, sys
from pathlib import Path
import course
assert "site-packages" in course.__file__, course.__file__
lesson = json.loads(Path("lessons/01_derivatives/derivatives.ipynb").read_text())
namespace = {}
exec("".join(lesson["cells"][SETUP]["source"]), namespace)
try:
    namespace["check"]("tangent_line")
    sys.exit("a missing answer passed")
except course.CheckFailed as failed:
    print(failed)
exec('''def tangent_line(f, df, x0):
    return lambda x: f(x0) + df(x0) * (x - x0)
check("tangent_line")''', namespace)
import autograd_ref as torch
t = torch.tensor(2.0, requires_grad=True)
(3 * t ** 2 + 2 * t + 1).backward()
print(t.grad)
try:
    import grading
    sys.exit("the instructor's side is in the wheel")
except ImportError:
    pass
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps",
                    "--no-build-isolation", "--wheel-dir", folder, ROOT], check=True)
    [path] = folder.glob("*.whl")
    return path


def test_the_wheel_carries_both_packages_and_the_lessons_without_solutions(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        lessons = [n for n in names if n.endswith(".ipynb")]
        texts = [archive.read(n).decode() for n in lessons]

    assert {n.split("/")[0] for n in names if "dist-info" not in n} == {"course", "autograd_ref"}
    assert lessons and all(n.startswith("course/lessons/") for n in lessons)
    assert not any("SOLUTION" in text for text in texts)
    assert any(n.endswith(".js") for n in names) and "course/expected/derivatives.json" in names


def test_a_student_installs_it_and_checks_an_answer(wheel, tmp_path, monkeypatch):
    import json

    monkeypatch.delenv("PYTHONPATH", raising=False)  # a student has no clone of this
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = next(p for p in (tmp_path / "venv" / "bin" / "python",
                              tmp_path / "venv" / "Scripts" / "python.exe") if p.exists())
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
    subprocess.run([python, "-m", "course", "start", "lessons"], check=True, cwd=tmp_path)
    cells = json.loads((tmp_path / "lessons/01_derivatives/derivatives.ipynb").read_text())["cells"]
    setup = next(i for i, c in enumerate(cells) if c["cell_type"] == "code")

    done = subprocess.run([python, "-c", STUDENT.replace("SETUP", str(setup))], cwd=tmp_path,
                          capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert "✗ tangent_line" in done.stdout and "✓ tangent_line" in done.stdout
    assert "tensor(14.)" in done.stdout


def test_start_never_overwrites_a_students_work(own_folder, monkeypatch):
    from course import __main__ as course

    source = own_folder / "package" / "lessons" / "01_x"
    source.mkdir(parents=True)
    (source / "x.ipynb").write_text("as released")
    monkeypatch.setattr(course.resources, "files", lambda name: own_folder / "package")

    assert course.copy_lessons(own_folder / "mine") == [("01_x", True)]
    (own_folder / "mine" / "01_x" / "x.ipynb").write_text("my work")
    assert course.copy_lessons(own_folder / "mine") == [("01_x", False)]
    assert (own_folder / "mine" / "01_x" / "x.ipynb").read_text() == "my work"
