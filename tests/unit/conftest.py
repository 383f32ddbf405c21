"""The students' package chainlab for the tests of it, and what it says."""

import asyncio.events
import importlib
import sys
from pathlib import Path

import pytest

LAB = Path(__file__).parents[2] / "source" / "vanishing-gradients" / "chainlab"


@pytest.fixture(scope="module")
def lab():
    folder = str(LAB.parent)
    sys.path.insert(0, folder)
    yield importlib.import_module("chainlab")
    sys.path.remove(folder)


@pytest.fixture(autouse=True)
def _in_a_student_notebook(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("COACH_QUIET", raising=False)


@pytest.fixture(autouse=True)
def _without_a_running_loop():
    """Hide the event loop that Playwright leaves running in a process that has opened a browser before."""
    running = asyncio.events._get_running_loop()
    asyncio.events._set_running_loop(None)
    yield
    asyncio.events._set_running_loop(running)


@pytest.fixture
def said(lab, capsys):
    """Run one of chainlab's functions and return what it printed, in one line."""

    def run(function, *args, **kwargs):
        assert function(*args, **kwargs) is None
        return " ".join(capsys.readouterr().out.split())

    return run


def one_line(text):
    return " ".join(text.split())
