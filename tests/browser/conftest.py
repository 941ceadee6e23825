"""A real Chromium, and a real JupyterLab that knows nothing of the user's own settings."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # every cell is drawn, also those below the fold, so that a test can wait for them
    "notebook-extension/tracker": {"windowingMode": "none"},
}
START = 90
DROPPED = 5


@pytest.fixture(scope="session")
def chromium():
    """The browser, or a skip that says what is missing."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    named = os.environ.get("CHROMIUM")
    binary = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if not binary:
        pytest.skip("needs Chromium: apt-get install chromium, or set CHROMIUM to its path")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A fresh page, 1280 by 1000; `page.problems` collects what its console complains of.

    That a plugin of JupyterLab took its time, on a busy machine, is no problem.
    `page.shot(name)` takes a picture if $SCREENSHOTS names a folder for it.
    """
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.problems = []
    shots = os.environ.get("SCREENSHOTS")
    page.shot = lambda name: page.screenshot(path=f"{shots}/{name}.png") if shots else None
    page.on("pageerror", lambda error: page.problems.append(f"pageerror: {error}"))
    page.on("console", lambda m: page.problems.append(f"{m.type}: {m.text}")
            if m.type in ("error", "warning") and "ms to activate" not in m.text else None)
    yield page
    context.close()


@pytest.fixture(scope="session")
def serve(chromium):
    """`serving` and `free_port`, for tests that start a server of their own."""
    return serving, free_port


@pytest.fixture(scope="session")
def student(tmp_path_factory):
    """The folder a student works in."""
    return tmp_path_factory.mktemp("student")


@pytest.fixture(scope="session")
def lab(chromium, tmp_path_factory, student):
    """The address of a JupyterLab that serves the student's folder; none without a browser."""
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
               "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
               "--IdentityProvider.token=", f"--ServerApp.root_dir={student}"]
    with serving(command, port, tmp_path_factory.mktemp("jupyter"), student) as url:
        yield url


def free_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def serving(command, port, home, folder, **environment):
    """While it is entered, `command` serves Jupyter in `folder`; gives the address."""
    url = f"http://127.0.0.1:{port}"
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(command, env={**_environment(home), **environment}, cwd=folder,
                                  stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            _wait_for(f"{url}/api", server, home / "server.log")
            yield url
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(timeout=30)
            except subprocess.TimeoutExpired:  # on a busy machine its kernels take long to end
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


@pytest.fixture
def open_notebook(lab, student, page):
    """A function that puts a notebook into the student's folder and opens it: an `Opened`."""
    def opened(name, notebook):
        nbformat.write(notebook, student / name)
        page.goto(f"{lab}/lab/tree/{name}?reset")  # no tabs of an earlier test
        idle = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
        page.wait_for_selector(idle, state="attached", timeout=60_000)
        page.wait_for_function("number => document.querySelectorAll("
                               "'.jp-Notebook .jp-Cell').length === number",
                               arg=len(notebook.cells), timeout=60_000)
        return Opened(page, notebook)

    return opened


class Opened:
    """A notebook that is open in JupyterLab; cells are named by nbgrader's id or by number."""

    def __init__(self, page, notebook):
        self.page = page
        self._cells = page.locator(".jp-Notebook .jp-Cell")
        self._ids = [c.metadata.get("nbgrader", {}).get("grade_id") for c in notebook.cells]

    def cell(self, name):
        """The cell, as a locator."""
        return self._cells.nth(self._number(name))

    def output(self, name):
        """The text below the cell, its white space made single spaces."""
        return " ".join(self.cell(name).locator(".jp-Cell-outputArea").inner_text().split())

    def run_all(self, last):
        """Run all cells by the menu, and wait for the cell `last` (a check may stop the rest)."""
        def ask():
            self.page.get_by_role("menuitem", name="Run", exact=True).click()
            self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

        self._run(ask, last)

    def fill_in(self, name, source):
        """Replace what stands in the cell, and run it."""
        self.cell(name).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(source)
        self.run(name)

    def run(self, name):
        """Run one cell by its keys, and wait for it."""
        def ask():
            self.cell(name).locator(".cm-content").click()
            self.page.keyboard.press("ControlOrMeta+Enter")

        self._run(ask, name)

    def drag(self, handle, across):
        """Drag the middle of `handle` by so many pixels, in steps, as a hand does."""
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + across, y, steps=20)
        self.page.mouse.up()

    def _number(self, name):
        return name if isinstance(name, int) else self._ids.index(name)

    def _run(self, ask, name):
        """Ask for a run, and wait until the cell has run.

        JupyterLab silently drops some of what it is asked, as of a notebook that has only just
        opened; so while no cell runs, it is asked again.
        """
        number, asked, end = self._number(name), -DROPPED, time.monotonic() + START
        while "[*]:" in (before := self._prompts()):
            assert time.monotonic() < end, f"an earlier run doesn't end: the prompts are {before}"
            self.page.wait_for_timeout(100)
        while (now := self._prompts())[number] in (before[number], "[*]:"):
            assert time.monotonic() < end, (
                f"cell {name} didn't run: the prompts were {before}, they are {now};"
                f" the focus is on {self.page.evaluate('document.activeElement.outerHTML')[:300]}")
            if "[*]:" not in now and time.monotonic() > asked + DROPPED:
                ask()
                asked = time.monotonic()
            self.page.wait_for_timeout(100)

    def _prompts(self):
        return self._cells.evaluate_all("cells => cells.map("
            "(cell) => cell.querySelector('.jp-InputArea-prompt')?.innerText.trim())")


def _environment(home):
    """The environment with every Jupyter folder of a user below `home`, and the settings there."""
    for name, values in SETTINGS.items():
        file = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")
    folders = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data",
               "JUPYTER_RUNTIME_DIR": "runtime", "JUPYTERLAB_SETTINGS_DIR": "settings",
               "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython"}
    paths = {variable: str(home / folder) for variable, folder in folders.items()}
    return {**os.environ, **paths, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def _wait_for(url, server, log):
    end = time.monotonic() + START
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab didn't answer in {START} s:\n{log.read_text()[-2000:]}")
