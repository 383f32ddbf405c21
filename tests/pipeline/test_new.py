"""`autograder new`: an assignment that works as it is, one command after another, outside of the repository."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner, Result

from autograder.authoring import coach, new
from autograder.content.finding import exercise_set
from autograder.course.course import Course
from autograder.front.cli import main
from tests.conftest import needs

NAME = "my-assignment"
COMMANDS = {
    "new": f"autograder new {NAME}",
    "release": f"autograder release {NAME}",
    "doctor": f"autograder doctor {NAME}",
    "generate": f"nbgrader generate_assignment {NAME} --force",
    "grade": f"autograder grade {NAME} --json marks.jsonl",
    "report": f"autograder report {NAME}",
    "export": f"autograder export {NAME} --format csv",
    "feedback": f"nbgrader generate_feedback {NAME}",
}
WRONG = "def mean_square(x):\n    return float(np.mean(x)) ** 2"


def run(command: str, course: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path, "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        command.split(), cwd=course, env=environment, capture_output=True, text=True, check=False
    )


def hand_in(course: Path, student: str, notebook: dict[str, Any]) -> None:
    folder = course / "submitted" / student / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text(json.dumps(notebook))


def changed(notebook: dict[str, Any], grade_id: str, source: str) -> dict[str, Any]:
    cells = notebook["cells"]
    return notebook | {
        "cells": [
            cell | {"source": source}
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
            else cell
            for cell in cells
        ]
    }


@pytest.fixture(scope="module")
def course(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A course in which every command of `COMMANDS` was run, in order; their output is kept."""

    def make(folder: Path) -> None:
        folder.mkdir()
        done = {}
        for name, command in COMMANDS.items():
            if name == "grade":
                solved = json.loads((folder / f"source/{NAME}/{NAME}.ipynb").read_text())
                released = json.loads((folder / f"release/{NAME}/{NAME}.ipynb").read_text())
                hand_in(folder, "right", solved)
                hand_in(folder, "wrong", changed(released, "mean_square", WRONG))
                hand_in(folder, "untouched", released)
            process = run(command, folder)
            done[name] = [process.returncode, process.stdout, process.stderr]
        (folder / "done.json").write_text(json.dumps(done))

    return once("new-assignment", make)


@pytest.fixture(scope="module")
def done(course: Path) -> dict[str, list[Any]]:
    """Exit code, output and errors of each command."""
    return json.loads((course / "done.json").read_text())  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", COMMANDS)
@needs("bwrap")
def test_each_command_works_as_it_is(name: str, done: dict[str, list[Any]]) -> None:
    code, _, errors = done[name]
    assert (code, "Traceback" in errors) == (0, False), errors


@needs("bwrap")
def test_the_doctor_finds_nothing(done: dict[str, list[Any]]) -> None:
    assert done["doctor"][1].rstrip().endswith("\n0 findings.")


@needs("bwrap")
def test_what_comes_next_is_printed(done: dict[str, list[Any]]) -> None:
    printed = [line.strip() for line in done["new"][1].splitlines()]
    assert [COMMANDS[name] in printed for name in ("release", "doctor", "generate")] == [True] * 3


@needs("bwrap")
@pytest.mark.parametrize(
    ("student", "outcome", "score", "mistake"),
    [
        ("right", "correct", 3.0, None),
        ("wrong", "wrong", 0.0, "mean_square.square_of_mean"),
        ("untouched", "not_attempted", 0.0, None),
    ],
)
def test_the_example_is_graded(
    course: Path, student: str, outcome: str, score: float, mistake: str | None
) -> None:
    lines = map(json.loads, (course / "marks.jsonl").read_text().splitlines())
    (line,) = [line for line in lines if (line["student"], line["exercise"]) == (student, "mean_square")]
    assert (line["outcome"], line["score"], line["mistake"]) == (outcome, score, mistake)


@needs("bwrap")
def test_each_student_has_a_page(course: Path) -> None:
    assert len(list(course.glob(f"feedback/*/{NAME}/{NAME}.html"))) == 3


