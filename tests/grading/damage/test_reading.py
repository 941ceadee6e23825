"""Reading a submission: what lies beside the notebook, and what the system says of files."""

import base64
import zipfile
from pathlib import Path

import pytest

from grading import places, release, submitted
from grading.mend import mend
from grading.submitted import Unreadable
from tests.grading.damage.corpus import LESSONS, Handed, own

LESSON, WITH_TEXT = LESSONS


@pytest.fixture
def handed(tmp_path):
    (tmp_path / "ada").mkdir()
    return Handed(LESSON, tmp_path / "ada")


def test_small_files_are_passed_on_and_nothing_else(handed):
    handed.write()
    handed.write("1,2\n", "data.csv")
    handed.write("x = 1\n", "my helpers/größe.py")
    for name in (".progress.json", "timestamp.txt", ".git/config", "__pycache__/a.pyc",
                 ".ipynb_checkpoints/b.txt", "second.ipynb"):
        handed.write("{}", name)
    (handed.folder / "link.txt").symlink_to("/etc/passwd")
    (handed.folder / "linked").symlink_to("/etc")

    found = submitted.read(handed.folder, LESSON)

    assert {k: base64.b64decode(v) for k, v in found.files.items()} == {
        "data.csv": b"1,2\n", "my helpers/größe.py": b"x = 1\n"}
    assert submitted.files(handed.folder, LESSON) == found.files


def test_files_have_room_for_a_megabyte_in_all(handed, monkeypatch):
    handed.write()
    monkeypatch.setattr(places, "FILES_BYTES", 1000)
    for name, size in (("a", 600), ("b", 600), ("c", 400)):
        handed.write(b"x" * size, name)

    found = submitted.read(handed.folder, LESSON)

    assert sorted(found.files) == ["a", "c"]
    [note] = found.notes
    assert "b (0.0 MB)" in note and "were not there when it ran" in note


def test_files_beside_a_notebook_in_a_subfolder_go_with_it(handed):
    handed.write(name=f"work/{LESSON.name}.ipynb")
    handed.write("1", "work/data.txt")
    handed.write("2", "elsewhere.txt")

    assert list(submitted.read(handed.folder, LESSON).files) == ["data.txt"]


def test_a_file_that_may_not_be_opened_is_told(handed, monkeypatch):
    handed.write()
    monkeypatch.setattr(Path, "open", _refused)

    with pytest.raises(Unreadable, match=r"could not be opened \(Permission denied\)"):
        submitted.read(handed.folder, LESSON)
    assert submitted.digest(handed.folder, LESSON) is None


def _refused(*_, **__):
    raise PermissionError(13, "Permission denied")


def test_a_locked_zip_file_is_told(handed):
    path = handed.folder / "work.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.ipynb", handed.text)
    data = bytearray(path.read_bytes())
    for header, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + at] |= 1  # the flag that says "encrypted"
    path.write_bytes(data)

    with pytest.raises(Unreadable, match="could not be opened .*encrypted"):
        submitted.read(handed.folder, LESSON)


def test_a_zip_file_that_unpacks_to_too_much_is_read_no_further(handed, monkeypatch):
    with zipfile.ZipFile(handed.folder / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", handed.text + " " * 50_000_000)
    monkeypatch.setattr(places, "MAX_BYTES", 1000)

    [place] = places.looked_through(handed.folder, LESSON.name)

    assert len(place.read()) == 1001


def test_the_digest_is_of_the_file_that_is_graded(handed):
    path = handed.write(name="other.ipynb")
    first = submitted.digest(handed.folder, LESSON)
    assert first == submitted.read(handed.folder, LESSON).digest

    path.write_text(handed.text + "\n")

    assert submitted.digest(handed.folder, LESSON) != first


def test_too_many_notebooks_are_told(handed):
    for number in range(21):
        handed.write(name=f"{number}.ipynb")

    with pytest.raises(Unreadable, match="holds 21 notebooks"):
        submitted.read(handed.folder, LESSON)


def test_pictures_in_a_written_answer_are_kept(tmp_path):
    (tmp_path / "ada").mkdir()
    handed = Handed(WITH_TEXT, tmp_path / "ada")
    answer = next(c for c in handed.cells if handed.marks(c).get("solution")
                  and c["cell_type"] == "markdown")
    answer["source"] = "See ![](attachment:a.png)"
    answer["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="},
                             "b.svg": {"image/svg+xml": "<svg onload='alert(1)'/>"}}
    handed.write()

    found = submitted.read(handed.folder, WITH_TEXT)
    notebook, _ = mend(found.notebook, release.master(WITH_TEXT))

    [cell] = [c for c in notebook.cells if "attachment:a.png" in c.source]
    assert cell.attachments == {"a.png": {"image/png": "iVBORw0KGgo="}}


def test_a_text_that_stands_in_a_string_does_not_tear_an_answer_apart(handed):
    """The check was deleted, and its text stands in the answer's docstring."""
    at, check = handed.all("solution")[0], handed.all("check")[0]
    text = handed.cells.pop(check)["source"]
    answer = f'NOTE = """\n{text}\n"""\n{handed.cells[at]["source"]}'
    handed.cells[at]["source"] = answer
    handed.cells.append(own("1 + 1"))
    handed.write()

    found = submitted.read(handed.folder, LESSON)
    notebook, notes = mend(found.notebook, release.master(LESSON))

    assert answer in [c.source for c in notebook.cells]
    assert not any("taken apart" in note for note in notes)
