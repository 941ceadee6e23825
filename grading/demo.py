"""The demo: both sides of the course in one command, on six made-up students."""

import shutil

from grading import report, samples, show
from grading.classroom import CannotGo, Classroom
from grading.engine import Run
from grading.lessons import all_lessons

MARK = "made-by-the-demo.txt"


def demo(root, isolated):
    """Release every lesson, hand in the samples, autograde them, write feedback, show it all."""
    root = _fresh(root).resolve()
    classroom = Classroom(root, db_url=f"sqlite:///{root / 'gradebook.db'}")  # never the real one
    lessons = all_lessons()
    for lesson in lessons:
        classroom.release(lesson)
        for student, sample in samples.SAMPLES.items():
            samples.hand_in(classroom.root, lesson, student, sample(lesson))
    graded, pages = [], []
    with Run(isolated=isolated, limits=classroom.limits) as run, show.progress() as bar:
        for lesson in lessons:
            students = classroom.submissions(lesson)
            task = bar.add_task(f"autograding {lesson.folder}", total=len(students))
            for result in classroom.autograde(lesson, students, run):
                graded.append(result)
                bar.advance(task)
        task = bar.add_task("writing feedback and reports", total=len(lessons))
        for lesson in lessons:
            pages += classroom.feedback(lesson)
            _report(classroom, lesson)
            bar.advance(task)
    show.console.print(show.table(sorted(graded, key=lambda r: (r["student"], r["lesson"]))))
    _say_where(classroom, pages)
    return graded


def _fresh(root):
    """`root`, empty but for a mark; refuses to empty a folder that the demo didn't make."""
    if root.exists() and any(root.iterdir()):
        if not (root / MARK).exists():
            raise CannotGo(f"{root} holds something that the demo did not make. "
                           "Name another folder with --root.")
        shutil.rmtree(root)
    root.mkdir(parents=True, exist_ok=True)
    (root / MARK).write_text("Everything in this folder is made anew by each demo.\n")
    return root


def _report(classroom, lesson):
    path = report.path(classroom.root, lesson)
    path.parent.mkdir(exist_ok=True)
    path.write_text(report.page(report.of_class(classroom, lesson)), encoding="utf-8")


def _say_where(classroom, pages):
    root = classroom.root
    say = show.console.print
    say(f"\nfeedback pages      {len(pages)} in {root / 'feedback'}", soft_wrap=True)
    say(f"reports             {root / 'reports'}", soft_wrap=True)
    say(f"structured results  {root / 'results'}", soft_wrap=True)
    say(f"gradebook           {root / 'gradebook.db'}", soft_wrap=True)
    say(f"see them in nbgrader's formgrader: python -m grading formgrader --root {root}",
        soft_wrap=True)
