"""Grading on a Dask cluster: a scheduler and workers, each a process of its own, as on many machines."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.exercises import ASSIGNMENT
from autograder.grading import cluster as cluster_module
from autograder.grading.key import NAME as KEY
from autograder.release import REPOSITORY
from autograder.sample import build_submission
from tests.conftest import SAMPLES, grade, needs

pytestmark = [needs("bwrap"), pytest.mark.slow]

CLASS = {
    "ada": "full-marks-textbook",
    "bob": "sheet-answer-b",
    "eve": "weights-forgotten",
    "kim": "full-marks-own-style",
    "liu": "error-carried-forward",
    "zoe": "untouched",
}
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


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    machines = Machines(tmp_path, [])
    try:
        machines.open()
        yield machines
    finally:
        machines.close()


@pytest.fixture(scope="module")
def handed_in(course: Path, copy_of: Callable[[Path], Path]) -> Path:
    folder = copy_of(course)
    for student, sample in CLASS.items():
        target = folder / "submitted" / student / ASSIGNMENT
        build_submission(SAMPLES / sample, folder / "release" / ASSIGNMENT, target)
    (folder / KEY).write_text("5eed" * 16 + "\n")  # the same key in every copy
    return folder


@pytest.fixture
def classroom(handed_in: Path, copy_of: Callable[[Path], Path]) -> Path:
    return copy_of(handed_in)


@pytest.fixture(scope="module")
def at_home(handed_in: Path, copy_of: Callable[[Path], Path]) -> dict[str, Any]:
    """The payloads of the class, graded on this machine."""
    folder = copy_of(handed_in)
    grade(folder, list(CLASS))
    return payloads(folder)


def payloads(course: Path) -> dict[str, Any]:
    with sqlite3.connect(course / "gradebook.db") as book:
        return {s: json.loads(p) for s, p in book.execute("SELECT student, payload FROM autograder_result")}


@dataclass
class Grading:
    """`autograder grade --scheduler`, running."""

    process: subprocess.Popen[str]
    said: str = ""

    @classmethod
    def of(cls, course: Path, machines: Machines, *options: str) -> Grading:
        command = [sys.executable, "-m", "autograder.cli", "grade", ASSIGNMENT, "--course", str(course)]
        process = subprocess.Popen(
            [*command, "--scheduler", machines.address, *options],
            cwd=REPOSITORY,
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


def test_a_cluster_gives_what_this_machine_gives(
    machines: Machines, classroom: Path, at_home: dict[str, Any]
) -> None:
    """Marks, mistakes, evidence and records: nothing of a result depends on where it was made."""
    machines.worker("one")
    machines.worker("two")
    grading = Grading.of(classroom, machines)
    assert grading.end() == 0, grading.said
    assert payloads(classroom) == at_home
    graded = classroom / "autograded" / "ada" / ASSIGNMENT
    assert len(list(graded.glob("*.ipynb"))) == 5


def test_a_worker_killed_and_one_added_cost_nothing_but_time(
    machines: Machines, classroom: Path, at_home: dict[str, Any]
) -> None:
    first, second = machines.worker("first"), machines.worker("second")
    grading = Grading.of(classroom, machines)
    grading.until("2 in all")
    grading.until("[1/6]")
    first.kill()
    second.send_signal(signal.SIGSTOP)  # so that there is work left for the one that comes
    grading.until("Lost:")
    machines.worker("third")
    grading.until(" grades; 2 in all.\n" if "1 in all" not in grading.said else " in all.")
    until(lambda: machines.kits("third"), "the third worker's room")
    second.send_signal(signal.SIGCONT)
    assert grading.end() == 0, grading.said
    told = [line for line in CLASS if grading.said.count(f"] {line}:") != 1]
    assert told == [], grading.said
    assert payloads(classroom) == at_home
    assert runs_of(classroom) == dict.fromkeys(CLASS, 1)


def runs_of(course: Path) -> dict[str, int]:
    """How often each student was graded, by the history that every grading adds to."""
    with sqlite3.connect(course / "gradebook.db") as book:
        return dict(book.execute("SELECT student, count(*) FROM autograder_history GROUP BY student"))


def test_when_the_last_worker_is_lost_the_next_one_goes_on(
    machines: Machines, classroom: Path, at_home: dict[str, Any]
) -> None:
    only = machines.worker("only")
    grading = Grading.of(classroom, machines)
    grading.until("[1/6]")
    only.kill()
    grading.until("There is no worker to grade now")
    machines.worker("next")
    assert grading.end() == 0, grading.said
    assert payloads(classroom) == at_home


def test_a_worker_without_a_sandbox_is_named_and_not_used(
    machines: Machines, classroom: Path, at_home: dict[str, Any]
) -> None:
    machines.worker("bare", PATH="/nowhere")
    machines.worker("sound")
    grading = Grading.of(classroom, machines)
    assert grading.end() == 0, grading.said
    assert payloads(classroom) == at_home
    assert not machines.kits("bare")


def test_where_no_worker_has_a_sandbox_nothing_is_graded(machines: Machines, classroom: Path) -> None:
    machines.worker("bare", PATH="/nowhere")
    grading = Grading.of(classroom, machines)
    assert grading.end() == 1
    assert "No worker of the cluster can grade" in grading.said
    assert "bubblewrap is not installed" in grading.said
    assert not (classroom / "autograded" / "ada").exists()


def other_version(folder: Path) -> str:
    """Return a path on which a grader lies that differs in one comment."""
    shutil.copytree(REPOSITORY / "autograder", folder / "autograder")
    with (folder / "autograder" / "judging" / "compare.py").open("a") as file:
        file.write("# another version\n")
    return str(folder)


def test_a_worker_with_another_version_of_the_grader_is_refused(
    machines: Machines, classroom: Path, tmp_path: Path
) -> None:
    machines.worker("other", PYTHONPATH=other_version(tmp_path / "elsewhere"))
    grading = Grading.of(classroom, machines)
    assert grading.end() == 1
    assert "of another version than here" in grading.said


def test_a_refusal_writes_neither_the_key_nor_a_solution_into_the_workers_log(
    machines: Machines, classroom: Path, tmp_path: Path
) -> None:
    machines.worker("other", PYTHONPATH=other_version(tmp_path / "elsewhere"))
    Grading.of(classroom, machines).end()
    assert "UnfitError" in machines.log("other")  # it does write what failed
    for secret in ("5eed", "^\\xed", "def sigmoid"):
        assert secret not in machines.log("other")


def test_a_worker_without_the_grader_is_refused(machines: Machines, classroom: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "autograder").mkdir(parents=True)
    (tmp_path / "elsewhere" / "autograder" / "__init__.py").touch()
    machines.worker("empty", PYTHONPATH=str(tmp_path / "elsewhere"))
    grading = Grading.of(classroom, machines)
    assert grading.end() == 1
    assert "this grader is not installed there" in grading.said


def test_nothing_stays_on_a_worker_after_the_grading(machines: Machines, classroom: Path) -> None:
    machines.worker("one")
    grading = Grading.of(classroom, machines, "--student", "zoe")
    grading.until("1 in all")
    assert len(machines.kits("one")) == 1
    assert grading.end() == 0, grading.said
    until(lambda: not machines.kits("one"), "the end of the room")


def test_nothing_stays_on_a_worker_after_the_grader_at_home_was_killed(
    machines: Machines, classroom: Path
) -> None:
    machines.worker("one")
    grading = Grading.of(classroom, machines)
    grading.until("[1/6]")
    grading.process.kill()
    until(lambda: not machines.kits("one"), "the end of the room")


def test_a_lost_scheduler_ends_the_grading_with_what_was_written(
    machines: Machines, classroom: Path, at_home: dict[str, Any]
) -> None:
    machines.worker("one")
    grading = Grading.of(classroom, machines)
    grading.until("[1/6]")
    machines.processes[0].kill()
    assert grading.end() == 1
    assert f"The connection with the scheduler at {machines.address} was lost" in grading.said
    assert "run the command again" in grading.said
    kept = payloads(classroom)
    assert kept
    assert kept == {student: at_home[student] for student in kept}


def said(course: Path, *options: str) -> str:
    done = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(course), *options])
    assert done.exit_code == 2, done.output
    return " ".join(done.output.split())


def test_an_address_where_no_scheduler_is_is_wrong_usage(
    classroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 1)
    assert "There is no Dask scheduler at tcp://127.0.0.1:9" in said(
        classroom, "--scheduler", "tcp://127.0.0.1:9"
    )


def test_an_address_that_is_none_is_wrong_usage(classroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 1)
    assert "There is no Dask scheduler at nonsense://" in said(classroom, "--scheduler", "nonsense://x")


def test_without_the_extra_one_sentence_says_what_to_install(
    classroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install distributed" in said(classroom, "--scheduler", "tcp://127.0.0.1:9")


def test_a_cluster_never_grades_without_a_sandbox(classroom: Path) -> None:
    assert "leave out --no-sandbox" in said(classroom, "--scheduler", "tcp://127.0.0.1:9", "--no-sandbox")


def test_grading_on_one_machine_does_not_load_dask(classroom: Path) -> None:
    program = (
        "import sys; from autograder.cli import main; "
        f"main(['grade', {ASSIGNMENT!r}, '--course', {str(classroom)!r}, '--student', 'zoe'], "
        "standalone_mode=False); sys.exit(bool({'dask', 'distributed'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
