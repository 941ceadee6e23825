"""`python -m grading`: what an instructor does with the course, one command each."""

import click

from grading import lessons


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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main():
    """Release, autograde and give feedback on the lessons of the course."""


@main.command()
@click.argument("names", nargs=-1, type=LESSON, metavar="[LESSON]...")
def record(names):
    """Record what the reference and the known mistakes answer on the public seed.

    Writes course/expected/. Do this after changing a probe, a solution or a known mistake.
    """
    from grading.record import record as write

    for lesson in names or lessons.all_lessons():
        click.echo(f"{lesson.folder}: {'recorded' if write(lesson) else 'already current'}")


@main.command()
@click.argument("names", nargs=-1, type=LESSON, metavar="[LESSON]...")
def refresh(names):
    """Run the lessons anew and store their outputs, byte-stable."""
    from grading.refresh import refresh as run

    for lesson in names or lessons.all_lessons():
        click.echo(f"{lesson.folder}: {'changed' if run(lesson) else 'already current'}")


if __name__ == "__main__":
    main(prog_name="python -m grading")
