"""The self-test of control groups: a box tries to go beyond the bounds of its own, or boxes get none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from autograder.box.groups import Group
from autograder.box.notebook import CellStopped, CodeCell
from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.content.calls import CallError, Crashed
from autograder.course.limits import Limits, limits_met
from autograder.errors import NoSandboxError

PROBE = """
import os, time

def spin(seconds):
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        pass
    return 1.0

def forks(most):
    made = []
    try:
        while len(made) < most:
            made.append(os.fork() or time.sleep(60) or os._exit(0))
    except BlockingIOError:
        pass
    for pid in made:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    return len(made)

def hold(size):
    return len(b"x" * size)
"""
SPIN_SECONDS, CALL_SECONDS = 0.05, 20.0
FEW, MANY = 6, 12
SMALL, LARGE = 32 << 20, 64 << 20
"""Bounds that the test sets, below every other limit of its box, and what it tries to take."""
FAILED = "the system's control groups did not hold ({})"


def choose_accounting(sandbox: Sandbox) -> None:
    """Let boxes have control groups if those keep to their bounds here; else /proc alone is read.

    `sandbox.groups.reason` says afterwards why they have none.
    """
    sandbox.groups.enter()
    if sandbox.groups.reason:
        return
    try:
        failed = list(_failed(sandbox))
    except (CallError, CellStopped, NoSandboxError, OSError) as error:
        failed = [str(error)]
    if failed:
        sandbox.groups.leave(FAILED.format(", ".join(failed)))


def _failed(sandbox: Sandbox) -> Iterator[str]:
    """Yield the bounds that did not hold."""
    with Box(replace(sandbox, limits=Limits(call_seconds=CALL_SECONDS))) as box:
        notebook = box.open([CodeCell(0, PROBE)], {})
        list(notebook.run([0]))
        group = box.group
        if group is None:
            yield "no group"
            return
        before = _processor_seconds(group)
        notebook.call("spin", (SPIN_SECONDS,))
        if _processor_seconds(group) - before < SPIN_SECONDS / 2:
            yield "cpu"
        group.write("pids.max", FEW)
        if notebook.call("forks", (MANY,)) >= FEW:
            yield "pids"
        group.write("memory.max", SMALL)
        try:
            notebook.call("hold", (LARGE,))
            yield "memory"
        except Crashed:
            if "memory_mb" not in limits_met(box.clean()):
                yield "memory"


def _processor_seconds(group: Group) -> float:
    words = group.read("cpu.stat").split()
    return int(words[words.index("usage_usec") + 1]) / 1e6
