"""Inside the box: standard output and error of a notebook, as Python writes them and below it."""

from __future__ import annotations

import fcntl
import io
import os
import tempfile

from .outputs import VALUE_CHARS, Record

STREAMS = ("stdout", "stderr")
FOLDER = "/tmp"
"""Where they are; Python would look for such a folder in each notebook."""


class Stream(io.TextIOBase):
    """A text stream whose text is recorded; as in a kernel there are no bytes below it."""

    encoding = "UTF-8"
    errors = "replace"

    def __init__(self, name: str, record: Record, below: Below) -> None:
        self.name = f"<{name}>"
        self._name, self._record, self._below = name, record, below
        self._descriptor = os.open(os.devnull, os.O_WRONLY)

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return what a child process may be given: what it writes there is not kept, as in a kernel."""
        return self._descriptor

    def write(self, text: str) -> int:
        """Record a text; from a forked process it goes the way of what its programs write."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if self.closed:
            raise ValueError("I/O operation on closed file")
        text = str.__str__(text)
        if self._below.forked:
            self._below.write(self._name, text)
        elif text:
            self._record.write(self._name, text)
        return len(text)


class Below:
    """What is written to the descriptors 1 and 2: by C, by `os.write`, by child processes.

    They are files without a name: a pipe would have to be read meanwhile, and a child could hold it open.

    Attributes
    ----------
    forked
        Whether this is a process that the notebook's own has forked.
    """

    def __init__(self) -> None:
        self.forked = False
        for descriptor in (1, 2):
            with tempfile.TemporaryFile(buffering=0, dir=FOLDER) as file:
                os.dup2(file.fileno(), descriptor)
            fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_APPEND)
        os.register_at_fork(after_in_child=self._in_child)

    def _in_child(self) -> None:
        self.forked = True

    def write(self, name: str, text: str) -> None:
        """Write a text there."""
        os.write(1 + STREAMS.index(name), text.encode(Stream.encoding, Stream.errors))

    def take(self) -> list[tuple[str, int]]:
        """Forget what was written; return of each the beginning, and how many bytes more there were."""
        return [self._taken(descriptor) for descriptor in (1, 2)]

    def _taken(self, descriptor: int) -> tuple[str, int]:
        try:
            size = os.fstat(descriptor).st_size
            data = os.pread(descriptor, VALUE_CHARS, 0) if size else b""
            if size:
                os.ftruncate(descriptor, 0)
        except OSError:  # the student's code has closed it, or put something else in its place
            return "", 0
        return data.decode(Stream.encoding, Stream.errors), size - len(data)
