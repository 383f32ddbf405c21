"""The room of a notebook: the files in its folder, as the course released them and as they were handed in."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path, PurePosixPath

from autograder.content.imports import imported_names
from autograder.course.limits import MB, Limits
from autograder.submission.files import RefusedError, TooLargeError, read_bytes
from autograder.text import listed, shown

COMPARED_BYTES = 1 << 20
"""Up to this size a file as long as the released one is compared with it; the released one is used anyway."""
LOOKED_AT = 100_000
"""The most files of a folder that are looked at."""
NAMED, NAME_CHARS = 10, 100
MODULES = (".py", ".pyc", ".so")


@dataclass(frozen=True)
class Room:
    """Files of a notebook's folder.

    Parameters
    ----------
    files
        Their contents, by their paths in the folder.
    notes
        What student and staff read of them, and of those that were left out.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """A hash of all files; "" if there are none."""
        sums = [f"{path!r} {hashlib.sha256(data).hexdigest()}" for path, data in sorted(self.files.items())]
        return hashlib.sha256("\n".join(sums).encode()).hexdigest() if sums else ""

    @cached_property
    def modules(self) -> frozenset[str]:
        """The names by which its modules and packages are imported."""
        tops = {_module(path)[:1] for path in self.files if _is_module(path)}
        return frozenset(name for top in tops for name in top if name.isidentifier())

    @cached_property
    def imports(self) -> frozenset[str]:
        """The names of what its modules import."""
        sources = (data for path, data in self.files.items() if path.endswith(".py"))
        return frozenset().union(*(imported_names(data.decode("utf-8", "replace")) for data in sources))

    def in_the_way_of(self, released: Room) -> frozenset[str]:
        """Return the paths of its files that cannot lie beside released ones, or are imported for them."""
        folders = {str(parent) for path in released.files for parent in PurePosixPath(path).parents}
        modules = {_module(path) for path in released.files if _is_module(path)}
        packages = {name[:depth] for name in modules for depth in range(1, len(name) + 1)}
        alone = {_module(path) for path in released.files if _is_module(path) and not _is_package(path)}

        def is_in_the_way(path: str) -> bool:
            parents = [str(parent) for parent in PurePosixPath(path).parents]
            name = _module(path)
            shadows = name in packages or any(name[:depth] in alone for depth in range(1, len(name)))
            is_there = path in folders or not released.files.keys().isdisjoint([path, *parents])
            return is_there or (_is_module(path) and shadows)

        return frozenset(filter(is_in_the_way, self.files))


def _is_module(path: str) -> bool:
    return path.endswith(MODULES)


def _is_package(path: str) -> bool:
    return PurePosixPath(path).name.startswith("__init__.")


def _module(path: str) -> tuple[str, ...]:
    """Return the name by which a file is imported, in its parts; what follows a first dot is no name."""
    *folders, name = PurePosixPath(path).parts
    return (*folders, *([] if _is_package(path) else [name.partition(".")[0]]))


EMPTY = Room()


def read_room(folder: Path, limits: Limits, ignored: Collection[str] = ()) -> Room:
    """Read the files in a folder and in the folders in it; no link is followed.

    Parameters
    ----------
    limits
        What is beyond `folder_files` and `folder_mb` is left out, and named.
    ignored
        Patterns of names of files and folders that are left out without a word.
    """
    reading = _Reading(folder, limits)
    reading.read(ignored, EMPTY)
    return Room(reading.files, tuple(reading.left_out_notes()))


def read_own_room(folder: Path, released: Room, limits: Limits, ignored: Collection[str] = ()) -> Room:
    """Read a student's files; what the release has too comes from there, as its locked cells do.

    The parameters are those of `read_room`.
    """
    reading = _Reading(folder, limits)
    reading.read(ignored, released)
    return Room(reading.files, (*reading.came_notes(), *reading.left_out_notes()))


def differ(folder: Path, path: str, released: bytes) -> bool:
    """Return whether a file differs from the released one, as far as that is told."""
    try:
        size = (folder / path).lstat().st_size
        if size != len(released) or size > COMPARED_BYTES:
            return size != len(released)
        return read_bytes(folder / path, size) != released
    except (OSError, RefusedError):
        return True


class _Reading:
    """Reads the files of one folder, within its limits."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder, self.limits = folder, limits
        self.left = limits.folder_mb * MB
        self.files: dict[str, bytes] = {}
        self.left_out: dict[str, list[str]] = {}
        self.changed: list[str] = []

    def read(self, ignored: Collection[str], released: Room) -> None:
        for path in paths(self.folder, ignored):
            if path in released.files:
                if differ(self.folder, path, released.files[path]):
                    self.changed.append(path)
            elif len(self.files) == self.limits.folder_files:
                self._leave_out(path, self.limits.met("folder_files"))
            else:
                self._read(path)
        for path in sorted(Room(self.files).in_the_way_of(released)):
            del self.files[path]
            self._leave_out(path, "the release has a file, a folder or a module of this name")

    def _read(self, path: str) -> None:
        try:
            self.files[path] = data = read_bytes(self.folder / path, self.left)
            self.left -= len(data)
        except FileNotFoundError:
            pass
        except TooLargeError:
            self._leave_out(path, self.limits.met("folder_mb"))
        except RefusedError as error:
            self._leave_out(path, str(error))

    def _leave_out(self, path: str, why: str) -> None:
        self.left_out.setdefault(why, []).append(path)

    def came_notes(self) -> Iterator[str]:
        """Yield what is said of what came."""
        for path in self.changed:
            yield f"{_name(path)} was changed; the released one was used."
        seen = [path for path in self.files if not any(part.startswith(".") for part in path.split("/"))]
        if seen:
            yield f"With it came: {listed(map(_name, seen), NAMED)}."

    def left_out_notes(self) -> Iterator[str]:
        """Yield what is said of what was left out."""
        for why, paths in self.left_out.items():
            were = "was" if len(paths) == 1 else "were"
            yield f"{listed(map(_name, paths), NAMED)} {were} left out: {why}."


def paths(folder: Path, ignored: Collection[str]) -> Iterator[str]:
    """Yield the paths of files, those of outer folders first, and last what a system or an editor hides."""
    waiting, hidden = deque([""]), deque[str]()
    looked_at = 0
    while queue := waiting or hidden:
        within = queue.popleft()
        try:
            entries = sorted((folder / within).iterdir(), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            looked_at += 1
            if looked_at > LOOKED_AT:
                return
            if any(fnmatchcase(entry.name, pattern) for pattern in ignored):
                continue
            path = within + entry.name
            if entry.is_dir() and not entry.is_symlink():
                (hidden if entry.name.startswith(".") else queue).append(f"{path}/")
            else:
                yield path


def _name(path: str) -> str:
    """Return a stranger's path as it may stand in a page's text."""
    kept = "".join(c if c.isalnum() or c in " ._-()/" else "?" for c in shown(path))
    return kept if len(kept) <= NAME_CHARS else f"{kept[:NAME_CHARS]}..."
