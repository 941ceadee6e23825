"""A cell's outputs as nbformat has them, made from what untrusted code sent: checked and capped."""

import base64
import binascii
import re

MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
MAX_NAME = 200
MAX_LINES = 1_000  # of a traceback
OVERHEAD = 100     # bytes that any output counts for, besides its text
# exporters put LaTeX into the page as it is: a tag in it would be a tag of the page
UNSAFE_LATEX = re.compile(r"<[A-Za-z/!?]|\\(href|style|class|cssId|require|unicode)\b")


class Outputs:
    """The outputs of one cell, up to `limit` bytes."""

    def __init__(self, limit):
        self.limit = self.left = limit
        self.cut = False
        self.items = []

    def stream(self, name, text):
        """None; `text` is appended to the stream `name`, as far as there is room."""
        if self.cut or not text:
            return
        last = self.items[-1] if self.items else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"].append(self._taken(text))
        elif self._room(OVERHEAD):
            text = self._taken(text)
            self.items.append({"output_type": "stream", "name": name, "text": [text]})

    def add(self, output):
        """None; `output` is kept if it is one of ours and there is room for it."""
        clean = cleaned(output)
        if clean is None or self.cut:
            return
        if clean["output_type"] == "stream":
            self.stream(clean["name"], clean["text"])
            return
        if self._room(OVERHEAD + sum(len(v) + 1 for v in texts(clean))):
            self.items.append(clean)

    def _room(self, size):
        """True, and `size` is taken, if there is as much left; else what follows is cut."""
        self.cut = size > self.left
        self.left -= 0 if self.cut else size
        return not self.cut

    def _taken(self, text):
        text = text.replace("\x00", "")
        text, rest = text[:self.left], text[self.left:]
        self.left -= len(text)
        self.cut = self.cut or bool(rest)
        return text

    def finished(self):
        """The outputs as a list for a notebook, with a visible note if some were cut."""
        items = [{**o, "text": "".join(o["text"])} if o["output_type"] == "stream" else o
                 for o in self.items]
        if self.cut:
            items.append({"output_type": "stream", "name": "stdout",
                          "text": f"\n[output cut after {max(1, self.limit // 1000)} kB]\n"})
        return items


def texts(output):
    """All texts in a cleaned output."""
    if output["output_type"] == "error":
        return [output["evalue"], *output["traceback"]]
    return output["data"].values()


def cleaned(output):
    """`output` with only what a notebook may hold, or None if nothing of it may be kept."""
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    if kind == "stream" and isinstance(output.get("text"), str):
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": output["text"]}
    if kind == "error":
        traceback = output.get("traceback")
        lines = traceback[:MAX_LINES] if isinstance(traceback, list) else []
        return {"output_type": "error", "ename": _text(output.get("ename"))[:MAX_NAME],
                "evalue": _text(output.get("evalue")), "traceback": [_text(v) for v in lines]}
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        return _rich(kind, output)
    return None


def _rich(kind, output):
    data = {}
    for mime, value in output["data"].items():
        if not isinstance(value, str):
            continue
        if mime == "text/plain" or mime == "text/latex" and not UNSAFE_LATEX.search(value):
            data[mime] = value.replace("\x00", "")
        elif mime in MAGIC and (image := _image(mime, value)):
            data[mime] = image
    if not data:
        return None
    clean = {"output_type": kind, "data": data, "metadata": {}}
    if kind == "execute_result":
        clean["execution_count"] = count(output.get("execution_count"))
    return clean


def _image(mime, value):
    """`value` as base64 again if it is an image of the type it says, else ''."""
    try:
        raw = base64.b64decode(value.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return base64.b64encode(raw).decode() if raw.startswith(MAGIC[mime]) else ""


def count(value):
    """An execution count, or None if `value` can't be one."""
    ok = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**6
    return value if ok else None


def _text(value):
    return value.replace("\x00", "") if isinstance(value, str) else ""
