"""What a submission may use, in one place."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Limits of one submission; a submission that meets one is told which.

    Parameters
    ----------
    call_seconds, cell_seconds, submission_seconds
        Wall time of one call of a function, of one cell, and of all there is.
    cpu_seconds
        Processor time of one notebook.
    memory_mb
        Address space of each process.
    disk_mb
        Size of each writable folder.
    processes, open_files
        Number of each.
    output_kb
        Text that one notebook may print.
    restarts
        How often a notebook is started again after a call or a cell was stopped.
    notebook_mb, cells, source_kb
        Size of a submitted file, its number of cells, and the text of all its cells together.
    """

    call_seconds: float = 5.0
    cell_seconds: float = 10.0
    submission_seconds: float = 120.0
    cpu_seconds: int = 60
    memory_mb: int = 2048
    disk_mb: int = 64
    processes: int = 64
    open_files: int = 256
    output_kb: int = 100
    restarts: int = 4
    notebook_mb: int = 10
    cells: int = 2000
    source_kb: int = 1000
