"""The filter of system calls lets through what honest code does, and refuses what no namespace keeps apart."""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
import re
import socket
import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from autograder.box.seccomp import ABSENT, ALLOW, AND, AUDIT, EQUAL, ERRNO, LOAD, MACHINES, RETURN, program
from autograder.box.system_calls import DONE, NEWEST, REFUSED, REFUSED_TO_WHOM_WE_ANSWER, Machine, Refused

VSOCK, TIPC = 40, 30
OTHER = 0x40000003
"""The machine of 32-bit programs on x86."""
X32 = 0x40000000
"""From here on x86-64 counts the same calls once more."""
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
ALWAYS = [row for row in REFUSED if not row.when]
SHARED, PRIVATE, ANONYMOUS, HUGE = 0x01, 0x02, 0x20, 0x40000
HIGH = 1 << 32

each_machine = pytest.mark.parametrize("machine", MACHINES.values())


def number(name: str, machine: Machine) -> int:
    rows = (*REFUSED, *REFUSED_TO_WHOM_WE_ANSWER)
    found = {getattr(row, machine) for row in rows if row.name == name}
    assert len(found) == 1
    return int(found.pop())


def answer(
    machine: Machine,
    call: int | str,
    *arguments: int,
    audit: int | None = None,
    refused: Sequence[Refused] = REFUSED,
) -> int:
    """Return what the filter says of a call, as the kernel's interpreter would find it."""
    called = number(call, machine) if isinstance(call, str) else call
    six = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("=iIQ6Q", called, audit or AUDIT[machine], 0, *six)
    steps = list(struct.iter_unpack("=HBBI", program(machine, refused)))
    at, held = 0, 0
    while True:
        code, yes, no, value = steps[at]
        at += 1
        if code == RETURN:
            return int(value)
        if code == LOAD:
            held = struct.unpack_from("=I", data, value)[0]
        elif code == AND:
            held &= value
        else:
            at += yes if (held == value if code == EQUAL else held >= value) else no


# --- the table ------------------------------------------------------------------------------------


@each_machine
def test_the_numbers_are_those_of_the_kernels_headers(machine: Machine) -> None:
    if not HEADERS[machine].exists():
        pytest.skip("the kernel's headers are not installed")
    text = HEADERS[machine].read_text()
    known = {name: int(value) for name, value in re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", text)}
    known.pop("syscalls", None)  # how many there are
    latest = max(known.values())
    rows = (*REFUSED, *REFUSED_TO_WHOM_WE_ANSWER)
    ours = {row.name: getattr(row, machine) for row in rows if (getattr(row, machine) or 0) <= latest}
    assert {name: value for name, value in ours.items() if known.get(name) != value} == {}


@each_machine
def test_the_numbers_are_those_of_libseccomp(machine: Machine) -> None:
    path = ctypes.util.find_library("seccomp")
    if path is None:
        pytest.skip("libseccomp is not installed")
    library = ctypes.CDLL(path)
    for row in (*REFUSED, *REFUSED_TO_WHOM_WE_ANSWER):
        found = library.seccomp_syscall_resolve_name_arch(ctypes.c_uint32(AUDIT[machine]), row.name.encode())
        unknown = found == -1 and NEWEST - row.x86_64 < 30  # a library older than the call
        absent = found < 0 and getattr(row, machine) is None
        assert unknown or absent or found == getattr(row, machine), row.name


def test_every_refusal_has_a_reason() -> None:
    assert all(len(row.why.split()) > 3 for row in REFUSED)


@each_machine
def test_a_call_that_is_always_refused_stands_in_one_row(machine: Machine) -> None:
    always = [getattr(row, machine) for row in ALWAYS if getattr(row, machine) is not None]
    assert [n for n in always if sum(getattr(row, machine) == n for row in REFUSED) > 1] == []


# --- the filter -----------------------------------------------------------------------------------


@each_machine
def test_each_refused_call_is_answered_as_its_row_says(machine: Machine) -> None:
    there = [row for row in ALWAYS if getattr(row, machine) is not None]
    assert {row.name: answer(machine, row.name) for row in there} == {
        row.name: ERRNO | row.answer for row in there
    }


@each_machine
def test_every_other_call_is_allowed(machine: Machine) -> None:
    others = set(range(NEWEST + 1)) - {getattr(row, machine) for row in REFUSED}
    assert {answer(machine, other) for other in others} == {ALLOW}


@each_machine
def test_a_call_that_nobody_has_looked_at_is_absent(machine: Machine) -> None:
    assert {answer(machine, later) for later in (NEWEST + 1, 512, 4096, X32 | 41)} == {ABSENT}


@each_machine
def test_calls_of_another_machine_are_absent(machine: Machine) -> None:
    assert answer(machine, 3, audit=OTHER) == ABSENT


@each_machine
@pytest.mark.parametrize("call", ["socket", "socketpair"])
def test_only_sockets_that_a_namespace_keeps_apart_are_allowed(machine: Machine, call: str) -> None:
    kept_apart = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)
    assert {answer(machine, call, family) for family in kept_apart} == {ALLOW}
    assert {answer(machine, call, family) for family in (0, VSOCK, TIPC, 38, 44, 42)} == {
        ERRNO | errno.EAFNOSUPPORT
    }


