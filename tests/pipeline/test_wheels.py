"""Engine and course as wheels in an environment of their own: everything works, far from the repository."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import coach
from autograder.authoring.samples import build_submission
from autograder.course.course import CONFIG
from autograder.front.cli import main
from tests.conftest import SAMPLES, needs
from tests.installed import Environment
from tests.pipeline.conftest import Once
from tools.repository import REPOSITORY
from vanishing_gradients import ASSIGNMENT

pytestmark = [pytest.mark.slow, needs("bwrap")]

BESIDE = (".dist-info", ".data")
"""Folders of a wheel that are not the package: what is said of it, and files of the environment."""
STUDENTS = {"ada": "full-marks-textbook", "bob": "slope-at-activation"}


def test_the_environment_knows_nothing_of_the_repository(
    engine_and_course: Environment, tmp_path: Path
) -> None:
    code = "import autograder, vanishing_gradients as v; print(autograder.__file__, v.__file__)"
    done = engine_and_course.run("python", "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [str(REPOSITORY) in path for path in done.stdout.split()] == [False, False]


# What is in the wheels


def packed(project: Path, package: str, wheel: Path) -> tuple[set[str], set[str]]:
    """Return the files of a project's package, and the files that its wheel holds of it."""
    made = ("__pycache__", ".ipynb_checkpoints")
    there = {
        f"{package}/{path.relative_to(project)}"
        for path in project.rglob("*")
        if path.is_file() and not set(made) & set(path.parts)
    }
    with zipfile.ZipFile(wheel) as archive:
        return there, {name for name in archive.namelist() if not name.split("/")[0].endswith(BESIDE)}


def test_the_engines_wheel_holds_the_whole_package(engine_wheel: Path) -> None:
    there, inside = packed(REPOSITORY / "autograder", "autograder", engine_wheel)
    assert inside == there


@pytest.mark.parametrize(
    "file",
    [
        "content/general_hints.toml",
        "coach/check.py",
        "authoring/templates/new/notebook.ipynb.j2",
        "authoring/pages/templates/accessible/index.html.j2",
        "marking/templates/formgrader/conf.json",
        "reports/templates/feedback.html.j2",
    ],
)
def test_the_engines_wheel_holds_what_is_no_code(engine_wheel: Path, file: str) -> None:
    with zipfile.ZipFile(engine_wheel) as archive:
        assert f"autograder/{file}" in archive.namelist()


def test_the_courses_wheel_holds_the_whole_package(course_wheel: Path) -> None:
    there, inside = packed(REPOSITORY / "vanishing_gradients", "vanishing_gradients", course_wheel)
    assert inside == there - {"vanishing_gradients/pyproject.toml"}


@pytest.mark.parametrize(
    "file", ["mistakes/hints/notebook1.toml", "rubrics/bound_proof.toml", "welcome/00-start-here.ipynb"]
)
def test_the_courses_wheel_holds_its_words(course_wheel: Path, file: str) -> None:
    with zipfile.ZipFile(course_wheel) as archive:
        assert f"vanishing_gradients/{file}" in archive.namelist()


# Every command


