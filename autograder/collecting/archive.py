"""The files of a download, a folder or a zip: listed with bounds, read one at a time, never unpacked to disk.

Nothing is extracted by its own path, no link is followed, and zips inside of it are opened in memory only.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from autograder.collecting.tars import as_zip, is_tar
from autograder.course.limits import MB, Limits
from autograder.errors import UsageError
from autograder.submission.files import READ_FLAGS, RefusedError, read_bytes
from autograder.text import shown

PACKED = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tbz2", ".tar.xz", ".txz")
"""Endings of the archives that are opened."""
EXTENDED_TIME = 0x5455
LEAVES = "its path leaves the download"
LINK = "it is a link to another file"
NOT_ORDINARY = "it is not an ordinary file"
NESTED = "its zips are nested too deep"
NAME, PARTS = 255, 60
"""How many bytes a name may have, and how deep a path may be, as on most disks."""
PATH, DIRECTORY = 2_000, 512
"""How many bytes a path may have, and a zip's directory for each file."""
LONG = "its path is too long: ask the student for a shorter one"
TOO_MANY = "there are too many files in it"
TOO_LARGE = "the files in it are too large together"
NO_ZIP = "the file is damaged or not a zip: ask the student to send it again"


def is_packed(name: str) -> bool:
    """Return whether a file has the name of an archive that is opened."""
    return name.lower().endswith(PACKED)


def without_ending(name: str) -> str:
    """Return the name of such an archive without its ending, and any other name as it is."""
    ending = max((ending for ending in PACKED if name.lower().endswith(ending)), key=len, default="")
    return name[: len(name) - len(ending)]


@dataclass(frozen=True)
class Bounds:
    """How much of a download is read.

    Parameters
    ----------
    file_mb
        Size of one file; the same as the grader's.
    files
        Number of files in the whole download.
    zip_mb, zip_files, zips, depth
        What one student may hand in as zips: their size together, files in them, their number and nesting.
    ratio
        How many times its packed size a large file may be.
    unpacked
        How many times `zip_mb` is unpacked for one student's zip, to list it and to read it.
    """

    file_mb: int = Limits().notebook_mb
    files: int = 200_000
    zip_mb: int = 250
    zip_files: int = 5_000
    zips: int = 20
    depth: int = 2
    ratio: int = 200
    unpacked: int = 5


@dataclass(frozen=True)
class Entry:
    """One file of a download.

    Parameters
    ----------
    parts
        Its folders and its name; a zip around it counts as a folder.
    outside
        How many of the parts the download itself named: a student, in a zip, named the rest.
    time
        Time that the download gives for it, or for the student's zip around it; None if it gives none.
    address
        How to read it: a path, then indices in nested zips.
    trouble
        Why it cannot be read; "" if it can.
    """

    parts: tuple[str, ...]
    outside: int
    time: datetime | None
    address: tuple[Path | int, ...] = field(repr=False)
    trouble: str = ""

    @property
    def name(self) -> str:
        """Its whole path in the download, safe to show."""
        return shown("/".join(self.parts))


