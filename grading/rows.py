"""What one lesson has in the gradebook: a row per submission, one per grade, one per comment.

Read and written column by column. nbgrader's own objects add up the scores of the whole class
whenever one of them is read, which makes each submission slower than the one before it.
"""

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.utils import parse_utc
from sqlalchemy import bindparam, create_engine, insert, select, update

from grading.gradebook import GradebookTrouble, told

STUDENTS, HANDED_IN, NOTEBOOKS, GRADES, COMMENTS = (
    kind.__table__ for kind in (Student, SubmittedAssignment, SubmittedNotebook, Grade, Comment))


class Rows:
    """The rows of `lesson` in the gradebook at `url`. Each call is one transaction."""

    def __init__(self, url, course_id, lesson):
        self.url = url
        with told(url):
            Gradebook(url, course_id).close()  # makes its tables, if it is new
            self.engine = create_engine(url)
            with self.engine.begin() as db:
                self._read_lesson(db, lesson)

    def _read_lesson(self, db, lesson):
        assignment, notebook, cells = Assignment.__table__, Notebook.__table__, BaseCell.__table__
        found = db.execute(select(assignment.c.id, assignment.c.duedate, notebook.c.id)
                           .join(notebook, notebook.c.assignment_id == assignment.c.id)
                           .where(assignment.c.name == lesson.folder,
                                  notebook.c.name == lesson.name)).first()
        if found is None:
            raise GradebookTrouble(f"{lesson.folder} has not been released: the gradebook doesn't "
                                   f"know it. Run: python -m grading release {lesson.folder}")
        self.assignment, self.due, self.notebook = found
        rows = db.execute(select(cells.c.name, cells.c.id, cells.c.type)
                          .where(cells.c.notebook_id == self.notebook)).all()
        kind = {c.__name__: c for c in (GradeCell, SolutionCell, TaskCell)}
        self.cells = {
            table: {name: id for name, id, type in rows if kind.get(type) in kinds}
            for table, kinds in ((GRADES, (GradeCell, TaskCell)),
                                 (COMMENTS, (SolutionCell, TaskCell)))}

    def save(self, student, timestamp, scores, comments):
        """True if it was late; the automatic `scores` and `comments` are there, by cell.

        Those of other cells are taken back. What a person said stays, and is to be looked at.
        """
        with told(self.url), self.engine.begin() as db:
            row, late = self._row(db, student, timestamp)
            self._save(db, row, GRADES, "auto_score", scores)
            self._save(db, row, COMMENTS, "auto_comment", comments)
        return late

    def take_back(self, student):
        """None; earlier automatic scores don't stand for what can't be graded now."""
        with told(self.url), self.engine.begin() as db:
            submission = db.scalar(self._submission(HANDED_IN.c.id, student))
            row = submission and db.scalar(self._notebook_of(submission))
            if row:
                self._save(db, row, GRADES, "auto_score", {})
                self._save(db, row, COMMENTS, "auto_comment", {})

    def close(self):
        """None; no connection is open."""
        self.engine.dispose()

    def _row(self, db, student, timestamp):
        """The id of the student's notebook, made if it wasn't there, and whether it was late."""
        when = parse_utc(timestamp) if timestamp else None
        found = db.execute(self._submission(
            (HANDED_IN.c.id, HANDED_IN.c.timestamp, HANDED_IN.c.extension), student)).first()
        if found is None:
            if db.scalar(select(STUDENTS.c.id).where(STUDENTS.c.id == student)) is None:
                db.execute(insert(STUDENTS).values(id=student))
            submission = _inserted(db, HANDED_IN, assignment_id=self.assignment,
                                   student_id=student, timestamp=when)
            extension = None
        else:
            submission, before, extension = found
            if when is not None:
                db.execute(update(HANDED_IN).where(HANDED_IN.c.id == submission)
                           .values(timestamp=when))
            when = when or before
        row = db.scalar(self._notebook_of(submission))
        if row is None:
            row = _inserted(db, NOTEBOOKS, assignment_id=submission, notebook_id=self.notebook)
        else:
            db.execute(update(NOTEBOOKS).where(NOTEBOOKS.c.id == row)
                       .values(late_submission_penalty=None))
        due = self.due + extension if self.due and extension else self.due
        return row, bool(when and due and when > due)

    def _submission(self, columns, student):
        columns = columns if isinstance(columns, tuple) else (columns,)
        return select(*columns).where(HANDED_IN.c.assignment_id == self.assignment,
                                      HANDED_IN.c.student_id == student)

    def _notebook_of(self, submission):
        return select(NOTEBOOKS.c.id).where(NOTEBOOKS.c.notebook_id == self.notebook,
                                            NOTEBOOKS.c.assignment_id == submission)

    def _save(self, db, row, table, column, values):
        """None; `column` of each of the lesson's cells has its value, None where there is none."""
        cells = self.cells[table]
        if not cells:
            return
        wanted = [table.c.id, table.c.cell_id]
        wanted += [table.c.manual_score] if table is GRADES else []
        # by cell first: that is what nbgrader's tables have an index for
        known = {r[1]: r for r in db.execute(select(*wanted).where(
            table.c.cell_id.in_(list(cells.values())), table.c.notebook_id == row))}
        fresh, changed = [], []
        for name, cell in cells.items():
            entry = {column: values.get(name)}
            if table is GRADES:
                by_hand = cell in known and known[cell][2] is not None
                entry["needs_manual_grade"] = by_hand or values.get(name) is None
            if cell in known:
                changed.append({"row": known[cell][0], **entry})
            else:
                fresh.append({"cell_id": cell, "notebook_id": row, **entry})
        if changed:
            db.execute(update(table).where(table.c.id == bindparam("row")), changed)
        if fresh:
            db.execute(insert(table), fresh)


def _inserted(db, table, **values):
    return db.execute(insert(table).values(**values)).inserted_primary_key[0]
