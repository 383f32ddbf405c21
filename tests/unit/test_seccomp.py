"""The filter of system calls lets through what honest code does, and refuses what no namespace keeps apart."""

from __future__ import annotations

import errno
import socket
import struct

import pytest

from autograder.box.seccomp import ALLOW, EQUAL, ERRNO, LOAD, MACHINES, RETURN, X32, Machine, program

ABSENT, NO_FAMILY = ERRNO | errno.ENOSYS, ERRNO | errno.EAFNOSUPPORT
VSOCK = 40
OTHER = 0x40000003
"""The machine of 32-bit programs on x86."""

pytestmark = pytest.mark.parametrize("machine", MACHINES.values(), ids=list(MACHINES))


def answer(machine: Machine, number: int, argument: int = 0, audit: int | None = None) -> int:
    """Return what the filter says of a call, as the kernel's interpreter would find it."""
    data = struct.pack("=iIQQ", number, audit or machine.audit, 0, argument)
    steps = list(struct.iter_unpack("=HBBI", program(machine)))
    at, held = 0, 0
    while True:
        code, yes, no, value = steps[at]
        if code == RETURN:
            return int(value)
        if code == LOAD:
            held = struct.unpack_from("=I", data, value)[0]
            at += 1
        else:
            at += 1 + (yes if (held == value if code == EQUAL else held >= value) else no)


def test_each_refused_call_is_answered_as_by_an_older_kernel(machine: Machine) -> None:
    assert {answer(machine, number) for number in machine.refused} == {ABSENT}


@pytest.mark.parametrize("family", [socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK])
def test_sockets_that_a_namespace_keeps_apart_are_allowed(machine: Machine, family: int) -> None:
    assert answer(machine, machine.socket, family) == ALLOW


@pytest.mark.parametrize("family", [VSOCK, 0, 38, 44, 2 + VSOCK])
def test_no_other_socket_is_allowed(machine: Machine, family: int) -> None:
    assert answer(machine, machine.socket, family) == NO_FAMILY


def test_every_other_call_is_allowed(machine: Machine) -> None:
    others = set(range(500)) - {*machine.refused, machine.socket}
    assert {answer(machine, number) for number in others} == {ALLOW}


def test_the_same_calls_by_other_numbers_are_refused(machine: Machine) -> None:
    assert answer(machine, X32 | machine.socket, VSOCK) == ABSENT
    assert answer(machine, 3, audit=OTHER) == ABSENT
