"""What the tests of a class share: a pool that remembers, and what a graded class comes to."""

import json
import sqlite3
from concurrent.futures import Future
from contextlib import closing

import pytest

from grading.sandbox import Pool, isolation

SEED = 20260223
QUERIES = {
    "submissions": """SELECT a.name, s.student_id, s.timestamp, s.extension, n.name,
        r.late_submission_penalty, r.flagged FROM submitted_notebook r
        JOIN submitted_assignment s ON r.assignment_id = s.id
        JOIN assignment a ON s.assignment_id = a.id JOIN notebook n ON r.notebook_id = n.id""",
    "grades": """SELECT s.student_id, c.name, c.type, g.auto_score, g.manual_score,
        g.extra_credit, g.needs_manual_grade FROM grade g JOIN base_cell c ON g.cell_id = c.id
        JOIN submitted_notebook r ON g.notebook_id = r.id
        JOIN submitted_assignment s ON r.assignment_id = s.id""",
    "comments": """SELECT s.student_id, c.name, c.type, k.auto_comment, k.manual_comment
        FROM comment k JOIN base_cell c ON k.cell_id = c.id
        JOIN submitted_notebook r ON k.notebook_id = r.id
        JOIN submitted_assignment s ON r.assignment_id = s.id""",
    "students": "SELECT id, first_name, last_name, email FROM student",
    "courses": "SELECT id FROM course",
    "cells": "SELECT name, type FROM base_cell",
}


class Remembering:
    """A pool that runs each job once, in a real sandbox, and knows its raw result after that."""

    workers = 2

    def __init__(self):
        self.known, self._pool = {}, None

    def submit(self, job):
        key = json.dumps(job, sort_keys=True)
        if key not in self.known:
            self._pool = self._pool or Pool(workers=2, isolated=isolation().available)
            self.known[key] = json.dumps(self._pool.submit(job).result())
        future = Future()
        future.set_result(json.loads(self.known[key]))
        return future

    def close(self, wait=True):
        """None; the sandboxes are gone, what is known stays."""
        if self._pool:
            self._pool.close()
            self._pool = None


@pytest.fixture(scope="session")
def remembering():
    """The pool that all tests of a class share; they give their runs the seed `SEED`."""
    pool = Remembering()
    yield pool
    pool.close()


@pytest.fixture
def contents():
    """A function: all that a class's folder says, without the ids and times of one run."""
    return _contents


def _contents(root):
    with closing(sqlite3.connect(root / "gradebook.db")) as database:
        found = {name: sorted(database.execute(query).fetchall(), key=repr)
                 for name, query in QUERIES.items()}
    for path in sorted(root.glob("autograded/**/*")):
        if path.is_file():
            found[str(path.relative_to(root))] = path.stat().st_mode, path.read_bytes()
    for path in sorted(root.glob("results/**/*")):
        if path.is_file():
            result = json.loads(path.read_text(encoding="utf-8"))
            for entry in (result, *result["exercises"]):
                entry.pop("seconds")
            found[str(path.relative_to(root))] = result
    return found
