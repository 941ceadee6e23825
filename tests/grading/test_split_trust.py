"""The judge's process never imports, runs or unpickles anything of a student's."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grading.sandbox import isolation

ROOT = Path(__file__).resolve().parents[2]
TRUSTED = ["grading/judge.py", "grading/engine.py", "grading/mend.py", "grading/job.py",
           "grading/cells.py", "grading/submitted.py", "grading/classroom.py",
           "grading/results.py", "grading/preprocessors.py", "course/data.py",
           "course/verdicts.py", *(f"grading/sandbox/{name}.py" for name in (
               "answers", "host", "link", "outputs", "submission"))]
FORBIDDEN = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "runpy", "code"}
RUNS = {"exec", "eval", "compile", "__import__"}


@pytest.mark.parametrize("path", TRUSTED)
def test_no_trusted_module_can_run_or_unpickle_what_it_reads(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    imported = {alias.name.partition(".")[0] for node in ast.walk(tree)
                if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module.partition(".")[0] for node in ast.walk(tree)
                 if isinstance(node, ast.ImportFrom) and node.module}
    called = {node.func.id for node in ast.walk(tree)
              if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    keywords = {k.arg for node in ast.walk(tree) if isinstance(node, ast.Call)
                for k in node.keywords}

    assert not imported & FORBIDDEN
    assert not called & RUNS
    assert "allow_pickle" not in keywords and "shell" not in keywords


# Everything that could run a student's text raises an audit event, which names what it runs.
WATCHED = '''
import json, os, sys
from pathlib import Path

MARK = "a_students_own_words"
seen = {"ran": [], "unpickled": [], "started": [], "opened": []}


def hook(event, args):
    if event == "compile" and MARK in str(args[0]):
        parser = Path(sys._getframe(1).f_code.co_filename).name
        if parser not in ("ast.py", "symtable.py"):  # they parse, and run nothing
            seen["ran"].append([sys._getframe(1).f_code.co_filename, str(args[0])[:80]])
    elif event == "exec" and any(MARK in str(x) for x in (*args[0].co_names, *args[0].co_consts)):
        if args[0].co_filename != __file__:
            seen["ran"].append(args[0].co_filename)
    elif event == "import" and MARK in str(args):
        seen["ran"].append(str(args[0]))
    elif event == "pickle.find_class":
        seen["unpickled"].append(args[0])
    elif event == "subprocess.Popen":
        seen["started"].append([os.path.basename(str(args[0])), MARK in str(args)])
    elif event == "open" and "submitted" in str(args[0]) and not str(args[0]).endswith(".ipynb"):
        seen["opened"].append(os.path.basename(str(args[0])))


from grading import lessons, samples
from grading.classroom import Classroom
from grading.engine import Run
from tests.grading.attacks.corpus import Warm

lesson = lessons.find("derivatives")
classroom = Classroom(sys.argv[1])
classroom.release(lesson)
notebook = samples.hostile(lesson)
for cell in notebook.cells:
    if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
        cell.source += f"\\n{MARK} = '{MARK}'\\n__import__('numpy').{MARK} = 1"
path = samples.hand_in(classroom.root, lesson, "mallory", notebook)
for name in (f"{MARK}.py", "numpy.py", "conftest.py", "nbgrader_config.py"):
    (path.parent / name).write_text(f"{MARK} = 1")
with Run(pool=Warm()) as run:
    run.answers(lesson)
    sys.addaudithook(hook)
    [result] = list(classroom.autograde(lesson, ["mallory"], run))
seen["points"] = result["points"]
print(json.dumps(seen))
'''


@pytest.mark.sandbox
@pytest.mark.slow
def test_grading_a_hostile_class_runs_nothing_of_it_outside(tmp_path):
    """Grade a hostile submission under an audit hook, in a process of its own."""
    if not isolation().available:
        pytest.skip(isolation().why_not)
    script = tmp_path / "watched.py"
    script.write_text(WATCHED)

    done = subprocess.run([sys.executable, str(script), str(tmp_path / "class")], cwd=ROOT,
                          capture_output=True, text=True, timeout=200,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})

    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["points"] == 0
    assert seen["ran"] == []
    assert seen["unpickled"] == []
    assert not any(marked for _, marked in seen["started"])
    assert set(seen["opened"]) <= {"a_students_own_words.py", "numpy.py", "conftest.py",
                                   "nbgrader_config.py"}  # read as bytes, for the sandbox
