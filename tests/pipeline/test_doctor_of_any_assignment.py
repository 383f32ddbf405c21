"""The doctor knows no assignment: it looks at one with a single exercise, without a package, without exercises."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from autograder.authoring import coach
from autograder.authoring.new import make_assignment
from autograder.authoring.release import make_release, nbgrader
from autograder.coach import VERSION
from autograder.content import ExerciseSet, Hints, Rubric, RubricLine
from autograder.content.finding import exercise_set
from autograder.course.course import Course
from autograder.doctor import Diagnosis, examine, notebooks, rubrics, students
from autograder.doctor.grading import handed_in
from autograder.doctor.matrix import save_matrix
from autograder.front.cli import main
from autograder.notebooks import cells_of
from tests.conftest import needs

NAME, LAB = "squares", "squares_lab"
AGAIN = f"Run `autograder release {NAME}`."


@pytest.fixture(scope="module")
def released(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A course with a new assignment and its release."""

    def make(folder: Path) -> None:
        folder.mkdir()
        make_assignment(folder, NAME)
        make_release(Course.open(folder), NAME)

    return once("new-and-released", make)


@pytest.fixture(scope="module")
def exercises(released: Path) -> ExerciseSet:
    return exercise_set(NAME, Course.open(released).config, released)


@pytest.fixture
def folders(released: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Source and release of the assignment, to be spoilt."""
    course = Path(shutil.copytree(released, tmp_path / "course"))
    return course / "source" / NAME, course / "release" / NAME


def told(findings: object) -> list[str]:
    return list(map(str, findings))  # type: ignore[call-overload]


# The coach


def test_a_coach_as_the_engine_has_it_is_no_finding(
    folders: tuple[Path, Path], exercises: ExerciseSet
) -> None:
    assert told(students.package(*folders, Diagnosis(exercises))) == []


def spoil(folder: Path, version: str | None) -> None:
    """Leave a package without a coach, with one of another version, or with one that was altered."""
    if version is None:
        shutil.rmtree(folder / coach.NAME)
    elif version == VERSION:
        with (folder / coach.NAME / "check.py").open("a") as file:
            file.write("\n# mine\n")
    else:
        file = folder / coach.NAME / "__init__.py"
        file.write_text(file.read_text().replace(f'VERSION = "{VERSION}"', f'VERSION = "{version}"'))


@pytest.mark.parametrize("step", ["source", "release"])
@pytest.mark.parametrize(
    ("version", "what"),
    [
        (None, "the coach is missing"),
        (VERSION, "the coach was altered"),
        ("0", f"the coach is older than the grader's: version 0, not {VERSION}."),
        ("99", f"the coach is newer than the grader's: version 99, not {VERSION}."),
    ],
)
def test_another_coach_than_the_engines_is_found(
    folders: tuple[Path, Path], exercises: ExerciseSet, step: str, version: str | None, what: str
) -> None:
    spoil(folders[step == "release"] / LAB, version)
    first, *_ = told(students.package(*folders, Diagnosis(exercises)))
    assert first.startswith(f"{LAB} in the {step}: {what}")
    assert first.endswith(AGAIN)


def test_the_release_command_repairs_the_coach(folders: tuple[Path, Path], exercises: ExerciseSet) -> None:
    for folder in folders:
        spoil(folder / LAB, "0")
    make_release(Course.open(folders[0].parents[1]), NAME)
    assert told(students.package(*folders, Diagnosis(exercises))) == []


# The rest of the students' package


def test_a_package_that_is_not_there_is_found(folders: tuple[Path, Path], exercises: ExerciseSet) -> None:
    shutil.rmtree(folders[1] / LAB)
    what = "the exercise set names this students' package, and it is not there."
    assert told(students.package(*folders, Diagnosis(exercises))) == [f"{LAB} in the release: {what} {AGAIN}"]


def test_a_package_that_cannot_be_imported_is_found(
    folders: tuple[Path, Path], exercises: ExerciseSet
) -> None:
    (folders[1] / LAB / "__init__.py").write_text("import drawing_library_of_mine\n")
    (only,) = told(students.package(*folders, Diagnosis(exercises)))
    assert "it cannot be imported (ModuleNotFoundError" in only


def test_missing_fingerprints_are_found(folders: tuple[Path, Path], exercises: ExerciseSet) -> None:
    (folders[1] / LAB / "fingerprints.json").unlink()
    (only,) = told(students.package(*folders, Diagnosis(exercises)))
    assert only.startswith(f"{LAB}/fingerprints.json: it is missing or damaged")


def test_an_exercise_without_fingerprints_is_found(
    folders: tuple[Path, Path], exercises: ExerciseSet
) -> None:
    more = dataclasses.replace(exercises["mean_square"], name="other")
    wider = dataclasses.replace(exercises, exercises=(*exercises.exercises, more))
    assert told(students.package(*folders, Diagnosis(wider))) == [
        f"other: the students' own check does not know this exercise. {AGAIN}"
    ]


@pytest.mark.parametrize("spoilt", ["coach", "fingerprints.json"])
@needs("bwrap")
def test_the_doctor_goes_on_without_the_students_check(
    folders: tuple[Path, Path], exercises: ExerciseSet, spoilt: str
) -> None:
    path = folders[1] / LAB / spoilt
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    diagnosis = examine(exercises, *folders)
    assert diagnosis.named == dict.fromkeys(diagnosis.named, "judge")
    assert diagnosis.counts["mistakes"] == 2
    assert [finding for finding in diagnosis.findings if LAB not in finding.subject] == []


# Rubrics


def questioned(folders: tuple[Path, Path], exercises: ExerciseSet, *known: Rubric) -> list[str]:
    diagnosis = Diagnosis(dataclasses.replace(exercises, rubrics=known))
    return told(rubrics.written_answers(cells_of(folders[0]), diagnosis))


@pytest.fixture
def rubric(exercises: ExerciseSet) -> Rubric:
    """The lines alone, as they have to be; what helps to mark is left out."""
    whole = exercises.rubrics[0]
    return Rubric(whole.written, tuple(dataclasses.replace(line, anchors=()) for line in whole.lines))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"anchors": ()}, "where its rubric says 'nothing'"),
        ({"remark": "Be kind."}, "where its rubric says 'Be kind.'"),
        ({"title": "A1: another one"}, "its heading says 'Written answer A1: one large number'"),
    ],
)
def test_a_mark_scheme_that_says_something_else_than_its_rubric_is_found(
    folders: tuple[Path, Path], exercises: ExerciseSet, changed: dict[str, Any], said: str
) -> None:
    whole = exercises.rubrics[0]
    assert questioned(folders, exercises, whole) == []
    (only,) = questioned(folders, exercises, dataclasses.replace(whole, **changed))
    assert said in only


def test_a_written_answer_without_a_rubric_is_found(
    folders: tuple[Path, Path], exercises: ExerciseSet
) -> None:
    (only,) = questioned(folders, exercises)
    assert only.startswith("written_outlier: no rubric says what earns its points.")


def test_a_rubric_without_a_written_answer_is_found(
    folders: tuple[Path, Path], exercises: ExerciseSet, rubric: Rubric
) -> None:
    other = dataclasses.replace(rubric, written="written_other")
    (only,) = questioned(folders, exercises, rubric, other)
    assert only.startswith("written_other: it has a rubric, but no written answer.")


def test_points_that_do_not_add_up_are_found(
    folders: tuple[Path, Path], exercises: ExerciseSet, rubric: Rubric
) -> None:
    more = dataclasses.replace(rubric, lines=(*rubric.lines, RubricLine("more", 2, "more.")))
    points, text = questioned(folders, exercises, more)
    assert points.startswith("written_outlier: its rubric has 4 points, its cell 2.")
    assert "where its rubric says '2: more.'" in text


@pytest.mark.parametrize(
    ("changed", "here"),
    [
        (lambda r: dataclasses.replace(r, lines=r.lines[::-1]), "1: you say what this does to the mean"),
        (lambda r: dataclasses.replace(r, note="A guess earns 1."), "with an example. A guess earns 1."),
        (
            lambda r: dataclasses.replace(r, lines=(RubricLine("size", 1, "the size."), r.lines[1])),
            "1: the size.",
        ),
    ],
    ids=["another order", "a note", "other words"],
)
def test_a_rubric_that_says_something_else_than_its_question_is_found(
    folders: tuple[Path, Path],
    exercises: ExerciseSet,
    rubric: Rubric,
    changed: Callable[[Rubric], Rubric],
    here: str,
) -> None:
    (only,) = questioned(folders, exercises, changed(rubric))
    assert "its question says '1: you say" in only
    assert here in only


def change(notebook: Path, changed: Callable[[dict[str, Any]], None]) -> None:
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        changed(cell)
    notebook.write_text(json.dumps(content), encoding="utf-8")


def test_a_question_that_does_not_say_what_earns_the_points_is_found(
    folders: tuple[Path, Path], exercises: ExerciseSet, rubric: Rubric
) -> None:
    def silenced(cell: dict[str, Any]) -> None:
        cell["source"] = "".join(cell["source"]).replace("**What earns the points.**", "")

    change(folders[0] / f"{NAME}.ipynb", silenced)
    (only,) = questioned(folders, exercises, rubric)
    assert "its question does not say what earns the points." in only
    assert "**What earns the points.** 1: you say how many times as large the square is. 1: you say" in only


# Assignments that have less


@needs("bwrap")
def test_an_assignment_without_a_students_package_is_examined(tmp_path: Path) -> None:
    make_assignment(tmp_path, "alone")
    shutil.rmtree(tmp_path / "source/alone/alone_lab")
    file = tmp_path / "alone_exercises.py"
    file.write_text(file.read_text().replace('student_package="alone_lab"', 'student_package=""'))

    def without_package(cell: dict[str, Any]) -> None:
        source = "".join(cell["source"])
        cell["source"] = source.replace("from alone_lab import check, predict", "check = predict = print")

    change(tmp_path / "source/alone/alone.ipynb", without_package)
    course = Course.open(tmp_path)
    make_release(course, "alone")
    diagnosis = examine(exercise_set("alone", course.config, course.root), *course.both_folders("alone"))
    assert told(diagnosis.findings) == []
    assert list(diagnosis.named.values()) == ["judge", "judge"]


@needs("bwrap")
def test_an_assignment_without_exercises_is_examined_and_told_so_in_one_sentence(
    tmp_path: Path, released: Path
) -> None:
    """nbgrader's own tests: a solution cell and an assert cell, and a written answer."""
    hooks = "from autograder.nbgrader_hooks import install\nc = get_config()\ninstall(c)\n"
    (tmp_path / "nbgrader_config.py").write_text(hooks)
    source = tmp_path / "source/plain"
    source.mkdir(parents=True)
    shutil.copy(released / f"source/{NAME}/{NAME}.ipynb", source / "plain.ipynb")

    def with_own_test(cell: dict[str, Any]) -> None:
        source = "".join(cell["source"]).replace(f"from {LAB} import check, predict", "predict = print")
        cell["source"] = source.replace(
            'check("mean_square", mean_square)', "assert mean_square([1, 3]) == 5"
        )

    change(source / "plain.ipynb", with_own_test)
    assert nbgrader(tmp_path, "generate_assignment", "plain").returncode == 0
    course = Course.open(tmp_path)
    diagnosis = examine(exercise_set("plain", course.config, course.root), *course.both_folders("plain"))
    (only,) = told(diagnosis.findings)
    assert only.startswith("plain: it has no exercise set: its tests run among the students' own code")
    assert "c.Autograder.exercise_sets" in only


def test_the_matrix_of_an_assignment_without_mistakes_is_drawn(
    tmp_path: Path, exercises: ExerciseSet
) -> None:
    save_matrix(Diagnosis(dataclasses.replace(exercises, mistakes=())), tmp_path / "matrix.svg")
    assert (tmp_path / "matrix.svg").read_text().startswith("<?xml")


@needs("bwrap")
def test_a_wrong_answer_for_which_there_are_no_words_is_graded(
    folders: tuple[Path, Path], exercises: ExerciseSet
) -> None:
    def wrong(cell: dict[str, Any]) -> None:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "mean_square":
            cell["source"] = "def mean_square(x):\n    return 0.5"

    change(folders[0] / f"{NAME}.ipynb", wrong)
    wordless = Diagnosis(dataclasses.replace(exercises, hints=Hints()))
    (only,) = told(handed_in(*folders, wordless))
    assert "check_mean_square: the course's own solution scores 0 of 3." in only


def test_a_release_without_words_for_a_mistake_is_refused_in_one_sentence(
    released: Path, tmp_path: Path
) -> None:
    course = Path(shutil.copytree(released, tmp_path / "course"))
    file = course / f"{NAME}_exercises.py"
    file.write_text(file.read_text().replace('"mean_square.unknown": (', '"mean_square.other": ('))
    done = CliRunner().invoke(main, ["release", NAME, "--course", str(course)])
    assert done.exit_code == 1
    assert "there is no hint for mean_square.unknown" in done.output
    assert len(done.output.splitlines()) == 1


@needs("bwrap")
def test_a_course_without_words_for_a_mistake_is_examined(
    folders: tuple[Path, Path], exercises: ExerciseSet
) -> None:
    wordless = dataclasses.replace(exercises, hints=Hints())
    found = told(examine(wordless, *folders).findings)
    assert sum("it has 0 hints." in finding for finding in found) == 3


# The points that a notebook states


@pytest.mark.parametrize(
    ("stated", "findings"),
    [("5 points: 3 by program", 0), ("6 points: 3 by program", 1), ("5 points: 4 by program", 1)],
)
def test_points_that_are_not_those_of_the_cells_are_found(
    folders: tuple[Path, Path], exercises: ExerciseSet, stated: str, findings: int
) -> None:
    path = folders[0] / f"{NAME}.ipynb"
    path.write_text(path.read_text("utf-8").replace("5 points: 3 by program", stated), "utf-8")
    found = [
        text
        for text in told(notebooks.texts(cells_of(folders[0]), folders[0], Diagnosis(exercises)))
        if "it says" in text
    ]
    assert len(found) == findings
