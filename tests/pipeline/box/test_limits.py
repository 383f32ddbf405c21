"""What is inside a box cannot take more than its share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.judging.errors import Crashed, TimedOut
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
    assert "[more output was cut]" in got.text
    assert got("fine") == 1.0


def test_output_written_to_the_descriptor_goes_nowhere(run: Callable[..., Ran]) -> None:
    assert run("import os\nos.write(1, b'x'); os.write(2, b'y'); _ = os.system('echo z')").text == ""


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
