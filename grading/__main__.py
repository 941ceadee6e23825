"""`python -m grading`: what an instructor does with the course, one command each."""

import os
import subprocess
import sys
from pathlib import Path

import click

from grading import afterwards, lessons, results, show
from grading.doctor import doctor
from grading.options import HERE, db_url, names, one_lesson, root, scheduler, student, told

# Optional to jsonschema, for addresses that no notebook has; to import it takes over 2 seconds.
sys.modules.setdefault("rfc3987_syntax", None)
# JupyterLab refuses root without being told, and containers know no other user
AS_ROOT = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main():
    """Release the lessons, autograde a class, give feedback."""


@main.command()
@names
@root
@db_url
@told
def release(names, root, db_url):
    """Make the student's version of the named lessons, or of all, and tell the gradebook."""
    from grading.classroom import Classroom

    classroom = Classroom(root, db_url)
    for lesson in names or lessons.all_lessons():
        click.echo(f"{lesson.folder}: released to {classroom.release(lesson)}")


@main.command()
@one_lesson
@root
@student
@db_url
@scheduler
@click.option("--force", is_flag=True, help="Grade anew what is graded already.")
@click.option("--workers", type=click.IntRange(1, 256), default=None,
              help="How many sandboxes at once; one per processor if not said.")
@click.option("--no-sandbox", is_flag=True,
              help="Run the submissions without isolation. Only for programs you trust.")
@told
def autograde(lesson, root, student, db_url, scheduler, force, workers, no_sandbox):
    """Grade everyone who handed in LESSON, each in a sandbox of their own.

    Results go into the gradebook and into results/. What is graded and has not changed is left
    as it is, so a stopped run goes on where it was.

    What a submission may use (time, memory, processes, files, output) is set as c.Sandbox.NAME in
    grading/nbgrader_config.py; `python -m grading limits` lists the names and their bounds.
    """
    if scheduler and workers:
        raise click.UsageError("--workers is for this machine alone: a cluster has as many as you "
                               "start with `dask worker`. Leave out one of the two.")
    _require_isolation(no_sandbox, scheduler)
    with _pool(lesson, scheduler, workers, not no_sandbox) as pool:
        folder, shown, lost, total = _grade(lesson, root, student, db_url, force, pool)
    if shown:
        show.console.print(show.table(sorted(shown, key=lambda r: r["student"])))
    if total > show.LONGEST:
        show.console.print(f"{total - len(lost)} of {total} graded: {folder}", soft_wrap=True)
    if lost:
        names = ", ".join(sorted(lost)[:show.LONGEST])
        raise click.ClickException(f"{len(lost)} of {total} could not be graded: "
                                   f"{names}. The table says why; the others are done.")


def _grade(lesson, root, student, db_url, force, pool):
    """The folder of the results, those to show, who could not be graded, and how many there are."""
    from grading.classroom import CannotGo, Classroom
    from grading.engine import Run

    classroom = Classroom(root, db_url)
    students = classroom.submissions(lesson, student)
    if not students:
        raise CannotGo(f"No submissions of {lesson.folder} in {classroom.root / 'submitted'}"
                       + (f" by students matching {student!r}." if student != "*" else
                          f": they are expected at <student>/{lesson.folder}/{lesson.name}.ipynb."))
    shown, lost = [], []
    run = Run(limits=classroom.limits, pool=pool)
    with show.progress() as bar:
        task = bar.add_task(f"autograding {lesson.folder}", total=len(students))
        for result in classroom.autograde(lesson, students, run, force=force):
            if result["status"] != results.GRADED:
                lost.append(result["student"])
            if result["status"] != results.GRADED or len(students) <= show.LONGEST:
                shown.append(result)  # not all of a large class: memory stays as it is
            bar.advance(task)
    return classroom.root / "results" / lesson.folder, shown, lost, len(students)


@main.command()
@told
def limits():
    """List what a submission may use while it is graded, and where that is set."""
    from grading.sandbox.settings import configured, limits_of

    show.console.print(show.limits(limits_of(configured())))
    show.console.print("Set one in grading/nbgrader_config.py, as in c.Sandbox.cell_seconds = 5")


def _pool(lesson, scheduler, workers, isolated):
    """Where the submissions run. Here, the sandboxes start while nbgrader is imported."""
    if scheduler:
        from grading.cluster import ClusterPool

        return ClusterPool(scheduler, isolated=isolated)
    from grading.job import uses_autograd_ref
    from grading.sandbox import Pool

    pool = Pool(workers or os.cpu_count() or 1, isolated)
    pool.warm(uses_autograd_ref(lesson))
    return pool


def _require_isolation(no_sandbox, scheduler=None):
    from grading.sandbox import isolation

    if no_sandbox:
        show.console.print("[bold red]Without a sandbox:[/] the submissions run with your rights, "
                           "on your files and your network.")
        return
    if scheduler:
        return  # the workers are asked whether they have one
    found = isolation()
    if not found.available:
        raise click.ClickException(f"No sandbox here: {found.why_not} What helps: {found.install} "
                                   "(or --no-sandbox, only for programs you trust)")


@main.command()
@one_lesson
@root
@student
@db_url
@told
def feedback(lesson, root, student, db_url):
    """Write the feedback pages of everyone whose LESSON is graded, or could not be."""
    from grading.classroom import CannotGo, Classroom

    classroom = Classroom(root, db_url)
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


@main.command()
@told
def handout():
    """Make course/lessons/: the lessons as students get them, for `python -m course`."""
    from grading.release import hand_out

    for folder in hand_out():
        click.echo(folder)


@main.command()
@root
@db_url
@click.option("--port", default=8890, show_default=True, help="The port on this machine.")
def formgrader(root, db_url, port):
    """Open nbgrader's formgrader on the class in a browser."""
    environment = {**os.environ, "GRADING_ROOT": str(root.resolve()),
                   **({"GRADING_DB_URL": db_url} if db_url else {})}
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


for command in (*afterwards.COMMANDS, doctor):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="python -m grading")
