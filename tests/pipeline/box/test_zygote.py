"""Boxes that a zygote forks are as far apart as boxes that bubblewrap starts one by one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from autograder.box.notebook import CodeCell
from autograder.box.sandbox import KIT_PACKAGE, Kit, Sandbox
from autograder.box.selftest import self_test
from autograder.box.session import Box
from autograder.box.warm import BOXES_BEFORE, Forked
from autograder.grading.runner import Runner
from tests.pipeline.box.notebook import LIMITS
from tests.processes import below, lives

LEAVE = """
import ctypes, os, socket
for folder in ("/work", "/tmp", "/dev/shm"):
    open(f"{folder}/left", "w").write("by ann")
    os.chmod(folder, 0o777)
kept = socket.socket(socket.AF_UNIX)
kept.bind("\\0left by ann")
kept.listen()
queue = ctypes.CDLL("librt.so.1").mq_open(b"/left", os.O_CREAT | os.O_RDWR, 0o600, None)
if os.fork() == 0:
    os.setsid()
    while True:
        pass
def done():
    return queue
"""
LOOK = """
import ctypes, os, socket
def found():
    there = [os.path.join(folder, name) for folder in ("/work", "/tmp", "/dev/shm") for name in os.listdir(folder)]
    modes = {os.stat(folder).st_mode & 0o777 for folder in ("/work", "/tmp", "/dev/shm")}
    with socket.socket(socket.AF_UNIX) as asking:
        answers = asking.connect_ex("\\0left by ann") == 0
    queue = ctypes.CDLL("librt.so.1").mq_open(b"/left", os.O_RDWR)
    processes = sum(map(str.isdigit, os.listdir("/proc")))
    return {"files": len(there), "modes": sorted(modes), "socket": int(answers), "queue": queue, "processes": processes}
def spaces():
    names = ("pid", "mnt", "net", "ipc")
    return [int(os.readlink(f"/proc/self/ns/{name}").split("[")[1][:-1]) for name in names]
"""


def ask(sandbox: Sandbox, source: str, name: str) -> Any:
    with Box(sandbox) as box:
        return ready(box, source).call(name, ())


def ready(box: Box, source: str) -> Runner:
    """Return a notebook of one cell that has run."""
    runner = Runner(box, [CodeCell(0, source)], {})
    runner.run_to(1)
    return runner


@pytest.fixture
def own(sandbox: Sandbox) -> Iterator[Sandbox]:
    """A sandbox with a kit that a test may change, and a zygote of its own."""
    made = Sandbox("bubblewrap", Kit.make(None), LIMITS)
    yield made
    made.close()


def test_boxes_are_forked_here(sandbox: Sandbox) -> None:
    box, control = sandbox.start()
    with control:
        assert isinstance(box, Forked)
        box.kill()


def test_a_box_finds_nothing_of_the_box_before(sandbox: Sandbox) -> None:
    assert ask(sandbox, LEAVE, "done") == -1  # no box has queues: they outlive processes
    assert ask(sandbox, LOOK, "found") == {
        "files": 0,
        "modes": [0o700],
        "socket": 0,
        "queue": -1,
        "processes": 2,
    }


def test_no_two_boxes_share_a_namespace(sandbox: Sandbox) -> None:
    with Box(sandbox) as one, Box(sandbox) as other:
        first, second = (set(ready(box, LOOK).call("spaces", ())) for box in (one, other))
    assert not first & second


def test_what_is_in_a_box_ends_with_it(sandbox: Sandbox) -> None:
    ask(sandbox, LOOK, "found")
    before = below()
    ask(sandbox, LEAVE, "done")
    assert below() <= before


def test_what_a_box_does_to_its_first_descriptors_no_other_finds(sandbox: Sandbox) -> None:
    change = """
import fcntl, os
def change():
    for descriptor in (0, 1, 2):
        fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND)
"""
    look = """
import fcntl, os
def flags():
    return [fcntl.fcntl(descriptor, fcntl.F_GETFL) for descriptor in (0, 1, 2)]
"""
    before = ask(sandbox, look, "flags")
    ask(sandbox, change, "change")
    assert ask(sandbox, look, "flags") == before


def test_a_box_holds_no_descriptor_beside_its_own(sandbox: Sandbox) -> None:
    source = """
import os
def kinds():
    with os.scandir("/proc/self/fd") as entries:
        return [int(entry.name) for entry in entries]
def sockets():
    return sum(os.readlink(f"/proc/self/fd/{n}").startswith("socket") for n in kinds() if os.path.exists(f"/proc/self/fd/{n}"))
