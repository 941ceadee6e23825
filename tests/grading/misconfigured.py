"""A class whose configuration is broken, and a submission that tells if any cell of it has run."""

import shutil
from pathlib import Path

from grading import samples
from grading.classroom import Classroom

CONFIG = Path(__file__).parents[2] / "grading" / "nbgrader_config.py"


def class_of_one(root, lesson, damage):
    """The file that mallory's submission to `lesson` leaves if it runs; the class is at `root`.

    `damage` is the line that breaks the configuration; without one, the file is not there.
    """
    ran = root / "ran"
    Classroom(root).release(lesson)
    notebook = samples.right(lesson)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = f"open({str(ran)!r}, 'w').close()\n{cell.source}"
    samples.hand_in(root, lesson, "mallory", notebook)
    shutil.copy(CONFIG.with_suffix(".json"), root)
    if damage:
        text = CONFIG.read_text().replace("c = get", f"{damage}\nc = get")
        (root / CONFIG.name).write_text(text)
    return ran
