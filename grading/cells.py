"""A graded notebook's cells as HTML: sources, outputs, and the lesson's own live figures."""

import re
from functools import cache
from html import escape

from markupsafe import Markup

from grading import safe
from grading.lessons import grade_id, is_solution

# beyond that nothing is coloured or laid out: it is no notebook that anybody reads
MAX_CHARACTERS = 400_000
HEADING = re.compile(r"<(/?)h([1-6])>")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")


def shown(notebook, live):
    """A dict per cell of `notebook`, for the template. `live` are the lesson's figures that run."""
    rich = sum(len(c.source) for c in notebook.cells) <= MAX_CHARACTERS
    return [_cell(number, cell, live, rich) for number, cell in enumerate(notebook.cells)]


def _cell(number, cell, live, rich):
    about = cell.metadata.get("nbgrader", {})
    code, parts = None, []
    if cell.cell_type == "markdown":
        parts = [_below(safe.markdown2html(cell.source) if rich else safe.typed(cell.source))]
    elif cell.cell_type == "code":
        code = safe.highlight(cell.source) if rich else escape(cell.source)
        parts = [_output(output, cell, live) for output in cell.outputs]
    elif cell.source:
        parts = [safe.typed(cell.source)]
    return {"anchor": f"cell-{number}", "id": cell.get("id"), "grade_id": grade_id(cell),
            "yours": is_solution(cell), "comment": about.get("comment") or "",
            **{key: about[key] for key in ("score", "open") if key in about},
            "code": None if code is None else Markup(code), "parts": [Markup(p) for p in parts]}


def _below(html):
    """`html` with its headings two levels lower: the page has two of its own above them."""
    return HEADING.sub(lambda m: f"<{m[1]}h{min(6, int(m[2]) + 2)}>", html)


def _output(output, cell, live):
    """The HTML of one output; only the lesson's own live figures bring scripts with them."""
    if output.output_type == "stream":
        return _terminal(output.name if output.name == "stderr" else "stdout", output.text)
    if output.output_type == "error":
        return _terminal("error", "\n".join(output.traceback) or output.evalue)
    data = output.get("data", {})
    plain = data.get("text/plain", "")
    if plain in live:
        return live[plain]
    for mime, show in SHOWN.items():
        if mime in data and (html := show(data[mime], mime, _described(output, cell, mime))):
            return html
    return _terminal("stdout", plain)


def _terminal(kind, text):
    return f'<pre class="out {kind}" tabindex="0">{safe.terminal(text)}</pre>'


def _described(output, cell, mime):
    """What a picture shows, in words: as the lesson says, else what can be said of any."""
    said = output.get("metadata", {}).get(mime, {})
    said = said.get("alt") if isinstance(said, dict) else None
    return str(said or cell.metadata.get("alt") or "A figure that the code above draws")


def _picture(data, mime, alt):
    if not BASE64.fullmatch(data):
        return None
    packed = "".join(data.split())
    return (f'<figure><img alt="{escape(alt)}" '
            f'src="data:{mime};base64,{packed}"></figure>')


SHOWN = {  # the best form first, as nbconvert orders them
    "text/html": lambda data, *_: _below(safe.clean(data)),
    "text/markdown": lambda data, *_: _below(safe.markdown2html(data)),
    "text/latex": lambda data, *_: safe.markdown2html(data),
    "image/png": _picture,
    "image/jpeg": _picture,
}


def live_figures(lesson):
    """`{text of a figure: its HTML}`: what the lesson's own stored outputs have live.

    A student's figure has the text of the lesson's if it shows the same; then the lesson's runs
    in the page. Nothing of a student's ever does.
    """
    return _live_figures(lesson, lesson.path.stat().st_mtime_ns)


@cache
def _live_figures(lesson, changed):
    outputs = (o for cell in lesson.read().cells if cell.cell_type == "code" and
               not is_solution(cell) for o in cell.outputs if "data" in o)
    return {o.data["text/plain"]: o.data["text/html"] for o in outputs
            if "text/plain" in o.data and "text/html" in o.data}