"""
    assert ask(sandbox, source, "sockets") == 1
    # 0 to 2, what `fileno` of the two streams gives, the judge's socket, the listing itself
    assert len(ask(sandbox, source, "kinds")) == 7


ONCE = "import os, itertools\nmade = os.urandom(8).hex()\ncount = itertools.count()\n"
ASK_ONCE = """
import sys
absent = "once" not in sys.modules
import once
def seen():
    return [int(absent), int(once.made, 16) % 2**52, next(once.count)]
"""


def test_what_a_release_imports_is_imported_once_for_all_boxes_but_the_first_and_is_each_ones_own(
    own: Sandbox,
) -> None:
    (own.kit.folder / "once.py").write_text(ONCE)
    sandbox = replace(own, imports=("once",))
    seen = [ask(sandbox, ASK_ONCE, "seen") for _ in range(BOXES_BEFORE + 3)]
    assert [(absent, count) for absent, _, count in seen] == [(1, 0)] * len(seen)
    numbers = [number for _, number, _ in seen]
    assert len(set(numbers[:BOXES_BEFORE])) == BOXES_BEFORE
    assert len(set(numbers[BOXES_BEFORE:])) == 1


@pytest.mark.parametrize("line", ["threading.Thread(target=time.sleep, args=[60]).start()", "os._exit(1)"])
def test_an_import_after_which_a_zygote_cannot_fork_is_left_to_the_notebooks(line: str, own: Sandbox) -> None:
    (own.kit.folder / "once.py").write_text(
        f"{ONCE}if os.getpid() == 1:\n    import threading, time\n    {line}\n"
    )
    sandbox = replace(own, imports=("once",))
    seen = [ask(sandbox, ASK_ONCE, "seen") for _ in range(BOXES_BEFORE + 2)]
    assert len({number for _, number, _ in seen}) == len(seen)


def test_a_zygote_that_was_killed_is_replaced(own: Sandbox) -> None:
    first, control = own.start()
    control.close()
    assert isinstance(first, Forked)
    first.zygote._process.kill()
    first.zygote._control.settimeout(30)
    assert first.zygote._control.recv(1) == b""  # its end follows that of the process around it
    second, control = own.start()
    control.close()
    assert isinstance(second, Forked)
    assert second.zygote is not first.zygote


def test_a_forked_grader_gets_a_zygote_of_its_own(own: Sandbox) -> None:
    own.start()[1].close()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, str(ask(own, LOOK, "found")["processes"]).encode())
            own.zygotes.close()
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        assert answer.read() == "2"
    os.waitpid(child, 0)
    assert ask(own, LOOK, "found")["processes"] == 2


def test_where_a_zygote_may_make_no_namespaces_bubblewrap_starts_each_box(own: Sandbox) -> None:
    class Forbidden(Sandbox):
        def _bubblewrap(
            self, filtered: int, program: list[str], capabilities: tuple[str, ...], sizes: Mapping[str, int]
        ) -> list[str]:
            assert program[0] == "worker" or capabilities
            return super()._bubblewrap(filtered, program, (), sizes)

    forbidden = Forbidden("bubblewrap", own.kit, LIMITS)
    box, control = forbidden.start()
    control.close()
    box.kill()
    box.wait()
    assert not isinstance(box, Forked)
    assert self_test(forbidden) == []


WITHOUT = {
    "no rights": (r"        without_capabilities\(\)\n",),
    "no other process": (r"    check\(LIBC.mount\(b\"proc.*\n", r"CLONE_NEWPID(?=\)\))"),
}


@pytest.mark.parametrize("wall", WITHOUT)
def test_the_self_test_notices_what_a_zygote_leaves_out(wall: str, own: Sandbox) -> None:
    file = own.kit.folder / KIT_PACKAGE / "zygote.py"
    shutil.rmtree(file.parent / "__pycache__")
    text = file.read_text()
    for pattern in WITHOUT[wall]:
        text, count = re.subn(pattern, "0" if "NEWPID" in pattern else "", text)
        assert count == 1
    file.write_text(text)
    assert wall in self_test(own)


def test_the_size_of_a_folder_is_the_limit_of_the_course(sandbox: Sandbox) -> None:
    source = """
import os
def sizes():
    return sorted({os.statvfs(f).f_blocks * os.statvfs(f).f_frsize >> 20 for f in ("/work", "/tmp", "/dev/shm")})
"""
    assert ask(sandbox, source, "sizes") == [LIMITS.disk_mb]
    assert ask(replace(sandbox, limits=replace(LIMITS, disk_mb=7)), source, "sizes") == [7]


def test_a_grader_that_is_killed_leaves_no_box(own: Sandbox) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        kept = own.start()
        os.write(writing, b"started")
        signal.pause()
        os._exit(bool(kept))
    assert os.read(reading, 10) == b"started"
    boxes = below(child)
    assert len(boxes) > 2
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    end = time.monotonic() + 10
    while any(map(lives, boxes)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not list(filter(lives, boxes))
