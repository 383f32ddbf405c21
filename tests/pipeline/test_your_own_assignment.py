"""The page "Your own assignment", followed to the letter, with the grader installed from its wheel."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import needs
from tests.doc_pages import Block, blocks
from tests.installed import Environment
from tests.pipeline.conftest import Once
from tools.repository import REPOSITORY

pytestmark = [pytest.mark.slow, needs("bwrap")]

PAGE = REPOSITORY / "docs" / "your-own-assignment.md"
CAPTION = re.compile(
    r"\*\*(?P<kind>Markdown|Code) cell\*\*"
    r"(?:: \*(?P<choice>[^*]+)\*, ID `(?P<grade_id>\w+)`(?:, points (?P<points>\d+))?)?"
)
"""The line before a block that is a cell: its kind, and what is chosen in nbgrader's panel."""
CHOICES = {
    "Autograded answer": {"solution": True},
    "Autograder tests": {"grade": True, "locked": True},
    "Manually graded answer": {"grade": True, "solution": True},
    "Read-only": {"locked": True},
}
"""What nbgrader's Create Assignment panel writes into a cell for each choice."""

SOFTMAX = "def softmax(z):\n    e = np.exp(np.array(z) - max(z))\n    return e / sum(e)"
CROSS_ENTROPY = "def cross_entropy(z, label):\n    return np.logaddexp.reduce(z) - z[label]"
ANSWERS = {
    "right": {"softmax": SOFTMAX, "cross_entropy": CROSS_ENTROPY},
    "not_normalised": {
        "softmax": "def softmax(z):\n    return np.exp(np.array(z))",
        "cross_entropy": CROSS_ENTROPY,
    },
    "no_exponential": {
        "softmax": "def softmax(z):\n    z = np.array(z)\n    return z / z.sum()",
        "cross_entropy": CROSS_ENTROPY,
    },
    "overflows": {
        "softmax": "def softmax(z):\n    e = np.exp(np.array(z))\n    return e / e.sum()",
        "cross_entropy": CROSS_ENTROPY,
    },
    "all_labels": {
        "softmax": SOFTMAX,
        "cross_entropy": "def cross_entropy(z, label):\n    return -np.log(softmax(z)).sum()",
    },
    "log_of_zero": {
        "softmax": SOFTMAX,
        "cross_entropy": "def cross_entropy(z, label):\n    return -np.log(softmax(z)[label])",
    },
    "untouched": {},
}
"""What each student writes into which cell."""
NAMED = {
    "not_normalised": ("softmax.not_normalised", 0.0, 4.0),
    "no_exponential": ("softmax.no_exponential", 0.0, 4.0),
    "overflows": ("softmax.overflows", 2.0, 4.0),
    "all_labels": ("cross_entropy.all_labels", 5.0, 0.0),
    "log_of_zero": ("cross_entropy.log_of_zero", 5.0, 2.0),
}
"""The mistake that must be named for whom, and the marks of softmax and cross_entropy."""


def cell(block: Block, caption: re.Match[str], number: int) -> dict[str, Any]:
    """Return the cell that a reader makes of a block of the page."""
    metadata: dict[str, Any] = {}
    if caption["choice"]:
        about = {"grade": False, "locked": False, "schema_version": 3, "solution": False, "task": False}
        about |= {"grade_id": caption["grade_id"], **CHOICES[caption["choice"]]}
        metadata = {"nbgrader": about | ({"points": int(caption["points"])} if caption["points"] else {})}
    made = {
        "cell_type": caption["kind"].lower(),
        "id": f"c{number}",
        "metadata": metadata,
        "source": block.text,
    }
    return made | ({"outputs": [], "execution_count": None} if caption["kind"] == "Code" else {})


def put_cells(notebook: Path, cells: list[dict[str, Any]]) -> None:
    content = json.loads(notebook.read_text(encoding="utf-8"))
    notebook.write_text(json.dumps(content | {"cells": cells}), encoding="utf-8")


def hand_in(course: Path, student: str, answers: dict[str, str]) -> None:
    content = json.loads((course / "release/softmax/softmax.ipynb").read_text(encoding="utf-8"))
    for each in content["cells"]:
        grade_id = each["metadata"].get("nbgrader", {}).get("grade_id")
        each["source"] = answers.get(grade_id, each["source"])
    folder = course / "submitted" / student / "softmax"
    folder.mkdir(parents=True)
    (folder / "softmax.ipynb").write_text(json.dumps(content), encoding="utf-8")


