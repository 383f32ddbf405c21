"""What is odd in an honest file costs no mark, and where a mark is lost the true cause is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.front.cli import main
from autograder.grading.engine import Engine
from autograder.results.result import Result
from autograder.results.verdict import Verdict
from autograder.results.words import verdict_text
from autograder.submission.reading import read_folder
from tests.conftest import needs
from tests.pipeline.odd_edits import COLLECTED, KINDS, OddFile
from tests.pipeline.odd_files import ODD
from tests.pipeline.odd_uploads import UPLOADS, Upload
from vanishing_gradients import ASSIGNMENT

pytestmark = needs("bwrap")


def graded(engine: Engine, odd: OddFile, folder: Path) -> tuple[Result, dict[str, Verdict]]:
    """Hand in an odd file and grade it; return the result, and the verdicts on what was handed in."""
    for name, data in odd.files().items():
        (folder / name).write_bytes(data)
    result = engine.grade(read_folder("ada", folder, engine.assignment, engine.sandbox.limits))
    return result, {v.exercise: v for v in result.verdicts if v.notebook in odd.notebooks}


def read_by_student(verdict: Verdict, result: Result) -> str:
    """Return what a student reads of a verdict; of an essay, the graded notebook."""
    if verdict.outcome == "to_mark":
        return verdict.found + result.notebooks[verdict.notebook]
    return verdict_text(verdict, "bwrap", None).replace("\n  ", " ")


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: f"{odd.kind}: {odd.name}")
def test_an_odd_file_costs_no_mark_or_the_cause_is_told(engine: Engine, odd: OddFile, tmp_path: Path) -> None:
    result, verdicts = graded(engine, odd, tmp_path)
    losses = odd.loses if "*" not in odd.loses else dict.fromkeys(verdicts, odd.loses["*"])
    full = {name: v for name, v in verdicts.items() if name not in losses}
    lost = {name: (v.outcome, v.score, v.reason) for name, v in full.items() if v.score not in {v.max, None}}
    assert lost == {}
    assert all(v.score is not None or v.exercise.startswith("written_") for v in full.values())
    for name, words in (losses | odd.reads).items():
        assert words in read_by_student(verdicts[name], result), name
    for name in losses:
        assert verdicts[name].score == 0.0
    assert not any("locked cell" in text and odd.kind == 11 for text in result.notebooks.values())


@pytest.mark.parametrize("kind", KINDS.keys() - {COLLECTED})
def test_each_kind_has_five_odd_files(kind: int) -> None:
    assert len([odd for odd in ODD if odd.kind == kind]) >= 5


@pytest.mark.parametrize("upload", UPLOADS, ids=lambda upload: upload.name)
def test_an_odd_upload_is_placed_or_named(new_course: Path, upload: Upload, tmp_path: Path) -> None:
    upload.put_into(tmp_path / "download")
    rows = tmp_path / "rows.json"
    options = ["--course", str(new_course), "--json", str(rows)]
    done = CliRunner().invoke(main, ["collect", str(tmp_path / "download"), ASSIGNMENT, *options])
    assert done.exit_code == 0, done.output
    placed = list((new_course / "submitted" / "ada" / ASSIGNMENT).glob("*.ipynb"))
    assert len(placed) == upload.arrives
    assert placed or "nothing of it could be placed: ada" in done.output
    assert upload.says in rows.read_text("utf-8")
