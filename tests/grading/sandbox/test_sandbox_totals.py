"""What all processes of a notebook use together is bounded, and a submission passes no other's."""

import pytest

from grading.job import sealed

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("honest_after")]
GOOD = "answer = lambda: 11"
CHILDREN = """
import os, time
for _ in range({number}):
    if os.fork() == 0:
        {does}
        os._exit(0)
    {then}
time.sleep({seconds})
"""


def test_memory_is_counted_over_all_processes(play):
    hogs = CHILDREN.format(number=8, does="x = bytearray(b'x') * (100 * 2**20); time.sleep(60)",
                           then="pass", seconds=60)
    raw = play(GOOD, ("value",), hogs, ("value",),
               limits={"total_memory_mb": 512, "cell_seconds": 20})

    assert raw["checks"]["1"]["rounds"][0][0] == ["answer", 11]
    assert raw["cells"]["2"]["status"] == "died"
    assert "used more than 512 MB of memory" in raw["notes"][0]
    assert "512 MB" in raw["checks"]["3"]["message"]


def test_what_processes_share_is_counted_once(play):
    """Each of 20 forks has the 100 MB of the libraries mapped, and uses none of its own."""
    raw = play(CHILDREN.format(number=20, does="time.sleep(1)", then="pass", seconds=0.5), GOOD,
               ("value",), limits={"total_memory_mb": 512, "cell_seconds": 20})

    assert raw["notes"] == []
    assert raw["checks"]["2"]["rounds"][0][0] == ["answer", 11]


@pytest.mark.slow
def test_processor_time_is_counted_over_all_processes(play):
    spin = "end = os.times().user + 1\n        while os.times().user < end: pass"
    raw = play(CHILDREN.format(number=20, does=spin, then="os.wait()", seconds=0),
               limits={"cpu_seconds": 3, "cell_seconds": 60})

    assert raw["cells"]["0"]["status"] == "died"
    assert "used more than 3 s of processor time" in raw["notes"][0]


def test_a_cell_that_uses_too_much_processor_time_is_interrupted(play):
    raw = play("while True: pass", "1", limits={"cell_cpu_seconds": 1, "cell_seconds": 60})

    error = raw["cells"]["0"]["outputs"][0]
    assert (error["ename"], "processor time" in error["evalue"]) == ("KeyboardInterrupt", True)
    assert raw["cells"]["1"]["status"] == "ok"


def test_each_check_has_a_seed_that_the_others_do_not_tell(make_job):
    steps = sealed(make_job(GOOD, ("value",), ("hang",), ("value",)))["steps"]
    again = sealed(make_job(GOOD, ("value",)))["steps"]

    first, other, same = (s["seed"] for s in steps[1:])
    assert first == same == again[1]["seed"] != other
    assert 42 not in (first, other) and "seed" not in steps[0]


def test_the_files_of_a_submission_never_pass_through_the_zygote(sandbox, make_job, monkeypatch):
    """Its memory is what the next session is forked from."""
    sent = []
    send = sandbox.control.send
    monkeypatch.setattr(sandbox.control, "send",
                        lambda message, *a: sent.append(str(message)) or send(message, *a))
    raw = sandbox.run(make_job("print(open('note.txt').read())", files={"note.txt": "c2VjcmV0"}))

    assert raw["cells"]["0"]["outputs"][0]["text"] == "secret\n"
    assert len(sent) > 1 and not any("c2VjcmV0" in message for message in sent)
