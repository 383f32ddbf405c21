"""`autograder explain`: one exercise of one student, judged again in a box, for staff."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.authoring.samples import build_submission
from autograder.box import selftest
from autograder.front.cli import main
from tests.conftest import SAMPLES, needs
from tools.repository import make_course
from vanishing_gradients import ASSIGNMENT

STUDENTS = {"ada": "weights-forgotten", "bob": "stops-with-an-error", "cid": "error-carried-forward"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain") / "course"
    make_course(folder)
    for student, sample in STUDENTS.items():
        target = folder / "submitted" / student / ASSIGNMENT
        build_submission(SAMPLES / sample, folder / "release" / ASSIGNMENT, target)
    done = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--course", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


def explain(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["explain", *arguments, "--course", str(folder), "--assignment", ASSIGNMENT]
    )


@needs("bwrap")
def test_code_values_mistake_and_mark_are_on_one_page_and_nothing_is_written(graded: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in graded.rglob("*") if path.is_file()}
    ran = explain(graded, "ada", "2.3")
    assert ran.exit_code == 0, ran.output
    for part in (
        "np.prod(sigmoid_prime(z))",
        "theirs",
        "right",
        "chain_dydx.weights_missing",
        "0 of 6 points",
    ):
        assert part in ran.output
    assert {path: path.stat().st_mtime_ns for path in graded.rglob("*") if path.is_file()} == before


@needs("bwrap")
def test_the_same_inputs_come_again_and_the_right_value_is_the_references(graded: Path) -> None:
    first, again = (json.loads(explain(graded, "ada", "chain_dydx", "--json").stdout) for _ in range(2))
    assert first == again
    assert first["first_failing"]["theirs"] != first["first_failing"]["right"]
    assert first["mistake"] == "chain_dydx.weights_missing"


@needs("bwrap")
def test_an_error_is_told_with_its_line(graded: Path) -> None:
    error = json.loads(explain(graded, "bob", "chain_dydx", "--json").stdout)["error"]
    assert error["text"] == "NameError: name 'weights' is not defined"
    assert (error["cell"], error["line"]) == ("chain_dydx", 3)
    assert "weights" in error["code"]


@needs("bwrap")
def test_an_error_carried_forward_is_part_of_how_the_mark_came_about(graded: Path) -> None:
    assert "marked with the course's own sigmoid_prime" in " ".join(
        explain(graded, "cid", "1.3").output.split()
    )


@needs("bwrap")
@pytest.mark.parametrize(
    ("student", "exercise", "sentence"),
    [
        ("adda", "2.3", "No student is called 'adda'. The nearest: ada"),
        ("ada", "chain_dyx", "has no exercise 'chain_dyx'. The nearest: 2.3 chain_dydx"),
        ("ada", "3.2", "3.2 is the number of several exercises: complex_step and sigmoid_complex."),
    ],
)
def test_who_or_what_is_not_there_gets_the_nearest_names(
    graded: Path, student: str, exercise: str, sentence: str
) -> None:
    ran = explain(graded, student, exercise)
    assert ran.exit_code == 2
    assert sentence in ran.output


@needs("bwrap")
def test_without_a_sandbox_nothing_is_judged_again(graded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "unavailable_reason", lambda: "bubblewrap is not installed.")
    ran = explain(graded, "ada", "2.3")
    assert ran.exit_code == 1
    assert "bubblewrap is not installed." in ran.output
    assert "right" not in ran.output
