"""Inside bubblewrap: a process with numpy imported that forks a box for each submission, and never runs one.

Each fork gets process, mount, network and IPC namespaces, writable folders and a /proc of its own, and then
gives up every capability; bubblewrap's filter of system calls and its ban on further user namespaces stay.
So the imports, most of what a box costs, are paid once.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import gc
import os
import signal
import socket
import struct
import sys
from typing import Any

from . import accounting, figures, folder, worker
from .shelf import SHELF

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID, CLONE_NEWNET = 0x00020000, 0x08000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 1 << 14, 1 << 18
SIOCSIFFLAGS, IFF_UP_AND_RUNNING = 0x8914, 0x41
PR_CAPBSET_DROP, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 24, 47, 4
TERMINALS = b"newinstance,ptmxmode=0666,mode=620,max=64"
"""A box has terminals of its own, and few: the machine has not many."""
CAPABILITIES_MAX, DESCRIPTORS_MAX = 64, 256
CAPSET_VERSION = 0x20080522
LIBC = ctypes.CDLL(None, use_errno=True)


def main(control: socket.socket) -> None:
    """Start and end boxes as the judge says, until its end of the control socket closes.

    A request to start a box carries the box's own control socket, which the box alone keeps. One to import
    modules comes before the boxes that are to find them.
    """
    from . import wire

    wire.send(control, {"ready": True})
    while True:
        try:
            request, descriptors = wire.receive_request(control)
        except wire.Closed:
            return
        if "start" in request:
            wire.send(control, start(descriptors[0], request["start"]))
            os.close(descriptors[0])
        elif "import" in request:
            wire.send(control, {"imported": import_for_all(request["import"])})
        else:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(request["end"], signal.SIGKILL)
                os.waitpid(request["end"], 0)  # returns when nothing of the box is left
            wire.send(control, {"ended": request["end"]})


def import_for_all(names: list[str]) -> bool:
    """Import modules for the boxes that are still to be forked; return whether it may still fork some."""
    sys.modules.setdefault(figures.BACKEND, figures)
    figures.place_fonts()
    SHELF.fill(names)
    gc.freeze()
    return len(os.listdir("/proc/self/task")) == 1  # a fork has none of the other threads


def start(descriptor: int, sizes: dict[str, int]) -> dict[str, Any]:
    """Fork a box; return `{"started": PID}`, or `{"failed": True}`.

    Parameters
    ----------
    descriptor
        The box's control socket.
    sizes
        Bytes of each of its writable folders.
    """
    reading, writing = os.pipe()
    intermediate = os.fork()
    if intermediate == 0:
        # A new PID namespace applies only to children of the process that asks for it. This process ends at
        # once, so that the box, process 1 of its namespace, becomes a child of the zygote.
        with contextlib.suppress(BaseException):
            pid = b"0"
            try:
                check(LIBC.unshare(CLONE_NEWPID))
                inside, ready = os.pipe()
                box = os.fork()
                if box == 0:
                    os.close(inside)
                    become_box(descriptor, sizes, ready)
                os.close(ready)
                pid = str(box).encode() if os.read(inside, 1) else b"0"
            finally:
                os.write(writing, pid)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        box = int(answer.read() or 0)
    os.waitpid(intermediate, 0)
    if box:
        return {"started": box}
    with contextlib.suppress(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)  # the box that failed to start
    return {"failed": True}


def become_box(descriptor: int, sizes: dict[str, int], ready: int) -> None:
    """Close this process off and serve the judge as a box does; never returns."""
    with contextlib.suppress(BaseException):
        own_namespaces(sizes)
        without_capabilities()
        os.write(ready, b"1")
        os.closerange(3, descriptor)
        os.closerange(descriptor + 1, DESCRIPTORS_MAX)
        worker.open_descriptors()
        worker.main(socket.socket(fileno=descriptor), alone=True)
    os._exit(0)


def own_namespaces(sizes: dict[str, int]) -> None:
    """Enter namespaces of this process's own, with empty folders and a network that reaches nothing."""
    check(LIBC.unshare(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET))
    check(LIBC.mount(None, b"/", None, MS_REC | MS_PRIVATE, None))
    check(LIBC.mount(b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None))
    for place, size in sizes.items():
        options = f"size={size},mode=0700".encode()
        check(LIBC.mount(b"tmpfs", place.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, options))
    check(LIBC.mount(b"devpts", b"/dev/pts", b"devpts", MS_NOSUID | MS_NOEXEC, TERMINALS))
    os.chdir(folder.WORK)
    accounting.bound_tcp_buffers()
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP_AND_RUNNING))


def without_capabilities() -> None:
    """Give up every capability, for good."""
    for number in range(CAPABILITIES_MAX):
        if LIBC.prctl(PR_CAPBSET_DROP, number, 0, 0, 0) != 0:
            break  # there is no such capability
    check(LIBC.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
    header, none = struct.pack("Ii", CAPSET_VERSION, 0), bytes(24)
    check(LIBC.capset(header, none))


def check(result: int) -> None:
    """Raise the system's error if a call of it failed."""
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def run(_arguments: list[str]) -> None:
    """Be the process that `Sandbox` starts."""
    main(worker.prepare())
