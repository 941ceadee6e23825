"""The gradebook on a real PostgreSQL server, started by the tests: as with SQLite, row for row."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from grading import __main__ as cli
from grading import gradebook, samples
from grading.classroom import CannotGo, Classroom
from grading.engine import Run
from grading.gradebook import GradebookTrouble
from grading.lessons import all_lessons
from grading.sandbox import isolation

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
LESSON = all_lessons()[0]
ISOLATED = isolation().available
PASSWORD = "s3cret-of-the-teacher"
BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def binary(name):
    """The path of one of PostgreSQL's programs; Debian keeps them out of PATH."""
    return shutil.which(name) or next((str(b / name) for b in reversed(BINARIES)
                                       if (b / name).exists()), None)


def lowly():
    """The words before a command that root must not run: PostgreSQL refuses root."""
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    return nobody if os.getuid() == 0 else []


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A function that gives the url of a new, empty database of a server of our own."""
    if not binary("initdb"):
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    folder = Path("/tmp") / f"pg-{os.getpid()}"  # short: a socket's path has 107 bytes at most
    folder.mkdir(mode=0o700)
    (folder / "password").write_text(PASSWORD)
    if lowly():
        for path in (folder, folder / "password"):
            os.chown(path, 65534, 65534)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run([binary("initdb"), "-D", folder / "data", "-U", "teacher", "--auth=scram-sha-256",
         f"--pwfile={folder / 'password'}", "-E", "UTF8", "--locale=C", "--no-sync"])
    running = subprocess.Popen(
        [*lowly(), binary("postgres"), "-D", folder / "data", "-h", "127.0.0.1", "-p", str(port),
         "-k", folder, "-F"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
    address = f"postgresql://teacher:{PASSWORD}@127.0.0.1:{port}"
    wait_for(address + "/postgres")
    yield Databases(address, port)
    running.terminate()
    running.wait(30)
    shutil.rmtree(folder)


def run(command):
    subprocess.run([*lowly(), *command], check=True, stdout=subprocess.DEVNULL, cwd="/",
                   env={**os.environ, "HOME": "/tmp"}, timeout=120)


def wait_for(address, seconds=60):
    deadline = time.monotonic() + seconds
    while True:
        try:
            with gradebook.opened(address):
                return
        except GradebookTrouble:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


class Databases:
    """New databases of one server, each by its url."""

    def __init__(self, address, port):
        self.address, self.port, self.count = address, port, 0

    def new(self):
        self.count += 1
        self.sql("postgres", f"CREATE DATABASE class{self.count}")
        return f"{self.address}/class{self.count}"

    def sql(self, database, statement):
        with psycopg.connect(f"{self.address}/{database}", autocommit=True) as connection:
            connection.execute(statement)


def rows(url):
    """All that a gradebook says of submissions, cells, grades and comments, without ids."""
    with Gradebook(url, "autograd") as book:
        return sorted(
            (a.name, s.student.id, g.name, g.auto_score, g.manual_score, g.extra_credit,
             g.needs_manual_grade, g.max_score, g.cell.cell_type, s.score, s.needs_manual_grade,
             [c.auto_comment for c in n.comments])
            for a in book.assignments for s in a.submissions for n in s.notebooks
            for g in n.grades)


def grade(folder, url, students):
    """The gradebook's rows and the results of a class graded into the gradebook at `url`."""
    classroom = Classroom(folder, url)
    classroom.release(LESSON)
    for student in students:
        samples.hand_in(classroom.root, LESSON, student, samples.SAMPLES[student](LESSON))
    samples.hand_in(classroom.root, LESSON, "nora", samples.right(LESSON)).write_text("{")
    with Run(workers=2, isolated=ISOLATED, seed=1) as run:
        found = list(classroom.autograde(LESSON, classroom.submissions(LESSON), run))
    return rows(classroom.coursedir.db_url), sorted((r["student"], r["status"], r["points"])
                                                    for r in found)


@pytest.mark.slow
def test_a_class_on_postgresql_is_graded_as_on_sqlite(server, tmp_path):
    students = ["ada", "ben", "dana"]
    here = grade(tmp_path / "here", None, students)

    there = grade(tmp_path / "there", server.new(), students)

    assert there == here
    assert len(here[0]) >= len(students) * 4
    assert len({row[3] for row in here[0]}) > 1  # there are points, and not the same everywhere
    assert not (tmp_path / "there" / "gradebook.db").exists()


