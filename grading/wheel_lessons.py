"""The build hook that puts the lessons, as students get them, into the wheel."""

import shutil
import tempfile
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReleasedLessons(BuildHookInterface):
    """Adds every lesson without its solutions as `course/lessons/<folder>/<name>.ipynb`."""

    def initialize(self, version, build_data):
        if version == "editable":  # a checkout has the lessons already
            return
        import sys

        sys.path.insert(0, self.root)  # the hook runs before the package can be imported
        try:
            from grading.release import student_version
        except ImportError as error:
            raise SystemExit("The wheel carries the released lessons, which nbgrader makes: build "
                             f"it with `make wheel`, in the development environment. ({error})"
                             ) from error
        from grading.lessons import all_lessons

        self.folder = tempfile.mkdtemp(prefix="lessons-")
        for lesson in all_lessons():
            target = Path(self.folder) / lesson.folder / f"{lesson.name}.ipynb"
            target.parent.mkdir()
            target.write_text(student_version(lesson), encoding="utf-8")
            relative = target.relative_to(self.folder)
            build_data["force_include"][str(target)] = f"course/lessons/{relative.as_posix()}"

    def finalize(self, version, build_data, artifact_path):
        if version != "editable":
            shutil.rmtree(self.folder, ignore_errors=True)
