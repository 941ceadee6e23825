"""`python -m grading`: what an instructor does with the course, one command each."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from grading import afterwards, lessons, show
from grading.options import HERE, names, one_lesson, root, student, told

# JupyterLab refuses root without being told, and containers know no other user
AS_ROOT = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
INSTALL = {
    "apt-get": "apt-get update -qq && apt-get install -y -qq bubblewrap",
    "dnf": "dnf install -y bubblewrap",
    "pacman": "pacman -S --noconfirm bubblewrap",
    "zypper": "zypper --non-interactive install bubblewrap",
    "apk": "apk add bubblewrap",
}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main():
    """Release the lessons, autograde a class, give feedback."""


@main.command()
@names
@root
@told
def release(names, root):
    """Make the student's version of the named lessons, or of all, and tell the gradebook."""
    from grading.classroom import Classroom

    classroom = Classroom(root)
    for lesson in names or lessons.all_lessons():
        click.echo(f"{lesson.folder}: released to {classroom.release(lesson)}")


@main.command()
@one_lesson
@root
@student
@click.option("--force", is_flag=True, help="Grade anew what is graded already.")
@click.option("--workers", type=click.IntRange(1, 256), default=None,
              help="How many sandboxes at once; one per processor if not said.")
@click.option("--no-sandbox", is_flag=True,
              help="Run the submissions without isolation. Only for programs you trust.")
@told
def autograde(lesson, root, student, force, workers, no_sandbox):
    """Grade everyone who handed in LESSON, each in a sandbox of their own.

    Results go into the gradebook and into results/. What is graded and has not changed is left
    as it is, so a stopped run goes on where it was.

    What a submission may use (time, memory, processes, files, output) is set as c.Sandbox.NAME in
    grading/nbgrader_config.py; `python -m grading limits` lists the names and their bounds.
    """
    from grading.classroom import CannotGo, Classroom
    from grading.engine import Run

    classroom = Classroom(root)
    students = classroom.submissions(lesson, student)
    if not students:
        raise CannotGo(f"No submissions of {lesson.folder} in {classroom.root / 'submitted'}"
                       + (f" by students matching {student!r}." if student != "*" else
                          f": they are expected at <student>/{lesson.folder}/{lesson.name}.ipynb."))
    _require_isolation(no_sandbox)
    graded = []
    run = Run(workers, isolated=not no_sandbox, limits=classroom.limits)
    with run, show.progress() as bar:
        task = bar.add_task(f"autograding {lesson.folder}", total=len(students))
        for result in classroom.autograde(lesson, students, run, force=force):
            graded.append(result)
            bar.advance(task)
    show.console.print(show.table(graded))
    lost = [r["student"] for r in graded if r["status"] != "graded"]
    if lost:
        raise click.ClickException(f"{len(lost)} of {len(graded)} could not be graded: "
                                   f"{', '.join(lost)}. The table says why; the others are done.")


@main.command()
@told
def limits():
    """List what a submission may use while it is graded, and where that is set."""
    from traitlets.config import PyFileConfigLoader

    from grading.sandbox.settings import limits_of

    config = PyFileConfigLoader("nbgrader_config.py", path=str(HERE)).load_config()
    show.console.print(show.limits(limits_of(config)))
    show.console.print("Set one in grading/nbgrader_config.py, as in c.Sandbox.cell_seconds = 5")


def _require_isolation(no_sandbox):
    from grading.sandbox import isolation

    found = isolation()
    if no_sandbox:
        show.console.print("[bold red]Without a sandbox:[/] the submissions run with your rights, "
                           "on your files and your network.")
    elif not found.available:
        raise click.ClickException(f"No sandbox here: {found.why_not} What helps: {found.install} "
                                   "(or --no-sandbox, only for programs you trust)")


@main.command()
@one_lesson
@root
@student
@told
def feedback(lesson, root, student):
    """Write the feedback pages of everyone whose LESSON is graded, or could not be."""
    from grading.classroom import CannotGo, Classroom

    classroom = Classroom(root)
    students = classroom.with_results(lesson, student)
    if not students:
        raise CannotGo(f"Nothing graded yet for {lesson.folder} in {classroom.root}"
                       + (f" of students matching {student!r}" if student != "*" else "")
                       + f". Run: python -m grading autograde {lesson.folder}")
    pages = []
    with show.progress() as bar:
        task = bar.add_task(f"feedback on {lesson.folder}", total=len(students))
        for page in classroom.feedback(lesson, student):
            pages.append(page)
            bar.advance(task)
    for page in pages:
        click.echo(page)


@main.command()
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=HERE / "demo",
              help="The folder that the demo fills; grading/demo unless you name another.")
@told
def demo(root):
    """Release, hand in six samples, autograde, write feedback, and show what came out."""
    from grading.demo import demo as run
    from grading.sandbox import isolation

    found = isolation()
    if not found.available:
        show.console.print(f"[bold red]No sandbox here:[/] {found.why_not} "
                           f"What helps: {found.install}\n"
                           "The demo goes on without, because it grades only its own samples.")
    run(root, isolated=found.available)


def install_command():
    """The command with which root installs bubblewrap here; None if it's there, or for others."""
    if os.name == "nt" or os.geteuid() != 0 or shutil.which("bwrap"):
        return None
    return next((command for tool, command in INSTALL.items() if shutil.which(tool)), None)


@main.command()
@click.option("--install", is_flag=True,
              help="As root, install what is missing from the system's package manager.")
@click.option("--quiet", is_flag=True, help="Say nothing when all is well; never fail.")
def doctor(install, quiet):
    """Say what isolation is available on this machine, and what to install."""
    from grading.sandbox import isolation

    found = isolation()
    command = install_command() if install and not found.available else None
    if command:
        click.echo(f"bubblewrap is missing; installing it: {command}")
        subprocess.call(command, shell=True, stdout=subprocess.DEVNULL)
        isolation.cache_clear()
        found = isolation()
    if not (quiet and found.available):
        click.echo(f"sandbox: {found.how}" if found.available else
                   f"sandbox: none. {found.why_not} What helps: {found.install}")
    sys.exit(0 if found.available or quiet else 1)


@main.command()
@told
def handout():
    """Make course/lessons/: the lessons as students get them, for `python -m course`."""
    from grading.release import hand_out

    for folder in hand_out():
        click.echo(folder)


@main.command()
@root
@click.option("--port", default=8890, show_default=True, help="The port on this machine.")
def formgrader(root, port):
    """Open nbgrader's formgrader on the class in a browser."""
    environment = {**os.environ, "GRADING_ROOT": str(root.resolve())}
    command = [sys.executable, "-m", "jupyter", "lab", f"--port={port}",
               "--LabApp.default_url=/formgrader", f"--ServerApp.root_dir={root.resolve()}",
               f"--config={HERE / 'nbgrader_config.py'}", *AS_ROOT]
    sys.exit(subprocess.call(command, cwd=HERE, env=environment))


@main.command()
@names
@told
def record(names):
    """Record what the reference and the known mistakes answer on the public seed.

    Writes course/expected/. Do this after changing a probe, a solution or a known mistake.
    """
    from grading.record import record as write

    for lesson in names or lessons.all_lessons():
        click.echo(f"{lesson.folder}: {'recorded' if write(lesson) else 'already current'}")


@main.command()
@names
@told
def refresh(names):
    """Run the lessons anew and store their outputs, byte for byte the same on every run."""
    from grading.refresh import refresh as run

    for lesson in names or lessons.all_lessons():
        click.echo(f"{lesson.folder}: {'changed' if run(lesson) else 'already current'}")


for command in afterwards.COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="python -m grading")
