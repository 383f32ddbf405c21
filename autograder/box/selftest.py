"""The self-test of a sandbox before it takes work: a probe tries what must not be possible."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from autograder.box.advice import diagnose
from autograder.box.group_selftest import choose_accounting
from autograder.box.hidden import GRADER, files, locations, seen_at
from autograder.box.notebook import CellStopped, CodeCell
from autograder.box.pythons import Python
from autograder.box.sandbox import Kit, Sandbox, unavailable_reason
from autograder.box.session import Box
from autograder.content import ExerciseSet
from autograder.content.calls import CallError
from autograder.content.finding import installed_packages
from autograder.content.modules import packages_of
from autograder.course.limits import Limits
from autograder.errors import KernelError, NoSandboxError

NOT_IN_A_BOX = (
    "the Python of this assignment's kernel does not run in the sandbox (Python {}, numpy {}, {}). Name "
    "another kernel for grading in nbgrader_config.py:  c.Execute.kernel_name = 'python3'"
)
PROBE = """
import ctypes, fcntl, importlib.util, mmap, os, socket

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

def refused(name, *arguments):
    return ctypes.CDLL(None)[name](*arguments) < 0

def shared_pages(place):
    return mmap.mmap(-1 if place is None else os.open(place, os.O_RDWR), 1)

def signs(folder):
    file = os.open(folder + "/worker.py", os.O_RDONLY)
    yield lambda: os.preadv(file, [bytearray(1)], 0, os.RWF_NOWAIT)
    yield lambda: fcntl.flock(file, fcntl.LOCK_SH)
    yield lambda: fcntl.fcntl(os.open(folder, os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_ACCESS)

def absent(name):
    spec = importlib.util.find_spec(name)
    if spec is None:
        return True
    # An empty folder is taken for a package too: one without a file to load.
    return spec.origin is None and not any(map(os.listdir, spec.submodule_search_locations or ()))

def text(numbers):
    return "".join(map(chr, numbers))

def hidden(names):
    return int(all(absent(text(name)) for name in names))

def no_file(paths):
    return int(not any(os.path.isfile(text(path)) for path in paths))

def probe(grader, content, home, variables):
    return {
        "no network": int(fails(reach) and [name for _, name in socket.if_nameindex()] == ["lo"]),
        "no socket to the hypervisor": fails(lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)),
        "no memory that no limit counts": int(fails(lambda: os.memfd_create("x"))
            and all(fails(lambda: shared_pages(place)) for place in (None, "/dev/zero"))),
        "no signs in shared files": int(refused("inotify_init1", 0) and refused("fanotify_init", 512, 0)
            and all(map(fails, signs("/opt/kit/_box")))),
        "no core of its choice": fails(lambda: os.sched_setaffinity(0, os.sched_getaffinity(0))),
        "no power over the worker": fails(lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)),
        "no grader": hidden(grader["names"]),
        "no home": int(not os.path.exists(text(home))),
        "no file of the grader": no_file(grader["files"]),
        "no content of a course": hidden(content["names"]),
        "no file of a course": no_file(content["files"]),
        "no kernel settings": fails(lambda: open("/proc/sys/kernel/core_pattern", "r+b")),
        "no writing beside its folders": int(all(fails(lambda: open(place, "a")) for place in (
            "/opt/kit/_box/worker.py", "/opt/kit/new", "/opt/new", "/dev/new", "/usr/new", "/new"))),
        "no reach into the worker": fails(lambda: open(f"/proc/{os.getppid()}/mem", "r+b")),
        "no environment": int(set(os.environ) <= {"PWD", "LC_CTYPE", *map(text, variables)}),
        "no rights": int(not any(int(line.split()[1], 16) for line in open("/proc/self/status")
            if line.startswith("Cap"))),
        "not root": int(0 not in (os.getuid(), os.geteuid(), os.getgid())),
        "no other process": int(os.getppid() == 1 and sum(map(str.isdigit, os.listdir("/proc"))) == 2),
    }
"""


def prepare(
    package: Path | None,
    limits: Limits,
    exercises: ExerciseSet | None = None,
    *,
    sandboxed: bool = True,
    python: Python | None = None,
    private: Collection[Path] = (),
    imports: Collection[str] = (),
) -> Sandbox:
    """Return a sandbox that passed its self-test, or one without walls if that was asked for.

    Parameters
    ----------
    package
        The students' package, if there is one.
    exercises
        What is graded: no box may see where it is defined.
    python
        What runs in a box; the grader's own by default.
    private
        Folders of which no box may see anything: the course.
    imports
        Modules that many notebooks import.

    Raises
    ------
    NoSandboxError
        If no sandbox works here; the text says what to do.
    """
    sandbox = new_sandbox(
        package, limits, exercises, sandboxed=sandboxed, python=python, private=private, imports=imports
    )
    try:
        verify(sandbox)
    except NoSandboxError:
        sandbox.close()
        raise
    return sandbox


def new_sandbox(
    package: Path | None,
    limits: Limits,
    exercises: ExerciseSet | None = None,
    *,
    sandboxed: bool,
    python: Python | None = None,
    private: Collection[Path] = (),
    imports: Collection[str] = (),
) -> Sandbox:
    """Return a sandbox that must pass `verify` before it is used; its parameters are those of `prepare`."""
    content = {*installed_packages(), *(packages_of(exercises) if exercises is not None else ())}
    hidden = (GRADER, *sorted(content))
    return Sandbox(
        "bubblewrap" if sandboxed else "none",
        Kit.make(package),
        limits,
        hidden=hidden,
        imports=tuple(name for name in imports if name.partition(".")[0] != (package and package.name)),
        python=(python or Python.here()).without(hidden, private),
    )


def verify(sandbox: Sandbox) -> None:
    """Let a sandbox pass its self-test and choose its accounting; without walls there is nothing to verify.

    Raises
    ------
    NoSandboxError
        If it does not work here; the text says what to do.
    KernelError
        If the Python of another environment does not work in it.
    """
    if sandbox.name == "none":
        return
    reason = unavailable_reason()
    if reason is not None:
        raise NoSandboxError(reason)
    choose_accounting(sandbox)
    try:
        failed = self_test(sandbox)
    except (CallError, CellStopped, NoSandboxError) as error:
        if sandbox.python.command:
            raise KernelError(
                NOT_IN_A_BOX.format(*sandbox.python.versions, sandbox.python.executable)
            ) from error
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
    home, variables = _numbers(str(Path.home().resolve())), list(map(_numbers, sandbox.environment))
    with Box(sandbox) as box:
        notebook = box.open(cells, {})
        list(notebook.run([cell.index for cell in cells]))
        found = notebook.call(
            "probe", (_traces((GRADER,), sandbox), _traces(content, sandbox), home, variables)
        )
        notebook.close()
    return [name for name, held in found.items() if held != 1]


def _traces(names: tuple[str, ...], sandbox: Sandbox) -> dict[str, list[list[int]]]:
    """Return what a box would know hidden packages by, as numbers: no text goes over the wire."""
    kept = [file for location in locations(names, sandbox.python.folders) for file in files(location)]
    paths = [str(file) for file in kept] + [path for file in kept for path in seen_at(file, sandbox.bound())]
    return {"names": list(map(_numbers, names)), "files": list(map(_numbers, paths))}


def _numbers(text: str) -> list[int]:
    return list(map(ord, text))
