"""Live figures at rest: the picture, its words, what is stored, and the numbers they show."""

import base64
import math
import re
import subprocess
import sys
from xml.etree import ElementTree

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets import TraitError

from course.live import (
    Choice,
    accumulation_slider,
    choose_order,
    drag_tangent,
    gradient_switches,
    step_slider,
    two_paths,
    walk_downhill,
)
from course.live.accumulation import STEPS
from course.live.numerical_differentiation import LAST, PER_DECADE, step_at
from course.live.svg import number, ticks
from course.live.tangent import CURVES
from grading.refresh import tidy

FIGURES = {
    "parabola": lambda: drag_tangent(),
    "kink": lambda: drag_tangent("abs", x0=0.0, h=-0.5),
    "sine": lambda: drag_tangent("sine", x0=2.0, h=0.001),
    "cleared": lambda: accumulation_slider(),
    "never cleared": lambda: accumulation_slider(rate=3.9, zero_grad=False),
    "diverging": lambda: accumulation_slider(rate=5, zero_grad=False),
    "forward": lambda: step_slider(),
    "central": lambda: step_slider("central", "float32", h=1e-3),
    "nothing sent": lambda: choose_order(),
    "paths": lambda: two_paths(2.0),
    "sent too early": lambda: choose_order("(b + a)·b", ["y", "b", "s"]),
    "valley": lambda: walk_downhill(rate=0.18, momentum=True),
    "saddle": lambda: walk_downhill("saddle", y=0.05),
    "switches": lambda: gradient_switches("no_grad", "b"),
}


@pytest.fixture(params=FIGURES.values(), ids=FIGURES)
def make(request):
    """A function that makes the same figure each time."""
    return request.param


def picture_in(html):
    """The SVG inside the `<img>` of a stored figure, parsed."""
    data = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', html)[1]
    return ElementTree.fromstring(base64.b64decode(data))


