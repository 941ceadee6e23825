"""The benchmarks compute the right thing and say what they find; speeds are not tested."""

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks import measure, speed, table
from benchmarks.engines import ENGINES
from benchmarks.worker import CHECKED, Worker, as_arrays
from benchmarks.workloads import WORKLOADS

LONG = {"chain_1e5", "chain_1e6", "elementwise_1e6"}  # the same code as shorter ones


def only_slow(names):
    """The names as parameters, the long ones marked slow."""
    return [pytest.param(n, marks=pytest.mark.slow) if n in LONG else n for n in names]


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


def test_each_turn_another_engine_begins_and_slow_ones_take_part_in_three():
    asked = []

    def process(method, *arguments):
        if method == "prepare":
            return [[np.ones(1)]], 1
        asked.append(arguments[0])
        return 5.1 if arguments[0] == "slow" else 0.1

    seconds, _ = measure._in_turns(
        "polynomial", dict.fromkeys(["numpy", "ours", "slow"], process), 4, lambda: None
    )

    turns = [asked[0:3], asked[3:6], asked[6:9], asked[9:]]
    assert [turn[0] for turn in turns] == ["numpy", "ours", "slow", "numpy"]
    assert turns[3] == ["numpy", "ours"]
    assert [len(seconds[name]) for name in ("numpy", "ours", "slow")] == [4, 4, 3]


def test_what_an_engine_prints_is_no_answer(tmp_path, monkeypatch):
    files = {
        "micrograd/__init__.py": "",
        "micrograd/engine.py": "print('Hello!', flush=True)\nValue = float\n",
        "micrograd-9.0.dist-info/METADATA": "Name: micrograd\nVersion: 9.0\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with measure.Process(["micrograd"]) as process:
        assert process.versions["micrograd"] == "9.0"


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
    assert measure.ratio({**seconds, "ours": [1.0, 10.0]}, "ours", "torch") == 1.25  # of 0.5, 2
    assert measure.ratio({**seconds, "torch": [2.0, 5.0]}, "ours", "torch") == 1.25


@pytest.mark.parametrize("turns", [5, 9, 45])
def test_the_true_ratio_is_between_the_limits_in_19_of_20_runs(rng, turns):
    runs = [np.exp(rng.normal(0, 0.3, turns)) for _ in range(1000)]  # the true median is 1

    limits = [measure.interval({"a": run, "b": np.ones(turns)}, "a", "b") for run in runs]

    assert 0.92 < np.mean([low <= 1 <= high for low, high in limits]) < 0.98


@pytest.mark.parametrize("name", ["chain_1e5", "hvp"])
def test_what_an_engine_lacks_is_known_before_it_is_asked(name):
    assert measure.why_not("numpy", name) is None
    assert measure.why_not("ours", name) is None
    assert (measure.why_not("mygrad", name) is None) == (name == "chain_1e5")


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
            got, _ = process("prepare", name, engine)
            measure.compare(name, engine, got, expected)
