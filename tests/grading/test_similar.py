"""Similar submissions: a copy is found however it was hidden, and nobody honest is."""

import random
import time

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell

from grading import release, shapes, similar
from grading.lessons import find, grade_id
from tests.grading.honest import COPY, HONEST, MIA

LESSON = find("01_derivatives")


def handed_in(answers, own=()):
    """The lesson's notebook with these answers in it, and cells of the student's own."""
    notebook = release.master(LESSON)
    for cell in notebook.cells:
        if grade_id(cell) in answers:
            cell.source = answers[grade_id(cell)].strip("\n")
    notebook.cells += [new_code_cell(source) for source in own]
    return notebook


def reordered(answers):
    """All answers in one cell, the last first: another order, and other cells."""
    last, *others = answers
    whole = "\n".join(answers[name] for name in reversed(list(answers)))
    return {last: whole, **{name: "# see the first cell" for name in others}}


@pytest.fixture
def honest():
    return {student: handed_in(answers) for student, answers in HONEST.items()}


def test_nobody_honest_is_alike(honest):
    assert similar.pairs(LESSON, honest) == []


@pytest.mark.parametrize("copy", [MIA, COPY, reordered(MIA), reordered(COPY)],
                         ids=["as it is", "renamed", "reordered", "renamed and reordered"])
def test_a_copy_is_found_and_it_alone(honest, copy):
    [pair] = similar.pairs(LESSON, {**honest, "rita": handed_in(copy)})

    assert pair.students == ("mia", "rita")
    assert pair.alike > 0.8
    assert {"poly_derivative", "steepest_downhill"} <= {m.ours.name for m in pair.matches}


def test_a_copy_of_a_part_among_work_of_ones_own_is_found(honest):
    mixed = {**HONEST["noah"], "steepest_downhill": COPY["steepest_downhill"],
             "poly_derivative": COPY["poly_derivative"]}
    found = similar.pairs(LESSON, {**honest, "rita": handed_in(mixed)}, at_least=0.3)

    assert ("mia", "rita") in [p.students for p in found]


def test_the_lessons_own_solutions_are_nobodys_copy():
    solved = {student: LESSON.read() for student in ("two", "only")}  # what many have is no sign

    assert similar.pairs(LESSON, solved) == []


def test_what_many_in_the_class_have_is_no_sign_of_two(honest):
    usual = {f"s{i}": handed_in(MIA) for i in range(8)}

    assert similar.pairs(LESSON, {**honest, **usual}) == []


def test_what_cannot_be_parsed_is_compared_by_its_words(honest):
    broken = {"poly_derivative": MIA["poly_derivative"] + MIA["steepest_downhill"] + "    )"}
    found = similar.pairs(LESSON, {**honest, "rita": handed_in(broken), "sam": handed_in(
        {k: v.replace("power", "p").replace("#", "# so:") for k, v in broken.items()})})

    assert [p.students for p in found] == [("rita", "sam")]


def test_a_copied_text_is_found(honest):
    lesson = find("06_accumulation")
    words = ("Accumulation adds every new gradient to the buffer, so whoever wants one of them "
             "alone has to clear the buffer first, and the sum itself is as exact as any other.")
    other = "Nothing is wrong with the sum: each call of backward puts its own part on top of it."
    found = {}
    for student, text in (("ada", words), ("ben", f"Well. {words}"), ("cleo", other)):
        found[student] = release.master(lesson)
        cell = next(c for c in found[student].cells if grade_id(c) == "answer_accumulation")
        cell.source = text

    [pair] = similar.pairs(lesson, found)
    assert pair.students == ("ada", "ben") and pair.matches[0].ours.name == "text"


def test_shapes_know_no_names_comments_or_line_breaks():
    [one] = shapes.of_code("def f(a, b=2):\n    c = a + b  # sum\n    return np.exp(c)")
    [other] = shapes.of_code('def g(x, y=2):\n    """It."""\n    z = (\n        x + y)\n'
                             "    return np.exp(z)")
    [third] = shapes.of_code("def f(a, b=2):\n    c = a + b\n    return np.log(c)")

    assert one.tokens == other.tokens != third.tokens


def test_the_page_marks_what_both_have_and_says_it_is_no_verdict(honest):
    found = similar.pairs(LESSON, {**honest, "rita": handed_in(COPY, ["x = '<script>'"])})
    page = BeautifulSoup(similar.page(LESSON, found, 6), "html.parser")

    assert "never a verdict" in page.text and "1 pair among 6 submissions" in page.text
    assert not page.find_all("script")
    marked = [m.text for m in page.select("div.pair > div:first-child mark")]
    assert "        lowered.append(power * coeffs[power])" in marked


def invented(rng, number):
    """A program of a student's own: random, but in the shape of an answer."""
    lines = [f"def helper_{number}(x, y):"]
    for _ in range(12):
        a, b = rng.sample(["x", "y", "abs(x)", "x * y", "max(x, y)", "2", "0.5", "-y"], 2)
        op = rng.choice(["+", "-", "*", "/", "**", "if x > y else"])
        lines.append(f"    {rng.choice('xyz')} = {a} {op} {b}")
        if rng.random() < 0.3:
            lines.append(f"    for _ in range({rng.randint(2, 9)}): x = {a} - y")
    return "\n".join([*lines, "    return x, y"])


@pytest.mark.slow
def test_a_class_of_three_hundred_takes_less_than_a_minute(rng):
    chance = random.Random(7)
    names = list(HONEST)
    students = {}
    for i in range(300):
        answers = {name: HONEST[chance.choice(names)][name] for name in MIA}
        students[f"s{i:03d}"] = handed_in(answers, [invented(chance, j) for j in range(3)])
    copied = students["s017"].cells[-2].source.replace("helper_1", "mine").replace("y", "value")
    students["zoe"] = handed_in({}, [copied])

    start = time.perf_counter()
    found = similar.pairs(LESSON, students)
    seconds = time.perf_counter() - start

    assert found[0].students == ("s017", "zoe")
    assert seconds < 60, seconds
