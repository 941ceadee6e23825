"""The benchmarks compute the right thing and say what they find; speeds are not tested."""

import copy
import re

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks import goals, measure, speed, table
from benchmarks.engines import ENGINES
from benchmarks.worker import CHECKED, Worker, as_arrays
from benchmarks.workloads import WORKLOADS

LONG = {"chain_1e5", "chain_1e6", "elementwise_1e6"}  # the same code as shorter ones


def only_slow(names):
    """The names as parameters, the long ones marked slow."""
    return [pytest.param(n, marks=pytest.mark.slow) if n in LONG else n for n in names]


@pytest.fixture
def results():
    """A run in which every goal is reached."""
    times = {"ours": 1.0, "numpy": 0.9, "torch": 20.0, "micrograd": 10.0}
    workloads = {
        name: {
            "title": made.title,
            "reasons": {"mygrad": "has no derivatives of derivatives"},
            "shared": {engine: [t * 1e-4] * 3 for engine, t in times.items()},
            "peak": {"ours": 1e6, "torch": 2e6},
        }
        for name, made in WORKLOADS.items()
    }
    for name, longer in (("chain_1e5", 10), ("chain_1e6", 100)):
        for samples in workloads[name]["shared"].values():
            samples[:] = [seconds * longer for seconds in samples]
    workloads["polynomial"]["alone"] = workloads["polynomial"]["shared"]
    workloads["scalar_mlp"]["garbage"] = {"ours": 0}
    return copy.deepcopy(
        {
            "date": "2026-01-02",
            "samples": 3,
            "machine": {"processor": "A processor", "cores": 2, "system": "Linux x86_64"},
            "versions": {"Python": "3.11", "torch": "2.13.0"},
            "engines": ["numpy", "ours", "torch", "mygrad", "micrograd"],
            "workloads": workloads,
        }
    )


@pytest.mark.parametrize("name", only_slow(WORKLOADS))
def test_every_workload_gives_the_gradients_that_are_computed_by_hand(name):
    made = WORKLOADS[name]
    engine = ENGINES["ours"]()
    by_hand, step = made.by_hand(), made.start(engine)

    expected = [as_arrays(by_hand()) for _ in range(CHECKED)]
    got = [engine.numbers(step()) for _ in range(CHECKED)]

    assert any(np.abs(g).max() > 0 for g in expected[0])
    measure.compare(name, "ours", got, expected)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda g: [g[0] * (1 + 1e-5), g[1]],
        lambda g: [g[0], g[1].reshape(1, -1)],
        lambda g: [g[0]],
        lambda g: [g[0], g[1] * np.nan],
    ],
)
def test_gradients_that_differ_end_the_run(rng, wrong):
    expected = [rng.normal(size=(2, 3)), rng.normal(size=4)]
    measure.compare("mlp", "ours", [[g.copy() for g in expected]], [expected])

    with pytest.raises(measure.WrongGradient, match="mlp: .*ours"):
        measure.compare("mlp", "ours", [wrong(expected)], [expected])


def test_a_wrong_gradient_is_told_in_a_sentence_and_nothing_is_written(tmp_path, monkeypatch):
    def refuse(*_):
        raise measure.WrongGradient("polynomial: gradient 0 of ours is not the one.")

    monkeypatch.setattr(speed, "run", refuse)
    file = tmp_path / "run.json"

    said = CliRunner().invoke(speed.main, ["--json", str(file), "--check"])

    assert said.exit_code == 1 and "gradient 0 of ours" in said.output
    assert not file.exists()


@pytest.mark.parametrize("alone", [False, True])
def test_workers_measure_in_turns(alone):
    turns = []

    seconds, reasons = measure.speeds(
        "polynomial", ["numpy", "ours"], 2, alone, lambda: turns.append(1)
    )

    assert len(turns) == 2 and not reasons
    assert all(len(each) == 2 and min(each) > 0 for each in seconds.values())
    assert measure.ratio(seconds, "ours", "numpy") > 1


def test_what_a_worker_cannot_do_is_a_reason_and_not_the_end():
    with measure.Process([]) as process:
        with pytest.raises(measure.Refused, match="KeyError"):
            process("load", ["nobody"])
        assert process("load", []).keys() == {"numpy"}


def test_an_engine_that_is_not_installed_is_left_out_and_named(monkeypatch):
    monkeypatch.setattr(ENGINES["mygrad"], "module", "no_such_module")

    assert "pip install mygrad" in ENGINES["mygrad"].missing()
    assert ENGINES["ours"].missing() is None


def test_the_graph_of_numbers_leaves_nothing_to_the_collector_of_cycles():
    worker = Worker()
    worker.load(["ours"])
    worker.prepare("chain_1e3", "ours")

    assert worker.garbage("ours") == 0


