"""Process 1 of a box: it has imported numpy, and forks a child for each notebook.

It knows no answers, and nothing that it or its children send is believed. The control socket is its
standard input; a notebook's own socket arrives over it and is held by that notebook's child alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import select
import signal
import socket
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

from .accounting import Processes, others
from .control_group import ControlGroup
from .folder import FOLDERS, OTHERS, WORK, Folder, empty

KIT = Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True

PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
WATCH_SECONDS, CLOSE_SECONDS = 0.25, 0.05
"""How often the limits of the whole box are looked at, and how often when half of its memory is in use."""
RESERVED, ADDRESSES = 2, 16
"""How many times its memory a process may reserve, and have as addresses: libraries use little of it."""
NICENESS = 5
"""How far behind the judge, and behind process 1, a notebook stands for a processor."""
COUNTED_FOR_A_USER = (
    "RLIMIT_SIGPENDING",
    "RLIMIT_MSGQUEUE",
    "RLIMIT_MEMLOCK",
    "RLIMIT_NICE",
    "RLIMIT_RTPRIO",
)
"""What the kernel counts for all boxes of a user together, and rights to go before others: a box has none."""
REQUEST_MAX = 256 << 20  # the judge's own requests, with the sources of all notebooks, written twice as JSON


def prepare() -> socket.socket:
    """Import once what notebooks need, and become what nothing in the box can touch.

    Returns
    -------
    socket.socket
        The judge's control socket, which was the standard input.
    """
    import numpy.linalg
    import numpy.random  # noqa: F401

    from . import cells, kernel_names, wire  # noqa: F401

    # Imported once for all notebooks of a student, as numpy is: the student package, and the module with
    # which set-up cells look up versions.
    import importlib.metadata

    importlib.import_module("folder_last").remove()
    kernel_names.set_builtins()
    warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")  # a notebook shows it

    for package in KIT.glob("*/__init__.py"):
        with contextlib.suppress(Exception):  # the cell that imports it shows what is wrong
            importlib.import_module(package.parent.name)
    control = socket.socket(fileno=os.dup(0))
    open_descriptors()
    # If the machine runs out of memory, the kernel should kill a box, not the grader.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    # The processes in the box cannot kill PID 1 with a signal it does not handle.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # A child runs as the same user: without this it could write into this process through /proc.
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    gc.freeze()  # so that no fork searches all of numpy for garbage
    return control


def open_descriptors() -> None:
    """Open descriptors 0 to 2 anew: flags of a file that was opened once are the same in every fork."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.close(null)


def main(control: socket.socket, alone: bool) -> None:
    """Serve the judge until its end of the control socket closes.

    Parameters
    ----------
    alone
        Whether this process has a process namespace of its own, so that it may kill everything else in it.
    """
    from . import cells, wire

    wire.send(control, {"ready": True})
    folder = Folder()
    children: list[int] = []
    limits: dict[str, Any] = {}
    met = ""
    account = Processes()
    while True:
        pause = WATCH_SECONDS
        while alone and children and not select.select([control], [], [], pause)[0]:
            if over := limit_met(limits, account):
                met = met or over
                end_all()
            pause = CLOSE_SECONDS if account.near else WATCH_SECONDS
        try:
            request, descriptors = wire.receive_request(control, REQUEST_MAX)
        except wire.Closed:
            break
        if "furnish" in request:
            folder = Folder(descriptors)
        elif "group" in request:
            account = ControlGroup(*descriptors)
        elif "notebook" in request:
            folder.furnish(request["notebook"]["files"])
            limits, met = request["notebook"]["limits"] | {"furnished": folder.size}, ""
            limits["files"] += folder.count
            account.begin()
            pid = os.fork()
            if pid == 0:
                control.close()
                folder.close()
                ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
                run_child(request["notebook"] | {"limits": limits}, descriptors[0], cells, account)
            os.close(descriptors[0])
            children.append(pid)
        elif "interrupt" in request:
            if children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(children[-1], signal.SIGINT)
        elif "waited" in request:
            used = account.seconds() if alone else 0.0
            wire.send(control, {"waited": account.waited(others() if alone else children[-1:], used)})
        elif "clean" in request:
            met = met or ("memory_mb" if account.killed() else "")
            if not clean(children, alone, keep=request["keep"] and (not alone or leaves_half(limits))):
                break  # the judge starts a new box
            children = []
            wire.send(control, {"clean": True, "met": met})
    clean(children, alone)


def run_child(request: dict[str, Any], descriptor: int, cells: ModuleType, account: Processes) -> None:
    """Run one notebook and answer calls; never returns."""
    code = 1
    with contextlib.suppress(BaseException):
        os.setsid()
        account.enter()
        # Process 1 may look at its pages; nothing but the notebook is in it, as in a kernel's process.
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
        set_limits(request["limits"])
        cells.serve(socket.socket(fileno=descriptor), request)
        code = 0
    os._exit(code)


def set_limits(limits: dict[str, Any]) -> None:
    """Set the limits of one notebook's process."""
    with contextlib.suppress(OSError):
        os.nice(NICENESS)
    for name, value in (
        *((getattr(resource, name), 0) for name in COUNTED_FOR_A_USER if hasattr(resource, name)),
        (resource.RLIMIT_DATA, RESERVED * limits["memory_mb"] << 20),
        (resource.RLIMIT_AS, ADDRESSES * limits["memory_mb"] << 20),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, (limits["disk_mb"] << 20) + limits["furnished"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (value, value))


def limit_met(limits: dict[str, Any], account: Processes) -> str:
    """Return the name of a limit of the whole box that is exceeded; "" if none."""
    if account.over(limits["memory_mb"] << 20):
        return "memory_mb"
    if files_in_use() > limits["files"]:
        return "files"
    now = account.seconds()
    if now > limits["cpu_seconds"]:
        return "cpu_seconds"
    return "submission_cpu_seconds" if now + account.earlier() > limits["submission_cpu_seconds"] else ""


def files_in_use() -> int:
    """Return the number of files in the writable folders: each takes kernel memory beside its size."""
    states = [os.statvfs(folder) for folder in FOLDERS]
    return sum(state.f_files - state.f_ffree for state in states)


def leaves_half(limits: dict[str, Any]) -> bool:
    """Return whether a notebook left the next one half of the room for files, or more."""
    state = os.statvfs(WORK)
    few = 2 * files_in_use() <= int(limits["files"])
    return few and 2 * state.f_bavail * state.f_frsize >= int(limits["disk_mb"]) << 20


def end_all() -> None:
    """Kill every process of the box but this one, which is its process 1."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)


def clean(children: list[int], alone: bool, keep: bool = False) -> bool:
    """End every process but this one, and empty the writable folders; return whether nothing is left.

    Parameters
    ----------
    keep
        Whether what is in the notebook's folder stays.
    """
    if alone and os.getpid() == 1:
        end_all()
        with contextlib.suppress(ChildProcessError):
            while True:  # orphans are children of process 1 too, so that none is missed
                os.waitpid(-1, 0)
    else:
        for pid in children:
            for kill in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
    folders = [*([] if keep else [os.getcwd()]), *(OTHERS if alone and os.getpid() == 1 else [])]
    return not [folder for folder in folders if not empty(folder)]


def run(arguments: list[str]) -> None:
    """Be the process that `Sandbox` starts: "alone" or "shared"."""
    main(prepare(), alone=arguments == ["alone"])