# What is made


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A course folder with a new assignment."""
    new.make_assignment(tmp_path, NAME)
    return tmp_path


def test_the_notebook_is_valid_and_was_not_run(made: Path) -> None:
    notebook = nbformat.read(made / f"source/{NAME}/{NAME}.ipynb", as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)


def test_the_notebook_holds_one_of_each_kind(made: Path) -> None:
    text = (made / f"source/{NAME}/{NAME}.ipynb").read_text()
    assert re.findall(r'"grade_id": "(\w+?)_', text) == ["predict", "mean", "check", "question", "written"]


def test_the_notebook_is_titled_after_the_assignment(made: Path) -> None:
    first = nbformat.read(made / f"source/{NAME}/{NAME}.ipynb", 4).cells[0]
    assert first.source.startswith("# My assignment\n")


def test_students_import_what_they_need_and_have_numpy_alone(made: Path) -> None:
    code = "from my_assignment_lab import bring, check, model_answer, predict, progress"
    done = subprocess.run([sys.executable, "-c", code], cwd=made / "source" / NAME, check=False)
    assert done.returncode == 0


def test_the_coach_is_the_engines_and_is_stored_once(made: Path) -> None:
    assert coach.is_current(made / f"source/{NAME}/my_assignment_lab")
    assert [path.name for path in new.TEMPLATES.rglob("*") if path.name.startswith(("coach", "check"))] == []


def test_the_configuration_names_the_exercises(made: Path) -> None:
    exercises = exercise_set(NAME, Course.open(made).config, made)
    assert (list(exercises), len(exercises.mistakes), len(exercises.variants)) == (["mean_square"], 2, 1)


@pytest.mark.parametrize(
    ("name", "package", "module"),
    [
        ("softmax", "softmax_lab", "softmax_exercises"),
        ("Two-Words", "two_words_lab", "two_words_exercises"),
        ("01-intro", "assignment_01_intro_lab", "assignment_01_intro_exercises"),
    ],
)
def test_the_parts_are_named_after_the_assignment(name: str, package: str, module: str) -> None:
    names = new.choose_names(name)
    assert (names.package, names.module) == (package, module)


# What is refused


def contents(folder: Path) -> dict[Path, bytes | None]:
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def refused(folder: Path, *arguments: str) -> Result:
    """Run a command that must be refused in one sentence, and write nothing."""
    before = contents(folder)
    result = CliRunner().invoke(main, ["new", "--course", str(folder), *arguments])
    assert contents(folder) == before
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1, result.output
    return result


@pytest.mark.parametrize(
    "name", ["", "my assignment", "../up", "a/b", "-x", "x-", "a+b", "a.b", "größe", "x\n"]
)
def test_a_name_that_is_no_folders_name_is_refused(tmp_path: Path, name: str) -> None:
    assert "cannot be the name of an assignment" in refused(tmp_path, "--", name).output


@pytest.mark.parametrize("package", ["1lab", "class", "my-lab", "läb", "a.b"])
def test_a_package_that_cannot_be_imported_is_refused(tmp_path: Path, package: str) -> None:
    assert (
        "cannot be the name of the students' package" in refused(tmp_path, NAME, "--package", package).output
    )


@pytest.mark.parametrize("package", ["json", "numpy", "autograder"])
def test_a_package_that_hides_another_is_refused(tmp_path: Path, package: str) -> None:
    assert "it would hide the installed module" in refused(tmp_path, NAME, "--package", package).output


@pytest.mark.parametrize(
    "taken", [f"source/{NAME}/notes.md", "my_assignment_exercises.py", "my_assignment_exercises/__init__.py"]
)
def test_nothing_that_is_there_is_overwritten(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / taken).write_text("mine")
    assert "There is already" in refused(tmp_path, NAME).output


def test_a_second_time_is_refused(made: Path) -> None:
    assert "There is already" in refused(made, NAME).output


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "There is no folder" in refused(tmp_path / "none", NAME).output


def test_a_failure_on_the_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if target.name == "nbgrader_config.py":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", full)
    result = CliRunner().invoke(main, ["new", NAME, "--course", str(tmp_path)])
    assert result.exit_code == 1
    assert "Permission denied" in result.output
    assert list(tmp_path.iterdir()) == []


# A course that is there already


PLAIN = "c = get_config()\nc.CourseDirectory.course_id = 'x'\n"
HOOKED = f"from autograder.nbgrader_hooks import install\n{PLAIN}install(c)\n"
OTHER = 'c.Autograder.exercise_sets = {"other": "other_exercises:EXERCISES"}\n'


@pytest.fixture
def there(tmp_path: Path) -> Callable[[str], Result]:
    """Makes a new assignment in a course with a configuration, and adds what the command says to it."""

    def make(config: str) -> Result:
        (tmp_path / "nbgrader_config.py").write_text(config)
        result = CliRunner().invoke(main, ["new", NAME, "--course", str(tmp_path)])
        assert result.exit_code == 0, result.output
        assert (tmp_path / "nbgrader_config.py").read_text() == config
        lines = re.findall(r"^  ((?:from|install|c\.).*)$", result.output, re.MULTILINE)
        (tmp_path / "nbgrader_config.py").write_text(config + "".join(f"{line}\n" for line in lines))
        return result

    return make


@pytest.mark.parametrize(
    ("config", "lines"),
    [(PLAIN, 3), (HOOKED, 1), (f"{HOOKED}{OTHER}", 1)],
    ids=["nbgrader's alone", "without exercises", "with other exercises"],
)
def test_a_configuration_stays_and_the_lines_that_it_needs_are_printed(
    tmp_path: Path, there: Callable[[str], Result], config: str, lines: int
) -> None:
    result = there(config)
    assert len(re.findall(r"^  (?:from|install|c\.)", result.output, re.MULTILINE)) == lines
    opened = Course.open(tmp_path)
    assert list(exercise_set(NAME, opened.config, tmp_path)) == ["mean_square"]
    assert "autograder.reports.feedback.FeedbackExporter" in str(opened.config.GenerateFeedback)


def test_an_assignment_whose_exercises_are_named_elsewhere_is_refused(tmp_path: Path) -> None:
    config = f'{PLAIN}c.Autograder.exercise_sets = {{"{NAME}": "elsewhere:EXERCISES"}}\n'
    (tmp_path / "nbgrader_config.py").write_text(config)
    assert "already names 'elsewhere:EXERCISES'" in refused(tmp_path, NAME).output