def words(root):
    """The texts of a picture."""
    return [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_the_stored_figure_is_a_picture_with_words(make):
    """An untrusted notebook shows an image with alt text, and below it how to bring it to life."""
    figure = make()
    data, _ = figure._repr_mimebundle_()

    at_rest = data["text/html"].partition("<script")[0]

    assert picture_in(at_rest).tag.endswith("svg")
    assert re.search(r'<img alt="[^"]{40,}"', at_rest)
    assert figure.note in at_rest
    assert data["text/plain"] == f"{figure.describe()} {figure.note}"
    assert "\n" not in data["text/plain"]


def test_the_same_figure_is_stored_as_the_same_bytes(make):
    """No counters, no addresses: two runs give one output."""
    first, second = make(), make()

    assert first.html() == second.html()
    assert repr(first) == repr(second)


def test_different_figures_have_different_names():
    """Two figures on one page never take each other's place."""
    pattern = re.compile(r'data-live="(\w+)"')
    found = {pattern.search(make().html())[1] for make in FIGURES.values()}

    assert len(found) == len(FIGURES)


def test_a_stored_figure_loads_nothing(make):
    """All it needs stands in it: no address, no import, and no early end of the script."""
    html = make().html()

    addresses = set(re.findall(r"https?://[^\"'\s]*", html)) - {"http://www.w3.org/2000/svg"}
    assert not addresses
    assert not re.search(r"^\s*import\b|\bimport\(|fetch\(", html, flags=re.MULTILINE)
    assert html.count("</script") == 1


def test_a_stored_figure_stays_small(make):
    """At most 32 kB a figure, so that a lesson with ten of them opens at once."""
    assert len(make().html().encode()) < 32_000


def test_what_a_student_might_type_cannot_end_the_script():
    """A question may hold any character."""
    html = Choice(question="</script><b>", choices=["a", "</script>"]).html()

    assert html.count("</script") == 1
    assert "<b>" not in html


@pytest.mark.parametrize("curve", CURVES)
def test_tangents_are_what_small_secants_come_to(curve):
    """The secant's slope at a tiny h is the tangent's, from both sides, where there is one."""
    low, high = CURVES[curve][3]
    for x0 in (low / 2, 0.35, high / 3):
        for side in (-1, 1):
            figure = drag_tangent(curve, x0=x0, h=side * 0.001)
            secant, tangent = figure.slopes()

            assert secant == pytest.approx(tangent, abs=0.02)


def test_a_kink_has_two_secants_and_no_tangent():
    """|x| at 0: -1 from the left, 1 from the right, and the picture says that there is none."""
    left, right = drag_tangent("abs", 0.0, -0.001), drag_tangent("abs", 0.0, 0.001)

    assert left.slopes() == (-1.0, None)
    assert right.slopes() == (1.0, None)
    assert "none: a kink" in words(picture_in(right.html()))
    assert "no tangent" in right.describe()


def test_the_picture_shows_the_numbers():
    """The seed's function at 2, where the slope is 14."""
    shown = words(picture_in(drag_tangent(x0=2.0, h=0.1).html()))

    assert {"f(x) = 3x² + 2x + 1", "2.00", "0.10", "14.3000", "14.0000", "0.3000"} <= set(shown)


@pytest.mark.parametrize("x", [-1.0, -0.3, 0.5, 2.0, 3.7])
def test_the_two_paths_add_up_to_the_slope(x):
    """By the product rule 6x - 3x^2; at 2 both paths carry something and cancel, at 0 neither does.
    """
    figure = two_paths(x)

    assert sum(figure.shares()) == pytest.approx(6 * x - 3 * x**2)
    assert figure.values()[2] == pytest.approx(x**2 * (3 - x))
    assert f"{number(sum(figure.shares()), 2)}" in words(picture_in(figure.html()))
    assert two_paths(2.0).shares() == (4.0, -4.0)
    assert two_paths(0.0).shares() == (0.0, 0.0)


@pytest.mark.parametrize("h", [0, 0.0001, -3.0])
def test_h_is_neither_zero_nor_far_off(h):
    """The error says what h may be."""
    with pytest.raises(TraitError, match="between 0.001 and 2"):
        drag_tangent(h=h)


@pytest.mark.parametrize("rate", [0.25, 1.0, 1.95, 2.0, 2.5])
def test_with_zero_grad_x_shrinks_by_the_same_factor(rate):
    """x after k steps is (1 - ηλ)^k."""
    xs = accumulation_slider(rate).walk()

    assert xs == pytest.approx([(1 - rate) ** k for k in range(STEPS + 1)])


@pytest.mark.parametrize("rate", [0.1, 0.5, 2.0, 3.0, 3.9])
def test_without_zero_grad_x_is_a_wave_that_never_dies(rate):
    """x is cos(kθ) + c sin(kθ) with 2 cos θ = 2 - ηλ: below 4 no larger than 2 / sqrt(4 - ηλ)."""
    xs = accumulation_slider(rate, zero_grad=False).walk()

    theta = math.acos(1 - rate / 2)
    c = -rate / 2 / math.sin(theta)
    assert xs == pytest.approx([math.cos(k * theta) + c * math.sin(k * theta)
                                for k in range(STEPS + 1)], abs=1e-9)
    assert max(map(abs, xs)) <= 2 / math.sqrt(4 - rate) + 1e-9


@pytest.mark.parametrize(("rate", "cleared", "never_cleared"), [
    (0.0, "does not move", "does not move"),
    (0.05, "settles at 0", "keeps oscillating"),
    (1.95, "settles at 0", "keeps oscillating"),
    (2.0, "keeps oscillating", "keeps oscillating"),
    (2.05, "diverges", "keeps oscillating"),
    (3.95, "diverges", "keeps oscillating"),
    (4.0, "diverges", "diverges"),
    (5.0, "diverges", "diverges"),
])
def test_the_long_run_is_known_at_the_edges_too(rate, cleared, never_cleared):
    """Settles below 2 with clearing; never settles without, and is bounded below 4."""
    assert accumulation_slider(rate, True).verdict() == cleared
    assert accumulation_slider(rate, False).verdict() == never_cleared


def test_a_path_that_leaves_the_frame_says_where():
    """The picture never hides that part of the path isn't in it."""
    assert "x leaves the frame" not in words(picture_in(accumulation_slider().html()))
    shown = words(picture_in(accumulation_slider(2.15).html()))
    assert shown[-2:] == ["x leaves the frame", "at step 10"]


@pytest.mark.parametrize(("formula", "precision", "h"), [
    ("forward", "float64", 1e-8), ("central", "float64", 6e-6), ("central", "float32", 5e-3)])
def test_the_error_of_a_difference_is_smallest_where_theory_says(formula, precision, h):
    """The lowest point of the V is within a factor of 10 of the (p + 1)th root of eps."""
    figures = [step_slider(formula, precision, step_at(k)) for k in range(LAST + 1)]
    best = min(figures, key=lambda figure: abs(figure.measured()[0] - 12))

    assert h / 10 < step_at(best.position) < 10 * h
    assert best.digits()[1] == max(figure.digits()[1] for figure in figures)


def test_one_more_digit_cancels_for_each_factor_of_ten():
    """On the way from h = 0.1 to 1e-15 the forward difference loses a digit at each decade."""
    lost = [step_slider(h=10.0**-k).digits()[0] for k in range(1, 16)]

    assert lost == list(range(1, 16))


def test_a_step_that_is_lost_gives_slope_0_and_no_digits():
    """2 + h is 2 in float32 below 1.2e-7; 2 - h only below 6e-8."""
    forward, central = (step_slider(name, "float32", 1e-7) for name in ("forward", "central"))

    assert forward.measured() == (0.0, 0.0) and forward.digits() == (7, 0)
    assert central.measured()[0] > 1
    assert step_slider("central", "float32", 5e-8).measured()[0] == 0
    assert "slope is 0.000000000; 7 of 7 digits cancel, 0 are right" in forward.describe()


def test_the_steps_go_from_1e_17_to_1():
    """Six a decade, each a round number."""
    steps = [step_at(k) for k in range(LAST + 1)]

    assert (steps[0], steps[-1]) == (1e-17, 1.0) and steps == sorted(steps)
    assert steps[-len(PER_DECADE) - 1] == 0.1


@pytest.mark.parametrize(("rate", "outcome"), [
    (0.0, "is on its way"), (0.05, "arrives"), (0.195, "arrives"), (0.2, "is on its way"),
    (0.205, "diverges"), (0.25, "diverges")])
def test_the_valley_is_stable_up_to_two_over_its_largest_curvature(rate, outcome):
    """The border is 2 / 10: there the path jumps from side to side for ever."""
    figure = walk_downhill(rate=rate)

    assert figure.outcome()[0] == outcome
    assert walk_downhill(rate=rate, y=0.0).outcome()[0] != "diverges"


def test_each_axis_of_the_valley_shrinks_by_its_own_factor():
    """x after k steps is 4 (1 - η)^k, y is (1 - 10 η)^k."""
    path = walk_downhill(rate=0.13).walk()[:30]

    assert [x for x, _ in path] == pytest.approx([4 * 0.87**k for k in range(30)])
    assert [y for _, y in path] == pytest.approx([(-0.3) ** k for k in range(30)], abs=1e-12)


def test_momentum_arrives_sooner_and_bears_longer_steps():
    """Each step is half of the one before and the new gradient."""
    plain, ball = walk_downhill(rate=0.1), walk_downhill(rate=0.1, momentum=True)
    points = ball.walk()

    assert ball.outcome()[1] < plain.outcome()[1] / 2
    assert walk_downhill(rate=0.25, momentum=True).outcome()[0] == "arrives"
    moves = [b[0] - a[0] for a, b in zip(points, points[1:6], strict=False)]
    assert moves[1:] == pytest.approx([0.5 * m - 0.1 * p[0] for m, p in
                                       zip(moves, points[1:5], strict=False)])


def test_on_the_saddle_only_a_start_on_its_line_gets_stuck():
    """And what leaves the saddle says so in words."""
    assert walk_downhill("saddle", y=0.0).outcome()[0] == "is stuck"
    beside = walk_downhill("saddle", y=0.05)
    assert beside.outcome()[0] == "rolls away"
    assert "it rolls away after" in beside.describe()
    assert "rolls away" in words(picture_in(beside.html()))


@pytest.mark.parametrize(("value", "digits", "text"), [
    (14, 4, "14.0000"), (-0.5, 2, "−0.50"), (-0.00001, 4, "0.0000"), (0.0, 1, "0.0")])
def test_numbers_are_rounded_and_zero_has_no_sign(value, digits, text):
    """A real minus sign, and never −0.00."""
    assert number(value, digits) == text


@pytest.mark.parametrize(("low", "high", "values", "digits"), [
    (-3, 3, [-3, -2, -1, 0, 1, 2, 3], 0), (-6, 36, [0, 10, 20, 30], 0),
    (0, 0.5, [0, 0.1, 0.2, 0.3, 0.4, 0.5], 1), (-1.6, 1.6, [-1, 0, 1], 0)])
def test_ticks_are_round_numbers(low, high, values, digits):
    """With as many decimals as they need."""
    assert ticks(low, high) == (pytest.approx(values), digits)


def test_a_notebook_with_figures_is_stored_byte_for_byte_alike(tmp_path):
    """Executed twice as `grading refresh` does it; the question and the pictures are in it."""
    sources = ["from course import predict\n"
               "from course.live import accumulation_slider, drag_tangent",
               "predict('x', 'Which?', ['this one', 'that one'])",
               "drag_tangent()", "accumulation_slider()"]
    stored = []
    for _ in range(2):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
        NotebookClient(notebook, timeout=120, kernel_name="python3", record_timing=False,
                       resources={"metadata": {"path": str(tmp_path)}}).execute()
        stored.append(nbformat.writes(tidy(notebook)))

    outputs = [cell.outputs[0].data for cell in nbformat.reads(stored[0], 4).cells[1:]]
    assert stored[0] == stored[1]
    assert [sorted(data) for data in outputs] == [["text/html", "text/plain"]] * 3
    assert "<li>this one</li>" in outputs[0]["text/html"]


def test_figures_need_neither_anywidget_nor_a_kernel():
    """Where a class is graded there may be neither: cells run on, and the picture is the same."""
    program = ("import sys\n{hide}\n"
               "from course.live import drag_tangent, accumulation_slider\n"
               "from course import predict, reveal\n"
               "predict('x', 'Which?', ['this', 'that'])\n"
               "figure = drag_tangent(x0=2.0)\n"
               "figure.x0 = 1.0\n"
               "print(hash(figure.html()), accumulation_slider())\n")
    hide = "sys.modules['anywidget'] = sys.modules['ipywidgets'] = None"

    runs = [subprocess.run([sys.executable, "-c", program.format(hide=line)], text=True, check=True,
                           capture_output=True, env={"PYTHONHASHSEED": "0"})
            for line in (hide, "")]

    assert "( ) this" in runs[0].stdout
    assert runs[0].stdout == runs[1].stdout
    assert [run.stderr for run in runs] == ["", ""]
