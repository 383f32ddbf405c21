"""Sorting a download: whose each file is and which notebook it is, or why that is not clear."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from functools import partial

from autograder.collecting import kinds
from autograder.collecting.archive import NO_ZIP, Entry, is_packed, without_ending
from autograder.collecting.kinds import Kind, is_noise, kind_by_bytes, kind_of
from autograder.collecting.layout import Layout, layout_of
from autograder.collecting.naming import (
    NOTEBOOK,
    folded,
    is_disguised,
    is_exact,
    is_notebook,
    module_name,
    nearest_notebook,
    which_notebook,
)
from autograder.collecting.roster import Identified, Roster
from autograder.collecting.systems import (
    DRAFTS,
    GRADESCOPE,
    METADATA,
    AmbiguousError,
    Named,
    Owner,
    gradescope_submitters,
    is_named,
    named_file,
    named_folder,
    version_in,
)
from autograder.text import shown

OF_OTHER = "it is in the folder of {assignment}"
NOISE = "a program made it by itself"
BESIDE = "beside the students' folders: it is nobody's"
NO_FOLDER = "it is in no student's folder: put it into one"
WHOSE_ZIP = (
    "it is not clear whose it is. A download from Canvas or Moodle: collect it by itself. "
    "A student's zip: put it into a folder with the student's name"
)
NO_METADATA = f"only Gradescope's {METADATA} says whose it is: collect the whole export as it came"
DRAFT = "a draft in Teams' 'Working files', which was not handed in: ask whether it is meant"
TWO_NUMBERS = "its numbers could be those of two students: place it by hand"
AGAIN = re.compile(
    r"(?:\((?P<copy>\d{1,6})\)|[\s_(-](?:attempt|version|submission|try)[\s_-]{0,3}(?P<number>\d{1,6})\)?)$",
    re.IGNORECASE,
)
"""How the name of a student's second folder ends: as a computer marks two equal names, or as people do."""
LISTS = {kinds.DATA, kinds.TEXT, kinds.PRINT}
"""Kinds of the files that teachers and systems put beside students' folders: lists, pages, notes."""


