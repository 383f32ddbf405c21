"""How long it takes in JupyterLab from a key on a slider to the new picture on the screen, for each widget.

    python -m bench.widgets_in_browser

A key goes the whole way: browser, server, kernel, the student's functions (the course's own solutions), and
back. The clock is the page's own: it starts with the key and stops with the frame after the new picture.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

from autograder.doctor.mutants import solutions as solution_cells
from bench.widgets import PACKAGE, WORKLOADS, Workload
from tests.browser.conftest import lab_command, serving
from tests.browser.notebook import Notebook
from tests.browser.widget import Widget, show
from tools.repository import SOURCE
from vanishing_gradients import EXERCISES

CHANGES = 40
CHROMIUM = "/usr/bin/chromium"
QUIETLY = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CLOCK = """
([handle, key]) => new Promise((resolve, reject) => {
  const picture = handle.closest(".chainlab-explore");
  const start = performance.now();
  const seen = new MutationObserver((records) => {
    const added = records.flatMap((record) => [...record.addedNodes]);
    if (!added.some((node) => node.matches?.(".chainlab-picture"))) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
  });
  seen.observe(picture, { childList: true, subtree: true });
  setTimeout(() => reject(new Error("no picture came")), 10000);
  handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
})
"""
"""Presses a key on a slider's handle; gives the milliseconds until the new picture is painted."""


def cell(place: int, load: Workload) -> Any:
    """Return the cell that shows a widget set as the workload says."""
    functions = ", ".join(f"{name}={name}" for name in load.functions)
    lines = [
        "from solutions import *",
        f"from chainlab.explore import {load.widget}, showing, yours",
        "made = []",
        f"keep = lambda given: made.append({load.widget}.make(given)) or made[0]",
        f"showing.show(keep, yours.Yours([], {functions}), None)",
        *(f"made[0].controls[{name!r}].value = {value!r}" for name, value in load.before.items()),
        *([f"made[0].go({3 * load.before['n']})"] if load.widget == "chain" else []),
    ]
    return nbformat.v4.new_code_cell("\n".join(lines), id=f"load-{place}")


def folder(parent: Path) -> Path:
    """Return a folder with the students' package, the solutions and a notebook of all workloads."""
    home = parent / "student"
    shutil.copytree(PACKAGE, home / PACKAGE.name)
    sources = solution_cells(EXERCISES, SOURCE).values()
    (home / "solutions.py").write_text("\n\n".join(["import numpy as np", *sources]), "utf-8")
    notebook = nbformat.v4.new_notebook(cells=[cell(k, load) for k, load in enumerate(WORKLOADS)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, home / "widgets.ipynb")
    return home


def times(widget: Widget, control: str) -> list[float]:
    """Return milliseconds from each key to its picture: one step down, and back."""
    handle = widget.box.locator(f".chainlab-control-{control} .noUi-handle")
    handle.focus()
    element = handle.element_handle()
    keys = ["ArrowLeft", "ArrowRight"]  # it never meets an end, where no picture would come
    return [widget.page.evaluate(CLOCK, [element, key]) for key in (keys * CHANGES)[:CHANGES]]


def main() -> None:
    """Print the table."""
    table = Table("widget", "workload", "moved", "changes", "median ms", "95% ms", "largest ms")
    with tempfile.TemporaryDirectory() as parent, sync_playwright() as playwright:
        home = folder(Path(parent))
        (Path(parent) / "home").mkdir()
        with serving(lab_command(home), home, Path(parent) / "home") as address:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
            page = browser.new_page(viewport={"width": 1280, "height": 1400})
            notebook = Notebook(page, address, "widgets.ipynb")
            for place, load in enumerate(WORKLOADS):
                notebook.run(f"load-{place}")
                taken = sorted(times(show(notebook, f"load-{place}"), load.moves))
                high = taken[int(0.95 * (len(taken) - 1))]
                row = [f"{ms:.0f}" for ms in (statistics.median(taken), high, taken[-1])]
                table.add_row(load.widget, load.points, load.moves, str(len(taken)), *row)
            browser.close()
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