@each_machine
@pytest.mark.parametrize(
    ("call", "arguments", "error"),
    [
        ("mmap", (0, 4096, 3, PRIVATE | ANONYMOUS), 0),
        ("mmap", (0, 4096, 3, SHARED), 0),
        ("mmap", (0, 4096, 3, SHARED | ANONYMOUS), errno.EPERM),
        ("mmap", (0, 4096, 3, SHARED | PRIVATE | ANONYMOUS | 0x100), errno.EPERM),
        ("mmap", (0, 4096, 3, PRIVATE | ANONYMOUS | HUGE), errno.ENOMEM),
        ("madvise", (0, 4096, 4), 0),
        ("madvise", (0, 4096, 21), errno.EINVAL),
        ("fcntl", (3, 2), 0),
        ("fcntl", (3, 1030), 0),
        ("fcntl", (3, 1031), errno.EPERM),
        ("fcntl", (3, 1026), errno.EINVAL),
        ("fcntl", (3, 37), errno.EINVAL),
        ("fcntl", (3, 1036), errno.EINVAL),
        ("setpriority", (0, 0, 19), 0),
        ("setpriority", (0, 1, 19), errno.EPERM),
        ("setpriority", (2, 0, 19), errno.EPERM),
        ("ioprio_set", (1, 0), 0),
        ("ioprio_set", (3, 0), errno.EPERM),
        ("ioprio_set", (1, 1), errno.EPERM),
        ("sched_setscheduler", (0, 3), 0),
        ("sched_setscheduler", (1, 3), errno.EPERM),
        ("prlimit64", (0, 7, 0x7000), 0),
        ("prlimit64", (1, 7, 0), 0),
        ("prlimit64", (1, 7, 0x7000), errno.EPERM),
        ("prlimit64", (1, 7, HIGH), errno.EPERM),
        ("setsockopt", (3, 1, 2), 0),
        ("setsockopt", (3, 6, 7), 0),
        ("prctl", (15,), 0),
        ("prctl", (62,), errno.EINVAL),
    ],
)
def test_a_call_is_refused_for_what_its_arguments_ask(
    machine: Machine, call: str, arguments: tuple[int, ...], error: int
) -> None:
    assert answer(machine, call, *arguments) == (ERRNO | error if error else ALLOW)


@each_machine
@pytest.mark.parametrize("command", [5, 6, 7])
def test_record_locks_are_answered_as_if_they_were_held(machine: Machine, command: int) -> None:
    assert answer(machine, "fcntl", 3, command) == ERRNO | DONE


@each_machine
def test_who_is_told_right_values_waits_for_no_other_process(machine: Machine) -> None:
    """Threads of one process wait for one another as ever: their waits bear the flag 128."""
    found = {
        operation: answer(machine, "futex", 0, operation, refused=REFUSED_TO_WHOM_WE_ANSWER)
        for operation in (0, 1, 9, 128, 129, 137)
    }
    assert found == {
        **dict.fromkeys((0, 1, 9), ERRNO | DONE),
        **dict.fromkeys((128, 129, 137), ALLOW),
    }
