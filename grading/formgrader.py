"""What formgrader shows of a student's outputs: nothing that could be more than it seems."""

from nbconvert.preprocessors import Preprocessor

SHOWN = ("text/html", "text/markdown", "image/svg+xml", "text/latex", "image/png", "image/jpeg",
         "text/plain")


class HarmlessOutputs(Preprocessor):
    """Leaves of an output what can be shown safely: no script, no widget, no odd metadata.

    nbconvert writes a picture's width and height into the page without quotes.
    """

    enabled = True

    def preprocess_cell(self, cell, resources, index):
        for output in cell.get("outputs", []):
            if "data" in output:
                kept = {m: v for m, v in output["data"].items() if m in SHOWN}
                output["data"] = kept or {"text/plain": ""}
            if "metadata" in output:
                output["metadata"] = {mime: _sizes(about) for mime, about
                                      in output["metadata"].items() if mime in SHOWN}
        return cell, resources


def _sizes(about):
    about = about if isinstance(about, dict) else {}
    return {key: value for key, value in about.items()
            if key in ("width", "height") and isinstance(value, (int, float))
            or key == "alt" and isinstance(value, str)}
