"""The sandbox: bubblewrap around the worker, verified by trying it, never by the presence of a program."""

from __future__ import annotations

import compileall
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from py_compile import PycInvalidationMode

import numpy as np

from autograder.box.hidden import GRADER, masks
from autograder.box.seccomp import MACHINES, opened_filter
from autograder.box.warm import Started, Zygotes
from autograder.course.limits import Limits
from autograder.course.student_package import files

HERE = Path(__file__).parent
KIT_FILES = ("zygote.py", "worker.py", "wire.py", "calling.py", "cells.py")
NOBODY = 65534
PYTHON, PACKAGES, KIT = "/opt/python", "/opt/packages", "/opt/kit"
ZYGOTE_CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_NET_ADMIN", "CAP_SETPCAP")
"""What a zygote may do in its own user namespace: make others, and give these up for its boxes."""

INSTALL = "apt-get install bubblewrap   (Fedora: dnf install bubblewrap; Arch: pacman -S bubblewrap)"


@dataclass(frozen=True)
class Kit:
    """The folder that every box sees read-only at /opt/kit: the worker and the students' package."""

    folder: Path

    @classmethod
    def make(cls, package: Path | None) -> Kit:
        """Copy the worker and the students' package into a new folder that any user may read: no secret."""
        folder = Path(tempfile.mkdtemp(prefix="autograder-kit-"))
        for name in KIT_FILES:
            shutil.copyfile(HERE / name, folder / name)
        if package is not None:
            for file in files(package):
                copy = folder / package.name / file.relative_to(package)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)
        # Every box imports these again; compiled once here, they cost it 15 ms less.
        compileall.compile_dir(folder, quiet=2, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        return cls(folder)

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class Sandbox:
    """How a box is started.

    Parameters
    ----------
    name
        "bubblewrap", or "none": then the student's code runs with the grader's own rights.
    warm
        Whether a zygote forks the boxes if this machine lets it; otherwise bubblewrap starts each one.
    hidden
        Names of packages that no box may see, although they are installed: the grader, content of courses.
    """

    name: str
    kit: Kit
    limits: Limits
    warm: bool = True
    hidden: tuple[str, ...] = (GRADER,)
    zygotes: Zygotes = field(default_factory=Zygotes, compare=False)

    def start(self) -> tuple[Started, socket.socket]:
        """Start a box; return what ends it, and the judge's end of its control socket."""
        forked = self.zygotes.fork(self._zygote, self.limits.disk_mb << 20) if self._can_fork else None
        return forked or self._run(["worker.py", "alone" if self.name == "bubblewrap" else "shared"])

    def close(self) -> None:
        """Delete the kit and end the zygote of this process."""
        self.zygotes.close()
        self.kit.remove()

    @property
    def _can_fork(self) -> bool:
        return self.warm and self.name == "bubblewrap"

    def _zygote(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        return self._run(["zygote.py"], capabilities=ZYGOTE_CAPABILITIES)

    def _run(
        self, program: list[str], capabilities: tuple[str, ...] = ()
    ) -> tuple[subprocess.Popen[bytes], socket.socket]:
        """Run a program of the kit; return its process and the judge's end of its input socket."""
        judge_end, box_end = socket.socketpair()
        walled = self.name == "bubblewrap"
        work = "/" if walled else tempfile.mkdtemp(prefix="work-", dir=self.kit.folder)
        with box_end, ExitStack() as stack:
            filters = (stack.enter_context(opened_filter()),) if walled else ()
            process = subprocess.Popen(
                self._bubblewrap(*filters, program, capabilities) if filters else self._bare(program),
                stdin=box_end.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=work,
                env=_environment() | {"HOME": work},
                start_new_session=True,
                pass_fds=filters,
            )
        return process, judge_end

    def _bare(self, program: list[str]) -> list[str]:
        script = str(self.kit.folder / program[0])
        return [sys.executable, "-I", "-S", script, *program[1:], *map(str, packages())]

    def bound(self) -> dict[str, Path]:
        """Return the folders of this machine that a box sees, by their paths in the box."""
        folders = {"/usr": Path("/usr"), KIT: self.kit.folder}
        folders |= {f"{PACKAGES}/{i}": folder for i, folder in enumerate(packages())}
        base = Path(sys.base_prefix).resolve()
        if not base.is_relative_to("/usr") or base.is_relative_to("/usr/local"):
            folders[PYTHON] = base
        return folders

    def _bubblewrap(self, filtered: int, program: list[str], capabilities: tuple[str, ...]) -> list[str]:
        sources = self.bound()
        hiding = masks(self.hidden, packages(), sources)
        del sources["/usr"]
        interpreter = Path(os.path.realpath(sys.executable))
        python = str(interpreter)
        if PYTHON in sources:
            python = f"{PYTHON}/{interpreter.relative_to(sources[PYTHON])}"
        stage: list[str] = []
        if os.getuid() == 0:
            # As root bubblewrap keeps uid 0, which is no sandbox. Drop to nobody first, in a mount namespace
            # of our own that binds folders which nobody cannot reach (a root-only home) to readable paths.
            script = "set -e; mount -t tmpfs -o mode=755 none /mnt; i=0; "
            script += (
                'while [ "$1" != -- ]; do mkdir /mnt/$i; mount --bind "$1" /mnt/$i; i=$((i+1)); shift; done; '
            )
            script += f"shift; exec setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups --no-new-privs"
            script += ' -- "$@"'
            stage = ["unshare", "--mount", "--propagation", "private", "--", "sh", "-c", script, "box"]
            stage += [*map(str, sources.values()), "--"]
            sources = {path: Path(f"/mnt/{i}") for i, path in enumerate(sources)}
        size = str(self.limits.disk_mb << 20)
        command = [*stage, shutil.which("bwrap") or "bwrap"]
        command += ["--unshare-all", "--unshare-user", "--disable-userns"]
        command += ["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"]
        for name in capabilities:
            command += ["--cap-add", name]
        # What runs is process 1: nothing in the box can signal it, and every orphan becomes its child.
        command += ["--as-pid-1"]
        command += ["--seccomp", str(filtered)]
        for name, value in _environment().items():
            command += ["--setenv", name, value]
        command += ["--ro-bind", "/usr", "/usr"]
        for name in ("bin", "lib", "lib64", "sbin"):
            if Path("/", name).is_symlink():
                command += ["--symlink", f"usr/{name}", f"/{name}"]
            elif Path("/", name).is_dir():
                command += ["--ro-bind", f"/{name}", f"/{name}"]
        for path, source in sources.items():
            command += ["--ro-bind", str(source), path]
        command += hiding
        command += ["--proc", "/proc", "--dev", "/dev"]
        for writable in ("/tmp", "/work", "/dev/shm"):
            command += ["--size", size, "--perms", "0700", "--tmpfs", writable]
        # bubblewrap's own / and /dev are in memory too, without a limit of size.
        command += ["--remount-ro", "/dev", "--remount-ro", "/"]
        command += ["--chdir", "/work", "--hostname", "box", "--", python, "-I", "-S"]
        command += [f"{KIT}/{program[0]}", *program[1:]]
        return [*command, *(f"{PACKAGES}/{i}" for i in range(len(packages())))]


def packages() -> list[Path]:
    """Return the folders of this environment's packages; numpy is in one of them."""
    return [Path(np.__file__).parents[1]]


def _environment() -> dict[str, str]:
    library = f"{PYTHON}/lib"
    return {
        "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "LD_LIBRARY_PATH": library if not sys.base_prefix.startswith("/usr") else "",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MPLBACKEND": "agg",
        "COACH_QUIET": "1",
    }


def unavailable_reason() -> str | None:
    """Return the sentence that says why bubblewrap cannot be used here, or None if it can be tried."""
    if platform.machine() not in MACHINES:
        return (
            f"the sandbox has no filter of system calls for {platform.machine()}, only for "
            f"{' and '.join(MACHINES)}: use a machine with such a processor."
        )
    if shutil.which("bwrap") is None:
        return f"bubblewrap is not installed. Install it with:  {INSTALL}"
    missing = [tool for tool in ("unshare", "setpriv", "mount") if shutil.which(tool) is None]
    if os.getuid() == 0 and missing:
        return f"{', '.join(missing)} (package util-linux) is missing, which root needs to drop its rights."
    return None
