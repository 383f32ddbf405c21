"""Tries what docs/security.md says of containers: with which options the sandbox starts in one.

    python -m tools.containers     tries every start of `STARTS`, and writes the table

Podman and docker are given folders of their own and leave nothing behind. Root alone can try all: an ordinary
user for rootless podman is made up in a mount namespace, so that the machine's users stay as they are.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from autograder.box.advice import DOCKER, DOCKER_ROOT, PODMAN
from tools.repository import REPOSITORY, hand_in_class, make_course
from vanishing_gradients import ASSIGNMENT

IMAGE = "localhost/grading"  # as podman names what it built, and docker what podman saved
PAGE = REPOSITORY / "docs" / "security.md"
BEGIN, END = "<!-- made by tools/containers.py -->", "<!-- end -->"
ROOTFUL, ROOTLESS, DOCKERS = "podman, rootful", "podman, rootless", "docker"
ORDINARY = "--user=1000:1000"
STUDENT = "full-marks-textbook"
SYSTEM = {"podman": "podman", "runc": "runc", "mmdebstrap": "mmdebstrap", "newuidmap": "uidmap"}
"""The programs that this needs, and Debian's packages that have them."""
NAME, USER = "grading-teacher", 54321
"""Who has the rootless podman."""
SUBORDINATE = "200000:65536"
"""The numbers of the users in that podman's containers."""
SETTINGS = """
[containers]
default_ulimits = ["nofile=1024:2048", "nproc=4096:4096"]  # a machine's own limits may be lower than podman's
[engine]
runtime = "runc"  # crun refuses a machine whose control groups are of both versions
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
tmp_dir = "{folder}/tmp"
"""
STORAGE = """
[storage]
driver = "overlay"
graphroot = "{folder}/images"
runroot = "{folder}/run"
"""
AS_USER = """
set -e
for file in passwd subuid subgid; do mount --bind "$1/$file" "/etc/$file"; done
shift
exec setpriv --reuid $OWNER --regid $OWNER --clear-groups --inh-caps=-all -- "$@"
"""
"""In a mount namespace of its own: the user of a rootless podman is known there, and nowhere else."""
DOCKERD = ("--iptables=false", "--bridge=none", "--storage-driver=vfs")


@dataclass(frozen=True)
class Start:
    """A way to start the container.

    Parameters
    ----------
    engine
        Who starts it.
    options
        With what, beside the course's folder and no network.
    works
        Whether the sandbox starts in it, and grades.
    """

    engine: str
    options: tuple[str, ...]
    works: bool

    def __str__(self) -> str:
        return f"{self.engine}: {' '.join(self.options) or 'no options'}"


STARTS = (
    Start(ROOTFUL, PODMAN, works=True),
    Start(ROOTLESS, PODMAN, works=True),
    Start(DOCKERS, (ORDINARY, *DOCKER), works=True),
    Start(DOCKERS, (DOCKER_ROOT, *DOCKER), works=True),
    Start(ROOTLESS, (ORDINARY, *DOCKER), works=True),
    Start(ROOTFUL, (), works=False),
    Start(ROOTLESS, (), works=False),
    Start(DOCKERS, (), works=False),
    Start(ROOTFUL, PODMAN[:1], works=False),
    Start(ROOTLESS, PODMAN[1:], works=False),
    Start(ROOTLESS, DOCKER[:1], works=False),
    Start(ROOTFUL, (ORDINARY, *PODMAN), works=False),
    Start(DOCKERS, (DOCKER_ROOT, DOCKER[2]), works=False),
)


@dataclass(frozen=True)
class Engine:
    """A podman or a docker with a folder of its own.

    Parameters
    ----------
    folder
        Where its images are, and the course.
    command
        How it is started.
    owner
        The user of this machine whose engine it is.
    """

    folder: Path
    command: tuple[str, ...]
    owner: int
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        """Run a command of the engine."""
        return self.run(*self.command, *arguments, timeout=timeout)

    def run(self, *command: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        """Run any command as the engine's user, with its settings."""
        if self.owner != os.getuid():
            user = ("unshare", "--mount", "--propagation", "private", "--", "sh", "-c", AS_USER, "user")
            command = (*user, str(self.folder), *command)
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, **self.environment, "OWNER": str(self.owner)},
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )

    def grade(
        self, course: Path, options: tuple[str, ...], *arguments: str
    ) -> subprocess.CompletedProcess[str]:
        """Grade a course in a container that is started with these options."""
        mount = ("--volume", f"{course}:/course")
        graded = ("autograder", "grade", ASSIGNMENT, *arguments)
        return self("run", "--rm", "--network=none", *options, *mount, IMAGE, *graded)

    @contextmanager
    def copy(self, course: Path) -> Iterator[Path]:
        """Copy a course to where the engine's user, and any user in a container, may write."""
        copied = Path(shutil.copytree(course, self.folder / "course"))
        for path in (copied, *copied.rglob("*")):
            if os.getuid() == 0:
                os.chown(path, self.owner, self.owner)
            path.chmod(0o777 if path.is_dir() else 0o666)
        try:
            yield copied
        finally:
            shutil.rmtree(copied)


