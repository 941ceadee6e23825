"""Pages that people read: templates filled in, in one style, each whole in one file.

Nothing is loaded from anywhere, and a policy in the page says so to the browser too: what slipped
through the cleaning of students' texts would still not run.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from grading import safe

TEMPLATES = Path(__file__).with_name("templates")
# a spreadsheet runs what begins with one of these, and a remark may quote a student's file name
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CODE = re.compile(r"`([^`\n]+)`")
SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)


def render(template, scripts=(), **values):
    """The page that `template` gives for `values`; what they hold is text unless it is `Markup`.

    `scripts` are pieces of our own HTML whose scripts may run in the page; no other does.
    """
    return _environment().get_template(template).render(policy=policy(scripts), **values)


def policy(scripts=()):
    """The Content-Security-Policy of a page in which only the scripts in `scripts` may run."""
    texts = sorted({text for html in scripts for text in SCRIPT.findall(html)})
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    allowed = " ".join(f"'sha256-{h}'" for h in hashes) or "'none'"
    return ("default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
            f"style-src 'unsafe-inline'; script-src {allowed}")


def number(points):
    """Points as a person writes them: 2, 2.5; a question mark if there are none yet."""
    return "?" if points is None else f"{round(points, 2):g}"


def ticked(text):
    """`text` with what stands between backticks as code; all else in it is text."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))


def cell(value):
    """`value` as text for a table's cell that no spreadsheet takes for a formula."""
    text = " ".join(str(value).split("\n"))
    return f"'{text}" if text.startswith(FORMULA) and text != "-" else text


@cache
def _environment():
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True,
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"number": number, "ticked": ticked,
                            "markdown": lambda text: Markup(safe.markdown2html(text))}
    return environment
