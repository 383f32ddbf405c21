"""A clean notebook: the release, with the student's sources laid over it, in the student's order."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from autograder.notebooks import CHECK, Cell, Notebook
from autograder.results.found import note
from autograder.submission.code import names_bound, names_used, without_statements_over, without_stubs
from autograder.submission.finding import Finding
from autograder.submission.near import find_texts
from autograder.submission.pictures import Picture
from autograder.submission.places import find_code

RETURNS = re.compile(r"^[ \t]+return\b", re.MULTILINE)
"""What the only function of a cell has if it is no stub."""
Entries = list[tuple[int | None, "CleanCell"]]
"""Clean cells, each with the index of its released one."""


@dataclass(frozen=True)
class CleanCell:
    """One cell of a clean notebook.

    Parameters
    ----------
    release
        The released cell; None for a cell that the student added.
    source
        The student's source if the student may write there, else the release's.
    present
        Whether the submission held this cell.
    changed
        Whether its source differs from the release's.
    found
        How it was found, in words, if not by its grade_id.
    guessed
        Whether that is a guess.
    pictures
        The pictures in it.
    """

    release: Cell | None
    kind: str
    source: str
    present: bool = True
    changed: bool = False
    found: str = ""
    guessed: bool = False
    pictures: tuple[Picture, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether the box runs it: code, but what its teacher has skipped, and untouched figures."""
        release = self.release
        return self.kind == "code" and (
            release is None or not (release.is_skipped or (release.is_figure and not self.changed))
        )


@dataclass(frozen=True)
class CleanNotebook:
    """What is graded: of the submitted file it holds sources and nothing else."""

    release: Notebook
    cells: tuple[CleanCell, ...]
    notes: tuple[str, ...]
    python: str = ""
    """The version of Python that it was last run with by the student, as "3.14.0"; "" if it does not say."""
    beside: str = ""
    """The digest of the student's files beside it; "" if there are none."""

    @cached_property
    def digest(self) -> str:
        """Return a hash of all sources."""
        text = json.dumps([[cell.kind, cell.source] for cell in self.cells])
        return hashlib.sha256("\n".join(filter(None, [text, self.beside])).encode()).hexdigest()

    def cell(self, grade_id: str) -> CleanCell | None:
        """Return the cell with this grade_id."""
        index = self.index(grade_id)
        return None if index is None else self.cells[index]

    def index(self, grade_id: str) -> int | None:
        """Return the index of the cell with this grade_id."""
        found = (
            i for i, c in enumerate(self.cells) if c.release is not None and c.release.grade_id == grade_id
        )
        return next(found, None)


def overlay(release: Notebook, submitted: list[dict[str, Any]]) -> CleanNotebook:
    """Lay a submission's cells over the release.

    What each cell is, `Finding`, `find_code` and `find_texts` say. Locked cells come from the release,
    whatever the submission holds. The cells stand in the submission's order; what is missing is put back
    beside its neighbours.
    """
    finding = Finding(release, submitted)
    find_code(finding)
    find_texts(finding)
    notes = list(finding.notes)
    entries = _in_students_order(finding, notes)
    _put_back(entries, finding, notes)
    ordered = [cell for _, cell in _checks_behind_answers(entries, finding)]
    answered = finding.functions_answered
    cells = tuple(_without_stubs(cell, answered, notes) for cell in ordered)
    return CleanNotebook(release, cells, (*notes, *_notes_on_found(cells)))


def _without_stubs(cell: CleanCell, answered: frozenset[str], notes: list[str]) -> CleanCell:
    """Return a cell without empty scaffolds of answered functions: they could stand behind the answer."""
    if cell.kind != "code" or not cell.changed or not any(f"def {name}" in cell.source for name in answered):
        return cell
    if cell.source.count("def ") == 1 and RETURNS.search(cell.source):  # most of them
        return cell
    source = without_stubs(cell.source, answered)
    if source == cell.source:
        return cell
    notes.append("An empty scaffold stood beside its answer; it was left out.")
    return replace(cell, source=source)


def _notes_on_found(cells: Iterable[CleanCell]) -> list[str]:
    """Tell of each way in which answers were found which these are."""
    names: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for cell in cells:
        if cell.found and cell.release is not None:
            names[cell.found, cell.guessed].append(cell.release.grade_id)
    return [note(of_one, found, guessed=guessed) for (found, guessed), of_one in names.items()]


def _in_students_order(finding: Finding, notes: list[str]) -> Entries:
    guests: dict[int | None, list[int]] = defaultdict(list)
    for guest, found in finding.found.items():
        if found.behind:
            guests[found.at].append(guest)
    entries: Entries = []
    for n, cell in enumerate(finding.cells):
        if (i := finding.owner.get(n)) is not None:
            if _has_own_code(finding, i, n):
                entries.append((None, _added(cell)))
            entries.append((i, _laid(finding, i, notes)))
        elif n not in finding.dropped and cell["source"].strip():
            entries.append((None, _added(cell)))
        entries += [(guest, _laid(finding, guest, notes)) for guest in guests.get(n, ())]
    return entries


