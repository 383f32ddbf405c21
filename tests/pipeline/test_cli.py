"""The command line: one clear sentence for wrong usage, and exit codes that say who failed."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.box import selftest
from autograder.content import finding
from autograder.content.finding import NAME_THE_SET
from autograder.course.course import CONFIG
from autograder.course.storage import DISK
from autograder.errors import StorageError, UsageError
from autograder.front.cli import main
from tests.conftest import GradedClass, needs
from tools.repository import make_course
from vanishing_gradients import ASSIGNMENT, EXERCISES

FULL_MARKS = sum(exercise.points for exercise in EXERCISES.values())
FIELDS = [
    "student",
    "notebook",
    "exercise",
    "outcome",
    "score",
    "max",
    "mistake",
    "evidence",
    "hint",
    "carried_forward",
    "trusted",
    "found",
    "guessed",
    "sandbox",
    "reason",
]


def grade(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["grade", *map(str, arguments)])


@pytest.fixture(scope="module")
def small_course(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "course"
    make_course(folder)
    return folder


@pytest.fixture
def class_of_two(small_course: Path) -> Path:
    for student, step in (("ada", "source"), ("bob", "release")):
        target = small_course / "submitted" / student / ASSIGNMENT
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for path in (small_course / step / ASSIGNMENT).glob("*.ipynb"):
            shutil.copy(path, target)
    return small_course


def said(result: Result) -> str:
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


def test_garbage_is_collected_once_everything_is_imported() -> None:
    program = "import autograder.front.cli, gc; print(gc.isenabled())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout == b"True\n"


def test_an_unknown_assignment_is_named_with_those_that_are_known(class_of_two: Path) -> None:
    assert f"no assignment 'nope' (it knows: {ASSIGNMENT})" in said(grade("nope", "--course", class_of_two))


def test_an_empty_class_is_wrong_usage(small_course: Path) -> None:
    shutil.rmtree(small_course / "submitted", ignore_errors=True)
    assert "Nobody has handed in" in said(grade(ASSIGNMENT, "--course", small_course))


def test_a_course_without_a_gradebook_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    assert "no gradebook yet" in said(grade(ASSIGNMENT, "--course", tmp_path))
    assert not (tmp_path / "gradebook.db").exists()


def test_a_folder_that_is_not_a_course_is_wrong_usage(tmp_path: Path) -> None:
    assert "is not a course" in said(grade(ASSIGNMENT, "--course", tmp_path))


def test_a_missing_folder_is_wrong_usage(tmp_path: Path) -> None:
    assert "There is no folder" in said(grade(ASSIGNMENT, "--course", tmp_path / "nowhere"))


def test_a_gradebook_that_is_no_database_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").write_text("this is no database, but it is long enough to look like one" * 40)
    assert "cannot be opened" in said(grade(ASSIGNMENT, "--course", tmp_path))


def test_an_unknown_student_is_wrong_usage(class_of_two: Path) -> None:
    assert "There is no submission of zoe" in said(
        grade(ASSIGNMENT, "--course", class_of_two, "--student", "zoe")
    )


@needs("bwrap")
def test_the_json_covers_the_whole_class_also_if_one_student_is_graded_again(class_of_two: Path) -> None:
    target = class_of_two / "marks.jsonl"
    assert grade(ASSIGNMENT, "--course", class_of_two, "--json", target).exit_code == 0
    first = target.read_text()
    assert grade(ASSIGNMENT, "--course", class_of_two, "--json", target, "--student", "bob").exit_code == 0
    assert target.read_text() == first
    lines = [json.loads(line) for line in first.splitlines()]
    assert {line["student"] for line in lines} == {"ada", "bob"}
    assert all(list(line) == FIELDS for line in lines)


@needs("bwrap")
def test_the_course_key_is_readable_by_its_owner_alone(class_of_two: Path) -> None:
    assert grade(ASSIGNMENT, "--course", class_of_two).exit_code == 0
    assert (class_of_two / ".course_key").stat().st_mode & 0o777 == 0o600


def test_without_a_sandbox_every_verdict_says_so(class_of_two: Path) -> None:
    target = class_of_two / "marks.jsonl"
    result = grade(ASSIGNMENT, "--course", class_of_two, "--json", target, "--no-sandbox", "--force")
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert {line["sandbox"] for line in lines} == {"none"}
    assert sum(line["score"] or 0 for line in lines if line["student"] == "ada") == FULL_MARKS
    page = class_of_two / "autograded" / "ada" / ASSIGNMENT / "01-one-unit-one-slope.ipynb"
    assert "graded without a sandbox" in page.read_text()


def test_if_no_sandbox_works_nothing_is_graded(class_of_two: Path, monkeypatch) -> None:
    monkeypatch.setattr(
        selftest, "unavailable_reason", lambda: "bubblewrap is not installed. Install it with: ..."
    )
    shutil.rmtree(class_of_two / "autograded", ignore_errors=True)
    result = grade(ASSIGNMENT, "--course", class_of_two)
    assert result.exit_code == 1
    assert "bubblewrap is not installed" in result.output
    assert not (class_of_two / "autograded").exists()


def test_whatever_shows_marks_from_no_sandbox_says_so(class_of_two: Path, tmp_path: Path) -> None:
    course = ("--course", str(class_of_two))
    graded = grade(ASSIGNMENT, *course, "--no-sandbox", "--force")
    assert "Graded WITHOUT a sandbox." in graded.output
    page = tmp_path / "report.html"
    CliRunner().invoke(main, ["report", ASSIGNMENT, *course, "--output", str(page)])
    assert "Graded without a sandbox" in page.read_text(encoding="utf-8")
    for name in ("canvas", "moodle", "csv", "json"):
        options = ["--format", name, "--automatic", "--output", str(tmp_path / name)]
        done = CliRunner().invoke(main, ["export", ASSIGNMENT, *course, *options])
        assert "2 submissions graded WITHOUT a sandbox" in " ".join(done.output.split()), name


# --- whatever is wrong with a course, each command says it in one sentence -------------------------

COMMANDS: dict[str, tuple[str, ...]] = {
    "grade": (),
    "collect": (),
    "report": (),
    "export": ("--format", "csv"),
    "doctor": (),
    "release": (),
    "guide": (),
    "pages": (),
    "study": (),
    "mark": (),
}
NEED_EXERCISES = ("grade", "report", "export", "doctor", "release", "guide", "study")
NEED_RELEASE = ("grade", "collect", "doctor", "pages", "study")
NEED_SOURCE = ("doctor", "release", "guide")
WRITE_INTO_THE_COURSE = ("grade", "collect", "report", "export", "release", "study")


def arguments(command: str, course: Path) -> list[str]:
    download = course.with_name("download")
    if command == "collect":
        download.mkdir(exist_ok=True)
    return [
        command,
        *([str(download)] if command == "collect" else []),
        ASSIGNMENT,
        "--course",
        str(course),
        *COMMANDS[command],
    ]


def refusal(command: str, course: Path) -> str:
    """Return the one sentence with which a command refuses what is wrong usage."""
    done = CliRunner().invoke(main, arguments(command, course))
    assert done.exit_code == UsageError.exit_code, done.output
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: ")
    return line


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder that is not the repository: some commands write into it by default."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def broken(new_course: Path) -> Callable[[str], Path]:
    """Adds a line to the configuration of a course."""

    def add(line: str) -> Path:
        with (new_course / CONFIG).open("a") as file:
            file.write(f"\n{line}\n")
        return new_course

    return add


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_missing_course(command: str, tmp_path: Path) -> None:
    assert "There is no folder" in refusal(command, tmp_path / "nowhere")


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_folder_that_is_not_a_course(command: str, tmp_path: Path) -> None:
    assert "is not a course" in refusal(command, tmp_path)


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("c.CourseDirectory.course_id = (", "SyntaxError"),
        ("import nothing_such", "ModuleNotFoundError: No module named 'nothing_such'"),
        ("c.CourseDirectory.root = 5", "TraitError"),
    ],
)
def test_every_command_names_what_is_wrong_in_the_configuration(
    command: str, line: str, why: str, broken: Callable[[str], Path]
) -> None:
    course = broken(line)
    sentence = refusal(command, course)
    assert f"{course / CONFIG}" in sentence
    assert "the configuration cannot be read" in sentence
    assert why in sentence


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("command", NEED_EXERCISES)
def test_an_exercise_set_that_cannot_be_loaded_is_named(command: str, broken: Callable[[str], Path]) -> None:
    course = broken(f"c.Autograder.exercise_sets = {{{ASSIGNMENT!r}: 'nothing_such:EXERCISES'}}")
    for path in (course / "source" / ASSIGNMENT).glob("*.ipynb"):  # one submission, so that there is a class
        target = course / "submitted" / "ada" / ASSIGNMENT
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    assert "The exercise set 'nothing_such:EXERCISES'" in refusal(command, course)


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize(
    ("command", "step"),
    [*((c, "release") for c in NEED_RELEASE), *((c, "source") for c in NEED_SOURCE)],
)
def test_a_missing_release_or_source_is_named(command: str, step: str, new_course: Path) -> None:
    shutil.rmtree(new_course / step)
    assert str(new_course / step / ASSIGNMENT) in refusal(command, new_course)


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("command", ["grade", "collect", "report", "export", "mark"])
def test_a_missing_gradebook_is_named(command: str, new_course: Path) -> None:
    (new_course / "gradebook.db").unlink()
    assert "no gradebook yet" in refusal(command, new_course)


@pytest.mark.usefixtures("outside")
def test_the_desk_opens_for_graded_work_alone(new_course: Path) -> None:
    assert f"autograder grade {ASSIGNMENT}" in refusal("mark", new_course)


@needs("bwrap")
@pytest.mark.parametrize("command", WRITE_INTO_THE_COURSE)
def test_a_read_only_course_is_said_to_be_one(
    command: str, graded_class: GradedClass, tmp_path: Path
) -> None:
    course, download = graded_class.course, tmp_path / "download" / "new-student"
    download.mkdir(parents=True)
    shutil.copy(next((course / "source" / ASSIGNMENT).glob("*.ipynb")), download)
    here = ["bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--ro-bind", str(course), str(course)]
    typed = arguments(command, course)
    if command == "collect":
        typed[1] = str(download.parent)
    done = subprocess.run(
        [*here, sys.executable, "-m", "autograder.front.cli", *typed],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == StorageError.exit_code, done.stderr
    assert DISK[errno.EROFS] in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_release_whose_exercise_set_is_not_known_is_not_graded(
    class_of_two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its checks would else be graded as plain test cells, among the student's own code."""
    config = (class_of_two / CONFIG).read_text()
    monkeypatch.setattr(finding, "entry_points", lambda **_: [])
    try:
        (class_of_two / CONFIG).write_text(f"{config}\nc.Autograder.exercise_sets = {{}}\n")
        sentence = said(grade(ASSIGNMENT, "--course", class_of_two, "--no-sandbox"))
    finally:
        (class_of_two / CONFIG).write_text(config)
    assert f"(check_sigmoid and {len(EXERCISES) - 1} more), but no exercise set is known" in sentence
    assert NAME_THE_SET in sentence