@pytest.mark.parametrize("command", main.commands)
def test_every_command_says_what_it_does(
    engine_and_course: Environment, tmp_path: Path, command: str
) -> None:
    done = engine_and_course.run("autograder", command, "--help", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Usage: autograder {command}")


@pytest.fixture(scope="module")
def course(once: Once, engine_and_course: Environment) -> Path:
    """A course with this repository's assignment, whose configuration does not name its exercises; graded."""

    def make(folder: Path) -> None:
        shutil.copytree(REPOSITORY / "source" / ASSIGNMENT, folder / "source" / ASSIGNMENT)
        lines = (REPOSITORY / CONFIG).read_text().splitlines()
        kept = [line for line in lines if "exercise_sets" not in line]
        assert len(kept) == len(lines) - 1
        (folder / CONFIG).write_text("\n".join(kept) + "\n")

        def run(*command: str) -> None:
            done = engine_and_course.run(*command, cwd=folder, timeout=600)
            assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"

        run("nbgrader", "generate_assignment", ASSIGNMENT)
        for student, sample in STUDENTS.items():
            target = folder / "submitted" / student / ASSIGNMENT
            build_submission(SAMPLES / sample, folder / "release" / ASSIGNMENT, target)
        run("autograder", "grade", ASSIGNMENT, "--json", "marks.jsonl")
        run("autograder", "report", ASSIGNMENT)
        run("autograder", "export", ASSIGNMENT, "--format", "csv")
        run("nbgrader", "generate_feedback", ASSIGNMENT)

    return once("course-of-wheels", make)


@pytest.fixture(scope="module")
def mistakes(course: Path) -> Callable[[str], dict[str, str]]:
    """The mistakes that are named in a student's work, by exercise."""
    lines = list(map(json.loads, (course / "marks.jsonl").read_text().splitlines()))

    def named(student: str) -> dict[str, str]:
        mine = [line for line in lines if line["student"] == student]
        return {line["exercise"]: line["mistake"] for line in mine if line["mistake"]}

    return named


def test_the_exercises_are_found_by_the_packages_entry_point(
    course: Path, mistakes: Callable[[str], dict[str, str]]
) -> None:
    assert "exercise_sets" not in (course / CONFIG).read_text()
    assert mistakes("ada") == {}
    assert mistakes("bob")["chain_dydx"].endswith("slope_at_activation")


def test_everybody_is_graded_in_a_sandbox(course: Path) -> None:
    lines = list(map(json.loads, (course / "marks.jsonl").read_text().splitlines()))
    assert {line["sandbox"] for line in lines} == {"bubblewrap"}


@pytest.mark.parametrize("file", ["report.html", "csv.csv"])
def test_report_and_export_are_written(course: Path, file: str) -> None:
    assert (course / "exports" / f"{ASSIGNMENT}-{file}").stat().st_size > 0


def test_each_student_has_a_page_for_each_notebook(course: Path) -> None:
    assert len(list(course.glob(f"feedback/*/{ASSIGNMENT}/*.html"))) == 5 * len(STUDENTS)


def test_the_doctor_finds_nothing(course: Path, engine_and_course: Environment) -> None:
    done = engine_and_course.run("autograder", "doctor", ASSIGNMENT, cwd=course, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("\n0 findings.")


# The coach of the wheel


def test_a_release_holds_the_coach_of_the_wheel(
    course: Path, tmp_path: Path, engine_and_course: Environment
) -> None:
    copied = Path(shutil.copytree(course, tmp_path / "course"))
    shutil.rmtree(copied / "source" / ASSIGNMENT / "chainlab" / "coach")
    done = engine_and_course.run("autograder", "release", ASSIGNMENT, cwd=copied)
    assert done.returncode == 0, done.stderr
    text = (copied / "release" / ASSIGNMENT / "chainlab" / "coach" / "__init__.py").read_text()
    assert text == Path(coach.__file__).read_text()


def test_neither_engine_nor_course_can_be_imported_in_the_box(
    course: Path, tmp_path: Path, engine_and_course: Environment
) -> None:
    """The sandbox proves it of the engine at each start; of the course it is tried here."""
    copied = Path(shutil.copytree(course, tmp_path / "course"))
    notebook = copied / "submitted/bob" / ASSIGNMENT / "01-one-unit-one-slope.ipynb"
    content = json.loads(notebook.read_text())
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "sigmoid":
            cell["source"] = "from vanishing_gradients.reference import sigmoid"
    notebook.write_text(json.dumps(content))
    done = engine_and_course.run(
        "autograder", "grade", ASSIGNMENT, "--student", "bob", "--json", "marks.jsonl", cwd=copied
    )
    assert done.returncode == 0, done.stderr
    lines = map(json.loads, (copied / "marks.jsonl").read_text().splitlines())
    (line,) = [line for line in lines if (line["student"], line["exercise"]) == ("bob", "sigmoid")]
    assert (line["outcome"], line["score"]) == ("raised", 0.0)
