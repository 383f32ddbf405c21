"""The documentation: its commands run, its links lead somewhere, its numbers are those of the course.

A fenced block of commands is marked in the line before it: `<!-- run -->` for one that runs in a course folder,
`<!-- run: student -->` in a student's, `<!-- run: exchange -->` in the course of a hub, or
`<!-- not run: why -->`; `<!-- file: path -->` stands before the content of a file. The blocks of a page run in
order, as a reader would type them.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from nbgrader.apps import NbGraderApp

from autograder.authoring import guide
from autograder.authoring.samples import build_submission
from autograder.course.limits import Limits
from autograder.front.cli import main
from autograder.notebooks import PREDICTION, cells_of, named_sources
from tests.conftest import SAMPLES, needs
from tests.doc_pages import Block, blocks
from tools.repository import REPOSITORY, SOURCE
from vanishing_gradients import ASSIGNMENT, EXERCISES

DOCS = REPOSITORY / "docs"
PAGES = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
IDS = [str(page.relative_to(REPOSITORY)) for page in PAGES]
GUIDE = DOCS / "instructor-guide.md"
COMMANDS = (
    "autograder ",
    "nbgrader ",
    "make ",
    "jupyter ",
    "pip ",
    "python",
    "conda ",
    "git ",
    "sudo ",
    "cp ",
    "cd ",
)
OURS = ("autograder", "vanishing_gradients", "samples", "tests", "bench", "tools", "docs")
"""Folders that this repository has and other courses have not."""
FOLLOWED_ELSEWHERE = {"your-own-assignment.md"}
"""Pages whose files and commands a test of their own follows."""
MADE = guide.pages(EXERCISES, SOURCE)
CELLS = named_sources(cells_of(SOURCE))


def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return re.sub(r"^\s*```.*?^\s*```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def rows(page: Path, header: str) -> list[list[str]]:
    """Return the rows of every table whose header line begins with these words."""
    found, reading = [], False
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith(header):
            reading = True
        elif reading and line.startswith("| "):
            found.append([cell.strip() for cell in line.strip("|").split(" | ")])
        elif not line.startswith("|"):
            reading = False
    return [row for row in found if not set("".join(row)) <= set("- |")]


def points_by_hand() -> dict[str, float]:
    return {cell.grade_id: cell.points for cell in cells_of(SOURCE) if cell.is_written}


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_block_of_commands_is_marked_as_run_or_not_run(page: Path) -> None:
    assert [str(block) for block in blocks(page) if block.language == "sh" and block.mark is None] == []


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_no_command_hides_in_a_block_that_is_not_of_commands(page: Path) -> None:
    others = [block for block in blocks(page) if block.language != "sh"]
    hidden = [f"{b}: {line}" for b in others for line in b.text.splitlines() if line.startswith(COMMANDS)]
    assert hidden == []


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_what_is_not_run_says_why(page: Path) -> None:
    marks = [block.mark for block in blocks(page) if block.mark and block.mark["kind"] == "not run"]
    assert all(len((mark["detail"] or "").split()) >= 3 for mark in marks)


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_command_and_option_that_is_named_exists(page: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
    nbgrader = {name.replace("_", "-") for name in NbGraderApp.subcommands} | set(NbGraderApp.subcommands)
    unknown = []
    for span in re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8")):
        program, *words = span.split()
        if not words or program not in {"autograder", "nbgrader", "make"}:
            continue
        if program == "make" and words[0] not in targets:
            unknown.append(span)
        if program == "nbgrader" and words[0] not in nbgrader:
            unknown.append(span)
        if program == "autograder" and words[0][:1].islower():
            command = main.commands.get(words[0])
            options = {name for p in command.params for name in p.opts} if command is not None else set()
            if command is None or not {w for w in words if w.startswith("--")} <= options | {"--help"}:
                unknown.append(span)
    assert unknown == []


@pytest.mark.parametrize("page", [*PAGES, REPOSITORY / "Makefile"], ids=[*IDS, "Makefile"])
def test_every_module_that_is_run_exists(page: Path) -> None:
    modules = set(re.findall(r"python[\d.]* -m (\w+(?:\.\w+)*)", page.read_text(encoding="utf-8")))
    assert [name for name in sorted(modules) if find_spec(name) is None] == []


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_file_of_the_repository_that_is_named_exists(page: Path) -> None:
    spans = re.findall(rf"`((?:{'|'.join(OURS)})/[\w./-]*)`", page.read_text(encoding="utf-8"))
    assert [span for span in spans if not (REPOSITORY / span).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    broken = []
    for link in re.findall(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)", prose(page)):
        target = link[0] or link[1]
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_picture_has_a_text_in_its_place(page: Path) -> None:
    assert all(len(alt) > 20 for alt, _ in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", prose(page)))


@pytest.mark.parametrize("name", MADE)
def test_the_made_pages_are_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == MADE[name], "run `make guide`"


def test_the_solutions_hold_every_exercise_and_every_written_answer() -> None:
    text = (DOCS / "solutions.md").read_text(encoding="utf-8")
    assert [name for name in [*EXERCISES, *points_by_hand()] if f"`{name}`" not in text] == []


def test_the_solutions_answer_every_question_that_asks_for_an_explanation() -> None:
    asked = sum(cell.source.count("**Explain.**") for cell in cells_of(SOURCE))
    answered = re.findall(
        r"\*\*Explain\.\*\* .+\n\n> \*[^*]+:\* \S", (DOCS / "solutions.md").read_text(encoding="utf-8")
    )
    assert len(answered) == asked > 0


def test_every_task_for_going_further_is_answered_for_teachers() -> None:
    asked = [
        cell.notebook[1] for cell in cells_of(SOURCE) for _ in re.findall(r"Going further\.", cell.source)
    ]
    answers = (DOCS / "proofs.md").read_text(encoding="utf-8").partition("## Going further")[2]
    assert re.findall(r"^\*\*(\d), ", answers, re.MULTILINE) == asked


def test_the_map_holds_every_exercise_with_its_points() -> None:
    told = {row[1].strip("`"): float(row[2]) for row in rows(GUIDE, "| no. | exercise |")}
    assert told == {name: e.points for name, e in EXERCISES.items()} | points_by_hand()


def test_the_guide_begins_with_the_points_of_the_course() -> None:
    by_program = sum(exercise.points for exercise in EXERCISES.values())
    by_hand = sum(cell.points for cell in cells_of(SOURCE) if cell.is_written)
    stated = f"{by_program + by_hand:g} points, {by_program:g} by program and {by_hand:g} by hand"
    assert stated in GUIDE.read_text("utf-8")


def test_the_pages_name_the_time_of_a_call_as_it_is() -> None:
    assert Limits().met("call_seconds") in (DOCS / "grading.md").read_text("utf-8").replace("\n", " ")
    assert f"time limit of a call (exercises 2.4, 4.2) is {Limits().call_seconds:g} seconds" in prose(GUIDE)


def test_the_map_gives_exercises_their_numbers() -> None:
    told = {row[1].strip("`"): row[0] for row in rows(GUIDE, "| no. | exercise |")}
    assert {name: told[name] for name in EXERCISES} == {name: e.number for name, e in EXERCISES.items()}


def test_the_lessons_take_the_minutes_that_their_titles_say() -> None:
    parts = re.split(r"^### ", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lessons = [part for part in parts if re.match(r".*\(\d+ minutes\)", part)]
    assert len(lessons) == 3
    for lesson in lessons:
        title = re.search(r"\((\d+) minutes\)", lesson)
        table = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+) \| (\d+) \|", lesson, re.MULTILINE)]
        assert title is not None
        assert sum(minutes for _, minutes in table) == int(title[1])
        assert [start for start, _ in table] == [sum(m for _, m in table[:i]) for i in range(len(table))]


def test_every_prediction_has_its_expected_votes_and_a_right_answer_that_can_be_chosen() -> None:
    asked = {k.removeprefix(PREDICTION): v for k, v in CELLS.items() if k.startswith(PREDICTION)}
    told = {row[0].strip("`"): row[1] for row in rows(GUIDE, "| topic | right |")}
    assert told.keys() == asked.keys()
    for topic, source in asked.items():
        choices = re.findall(r'"([^"]+)"', source.splitlines()[0])
        assert not choices or told[topic] in choices, topic


def test_every_written_answer_of_the_map_has_two_graded_samples_and_its_points() -> None:
    numbers = {row[0]: float(row[2]) for row in rows(GUIDE, "| no. | exercise |") if row[0].startswith("SA")}
    rubrics = {rubric.title.partition(":")[0]: rubric for rubric in EXERCISES.rubrics}
    assert {name: rubric.points for name, rubric in rubrics.items()} == numbers
    assert {name: len(rubric.samples) for name, rubric in rubrics.items()} == dict.fromkeys(numbers, 2)


@pytest.mark.parametrize("sheet", ["a", "b"])
def test_the_sheets_among_the_graded_samples_are_those_of_the_sample_class(sheet: str) -> None:
    handed_in = (SAMPLES / f"sheet-answer-{sheet}" / "written_bound_proof.md").read_text(encoding="utf-8")
    rubric = next(rubric for rubric in EXERCISES.rubrics if rubric.written == "written_bound_proof")
    (sample,) = (one for one in rubric.samples if one.name == f"sheet answer {sheet.upper()}")
    formulas = re.findall(r"\$+(.+?)\$+", sample.answer)
    said = re.sub(r"\s|\$", "", handed_in)
    assert formulas
    assert [f for f in formulas if re.sub(r"\s", "", f) not in said] == []


def test_the_points_that_are_left_after_a_cut_are_right() -> None:
    points = {row[0]: 0.0 for row in rows(GUIDE, "| no. | exercise |")}
    for row in rows(GUIDE, "| no. | exercise |"):
        points[row[0]] += float(row[2])
    fifth = sum(value for number, value in points.items() if number.startswith("5.") or number == "SA7")
    left = [row[2] for row in rows(GUIDE, "| you lack |")]
    assert left[0] == f"{100 - fifth:g}"
    assert left[1] == f"{100 - fifth - sum(points[n] for n in ('1.5', '3.2', '3.6', '4.4')):g}"
    assert left[4] == f"{sum(points[n] for n in ('2.1', '2.2', '2.3', '4.1', 'SA4')):g}"


# The runner


def zipped(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


@pytest.fixture
def desk(new_course: Path, tmp_path: Path) -> dict[str, Path]:
    """A course with downloads of students who handed in notebook 1, a student's folder, an exchange."""
    course, hub = new_course, Path(shutil.copytree(new_course, tmp_path / "hub"))
    student, exchange = tmp_path / "student", tmp_path / "exchange"
    student.mkdir()
    exchange.mkdir()
    exchange.chmod(0o777)
    shared = f'\nc.CourseDirectory.course_id = "vanishing-gradients"\nc.Exchange.root = "{exchange}"\n'
    (student / "nbgrader_config.py").write_text(f"c = get_config(){shared}")
    with (hub / "nbgrader_config.py").open("a") as config:
        config.write(shared)
    done = tmp_path / "handed-in"
    build_submission(SAMPLES / "full-marks-textbook", course / "release" / ASSIGNMENT, done)
    name = "01-one-unit-one-slope.ipynb"
    data = (done / name).read_bytes()
    downloads = course / "downloads"
    before = course / "submitted" / "dan" / ASSIGNMENT
    before.mkdir(parents=True)
    shutil.copy(done / name, before)
    for folder in ("class/ada", f"class/bob/{ASSIGNMENT}", "late/leeann_12345"):
        (downloads / folder).mkdir(parents=True)
        shutil.copy(done / name, downloads / folder)
    (downloads / "late/leeann_12345" / name).write_bytes(data + b"\n")
    zipped(
        downloads / "submissions.zip",
        {f"leeann_12345_67890_{name}": data, f"poezoe_LATE_12346_67891_{name}": data},
    )
    zipped(downloads / "moodle.zip", {f"Carl Poe_123456_assignsubmission_file_/{name}": data})
    table = io.StringIO()
    csv.writer(table).writerows(
        [["id", "first_name", "last_name", "email", "lms_user_id"], ["zoe", "Zoe", "Poe", "", ""]]
    )
    (downloads / "students.csv").write_text(table.getvalue())
    return {"": course, "exchange": hub, "student": student, "home": tmp_path}


def runnable(page: Path) -> list[Block]:
    if page.name in FOLLOWED_ELSEWHERE:
        return []
    return [block for block in blocks(page) if block.kind == "run"]


@pytest.mark.slow
@needs("bwrap")
@pytest.mark.parametrize(
    "page", [p for p in PAGES if runnable(p)], ids=[i for p, i in zip(PAGES, IDS, strict=True) if runnable(p)]
)
def test_the_commands_of_a_page_run_in_their_order(page: Path, desk: dict[str, Path]) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path, "HOME": str(desk["home"]), "PYTHONWARNINGS": "ignore"}
    for block in runnable(page):
        assert block.mark is not None
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.text],
            cwd=desk[block.mark["detail"] or ""],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, f"{block}\n{block.text}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        assert "Traceback" not in done.stderr, f"{block}\n{done.stderr[-2000:]}"
