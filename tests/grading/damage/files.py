"""Damage to files: names, formats, encodings, what editors and disks make of notebooks."""

import io
import os
import zipfile

import nbformat
from nbconvert import PythonExporter

from grading import samples
from grading.lessons import all_lessons
from tests.grading.damage.corpus import FULL, UNREADABLE, damage, own

# --- names and places


@damage(FULL, "(1).ipynb", "next time")
def called_with_a_number(h):
    h.write(name=f"{h.lesson.name} (1).ipynb")


@damage(FULL, "was called")
def called_in_another_case(h):
    h.write(name=h.path.name.upper())


@damage(FULL, ".ipynb.txt")
def called_txt(h):
    h.write(name=f"{h.path.name}.txt")


@damage(FULL, "Untitled.ipynb")
def called_untitled(h):
    h.write(name="Untitled.ipynb")


@damage(FULL, "Lösung von Jürgen, final!.ipynb")
def called_with_umlauts_and_spaces(h):
    h.write(name="Lösung von Jürgen, final!.ipynb")


@damage(FULL, "was called L sung.ipynb")
def called_in_another_encoding(h):
    """As unpacked from an archive made on an old Windows: the name's bytes are no UTF-8."""
    h.write(name="L\udcf6sung.ipynb")


@damage(UNREADABLE, "L sung.ipynb could not be read", "ends in the middle")
def called_in_another_encoding_and_truncated(h):
    h.write(h.text[:len(h.text) // 2], "L\udcf6sung.ipynb")


@damage(FULL, "was called a  # 12 of 12 points  {1} {name:9}.ipynb", "when it ran: b  **c**")
def called_by_names_that_say_more(h):
    h.write(name="a\n\n# 12 of 12 points \x1b{1} {name:9}.ipynb")
    h.write(bytes(2_000_000), "b\n\n**c**")


@damage(FULL, "was called")
def in_a_subfolder(h):
    h.write(name=f"{h.lesson.folder}/mine/{h.path.name}")


@damage(FULL, "was called")
def called_json(h):
    h.write(name=f"{h.lesson.name}.json")


@damage(FULL, "was packed as")
def in_a_zip(h):
    _zip(h, {f"{h.lesson.folder}/{h.path.name}": h.text, "__MACOSX/._x.ipynb": "x"})


def _zip(h, members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    h.write(data.getvalue(), "homework.zip")


@damage(UNREADABLE, "can't be opened as a zip file")
def in_a_broken_zip(h):
    h.write(b"PK\x03\x04 and then nothing", "homework.zip")


@damage(UNREADABLE, "nothing says which one is meant", "Hand in one of them")
def two_different_ones_in_a_zip(h):
    first = h.text
    h.cells.append(own("# another version"))
    _zip(h, {"a.ipynb": first, "b.ipynb": h.text})


@damage(FULL, "Of several notebooks", "the most answers")
def renamed_beside_the_untouched_release(h):
    h.write(name=f"{h.lesson.name} (1).ipynb")
    for cell in h.cells:
        if h.marks(cell).get("solution"):
            cell["source"] = ""
    h.write()


@damage(FULL, "it has the lesson's name", "old.ipynb")
def an_older_one_beside_it(h):
    h.write()
    h.first("solution")["source"] = "pass"
    h.write(name="old.ipynb")


@damage(FULL, "it is the newest", "draft.ipynb")
def two_with_other_names(h):
    os.utime(h.write(name="final.ipynb"), (2e9, 2e9))
    h.first("solution")["source"] = "pass"
    os.utime(h.write(name="draft.ipynb"), (1e9, 1e9))


@damage(UNREADABLE, "nothing says which one is meant")
def two_with_other_names_of_one_moment(h):
    os.utime(h.write(name="a.ipynb"), (1e9, 1e9))
    h.first("solution")["source"] = "pass"
    os.utime(h.write(name="b.ipynb"), (1e9, 1e9))


@damage(FULL, "ends in the middle", "was graded in its place")
def a_whole_one_beside_a_truncated_one(h):
    h.write(name="backup.ipynb")
    h.write(h.text[:5000])


@damage(FULL)
def the_same_twice(h):
    h.write()
    h.write(name="copy.ipynb")


@damage(FULL)
def a_checkpoint_beside_it(h):
    h.write()
    h.cells.clear()
    h.write(name=f".ipynb_checkpoints/{h.lesson.name}-checkpoint.ipynb")


@damage(FULL, "an earlier moment")
def only_a_checkpoint(h):
    h.write(name=f".ipynb_checkpoints/{h.lesson.name}-checkpoint.ipynb")


@damage(UNREADABLE, "it holds nothing", "Hand in the notebook")
def nothing_handed_in(h):
    """An empty folder."""


@damage(UNREADABLE, "it holds homework.pdf")
def a_pdf(h):
    h.write(b"%PDF-1.7", "homework.pdf")


@damage(UNREADABLE, "is a folder")
def a_folder_in_its_place(h):
    h.path.mkdir()


@damage(UNREADABLE, "links are not followed")
def a_link_in_its_place(h):
    h.path.symlink_to(h.lesson.path)


@damage(UNREADABLE, "holds nothing")
def a_link_of_another_name(h):
    (h.folder / "work.ipynb").symlink_to(h.lesson.path)


@damage(UNREADABLE, "is the notebook of", "Hand in")
def of_another_lesson(h):
    other = next(x for x in all_lessons() if x != h.lesson)
    h.write(nbformat.writes(samples.right(other)))


@damage(UNREADABLE, "None of the exercises")
def of_another_course(h):
    h.cells[:] = [own("print('hello')"), own("# My notes", "markdown")]


@damage(FULL)
def files_beside_it(h):
    h.write()
    (h.folder / "my helpers").mkdir()
    (h.folder / "my helpers" / "größe.py").write_text("x = 1\n", encoding="utf-8")


@damage(FULL, "data.bin (2.0 MB)", "were not there when it ran")
def a_large_file_beside_it(h):
    h.write()
    (h.folder / "data.bin").write_bytes(bytes(2_000_000))


# --- programs

@damage(FULL, "no notebook but a program")
def exported_as_a_program(h):
    notebook = nbformat.reads(h.text, as_version=4)
    h.write(PythonExporter().from_notebook_node(notebook)[0], f"{h.lesson.name}.py")


@damage(FULL, "no notebook but a program")
def exported_in_percent_format(h):
    parts = []
    for cell in h.cells:
        if cell["cell_type"] == "code":
            parts.append(f"# %%\n{cell['source']}\n")
        else:
            lines = "\n".join(f"# {x}".rstrip() for x in cell["source"].splitlines())
            parts.append(f"# %% [markdown]\n{lines}\n")
    h.write("\n".join(parts), f"{h.lesson.name}.py")


@damage(FULL, "no notebook but a program")
def exported_by_colab(h):
    parts = ['# -*- coding: utf-8 -*-\n"""Automatically generated by Colab."""']
    for cell in h.cells:
        code = cell["cell_type"] == "code"
        parts.append(cell["source"] if code else f'"""{cell["source"]}"""')
    h.write("\n\n".join(parts) + "\n", f"{h.lesson.name}.py")


@damage(UNREADABLE, "None of the exercises")
def a_program_of_another_kind(h):
    h.write("print('hello')\n", "main.py")


# --- editors and formats

@damage(FULL)
def saved_by_colab(h):
    h.document["metadata"] = {"colab": {"provenance": [], "toc_visible": True},
                              "kernelspec": {"name": "python3"}, "accelerator": "GPU"}
    h.document["nbformat_minor"] = 0
    for number, cell in enumerate(h.cells):
        cell.pop("id")
        cell["metadata"] |= {"id": f"aBc{number}", "colab": {"base_uri": "https://localhost"},
                             "outputId": "0-1"}
        cell["source"] = cell["source"].splitlines(keepends=True)


@damage(FULL, "nbgrader's marks")
def saved_by_kaggle(h):
    h.document["metadata"] = {"kaggle": {"accelerator": "none", "dataSources": []}}
    h.document["nbformat_minor"] = 4
    for cell in h.cells:
        cell.pop("id")
        cell["metadata"] = {"_uuid": "d629ff2d2480ee46fbb7e2d37f6b5fab", "trusted": True}


@damage(FULL)
def saved_by_vs_code(h):
    for number, cell in enumerate(h.cells):
        cell["id"] = f"{number:08x}"
        cell["metadata"]["vscode"] = {"languageId": "python"}


@damage(FULL)
def saved_by_jupyterlite(h):
    h.document["metadata"] = {"kernelspec": {"name": "python", "display_name": "Pyodide"},
                              "language_info": {"codemirror_mode": {"name": "python"}}}
    for cell in h.cells:
        cell["metadata"]["trusted"] = True


@damage(FULL, "format 3")
def saved_in_format_3(h):
    h.write(nbformat.writes(nbformat.reads(h.text, as_version=3), version=3))


@damage(FULL, "format 2")
def saved_in_format_2(h):
    for cell in h.cells:
        cell.pop("id")
        if cell["cell_type"] == "code":
            cell.update(input=cell.pop("source"), language="python", collapsed=False)
    h.document = {"metadata": {"name": "x"}, "nbformat": 2,
                  "worksheets": [{"cells": h.cells}]}


@damage(FULL)
def saved_without_ids(h):
    h.document["nbformat_minor"] = 4
    for cell in h.cells:
        cell.pop("id")


@damage(FULL)
def saved_by_a_future_minor_version(h):
    h.document["nbformat_minor"] = 99
    h.document["news"] = {"a": [1]}
    for cell in h.cells:
        cell["future"] = {"b": 2}


@damage(FULL)
def sources_as_lists(h):
    for cell in h.cells:
        cell["source"] = cell["source"].splitlines(keepends=True)


@damage(FULL, "no cells; they were left out")
def odd_things_in_the_list_of_cells(h):
    h.cells[3:3] = [None, "text", 7]
    h.cells.append({"cell_type": ["code"], "source": {"a": 1}})


# --- bytes

@damage(FULL)
def with_a_byte_order_mark(h):
    h.write(b"\xef\xbb\xbf" + h.text.encode())


@damage(FULL, "UTF-16")
def in_utf_16(h):
    h.write(h.text.encode("utf-16"))


@damage(FULL, "Windows-1252")
def in_windows_1252(h):
    h.first("solution")["source"] += "\n# größer\n"
    h.write(h.text.encode("cp1252", errors="xmlcharrefreplace"))


@damage(FULL)
def with_windows_line_ends(h):
    for at in h.all("solution"):
        h.cells[at]["source"] = h.cells[at]["source"].replace("\n", "\r\n")
    h.write(h.text.replace("\n", "\r\n"))


@damage(FULL)
def with_zeros_at_the_end(h):
    h.write(h.text.encode() + bytes(4096))


@damage(UNREADABLE, "the file is empty", "hand it in again")
def an_empty_file(h):
    h.write(b"")


@damage(UNREADABLE, "the file is empty")
def a_file_of_zeros(h):
    h.write(bytes(10_000))


@damage(UNREADABLE, "ends in the middle")
def truncated(h):
    h.write(h.text[:len(h.text) // 2])


@damage(UNREADABLE, "line 3", "hand it in again")
def a_trailing_comma(h):
    h.write('{"cells": [\n{"cell_type": "code", "source": "",\n},\n], "nbformat": 4}')


@damage(UNREADABLE, "merge markers", "from line")
def merge_markers_in_the_json(h):
    h.write(h.text.replace(' "metadata"', '<<<<<<< HEAD\n "metadata"\n=======\n>>>>>>> b\n', 1))


@damage(UNREADABLE, "saved web page")
def a_web_page(h):
    h.write("<!DOCTYPE html>\n<html><body>JupyterLab</body></html>")


@damage(UNREADABLE, "not JSON")
def a_picture(h):
    h.write(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


@damage(UNREADABLE, "no list of cells")
def json_of_another_kind(h):
    h.write('{"numbers": [1, 2, 3]}')


@damage(UNREADABLE, "nested too deeply")
def json_nested_without_end(h):
    h.write('{"cells": ' + "[" * 100_000)
