"""A notebook in JupyterLab, opened in a real browser and used as a student uses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as LateError

OPEN_MS, RUN_MS = 60_000, 180_000
PANEL = "jupyterapp.shell.currentWidget"
CELLS = f"[...{PANEL}.content.model.cells]"
ALL_HAVE_RUN = (
    f"{CELLS}.filter(c => c.type === 'code' && c.sharedModel.source.trim()).every((c, place, all) =>"
    " c.executionCount && c.executionCount === all[0].executionCount + place && c.executionState === 'idle')"
)
"""Each cell ran once, from the top: they are numbered one after another."""


def open_lab(page: Page, address: str) -> None:
    """Open JupyterLab without a document."""
    page.goto(f"{address}/lab?reset")
    page.locator(".lm-MenuBar-itemLabel").first.wait_for(timeout=OPEN_MS)


def wait_until_open(page: Page, path: str) -> None:
    """Wait until a notebook is the one that the student sees."""
    page.wait_for_function(
        f"path => window.jupyterapp && {PANEL}?.context?.path === path && {PANEL}.content.model",
        arg=path,
        timeout=OPEN_MS,
    )


def choose(page: Page, menu: str, entry: str) -> None:
    """Choose an entry of one of JupyterLab's menus with the mouse."""
    page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
    page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).first.click()


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: its source, and what the student reads below it."""

    cell_id: str
    grade_id: str
    source: str
    output: str
    error: str


class Notebook:
    """A notebook in a tab of JupyterLab.

    Parameters
    ----------
    page
        The browser's page.
    address
        The server's address; it must run with `LabApp.expose_app_in_browser`.
    path
        The notebook's path on the server.
    """

    open_ms = OPEN_MS
    """How long a kernel may take until it waits."""

    def __init__(self, page: Page, address: str, path: str) -> None:
        self.page = page
        page.goto(self.address_of(address, path))
        wait_until_open(page, path)
        self.wait_until_idle()

    @staticmethod
    def address_of(address: str, path: str) -> str:
        """Return the address at which the front end opens a notebook and nothing else."""
        return f"{address}/lab/tree/{path}?reset"

    def wait_until_idle(self) -> None:
        """Wait until the kernel waits."""
        self.page.wait_for_function(
            f"() => {PANEL}.sessionContext?.session?.kernel?.status === 'idle'", timeout=self.open_ms
        )

    def run_all(self) -> None:
        """Run → Run All Cells."""
        self._forget_counts()
        choose(self.page, "Run", "Run All Cells")
        self._wait_for_a_whole_run()

    def restart_and_run_all(self) -> None:
        """Kernel → Restart Kernel and Run All Cells..., and say yes."""
        self._forget_counts()
        choose(self.page, "Kernel", "Restart Kernel and Run All Cells…")
        self.page.locator(".jp-Dialog button.jp-mod-warn").click()
        self._wait_for_a_whole_run()

    def restart(self) -> None:
        """Kernel → Restart Kernel..., and say yes."""
        # "idle" may still be said of the kernel that ends.
        self.page.evaluate(
            f"() => {{ window.restarts = 0; {PANEL}.sessionContext.statusChanged.connect("
            "(_, status) => { window.restarts += status === 'restarting'; }); }"
        )
        choose(self.page, "Kernel", "Restart Kernel…")
        self.page.locator(".jp-Dialog button.jp-mod-warn").click()
        self.page.wait_for_function("() => window.restarts > 0", timeout=OPEN_MS)
        self.wait_until_idle()

    def _forget_counts(self, which: str = "true") -> None:
        """Take their numbers from cells that are about to run: a new one shows that they did, however soon.

        In a new session a cell may get the number that it has, and a small notebook may have run to its end
        before a test looks at it for the first time.
        """
        self.page.evaluate(
            f"() => {CELLS}.filter(cell => cell.type === 'code' && ({which}))"
            ".forEach(cell => { cell.executionCount = null; })"
        )

    def _wait_for_a_whole_run(self) -> None:
        try:
            self.page.wait_for_function(f"() => {ALL_HAVE_RUN}", timeout=RUN_MS)
        except LateError as late:
            raise AssertionError(f"the notebook did not run to its end: {self._standing()}") from late
        self.wait_until_idle()

    def _standing(self) -> str:
        """Return what a person would look at first: the kernel, the dialog, each cell's count and state."""
        standing: str = self.page.evaluate(
            f"""() => JSON.stringify({{
                kernel: {PANEL}?.sessionContext?.session?.kernel?.status ?? null,
                connection: {PANEL}?.sessionContext?.session?.kernel?.connectionStatus ?? null,
                dialog: document.querySelector('.jp-Dialog')?.innerText ?? null,
                cells: {CELLS}.filter(c => c.type === 'code').map(c => [c.id, c.executionCount, c.executionState,
                    c.outputs.toJSON().filter(o => o.output_type === 'error').map(o => o.ename).join()]) }})"""
        )
        return standing

    def cells(self) -> list[Cell]:
        """Return all cells, as the notebook's model holds them."""
        found: list[dict[str, Any]] = self.page.evaluate(
            f"""() => {CELLS}.map(c => ({{
                id: c.id, source: c.sharedModel.source, grade: c.getMetadata('nbgrader')?.grade_id ?? '',
                outputs: c.type === 'code' ? c.outputs.toJSON() : [] }}))"""
        )
        return [
            Cell(
                cell["id"],
                cell["grade"],
                cell["source"],
                "".join(map(_text, cell["outputs"])),
                "".join(o["ename"] for o in cell["outputs"] if o["output_type"] == "error"),
            )
            for cell in found
        ]

    def cell(self, name: str) -> Cell:
        """Return the cell with this grade_id or id."""
        return next(cell for cell in self.cells() if name in (cell.grade_id, cell.cell_id))

    def show(self, name: str) -> Locator:
        """Bring a cell into view, select it and return its place in the page."""
        place = next(n for n, c in enumerate(self.cells()) if name in (c.grade_id, c.cell_id))
        self.page.evaluate(
            f"async place => {{ const book = {PANEL}.content; book.deselectAll(); book.activeCellIndex = place;"
            " await book.scrollToItem(place, 'start'); book.activeCell.node.focus({ preventScroll: true }); }",
            place,
        )
        active = self.page.locator(".jp-Cell.jp-mod-active")
        active.wait_for(state="visible")
        return active

    def type_into(self, name: str, text: str) -> None:
        """Replace a cell's source by typing over it."""
        active = self.show(name)
        if active.locator(".jp-MarkdownOutput").count():
            active.dblclick()
        active.locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def run(self, name: str) -> Cell:
        """Run one cell with Ctrl + Enter; return it when it has run."""
        self.show(name)
        self._forget_counts(f"cell === {PANEL}.content.activeCell.model")
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_function(
            f"() => {{ const cell = {PANEL}.content.activeCell.model; return cell.type !== 'code'"
            " || cell.executionCount && cell.executionState === 'idle'; }",
            timeout=RUN_MS,
        )
        self.wait_until_idle()
        return self.cell(name)

    def save(self) -> None:
        """Save with Ctrl + S."""
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+s")
        self.page.wait_for_function(f"() => !{PANEL}.context.model.dirty", timeout=OPEN_MS)


def _text(output: dict[str, Any]) -> str:
    """Return an output as the text that stands in the page, or its plain form."""
    text = output.get("text", output.get("data", {}).get("text/plain", ""))
    return "".join(text) if isinstance(text, list) else text
