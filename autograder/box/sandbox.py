"""The sandbox: bubblewrap around the worker, verified by trying it, never by the presence of a program."""

from __future__ import annotations

import compileall
import contextlib
import os
import platform
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from py_compile import PycInvalidationMode

from autograder.box.environment import PROGRAMS, make_environment
from autograder.box.environment import PYTHON as KIT_PYTHON
from autograder.box.figures import FONT_LISTS
from autograder.box.folder import FOLDERS, WORK
from autograder.box.fonts import font_lists
from autograder.box.groups import Group, Groups
from autograder.box.hidden import GRADER, masks
from autograder.box.pythons import Python
from autograder.box.seccomp import MACHINES, opened_filter
from autograder.box.warm import Started, Zygotes
from autograder.course.limits import Limits
from autograder.course.student_package import files

HERE = Path(__file__).parent
KIT_FILES = (
    *("zygote.py", "worker.py", "accounting.py", "control_group.py"),
    *("wire.py", "calling.py", "outside.py", "cells.py"),
    *("interpreter.py", "shell.py", "main_module.py", "streams.py", "outputs.py"),
    *("history.py", "kernel_names.py", "compiling.py", "at_import.py", "shelf.py"),
    *("folder.py", "beside.py"),
    *("bundles.py", "figures.py"),
)
VALUES = HERE.parent / "coach" / "values.py"
"""What counts as a value: the grader's own file, never the copy in the students' package."""
KIT_PACKAGE = "_box"
"""The package that they are in a box: a file of a student's may have any other name."""
START = (
    "import sys; sys.path[:] = [{!r}, *filter(None, sys.path)]; "
    "from {} import {} as program; program.run(sys.argv[1:])"
)
"""As a kernel starts: a Python's options are those of each one that it starts (multiprocessing, joblib)."""
NOBODY = 65534
ONE_THREAD = (
    *("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_MAX_THREADS"),
    *("POLARS_MAX_THREADS", "RAYON_NUM_THREADS"),
)
"""Libraries that else start a thread for each processor of the machine: more than a box may have."""
FONTS = "/etc/fonts"
"""Which fonts there are: without it a library that asks complains on standard error."""
PYTHON, PACKAGES, BESIDE, KIT = "/opt/python", "/opt/packages", "/opt/beside", "/opt/kit"
"""Where a box sees Python, the folders of its packages, packages that lie elsewhere, and the kit."""
PATH = "/usr/bin:/bin:/usr/sbin:/sbin"
OF_A_KERNEL = {
    "NBGRADER_EXECUTION": "autograde",
    "JPY_PARENT_PID": "1",
    "USER": "student",
    "LOGNAME": "student",
    "TERM": "xterm-color",
    "CLICOLOR": "1",
    "CLICOLOR_FORCE": "1",
    "FORCE_COLOR": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
}
"""Variables that a kernel has, and that nbgrader sets for it."""
ZYGOTE_CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_NET_ADMIN", "CAP_SETPCAP")
"""What a zygote may do in its own user namespace: make others, and give these up for its boxes."""

INSTALL = "apt-get install bubblewrap   (Fedora: dnf install bubblewrap; Arch: pacman -S bubblewrap)"