@dataclass(frozen=True)
class Placed:
    """A file that is a notebook of a student, or a helper module beside one.

    Parameters
    ----------
    target
        The name of the file that it becomes.
    exact
        Whether it has that name without a mark of a copy.
    named
        Its owner, and which attempt it belongs to.
    disguised
        Whether it has another ending than a notebook: then its bytes must look like one.
    """

    entry: Entry
    student: str
    target: str
    exact: bool
    named: Named
    disguised: bool = False

    @property
    def is_module(self) -> bool:
        """Whether it is a helper module."""
        return not self.target.endswith(NOTEBOOK)


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
    noise
        Whether no student sent it: a program made it, or it lies beside the students' folders.
    maybe
        The students of the gradebook whose it could be, if that is not clear.
    copy_of
        The notebook that it shows in another form; it does not matter if that one is placed.
    """

    entry: Entry
    student: str
    reason: str
    quiet: bool = False
    noise: bool = False
    maybe: tuple[str, ...] = ()
    copy_of: str = ""


@dataclass(frozen=True)
class Sorted:
    """All files of a download, in their order."""

    placed: list[Placed]
    left: list[Left]
    identified: dict[str, Identified]
    """How each student was identified, by the student's id."""
    questions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The names whose students are not clear, and who of the gradebook each may be."""
    unused: tuple[str, ...] = ()
    """Names that a teacher answered and that are not in the download."""


def _nothing(_: Entry) -> bytes:
    return b""


@dataclass(frozen=True)
class Sorter:
    """Sorts files.

    Parameters
    ----------
    notebooks
        The assignment's notebooks.
    assignment, others
        Its name, and those of the course's other assignments: a folder may have one of them.
    handed_out
        Paths of the files in the release besides its notebooks, by their folders and names.
    head, read
        Return the first bytes of a file, and all of it; b"" if it cannot be read.
    """

    assignment: str
    notebooks: Collection[str]
    others: Collection[str]
    roster: Roster
    handed_out: Collection[tuple[str, ...]] = ()
    head: Callable[[Entry], bytes] = _nothing
    read: Callable[[Entry], bytes] = _nothing

    def sort(self, entries: list[Entry]) -> Sorted:
        """Return whose each file is and which notebook, or why not."""
        layout = layout_of(entries, self.assignment, self._identifies)
        owners = _Owners(self, layout, self._submitters(entries, layout), _tops(entries, layout.depth))
        left: list[Left] = []
        owned: list[tuple[Entry, Named]] = []
        for entry in entries:
            named = owners.of(entry)
            if isinstance(named, Left):
                left.append(named)
            else:
                everybody = (named.owner, *named.also)
                owned += [(entry, replace(named, owner=owner, also=())) for owner in everybody]
        everybody_named = [named.owner for _, named in owned]
        students = self.roster.assign(everybody_named)
        placed: list[Placed] = []
        questions: dict[str, tuple[str, ...]] = {}
        for entry, named in owned:
            identified = students[named.owner.id]
            folders = entry.parts[layout.depth : -1]
            if identified.asks and not is_noise((), named.original):
                questions[identified.asks] = identified.maybe
            result = self._file(entry, named, identified, folders)
            (left if isinstance(result, Left) else placed).append(result)  # type: ignore[arg-type]
        placed, elsewhere = _modules_beside(placed, layout.depth)
        left += elsewhere
        by_id = {identified.student: identified for identified in students.values() if identified.student}
        in_order, unused = (
            sorted(left, key=lambda item: item.entry.parts),
            self.roster.unused(everybody_named),
        )
        return Sorted(placed, in_order, by_id, questions, tuple(unused))

    def _identifies(self, name: str) -> bool:
        """Return whether a name by itself identifies a student."""
        mentions = is_notebook(name) and bool(self.roster.mentioned(name))
        return is_named(name) or self.roster.recognises(without_ending(name)) or mentions

    def _submitters(self, entries: list[Entry], layout: Layout) -> dict[str, tuple[Owner, ...]]:
        """Return whom Gradescope names, from its own file beside the students' folders."""
        here = (
            e for e in entries if e.outside == layout.depth + 1 == len(e.parts) and e.parts[-1] == METADATA
        )
        entry = next(here, None)
        return gradescope_submitters(self.read(entry)) if entry is not None else {}

    def _file(
        self, entry: Entry, named: Named, identified: Identified, folders: tuple[str, ...]
    ) -> Placed | Left:
        """Return what becomes of a file whose owner is known."""
        name, student = named.original, identified.student
        left = partial(Left, entry, student)
        if is_noise((), name):
            return left(NOISE, quiet=True, noise=True)
        if identified.trouble:
            quiet = not is_notebook(name)
            return Left(entry, "", identified.trouble, quiet=quiet, maybe=identified.maybe)
        if named.draft:
            return left(DRAFT, quiet=True)
        if entry.trouble:
            kind = kind_by_bytes(self.head(entry)) if entry.trouble == NO_ZIP else None
            return left(kind.what if kind else entry.trouble)
        if any(entry.parts[-length:] in self.handed_out for length in range(1, len(entry.parts) + 1)):
            return left(kinds.HANDED_OUT.what, quiet=True)
        in_folders = {folded(part) for part in folders}
        other = next((name for name in self.others if folded(name) in in_folders), None)
        if other is not None and folded(self.assignment) not in in_folders:
            return left(OF_OTHER.format(assignment=other), quiet=not is_notebook(name))
        notebook = which_notebook(name, self.notebooks)
        if notebook is not None:
            exact, disguised = is_exact(name, notebook), is_disguised(name)
            return Placed(entry, student, f"{notebook}{NOTEBOOK}", exact, named, disguised)
        module = module_name(name)
        if module is not None:
            return Placed(entry, student, module, name == module, named)
        kind = kind_of(name, lambda: self.head(entry))
        if is_notebook(name) and kind not in {kinds.BACKUP, kinds.UNFINISHED}:
            if (name,) in self.handed_out:  # the start page, under a name that Canvas or Moodle made longer
                return left(kinds.HANDED_OUT.what, quiet=True)
            return left(self._unknown(name))
        return left(kind.what, quiet=not kind.matters, copy_of=self._shown_by(name) if kind.copy else "")

    def _unknown(self, name: str) -> str:
        near = nearest_notebook(name, self.notebooks)
        reason = f"{self.assignment} has no notebook of this name"
        return reason + (f"; if {near} is meant, rename it and collect again" if near is not None else "")

    def _shown_by(self, name: str) -> str:
        """Return the file that another one is a copy of in another form, by its name; "" if there is none."""
        stem = name.rstrip("~").rpartition(".")[0].removesuffix("-checkpoint")
        notebook = which_notebook(stem, self.notebooks)
        return f"{notebook}{NOTEBOOK}" if notebook is not None else ""


