"""What a run says: missed goals in sentences, figures in a table."""

import json
import re

import pytest
from click.testing import CliRunner

from benchmarks import goals, speed, table
from benchmarks.workloads import WORKLOADS


def test_reached_goals_are_silent(results):
    assert goals.missed(results) == []


MISSES = {
    "slower than torch": (
        lambda w: w["hvp"]["shared"].update(torch=[1e-4] * 3),
        ["hvp: 1 times the time of torch (1 to 1), in one process; the goal is 0.55."],
    ),
    "slower alone": (
        lambda w: w["polynomial"].update(
            alone={"ours": [3.0], "torch": [10.0]}, reasons={"micrograd": "too deep"}
        ),
        [
            "polynomial: 0.3 times the time of torch (0.3 to 0.3), in processes of their own;"
            " the goal is 0.2.",
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
    assert once.count("has no derivatives of derivatives") == 1
    assert len(re.findall("3x²", once)) == 2  # alone, and in one process


def test_the_figures_in_the_readme_are_those_of_the_run_beside_it():
    run = json.loads((table.README.parent / "run.json").read_text(encoding="utf-8"))

    assert table.markdown(run) in table.README.read_text(encoding="utf-8")


def test_the_readme_names_every_workload_and_has_a_place_for_the_figures():
    readme = table.README.read_text(encoding="utf-8")

    assert all(f"`{name}`" in readme for name in WORKLOADS)
    assert readme.count(table.START) == readme.count(table.END) == 1