def _laid(finding: Finding, i: int, notes: list[str]) -> CleanCell:
    """Return a released cell with what was found for it."""
    cell, found = finding.release.cells[i], finding.found[i]
    if found.at is not None and found.source is None and cell.source == finding.cells[found.at]["source"]:
        return CleanCell(cell, cell.kind, cell.source)
    changed = found.source is not None or (found.at is not None and finding.differs(i, found.at))
    submitted: dict[str, Any] = finding.cells[found.at] if found.at is not None else {"source": ""}
    if cell.locked:
        # No reader sees which blanks stand between two words.
        words = [text.split() for text in (cell.source, cell.given or cell.source)]
        if changed and not cell.grade and submitted["source"].split() not in words:
            notes.append(f"The locked cell {cell.grade_id} was changed; the released one was put back.")
        return CleanCell(cell, cell.kind, cell.source)
    source = submitted["source"] if found.source is None else found.source
    return CleanCell(
        cell,
        cell.kind,
        source if changed else cell.source,
        found.at is not None and not found.behind,
        changed,
        found.how if changed else "",
        found.guessed,
        found.pictures if found.source is not None else submitted.get("pictures", ()),
    )


def _has_own_code(finding: Finding, i: int, n: int) -> bool:
    """Return whether a student wrote code of their own into a locked cell of code."""
    cell, source = finding.release.cells[i], finding.cells[n]["source"]
    if not cell.locked or cell.kind != "code" or not finding.differs(i, n):
        return False
    return not names_bound(source) <= names_bound(cell.source if cell.given is None else cell.given)


def _put_back(entries: Entries, finding: Finding, notes: list[str]) -> None:
    """Put the released cells back that are missing.

    Checks, questions and written answers stand behind the released cell before them; others, which prepare
    something, stand before the next released cell that is there.
    """
    there = {i for i, _ in entries if i is not None}
    bound: dict[str, frozenset[str]] = {}
    for i, cell in enumerate(finding.release.cells):
        if i in there:
            continue
        where = {j: index for index, (j, _) in enumerate(entries) if j is not None}
        if cell.locked or (cell.solution and cell.kind != "code"):
            index = where.get(i - 1, -1) + 1
        else:
            index = next(
                (where[j] for j in range(i + 1, len(finding.release.cells)) if j in there), len(entries)
            )
        if i in finding.found:
            clean = _laid(finding, i, notes)
        else:
            source = cell.source
            if cell.kind == "code" and not cell.grade_id and not cell.is_figure:
                source = _without_own_names(source, [each for _, each in entries[:index]], bound)
            clean = CleanCell(cell, cell.kind, source, present=False)
            if i not in finding.merged and (cell.grade_id or (cell.kind == "code" and not cell.is_figure)):
                notes.append(f"The cell {_name(cell)} was missing; the released one was put back.")
        entries.insert(index, (i, clean))


def _name(cell: Cell) -> str:
    return cell.grade_id or f"that begins with `{cell.source.strip().partition(chr(10))[0][:60]}`"


def _without_own_names(source: str, before: list[CleanCell], bound: dict[str, frozenset[str]]) -> str:
    """Return a set-up cell without what cells of the student's own set before it."""
    own = {cell.source for cell in before if cell.kind == "code" and (cell.release is None or cell.changed)}
    for each in own - bound.keys():
        bound[each] = names_bound(each)
    taken = frozenset().union(*(bound[each] for each in own))
    if not names_bound(source) & taken:
        return source
    if names_bound(source) <= taken:
        return "# The cells above set all that this cell would set."
    return without_statements_over(source, taken)


def _checks_behind_answers(entries: Entries, finding: Finding) -> Entries:
    """Return the cells with each check behind its answer, and the answers that this one uses.

    Only an editor that moves cells makes a check stand before them.
    """
    release = finding.release
    where = {i: index for index, (i, _) in enumerate(entries) if i is not None}
    answers = {
        release.cells[i].grade_id: i
        for i in finding.functions
        if i in finding.answered and CHECK + release.cells[i].grade_id in finding.at
    }
    checks = {name: where[finding.at[CHECK + name]] for name in answers}
    places = {name: where[i] for name, i in answers.items()}
    order = list(places.values())
    if order == sorted(order) and all(places[name] < check for name, check in checks.items()):
        return entries
    used = {name: names_used(entries[place][1].source) & places.keys() for name, place in places.items()}
    moved: dict[int, list[int]] = defaultdict(list)
    for name, check in sorted(checks.items(), key=lambda item: item[1]):
        needed, waiting = {name}, [name]
        while waiting:
            more = used[waiting.pop()] - needed
            needed |= more
            waiting += more
        last = max(places[each] for each in needed)
        if check < last:
            moved[last].append(check)
    gone = {check for of_one in moved.values() for check in of_one}
    ordered: Entries = []
    for index, entry in enumerate(entries):
        if index not in gone:
            ordered.append(entry)
        ordered += [entries[check] for check in moved.get(index, ())]
    return ordered


def _added(cell: dict[str, Any]) -> CleanCell:
    kind, source = cell["kind"], cell["source"]
    if kind == "raw":  # a raw cell would reach a page as it is
        kind, source = "markdown", "```\n" + source.replace("```", "'''") + "\n```"
    return CleanCell(None, kind, source, changed=True, pictures=cell.get("pictures", ()))
