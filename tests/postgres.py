"""A PostgreSQL server of Debian's package, started for the tests in a folder of its own, without a network."""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.processes import below, lives

USER = "postgres"
NUMBERS = count(1)
URL = re.compile(r"postgresql\+psycopg://\S+?/(\w+)\?host=")


@dataclass(frozen=True)
class Server:
    """A running server; its socket lies in `folder`."""

    folder: Path
    programs: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """Make a database, a copy of another one; return its name."""
        name = f"course{next(NUMBERS)}"
        options = ["--host", str(self.folder), "--username", USER, "--template", template]
        self.run(["createdb", *options, name])
        return name

    def copy(self, course: Path) -> None:
        """Give a copied course a copy of its database, where it has one here."""
        config = course / "nbgrader_config.py"
        text = config.read_text()
        found = URL.search(text)
        if found is not None:
            config.write_text(text.replace(self.url(found[1]), self.url(self.create(found[1]))))

    def kill(self) -> None:
        """Kill the whole server as `kill -9` does, and start it again."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        killed = {first} | below(first)
        for process in killed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(map(lives, killed)):
            time.sleep(0.01)
        for _ in range(
            50
        ):  # a process that it was just starting ends by itself, and is in the way until then
            with contextlib.suppress(AssertionError):
                return self.start()
            time.sleep(0.2)
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def start(self) -> None:
        """Start the server on its data."""
        options = f"-c listen_addresses= -c fsync=off -k {self.folder}"
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self.run(["pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start"])

    def run(self, command: list[str]) -> None:
        program = [str(self.programs / command[0]), *command[1:]]
        # The server refuses to be root's; the package brings a user of its own.
        user = {"user": USER, "group": USER, "extra_groups": []} if os.getuid() == 0 else {}
        done = subprocess.run(
            program,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            **user,  # type: ignore[call-overload]
        )
        assert done.returncode == 0, done.stderr


def programs() -> Path | None:
    """Return the folder of the server's programs, which Debian keeps out of PATH; None where there is none."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in versions), key=lambda path: int(path.parts[-2]), default=None)


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """Start a server and end it."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short, as a socket's path must be, and not root's alone
    server, data = Server(folder, programs), str(folder / "data")
    if os.getuid() == 0:
        os.chown(folder, pwd.getpwnam(USER).pw_uid, -1)
    try:
        server.run(
            ["initdb", "--auth=trust", f"--username={USER}", "--no-sync", "--locale=C.UTF-8", "-D", data]
        )
        server.start()
        try:
            yield server
        finally:
            server.run(["pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
