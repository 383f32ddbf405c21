"""Judges one exercise of one submission again, as the grading did, and keeps what the judge saw of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from autograder.box.selftest import verify
from autograder.grading.classroom import Classroom
from autograder.judging.judge import Ruling
from autograder.results.verdict import CellId, Verdict


@dataclass(frozen=True)
class Again:
    """What judging again gave.

    Parameters
    ----------
    ruling
        The judge's ruling behind the verdict; None if no judge looked: at a written answer, at a test of
        the teacher's own, at a notebook that is missing.
    cells
        The cells of the graded notebook; none if it is missing.
    sandbox
        As `Result` has it.
    """

    verdict: Verdict
    ruling: Ruling | None
    cells: list[dict[str, Any]]
    sandbox: str


def judge_again(classroom: Classroom, student: str, cell_id: CellId) -> Again:
    """Grade a submission in a box, write nothing, and return what it gives for one graded cell.

    Raises
    ------
    autograder.errors.NoSandboxError
        If no sandbox works here: a student's code never runs outside.
    """
    engine = classroom.engine
    verify(engine.sandbox)
    seen: list[tuple[Verdict, Ruling]] = []
    result = engine.grade(classroom.read(student), lambda *judged: seen.append(judged))
    verdict = next(verdict for verdict in result.verdicts if verdict.cell_id == cell_id)
    ruling = next((ruling for of, ruling in seen if of == verdict), None)
    notebook = result.notebooks.get(verdict.notebook)
    cells = json.loads(notebook)["cells"] if notebook is not None else []
    return Again(verdict, ruling, cells, result.sandbox)