@pytest.mark.slow
def test_the_commands_take_the_address_and_a_gradebook_lasts(server, tmp_path):
    url = server.new()
    words = ["--root", str(tmp_path), "--db-url", url]
    samples.hand_in(tmp_path, LESSON, "ada", samples.right(LESSON))
    commands = [["release", LESSON.folder], ["autograde", LESSON.folder],
                ["autograde", LESSON.folder, "--force"], ["feedback", LESSON.folder]]
    for command in commands:
        more = ["--no-sandbox"] if command[0] == "autograde" and not ISOLATED else []
        done = CliRunner().invoke(cli.main, [*command, *words, *more])
        assert done.exit_code == 0, done.output
        assert PASSWORD not in done.output

    assert len({row[1] for row in rows(url)}) == 1
    assert PASSWORD not in (tmp_path / ".nbgrader.log").read_text()
    assert "ada" in done.output and not (tmp_path / "gradebook.db").exists()


@pytest.mark.slow
def test_what_a_server_refuses_is_told_without_the_password(server, tmp_path):
    url = server.new()
    wrong = url.replace(PASSWORD, "wrong-password")
    server.sql("postgres", "CREATE ROLE guest LOGIN PASSWORD 'guest-password'")
    guest = url.replace(f"teacher:{PASSWORD}", "guest:guest-password")
    server.sql(url.rpartition("/")[2], "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    other = server.new()
    server.sql(other.rpartition("/")[2], "CREATE TABLE invoices (id int)")
    cases = [
        (wrong, "password is wrong or missing"),
        (url.replace(f":{PASSWORD}", ""), "password is wrong or missing"),
        (url + "x", "no such database"), (guest, "may not make tables"),
        (url.replace(str(server.port), "1"), "no server answers there"),
        (url.replace("127.0.0.1", "no.such.host.invalid"), "no machine of that name"),
        (other, "is no gradebook: it has tables of something else (invoices)"),
    ]
    for address, words in cases:
        with pytest.raises(CannotGo) as told:
            Classroom(tmp_path, address).release(LESSON)

        text = str(told.value)
        assert words in text and "postgresql://" in text, text
        assert not any(word in text for word in (PASSWORD, "wrong-password", "guest-password"))


@pytest.mark.parametrize("url, words", [
    ("nonsense", "can't be read. Write sqlite:////"),
    ("postgresql://u:pw@h:port/x", "can't be read. Write sqlite:////"),
    ("mysql://u:pw@h/x", "is mysql: nbgrader keeps"), ("nosuch://u:pw@h/x", "is nosuch"),
    ("sqlite:////no/such/folder/x.db", "its folder is not there"), ("", "can't be read"),
])
def test_an_address_that_will_not_do_is_told(tmp_path, url, words):
    with pytest.raises(GradebookTrouble) as told:
        gradebook.check(url, tmp_path)

    assert words in str(told.value) and "pw" not in str(told.value)


def test_a_missing_driver_is_told_with_the_command(tmp_path, monkeypatch):
    def missing(*_, **__):
        raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")

    monkeypatch.setattr(gradebook, "create_engine", missing)

    with pytest.raises(GradebookTrouble, match=r"package psycopg.*pip install -e .*postgres"):
        gradebook.check("postgresql://u:pw@h/x", tmp_path)


def test_the_address_in_the_configuration_is_honoured(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADING_DB_URL", f"sqlite:///{tmp_path / 'other.db'}")

    Classroom(tmp_path / "class").check_gradebook()

    assert (tmp_path / "other.db").exists()
    assert not (tmp_path / "class" / "gradebook.db").exists()


@pytest.mark.parametrize("url, hidden", [
    ("postgresql://u:pw@h/x", "postgresql://u:***@h/x"),
    ("postgresql://u:pw@h:port/x", "postgresql://***@h:port/x"),
    ("postgresql://h/x?user=u&password=pw", "postgresql://h/x?password=***&user=u"),
])
def test_an_address_is_shown_without_its_password(url, hidden):
    assert gradebook.shown(url) == hidden
