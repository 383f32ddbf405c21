"""The self-test of a sandbox before it takes work: a probe tries what must not be possible."""

from __future__ import annotations

from pathlib import Path

from autograder.box.advice import diagnose
from autograder.box.hidden import GRADER, files, locations, seen_at
from autograder.box.notebook import CellStopped, CodeCell
from autograder.box.sandbox import Kit, Sandbox, packages, unavailable_reason
from autograder.box.session import Box
from autograder.content import ExerciseSet
from autograder.content.calls import CallError
from autograder.content.finding import installed_packages
from autograder.content.modules import packages_of
from autograder.course.limits import Limits
from autograder.errors import NoSandboxError

PROBE = """
import importlib.util, os, socket

def fails(action):
    try:
        action()
    except (OSError, ImportError):
        return 1
    return 0

def reach():
    with socket.socket() as s:
        s.settimeout(1)
        s.connect(("192.0.2.1", 9))

def absent(name):
    spec = importlib.util.find_spec(name)
    if spec is None:
        return True
    # An empty folder is taken for a package too: one without a file to load.
    return spec.origin is None and not any(map(os.listdir, spec.submodule_search_locations or ()))

def hidden(names):
    return int(all(absent("".join(map(chr, name))) for name in names))

def no_file(paths):
    return int(not any(os.path.isfile("".join(map(chr, path))) for path in paths))

def probe(grader, content, home):
    return {
        "no network": int(fails(reach) and [name for _, name in socket.if_nameindex()] == ["lo"]),
        "no socket to the hypervisor": fails(lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)),
        "no memory that no limit counts": fails(lambda: os.memfd_create("x")),
        "no grader": hidden(grader["names"]),
        "no home": int(not os.path.exists("".join(map(chr, home)))),
        "no file of the grader": no_file(grader["files"]),
        "no content of a course": hidden(content["names"]),
        "no file of a course": no_file(content["files"]),
        "no kernel settings": fails(lambda: open("/proc/sys/kernel/core_pattern", "r+b")),
        "no writing beside its folders": int(all(fails(lambda: open(place, "a")) for place in (
            "/opt/kit/worker.py", "/opt/kit/new", "/opt/new", "/dev/new", "/usr/new", "/new"))),
        "no reach into the worker": fails(lambda: open(f"/proc/{os.getppid()}/mem", "r+b")),
        "no environment": int(set(os.environ) <= {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "PWD",
            "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MPLBACKEND", "COACH_QUIET", "LC_CTYPE"}),
        "no rights": int(not any(int(line.split()[1], 16) for line in open("/proc/self/status")
            if line.startswith("Cap"))),
        "not root": int(0 not in (os.getuid(), os.geteuid(), os.getgid())),
        "no other process": int(os.getppid() == 1 and sum(map(str.isdigit, os.listdir("/proc"))) == 2),
    }
"""


def prepare(
    package: Path | None, limits: Limits, exercises: ExerciseSet | None = None, *, sandboxed: bool = True
) -> Sandbox:
    """Return a sandbox that passed its self-test, or one without walls if that was asked for.

    Parameters
    ----------
    package
        The students' package, if there is one.
    exercises
        What is graded: no box may see where it is defined.

    Raises
    ------
    NoSandboxError
        If no sandbox works here; the text says what to do.
    """
    sandbox = new_sandbox(package, limits, exercises, sandboxed=sandboxed)
    try:
        verify(sandbox)
    except NoSandboxError:
        sandbox.close()
        raise
    return sandbox


def new_sandbox(
    package: Path | None, limits: Limits, exercises: ExerciseSet | None = None, *, sandboxed: bool
) -> Sandbox:
    """Return a sandbox that must pass `verify` before it is used; its parameters are those of `prepare`."""
    content = {*installed_packages(), *(packages_of(exercises) if exercises is not None else ())}
    return Sandbox(
        "bubblewrap" if sandboxed else "none", Kit.make(package), limits, hidden=(GRADER, *sorted(content))
    )


def verify(sandbox: Sandbox) -> None:
    """Let a sandbox pass its self-test; without walls there is nothing to verify.

    Raises
    ------
    NoSandboxError
        If it does not work here; the text says what to do.
    """
    if sandbox.name == "none":
        return
    reason = unavailable_reason()
    if reason is not None:
        raise NoSandboxError(reason)
    try:
        failed = self_test(sandbox)
    except (CallError, CellStopped, NoSandboxError) as error:
        raise NoSandboxError(f"bubblewrap is installed but could not start a box: {diagnose()}") from error
    if failed:
        raise NoSandboxError(
            f"the sandbox did not pass its self-test ({', '.join(failed)}). Grade on another machine, and "
            "report this."
        )


def self_test(sandbox: Sandbox) -> list[str]:
    """Return what the probe could do although it must not."""
    cells = [CodeCell(0, PROBE)]
    content = tuple(name for name in sandbox.hidden if name != GRADER)
    home = list(map(ord, str(Path.home().resolve())))
    with Box(sandbox) as box:
        notebook = box.open(cells, {})
        notebook.run_cells(cells)
        found = notebook.call("probe", (_traces((GRADER,), sandbox), _traces(content, sandbox), home))
        notebook.close()
    return [name for name, held in found.items() if held != 1]


def _traces(names: tuple[str, ...], sandbox: Sandbox) -> dict[str, list[list[int]]]:
    """Return what a box would know hidden packages by, as numbers: no text goes over the wire."""
    kept = [file for location in locations(names, packages()) for file in files(location)]
    paths = [str(file) for file in kept] + [path for file in kept for path in seen_at(file, sandbox.bound())]
    return {"names": [list(map(ord, name)) for name in names], "files": [list(map(ord, p)) for p in paths]}
