"""Live figures where they live: the numbers of the browser, an exported page, JupyterLab itself."""

import base64
from itertools import permutations, product

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from course.live import (
    accumulation_slider,
    choose_order,
    drag_tangent,
    gradient_switches,
    step_slider,
    two_paths,
    walk_downhill,
)
from course.live.no_grad_detach import LAYERS, WAYS
from course.live.numerical_differentiation import LAST, step_at
from course.live.order import GRAPHS
from course.live.tangent import CURVES
from grading.refresh import tidy

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DRAW = """async ([code, states]) => {
  const figure = await import("data:text/javascript;base64," + code);
  return states.map(figure.draw);
}"""
TANGENTS = [drag_tangent(curve, x0, h) for curve, x0, h in
            product(CURVES, (-1.65, 0.0, 0.4, 2.0), (-0.5, 0.001, 0.063, 2.0))]
WALKS = [accumulation_slider(rate, zero_grad) for rate, zero_grad in
         product((0, 0.05, 0.5, 1.0, 1.95, 2.0, 2.05, 3.9, 4.0, 5.0), (True, False))]
STEPS = [step_slider(formula, precision, step_at(k)) for formula, precision, k in
         product(("forward", "central"), ("float64", "float32"), range(0, LAST + 1, 3))]
ORDERS = [choose_order(graph, sent) for graph in GRAPHS for k in range(len(GRAPHS[graph]))
          for sent in permutations([name for name in GRAPHS[graph] if name != "x"], k)]
PATHS = [walk_downhill(surface, rate, x, y, momentum) for surface, rate, x, y, momentum in
         product(("valley", "saddle"), (0.0, 0.05, 0.18, 0.205, 0.25), (4.0, -1.3),
                 (1.0, 0.0, -0.05), (True, False))]
TWO_PATHS = [two_paths(k / 10) for k in range(-10, 41)]
SWITCHES = [gradient_switches(way, layer) for way, layer in product(WAYS, LAYERS)]
SOURCES = ["from course import predict\n"
           "from course.live import accumulation_slider, drag_tangent\n"
           "predict('x', 'Which?', ['this one', 'that one'])",
           "figure = drag_tangent()\nfigure", "accumulation_slider()", "figure.x0"]


