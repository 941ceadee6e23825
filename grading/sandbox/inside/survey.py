"""Prints what the interpreter needs beside Python files: shared libraries, and the font list.

Run once, outside the sandbox and without any student's code, by `grading.sandbox.packages`.
"""

import contextlib
import glob
import importlib
import json
import os
import sys
import sysconfig

SKIPPED = ("_test", "_ctypes_test", "_tkinter", "xx", "nis", "ossaudiodev")


def main(folder):
    """None; the survey is printed as JSON. `folder` is an empty one for matplotlib's cache."""
    os.environ.update(MPLCONFIGDIR=folder, HOME=folder, PATH=folder)
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt
    import numpy.random  # noqa: F401

    plt.figure().savefig(os.path.join(folder, "x.png"))
    for path in glob.glob(os.path.join(sysconfig.get_config_var("DESTSHARED") or "", "*.so")):
        name = os.path.basename(path).split(".")[0]
        if not name.startswith(SKIPPED):
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    print("\n" + json.dumps({"libraries": libraries(), "fonts": own_fonts(matplotlib, folder)}))


def libraries():
    """The shared libraries that this process has mapped."""
    if not os.path.exists("/proc/self/maps"):
        return []
    with open("/proc/self/maps") as file:
        paths = {line.split(maxsplit=5)[5].rstrip("\n") for line in file if line.count("/")}
    return sorted(p for p in paths if ".so" in os.path.basename(p) and os.path.exists(p))


def own_fonts(matplotlib, folder):
    """matplotlib's font list, by file name: of its own fonts only, there are no others inside."""
    fonts = matplotlib.font_manager
    ours, own = fonts.fontManager, os.path.join(matplotlib.get_data_path(), "")
    for entries in (ours.ttflist, ours.afmlist):
        entries[:] = [entry for entry in entries if entry.fname.startswith(own)]
    path = os.path.join(folder, "own.json")
    fonts.json_dump(ours, path)
    with open(path) as file:
        return {f"fontlist-v{fonts.FontManager.__version__}.json": file.read()}


if __name__ == "__main__":
    sys.path += sys.argv[2:]
    main(sys.argv[1])
