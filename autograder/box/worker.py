"""The process inside the box: imports numpy once, then forks a child for each notebook.

It knows no answers, and nothing that it or its children send is believed. The control socket is its
standard input; a notebook's own socket arrives over it and is held by that notebook's child alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import shutil
import signal
import socket
import sys
from pathlib import Path

KIT = str(Path(__file__).resolve().parent)
sys.path.insert(0, KIT)
sys.dont_write_bytecode = True

PR_SET_DUMPABLE = 4


def add_site_packages(folders: list[str]) -> None:
    """Make the packages importable; .pth files are not obeyed."""
    sys.path.extend(folders)


def main(alone: bool) -> None:
    """Obey the judge until its end of the control socket closes.

    Parameters
    ----------
    alone
        Whether this process has a process namespace of its own, so that it may kill everything else in it.
    """
    import numpy as np
    import numpy.linalg
    import numpy.random

    import cells
    import wire

    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    # A child runs as the same user: without this it could write into this process through /proc.
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    wire.send(control, {"ready": np.__version__})
    children: list[int] = []
    while True:
        prefix, descriptors, _, _ = socket.recv_fds(control, wire.PREFIX.size, 1)
        if len(prefix) < wire.PREFIX.size:
            break
        order, _ = wire.receive_rest(control, prefix)
        if "notebook" in order:
            pid = os.fork()
            if pid == 0:
                control.close()
                run_child(order["notebook"], descriptors[0], cells)
            os.close(descriptors[0])
            children.append(pid)
        elif "clean" in order:
            clean(children, alone)
            children = []
            wire.send(control, {"clean": True})
    clean(children, alone)


def run_child(order: dict, descriptor: int, cells) -> None:  # noqa: ANN001
    """Run one notebook and answer calls; never returns."""
    code = 1
    with contextlib.suppress(BaseException):
        os.setsid()
        set_limits(order["limits"])
        for name, text in order["files"].items():
            Path(name).write_text(text, encoding="utf-8")
        cells.serve(socket.socket(fileno=descriptor), order)
        code = 0
    os._exit(code)


def set_limits(limits: dict) -> None:
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


def clean(children: list[int], alone: bool) -> None:
    """End every process but this one, and empty the writable folders."""
    if alone and os.getpid() < 10:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
    else:
        for pid in children:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while children if not alone else True:
            os.waitpid(children.pop() if not alone else -1, 0)
    for folder in {os.getcwd(), "/tmp"} if alone else {os.getcwd()}:  # noqa: PTH109
        for entry in os.scandir(folder):
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    os.unlink(entry.path)  # noqa: PTH108


if __name__ == "__main__":
    add_site_packages(sys.argv[2:])
    main(alone=sys.argv[1] == "alone")
