"""The gradebook that nbgrader writes to, SQLite or PostgreSQL: is it there, and is it ours?

`check` says in a sentence what is wrong with it, before anything is graded.
"""

import re
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

CONNECT_SECONDS = 10
SHAPES = "sqlite:////folder/gradebook.db or postgresql://user@host:5432/name"
TROUBLES = [  # what the database or its client library says, and what helps
    (r"password authentication failed|no password supplied|fe_sendauth",
     "the password is wrong or missing. Put it into ~/.pgpass or the variable PGPASSWORD, "
     "where other users of this machine can't read it"),
    (r'role ".*" does not exist', "the server knows no such user. Make one: createuser NAME"),
    (r'database ".*" does not exist', "the server has no such database. Make one: createdb NAME"),
    (r"no pg_hba.conf entry",
     "the server lets nobody in from this machine. Add a line to its pg_hba.conf and reload it"),
    (r"permission denied for schema|no schema has been selected",
     "this user may not make tables there. Make the user the owner of the database: "
     "ALTER DATABASE name OWNER TO user"),
    (r"could not translate host name|failed to resolve host|Name or service not known",
     "there is no machine of that name. Look at the host in the address"),
    (r"refused|timeout|timed out|unreachable|No such file or directory|is the server running",
     "no server answers there. Start it, and look at host and port in the address"),
    (r"unable to open database file",
     "its folder is not there, or may not be written to. Make the folder, or name another"),
]


class GradebookTrouble(Exception):
    """Raised for a gradebook that can't be used; the message names it and says what to do."""


def shown(url):
    """The address without its password."""
    try:
        text = make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        text = re.sub(r"//.*@", "//***@", url)
    return re.sub(r"password=[^&]*", "password=***", text)


def file_of(url):
    """The file of an SQLite gradebook; None for a server's, or an address that can't be read."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return None
    known = address.get_backend_name() == "sqlite" and address.database
    return Path(address.database) if known else None


def check(url, root):
    """None, the gradebook at `url` can be used, a new one is begun; or `GradebookTrouble`.

    `root` is the folder in which nbgrader's own commands work on it.
    """
    with opened(url) as connection:
        found = version(connection)
        if found is None:
            _begin(connection)
            return
    needed = newest_version()
    if found != needed:
        raise GradebookTrouble(
            f"The gradebook {shown(url)} is of another version of nbgrader (it says {found}, this "
            f"one needs {needed}). Make a copy of it, then run `nbgrader db upgrade` in {root}.")


@contextmanager
def opened(url):
    """A connection to the gradebook, in a transaction; its troubles become `GradebookTrouble`."""
    with told(url), _engine(url).begin() as connection:
        yield connection


@contextmanager
def told(url):
    """Nothing; the troubles of the database at `url` become `GradebookTrouble` in this block."""
    try:
        yield
    except DBAPIError as error:
        raise GradebookTrouble(_told(url, error)) from error


def version(connection):
    """The revision of nbgrader's tables that the gradebook says it has; None if it is empty."""
    tables = inspect(connection).get_table_names()
    if tables and "alembic_version" not in tables:
        raise GradebookTrouble(
            f"{shown(connection.engine.url)} is no gradebook: it has tables of something else "
            f"({', '.join(sorted(tables)[:3])}). Name a database of its own for the grades.")
    if not tables:
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found or "nothing"


def try_writing(connection):
    """None; or an error of the database's, if this user may not write. Nothing is changed."""
    connection.execute(text("UPDATE alembic_version SET version_num = version_num WHERE 1 = 0"))


@cache
def newest_version():
    """The revision of this nbgrader's gradebooks; nbgrader itself asks a slow subprocess."""
    return ScriptDirectory(ALEMBIC_DIR).get_current_head()


def _engine(url):
    try:
        address = make_url(url)
        kind = address.get_backend_name()
        if kind not in ("sqlite", "postgresql"):
            raise GradebookTrouble(f"The gradebook {shown(url)} is {kind}: nbgrader keeps its "
                                   f"gradebook in SQLite or PostgreSQL. Write {SHAPES}.")
        more = {} if kind == "sqlite" else {"connect_args": {"connect_timeout": CONNECT_SECONDS}}
        return create_engine(address, poolclass=NullPool, **more)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise GradebookTrouble(f"The gradebook's address {shown(url)!r} can't be read. "
                               f"Write {SHAPES}.") from error
    except ModuleNotFoundError as error:
        raise GradebookTrouble(
            f"The gradebook {shown(url)} needs the Python package {error.name}, which isn't "
            'installed here. Run: pip install -e ".[postgres]"') from error


def _told(url, error):
    said = " ".join(str(error.orig).split())
    name = f"The gradebook {shown(url)}"
    if "locked" in said:
        return (f"{name} is locked by another program: formgrader, or another run. Let it finish, "
                "then give the same command again.")
    if "is full" in said or "No space left" in said:
        return (f"{name} can't grow: the disk is full. Make room, then give the same command "
                "again. What is graded stays graded.")
    for pattern, advice in TROUBLES:
        if re.search(pattern, said, re.I):
            return f"{name} can't be used: {advice}. (The database says: {said})"
    return (f"{name} can't be read ({said}). Restore it from a backup, or move it away to begin "
            "a new one.")


def _begin(connection):
    """Write the revision into a new gradebook, as nbgrader would; it adds its tables by itself."""
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:revision)"),
                       {"revision": newest_version()})
