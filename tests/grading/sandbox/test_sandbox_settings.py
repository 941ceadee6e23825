"""Limits in nbgrader_config.py: read the same way by every command, refused in a sentence."""

import re
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

from grading.__main__ import main
from grading.classroom import Classroom
from grading.lessons import all_lessons
from grading.sandbox import Limits, WrongLimit
from grading.sandbox.settings import Sandbox, complaint, limits_of
from tests.grading.misconfigured import CONFIG, class_of_one


def config(**values):
    made = Config()
    for name, value in values.items():
        made.Sandbox[name] = value
    return made


def test_what_is_not_set_has_its_default():
    assert limits_of(Config()) == Limits()
    assert limits_of(config(cell_seconds=3)) == Limits(cell_seconds=3)


def test_a_value_from_a_command_line_is_read_as_its_kind():
    assert limits_of(config(tmp_mb=DeferredConfigString("7"))) == Limits(tmp_mb=7)
    with pytest.raises(WrongLimit, match="tmp_mb is 'x': it must be a whole number of MB"):
        limits_of(config(tmp_mb=DeferredConfigString("x")))


def test_every_limit_is_a_trait_with_a_help_text():
    traits = Sandbox.class_own_traits(config=True)

    assert set(traits) == set(Limits().to_dict())
    assert all(traits[n].default_value == v for n, v in Limits().to_dict().items())
    assert "c.Sandbox.processes = 64" in Sandbox.class_config_section()


@pytest.mark.parametrize(("made", "told"), [
    (config(cell_secondes=3), r"c\.Sandbox\.cell_secondes: there is no limit of this name\. "
                              "Did you mean cell_seconds"),
    (config(ram=3), "The limits are: cell_seconds, "),
    (config(processes="many"), "processes is 'many': it must be a whole number of processes from "
                               "8 to 4096"),
    (config(total_memory_mb=1), "total_memory_mb is 1: it must be a whole number of MB"),
    (Config({"Sandbxo": {"cell_seconds": 3}}), r"c\.Sandbxo sets nothing.*c\.Sandbox\.NAME"),
    (Config({"Limits": {"cell_seconds": 3}}), r"c\.Limits sets nothing.*c\.Sandbox\.NAME"),
])
def test_what_is_wrong_is_named_with_the_way_out(made, told):
    assert re.search(told, complaint(made))


def test_what_is_right_is_not_complained_of():
    assert complaint(config(cell_seconds=0.5, processes=9)) == ""


@pytest.fixture
def broken(tmp_path):
    """The course's configuration with a limit set wrongly, in a folder of its own."""
    text = CONFIG.read_text().replace("# c.Sandbox.cell_seconds = 10", "c.Sandbox.cel_seconds = 1")
    (tmp_path / "nbgrader_config.py").write_text(text)
    shutil.copy(CONFIG.with_suffix(".json"), tmp_path)
    return tmp_path


@pytest.mark.slow
def test_nbgrader_itself_stops_with_the_sentence(broken):
    done = subprocess.run([sys.executable, "-m", "nbgrader", "autograde", "01_derivatives"],
                          cwd=broken, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == (
        "nbgrader_config.py: c.Sandbox.cel_seconds: there is no limit of this name. "
        "Did you mean cell_seconds?")


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["c.Sandbox.cell_seconds = = 1", "c = 1 / 0", None])
def test_with_a_broken_configuration_nbgrader_runs_no_students_code(tmp_path, damage):
    """With a syntax error, with another error, and where the file has gone altogether."""
    lesson = all_lessons()[0]
    ran = class_of_one(tmp_path, lesson, damage)
    done = subprocess.run([sys.executable, "-m", "nbgrader", "autograde", lesson.folder],
                          cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 1
    assert "nothing is graded before it is mended" in done.stderr.strip().splitlines()[-1]
    assert not ran.exists() and not list(tmp_path.glob("autograded/*/*/*.ipynb"))


def test_our_commands_say_where_a_broken_configuration_is_broken(broken, monkeypatch):
    (broken / "nbgrader_config.py").write_text("c = get_config()\nc.Sandbox.x = = 1\n")
    monkeypatch.setattr("grading.sandbox.settings.HERE", broken)

    done = CliRunner().invoke(main, ["limits"])

    assert done.exit_code == 1
    assert "nbgrader_config.py, line 2 has an error" in " ".join(done.output.split())


def test_our_commands_stop_with_the_sentence_too(broken, monkeypatch):
    monkeypatch.setattr("grading.sandbox.settings.HERE", broken)

    with pytest.raises(SystemExit, match="Did you mean cell_seconds"):
        Classroom(broken)


def test_a_class_is_graded_within_the_limits_that_are_set(broken, monkeypatch):
    path = broken / "nbgrader_config.py"
    path.write_text(path.read_text().replace("cel_seconds = 1", "cell_seconds = 4"))
    monkeypatch.setattr("grading.sandbox.settings.HERE", broken)

    assert Classroom(broken).limits == Limits(cell_seconds=4)


def test_the_limits_can_be_listed():
    done = CliRunner().invoke(main, ["limits"])

    assert done.exit_code == 0
    assert all(name in done.output for name in Limits().to_dict())
