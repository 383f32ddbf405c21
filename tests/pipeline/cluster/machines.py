"""Processes of this machine that make a cluster, and `autograder grade` on it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from autograder.front.cli import main
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

ENOUGH = 120
"""Seconds for what takes a few."""


@dataclass
class Machines:
    """A scheduler and its workers.

    Parameters
    ----------
    scratch
        A folder for each process's files and log.
    """

    scratch: Path
    processes: list[subprocess.Popen[bytes]]
    address: str = ""

    def start(self, name: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        folder = self.scratch / name
        folder.mkdir()
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1"],
                cwd=folder,
                env={**os.environ, "TMPDIR": str(folder), **environment},
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def open(self) -> None:
        file = self.scratch / "scheduler.json"
        self.start("scheduler", "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        until(lambda: file.exists() and file.read_text().rstrip().endswith("}"), "the scheduler's address")
        self.address = json.loads(file.read_text())["address"]

    def worker(self, name: str, **environment: str) -> subprocess.Popen[bytes]:
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name]
        return self.start(name, "worker", self.address, *options, **environment)

    def kits(self, name: str) -> list[Path]:
        """Folders that a worker's sandbox is made of."""
        return list((self.scratch / name).glob("autograder-kit-*"))

    def log(self, name: str) -> str:
        return (self.scratch / name / "log").read_text()

    def close(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


def until(true: Callable[[], Any], what: str) -> None:
    end = time.monotonic() + ENOUGH
    while not true():
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.1)


def payloads(course: Path) -> dict[str, Any]:
    with sqlite3.connect(course / "gradebook.db") as book:
        return {s: json.loads(p) for s, p in book.execute("SELECT student, payload FROM autograder_result")}


@dataclass
class Grading:
    """`autograder grade --scheduler`, running."""

    process: subprocess.Popen[str]
    said: str = ""

    @classmethod
    def of(cls, course: Path, machines: Machines, *options: str, **environment: str) -> Grading:
        command = [sys.executable, "-m", "autograder.front.cli", "grade", ASSIGNMENT, "--course", str(course)]
        process = subprocess.Popen(
            [*command, "--scheduler", machines.address, *options],
            cwd=REPOSITORY,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        machines.processes.append(process)  # type: ignore[arg-type]
        return cls(process)

    def until(self, words: str) -> None:
        """Read on until it says these words."""
        assert self.process.stdout is not None
        while words not in self.said:
            line = self.process.stdout.readline()
            assert line, f"it never said {words!r}, but:\n{self.said}"
            self.said += line

    def end(self) -> int:
        """Read to the end; return the exit code."""
        assert self.process.stdout is not None
        self.said = " ".join((self.said + self.process.stdout.read()).split())
        assert "Traceback" not in self.said, self.said
        return self.process.wait(ENOUGH)


def said(course: Path, *options: str) -> str:
    """Return the sentence by which the command refuses to grade."""
    done = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(course), *options])
    assert done.exit_code == 2, done.output
    return " ".join(done.output.split())
