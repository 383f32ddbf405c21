"""What a submission may use, in one place: names, defaults, and what is said if a limit is met.

A course sets its own in nbgrader_config.py: `c.Limits.call_seconds = 10`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from autograder.errors import LimitsError

MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Limits of one submission; if it meets one, its verdict says which.

    Parameters
    ----------
    call_seconds, cell_seconds, spare_seconds, notebook_seconds, submission_seconds
        Wall time of one call of a function, of one cell, of all cells of a notebook together that no answer
        needs, of one notebook, and of the whole submission,
        without the time that the grader itself was suspended (`clock`).
    cpu_seconds, submission_cpu_seconds
        Processor time of all processes of one notebook, and of all notebooks, together.
    memory_mb
        Memory that all processes of a notebook hold together; each may reserve twice as much.
    disk_mb, files
        Size of each writable folder, and the number of files in all of them.
    processes, open_files
        Number of processes and threads, and of files that one process has open.
    output_kb
        Text of the outputs of one notebook that is shown.
    restarts
        How often a notebook is started again after a call or a cell was stopped.
    notebook_mb
        Size of a submitted file, with its outputs and pictures.
    picture_mb, pictures_mb
        Size of one picture that is shown, and of all those in the texts, or the outputs, of one notebook.
    cells, source_kb
        Number of cells of a notebook, and the text of all its cells together, without pictures.
    folder_mb, folder_files
        Size and number of the files beside the notebooks that are handed in; as much again is released.
    """

    call_seconds: float = 5.0
    cell_seconds: float = 30.0
    spare_seconds: float = 10.0
    notebook_seconds: float = 90.0
    submission_seconds: float = 120.0
    cpu_seconds: int = 60
    submission_cpu_seconds: int = 180
    memory_mb: int = 2048
    disk_mb: int = 64
    files: int = 20_000
    processes: int = 64
    open_files: int = 256
    output_kb: int = 100
    restarts: int = 4
    notebook_mb: int = 100
    picture_mb: int = 5
    pictures_mb: int = 20
    cells: int = 2000
    source_kb: int = 1000
    folder_mb: int = 200
    folder_files: int = 10_000

    def met(self, name: str) -> str:
        """Return what is said of a limit that was met."""
        return f"{MET[name].format(getattr(self, name))} (limit {name})"

    @classmethod
    def of(cls, config: Mapping[str, Any], cell_seconds: float | None = None) -> Limits:
        """Return the limits of a course, from its nbgrader configuration.

        Parameters
        ----------
        cell_seconds
            The time that nbgrader gives a cell, where the course says so.

        Raises
        ------
        LimitsError
            If the course sets an unknown limit or an invalid value.
        """
        section = dict(config.get("Limits", {}))
        known = {field.name: field.type for field in fields(cls)}
        for name, value in section.items():
            if name not in known:
                raise LimitsError(
                    f"nbgrader_config.py sets c.Limits.{name}, and there is no such limit. "
                    f"The limits are: {', '.join(known)}."
                )
            kinds, kind = ((int, float), "a number") if known[name] == "float" else ((int,), "a whole number")
            if isinstance(value, bool) or not isinstance(value, kinds) or not LEAST[name] <= value <= MOST:
                raise LimitsError(
                    f"nbgrader_config.py sets c.Limits.{name} = {value!r}; it must be {kind} from "
                    f"{LEAST[name]:g} to {MOST}."
                )
        return replace(cls() if cell_seconds is None else cls().for_cells_of(cell_seconds), **section)

    def for_cells_of(self, seconds: float) -> Limits:
        """Return limits for cells that take so long: what holds several of them grows in proportion."""
        seconds = min(max(seconds, LEAST["cell_seconds"]), MOST)
        times = max(seconds / self.cell_seconds, 1.0)
        more = {name: min(getattr(self, name) * times, MOST) for name in HOLD_CELLS}
        whole = {name: math.ceil(value) for name, value in more.items() if "cpu" in name}
        return replace(self, cell_seconds=seconds, **(more | whole))


HOLD_CELLS = (
    "spare_seconds",
    "notebook_seconds",
    "submission_seconds",
    "cpu_seconds",
    "submission_cpu_seconds",
)
"""Limits of what may be several long cells."""
MOST = 1_000_000
"""No limit is larger: a value meant as "unlimited" is a mistake."""
LEAST: dict[str, float] = dict.fromkeys((field.name for field in fields(Limits)), 1) | {
    "call_seconds": 0.1,
    "cell_seconds": 0.1,
    "spare_seconds": 0.1,
    "memory_mb": 512,
    "files": 100,
    "processes": 4,
    "open_files": 32,
    "restarts": 0,
}
"""Below these no honest notebook runs: numpy alone takes so much."""

MET = {
    "call_seconds": "a call took more than {:g} s",
    "cell_seconds": "a cell took more than {:g} s",
    "spare_seconds": "cells that no answer needs took more than {:g} s",
    "notebook_seconds": "the notebook took more than {:g} s",
    "submission_seconds": "the submission took more than {:g} s",
    "cpu_seconds": "the notebook took more than {} s of processor time",
    "submission_cpu_seconds": "the submission took more than {} s of processor time",
    "memory_mb": "the notebook held more than {} MB of memory",
    "files": "the notebook made more than {} files",
    "cells": "it has more than {} cells",
    "source_kb": "its cells hold more than {} kB of text",
    "folder_mb": "the files beside the notebooks hold more than {} MB",
    "folder_files": "there are more than {} files beside the notebooks",
    "disk_mb": "it filled the {} MB of a folder",
    "processes": "it had {} processes and threads",
    "open_files": "it had {} files open",
}
"""What is said of a limit that was met. Output says itself that it was cut; a large file is refused."""
MAY_HAVE_MET = {
    "MemoryError": ("memory_mb",),
    "BlockingIOError": ("processes",),
    "OSError": ("disk_mb", "open_files"),
}
"""Limits that the system reports to the student's own code, by the exception that it raises there."""

TOLD_BY_SYSTEM = {
    "failed to map segment": ("memory_mb",),
    "annot allocate memory": ("memory_mb",),
    "can't start new thread": ("processes",),
    "No space left on device": ("disk_mb",),
    "File too large": ("disk_mb",),
    "Too many open files": ("open_files",),
}
"""The same, by what the system says of it, in whatever error a library makes of that."""


def limits_met(text: str) -> set[str]:
    """Return the names of the limits that a sentence says were met."""
    return set(re.findall(r"\(limit (\w+)\)", text)) & set(MET)


def may_have_met(kind: str, message: str) -> tuple[str, ...]:
    """Return the limits that an error of the student's own code may come from."""
    told = (names for text, names in TOLD_BY_SYSTEM.items() if text in message)
    return next(told, MAY_HAVE_MET.get(kind, ()))
