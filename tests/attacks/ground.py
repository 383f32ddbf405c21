"""The ground on which attacks happen: what they could reach if a wall were missing, and who notices.

Everything that is laid out here may be read and written by anybody: only the sandbox stands between.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

NOBODY = 65534
PR_SET_CHILD_SUBREAPER = 36
PLACES = ("/", "/tmp", "/var/tmp", "/dev/shm", "/dev", "/usr", "/opt")
"""Where a file that got out is looked for, beside the course, the home and the current folder."""
WAIT = 10.0

Print = tuple[int, int, str]


@dataclass
class Ground:
    """Things to harm, and those who notice.

    Parameters
    ----------
    folder
        Holds what is laid out; the course stands beside it.
    mark
        A word that every file and process of an attack bears in its name.
    secret, hidden
        The words in the file that lies open, and in the grader's environment.
    """

    folder: Path
    course: Path
    mark: str
    secret: str
    hidden: str
    tcp: socket.socket
    udp: socket.socket
    unix: socket.socket
    bystander: subprocess.Popen[bytes]
    children: set[int]
    before: Mapping[str, Print] = field(default_factory=dict)

    @property
    def told(self) -> dict[str, str]:
        """What the attacker is assumed to know."""
        return {
            "COURSE": str(self.course),
            "CANARY": str(self.folder),
            "MARK": self.mark,
            "PORT": str(self.tcp.getsockname()[1]),
            "UDP": str(self.udp.getsockname()[1]),
            "PID": str(self.bystander.pid),
            "GRADER": str(os.getpid()),
            "HOME": str(Path.home()),
        }

    def ready(self) -> None:
        """Remember how everything is before the attack."""
        self.before = prints(self.folder) | _course_prints(self.course)

    def harms(self) -> list[str]:
        """Return what was harmed: one sentence each, with the name of the attack where it left it."""
        return [
            *self._changed(),
            *self._got_out(),
            *self._connections(),
            *(["the bystander was ended"] if self.bystander.poll() is not None else []),
            *(f"a process lives on: {name}" for name in self._left_over()),
        ]

    def _changed(self) -> Iterator[str]:
        after = prints(self.folder) | _course_prints(self.course)
        for path in sorted(self.before.keys() | after.keys()):
            if self.before.get(path) != after.get(path):
                what = "made" if path not in self.before else "lost" if path not in after else "changed"
                yield f"{path} was {what}"

    def _got_out(self) -> Iterator[str]:
        for place in (*PLACES, self.course, self.course.parent, Path.home(), Path.cwd()):
            for path in Path(place).glob(f"*{self.mark}*"):
                yield f"{path} was written"

    def _connections(self) -> Iterator[str]:
        for name, sock in (("tcp", self.tcp), ("unix", self.unix)):
            with contextlib.suppress(BlockingIOError):
                while True:
                    connection, _ = sock.accept()
                    connection.settimeout(1)
                    with connection, contextlib.suppress(OSError):
                        yield f"{name} connection: {connection.recv(200)!r}"
        with contextlib.suppress(BlockingIOError):
            while True:
                yield f"udp packet: {self.udp.recv(200)!r}"

    def _left_over(self) -> list[str]:
        """Return processes that an orphan of the sandbox became: those come to us, once all is over."""
        deadline = time.monotonic() + WAIT
        while True:
            with contextlib.suppress(ChildProcessError):
                for pid in own_children() - self.children - {self.bystander.pid}:
                    os.waitpid(pid, os.WNOHANG)
            left = own_children() - self.children - {self.bystander.pid}
            if not left or time.monotonic() > deadline:
                return [_command(pid) for pid in left]
            time.sleep(0.05)


@contextlib.contextmanager
def laid_out(folder: Path, course: Path) -> Iterator[Ground]:
    """Lay out the ground beside a course; restore everything at the end."""
    folder.mkdir(parents=True)
    secret, hidden = f"secret-{secrets.token_hex(8)}", f"hidden-{secrets.token_hex(8)}"
    (folder / "open.txt").write_text(secret)
    (folder / "program.sh").write_text("#!/bin/sh\nexit 0\n")
    (folder / "inner").mkdir()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777)
    drop = ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]
    command = [*(drop if os.getuid() == 0 and shutil.which("setpriv") else []), "sleep", "3600"]
    bystander = subprocess.Popen(command)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    os.environ["ATTACKED_TOKEN"] = hidden
    with (
        socket.create_server(("127.0.0.1", 0), backlog=100) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as unix,
    ):
        udp.bind(("127.0.0.1", 0))
        unix.bind(str(folder / "socket"))
        unix.listen(100)
        (folder / "socket").chmod(0o777)
        for sock in (tcp, udp, unix):
            sock.setblocking(False)
        mark = f"attack-{secrets.token_hex(6)}"
        ground = Ground(
            folder,
            course,
            mark,
            secret,
            hidden,
            tcp,
            udp,
            unix,
            bystander,
            own_children() - {bystander.pid},
        )
        try:
            yield ground
        finally:
            del os.environ["ATTACKED_TOKEN"]
            for pid in own_children() - ground.children - {bystander.pid}:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
            bystander.kill()
            bystander.wait()


def prints(folder: Path) -> dict[str, Print]:
    """Return (mode, owner, contents) of everything in a folder, no link followed, nothing opened that blocks."""
    return {str(path): _print(path) for path in (folder, *folder.rglob("*"))}


def _course_prints(course: Path) -> dict[str, Print]:
    """Return the prints of what grading does not change."""
    names = ("source", "release", "submitted", "nbgrader_config.py")
    found = [course / name for name in names if (course / name).exists()]
    return {path: print_ for part in found for path, print_ in prints(part).items()}


def _print(path: Path) -> Print:
    state = path.lstat()
    if stat.S_ISLNK(state.st_mode):
        contents = str(path.readlink())
    elif stat.S_ISREG(state.st_mode):
        contents = hashlib.sha256(path.read_bytes()).hexdigest() if state.st_size < 1 << 25 else "large"
    else:
        contents = ""
    return state.st_mode, state.st_uid, contents


def own_children() -> set[int]:
    """Return the processes whose parent this one is."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == os.getpid():
                found.add(int(path.parent.name))
    return found


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ").strip() or str(pid)
    return str(pid)
