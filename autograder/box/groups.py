"""Control groups of Linux (version 2): one for each box, where a group was delegated to the grader.

A group is taken for delegated if the grader may change it and nobody else is in it, as with
`systemd-run --user --scope -p Delegate=yes autograder grade ...`. It must hold no process itself to hand
controllers on, so the grader moves into one below it, beside those of its boxes. In a box's group are the
processes of its notebooks; process 1, which watches them, stays with the grader.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

CONTROLLERS = ("cpu", "memory", "pids")
PROCESSES, HANDED_ON = "cgroup.procs", "cgroup.subtree_control"
OWN = "autograder"
"""The group that the grader itself is in, below the delegated one."""
WEIGHT = 33
"""A box's share of the processors beside the grader's 100: as `worker.NICENESS` has it for one process."""
READ_IN_A_BOX = ("cpu.stat", "memory.events")
END_SECONDS = 5.0
"""How long a group may take to become empty after all in it were killed."""
NONE = "no control group (version 2) is mounted"
LACKS = "the grader's control group cannot bound {}"
NOT_OURS = "the grader may not change its control group: none was delegated to it"
SHARED = "others are in the grader's control group: none was delegated to it alone"
REFUSED = "the system refused to make control groups ({})"


class NoGroupsError(Exception):
    """No control group can be used here; its text says why."""


@dataclass(frozen=True)
class Group:
    """The control group of a box.

    Parameters
    ----------
    folder
        Where the kernel shows it.
    """

    folder: Path

    def write(self, file: str, value: object) -> None:
        """Set something of it."""
        (self.folder / file).write_text(f"{value}")

    def read(self, file: str) -> str:
        """Return what the kernel says of it."""
        return (self.folder / file).read_text("ascii")

    @contextmanager
    def opened(self) -> Iterator[list[int]]:
        """Yield what `control_group.ControlGroup` needs: descriptors, for the box may open nothing of it."""
        with ExitStack() as stack:
            descriptors = []
            for name, how in ((PROCESSES, os.O_WRONLY), *((name, os.O_RDONLY) for name in READ_IN_A_BOX)):
                descriptors.append(os.open(self.folder / name, how | os.O_CLOEXEC))
                stack.callback(os.close, descriptors[-1])
            yield descriptors

    def remove(self) -> None:
        """Kill what is in it, and remove it."""
        end = time.monotonic() + END_SECONDS
        with contextlib.suppress(OSError):
            self.write("cgroup.kill", 1)
        while time.monotonic() < end:
            try:
                self.folder.rmdir()
            except FileNotFoundError:
                return
            except OSError:  # what was killed is still on its way out
                time.sleep(0.001)
            else:
                return


class Groups:
    """Makes the control groups of boxes, once `enter` has found where.

    Attributes
    ----------
    reason
        Why there are none; "" if there are.
    """

    def __init__(self) -> None:
        self.reason = NONE
        self._below: Path | None = None
        # Processes that are forked from this one make groups too: the name says whose they all are.
        self._name = f"box-{secrets.token_hex(8)}-"

    def enter(self, root: Path = Path("/")) -> None:
        """Move this process so that boxes can have groups, or keep the reason why they have none.

        Parameters
        ----------
        root
            The folder of the system's files.
        """
        try:
            self._below, self.reason = _entered(root), ""
        except NoGroupsError as error:
            self.leave(str(error))

    def leave(self, reason: str) -> None:
        """Make no groups from now on."""
        self._below, self.reason = None, reason

    def make(self, memory: int, processes: int) -> Group | None:
        """Return a new group that may hold so many bytes and processes; None where there are no groups."""
        if self._below is None:
            return None
        group = Group(self._below / f"{self._name}{secrets.token_hex(8)}")
        group.folder.mkdir()
        try:
            for file, value in (
                ("memory.max", memory),
                ("memory.swap.max", 0),
                ("memory.oom.group", 1),
                ("pids.max", processes),
                ("cpu.weight", WEIGHT),
            ):
                group.write(file, value)
        except OSError:
            group.remove()
            raise
        return group

    def close(self) -> None:
        """Remove groups that a process which was killed has left."""
        if self._below is not None:
            for folder in self._below.glob(f"{self._name}*"):
                Group(folder).remove()


def _entered(root: Path) -> Path:
    """Return the delegated group, when this process has moved into one below it."""
    own = _own_group(root)
    if own.name == OWN and _hands_on(own.parent):
        return own.parent  # it has moved before, or was forked by one that has
    lacking = set(CONTROLLERS) - set(_words(own / "cgroup.controllers"))
    if lacking:
        raise NoGroupsError(LACKS.format(", ".join(sorted(lacking))))
    if not all(os.access(own / name, os.W_OK) for name in ("", PROCESSES, HANDED_ON)):
        raise NoGroupsError(NOT_OURS)
    if set(_words(own / PROCESSES)) != {str(os.getpid())}:
        raise NoGroupsError(SHARED)
    mine = own / OWN
    try:
        mine.mkdir(exist_ok=True)
        (mine / PROCESSES).write_text("0")
        (own / HANDED_ON).write_text(" ".join(f"+{name}" for name in CONTROLLERS))
    except OSError as error:
        with contextlib.suppress(OSError):
            (own / PROCESSES).write_text("0")
            mine.rmdir()
        raise NoGroupsError(REFUSED.format(error.strerror)) from error
    return own


def _own_group(root: Path) -> Path:
    """Return the folder of this process's group."""
    own = next((line[3:] for line in _lines(root / "proc/self/cgroup") if line.startswith("0::")), None)
    for line in _lines(root / "proc/self/mountinfo"):
        before, _, behind = line.partition(" - ")
        if own is not None and behind.startswith("cgroup2 "):
            shown, place = before.split()[3:5]
            if Path(own).is_relative_to(shown):
                return root / place.lstrip("/") / Path(own).relative_to(shown)
    raise NoGroupsError(NONE)


def _hands_on(group: Path) -> bool:
    return set(CONTROLLERS) <= set(_words(group / HANDED_ON))


def _words(file: Path) -> list[str]:
    return " ".join(_lines(file)).split()


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []
