"""The sandbox proves itself before it takes work: a probe tries what must not be possible."""

from __future__ import annotations

from pathlib import Path

from autograder.box.advice import diagnose
from autograder.box.notebook import CellStopped, CodeCell
from autograder.box.sandbox import Kit, NoSandboxError, Sandbox, unavailable_reason
from autograder.box.session import Box
from autograder.content.calls import CallError
from autograder.course.limits import Limits

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

def probe(secret, home):
    return {
        "no network": int(fails(reach) and [name for _, name in socket.if_nameindex()] == ["lo"]),
        "no socket to the hypervisor": fails(lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)),
        "no memory that no limit counts": fails(lambda: os.memfd_create("x")),
        "no grader": int(importlib.util.find_spec("autograder") is None),
        "no home": int(not os.path.exists("".join(map(chr, home)))),
        "no file of the grader": int(not os.path.exists("".join(map(chr, secret)))),
        "no kernel settings": fails(lambda: open("/proc/sys/kernel/core_pattern", "r+b")),
        "no writing beside its folders": int(all(fails(lambda: open(place, "a")) for place in (
            "/opt/kit/worker.py", "/opt/kit/new", "/opt/new", "/dev/new", "/usr/new", "/new"))),
        "no reach into the worker": fails(lambda: open(f"/proc/{os.getppid()}/mem", "r+b")),
        "no environment": int(set(os.environ) <= {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "PWD",
            "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MPLBACKEND", "CHAINLAB_QUIET", "LC_CTYPE"}),
        "no rights": int(not any(int(line.split()[1], 16) for line in open("/proc/self/status")
            if line.startswith("Cap"))),
        "not root": int(0 not in (os.getuid(), os.geteuid(), os.getgid())),
        "no other process": int(os.getppid() == 1 and sum(map(str.isdigit, os.listdir("/proc"))) == 2),
    }
"""


def prepare(package: Path | None, limits: Limits, *, sandboxed: bool = True) -> Sandbox:
    """Return a sandbox that passed its self-test, or none at all where that was asked for.

    Raises
    ------
    NoSandboxError
        Where no sandbox works here; the text says what to do.
    """
    sandbox = new_sandbox(package, limits, sandboxed=sandboxed)
    try:
        verify(sandbox)
    except NoSandboxError:
        sandbox.close()
        raise
    return sandbox


def new_sandbox(package: Path | None, limits: Limits, *, sandboxed: bool) -> Sandbox:
    """Return a sandbox that is not to be used before `verify`."""
    return Sandbox("bubblewrap" if sandboxed else "none", Kit.make(package), limits)


def verify(sandbox: Sandbox) -> None:
    """Let a sandbox pass its self-test; where none was asked for there is nothing to prove.

    Raises
    ------
    NoSandboxError
        Where it does not work here; the text says what to do.
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
            f"the sandbox did not pass its self-test ({', '.join(failed)}). Nothing was graded."
        )


def self_test(sandbox: Sandbox) -> list[str]:
    """Return what the probe could do although it must not."""
    cells = [CodeCell(0, PROBE)]
    secret, home = Path(__file__).resolve(), Path.home().resolve()
    with Box(sandbox) as box:
        notebook = box.open(cells, {})
        notebook.run_cells(cells)
        found = notebook.call("probe", (list(map(ord, str(secret))), list(map(ord, str(home)))))
        notebook.close()
    return [name for name, held in found.items() if held != 1]
