"""Inside the box: what a notebook's processes have used, as their control group tells it (`groups`)."""

from __future__ import annotations

import os

from .accounting import Processes, in_sockets


class ControlGroup(Processes):
    """A control group that bounds memory and processes by itself; process 1 stays outside of it.

    Parameters
    ----------
    entry
        Its `cgroup.procs`, open to write: whoever writes 0 there is in it from then on.
    processor, events
        Its `cpu.stat` and `memory.events`, open to read.
    """

    def __init__(self, entry: int, processor: int, events: int) -> None:
        self._entry, self._processor, self._events = entry, processor, events
        super().__init__()

    def begin(self) -> None:
        """Begin to count for a new notebook."""
        super().begin()
        self._earlier, self._kills = self._used(), self._killed()

    def enter(self) -> None:
        """Put this process into the group, and keep nothing by which it could leave."""
        os.write(self._entry, b"0")
        for descriptor in (self._entry, self._processor, self._events):
            os.close(descriptor)

    def over(self, memory: int) -> bool:
        """Return whether the kernel has ended them for their memory, or their sockets may hold so many bytes.

        The kernel keeps to the group's own limit, and counts few of the sockets' bytes.
        """
        try:
            return self.killed() or in_sockets() > memory
        except (OSError, ValueError):
            return True

    def killed(self) -> bool:
        """Return whether the kernel has ended them for their memory."""
        return self._killed() > self._kills

    def seconds(self) -> float:
        """Return the processor seconds of all that was ever in the group since the notebook began."""
        super().seconds()  # it sees how many have work at once
        return self._used() - self._earlier

    def earlier(self) -> float:
        """Return the processor seconds of notebooks that are over."""
        return self._earlier

    def _used(self) -> float:
        return _number(self._processor, b"usage_usec") / 1e6

    def _killed(self) -> int:
        return _number(self._events, b"oom_kill")


def _number(descriptor: int, name: bytes) -> int:
    """Return the number behind a name, each on a line of its own, as a file of the kernel says it now."""
    lines = (line.split() for line in os.pread(descriptor, 1 << 16, 0).split(b"\n"))
    return next(int(words[1]) for words in lines if words and words[0] == name)
