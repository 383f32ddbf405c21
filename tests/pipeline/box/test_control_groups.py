"""A box has a control group of its own where one is delegated and holds; else what is in it is counted.

The other tests of this folder hold for both. Few machines delegate a group: `python -m tools.with_groups` runs
them where one is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.box.group_selftest import FAILED, choose_accounting
from autograder.box.groups import Group, Groups
from autograder.box.sandbox import Kit, Sandbox
from autograder.box.session import Box
from autograder.content.calls import Crashed
from tests.pipeline.box.notebook import LIMITS, Ran

BELOW = """
import os, time
def fork(count):
    for _ in range(count):
        if os.fork() == 0:
            time.sleep(60)
    return 1.0
def numbers():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]
"""


class Paper(Group):
    """A group of plain files: it says what a kernel says, and bounds nothing."""

    def remove(self) -> None:
        shutil.rmtree(self.folder)


class PaperGroups(Groups):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def enter(self, root: Path = Path("/")) -> None:
        self._below, self.reason = self.folder, ""

    def make(self, memory: int, processes: int) -> Group | None:
        made = super().make(memory, processes)
        if made is None:
            return None
        for name, text in (("cpu.stat", "usage_usec 1\n"), ("memory.events", "oom_kill 0\n")):
            (made.folder / name).write_text(text)
        (made.folder / "cgroup.procs").touch()
        return Paper(made.folder)


@pytest.fixture
def own(sandbox: Sandbox) -> Iterator[Sandbox]:
    made = Sandbox("bubblewrap", Kit.make(None), sandbox.limits)
    yield made
    made.close()


def test_a_box_has_a_group_or_there_is_a_reason_why_not(sandbox: Sandbox) -> None:
    with Box(sandbox) as box:
        box.open([], {}).close()
        assert (box.group is None) == (sandbox.groups.reason != "")
    assert sandbox.groups.reason in sandbox.accounting
    assert ("/proc" in sandbox.accounting) == (sandbox.groups.reason != "")


def test_groups_that_bound_nothing_are_not_used(own: Sandbox, tmp_path: Path) -> None:
    paper = replace(own, groups=PaperGroups(tmp_path))
    choose_accounting(paper)
    assert paper.groups.reason == FAILED.format("cpu, pids, memory")
    assert not list(tmp_path.iterdir())
    with Box(paper) as box:
        box.open([], {}).close()
        assert box.group is None


def test_a_notebook_and_what_it_starts_are_in_its_group_and_process_1_is_not(
    sandbox: Sandbox, run: Callable[..., Ran], box: Box
) -> None:
    got = run(BELOW)
    got("fork", 3)
    assert len(got("numbers")) == 5
    if box.group is None:
        assert sandbox.groups.reason
        return
    inside = {int(line) for line in box.group.read("cgroup.procs").split()}
    assert len(inside) == 4
    assert os.getpid() not in inside


def test_the_group_is_gone_with_its_box(sandbox: Sandbox) -> None:
    with Box(sandbox) as box:
        box.open([], {})
        group = box.group
    assert box.group is None
    assert group is None or not group.folder.exists()


def test_a_notebook_after_one_that_met_its_memory_begins_anew(limited: Callable[..., Ran]) -> None:
    got = limited(
        """
        import os, time
        def fill():
            for _ in range(4):
                if os.fork() == 0:
                    held = b"x" * (200 << 20)
                    time.sleep(60)
            time.sleep(60)
        def fine():
            return 1.0
        """
    )
    for _ in range(2):
        with pytest.raises(Crashed, match=rf"more than {LIMITS.memory_mb} MB of memory"):
            got("fill")
        assert got("fine") == 1.0
