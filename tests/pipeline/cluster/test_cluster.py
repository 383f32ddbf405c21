"""Grading on a Dask cluster: a scheduler and workers, each a process of its own, as on many machines."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.cluster import connection
from autograder.grading.cluster.worker import UnusableWorkerError
from tests.conftest import needs
from tests.pipeline.cluster.conftest import CLASS
from tests.pipeline.cluster.machines import Grading, Machines, payloads, said, until
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

pytestmark = [needs("bwrap"), pytest.mark.slow]


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
    until(lambda: machines.kits("third"), "the third worker's sandbox")
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


def test_if_no_worker_has_a_sandbox_nothing_is_graded(machines: Machines, classroom: Path) -> None:
    machines.worker("bare", PATH="/nowhere")
    grading = Grading.of(classroom, machines)
    assert grading.end() == 1
    assert "No worker of the cluster can grade" in grading.said
    assert "bubblewrap is not installed" in grading.said
    assert not (classroom / "autograded" / "ada").exists()


def other_version(folder: Path) -> str:
    """Return a path with a grader that differs in one comment."""
    shutil.copytree(REPOSITORY / "autograder", folder / "autograder")
    judge = folder / "autograder" / "judging" / "judge.py"
    judge.write_text(judge.read_text() + "# another version\n")
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
    assert UnusableWorkerError.__name__ in machines.log("other")  # it does write what failed
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
    until(lambda: not machines.kits("one"), "the end of the sandbox")


def test_nothing_stays_on_a_worker_after_the_grader_at_home_was_killed(
    machines: Machines, classroom: Path
) -> None:
    machines.worker("one")
    grading = Grading.of(classroom, machines)
    grading.until("[1/6]")
    grading.process.kill()
    until(lambda: not machines.kits("one"), "the end of the sandbox")


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


def test_an_address_without_a_scheduler_is_wrong_usage(
    classroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 1)
    assert "There is no Dask scheduler at tcp://127.0.0.1:9" in said(
        classroom, "--scheduler", "tcp://127.0.0.1:9"
    )


def test_an_invalid_address_is_wrong_usage(classroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 1)
    assert "There is no Dask scheduler at nonsense://" in said(classroom, "--scheduler", "nonsense://x")


@pytest.mark.parametrize(
    ("module", "package", "address"),
    [
        ("distributed", "distributed", "tcp://127.0.0.1:9"),
        ("dask_gateway", "dask-gateway", "gateway://h/n"),
    ],
)
def test_without_a_package_one_sentence_says_what_to_install(
    module: str, package: str, address: str, classroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert f"pip install {package}" in said(classroom, "--scheduler", address)


def test_a_cluster_never_grades_without_a_sandbox(classroom: Path) -> None:
    assert "leave out --no-sandbox" in said(classroom, "--scheduler", "tcp://127.0.0.1:9", "--no-sandbox")


def test_grading_on_one_machine_does_not_load_dask(classroom: Path) -> None:
    program = (
        "import sys; from autograder.front.cli import main; "
        f"main(['grade', {ASSIGNMENT!r}, '--course', {str(classroom)!r}, '--student', 'zoe'], "
        "standalone_mode=False); sys.exit(bool({'dask', 'distributed'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
