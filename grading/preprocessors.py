"""Our steps in nbgrader's pipeline: `Mend` first, `Execute` in place of its own, `Record` last."""

import sys
from pathlib import Path

from nbconvert.exporters import NotebookExporter
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from grading import engine, lessons, release, results, submitted
from grading.mend import mend
from grading.places import links
from grading.sandbox.settings import limits_of

NOTES = "grading-notes"


class Reader(NotebookExporter):
    """Reads a submission as `grading.submitted` does: kindly, and with notes of what it did."""

    def from_filename(self, filename, resources=None, **kwargs):
        if not self.parent._sanitizing:  # the second pass, on what the first one wrote
            return super().from_filename(filename, resources, **kwargs)
        lesson = lessons.find(resources["nbgrader"]["assignment"])
        folder = Path(filename).parent
        for link in links(folder):  # nbgrader has followed it, and feedback would hand it out
            target = Path(self.parent._format_dest(lesson.folder, resources["nbgrader"]["student"]))
            (target / link).unlink(missing_ok=True)
        found = submitted.read(folder, lesson)
        if found.notes:
            found.notebook.metadata[NOTES] = found.notes
        return self.from_notebook_node(found.notebook, resources, **kwargs)


def name_the_notebook(assignment, notebooks, **_):
    """None; nbgrader goes on with the notebook under the name that it has in the lesson."""
    if notebooks:
        notebooks[:] = [str(Path(notebooks[0]).with_name(f"{lessons.find(assignment).name}.ipynb"))]


class Mend(NbGraderPreprocessor):
    """Brings a damaged submission back into the shape of the lesson and says what it did."""

    configured = Bool(False, help="nbgrader_config.py was read to its end.").tag(config=True)

    def preprocess(self, nb, resources):
        _kept.clear()
        if not self.configured:
            sys.exit("nbgrader_config.py has an error (nbgrader told it first of all), and nothing "
                     "is graded before it is mended.")
        lesson = lessons.find(resources["nbgrader"]["assignment"])
        read = nb.metadata.get(NOTES, [])
        nb, notes = mend(nb, release.master(lesson))
        notes = read + notes
        for note in notes:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], note)
        if notes:
            nb.metadata[NOTES] = notes
        return nb, resources


class Execute(NbGraderPreprocessor):
    """Runs the notebook in the sandbox and writes what the judge says into its check cells."""

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        lesson = lessons.find(about["assignment"])
        notes = nb.metadata.pop(NOTES, [])
        folder = _submitted(self, about)
        run = engine.current(limits_of(self.config))
        result = run.grade(lesson, nb, about["student"], submitted.files(folder, lesson), notes)
        found = submitted.digest(folder, lesson)
        if found:
            result["submission"] = found
        resources["result"] = result
        return nb, resources


class Record(NbGraderPreprocessor):
    """Keeps the structured result until the notebook is written: see `write_result`."""

    def preprocess(self, nb, resources):
        lesson = lessons.find(resources["nbgrader"]["assignment"])
        _kept[:] = [(_coursedir(self).root, lesson, resources["result"])]
        return nb, resources


_kept = []


def write_result(**_):
    """None; the result is written, last of all: where it lies, all the rest is there too."""
    while _kept:
        results.write(*_kept.pop())


def _coursedir(step):
    return step.parent.parent.coursedir  # a step's parent is the exporter, its parent the converter


def _submitted(step, about):
    coursedir = _coursedir(step)
    return Path(coursedir.format_path(coursedir.submitted_directory, about["student"],
                                      about["assignment"]))
