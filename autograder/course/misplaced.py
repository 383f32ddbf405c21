"""Files placed by hand in `submitted/` in a wrong depth or case, where grading does not see them."""

from __future__ import annotations

import os
import re
import shlex
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.text import count, is_text, listed, shown

NOTEBOOK = ".ipynb"
ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
MARKS = re.compile(
    r"(?:[ _-]?\.(?:ipynb|txt|json|download)|[ _-]{0,3}\(\d+\)|[ _-]{1,3}copy(?:[ _-]?\d{1,3})?)+$",
    re.IGNORECASE,
)
"""What browsers and copies add to a notebook's name, and its ending. Each blank belongs to one mark alone: a
search would else try every way to share them out."""
HIDDEN = (".", "~$", "__MACOSX")
"""How names begin that programs make by themselves."""
DEEPEST, MOST = 6, 20_000
"""How deep is looked, and at how many files and folders."""
NAMED = 4


@dataclass(frozen=True)
class Misplaced:
    """Files in one folder that grading does not see.

    Parameters
    ----------
    folder
        Where they are.
    names
        Their names.
    become
        The names that grading expects of them, in the same order.
    student
        Whose they seem to be; "" if that is not clear.
    target
        Where they belong; None if that is not clear.
    packed
        Whether they are archives, which have to be unpacked.
    stranger
        Whether they are graded, but as another student's than the gradebook's student of nearly that id.
    """

    folder: Path
    names: tuple[str, ...]
    student: str
    target: Path | None = None
    packed: bool = False
    become: tuple[str, ...] = ()
    stranger: bool = False

    def sentence(self, root: Path, assignment: str) -> str:
        """Return what is wrong and what to do, with paths as they are below the course's folder."""
        here, names = shown(str(_below(self.folder, root))), listed(map(shown, self.names), NAMED)
        if self.target is None:
            where = f"put it into STUDENT/{assignment}/ of the same folder"
            return f"{here} is not graded: it holds {names}. If you know whose that is, {where}."
        there = shown(str(_below(self.target, root)))
        if self.stranger:
            who = f"the gradebook knows {shown(self.student)} and nobody of exactly this id"
            return f"{here} is graded as a new student's: {who}. If they are one: {self._command(root)}"
        if self.packed:
            return (
                f"{here} is not graded: it holds {names}. Unpack that, and put the notebooks into {there}/."
            )
        if self.folder == self.target:
            right = listed(map(shown, self.become), NAMED)
            called = f"In {here} not graded: {names}. What is graded is called {right}"
            return f"{called}. To mend it: {self._command(root)}"
        belong = f"which belong{'s' * (len(self.names) == 1)} into {there}/"
        return f"{here} is not graded: it holds {names}, {belong}. To mend it: {self._command(root)}"

    def _command(self, root: Path) -> str:
        """Return what to type in the course's folder."""
        target = self.target or self.folder
        here, there = _below(self.folder, root), _below(target, root)
        if self.names == self.become:
            moves = [f"mv -n {' '.join(_quoted(here / name) for name in self.names)} {_quoted(there)}/"]
        else:
            pairs = zip(self.names, self.become, strict=True)
            moves = [f"mv -n {_quoted(here / name)} {_quoted(there / right)}" for name, right in pairs]
        return " && ".join([f"mkdir -p {_quoted(there)}"] * (here != there) + moves)


def _quoted(path: Path) -> str:
    return shlex.quote(shown(str(path)))


@dataclass
class _Search:
    """Looks through `submitted/`, and no further than is allowed; no link is followed."""

    assignment: str
    others: Collection[str]
    left: int = MOST
    found: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def walk(self, folder: Path, parts: tuple[str, ...]) -> None:
        """Collect the notebooks and archives below a folder."""
        for item in _listing(folder):
            self.left -= 1
            if self.left < 0:
                return
            if item.name.startswith(HIDDEN) or item.is_symlink():
                continue
            if item.is_dir(follow_symlinks=False):
                if len(parts) < DEEPEST and not (parts and _folded(item.name) in self.others):
                    self.walk(Path(item.path), (*parts, item.name))
            elif _is_notebook(item.name) or item.name.lower().endswith(ARCHIVES):
                self.found.setdefault(parts, []).append(item.name)


