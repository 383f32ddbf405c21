"""Inside the box: what its processes hold, have used and waited for, as process 1 reads it from /proc.

Only bytes are read: a process gives itself any name. A process that is gone holds nothing; where anything
else cannot be read, a box is taken to be over its limit.
"""

from __future__ import annotations

import contextlib
import os
import resource
import time
from pathlib import Path

TOO_MUCH = 1 << 62
PAGES = (b"RssAnon", b"RssShmem", b"HugetlbPages")
TABLES = b"VmPTE"
"""Tables of pages count too: a process that looks at addresses here and there has little else."""
PROPORTIONAL = (b"Pss_Anon", b"Pss_Shmem", b"Shared_Hugetlb", b"Private_Hugetlb")
"""The same pages, each divided by the number of processes that have it."""
BUFFERS = 2 * 212_992
"""What the kernel lets a socket hold for both directions, unless it is asked for more."""
SETTINGS = "/proc/sys/net/ipv4"
TCP_BUFFERS = {"tcp_rmem": b"4096 131072 212992", "tcp_wmem": b"4096 16384 212992"}
"""Settings of a box's network: the least, usual and largest buffer of a connection."""


def others() -> list[int]:
    """Return all other processes."""
    names = os.listdir("/proc")  # noqa: PTH208 -- looked at often
    return [int(name) for name in names if name.isdigit() and int(name) != os.getpid()]


def memory_in_use(limit: int) -> int:
    """Return the bytes that all other processes hold together, in pages and in sockets.

    Parameters
    ----------
    limit
        Up to this sum the pages of each process are counted alone, which is quick. Above it a page that
        several processes have, as after a fork, is counted once.
    """
    try:
        queued = in_sockets()
        status = {pid: _read(pid, "status") for pid in others()}
        total = queued + sum(_kilobytes(text, *PAGES, TABLES) << 10 for text in status.values())
        if total > limit:
            total = queued + sum(map(_proportional, status, status.values()))
    except (OSError, ValueError):
        return TOO_MUCH
    return total


def _proportional(pid: int, status: bytes) -> int:
    try:
        pages = _kilobytes(_read(pid, "smaps_rollup"), *PROPORTIONAL)
    except PermissionError:  # it hides its pages: then all of them are its own
        pages = _kilobytes(status, *PAGES)
    return pages + _kilobytes(status, TABLES) << 10


def in_sockets() -> int:
    """Return the bytes that may wait in the sockets of the box, which belong to no process."""
    used, connections = _in_use("net/sockstat", b"sockets:", b"TCP:")
    (more,) = _in_use("net/sockstat6", b"TCP6:")
    connections += more
    return used * BUFFERS + (connections * tcp_buffers() if connections else 0)


def tcp_buffers() -> int:
    """Return the bytes that one connection may hold."""
    total = 0
    for name in TCP_BUFFERS:
        total += int(Path(SETTINGS, name).read_bytes().split()[2])
    return total


def bound_tcp_buffers() -> None:
    """Let no connection of this network hold more than other sockets; needs CAP_NET_ADMIN in it."""
    for name, sizes in TCP_BUFFERS.items():
        descriptor = os.open(f"{SETTINGS}/{name}", os.O_WRONLY)
        os.write(descriptor, sizes)
        os.close(descriptor)


def _in_use(file: str, *kinds: bytes) -> list[int]:
    """Return how many sockets of each kind are in use."""
    found = {
        words[0]: int(words[2]) for line in _read(os.getpid(), file).split(b"\n") if (words := line.split())
    }
    return [found.get(kind, 0) for kind in kinds]


class Processes:
    """What the processes of a notebook hold and have used, as /proc tells it.

    A parent that does not wait for its children is not told their time: of each process that was seen
    here, what it had used when it was last seen counts too.
    """

    def __init__(self) -> None:
        self.near = False
        """Whether half of the memory was in use, as far as was seen: it is worth looking more often."""
        self.begin()

    def begin(self) -> None:
        """Begin to count for a new notebook; called by process 1 before it forks."""
        self._began, self._at_once = time.monotonic(), 1
        self._seen: dict[tuple[int, bytes], int] = {}

    def enter(self) -> None:
        """Be counted from now on; called by the notebook's own process before it runs anything."""

    def over(self, memory: int) -> bool:
        """Return whether they hold more than so many bytes."""
        held = memory_in_use(memory)
        self.near = held > memory >> 1
        return held > memory

    def killed(self) -> bool:
        """Return whether the kernel has killed some of them for their memory, as far as it says so."""
        return False

    def seconds(self) -> float:
        """Return the processor seconds of all other processes and of those that have ended."""
        living, working = 0, 0
        for pid in others():
            with contextlib.suppress(OSError, IndexError):
                # The name of a process is in brackets and may hold anything.
                fields = _read(pid, "stat").rpartition(b")")[2].split()
                own, waited_for = sum(map(int, fields[11:13])), sum(map(int, fields[13:15]))
                self._seen[pid, fields[19]] = own
                living += own + waited_for
                working += fields[0] == b"R"
        self._at_once = max(self._at_once, working)
        return max(living, sum(self._seen.values())) / os.sysconf("SC_CLK_TCK")

    def earlier(self) -> float:
        """Return the processor seconds of notebooks that are over."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def waited(self, pids: list[int], used: float) -> float:
        """Return how long these had work and no processor; all of them together used so many seconds."""
        return waited(pids, time.monotonic() - self._began, used, self._at_once)


def waited(pids: list[int], seconds: float, used: float, at_once: int) -> float:
    """Return how many of these seconds the processes had work and no processor, for others had them all.

    Parameters
    ----------
    used
        Processor seconds of all of them together: who used as much as one processor gives has waited for
        nobody but itself.
    at_once
        How many processes of the box had work at once: they have waited for each other too.
    """
    delays = [0.0]
    for pid in pids:
        with contextlib.suppress(OSError, ValueError, IndexError):  # a kernel may not count it
            delays.append(int(_read(pid, "schedstat").split()[1]) / 1e9)
    return max(0.0, min(max(delays) / at_once, seconds - used))


def _read(pid: int, name: str) -> bytes:
    """Return a file of a process; nothing of one that has ended."""
    try:
        return Path("/proc", str(pid), name).read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _kilobytes(text: bytes, *names: bytes) -> int:
    """Return the sum of what stands behind these names, each at the beginning of a line."""
    lines = (line.partition(b":") for line in text.split(b"\n"))
    return sum(int(value.split()[0]) for name, _, value in lines if name in names)