@contextmanager
def podman(*, rootless: bool) -> Iterator[Engine]:
    """Set up a podman; as an ordinary user there is none but a rootless one."""
    folder = _folder("podman-")
    owner = (USER if rootless else 0) if os.getuid() == 0 else os.getuid()
    for name in ("home", "tmp", "run", "images"):
        (folder / name).mkdir(mode=0o700)
    if owner != os.getuid():
        passwd = f"{NAME}:x:{owner}:{owner}::{folder}/home:/bin/sh\n"
        (folder / "passwd").write_text(Path("/etc/passwd").read_text() + passwd)
        for name in ("subuid", "subgid"):
            (folder / name).write_text(f"{NAME}:{SUBORDINATE}\n")
    (folder / "containers.conf").write_text(SETTINGS.format(folder=folder))
    (folder / "storage.conf").write_text(STORAGE.format(folder=folder))
    for path in folder.iterdir():
        os.chown(path, owner, owner)
    environment = {
        "CONTAINERS_CONF": str(folder / "containers.conf"),
        "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
        "XDG_RUNTIME_DIR": str(folder / "tmp"),
        "HOME": str(folder / "home"),
    }
    engine = Engine(folder, ("podman",), owner, environment)
    try:
        yield engine
    finally:
        engine("system", "reset", "--force")
        for file in folder.glob("tmp/**/pause.pid"):  # keeps a rootless podman's namespaces
            with suppress(ProcessLookupError):
                os.kill(int(file.read_text()), signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def docker() -> Iterator[Engine]:
    """Start a docker daemon and end it."""
    folder = _folder("docker-")
    host = f"unix://{folder}/docker.sock"
    places = [f"--{name}={folder}/{name}" for name in ("data-root", "exec-root", "pidfile")]
    with (folder / "log").open("w") as log:
        daemon = subprocess.Popen(["dockerd", *DOCKERD, *places, "--host", host], stdout=log, stderr=log)
    engine = Engine(folder, ("docker", "--host", host), os.getuid())
    try:
        while engine("info").returncode:
            if daemon.poll() is not None:
                raise RuntimeError((folder / "log").read_text()[-2000:])
            time.sleep(0.2)
        yield engine
    finally:
        daemon.terminate()
        daemon.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


ENGINES: dict[str, Callable[[], AbstractContextManager[Engine]]] = {
    ROOTFUL: partial(podman, rootless=False),
    ROOTLESS: partial(podman, rootless=True),
    DOCKERS: docker,
}


@contextmanager
def with_image(*names: str) -> Iterator[dict[str, Engine]]:
    """Set up engines by their names; the first builds the image with `make image`, the others get it."""
    with ExitStack() as stack:
        made = {name: stack.enter_context(ENGINES[name]()) for name in names}
        builder, *others = made.values()
        file = Path(stack.enter_context(TemporaryDirectory(prefix="image-")), "image.tar")
        file.parent.chmod(0o755)
        build = ("make", "--directory", str(REPOSITORY), "image", f"IMAGE={IMAGE}")
        done = [builder.run(*build, timeout=1200)]
        if others:
            done += [builder("save", "--output", str(file), IMAGE)]
            done += [engine("load", "--input", str(file)) for engine in others]
        for each in done:
            if each.returncode:
                raise RuntimeError(f"{each.args}\n{each.stdout[-2000:]}\n{each.stderr[-2000:]}")
        yield made


def table(starts: tuple[Start, ...] = STARTS) -> str:
    """Return the table of `docs/security.md`."""
    rows = ["| started by | user in it | options | |", "| --- | --- | --- | --- |"]
    for start in starts:
        options = " ".join(f"`{option}`" for option in start.options if option != ORDINARY) or "none"
        user, end = (
            "ordinary" if ORDINARY in start.options else "root",
            "graded" if start.works else "refused",
        )
        rows.append(f"| {start.engine} | {user} | {options} | {end} |")
    return "\n".join([BEGIN, "", *rows, "", END])


def write() -> None:
    """Write the table into its page."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(before + table() + rest.partition(END)[2], "utf-8")


def _folder(prefix: str) -> Path:
    """Make a folder that others may enter, with a short path, as a socket's must be."""
    folder = Path(mkdtemp(prefix=prefix))
    folder.chmod(0o755)
    return folder


def main() -> int:
    """Try all starts; say which came to another end than stated, and return the exit code."""
    missing = [name for name in (*SYSTEM, "dockerd") if shutil.which(name) is None]
    if missing or os.getuid():
        sys.exit(f"As root, with {', '.join([*SYSTEM.values(), 'docker.io'])} installed, this can try all.")
    wrong = 0
    with with_image(*ENGINES) as engines, TemporaryDirectory(prefix="course-") as name:
        handed_in = Path(name, "course")
        make_course(handed_in)
        hand_in_class(handed_in)
        for start in STARTS:
            with engines[start.engine].copy(handed_in) as course:
                done = engines[start.engine].grade(course, start.options, "--student", STUDENT)
            came = done.returncode == 0
            print(f"{'graded ' if came else 'refused'}  {start}", flush=True)
            if came != start.works:
                wrong += 1
                print(done.stdout[-1000:], done.stderr[-1000:])
    write()
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
