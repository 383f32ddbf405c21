"""Bounds the memory that the grader itself takes for a question of a notebook's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def bounded_memory(most: int) -> Iterator[None]:
    """Let this process take at most so many bytes more meanwhile: what needs more raises MemoryError."""
    import resource  # noqa: PLC0415 -- only Unix has it; elsewhere the commands still say what is missing

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
    ends = [used + most, *(limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_AS, (min(ends), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
