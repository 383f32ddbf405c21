"""A notebook in the box that survives its own cells: one that hangs or ends the process is then left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from autograder.box import clock
from autograder.box.notebook import CellStopped, CodeCell, Notebook
from autograder.box.session import Box
from autograder.content.calls import CallError, Crashed, TimedOut

Outputs = dict[int, list[dict[str, Any]]]


class Runner:
    """Runs a notebook's cells and calls its functions, starting it again after a stop.

    Parameters
    ----------
    box
        The box it runs in.
    cells
        The code cells in order.
    files
        Small files that its cells find in their folder.

    Attributes
    ----------
    outputs
        Outputs of each cell by its index.
    stopped
        Why a cell was stopped, by its index; such a cell is left out when the notebook starts again.
    """

    def __init__(self, box: Box, cells: list[CodeCell], files: dict[str, str]) -> None:
        self._box, self._cells, self._files = box, cells, files
        self._notebook: Notebook | None = None
        self._starts_left = 1 + box.sandbox.limits.restarts
        self._first = True
        self._end: float | None = None
        self.outputs: Outputs = {}
        self.stopped: dict[int, CallError] = {}

    def start(self) -> Notebook:
        """Return the running notebook, all of its cells run.

        Raises
        ------
        TimedOut, Crashed
            If it was stopped too often.
        """
        self._end = self._end or clock.now() + self._box.sandbox.limits.notebook_seconds
        while self._notebook is None:
            if self._starts_left == 0:
                last = list(self.stopped.values())
                raise last[-1] if last else Crashed("the notebook was stopped too often")
            self._starts_left -= 1
            cells = [cell for cell in self._cells if cell.index not in self.stopped]
            notebook = self._box.open(cells, self._files, self._end)
            try:
                outputs = notebook.run_cells(cells)
            except CellStopped as stop:
                self.stopped[stop.index] = self._drop(notebook, stop.cause)
                continue
            if self._first:
                self.outputs, self._first = outputs, False
            self._notebook = notebook
        return self._notebook

    def call(self, name: str, args: tuple[Any, ...], *, quiet: bool = False, echo: bool = False) -> Any:
        """Call a function."""
        with self._running() as notebook:
            return notebook.call(name, args, quiet=quiet, echo=echo)

    def call_each(self, name: str, inputs: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Call a function with each of the arguments; yield its value, or the error instead of it."""
        with self._running() as notebook:
            yield from notebook.call_each(name, inputs)

    @contextmanager
    def _running(self) -> Iterator[Notebook]:
        """Give the running notebook; after a hang or a crash the next one is a new process."""
        notebook = self.start()
        try:
            yield notebook
        except (TimedOut, Crashed) as error:
            self._notebook = None
            raise self._drop(notebook, error) from error

    def close(self) -> None:
        """End the notebook and what it left behind."""
        if self._notebook is not None:
            self._notebook.close()
            self._box.clean()
            self._notebook = None

    def _drop(self, notebook: Notebook, cause: TimedOut | Crashed) -> TimedOut | Crashed:
        """End a notebook that was stopped; return why: by the limit, if the box itself ended it."""
        notebook.close()
        met = self._box.clean()
        return Crashed(met) if met and isinstance(cause, Crashed) else cause