def misplaced(
    everybody: Path,
    assignment: str,
    notebooks: Collection[str],
    others: Collection[str],
    known: Collection[str] = (),
) -> list[Misplaced]:
    """Return what grading does not see below the folder of all students, in the order of its paths.

    Parameters
    ----------
    everybody
        The folder that holds a folder for each student, and in it one for each assignment.
    notebooks, others
        The assignment's notebooks, and the course's other assignments, whose folders are left alone.
    known
        The gradebook's students.
    """
    search = _Search(assignment, {_folded(name) for name in others})
    search.walk(everybody, ())
    judge = _Judge(everybody, assignment, {_folded(name): f"{name}{NOTEBOOK}" for name in notebooks}, known)
    for parts, names in search.found.items():
        if parts[1:] == (assignment,):
            right = judge.expected.values() or names
            judge.graded[parts[0]] = {name for name in names if name in right and name.endswith(NOTEBOOK)}
    found = (judge.of(parts, names) for parts, names in sorted(search.found.items()))
    return [item for item in found if item is not None]


@dataclass
class _Judge:
    """Says what is wrong with a folder.

    Parameters
    ----------
    expected
        The files that grading expects, by their names without what people write in different ways.
    graded
        The files of each student that grading sees.
    """

    everybody: Path
    assignment: str
    expected: dict[str, str]
    known: Collection[str]
    graded: dict[str, set[str]] = field(default_factory=dict)

    def of(self, parts: tuple[str, ...], names: list[str]) -> Misplaced | None:
        """Return what is wrong with a folder's files; None if nothing is."""
        folder = self.everybody.joinpath(*parts)
        if not all(map(is_text, parts)):
            return Misplaced(folder, tuple(sorted(names)), "")
        notebooks = sorted(filter(_is_notebook, names))
        archives = tuple(sorted(set(names) - set(notebooks)))
        known = {_folded(student): student for student in self.known}
        named = (
            known[_folded(part)]
            for part in parts
            if _folded(part) in known and parts[1:] != (self.assignment,)
        )
        student = next(named, None) or _student(parts, self.assignment)
        if not student:
            return Misplaced(folder, (*notebooks, *archives), "")
        target = self.everybody / student / self.assignment
        there = self.graded.get(student, set())
        meant = self._meant(student) if folder == target else ""
        if meant and there:
            same, theirs = tuple(sorted(there)), self.everybody / meant / self.assignment
            return Misplaced(folder, same, meant, theirs, become=same, stranger=True)
        # Beside what is graded a copy or an older version may lie anywhere: only what is missing matters.
        become = {name: self.expected.get(_folded(_stem(name)), "") for name in notebooks}
        if not there and folder != target:
            become = {name: right or name for name, right in become.items()}
        missing = tuple(name for name, right in become.items() if right and right not in there)
        if missing:
            return Misplaced(folder, missing, student, target, become=tuple(become[name] for name in missing))
        return Misplaced(folder, archives, student, target, packed=True) if archives and not there else None

    def _meant(self, student: str) -> str:
        """Return the gradebook's student whose id differs in case or signs; "" if it knows this very id."""
        near = [known for known in self.known if _folded(known) == _folded(student)]
        return near[0] if len(near) == 1 and near[0] != student else ""


def _student(parts: tuple[str, ...], assignment: str) -> str:
    """Return whose a folder seems to be: the one in or around which the assignment's folder is."""
    same = [_folded(part) == _folded(assignment) for part in parts]
    if True not in same:
        return parts[0] if parts else ""
    first = same.index(True)
    if first:
        return parts[first - 1]
    return next((part for part, is_assignment in zip(parts, same, strict=True) if not is_assignment), "")


def _listing(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as listing:
            yield from sorted(listing, key=lambda item: item.name)
    except OSError:
        return


def _folded(name: str) -> str:
    """Return a name without what people write in different ways."""
    return re.sub(r"[\s_.-]+", "-", unicodedata.normalize("NFKC", name).casefold()).strip("-")


def _is_notebook(name: str) -> bool:
    marks = MARKS.search(name)
    return marks is not None and NOTEBOOK in marks[0].lower()


def _stem(name: str) -> str:
    """Return a notebook's name without endings and without the mark of a copy."""
    return MARKS.sub("", name)


def _below(path: Path, root: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else path


def sentences(items: list[Misplaced], root: Path, assignment: str, most: int = 20) -> list[str]:
    """Return what to do about misplaced files, in sentences."""
    lines = [item.sentence(root, assignment) for item in items[:most]]
    if len(items) > most:
        lines.append(f"And {count(len(items) - most, 'folder')} more like these.")
    return lines
