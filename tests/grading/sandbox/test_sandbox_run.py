"""The happy path: what an honest notebook gives."""

import base64
import random

import pytest

pytestmark = pytest.mark.sandbox


def test_cells_share_one_namespace(play):
    raw = play("x = 20", "x + 1")

    assert raw["cells"]["1"]["status"] == "ok"
    assert raw["cells"]["1"]["execution_count"] == 2
    assert raw["cells"]["1"]["outputs"] == [{
        "output_type": "execute_result", "data": {"text/plain": "21"}, "metadata": {},
        "execution_count": 2}]


def test_submissions_do_not_share_anything(play, said):
    play("secret = 1\nimport numpy; numpy.secret = 1\nopen('left', 'w').write('x')")
    raw = play("import os, numpy\nprint('secret' in globals(), hasattr(numpy, 'secret'))\n"
               "print(os.listdir())")

    assert said(raw) == "False False\n[]\n"


def test_stdout_stderr_and_values_keep_their_order(play):
    raw = play("import sys, os\nprint('a')\nsys.stderr.write('b')\ndisplay('c')\n"
               "print('d', end='')")

    outputs = [(o["output_type"], o.get("name"), o.get("text")) for o in
               raw["cells"]["0"]["outputs"]]
    assert outputs == [("stream", "stdout", "a\n"), ("stream", "stderr", "b"),
                       ("display_data", None, None), ("stream", "stdout", "d")]


def test_what_goes_straight_to_the_descriptors_is_kept(play, said):
    raw = play("import os\nos.write(1, 'fähig\\n'.encode())\nn = os.write(2, b'err')")

    assert said(raw) == "fähig\n"
    assert raw["cells"]["0"]["outputs"][1]["name"] == "stderr"


def test_a_plot_gives_a_png(play):
    raw = play("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")

    data = raw["cells"]["0"]["outputs"][0]["data"]
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"].startswith("<Figure")


def test_an_error_keeps_its_colours_and_the_next_cell_runs(play):
    raw = play("def f(): raise ValueError('no')\nf()", "1")

    error = raw["cells"]["0"]["outputs"][0]
    assert raw["cells"]["0"]["status"] == "error"
    assert (error["ename"], error["evalue"]) == ("ValueError", "no")
    assert any("\x1b[" in line for line in error["traceback"])
    assert raw["cells"]["1"]["status"] == "ok"


def test_an_endless_recursion_is_an_error_in_time(play):
    raw = play("def f(n):\n    return f(n + 1)\nf(0)", "try:\n    f(0)\nexcept Exception:\n    1/0",
               "def g(n):\n    try:\n        return g(n + 1)\n    finally:\n        1/0\ng(0)")

    assert [c["status"] for c in raw["cells"].values()] == ["error"] * 3
    assert [c["outputs"][0]["ename"] for c in raw["cells"].values()] == [
        "RecursionError", "ZeroDivisionError", "ZeroDivisionError"]


def test_html_is_dropped_and_its_text_kept(play):
    raw = play("from IPython.display import HTML\nHTML('<script>alert(1)</script>')")

    assert list(raw["cells"]["0"]["outputs"][0]["data"]) == ["text/plain"]


def test_latex_that_carries_a_tag_is_dropped(play):
    raw = play("from IPython.display import Latex\nLatex('$x^2$')",
               "Latex('$x$<img src=x onerror=alert(1)>')", "Latex(r'$\\href{javascript:a}{b}$')")

    outputs = [raw["cells"][i]["outputs"][0]["data"] for i in "012"]
    assert [o.get("text/latex") for o in outputs] == ["$x^2$", None, None]


def test_a_false_png_is_dropped(play):
    raw = play("display({'image/png': '\" onerror=\"alert(1)', 'text/plain': 'p'}, raw=True)")

    assert raw["cells"]["0"]["outputs"][0]["data"] == {"text/plain": "p"}


def test_a_check_sees_the_notebook_as_it_is_at_that_point(play):
    raw = play("answer = lambda: 1", ("value",), "answer = lambda: 2", ("value",))

    assert raw["checks"]["1"]["status"] == "ok"
    assert raw["checks"]["1"]["rounds"] == [[["answer", 1], ["drawn", random.Random(42).random()]]]
    assert raw["checks"]["3"]["rounds"][0][0] == ["answer", 2]


def test_known_wrong_answers_are_observed_beside_the_notebook(play):
    raw = play("k = 3\nanswer = lambda: k",
               ("value", "def answer(): return k + 1", "while True: pass", "1/0"))

    check = raw["checks"]["1"]
    assert check["rounds"][0][0] == ["answer", 3]
    assert [v["status"] for v in check["variants"]] == ["ok", "timeout", "refused"]
    assert check["variants"][0]["rounds"][0][0] == ["answer", 4]
    assert "ZeroDivisionError" in check["variants"][2]["message"]


def test_what_a_check_changes_stays_in_its_copy(play, said):
    raw = play("n = []\ndef answer():\n    n.append(1)\n    print('heard?')\n    return len(n)",
               ("value",), ("value",), "print(n)")

    assert [raw["checks"][i]["rounds"][0][0][1] for i in "12"] == [1, 1]
    assert said(raw, "3") == "[]\n"


def test_an_unknown_exercise_is_said_so(play):
    raw = play(("nope",))

    assert raw["checks"]["0"]["status"] == "refused"
    assert "no exercise nope" in raw["checks"]["0"]["message"]


def test_files_lie_in_the_working_directory(play, said):
    content = base64.b64encode(b"1,2\n").decode()
    raw = play("print(open('data/a.csv').read())", files={"data/a.csv": content})

    assert said(raw) == "1,2\n\n"


@pytest.mark.parametrize("name", ["../a", "/tmp/a", "a/../../b", ""])
def test_files_outside_the_working_directory_are_refused(play, name):
    with pytest.raises(ValueError, match="outside the notebook's folder"):
        play("1", files={name: ""})


def test_random_numbers_depend_on_the_job_alone(play, said):
    draw = "import numpy, random; print(numpy.random.rand(), random.random(), hash('a'))"

    first, again, other = (said(play(draw, seed=s)) for s in (1, 1, 2))
    assert first == again
    assert first.split()[:2] != other.split()[:2]
    assert first.split()[2] == other.split()[2]


def test_a_late_thread_and_an_empty_cell_do_no_harm(play):
    raw = play("import threading, time\ndef late():\n    for i in range(300):\n        print(i)\n"
               "        time.sleep(0.001)\nthreading.Thread(target=late).start()",
               "", "import time; time.sleep(0.1)", "answer = lambda: 5", ("value",))

    assert [c["status"] for c in raw["cells"].values()] == ["ok"] * 4
    assert raw["cells"]["1"]["execution_count"] is None
    assert raw["checks"]["4"]["rounds"][0][0] == ["answer", 5]


def test_the_sandbox_is_used_again_after_an_honest_notebook(play, sandbox):
    play("x = 1\nanswer = lambda: x", ("value",), ("value",))
    before = sandbox.started
    play("x = 1\nanswer = lambda: x", ("value",), ("value",))

    assert sandbox.started == before


def test_a_job_for_the_other_kind_of_sandbox_is_refused(play):
    with pytest.raises(ValueError, match="use a Pool"):
        play("1", autograd_ref=False)