def test_openblas_and_threads_are_set_for_the_workers(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Prescott")
    monkeypatch.setenv("OMP_NUM_THREADS", "8")

    seen = measure.environment()

    assert "OPENBLAS_CORETYPE" not in seen
    assert {seen[name] for name in measure.THREADS} == {"1"}


def test_a_ratio_is_the_median_of_the_samples_ratios():
    seconds = {"ours": [1.0, 10.0, 3.0], "torch": [2.0, 5.0, 3.5]}

    assert measure.ratio(seconds, "ours", "torch") == pytest.approx(3 / 3.5)  # of 0.5, 2, 0.86


@pytest.mark.parametrize("name", ["chain_1e5", "hvp"])
def test_what_an_engine_lacks_is_known_before_it_is_asked(name):
    assert measure.why_not("numpy", name) is None
    assert measure.why_not("ours", name) is None
    assert (measure.why_not("mygrad", name) is None) == (name == "chain_1e5")


def test_reached_goals_are_silent(results):
    assert goals.missed(results) == []


MISSES = {
    "slower than torch": (
        lambda w: w["hvp"]["shared"].update(torch=[1e-4] * 3),
        ["hvp: 1 times the time of torch, in one process; the goal is 0.55."],
    ),
    "slower alone": (
        lambda w: w["polynomial"].update(
            alone={"ours": [3.0], "torch": [10.0]}, reasons={"micrograd": "too deep"}
        ),
        [
            "polynomial: 0.3 times the time of torch, in processes of their own; the goal is 0.2.",
            "polynomial: nothing to compare, in processes of their own. micrograd: too deep.",
        ],
    ),
    "too much memory": (
        lambda w: w["attention"].update(peak={"ours": 3e6, "torch": 3e6}),
        ["attention: a peak of 3.0 MB; torch's is 3.0 MB, and the goal is less."],
    ),
    "garbage": (
        lambda w: w["scalar_mlp"].update(garbage={"ours": 7}),
        ["scalar_mlp: a step leaves 7 objects to the collector of cycles; the goal is none."],
    ),
    "heavy nodes": (
        lambda w: w["chain_1e6"].update(peak={"ours": 201e6, "torch": 1e9}),
        ["chain_1e6: 201 bytes a node; the goal is 200."],
    ),
    "not linear": (
        lambda w: w["chain_1e5"].update(shared={"ours": [3e-4], "torch": [1.0]}),
        [
            "chain_1e6: a node takes 3.3 times what it takes in a chain of 1e5, in one process;"
            " the goal is 2."
        ],
    ),
}


@pytest.mark.parametrize("miss", MISSES)
def test_a_missed_goal_is_a_sentence(results, miss):
    change, sentences = MISSES[miss]
    change(results["workloads"])

    assert goals.missed(results) == sentences


def test_a_run_that_no_goal_is_about_is_not_a_success(results):
    results["engines"] = ["numpy", "torch"]
    results["workloads"] = {"hvp": results["workloads"]["hvp"]}
    del results["workloads"]["hvp"]["peak"]

    assert goals.missed(results) == ["No goal was checked: none is about what was measured."]


def test_check_exits_1_when_a_goal_is_missed(results, monkeypatch):
    monkeypatch.setattr(speed, "run", lambda *_: results)
    said = CliRunner().invoke(speed.main, ["--check"])
    assert said.exit_code == 0 and "goals, all reached" in said.output

    results["workloads"]["hvp"]["shared"]["torch"] = [1e-4] * 3
    said = CliRunner().invoke(speed.main, ["--check"])

    assert said.exit_code == 1
    assert "✗ hvp: 1 times the time of torch" in said.output


def test_every_workload_has_goals():
    assert goals.RATIOS.keys() == WORKLOADS.keys()


def test_the_table_says_what_was_measured_and_is_written_where_the_last_one_was(results, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"Above.\n\n{table.START}\nold\n{table.END}\n\nBelow.\n", encoding="utf-8")
    results["workloads"]["hvp"]["shared"]["ours"] = [123e-6] * 3

    table.write(results, readme)
    once = readme.read_text(encoding="utf-8")
    table.write(results, readme)

    assert readme.read_text(encoding="utf-8") == once
    assert once.startswith("Above.\n") and once.endswith("\nBelow.\n") and "old" not in once
    assert "2026-01-02: A processor, 2 cores" in once and "torch 2.13.0" in once
    row = next(line for line in once.splitlines() if "Hessian" in line)
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1:] == ["123 µs", "1.37", "0.0615", "–¹", "0.123", "1.0 MB", "2.0 MB"]
    assert "¹ MyGrad: has no derivatives of derivatives." in once
    assert len(re.findall("3x²", once)) == 2  # alone, and in one process


def test_the_readme_names_every_workload_and_has_a_place_for_the_figures():
    readme = table.README.read_text(encoding="utf-8")

    assert all(f"`{name}`" in readme for name in WORKLOADS)
    assert readme.count(table.START) == readme.count(table.END) == 1


@pytest.mark.parametrize("command", [speed.main, table.main])
def test_help_works(command):
    said = CliRunner().invoke(command, ["--help"])

    assert said.exit_code == 0 and "Usage" in said.output


def test_a_name_that_is_not_there_is_answered_with_those_that_are():
    said = CliRunner().invoke(speed.main, ["--workloads", "hvp,poly"])

    assert said.exit_code == 2
    assert "There is no 'poly'. There are: polynomial, scalar_mlp" in said.output


@pytest.mark.parity
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "ours"])
def test_the_other_engines_give_the_same_gradients(engine):
    pytest.importorskip(ENGINES[engine].module)
    names = [n for n in WORKLOADS if measure.why_not(engine, n) is None and n not in LONG]
    with measure.Process([engine]) as process:
        for name in names:
            expected, _ = process("prepare", name, "numpy")
            try:
                got, _ = process("prepare", name, engine)
            except measure.Refused as why:
                assert engine == "micrograd" and "RecursionError" in str(why), name
            else:
                measure.compare(name, engine, got, expected)