@dataclass(frozen=True)
class _Owners:
    """Says whose a file is, by the outermost name, which no student chooses."""

    sorter: Sorter
    layout: Layout
    submitters: dict[str, tuple[Owner, ...]]
    tops: set[str] = field(default_factory=set)

    def of(self, entry: Entry) -> Named | Left:
        """Return whose a file is, or why that is not clear."""
        inner, outside = entry.parts[self.layout.depth :], entry.outside - self.layout.depth
        if is_noise(entry.parts[:-1], entry.parts[-1]):
            return Left(entry, "", NOISE, quiet=True, noise=True)
        if outside < 1:
            return self._nobodys(entry)
        if inner[0] in self.submitters:
            first, *others = self.submitters[inner[0]]
            number = inner[0].rpartition("_")[2]
            attempt = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
            return Named(first, inner[-1], attempt, also=tuple(others))
        return self._by_folder(entry, inner, outside) if outside > 1 else self._by_file(entry, inner)

    def _by_folder(self, entry: Entry, inner: tuple[str, ...], outside: int) -> Named | Left:
        top, name = inner[0], inner[-1]
        if GRADESCOPE.fullmatch(top):
            return Left(entry, "", NO_METADATA)
        named = named_folder(top)
        if named is not None:
            return replace(named, original=name, attempt=named.attempt or version_in(inner[1:-1]))
        if folded(top) == folded(self.sorter.assignment):  # the student's folder is inside of it
            if outside < 3:
                return self._nobodys(entry)
            top = inner[1]
        if self.layout.teams:
            draft = entry.parts[self.layout.depth - 1].lower() == DRAFTS and self.layout.handed_in
            return Named(Owner("Teams", top), name, version_in(inner[1:-1]), draft=draft)
        if (
            entry.outside < len(entry.parts)
            and is_named(entry.parts[entry.outside])
            and not self.sorter.roster.recognises(top)
        ):
            return Left(entry, "", WHOSE_ZIP)
        student, attempt = self._attempt(top)
        return Named(Owner("folder", student), name, attempt or version_in(inner[1:-1]))

    def _attempt(self, top: str) -> tuple[str, int]:
        """Return the student and the attempt of a folder such as "ada (2)", if there is an "ada"."""
        match = AGAIN.search(top)
        if match is None or self.sorter.roster.knows(top):
            return top, 0
        student, number = top[: match.start()].rstrip(" _-("), match["number"] or match["copy"]
        known = student in self.tops or self.sorter.roster.recognises(student)
        return (student, int(number)) if known else (top, 0)

    def _by_file(self, entry: Entry, inner: tuple[str, ...]) -> Named | Left:
        top = inner[0]
        try:
            named = named_file(top)
        except AmbiguousError as error:
            return Left(entry, "", TWO_NUMBERS, maybe=self.sorter.roster.candidates(error.owners))
        if named is not None:
            return named if len(inner) == 1 else replace(named, original=inner[-1])
        stem = top.partition(".")[0]
        for text in (without_ending(top), stem):
            if self.sorter.roster.recognises(text):
                return Named(Owner("folder", text), inner[-1])
        return self._nobodys(entry)

    def _nobodys(self, entry: Entry) -> Left:
        """Return why a file is nobody's."""
        name, given = entry.parts[-1], entry.parts[entry.outside - 1]
        left = partial(Left, entry, "", maybe=self.sorter.roster.mentioned(given))
        if any(is_packed(part) for part in entry.parts[: entry.outside]):
            return left(WHOSE_ZIP)
        if entry.trouble or is_notebook(name):
            return left(entry.trouble or NO_FOLDER)
        kind = kind_of(name, lambda: self.sorter.head(entry))
        if kind in LISTS and not name.lower().endswith(".pdf"):
            return left(BESIDE, quiet=True, noise=True)
        return left(f"{NO_FOLDER}. It is {kind.what}", quiet=not kind.matters)


def _tops(entries: list[Entry], depth: int) -> set[str]:
    """Return the names of the students' folders."""
    return {entry.parts[depth] for entry in entries if entry.outside > depth + 1}


def _modules_beside(placed: list[Placed], depth: int) -> tuple[list[Placed], list[Left]]:
    """Return what is placed, without the modules that no notebook of their student is beside, and these."""
    folders: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for item in placed:
        if not item.is_module:
            folders[item.student] |= {item.entry.parts[:-1], item.entry.parts[: depth + 1]}
            folders[item.student].add(item.entry.parts[:depth])
    kept, left = [], []
    for item in placed:
        if item.is_module and item.entry.parts[:-1] not in folders[item.student]:
            kind: Kind = kinds.MODULE_ELSEWHERE if folders[item.student] else kinds.SCRIPT
            left.append(Left(item.entry, item.student, kind.what))
        else:
            kept.append(item)
    return kept, left


def by_target(placed: list[Placed]) -> dict[str, dict[str, list[Placed]]]:
    """Return the files of each student and target, best first.

    The later attempt comes before the earlier one, as does Canvas's later upload; then the later time, if
    times differ by minutes; then the name without a mark of a copy.
    """
    grouped: dict[str, dict[str, list[Placed]]] = defaultdict(lambda: defaultdict(list))
    for item in placed:
        grouped[item.student][item.target].append(item)
    for targets in grouped.values():
        for items in targets.values():
            items.sort(key=_rank, reverse=True)
    return {student: dict(targets) for student, targets in grouped.items()}


def _rank(item: Placed) -> tuple[int, int, bool, bool, tuple[str, ...]]:
    minutes = int(item.entry.time.timestamp() // 300) if item.entry.time else 0
    return item.named.attempt, minutes, not item.disguised, item.exact, tuple(item.entry.parts)


__all__ = ["Left", "Placed", "Sorted", "Sorter", "by_target", "shown"]