def follow(course: Path, environment: Environment) -> list[str]:
    """Do what the page says, in its order; return what its commands print."""
    cells: list[dict[str, Any]] = []
    printed: list[str] = []
    for block in blocks(PAGE):
        caption = CAPTION.fullmatch(block.before.strip())
        if caption is not None:
            cells.append(cell(block, caption, len(cells)))
        elif block.kind == "file":
            assert block.mark is not None
            (course / block.mark["detail"]).write_text(f"{block.text}\n", encoding="utf-8")
        elif block.kind == "run":
            if cells:
                put_cells(course / "source/softmax/softmax.ipynb", cells)
                cells = []
            if "autograder grade" in block.text:
                for student, answers in ANSWERS.items():
                    hand_in(course, student, answers)
            done = environment.run("bash", "-euo", "pipefail", "-c", block.text, cwd=course)
            assert done.returncode == 0, (
                f"{block}\n{block.text}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
            )
            assert "Traceback" not in done.stderr, f"{block}\n{done.stderr[-2000:]}"
            printed.append(done.stdout)
    return printed


@pytest.fixture(scope="module")
def course(once: Once, engine_alone: Environment) -> Path:
    """A course folder outside of the repository, as it is at the end of the page."""

    def make(folder: Path) -> None:
        folder.mkdir()
        (folder / "printed.json").write_text(json.dumps(follow(folder, engine_alone)))
        done = engine_alone.run("autograder", "grade", "softmax", "--json", "marks.jsonl", cwd=folder)
        assert done.returncode == 0, done.stderr

    return once("own-assignment", make)


@pytest.fixture(scope="module")
def verdicts(course: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """The verdicts by student and exercise."""
    lines = map(json.loads, (course / "marks.jsonl").read_text().splitlines())
    return {(line["student"], line["exercise"]): line for line in lines}


def text_of_page(path: Path) -> str:
    return " ".join(
        unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", path.read_text(), flags=re.DOTALL)).split()
    )


def test_the_doctor_finds_nothing_both_times(course: Path) -> None:
    printed = json.loads((course / "printed.json").read_text())
    assert [text.count("\n0 findings.") for text in printed if "findings." in text] == [1, 1]


def test_five_mistakes_are_known_in_notebook_and_in_grading(course: Path) -> None:
    printed = json.loads((course / "printed.json").read_text())
    assert "5 formulas of mistakes; 5 mistakes; 3 right variants" in printed[2]
    assert printed[2].count("●") == 5 + 1  # one of them in the legend


@pytest.mark.parametrize("student", ["me", "right"])
def test_right_answers_have_all_marks(student: str, verdicts: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert [verdicts[student, name]["score"] for name in ("softmax", "cross_entropy")] == [5.0, 4.0]


@pytest.mark.parametrize("student", NAMED)
def test_each_mistake_is_named_with_its_marks(
    student: str, verdicts: dict[tuple[str, str], dict[str, Any]]
) -> None:
    mistake, *marks = NAMED[student]
    assert verdicts[student, mistake.partition(".")[0]]["mistake"] == mistake
    assert [verdicts[student, name]["score"] for name in ("softmax", "cross_entropy")] == marks


def test_an_untouched_notebook_is_not_attempted(verdicts: dict[tuple[str, str], dict[str, Any]]) -> None:
    mine = {name: verdict for (student, name), verdict in verdicts.items() if student == "untouched"}
    assert {verdict["outcome"] for verdict in mine.values()} == {"not_attempted"}
    assert len(mine) == 3


@pytest.mark.parametrize("student", NAMED)
def test_the_feedback_gives_the_hint_of_the_mistake(
    student: str, course: Path, verdicts: dict[tuple[str, str], dict[str, Any]]
) -> None:
    hint = verdicts[student, NAMED[student][0].partition(".")[0]]["hint"]
    assert hint in (course / "softmax_exercises.py").read_text()
    assert hint in text_of_page(course / f"feedback/{student}/softmax/softmax.html")


@pytest.mark.parametrize("student", NAMED)
def test_the_report_says_what_was_misunderstood(
    student: str, course: Path, verdicts: dict[tuple[str, str], dict[str, Any]]
) -> None:
    evidence = verdicts[student, NAMED[student][0].partition(".")[0]]["evidence"]
    assert evidence in text_of_page(course / "exports/softmax-report.html")


def test_the_export_holds_everybodys_marks(course: Path) -> None:
    with (course / "exports/softmax-csv.csv").open(encoding="utf-8-sig", newline="") as file:
        marks = {row["student_id"]: row for row in csv.DictReader(file)}
    assert marks.keys() == {*ANSWERS, "me"}
    assert {row["max_score"] for row in marks.values()} == {"12"}
    assert marks["log_of_zero"]["2 cross_entropy (4)"] == "2"


def test_the_findings_on_the_page_are_said_like_that(course: Path) -> None:
    """The page quotes three findings; their ids and names are those of its files."""
    text = (course / "softmax_exercises.py").read_text()
    *_, quoted = [block.text for block in blocks(PAGE) if block.language == "text"]
    assert len(quoted.splitlines()) == 3
    assert [name for name in re.findall(r"^([\w.]+)", quoted, re.MULTILINE) if f'"{name}"' not in text] == []
