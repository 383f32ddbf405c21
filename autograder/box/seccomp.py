"""The box's filter of system calls: what no namespace of Linux keeps apart and no limit counts.

A box has a network of its own, and yet a socket to the hypervisor (AF_VSOCK) reaches the host of a virtual
machine; memory of a memfd or of System V is counted by no limit of a process. Calls that numpy and honest
code never make are answered by "there is no such call", as an old kernel answers.
"""

from __future__ import annotations

import errno
import os
import platform
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
"""BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K of the kernel."""
NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16
"""Offsets in the kernel's `struct seccomp_data`."""
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
X32 = 0x40000000
"""From here on x86-64 counts the same calls once more."""
FAMILIES = (1, 2, 10, 16)
"""Families of sockets that a network namespace keeps apart: unix, IPv4, IPv6, netlink."""


@dataclass(frozen=True)
class Machine:
    """Numbers of a kind of processor: its own, that of `socket`, and those of the calls that are refused.

    Parameters
    ----------
    refused
        memfd_create, memfd_secret, shmget, semget, msgget; add_key, request_key, keyctl; bpf,
        perf_event_open, userfaultfd, io_uring_setup.
    """

    audit: int
    socket: int
    refused: tuple[int, ...]


MACHINES = {
    "x86_64": Machine(0xC000003E, 41, (319, 447, 29, 64, 68, 248, 249, 250, 321, 298, 323, 425)),
    "aarch64": Machine(0xC00000B7, 198, (279, 447, 194, 190, 186, 217, 218, 219, 280, 241, 282, 425)),
}


def program(machine: Machine) -> bytes:
    """Return the filter as the kernel takes it: an array of `struct sock_filter`."""
    absent, family = ERRNO | errno.ENOSYS, ERRNO | errno.EAFNOSUPPORT
    steps = [(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, machine.audit), (RETURN, 0, 0, absent)]
    steps += [(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32), (RETURN, 0, 0, absent)]
    for number in machine.refused:
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, absent)]
    steps += [(EQUAL, 1, 0, machine.socket), (RETURN, 0, 0, ALLOW), (LOAD, 0, 0, FIRST_ARGUMENT)]
    for number in FAMILIES:
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ALLOW)]
    steps += [(RETURN, 0, 0, family)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


@contextmanager
def opened_filter() -> Iterator[int]:
    """Yield a descriptor from which this machine's filter can be read once."""
    reading, writing = os.pipe()
    try:
        with os.fdopen(writing, "wb") as file:
            file.write(program(MACHINES[platform.machine()]))
        yield reading
    finally:
        os.close(reading)
