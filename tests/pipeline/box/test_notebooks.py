"""Honest notebooks mean in a box what they mean in Jupyter; nothing is left for the next one."""

from __future__ import annotations

import os
import subprocess
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.box.notebook import CodeCell
from autograder.box.sandbox import Kit, Sandbox
from autograder.box.session import Box
from autograder.content.calls import Missing, Raised, TimedOut, UnusableAnswerError
from autograder.grading.runner import Runner
from autograder.judging.judge import judge
from tests.pipeline.box.notebook import FINE, LIMITS, Ran
from tests.processes import lives
from vanishing_gradients import EXERCISES

# --- the next notebook of the same student ----------------------------------------------------------


def test_what_one_notebook_leaves_behind_is_gone_in_the_next_but_for_its_folder(
    run: Callable[..., Ran],
) -> None:
    run(
        """
        import os, threading, time
        for folder in (".", "/tmp", "/dev/shm"):
            os.makedirs(folder + "/deep/er")
            open(folder + "/deep/er/file", "w").write("x")
            open(folder + "/file", "w").write("x")
            os.symlink("/opt", folder + "/link")
        threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True:
                    open("/tmp/late", "w").write("x")
        """
    )
    got = run(
        """
        import os, time
        time.sleep(0.1)
        print([sorted(os.listdir(f)) for f in (".", "/tmp", "/dev/shm")], [p for p in os.listdir("/proc") if p.isdigit()] == ["1", str(os.getpid())])
        print(os.listdir("/opt/kit") != [])
        """
    )
    assert got.text == "[['deep', 'file', 'link'], [], []] True\nTrue\n"


@pytest.mark.parametrize(
    "left",
    [
        "os.makedirs('/tmp/a/b'); os.chmod('/tmp/a', 0)",
        "os.chdir('/tmp')\nfor _ in range(1500):\n    os.mkdir('d'); os.chdir('d')",
    ],
)
def test_what_cannot_be_cleaned_is_thrown_away_with_its_box(left: str, run: Callable[..., Ran]) -> None:
    run("import os", left)
    got = run(
        """
        import os
        print([os.listdir(f) for f in (".", "/tmp", "/dev/shm")])
        """
    )
    assert got.text == "[[], [], []]\n"


def test_nothing_lives_on_after_a_box(sandbox: Sandbox) -> None:
    mark = f"mark-{os.getpid()}-{time.monotonic_ns()}"
    leave = f"""
    import os, subprocess
    subprocess.Popen(["/bin/sh", "-c", "while :; do sleep 1; done", "{mark}"], start_new_session=True)
    """

    def marked() -> int:
        count = 0
        for line in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                count += mark.encode() in line.read_bytes()
            except OSError:
                continue
        return count

    def soon(lives: bool) -> bool:
        deadline = time.monotonic() + 5
        while (marked() > 0) is not lives and time.monotonic() < deadline:
            time.sleep(0.01)
        return (marked() > 0) is lives

    with Box(sandbox) as box:
        runner = Runner(box, [CodeCell(0, textwrap.dedent(leave))], {})
        runner.run_to(1)
        assert soon(lives=True)  # the cell may end before its child shows its command line
    assert soon(lives=False)


# --- honest notebooks with IPython's meaning ---------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("1 + 1", "2"),
        ("1 + 1;", ""),
        ("print('a'); 'b'", "a\n'b'"),
        ("%time x = 3\nx", "3"),
        ("%matplotlib inline\n4", "4"),
        ("%%capture out\nprint('hidden')", ""),
        ("!echo from the shell", "from the shell"),
        ("files = !echo one\nfiles[0]", "'one'"),
        ("import asyncio\nawait asyncio.sleep(0)\n5", "5"),
        ("display(6)", "6"),
        ("len?", ""),
        ("raise SystemExit", "SystemExit"),
        ("import sys; sys.exit(1)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("input('name? ')", "StdinNotImplementedError"),
        ("def f(:", "SyntaxError"),
        ("x = '\x00'", "Error"),  # SyntaxError, or ValueError before Python 3.11.4
        ("1/0", "ZeroDivisionError"),
        ("def f():\n    return f()\nf()", "RecursionError"),
        ("%no_such_magic", ""),
    ],
)
def test_a_cell_means_what_it_means_in_jupyter(source: str, shown: str, run: Callable[..., Ran]) -> None:
    got = run(source, FINE)
    assert got.runner.stopped == {}
    assert shown in got.text
    assert got("fine") == 1.0


