"""Model answers and rubrics, taken from the source notebooks for self-study."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.coach import answers
from autograder.content import Rubric, RubricLine
from autograder.notebooks import MARK_SCHEME, QUESTION, SOLUTION, WRITTEN, between, cells_of, named_sources
from autograder.reports.criteria import line_html

FILE: Path = answers.FILE
"""Where the learner's notebooks look for them; never in a release."""


@dataclass(frozen=True)
class ModelAnswer:
    """A written answer that earns all points, and the rubric by which it earns them.

    Parameters
    ----------
    rubric
        The mark scheme, in Markdown.
    lines
        The lines of the rubric, to be ticked: `points`, the sentence as `text` and as `html`.
    """

    answer: str
    rubric: str
    lines: list[dict[str, Any]] = field(default_factory=list)


def model_answers(source: Path, rubrics: Iterable[Rubric] = ()) -> dict[str, ModelAnswer]:
    """Return the model answer of every written answer by its grade_id.

    Parameters
    ----------
    source
        Folder of the source notebooks.
    rubrics
        Whose lines are ticked.
    """
    lines = {rubric.written: list(map(_to_tick, rubric.lines)) for rubric in rubrics}
    sources = named_sources(cells_of(source))
    return {
        grade_id: ModelAnswer(
            between(text, SOLUTION),
            between(sources.get(QUESTION + grade_id.removeprefix(WRITTEN), ""), MARK_SCHEME),
            lines.get(grade_id, []),
        )
        for grade_id, text in sources.items()
        if grade_id.startswith(WRITTEN)
    }


def _to_tick(line: RubricLine) -> dict[str, Any]:
    return {"points": line.points, "text": line.sentence, "html": str(line_html(line.sentence))}


def closed(answers: dict[str, ModelAnswer]) -> str:
    """Return the text of the learner's file, encoded so that nobody reads an answer in it by accident.

    This hides the answers; it does not protect them.
    """
    envelopes = {
        grade_id: base64.b64encode(json.dumps(asdict(answer)).encode()).decode()
        for grade_id, answer in answers.items()
    }
    return json.dumps(envelopes, indent=1) + "\n"
