"""The limits as an instructor sets them: `c.Sandbox.cell_seconds = 5` in `nbgrader_config.py`.

traitlets only warns of a name that it doesn't know, and then grades without it. `complaint` says
it in a sentence, and `nbgrader_config.py` stops with that.
"""

import difflib
from dataclasses import fields
from pathlib import Path

from traitlets import Float, Int
from traitlets.config import Configurable, JSONFileConfigLoader, PyFileConfigLoader
from traitlets.config.loader import DeferredConfig

from grading.sandbox.limits import Limits, WrongLimit, advice

SECTION = "Sandbox"
HERE = Path(__file__).resolve().parents[1]


def _trait(about):
    """A trait with the default and the help of the field `about` of `Limits`."""
    low, high, unit, text = (about.metadata[k] for k in ("low", "high", "unit", "help"))
    kind = Int if about.type is int else Float
    return kind(about.default, help=f"{text[0].upper()}{text[1:]}. {unit}, from {low} to {high}."
                ).tag(config=True)


Sandbox = type(SECTION, (Configurable,), {
    "__doc__": "What a student's notebook may use while it is graded.",
    "__module__": __name__, **{f.name: _trait(f) for f in fields(Limits)}})


def configured():
    """The traitlets config that `grading/nbgrader_config.py` and its JSON twin set."""
    config = JSONFileConfigLoader("nbgrader_config.json", path=str(HERE)).load_config()
    try:
        config.merge(PyFileConfigLoader("nbgrader_config.py", path=str(HERE)).load_config())
    except Exception as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        raise WrongLimit(f"{HERE / 'nbgrader_config.py'}{line} has an error, and nothing is graded "
                         f"before it is mended: {type(error).__name__}: {error}") from error
    return config


def limits_of(config):
    """The `Limits` that a traitlets config sets in its section `Sandbox`; else `WrongLimit`."""
    section = config.get(SECTION, {})
    names = [f.name for f in fields(Limits)]
    for name in section:
        if name not in names:
            raise WrongLimit(f"c.{SECTION}.{name}: there is no limit of this name. "
                             f"{advice(name, names)}")
    try:
        return Limits(**{name: _plain(name, value) for name, value in section.items()})
    except WrongLimit as error:
        raise WrongLimit(f"c.{SECTION} in nbgrader_config.py: {error}") from None


def _plain(name, value):
    """`value`, read as the trait `name` would if it was given on a command line."""
    if isinstance(value, DeferredConfig):
        try:
            return value.get_value(Sandbox.class_traits()[name])
        except ValueError:
            return str(value)
    return value


def complaint(config):
    """'' if all limits in `config` are as they may be, else a sentence that names the wrong one."""
    for name in config:
        near = difflib.get_close_matches(name.lower(), [SECTION.lower(), "limits"], cutoff=0.75)
        if name != SECTION and near:
            return f"c.{name} sets nothing. The limits are set as c.{SECTION}.NAME."
    try:
        limits_of(config)
    except WrongLimit as error:
        return str(error)
    return ""
