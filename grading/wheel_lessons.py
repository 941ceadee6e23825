"""The build hook that puts the lessons, as students get them, into the wheel."""

import sys

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReleasedLessons(BuildHookInterface):
    """Makes `course/lessons/` before a wheel is built; an editable install has no need of it."""

    def initialize(self, version, build_data):
        if version == "editable":
            return
        sys.path.insert(0, self.root)  # the build runs before the package is installed
        try:
            from grading.release import hand_out
        except ImportError as error:
            raise SystemExit("The wheel carries the lessons without their solutions, and nbgrader "
                             "makes those. Build it in the development environment: make wheel "
                             f"({error})") from error
        hand_out()
