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
import shutil
import signal
import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

KIT = str(Path(__file__).resolve().parent)
sys.path.insert(0, KIT)
sys.dont_write_bytecode = True

PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
WATCH_SECONDS = 0.25
REQUEST_MAX = 256 << 20  # the judge's own requests, with the sources of all notebooks, written twice as JSON
FOLDERS = ("/work", "/tmp", "/dev/shm")


def add_site_packages(folders: list[str]) -> None:
    """Make the packages importable; .pth files are not obeyed."""
    sys.path.extend(folders)


def prepare() -> socket.socket:
    """Import once what notebooks need, and become what nothing in the box can touch.

    Returns
    -------
    socket.socket
        The judge's control socket, which was the standard input.
    """
    import numpy.linalg
    import numpy.random  # noqa: F401

    import cells  # noqa: F401
    import wire  # noqa: F401

    # Imported once for all notebooks of a student, as numpy is: the student package, and the module with
    # which set-up cells look up versions.
    import importlib.metadata

    for package in Path(KIT).glob("*/__init__.py"):
        with contextlib.suppress(Exception):  # the cell that imports it shows what is wrong
            importlib.import_module(package.parent.name)
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    # If the machine runs out of memory, the kernel should kill a box, not the grader.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    # The processes in the box cannot kill PID 1 with a signal it does not handle.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # A child runs as the same user: without this it could write into this process through /proc.
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    gc.freeze()  # so that no fork searches all of numpy for garbage
    return control


def main(control: socket.socket, alone: bool) -> None:
    """Serve the judge until its end of the control socket closes.

    Parameters
    ----------
    alone
        Whether this process has a process namespace of its own, so that it may kill everything else in it.
    """
    import cells
    import wire

    wire.send(control, {"ready": True})
    children: list[int] = []
    limits: dict[str, Any] = {}
    met = ""
    while True:
        while alone and children and not select.select([control], [], [], WATCH_SECONDS)[0]:
            over = limit_met(limits)
            if over:
                met = met or over
                end_all()
        try:
            request, descriptors = wire.receive_request(control, REQUEST_MAX)
        except wire.Closed:
            break
        if "notebook" in request:
            limits, met = request["notebook"]["limits"], ""
            pid = os.fork()
            if pid == 0:
                control.close()
                ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
                run_child(request["notebook"], descriptors[0], cells)
            os.close(descriptors[0])
            children.append(pid)
        elif "clean" in request:
            if not clean(children, alone):
                break  # the judge starts a new box
            children = []
            wire.send(control, {"clean": True, "met": met})
    clean(children, alone)


def run_child(request: dict[str, Any], descriptor: int, cells: ModuleType) -> None:
    """Run one notebook and answer calls; never returns."""
    code = 1
    with contextlib.suppress(BaseException):
        os.setsid()
        set_limits(request["limits"])
        for name, text in request["files"].items():
            Path(name).write_text(text, encoding="utf-8")
        cells.serve(socket.socket(fileno=descriptor), request)
        code = 0
    os._exit(code)


def set_limits(limits: dict[str, Any]) -> None:
    """Set the limits of one notebook's process."""
    for name, value in (
        (resource.RLIMIT_AS, limits["memory_mb"] << 20),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, limits["disk_mb"] << 20),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (value, value))


def limit_met(limits: dict[str, Any]) -> str:
    """Return the name of a limit of the whole box that is exceeded; "" if there is none."""
    if memory_in_use() > limits["memory_mb"] << 20:
        return "memory_mb"
    if files_in_use() > limits["files"]:
        return "files"
    now, before = processor_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    if now > limits["cpu_seconds"]:
        return "cpu_seconds"
    earlier = before.ru_utime + before.ru_stime  # of notebooks that are over
    return "submission_cpu_seconds" if now + earlier > limits["submission_cpu_seconds"] else ""


def processor_time() -> float:
    """Return the processor seconds of all other processes of the box and of their ended children."""
    ticks = 0
    for name in os.listdir("/proc"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            if int(name) != os.getpid():
                # The name of a process is in brackets and may hold anything.
                numbers = Path("/proc", name, "stat").read_bytes().rpartition(b")")[2].split()
                ticks += sum(map(int, numbers[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_in_use() -> int:
    """Return the bytes that all other processes of the box hold together: RLIMIT_AS counts each alone."""
    total = 0
    for name in os.listdir("/proc"):
        with contextlib.suppress(OSError, ValueError):
            if int(name) != os.getpid():
                for line in Path("/proc", name, "status").read_text().splitlines():
                    if line.startswith(("RssAnon:", "RssShmem:")):
                        total += int(line.split()[1]) << 10
    return total


def files_in_use() -> int:
    """Return the number of files in the writable folders: each takes kernel memory beside its size."""
    states = [os.statvfs(folder) for folder in FOLDERS]
    return sum(state.f_files - state.f_ffree for state in states)


def end_all() -> None:
    """Kill every process of the box but this one, which is its process 1."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)


def clean(children: list[int], alone: bool) -> bool:
    """End every process but this one, and empty the writable folders; return whether nothing is left."""
    if alone and os.getpid() == 1:
        end_all()
        with contextlib.suppress(ChildProcessError):
            while True:  # orphans are children of process 1 too, so that none is missed
                os.waitpid(-1, 0)
        folders = list(FOLDERS)
    else:
        for pid in children:
            for kill in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        folders = [os.getcwd()]
    left = False
    for folder in folders:
        for entry in os.scandir(folder):
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    os.unlink(entry.path)
        left = left or any(os.scandir(folder))
    return not left


if __name__ == "__main__":
    add_site_packages(sys.argv[2:])
    main(prepare(), alone=sys.argv[1] == "alone")
