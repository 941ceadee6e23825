"""A notebook that was saved as a program, `.py`, read back as a notebook as far as that goes.

Known are what nbconvert and JupyterLab export (`# In[3]:`), the percent format of VS Code, Spyder
and jupytext (`# %%`), and Colab's (text in triple quotes).
"""

import re

from nbformat import NotebookNode

from grading.recognise import own_cell

MARK = re.compile(r"^# (?:In\[[ \d]*\]:|%%(?P<about>.*))$", re.MULTILINE)
QUOTED = re.compile(r'^"""(.+?)"""[ \t]*$', re.MULTILINE | re.DOTALL)
TEXT = re.compile(r"\n\n\n(?=#)")


def as_notebook(text):
    """The notebook that the program `text` was exported from, without any nbgrader metadata."""
    text = text.replace("\r\n", "\n").replace("\0", "")
    cells = _marked(text) if MARK.search(text) else _quoted(text)
    return NotebookNode(cells=[c for c in cells if c.source], metadata=NotebookNode(), nbformat=4,
                        nbformat_minor=5)


def _marked(text):
    start = 0
    about = "[markdown]"  # what stands before the first mark
    for mark in [*MARK.finditer(text), None]:
        chunk = text[start:mark.start() if mark else len(text)]
        for part in TEXT.split(chunk):
            yield _cell(part.strip("\n"), "[markdown]" in (about or ""))
        if mark:
            start, about = mark.end(), mark["about"]


def _cell(chunk, is_text=False):
    """A chunk whose lines are all comments is text; its comment signs are taken away."""
    lines = chunk.split("\n")
    if is_text or all(line.startswith("#") for line in lines if line.strip()):
        return own_cell("markdown", re.sub(r"^# ?", "", chunk, flags=re.MULTILINE).strip())
    return own_cell("code", chunk.strip())


def _quoted(text):
    parts = QUOTED.split(text)  # program and text by turns
    return [own_cell("markdown" if i % 2 else "code", part.strip()) for i, part in enumerate(parts)]
