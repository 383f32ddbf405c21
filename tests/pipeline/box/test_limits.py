"""What is inside a box cannot take more than its share."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from autograder.content.calls import Crashed, Raised, TimedOut
from tests.pipeline.box.notebook import LIMITS, Ran

# --- limits -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["/work", "/tmp", "/dev/shm"])
def test_a_writable_folder_is_no_larger_than_the_limit(folder: str, run: Callable[..., Ran]) -> None:
    got = run(
        f"""
        import errno
        written = 0
        try:
            for number in range(100):
                with open(f"{folder}/{{number}}", "wb", buffering=0) as file:
                    for _ in range(4):
                        written += file.write(bytes(1 << 20))
        except OSError as error:
            print(errno.errorcode[error.errno], written <= {LIMITS.disk_mb << 20})
        """
    )
    assert got.text == "ENOSPC True\n"


def test_one_process_takes_no_more_memory_than_the_limit(run: Callable[..., Ran]) -> None:
    got = run("import numpy as np\ntry:\n    np.ones(1 << 27)\nexcept MemoryError:\n    print('no')")
    assert got.text == "no\n"


def test_memory_that_is_shared_without_a_file_or_read_alone_is_not_to_be_had(
    limited: Callable[..., Ran],
) -> None:
    shared = """
    import mmap
    def share():
        held = mmap.mmap(-1, 4 << 30)
    """
    with pytest.raises(Raised, match="PermissionError"):
        limited(shared)("share")
    read = """
    import mmap
    def read():
        private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
        return len([mmap.mmap(-1, 1 << 32, flags=private, prot=mmap.PROT_READ) for _ in range(8)])
    """
    with pytest.raises(Raised, match=r"perhaps .*\(limit memory_mb\)"):
        limited(read)("read")


def test_several_processes_together_take_no_more_memory_than_the_limit(patient: Callable[..., Ran]) -> None:
    got = patient(
        """
        import os, time
        def fill():
            for _ in range(4):
                if os.fork() == 0:
                    held = b"x" * (200 << 20)
                    time.sleep(60)
            time.sleep(60)
        """,
        "def fine():\n    return 1.0",
    )
    with pytest.raises(Crashed):
        got("fill")
    assert got("fine") == 1.0


def test_there_are_no_more_processes_than_the_limit(run: Callable[..., Ran]) -> None:
    got = run(
        f"""
        import os, time
        made = 0
        try:
            for _ in range({2 * LIMITS.processes}):
                if os.fork() == 0:
                    time.sleep(60)
                    os._exit(0)
                made += 1
        except BlockingIOError:
            print("no more", made < {LIMITS.processes})
        """
    )
    assert got.text == "no more True\n"


def test_a_fork_bomb_ends_with_its_notebook(run: Callable[..., Ran]) -> None:
    bomb = "import os\ndef bomb():\n    while True:\n        try:\n            os.fork()\n        except OSError:\n            pass"
    got = run(bomb, "def fine():\n    return 1.0")
    with pytest.raises((TimedOut, Crashed)):
        got("bomb")
    assert got("fine") == 1.0


def test_more_output_than_the_limit_is_cut_and_costs_nothing_else(run: Callable[..., Ran]) -> None:
    got = run("for _ in range(1000):\n    print('x' * 1000)", "def fine():\n    return 1.0")
    assert LIMITS.output_kb * 1000 < len(got.text) < LIMITS.output_kb * 1100
    assert got.text.endswith("characters more left out here (limit output_kb)]\n")
    assert got("fine") == 1.0


def test_very_many_small_files_are_too_many(patient: Callable[..., Ran]) -> None:
    got = patient(
        """
        import os, time
        def litter():
            for number in range(30_000):
                os.close(os.open(f"/tmp/{number}", os.O_CREAT))
            time.sleep(60)
        """,
        "def fine():\n    return 1.0",
    )
    with pytest.raises(Crashed):
        got("litter")
    assert got("fine") == 1.0


# --- which limit it was -----------------------------------------------------------------------------

BURN = "def burn():\n    while True:\n        pass"
TOGETHER = """
import os
def burn():
    for _ in range(3):
        if os.fork() == 0:
            while True:
                pass
    os.waitpid(-1, 0)
"""


def test_memory_of_the_whole_box_is_said_to_be_the_limit(limited: Callable[..., Ran]) -> None:
    got = limited(
        """
        import os, time
        def fill():
            for _ in range(4):
                if os.fork() == 0:
                    held = b"x" * (200 << 20)
                    time.sleep(60)
            time.sleep(60)
        """
    )
    with pytest.raises(Crashed, match=r"held more than 512 MB of memory \(limit memory_mb\)"):
        got("fill")


def test_processor_time_of_a_notebook_is_counted_over_all_its_processes(limited: Callable[..., Ran]) -> None:
    with pytest.raises(Crashed, match=r"more than 2 s of processor time \(limit cpu_seconds\)"):
        limited(TOGETHER, cpu_seconds=2)("burn")


def test_processor_time_of_a_submission_is_counted_over_its_notebooks(limited: Callable[..., Ran]) -> None:
    got = limited(BURN, call_seconds=3, submission_cpu_seconds=2, restarts=20)
    with pytest.raises(Crashed, match=r"the submission took more than 2 s of processor time"):
        for _ in range(20):
            with suppress(TimedOut):
                got("burn")


def test_a_notebook_of_many_slow_calls_meets_its_own_limit(limited: Callable[..., Ran]) -> None:
    got = limited("import time\ndef nap():\n    time.sleep(0.5)", notebook_seconds=3)
    with pytest.raises(TimedOut, match=r"the notebook took more than 3 s \(limit notebook_seconds\)"):
        for _ in range(20):
            got("nap")


def test_too_many_files_are_said_to_be_the_limit(limited: Callable[..., Ran]) -> None:
    litter = """
    import os, time
    def litter():
        for number in range(400):
            os.close(os.open(f"/tmp/{number}", os.O_CREAT))
        time.sleep(60)
    """
    with pytest.raises(Crashed, match=r"made more than 200 files \(limit files\)"):
        limited(litter, files=200)("litter")


@pytest.mark.parametrize(
    ("body", "limit"),
    [
        ("return bytearray(1 << 45)", "memory_mb"),
        ("return [os.fork() or time.sleep(60) for _ in range(100)]", "processes"),
        ("return [open('/dev/null') for _ in range(1000)]", "open_files"),
        ("return open('/tmp/large', 'wb').write(bytes(64 << 20))", "disk_mb"),
    ],
)
def test_an_exception_that_comes_from_a_limit_is_told_with_it(
    body: str, limit: str, run: Callable[..., Ran]
) -> None:
    got = run(f"import os, time\ndef f():\n    {body}")
    with pytest.raises(Raised, match=rf"perhaps .*\(limit {limit}\)"):
        got("f")
