"""How deep in a download the students' folders are: folders around all of them are looked through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograder.collecting.archive import Entry, is_packed
from autograder.collecting.kinds import ARCHIVE, is_noise, kind_of
from autograder.collecting.naming import folded, is_notebook
from autograder.collecting.systems import HANDED_IN, TEAMS, VERSION

DEEPEST = 4
"""How many folders there may be around all students."""


@dataclass(frozen=True)
class Layout:
    """Where the students' folders are.

    Parameters
    ----------
    depth
        How many folders are around all students.
    teams
        Whether these are folders of Microsoft Teams.
    handed_in
        Whether one of them is for what was handed in, so that the other one is for drafts.
    """

    depth: int
    teams: bool = False
    handed_in: bool = False


@dataclass(frozen=True)
class _Level:
    """The names at one depth.

    Parameters
    ----------
    folders, files
        What there is.
    full
        The folders, and zips, that hold a notebook or an archive somewhere.
    """

    folders: set[str]
    files: set[str]
    full: set[str]

    @classmethod
    def at(cls, entries: list[Entry], depth: int) -> _Level:
        reached = [entry for entry in entries if entry.outside > depth]
        return cls(
            {entry.parts[depth] for entry in reached if entry.outside > depth + 1},
            {entry.parts[depth] for entry in reached if entry.outside == depth + 1},
            {entry.parts[depth] for entry in reached if len(entry.parts) > depth + 1 and _is_work(entry)},
        )


def layout_of(entries: list[Entry], assignment: str, identifies: Callable[[str], bool]) -> Layout:
    """Return where the students' folders are.

    Stray files beside them, such as a list of the class, do not count.

    Parameters
    ----------
    identifies
        Whether a name by itself identifies a student.
    """
    entries = [entry for entry in entries if not is_noise(entry.parts[:-1], entry.parts[-1])]
    around, teams, handed_in = 0, False, False
    for depth in range(DEEPEST + 1):
        level = _Level.at(entries, depth)
        if level.folders and {folder.lower() for folder in level.folders} <= set(TEAMS):
            around, teams = depth + 1, True
            handed_in |= HANDED_IN in map(str.lower, level.folders)
            continue
        if teams:
            break
        works = {name for name in level.files if is_notebook(name) or is_packed(name)}
        known = {name for name in level.folders | level.files if identifies(name)}
        if len(known) > len((level.folders | works) - known):
            return Layout(depth)
        loose = any(map(is_notebook, level.files))
        inner = any(folded(folder) == folded(assignment) for folder in level.folders)
        students = {name for name in level.full if not VERSION.fullmatch(name)}
        if len(students) > 1 and not loose and not inner:
            return Layout(depth)
        if len(level.folders) != 1 or works:
            break
        if inner and depth == around:  # the assignment's folder, around students or around notebooks
            around = depth + 1
    return Layout(around, teams, handed_in)


def _is_work(entry: Entry) -> bool:
    """Return whether a file may be what a student handed in."""
    name = entry.parts[-1]
    return is_notebook(name) or is_packed(name) or kind_of(name, bytes) is ARCHIVE