class Download:
    """A folder or a zip of submissions, open for reading.

    Raises
    ------
    UsageError
        If there is no such folder or zip, or it holds more than the bounds allow.
    """

    def __init__(self, root: Path, bounds: Bounds | None = None) -> None:
        self.root, self.bounds = root, bounds or Bounds()
        self.zipped = not root.is_dir()
        self._left: dict[tuple[Path | int, ...], int] = {}
        self._work: dict[Path | int, int] = {}
        """Bytes that may still be read of each student's zip, and bytes that may still be unpacked of it."""
        self._stack = ExitStack()
        self._inner: dict[tuple[Path | int, ...], zipfile.ZipFile] = {}
        """Zips that are open, the one used last at the end."""
        if not root.exists():
            raise UsageError(f"There is no folder or zip {root}.")
        if self.zipped:
            try:
                file = self._stack.enter_context(root.open("rb"))
                self._outer = _open_zip(file, self.bounds.files)
            except (OSError, RefusedError) as error:
                self._stack.close()
                raise UsageError(f"{root} cannot be read as a zip: {error}.") from None

    def __enter__(self) -> Download:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def entries(self) -> list[Entry]:
        """Return every file, in the order of its path; for a zip that can be opened, the files in it.

        Raises
        ------
        UsageError
            If there are more files than the bounds allow.
        """
        entries: list[Entry] = []
        outer = self._members((self.root,), (), None, 0) if self.zipped else self._walk(self.root, ())
        for entry in outer:
            entries += self._opened(entry, 1, _Budget(self.bounds))
            if len(entries) > self.bounds.files:
                raise UsageError(f"{self.root} holds too many files. Is it the right one?")
        return sorted(entries, key=lambda entry: entry.parts)

    def read(self, entry: Entry) -> bytes:
        """Return the bytes of a file.

        Raises
        ------
        RefusedError
            If it is damaged or too large, alone or with what else was read of the same student's zip.
        """
        if entry.trouble:
            raise RefusedError(entry.trouble)
        around = entry.address[: 2 if self.zipped else 1]
        if around == entry.address:
            return self._bytes(entry.address, self.bounds.file_mb * MB)
        left = self._left.setdefault(around, self.bounds.zip_mb * MB)
        if left <= 0:
            raise RefusedError(TOO_LARGE)
        data = self._bytes(entry.address, self.bounds.file_mb * MB)
        self._left[around] = left - max(1, len(data))
        return data

    def head(self, entry: Entry, size: int) -> bytes:
        """Return the first bytes of a file, also of a zip that cannot be opened; b"" if there are none."""
        if entry.trouble not in {"", NO_ZIP}:
            return b""
        try:
            return self._bytes(entry.address, size, only_head=True)
        except (RefusedError, FileNotFoundError):
            return b""

    def _walk(self, folder: Path, parts: tuple[str, ...]) -> Iterator[Entry]:
        with os.scandir(folder) as listing:
            items = sorted(listing, key=lambda item: item.name)
        for item in items:
            path, inner = Path(item.path), (*parts, item.name)
            if item.is_dir(follow_symlinks=False):
                yield from self._walk(path, inner)
                continue
            status = item.stat(follow_symlinks=False)
            trouble = LINK if item.is_symlink() else "" if stat.S_ISREG(status.st_mode) else NOT_ORDINARY
            yield Entry(inner, len(inner), _file_time(status.st_mtime), (path,), trouble)

    def _members(
        self, address: tuple[Path | int, ...], parts: tuple[str, ...], around: Entry | None, ratio: int
    ) -> Iterator[Entry]:
        """List the members of a zip; `around` is the student's zip that holds them."""
        for index, info in enumerate(self._zip(address).infolist()):
            if info.is_dir():
                continue
            inner, trouble = _parts(info.filename), _trouble(info, ratio)
            if inner is None:
                inner, trouble = (cut(info.filename),), LEAVES
            elif len(inner) > PARTS or _size(info.filename) > PATH or max(map(_size, inner)) > NAME:
                inner, trouble = (*map(cut, inner[:-1][:1]), cut(inner[-1])), LONG
            whole = (*parts, *inner)
            yield Entry(
                whole,
                around.outside if around else len(whole),
                around.time if around else _member_time(info),
                (*address, index),
                trouble,
            )

    def _opened(self, entry: Entry, depth: int, budget: _Budget) -> list[Entry]:
        """Return the files of a student's zip, and any other file as it is."""
        if entry.trouble or not is_packed(entry.parts[-1]):
            return [entry]
        try:
            if depth > self.bounds.depth:
                raise RefusedError(NESTED)
            budget.take_zip()
            budget.take_bytes(_length(self._zip(entry.address)))
            members = list(self._members(entry.address, entry.parts, entry, self.bounds.ratio))
            budget.take_files(len(members))
            opened = [inner for member in members for inner in self._opened(member, depth + 1, budget)]
        except RefusedError as error:
            return [replace(entry, trouble=str(error))]
        return opened or [replace(entry, trouble="the zip is empty")]

    def _zip(self, address: tuple[Path | int, ...]) -> zipfile.ZipFile:
        if self.zipped and len(address) == 1:
            return self._outer
        archive = self._inner.pop(address, None) or self._unpacked(address)
        self._inner[address] = archive
        left = self.bounds.zip_mb * MB
        for number, (kept, other) in enumerate([*self._inner.items()][::-1]):
            left -= _length(other)
            if number and (left < 0 or number >= self.bounds.zips):
                del self._inner[kept]
        return archive

    def _unpacked(self, address: tuple[Path | int, ...]) -> zipfile.ZipFile:
        """Open a student's zip or tar in memory."""
        around, most = address[1 if self.zipped else 0], self.bounds.zip_mb * MB
        if self._work.setdefault(around, self.bounds.unpacked * most) <= 0:
            raise RefusedError(TOO_LARGE)
        self._work[around] -= most  # as long as it is not known how large it is
        data = self._bytes(address, most)
        if is_tar(data):
            data = as_zip(data, most, self.bounds.zip_files)
        self._work[around] += most - max(len(data), MB)
        return _open_zip(io.BytesIO(data), self.bounds.zip_files)

    def _bytes(self, address: tuple[Path | int, ...], limit: int, *, only_head: bool = False) -> bytes:
        *outer, last = address
        if isinstance(last, Path):
            return read_head(last, limit) if only_head else read_bytes(last, limit)
        archive = self._zip(tuple(outer))
        try:
            with archive.open(archive.infolist()[last]) as member:
                data = member.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
            raise RefusedError("it is damaged inside its zip: ask the student to send it again") from error
        if len(data) > limit and not only_head:
            raise RefusedError(f"it is larger than {limit // MB} MB")
        return data[:limit]


