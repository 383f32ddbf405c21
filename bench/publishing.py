"""How a measurement begins and ends: its options, the machine, its tables on the terminal and in the docs."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from autograder.text import markdown_table
from tools.repository import REPOSITORY

DOCUMENT = REPOSITORY / "docs" / "benchmarks.md"
BEGIN, END = "<!-- made by {command} -->", "<!-- end -->"


def surroundings() -> str:
    """Return the machine, the versions and the load in one sentence."""
    named = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = named[0].partition(":")[2].strip() if named else platform.machine()
    packages = ", ".join(f"{name} {version(name)}" for name in ("nbgrader", "numpy", "nbclient", "ipykernel"))
    return (
        f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}, {packages}, "
        f"load {os.getloadavg()[0]:.1f} before."
    )


def markdown(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table as Markdown."""
    return markdown_table(titles, rows, "---:").removesuffix("\n")


def options(about: str | None) -> argparse.ArgumentParser:
    """Return the parser of a script's options, with what all of them know."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--write", action="store_true", help="keep the tables in docs/benchmarks.md")
    return parser


def publish(command: str, *parts: str, write: bool) -> None:
    """Print sentences and tables; if asked for, keep them in docs/benchmarks.md.

    Parameters
    ----------
    command
        What measured; its last tables there are replaced.
    """
    text = "\n\n".join(parts)
    print(text)
    if not write:
        return
    mark = BEGIN.format(command=command)
    head, begin, rest = DOCUMENT.read_text(encoding="utf-8").partition(mark)
    if not begin:
        sys.exit(f"{DOCUMENT} has no line {mark}, so nothing was kept: put that line and {END} there.")
    tail = rest.partition(END)[2]
    DOCUMENT.write_text(f"{head}{begin}\n\n{text}\n\n{END}{tail}", encoding="utf-8")
