"""The self-learner's folder: made from the release, never over work, with closed model answers."""

from __future__ import annotations

import base64
import json
import re
import shutil
from pathlib import Path

import pytest

from autograder.authoring.selfstudy import answers
from autograder.authoring.selfstudy.folder import prepare
from autograder.authoring.selfstudy.lab import open_lab
from autograder.course.course import CONFIG, Course
from autograder.errors import UsageError
from tools.repository import RELEASE, REPOSITORY, SOURCE
from vanishing_gradients import ASSIGNMENT, EXERCISES

FIRST = "01-one-unit-one-slope.ipynb"
ROW = re.compile(r"\((?P<file>\S+\.ipynb)\).*\| about (?P<minutes>\d+) min \| (?P<points>\d+) \|")
README_ROW = re.compile(r"`(?P<file>\S+\.ipynb)`.*\| about (?P<minutes>\d+) min \| (?P<points>\d+) \|")


def cells(path: Path) -> list[dict]:
    return json.loads(path.read_text("utf-8"))["cells"]


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A release that may be changed."""
    folder = tmp_path / "release"
    for name in ("chainlab", "figures"):
        (folder / name).mkdir(parents=True)
        (folder / name / "inside.txt").write_text("given")
    for path in RELEASE.glob("*.ipynb"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture
def folder(release: Path, tmp_path: Path) -> Path:
    prepare(EXERCISES, release, SOURCE, tmp_path / "lab")
    return tmp_path / "lab"


def edit_release(release: Path) -> None:
    path = release / FIRST
    path.write_text(path.read_text("utf-8").replace("One unit, one slope", "One unit, a new slope"), "utf-8")


def test_it_holds_the_five_notebooks_and_the_welcome_page(folder: Path, release: Path) -> None:
    names = {path.name for path in folder.glob("*.ipynb")}
    assert names == {EXERCISES.welcome.name} | {path.name for path in release.glob("*.ipynb")}


def test_it_holds_what_the_notebooks_need(folder: Path) -> None:
    assert (folder / "chainlab" / "inside.txt").read_text() == "given"
    assert (folder / "figures" / "inside.txt").read_text() == "given"


def test_behind_each_written_answer_stands_a_cell_that_opens_the_model_answer(folder: Path) -> None:
    found = []
    for path in sorted(folder.glob("0[1-5]*.ipynb")):
        own = cells(path)
        found += [
            (own[place + 1]["source"][-1], cell["metadata"]["nbgrader"]["grade_id"])
            for place, cell in enumerate(own)
            if cell["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("written_")
        ]
    assert len(found) == 7
    assert all(source == f'model_answer("{grade_id}")' for source, grade_id in found)


def test_but_for_these_cells_the_notebooks_are_the_released_ones(folder: Path, release: Path) -> None:
    for path in release.glob("*.ipynb"):
        assert [c for c in cells(folder / path.name) if not c["id"].startswith("model-")] == cells(path)


def test_every_cell_has_an_id_of_its_own(folder: Path) -> None:
    for path in folder.glob("*.ipynb"):
        ids = [cell["id"] for cell in cells(path)]
        assert len(ids) == len(set(ids))


def test_work_is_never_overwritten(folder: Path, release: Path) -> None:
    (folder / FIRST).write_text("mine")
    edit_release(release)
    prepare(EXERCISES, release, SOURCE, folder)
    assert (folder / FIRST).read_text() == "mine"


def test_a_new_edition_is_told_once(folder: Path, release: Path) -> None:
    (folder / FIRST).write_text("mine")
    edit_release(release)
    said = [prepare(EXERCISES, release, SOURCE, folder) for _ in range(2)]
    assert [len(sentences) for sentences in said] == [1, 0]
    assert FIRST in said[0][0]


def test_what_was_not_begun_is_renewed(folder: Path, release: Path) -> None:
    edit_release(release)
    assert prepare(EXERCISES, release, SOURCE, folder) == []
    assert "a new slope" in (folder / FIRST).read_text("utf-8")


def test_a_notebook_that_was_moved_away_comes_back(folder: Path, release: Path) -> None:
    (folder / FIRST).unlink()
    prepare(EXERCISES, release, SOURCE, folder)
    assert (folder / FIRST).exists()


def test_without_its_record_no_notebook_is_overwritten(folder: Path, release: Path) -> None:
    (folder / FIRST).write_text("mine")
    (folder / ".editions.json").write_text("{")
    prepare(EXERCISES, release, SOURCE, folder)
    assert (folder / FIRST).read_text() == "mine"


def test_chainlab_is_renewed(folder: Path, release: Path) -> None:
    (folder / "chainlab" / "old.txt").write_text("gone by now")
    (release / "chainlab" / "inside.txt").write_text("new")
    prepare(EXERCISES, release, SOURCE, folder)
    assert {p.name: p.read_text() for p in (folder / "chainlab").iterdir()} == {"inside.txt": "new"}


def test_without_the_source_it_works_and_says_what_is_missing(release: Path, tmp_path: Path) -> None:
    (said,) = prepare(EXERCISES, release, tmp_path / "nowhere", tmp_path / "lab")
    assert "no model answers" in said
    assert "model_answer" not in (tmp_path / "lab" / FIRST).read_text("utf-8")


@pytest.mark.parametrize("grade_id", sorted(answers.model_answers(SOURCE)))
def test_each_written_answer_has_a_model_answer_and_a_rubric(grade_id: str) -> None:
    found = answers.model_answers(SOURCE)[grade_id]
    assert len(found.answer) > 200
    assert found.rubric.startswith("**Rubric SA")
    assert "MARK SCHEME" not in found.rubric + found.answer


def test_nobody_reads_a_model_answer_by_accident(folder: Path) -> None:
    text = (folder / answers.FILE).read_text("utf-8")
    for found in answers.model_answers(SOURCE).values():
        assert not any(line in text for line in (found.answer + found.rubric).splitlines() if len(line) > 20)


def test_each_line_of_a_rubric_can_be_ticked_beside_the_model_answer() -> None:
    found = answers.model_answers(SOURCE, EXERCISES.rubrics)
    for rubric in EXERCISES.rubrics:
        lines = found[rubric.written].lines
        assert [line["points"] for line in lines] == [line.points for line in rubric.lines]
        assert all("$" not in line["html"] for line in lines)


def test_the_file_holds_every_answer_as_it_is(folder: Path) -> None:
    kept = json.loads((folder / answers.FILE).read_text("utf-8"))
    opened = {grade_id: json.loads(base64.b64decode(text)) for grade_id, text in kept.items()}
    assert {
        grade_id: answers.ModelAnswer(**parts) for grade_id, parts in opened.items()
    } == answers.model_answers(SOURCE, EXERCISES.rubrics)


def test_the_release_holds_no_model_answers() -> None:
    assert not list(RELEASE.rglob(answers.FILE.name))


def test_without_a_release_one_sentence_says_how_to_make_it(tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / CONFIG, tmp_path)
    with pytest.raises(UsageError, match=f"Make it with `autograder release {ASSIGNMENT}`"):
        open_lab(Course.open(tmp_path), ASSIGNMENT, tmp_path / "lab", [], print)


# The tables of times and points


def facts(path: Path) -> tuple[int, int]:
    """Return the minutes that a notebook names, and the sum of its points."""
    own = cells(path)
    minutes = re.search(r"[Aa]bout (\d+) minutes", "".join(own[0]["source"]))
    assert minutes is not None
    return int(minutes[1]), round(sum(c["metadata"].get("nbgrader", {}).get("points", 0) for c in own))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("\n".join("".join(cell["source"]) for cell in cells(EXERCISES.welcome)), ROW),
        ((SOURCE / "README.md").read_text("utf-8"), README_ROW),
    ],
    ids=["the welcome page", "the README"],
)
def test_times_and_points_are_those_of_the_notebooks(text: str, row: re.Pattern[str]) -> None:
    told = {m["file"]: (int(m["minutes"]), int(m["points"])) for m in row.finditer(text)}
    assert told == {path.name: facts(path) for path in SOURCE.glob("*.ipynb")}
