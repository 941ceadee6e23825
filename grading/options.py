"""What the commands share: their arguments, and their known troubles told in a sentence."""

import sys
from functools import wraps
from pathlib import Path

import click

from grading import lessons

HERE = Path(__file__).resolve().parent


class LessonName(click.ParamType):
    """A lesson on the command line: its folder, its name or its number."""

    name = "lesson"

    def convert(self, value, param, ctx):
        if isinstance(value, lessons.Lesson):
            return value
        try:
            return lessons.find(value)
        except lessons.UnknownLesson as error:
            self.fail(str(error), param, ctx)


LESSON = LessonName()
names = click.argument("names", nargs=-1, type=LESSON, metavar="[LESSON]...")
one_lesson = click.argument("lesson", type=LESSON)
root = click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=HERE,
                    help="The class's folder; grading/ unless you name another.")
student = click.option("--student", default="*", metavar="PATTERN",
                       help="Only students whose id matches, as in 'a*'.")
db_url = click.option("--db-url", metavar="URL", default=None,
                      help="The gradebook's address, as in postgresql://user@host/name; the one "
                           "in nbgrader_config.py, or gradebook.db, if not said.")
scheduler = click.option("--scheduler", metavar="ADDRESS", default=None,
                         help="Grade on the Dask cluster of this scheduler: tcp://host:8786.")


def told(command):
    """The command with its known troubles told in a sentence, and an exit code."""

    @wraps(command)
    def run(*args, **kwargs):
        try:
            return command(*args, **kwargs)
        except KeyboardInterrupt:
            click.echo("\nStopped. What is graded stays graded; give the same command to go on.",
                       err=True)
            sys.exit(130)
        except click.ClickException:
            raise
        except Exception as error:
            trouble = _in_a_sentence(error)
            if not trouble:
                raise
            raise click.ClickException(trouble) from error

    return run


def _in_a_sentence(error):
    """What is told of `error`, if it is a known trouble, else None.

    nbgrader is imported here only: it takes seconds, in which sandboxes can start.
    """
    from grading.classroom import CannotGo
    from grading.judge import GraderFault
    from grading.sandbox import SandboxUnavailable, WrongLimit

    if isinstance(error, (CannotGo, SandboxUnavailable, WrongLimit)):
        return str(error)
    if isinstance(error, OSError):  # a full disk, a folder that can't be written to
        return (f"{error.strerror}: {error.filename}. What is graded stays graded; mend that and "
                "give the command again.")
    if isinstance(error, GraderFault):
        return f"The grader itself is at fault, no grade was touched. {error}"
    return None
