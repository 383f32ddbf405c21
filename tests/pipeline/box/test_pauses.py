"""A grader that is stopped and goes on, as by Ctrl-Z, costs no student the time that it slept through."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.conftest import needs
from tools.repository import REPOSITORY

pytestmark = needs("bwrap")

PAUSE_SECONDS = 4.0
GRADER = """
import sys
from dataclasses import replace
from autograder.box.notebook import CodeCell
from autograder.box.sandbox import Kit, Sandbox
from autograder.box.session import Box
from autograder.grading.runner import Runner
from autograder.content.calls import TimedOut
from tools.repository import REPOSITORY
from tests.pipeline.box.notebook import LIMITS

limits = replace(LIMITS, call_seconds=2, cell_seconds=2, notebook_seconds=8, submission_seconds=8)
sandbox = Sandbox("bubblewrap", Kit.make(REPOSITORY / "source" / "vanishing-gradients" / "chainlab"), limits)
with Box(sandbox) as box:
    runner = Runner(box, [CodeCell(0, SOURCE)], {})
    if CALLED:
        runner.run_to(1)
    print("now", flush=True)
    try:
        runner.run_to(1)
        print(runner.call("f", ()))
    except TimedOut as late:
        print(late)
sandbox.close()
"""
SLOW = "import time\n{}time.sleep(1)\n"
CALL, CELL = SLOW.format("def f():\n    ") + "    return 7", SLOW.format("") + "def f():\n    return 7"
ENDLESS = "def f():\n    while True:\n        pass"


def said_after_a_pause(source: str, *, called: bool, stop: Callable[[int, int], None]) -> str:
    """Stop a grader while it waits for a notebook, let it go on, and return what it says in the end."""
    program = GRADER.replace("SOURCE", repr(source)).replace("CALLED", repr(called))
    command = [sys.executable, "-c", program]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as grader:
        assert grader.stdout is not None
        assert grader.stdout.readline() == "now\n"
        time.sleep(0.3)
        stop(grader.pid, signal.SIGSTOP)
        time.sleep(PAUSE_SECONDS)
        stop(grader.pid, signal.SIGCONT)
        return grader.stdout.read()


@pytest.mark.parametrize("stop", [os.kill, os.killpg], ids=["the grader alone", "its boxes too"])
@pytest.mark.parametrize(("source", "called"), [(CALL, True), (CELL, False)], ids=["in a call", "in a cell"])
def test_a_pause_longer_than_a_limit_costs_nothing(
    source: str, called: bool, stop: Callable[[int, int], None]
) -> None:
    assert said_after_a_pause(source, called=called, stop=stop) == "7\n"


def test_after_a_pause_an_endless_call_still_ends() -> None:
    said = said_after_a_pause(ENDLESS, called=True, stop=os.kill)
    assert said == "a call took more than 2 s (limit call_seconds)\n"
