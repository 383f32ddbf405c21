"""The box's filter of system calls, made of the table of those that it refuses (`system_calls`).

What no namespace of Linux keeps apart and no limit counts is answered as by a kernel that has no such call.
The filter knows every call up to the newest that somebody has looked at: later ones are refused too.
"""

from __future__ import annotations

import errno
import os
import platform
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from autograder.box.system_calls import NEWEST, REFUSED, REFUSED_TO_WHOM_WE_ANSWER, Argument, Machine, Refused

LOAD, EQUAL, AT_LEAST, AND, RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
"""BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_ALU|AND|K, BPF_RET|K of the kernel."""
NUMBER, MACHINE, ARGUMENTS, ARGUMENT_SIZE, UPPER = 0, 4, 16, 8, 4
"""Offsets in the kernel's `struct seccomp_data`; in an argument the lower half comes first."""
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
ABSENT = ERRNO | errno.ENOSYS
MACHINES: dict[str, Machine] = {"x86_64": "x86_64", "aarch64": "aarch64"}
AUDIT: dict[Machine, int] = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""What the kernel calls a kind of processor; 32-bit programs have another word."""

Step = tuple[int, int, int, int]
"""An instruction: what to do, how many to pass over if a comparison holds, and if not, and a number."""


def program(machine: Machine, refused: Sequence[Refused] = REFUSED) -> bytes:
    """Return the filter as the kernel takes it: an array of `struct sock_filter`."""
    steps: list[Step] = [(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, AUDIT[machine]), (RETURN, 0, 0, ABSENT)]
    # x86-64 counts its calls once more from 2**30 on: these are refused as later than the newest.
    steps += [(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, NEWEST + 1), (RETURN, 0, 0, ABSENT)]
    for number, rows in _by_number(machine, refused).items():
        answers = [step for row in rows for step in _refusal(row)]
        steps += [(EQUAL, 0, len(answers) + 1, number), *answers, (RETURN, 0, 0, ALLOW)]
    steps += [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def second_program() -> bytes:
    """Return what a notebook sets besides, on this machine, if it is told right values."""
    return program(MACHINES[platform.machine()], REFUSED_TO_WHOM_WE_ANSWER)


def _by_number(machine: Machine, refused: Sequence[Refused]) -> dict[int, list[Refused]]:
    rows: dict[int, list[Refused]] = {}
    for row in refused:
        number = getattr(row, machine)
        if number is not None:
            rows.setdefault(number, []).append(row)
    return rows


def _refusal(row: Refused) -> Sequence[Step]:
    """Return the steps that refuse a call if its tests hold; the next one follows if they do not."""
    steps: list[Step] = [(RETURN, 0, 0, ERRNO | row.answer)]
    for test in reversed(row.when):
        steps = [*_test(test, len(steps)), *steps]
    return steps


def _test(test: Argument, rest: int) -> Sequence[Step]:
    """Return the steps of one test, which pass over the rest if it does not hold."""
    at = ARGUMENTS + ARGUMENT_SIZE * test.place + UPPER * test.upper
    comparisons: list[Step] = []
    for left, value in enumerate(reversed(test.values)):
        found = left if test.among else left + rest
        otherwise = (rest if test.among else 0) if left == 0 else 0
        comparisons.insert(0, (EQUAL, found, otherwise, value))
    return [(LOAD, 0, 0, at), (AND, 0, 0, test.mask), *comparisons]


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
