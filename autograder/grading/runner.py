"""A notebook in the box that survives its own cells.

One that hangs is interrupted; one that ends the process is left out when the notebook starts again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from autograder.box import clock
from autograder.box.calls import Calls
from autograder.box.notebook import CellStopped, CodeCell, Notebook
from autograder.box.session import Box
from autograder.content.calls import CallError, Crashed, TimedOut

Outputs = dict[int, list[dict[str, Any]]]


class Runner(Calls):
    """Runs a notebook up to one cell after the other, and calls its functions as they stand there.

    Parameters
    ----------
    box
        The box it runs in.
    cells
        The code cells in order.
    files
        Small files that its cells find in their folder.
    spare
        The indices of cells that no answer needs: they share a time of their own, and are the first to be
        left out.
    held
        Functions of ours that stand in the places of the notebook's own.
    ignored
        What is written to stderr counts for nothing if it holds this pattern; "" for none.

    Attributes
    ----------
    outputs
        Outputs of each cell by its index.
    stopped
        Why a cell was stopped, by its index; such a cell is left out when the notebook starts again.
    limits
        Those of the box.
    """

    def __init__(
        self,
        box: Box,
        cells: list[CodeCell],
        files: dict[str, str],
        spare: Collection[int] = (),
        held: Mapping[str, Callable[..., Any]] | None = None,
        ignored: str = "",
    ) -> None:
        self._ignored = re.compile(ignored) if ignored else None
        self._box, self._cells, self._files, self._spare = box, cells, files, frozenset(spare)
        self._held = held or {}
        self._replaced: Collection[str] = self._held
        self.limits = box.sandbox.limits
        self._notebook: Notebook | None = None
        self._starts_left = 1 + self.limits.restarts
        self._spare_seconds = self.limits.spare_seconds
        self._end: float | None = None
        self._until = self._done = 0
        self.outputs: Outputs = {}
        self.stopped: dict[int, CallError] = {}

    def run_to(self, index: int) -> None:
        """Run the cells before the one with this index.

        Raises
        ------
        TimedOut, Crashed
            If the notebook was stopped too often.
        """
        self._until = max(self._until, index)
        self._running_notebook()

    def reach(self, index: int) -> TimedOut | Crashed | None:
        """Run the cells before the one with this index; return why not, if that fails.

        The next call of a function tells of it too.
        """
        try:
            self.run_to(index)
        except (TimedOut, Crashed) as error:
            return error
        return None

    def finish(self) -> None:
        """Run what is left, without another try after a stop: no answer needs it any more.

        Raises
        ------
        TimedOut, Crashed
            If the notebook cannot be started.
        """
        self._until = 1 + max((cell.index for cell in self._cells), default=0)
        if self._notebook is None and self._end is not None:
            return  # it ended in its last call
        notebook = self._notebook or self._start()
        try:
            self._run_on(notebook)
        except CellStopped as stop:
            self.stopped[stop.index] = self._drop(notebook, stop.cause)

    def replace(self, names: Collection[str]) -> None:
        """Let cells and calls find our functions in the places of these, and the notebook's own elsewhere."""
        self._replaced = names

    def call(self, name: str, args: tuple[Any, ...], *, quiet: bool = False, echo: bool = False) -> Any:
        """Call a function."""
        with self._running() as notebook:
            return notebook.call(name, args, quiet=quiet, echo=echo)

    def call_each(self, name: str, inputs: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Call a function with each of the arguments; yield its value, or the error instead of it."""
        with self._running() as notebook:
            yield from notebook.call_each(name, inputs)

    def close(self) -> None:
        """End the notebook and what it left behind."""
        if self._notebook is not None:
            self._notebook.close()
            self._box.clean(keep=True)
            self._notebook = None

    @contextmanager
    def _running(self) -> Iterator[Notebook]:
        """Give the running notebook; after a hang or a crash the next one is a new process."""
        notebook = self._running_notebook()
        try:
            notebook.replace(self._replaced)
            yield notebook
        except (TimedOut, Crashed) as error:
            raise self._drop(notebook, error) from error

    def _running_notebook(self) -> Notebook:
        """Return the notebook, run as far as it was asked for; after a stop it starts again."""
        while True:
            notebook = self._notebook or self._start()
            try:
                self._run_on(notebook)
            except CellStopped as stop:
                self.stopped[stop.index] = self._drop(notebook, stop.cause)
            else:
                return notebook

    def _start(self) -> Notebook:
        self._end = self._end or clock.now() + self.limits.notebook_seconds
        if self._starts_left == 0:
            last = list(self.stopped.values())
            raise last[-1] if last else Crashed("the notebook was stopped too often")
        self._starts_left -= 1
        self._done = 0
        self._notebook = self._box.open(self._cells, self._files, self._end, self._held)
        return self._notebook

    def _run_on(self, notebook: Notebook) -> None:
        """Run the cells that are due: those that answers need together, each spare one by itself."""
        due = [cell.index for cell in self._cells if self._done <= cell.index < self._until]
        for spare, group in groupby(due, self._spare.__contains__):
            indices = [index for index in group if index not in self.stopped]
            if not spare:
                self._take(notebook, indices, "cell_seconds", self.limits.cell_seconds)
                continue
            for index in indices:
                self._run_spare(notebook, index)
        self._done = self._until

    def _run_spare(self, notebook: Notebook, index: int) -> None:
        """Run a cell that no answer needs, in the time that is left for all such cells."""
        if self._starts_left == 0 and self.limits.restarts > 0:
            return  # the last start: it is for the answers
        if self._spare_seconds <= 0:
            self.stopped[index] = TimedOut(self.limits.met("spare_seconds"))
            return
        begun = clock.now()
        try:
            seconds = min(self._spare_seconds, self.limits.cell_seconds)
            self._take(notebook, [index], "spare_seconds", seconds)
        finally:
            self._spare_seconds -= clock.now() - begun

    def _take(self, notebook: Notebook, indices: list[int], limit: str, seconds: float) -> None:
        for index, ran in notebook.run(indices, limit, seconds, self._replaced):
            self.outputs.setdefault(index, self._without_ignored(ran.outputs))  # those of the first run
            self._done = index + 1
            if ran.interrupted is not None:
                self.stopped[index] = ran.interrupted

    def _without_ignored(self, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return outputs as nbgrader's IgnorePattern leaves them."""
        if self._ignored is None:
            return outputs
        return [o for o in outputs if o.get("name") != "stderr" or not self._ignored.search(o["text"])]

    def _drop(self, notebook: Notebook, cause: TimedOut | Crashed) -> TimedOut | Crashed:
        """End a notebook that was stopped; return why: by the limit, if the box itself ended it."""
        notebook.close()
        self._notebook = None
        met = self._box.clean()
        return Crashed(met) if met and isinstance(cause, Crashed) else cause