class _Budget:
    """What is left of the zips that one student may hand in."""

    def __init__(self, bounds: Bounds) -> None:
        self._zips, self._files, self._bytes = bounds.zips, bounds.zip_files, bounds.zip_mb * MB

    def take_zip(self) -> None:
        self._zips -= 1
        if self._zips < 0:
            raise RefusedError("there are too many zips in it")

    def take_bytes(self, number: int) -> None:
        self._bytes -= number
        if self._bytes < 0:
            raise RefusedError("the zips in it are too large together")

    def take_files(self, number: int) -> None:
        self._files -= number
        if self._files < 0:
            raise RefusedError(TOO_MANY)


def read_head(path: Path, size: int) -> bytes:
    """Return the first bytes of an ordinary file."""
    try:
        with os.fdopen(os.open(path, READ_FLAGS), "rb") as file:
            return file.read(size) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""
    except OSError as error:
        raise RefusedError(f"it cannot be read ({error.strerror})") from error


class _Directory:
    """A file of which no more than so many bytes are read at once, whatever size its directory names."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file, self._most = file, most
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if size > self._most:
            raise RefusedError(TOO_MANY)
        return self._file.read(size)


def _open_zip(file: BinaryIO, files: int) -> zipfile.ZipFile:
    """Open a zip, unless its directory is too large to be read, or its files lie over one another."""
    size = file.seek(0, os.SEEK_END)
    try:
        archive = zipfile.ZipFile(cast("BinaryIO", _Directory(file, DIRECTORY * files)))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise RefusedError(NO_ZIP) from error
    archive.fp = file
    members = archive.infolist()
    if len(members) > files:
        raise RefusedError(TOO_MANY)
    if sum(member.compress_size for member in members) > size:
        raise RefusedError(NO_ZIP)
    return archive


def _length(archive: zipfile.ZipFile) -> int:
    return archive.fp.seek(0, os.SEEK_END) if archive.fp else 0


def cut(name: str) -> str:
    """Return as much of a name as a disk takes."""
    return name.encode(errors="replace")[:NAME].decode(errors="ignore")


def _size(name: str) -> int:
    return len(name.encode(errors="replace"))


def _parts(name: str) -> tuple[str, ...] | None:
    """Return folders and name of a member; None if its path leaves the archive."""
    slashed = name.replace("\\", "/")
    parts = tuple(part for part in slashed.split("/") if part not in {"", "."})
    leaves = slashed.startswith("/") or ".." in parts or not parts or slashed[1:2] == ":"
    return None if leaves else parts


def _trouble(info: zipfile.ZipInfo, ratio: int) -> str:
    mode = info.external_attr >> 16 if info.create_system == 3 else 0
    if stat.S_ISLNK(mode):
        return LINK
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return NOT_ORDINARY
    if info.flag_bits & 1:
        return "it is locked with a password: ask the student to send it without one"
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "it is packed in an unusual way: ask the student for an ordinary zip"
    if ratio and info.file_size > max(MB, ratio * info.compress_size):
        return f"it would unpack to more than {ratio} times its size"
    return ""


def _file_time(seconds: float) -> datetime | None:
    """Return a file's time; None if no calendar has it."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _member_time(info: zipfile.ZipInfo) -> datetime | None:
    """Return when a member was changed: in UTC if the zip says so, else in this computer's time zone."""
    extra = info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == EXTENDED_TIME and length >= 5 and len(extra) >= 9 and extra[4] & 1:
            (seconds,) = struct.unpack_from("<l", extra, 5)
            return datetime.fromtimestamp(seconds, UTC)
        extra = extra[4 + length :]
    try:
        return datetime(*info.date_time).astimezone(UTC) if info.date_time[0] > 1980 else None
    except (ValueError, OverflowError):
        return None
