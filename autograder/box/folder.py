"""Inside the box: the files of a notebook's folder, put there by process 1 before a notebook starts.

They come in layers of memory that nobody can change, of which a later one wins (`packing`). What a notebook
made stays for the next one, as in nbgrader; what it changed of the layers is put back.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import struct
from collections.abc import Iterable, Mapping

LENGTH = struct.Struct("<Q")
"""What a layer begins with: the length of its table of contents, a JSON list of paths and sizes."""
WORK, *OTHERS = FOLDERS = ("/work", "/tmp", "/dev/shm")
"""The writable folders of a box; in the first one a notebook runs."""
PAGE = 4096
FOLDER_MODE, FILE_MODE = 0o755, 0o644
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
"""No link is followed."""

State = tuple[int, int, int]
"""What differs once a file was touched."""


class Folder:
    """The folder that this process is in, with the files of these layers."""

    def __init__(self, descriptors: Iterable[int] = ()) -> None:
        self._descriptors = list(descriptors)
        self._files: dict[str, tuple[int, int, int]] = {}
        self._placed: dict[str, State | None] = {}
        for descriptor in self._descriptors:
            (length,) = LENGTH.unpack(os.pread(descriptor, LENGTH.size, 0))
            at = LENGTH.size + length
            for path, size in json.loads(os.pread(descriptor, length, LENGTH.size)):
                self._files[path] = (descriptor, at, size)
                at += size

    @property
    def count(self) -> int:
        """The number of files."""
        return len(self._files)

    @property
    def size(self) -> int:
        """The bytes that they take, in whole pages of memory."""
        return sum(-(-size // PAGE) * PAGE for _, _, size in self._files.values())

    def close(self) -> None:
        """Let go of the layers: a notebook's process must not share them with other boxes."""
        for descriptor in self._descriptors:
            os.close(descriptor)

    def furnish(self, texts: Mapping[str, str]) -> None:
        """Put every file there that is not there as it was, and these texts; no link is followed."""
        folders: set[str] = {""}
        for path, where in self._files.items():
            if self._placed.get(path) is None or self._placed[path] != _state(path):
                file = _new(path, folders)
                _copy(*where, file)
                os.close(file)
                self._placed[path] = _state(path)
        for path, text in texts.items():
            file = _new(path, folders)
            os.write(file, text.encode("utf-8", "surrogateescape"))
            os.close(file)


def empty(folder: str) -> bool:
    """Remove everything in a folder; return whether nothing is left."""
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                os.unlink(entry.path)
    return not any(os.scandir(folder))


def _state(path: str) -> State | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_ino, found.st_ctime_ns, found.st_size


def _copy(descriptor: int, at: int, size: int, file: int) -> None:
    while size:
        copied = os.sendfile(file, descriptor, at, size)
        at, size = at + copied, size - copied


def _new(path: str, folders: set[str]) -> int:
    """Open a new file in the place of whatever is there; `folders` are known to be real ones."""
    folder = path.rpartition("/")[0]
    if folder not in folders:
        _make_real_folder(folder, folders)
    try:
        return os.open(path, NEW, FILE_MODE)
    except FileExistsError:
        if stat.S_ISDIR(os.lstat(path).st_mode):
            shutil.rmtree(path)
        else:
            os.unlink(path)
        return os.open(path, NEW, FILE_MODE)


def _make_real_folder(path: str, folders: set[str]) -> None:
    parent = path.rpartition("/")[0]
    if parent not in folders:
        _make_real_folder(parent, folders)
    folders.add(path)
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISDIR(os.lstat(path).st_mode):
            os.chmod(path, FOLDER_MODE)
            return
        os.unlink(path)
    os.mkdir(path, FOLDER_MODE)
