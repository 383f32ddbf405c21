"""Sorting a download: whose each file is and which notebook it is, or why that is not clear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from autograder.collecting.archive import ZIP, Entry
from autograder.collecting.naming import (
    AmbiguousError,
    Named,
    Owner,
    canvas_file,
    folded,
    is_exact,
    is_notebook,
    moodle_file,
    moodle_folder,
    nearest_notebook,
    which_notebook,
)
from autograder.collecting.roster import Identified, Roster
from autograder.text import shown

OF_OTHER = "it is in the folder of {assignment}"
NOISE = {"__MACOSX", ".ipynb_checkpoints", ".git", "__pycache__"}
"""Folders that programs make by themselves; some of them hold old copies of notebooks."""


@dataclass(frozen=True)
class Placed:
    """A file that is a notebook of a student."""

    entry: Entry
    owner: Owner
    student: str
    notebook: str
    exact: bool
    upload: int = 0


@dataclass(frozen=True)
class Left:
    """A file that was not placed.

    Parameters
    ----------
    student
        Whose it is; "" if that is not clear.
    reason
        Why it was not placed, and what to do if something can be done.
    quiet
        Whether it does not matter: then it is only counted, not listed.
    """

    entry: Entry
    student: str
    reason: str
    quiet: bool = False


@dataclass(frozen=True)
class Sorted:
    """All files of a download, in their order."""

    placed: list[Placed]
    left: list[Left]
    owners: dict[str, tuple[Owner, Identified]]
    """The owner behind each student's id, and how the student was identified."""


@dataclass(frozen=True)
class Sorter:
    """Sorts files.

    Parameters
    ----------
    notebooks
        The assignment's notebooks.
    assignment, others
        Its name, and those of the course's other assignments: a folder may have one of them.
    """

    assignment: str
    notebooks: Collection[str]
    others: Collection[str]
    roster: Roster

    def sort(self, entries: list[Entry]) -> Sorted:
        """Return whose each file is and which notebook, or why not."""
        wrapped = self._wrapping(entries)
        left: list[Left] = []
        owned: list[tuple[Entry, Named]] = []
        for entry in entries:
            named = self._owner(entry, wrapped)
            if isinstance(named, Left):
                left.append(named)
            else:
                owned.append((entry, named))
        students = self.roster.assign([named.owner for _, named in owned])
        placed: list[Placed] = []
        for entry, named in owned:
            identified = students[named.owner.id]
            result = (
                self._notebook(entry, named, identified.student, wrapped) if not identified.trouble else None
            )
            if result is None:
                left.append(Left(entry, "", identified.trouble, quiet=not is_notebook(entry.parts[-1])))
            elif isinstance(result, Left):
                left.append(result)
            else:
                placed.append(result)
        owners = {students[item.owner.id].student: (item.owner, students[item.owner.id]) for item in placed}
        return Sorted(placed, sorted(left, key=lambda item: item.entry.parts), owners)

    def _wrapping(self, entries: list[Entry]) -> int:
        """Return how many folders there are around all students: 0 or 1."""
        counted = [entry for entry in entries if not _noise(entry) and entry.parts[-1] != ".DS_Store"]
        tops = {entry.parts[0] for entry in counted}
        if len(tops) != 1 or any(entry.outside < 2 for entry in counted):
            return 0
        (top,) = tops
        if moodle_folder(top) or self.roster.knows(top):
            return 0
        seconds = {(entry.parts[1], entry.outside == 2) for entry in counted}
        if any(folded(name) == folded(self.assignment) for name, _ in seconds):
            return 0
        identified = all(self._identifies(name) for name, _ in seconds)
        folders = not any(is_file for _, is_file in seconds)
        return 1 if identified or (folders and len(seconds) > 1) else 0

    def _identifies(self, name: str) -> bool:
        """Return whether a name by itself identifies a student."""
        stem = name[: -len(ZIP)] if name.lower().endswith(ZIP) else name
        known = self.roster.knows(stem)
        return known or _is_canvas(name) or moodle_folder(name) is not None or moodle_file(name) is not None

    def _owner(self, entry: Entry, wrapped: int) -> Named | Left:
        """Return the owner by the outermost name, which no student chooses."""
        inner = entry.parts[wrapped:]
        top, name = inner[0], entry.parts[-1]
        if _noise(entry):
            return Left(entry, "", "a program made it by itself", quiet=True)
        if entry.outside - wrapped > 1:
            owner = moodle_folder(top) or Owner("folder", top)
            return Named(owner, name)
        try:
            named = canvas_file(top) or moodle_file(top)
        except AmbiguousError:
            return Left(entry, "", "its numbers could be those of two students: place it by hand")
        if named is not None:
            return named if len(inner) == 1 else Named(named.owner, name, named.upload)
        stem = top[: -len(ZIP)]
        if top.lower().endswith(ZIP) and self.roster.knows(stem):
            return Named(Owner("folder", stem), name)
        if top.lower().endswith(ZIP):
            reason = (
                "it is not clear whose it is. A download from Canvas or Moodle: collect it by itself. "
                "A student's zip: put it into a folder with the student's name"
            )
            return Left(entry, "", reason)
        if not is_notebook(name) and not entry.trouble:
            return Left(entry, "", "not a notebook", quiet=True)
        return Left(entry, "", entry.trouble or "it is in no student's folder: put it into one")

    def _notebook(self, entry: Entry, named: Named, student: str, wrapped: int) -> Placed | Left:
        if entry.trouble:
            return Left(entry, student, entry.trouble)
        if not is_notebook(named.original):
            return Left(entry, student, "not a notebook", quiet=True)
        folders = {folded(part) for part in entry.parts[wrapped:-1]}
        other = next((name for name in self.others if folded(name) in folders), None)
        if other is not None and folded(self.assignment) not in folders:
            return Left(entry, student, OF_OTHER.format(assignment=other))
        notebook = which_notebook(named.original, self.notebooks)
        if notebook is None:
            near = nearest_notebook(named.original, self.notebooks)
            reason = f"{self.assignment} has no notebook of this name"
            if near is not None:
                reason += f"; if {near} is meant, rename it and collect again"
            return Left(entry, student, reason)
        exact = is_exact(named.original, notebook)
        return Placed(entry, named.owner, student, notebook, exact, named.upload)


def by_notebook(placed: list[Placed]) -> dict[str, dict[str, list[Placed]]]:
    """Return the files of each student and notebook, best first.

    Canvas's later upload comes before the earlier one; then the later time, if times differ by minutes;
    then the name without a mark of a copy.
    """
    grouped: dict[str, dict[str, list[Placed]]] = defaultdict(lambda: defaultdict(list))
    for item in placed:
        grouped[item.student][item.notebook].append(item)
    for notebooks in grouped.values():
        for items in notebooks.values():
            items.sort(key=_rank, reverse=True)
    return {student: dict(notebooks) for student, notebooks in grouped.items()}


def _rank(item: Placed) -> tuple[int, int, bool, tuple[str, ...]]:
    minutes = int(item.entry.time.timestamp() // 300) if item.entry.time else 0
    return item.upload, minutes, item.exact, tuple(item.entry.parts)


def _noise(entry: Entry) -> bool:
    return any(part in NOISE for part in entry.parts[:-1])


def _is_canvas(name: str) -> bool:
    try:
        return canvas_file(name) is not None
    except AmbiguousError:
        return True


__all__ = ["Left", "Placed", "Sorted", "Sorter", "by_notebook", "shown"]