def notebook_of(*sources):
    """A notebook with a code cell for each of `sources`."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python",
                                        "name": "python3"}}
    return notebook


def executed(folder, *sources):
    """The same, run and tidied as `grading refresh` stores a lesson."""
    notebook = notebook_of(*sources)
    NotebookClient(notebook, timeout=120, kernel_name="python3", record_timing=False,
                   resources={"metadata": {"path": str(folder)}}).execute()
    return tidy(notebook)


@pytest.mark.parametrize("figures", [TANGENTS, WALKS, STEPS, ORDERS, PATHS, TWO_PATHS, SWITCHES],
                         ids=["tangent", "accumulation", "step", "order", "downhill", "two paths",
                              "switches"])
def test_the_browser_draws_what_python_draws(page, figures):
    """The live picture and the one at rest are the same text, in every state tried."""
    code = base64.b64encode(figures[0]._esm.encode()).decode()

    drawn = page.evaluate(DRAW, [code, [figure.state() for figure in figures]])

    for figure, live in zip(figures, drawn, strict=True):
        assert live.split(">") == figure.svg().split(">"), figure
    assert len(set(drawn)) == len(figures)


@pytest.fixture
def exported(page, tmp_path):
    """A page that nbconvert made of the figures, open without a network; and what it asked for."""
    def opened(*sources):
        asked = []
        body, _ = HTMLExporter().from_notebook_node(executed(tmp_path, *sources))
        (tmp_path / "page.html").write_text(body, encoding="utf-8")
        page.route(lambda url: not url.startswith(("file:", "data:")),
                   lambda route: (asked.append(route.request.url), route.abort()))
        page.goto(f"file://{tmp_path}/page.html")
        return set(asked)

    return opened


def test_an_exported_page_is_live_offline(exported, page):
    """Drag, keys, slider, checkbox and choice work, and the figures ask the network for nothing."""
    template = exported("1 + 1")
    assert exported(*SOURCES[:3]) == template

    handle = page.get_by_role("slider", name="the point on the curve")
    assert handle.get_attribute("aria-valuetext").startswith("x₀ = 2.00, secant slope 17.0000")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    assert handle.get_attribute("aria-valuenow") == "1.95"
    page.keyboard.press("Home")
    assert handle.get_attribute("aria-valuenow") == "-2"
    box = handle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] - 50, steps=10)
    page.mouse.up()
    assert float(handle.get_attribute("aria-valuenow")) > 0

    page.get_by_role("radio", name="|x|").check()
    handle.press("Home")
    for _ in range(6):
        handle.press("PageUp")
    assert "tangent slope none: a kink" in handle.get_attribute("aria-valuetext")

    rate = page.get_by_role("slider", name="learning rate")
    rate.fill("2.5")
    assert rate.get_attribute("aria-valuetext").startswith("ηλ = 2.50: x diverges")
    page.get_by_role("checkbox", name="zero_grad()").uncheck()
    assert rate.get_attribute("aria-valuetext").startswith("ηλ = 2.50: x keeps oscillating")

    page.get_by_role("radio", name="that one").check()
    assert page.get_by_role("radio", name="this one").is_checked() is False
    page.shot("export")


def test_the_step_slider_answers_to_keys_and_choices(page):
    """Formula and precision are chosen apart; the slider says what the picture shows."""
    page.set_content(step_slider(h=1e-6).html())
    h = page.get_by_role("slider", name="h, the step")
    assert h.get_attribute("aria-valuetext") == "h = 1e−6: slope 12.000006002, 6 digits right"

    h.press("ArrowLeft")
    page.get_by_role("radio", name="float32").check()
    page.get_by_role("radio", name="central").check()

    assert h.get_attribute("aria-valuetext").startswith("h = 7e−7: slope 12.26")
    for pressed in ("float32", "central"):  # of two groups in one card, each has one pressed
        assert page.get_by_role("radio", name=pressed).is_checked()
    page.shot("step")


def test_an_order_is_chosen_by_buttons_keys_and_in_the_picture(page):
    """Tab and Enter reach every node; a press on its box does the same; a node sends once."""
    page.set_content(choose_order().html())
    picture = page.locator("div[role=img]")
    page.get_by_role("button", name="send y").press("Enter")
    page.get_by_role("button", name="send y").press("Enter")
    page.get_by_role("button", name="send a").click()
    assert picture.get_attribute("aria-label").startswith("Sent: y, a; too early: a; x.grad is 3")

    page.get_by_role("button", name="start again").press("Space")
    for box in ("y = m + a", "m = a·a", "a = 3·x"):
        page.locator("svg text", has_text=box).click()
    assert picture.get_attribute("aria-label") == (
        "Sent: y, m, a; too early: none; x.grad is 39, the slope is 39")

    page.get_by_role("radio", name="(b + a)·b").check()
    assert picture.get_attribute("aria-label").startswith("Sent: nothing yet")
    assert page.get_by_role("button", name="send s").is_visible()
    page.shot("order")


def test_the_walk_downhill_answers_to_every_control(page):
    """Learning rate, start, momentum and surface: each changes what is said of the path."""
    page.set_content(walk_downhill(rate=0.2).html())
    rate = page.get_by_role("slider", name="η, the learning rate")
    assert rate.get_attribute("aria-valuetext") == "0.200: the path is on its way"

    rate.press("ArrowRight")
    assert rate.get_attribute("aria-valuetext").startswith("0.205: the path diverges after")
    page.get_by_role("checkbox", name="momentum 0.5").check()
    assert rate.get_attribute("aria-valuetext").startswith("0.205: the path arrives after")
    page.get_by_role("radio", name="saddle").check()
    assert "rolls away" in rate.get_attribute("aria-valuetext")
    page.get_by_role("slider", name="start: y").fill("0")
    assert "is stuck" in rate.get_attribute("aria-valuetext")
    page.shot("downhill")


def test_x_of_the_two_paths_is_moved_by_keys(page):
    """The slider says what each path carries."""
    page.set_content(two_paths(1.9).html())
    x = page.get_by_role("slider", name="x")

    x.press("ArrowRight")

    assert x.get_attribute("aria-valuetext") == (
        "x = 2.0: by way of u 4.00, by way of v −4.00, slope 0.00")
    page.shot("paths")


def test_figures_fit_a_narrow_page(page):
    """At 600 px nothing is cut off and nothing scrolls sideways."""
    page.set_viewport_size({"width": 600, "height": 900})
    page.set_content(drag_tangent().html() + accumulation_slider(3.9, False).html()
                     + step_slider().html() + walk_downhill().html())
    page.get_by_role("slider").first.wait_for()

    page.shot("narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 600


def test_a_figure_in_jupyterlab(open_notebook, page):
    """Keys stay with the figure; the kernel knows where it stands, and can move it."""
    lab = open_notebook("figures.ipynb", notebook_of(*SOURCES))
    lab.run_all(last=3)
    assert lab.output(3).endswith("2.0")

    handle = lab.cell(1).get_by_role("slider", name="the point on the curve")
    handle.click()
    for key in ("ArrowDown", "ArrowDown", "ArrowLeft", "PageDown"):
        page.keyboard.press(key)
    selected = page.locator(".jp-Cell.jp-mod-selected")
    assert selected.count() == 1 and "figure = drag" in selected.inner_text()
    lab.run(3)
    assert handle.get_attribute("aria-valuenow") == "1.35"
    assert lab.output(3).endswith("1.35")

    lab.fill_in(3, "figure.h = 0.1\nfigure.slopes()[1]")
    assert "0.10" in lab.cell(1).locator("svg text").all_text_contents()
    page.shot("lab")
    assert page.problems == []


def test_a_slow_kernel_never_pulls_a_figure_back(open_notebook, page):
    """The kernel's word on where the figure was comes late; the hand has moved on by then."""
    lab = open_notebook("slow.ipynb", notebook_of(
        "from course.live import drag_tangent\n" + SOURCES[1],
        "import time\nreceive = figure.comm._msg_callback\n"
        "figure.comm.on_msg(lambda message: (time.sleep(0.05), receive(message)))",
        "time.sleep(0.5)\nfigure.x0"))
    lab.run_all(last=2)
    handle = lab.cell(0).get_by_role("slider", name="the point on the curve")
    handle.focus()

    seen = []
    for _ in range(30):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(30)
        seen.append(float(handle.get_attribute("aria-valuenow")))

    assert seen == [round(2 - 0.05 * k, 2) for k in range(1, 31)]
    lab.run(2)
    assert lab.output(2).endswith("0.5")


def test_an_untrusted_notebook_shows_pictures(open_notebook, page, tmp_path):
    """As a lesson is when it reaches a student: questions as text, figures as images with alt."""
    lab = open_notebook("stored.ipynb", executed(tmp_path, *SOURCES[:3]))

    assert "Which? this one that one Run this cell to choose." in lab.output(0)
    assert "tangent" in lab.cell(1).locator("img").get_attribute("alt")
    assert lab.cell(2).locator("img").bounding_box()["width"] > 500
    assert page.get_by_role("slider").count() == 0
    page.shot("untrusted")
