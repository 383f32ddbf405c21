"""What no box may see: the grader and the content of courses, wherever they are installed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

GRADER = "autograder"


def locations(names: Iterable[str], folders: Iterable[Path]) -> list[Path]:
    """Return all files and folders on this machine that hold packages or modules of these names.

    Parameters
    ----------
    names
        Names of top-level packages or modules.
    folders
        Folders of packages; where a loaded package lies is known without them.
    """
    return sorted({path.resolve() for name in names for path in _locations(name, folders) if path.exists()})


def _locations(name: str, folders: Iterable[Path]) -> Iterator[Path]:
    file = getattr(sys.modules.get(name), "__file__", None)
    if file is not None:
        yield Path(file).parent if Path(file).stem == "__init__" else Path(file)
    for folder in folders:
        yield from (folder / name, folder / f"{name}.py")
        yield from folder.glob(f"{name}.*.so")
        yield from folder.glob(f"__pycache__/{name}.*.pyc")


def masks(names: Iterable[str], folders: Iterable[Path], bound: Mapping[str, Path]) -> list[str]:
    """Return bubblewrap's options that put something empty over these packages.

    Parameters
    ----------
    names, folders
        As of `locations`.
    bound
        What is bound into the box: the folder on this machine by its path in the box.
    """
    options: list[str] = []
    for location in locations(names, folders):
        for path in seen_at(location, bound):
            over = ["--tmpfs", path, "--remount-ro", path] if location.is_dir() else []
            options += over or ["--ro-bind", "/dev/null", path]
    return options


def seen_at(location: Path, bound: Mapping[str, Path]) -> list[str]:
    """Return the paths in a box at which something of this machine would be seen if nothing were over it."""
    found = []
    for path, folder in bound.items():
        if location.is_relative_to(folder.resolve()):
            found.append(str(Path(path, location.relative_to(folder.resolve()))))
    return found


def files(location: Path) -> list[Path]:
    """Return a file by which it shows whether a box holds what is at a location; none if it is empty."""
    if location.is_dir():
        return sorted(path for path in location.rglob("*.py") if path.is_file())[:1]
    return [location]