@dataclass(frozen=True)
class Kit:
    """The folder that every box sees read-only at /opt/kit: the package of the worker, and the students'.

    Parameters
    ----------
    root
        The folder that it is in, beside those in which code runs that is in no sandbox: a kit never changes.
    """

    root: Path

    @property
    def folder(self) -> Path:
        """The folder itself."""
        return self.root / "kit"

    @classmethod
    def make(cls, package: Path | None) -> Kit:
        """Copy the worker and the students' package into a new folder that any user may read: no secret."""
        kit = cls(Path(tempfile.mkdtemp(prefix="autograder-kit-")))
        folder = kit.folder
        folder.mkdir()
        own = folder / KIT_PACKAGE
        own.mkdir()
        (own / "__init__.py").touch()
        for source in (*(HERE / name for name in KIT_FILES), VALUES):
            shutil.copyfile(source, own / source.name)
        (folder / FONT_LISTS).mkdir()
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):  # no list is worth a failure
            for name, text in font_lists().items():
                (folder / FONT_LISTS / name).write_text(text, encoding="utf-8")
        compiled = [own]
        if package is not None:
            # What draws is never loaded in a box.
            compiled += [folder / package.name, folder / package.name / "coach"]
            for file in files(package):
                copy = folder / package.name / file.relative_to(package)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)
        # Every box imports these again; compiled once here, they cost it 15 ms less.
        for each in filter(Path.is_dir, compiled):
            compileall.compile_dir(
                each, maxlevels=0, quiet=2, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH
            )
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        return kit

    def remove(self) -> None:
        """Delete the folder and those beside it."""
        shutil.rmtree(self.root, ignore_errors=True)


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
    python
        What runs in a box; the grader's own Python by default.
    imports
        Modules that a zygote imports for its boxes.
    groups
        The control groups of its boxes, where there are any.
    """

    name: str
    kit: Kit
    limits: Limits
    warm: bool = True
    hidden: tuple[str, ...] = (GRADER,)
    imports: tuple[str, ...] = ()
    python: Python = field(default_factory=lambda: replace(Python.here(), beside=()))
    zygotes: Zygotes = field(default_factory=Zygotes, compare=False)
    groups: Groups = field(default_factory=Groups, compare=False)

    def start(self, furnished: int = 0) -> tuple[Started, socket.socket]:
        """Start a box; return what ends it, and the judge's end of its control socket.

        Parameters
        ----------
        furnished
            Bytes of the files that every notebook finds in its folder, beside those that it may write.
        """
        sizes = self._sizes(furnished)
        forked = self.zygotes.fork(self._zygote, sizes, self._imports) if self._can_fork else None
        return forked or self._run(
            ["worker", "alone" if self.name == "bubblewrap" else "shared"], sizes=sizes
        )

    @property
    def accounting(self) -> str:
        """How limits are kept here, in one sentence."""
        if self.name == "none":
            return "Without a sandbox few limits are kept."
        reason = self.groups.reason
        return f"Limits: counted from /proc; {reason}." if reason else "Limits: kept by control groups."

    def group(self, furnished: int = 0) -> Group | None:
        """Return a new control group for a box, if there is one; files in its folders count as its memory."""
        memory = (self.limits.memory_mb << 20) + sum(self._sizes(furnished).values())
        return self.groups.make(memory, self.limits.processes)

    @property
    def _imports(self) -> tuple[str, ...]:
        """The modules that a zygote imports; where there are any, some cell will need IPython too."""
        return (*self.imports, f"{KIT_PACKAGE}.shell") if self.imports else ()

    def _sizes(self, furnished: int = 0) -> dict[str, int]:
        """Return the bytes of each writable folder."""
        return {folder: (self.limits.disk_mb << 20) + furnished * (folder == WORK) for folder in FOLDERS}

    def close(self) -> None:
        """Delete the kit and end the zygote of this process."""
        self.zygotes.close()
        self.groups.close()
        self.kit.remove()

    @property
    def _can_fork(self) -> bool:
        return self.warm and self.name == "bubblewrap"

    def _zygote(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        return self._run(["zygote"], capabilities=ZYGOTE_CAPABILITIES)

    def _run(
        self,
        program: list[str],
        capabilities: tuple[str, ...] = (),
        sizes: Mapping[str, int] | None = None,
    ) -> tuple[subprocess.Popen[bytes], socket.socket]:
        """Run a program of the kit; return its process and the judge's end of its input socket."""
        judge_end, box_end = socket.socketpair()
        walled = self.name == "bubblewrap"
        work = "/" if walled else tempfile.mkdtemp(prefix="work-", dir=self.kit.root)
        with box_end, ExitStack() as stack:
            filters = (stack.enter_context(opened_filter()),) if walled else ()
            process = subprocess.Popen(
                self._bubblewrap(*filters, program, capabilities, sizes or self._sizes())
                if filters
                else self._program(program),
                stdin=box_end.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=work,
                env={"PATH": PATH} if walled else self.environment | {"HOME": work},
                start_new_session=True,
                pass_fds=filters,
            )
        return process, judge_end

    def _program(self, program: list[str]) -> list[str]:
        """Return the command for a program of the kit."""
        start = START.format(str(self._kit), KIT_PACKAGE, program[0])
        return [str(self._kit / KIT_PYTHON), "-c", start, *program[1:]]

    @property
    def _kit(self) -> Path:
        """The kit's folder where the box runs."""
        return self.kit.folder if self.name == "none" else Path(KIT)

    def __post_init__(self) -> None:
        python, base = self.python.executable, self.python.base
        if self.name != "none" and self._moves_python:
            python = Path(PYTHON, python.relative_to(base))
        make_environment(self.kit.folder, str(python), self.python.versions[0], self._packages)

    @property
    def _packages(self) -> list[str]:
        """The folders of packages where the box runs."""
        beside = sorted({path.parent for path in self.python.beside})
        if self.name == "none":
            return [*map(str, self.python.folders), *map(str, beside)]
        folders = [f"{PACKAGES}/{i}" for i in range(len(self.python.folders))]
        return [*folders, *([BESIDE] if beside else [])]

    def bound(self) -> dict[str, Path]:
        """Return the folders of this machine that a box sees, by their paths in the box."""
        folders = {"/usr": Path("/usr"), KIT: self.kit.folder}
        folders |= {f"{PACKAGES}/{i}": folder for i, folder in enumerate(self.python.folders)}
        folders |= {f"{BESIDE}/{path.name}": path for path in self.python.beside}
        if self._moves_python:
            folders[PYTHON] = self.python.base
        return folders

    @property
    def _moves_python(self) -> bool:
        """Whether Python has another path in a box than on this machine."""
        base = self.python.base
        return not base.is_relative_to("/usr") or base.is_relative_to("/usr/local")

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables in a box: its kernel's, but for those that name folders."""
        kernel = {
            **OF_A_KERNEL,
            "LANG": "C.UTF-8",
            **dict.fromkeys(ONE_THREAD, "1"),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        } | dict(self.python.variables)
        return kernel | {
            "PATH": f"{self._kit / PROGRAMS}:{PATH}",
            "HOME": "/tmp",
            "LD_LIBRARY_PATH": f"{PYTHON}/lib" if self._moves_python else "",
            "PIP_NO_INDEX": "1",  # there is no network, and pip would try for long
            "COACH_QUIET": "1",
        }

    def _bubblewrap(
        self, filtered: int, program: list[str], capabilities: tuple[str, ...], sizes: Mapping[str, int]
    ) -> list[str]:
        sources = self.bound()
        hiding = masks(self.hidden, self.python.folders, sources)
        del sources["/usr"]
        stage: list[str] = []
        if os.getuid() == 0:
            # As root bubblewrap keeps uid 0, which is no sandbox. Drop to nobody first, in a mount namespace
            # of our own that binds folders which nobody cannot reach (a root-only home) to readable paths.
            script = "set -e; mount -t tmpfs -o mode=755 none /mnt; i=0; "
            script += 'while [ "$1" != -- ]; do if [ -d "$1" ]; then mkdir /mnt/$i; else : > /mnt/$i; fi; '
            script += 'mount --bind "$1" /mnt/$i; i=$((i+1)); shift; done; '
            script += f"shift; exec setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups --no-new-privs"
            script += ' -- "$@"'
            stage = ["unshare", "--mount", "--propagation", "private", "--", "sh", "-c", script, "box"]
            stage += [*map(str, sources.values()), "--"]
            sources = {path: Path(f"/mnt/{i}") for i, path in enumerate(sources)}
        command = [*stage, shutil.which("bwrap") or "bwrap"]
        command += ["--unshare-all", "--unshare-user", "--disable-userns"]
        command += ["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"]
        for name in capabilities:
            command += ["--cap-add", name]
        # What runs is process 1: nothing in the box can signal it, and every orphan becomes its child.
        command += ["--as-pid-1"]
        command += ["--seccomp", str(filtered)]
        for name, value in self.environment.items():
            command += ["--setenv", name, value]
        command += ["--ro-bind", "/usr", "/usr"]
        for name in ("bin", "lib", "lib64", "sbin"):
            if Path("/", name).is_symlink():
                command += ["--symlink", f"usr/{name}", f"/{name}"]
            elif Path("/", name).is_dir():
                command += ["--ro-bind", f"/{name}", f"/{name}"]
        if Path(FONTS).is_dir():
            command += ["--ro-bind", FONTS, FONTS]
        for path, source in sources.items():
            command += ["--ro-bind", str(source), path]
        command += hiding
        # Shared memory of /dev/zero belongs to no file or process; /dev/full reads the same, and has none.
        command += ["--proc", "/proc", "--dev", "/dev", "--dev-bind", "/dev/full", "/dev/zero"]
        for writable, size in sizes.items():
            command += ["--size", str(size), "--perms", "0700", "--tmpfs", writable]
        # bubblewrap's own / and /dev are in memory too, without a limit of size.
        command += ["--remount-ro", "/dev", "--remount-ro", "/"]
        return [*command, "--chdir", WORK, "--hostname", "box", "--", *self._program(program)]


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