def test_an_error_shows_the_students_own_lines(run: Callable[..., Ran]) -> None:
    got = run("def f():\n    return 1 / 0", "f()")
    error = got.runner.outputs[1][-1]
    assert (error["ename"], error["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert any("return 1 / 0" in line for line in error["traceback"])


def test_calls_answer_with_values_or_with_what_went_wrong(run: Callable[..., Ran]) -> None:
    got = run(
        """
        import numpy as np
        def same(*args):
            return args
        def spoil(w):
            w[0] = 9.0
        def boom():
            raise LookupError("text that stays inside")
        def text():
            return "1.0"
        def overflow():
            return np.exp(np.float64(1000.0))
        async def later():
            return 7
        not_a_function = 3
        """
    )
    value = (1, -0.0, 2j, np.arange(3.0), {"a": [1.5]})
    assert repr(got("same", *value)) == repr(value)
    _, after = got("spoil", np.zeros(2), echo=True)
    assert after[0].tolist() == [9.0, 0.0]
    with pytest.raises(Raised, match=r"raised LookupError\Z"):
        got("boom")
    with pytest.raises(UnusableAnswerError, match="returned text: return the number itself"):
        got("text")
    with pytest.raises(Missing):
        got("not_a_function")
    with pytest.raises(Missing):
        got("nowhere")
    assert got("overflow") == float("inf")
    with pytest.raises(Raised, match="FloatingPointError"):
        got("overflow", quiet=True)
    assert got("later") == 7


def test_a_function_argument_is_answered_and_counted_outside(run: Callable[..., Ran]) -> None:
    asked: list[float] = []

    def square(x: float) -> float:
        asked.append(x)
        return x * x

    got = run("def slope(f, x, h):\n    return (f(x + h) - f(x - h)) / (2 * h)")
    assert got("slope", square, 3.0, 0.5) == 6.0
    assert asked == [3.5, 2.5]


def test_the_reference_typed_into_a_notebook_gets_full_marks(run: Callable[..., Ran]) -> None:
    got = run(
        """
        import numpy as np
        def sigmoid(z):
            z = np.asarray(z, dtype=float)
            e = np.exp(-np.abs(z))
            return np.where(z >= 0, 1 / (1 + e), e / (1 + e))[()]
        """
    )
    ruling = judge(EXERCISES, "sigmoid", got.runner, np.random.SeedSequence(1))
    assert (ruling.outcome, ruling.score) == ("correct", EXERCISES["sigmoid"].points)


def test_bring_takes_a_function_from_the_earlier_notebook(run: Callable[..., Ran]) -> None:
    cell = {
        "cell_type": "code",
        "metadata": {"nbgrader": {"grade_id": "sigmoid_prime", "solution": True}},
        "source": "def sigmoid_prime(z):\n    return 42.0",
    }
    import json

    earlier = json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5})
    got = run(
        "from chainlab import bring\nsigmoid_prime = bring('sigmoid_prime')",
        "def fine():\n    return sigmoid_prime(0.0)",
        files={"01-one-unit-one-slope.ipynb": earlier},
    )
    assert got("fine") == 42.0, got.runner.outputs


def test_a_notebook_cannot_shadow_numpy_by_a_file_for_the_worker(run: Callable[..., Ran]) -> None:
    run("open('numpy.py', 'w').write('raise SystemExit')", "open('wire.py', 'w').write('raise SystemExit')")
    assert run("import numpy as np\ndef fine():\n    return np.float64(1.0)")("fine") == 1.0


# --- without a sandbox ------------------------------------------------------------------------------


def test_without_a_sandbox_only_the_graders_own_children_are_ended() -> None:
    bystander = subprocess.Popen(["sleep", "30"])
    kit = Kit.make(None)
    try:
        with Box(Sandbox("none", kit, LIMITS)) as box:
            runner = Runner(
                box, [CodeCell(0, "def endless():\n    while True:\n        pass"), CodeCell(1, FINE)], {}
            )
            runner.run_to(2)
            with pytest.raises(TimedOut):
                runner.call("endless", ())
            assert runner.call("fine", ()) == 1.0
            runner.close()
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()
        kit.remove()


def test_without_a_sandbox_what_the_last_notebook_started_ends_with_the_box() -> None:
    kit = Kit.make(None)
    cell = "import subprocess\ndef number():\n    return subprocess.Popen(['sleep', '60']).pid"
    try:
        with Box(Sandbox("none", kit, LIMITS)) as box:
            runner = Runner(box, [CodeCell(0, cell)], {})
            runner.run_to(1)
            pid = runner.call("number", ())
            runner.close()
        assert not lives(pid)
    finally:
        kit.remove()


def test_without_a_sandbox_an_endless_notebook_ends_with_the_worker() -> None:
    kit = Kit.make(None)
    try:
        with Box(Sandbox("none", kit, LIMITS)) as box:
            runner = Runner(box, [CodeCell(0, "import os\ndef number():\n    return os.getpid()")], {})
            runner.run_to(1)
            pid = runner.call("number", ())
        deadline = time.monotonic() + 2
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not Path(f"/proc/{pid}").exists()
    finally:
        kit.remove()
