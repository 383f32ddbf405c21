"""Model answers and rubrics, taken from the source notebooks for self-study."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.coach import answers
from autograder.notebooks import MARK_SCHEME, QUESTION, SOLUTION, WRITTEN, between, cells_of, named_sources

FILE: Path = answers.FILE
"""Where the learner's notebooks look for them; never in a release."""


@dataclass(frozen=True)
class ModelAnswer:
    """A written answer that earns all points, and the rubric by which it earns them."""

    answer: str
    rubric: str


def model_answers(source: Path) -> dict[str, ModelAnswer]:
    """Return the model answer of every written answer by its grade_id.

    Parameters
    ----------
    source
        Folder of the source notebooks.
    """
    sources = named_sources(cells_of(source))
    return {
        grade_id: ModelAnswer(
            between(text, SOLUTION),
            between(sources.get(QUESTION + grade_id.removeprefix(WRITTEN), ""), MARK_SCHEME),
        )
        for grade_id, text in sources.items()
        if grade_id.startswith(WRITTEN)
    }


def closed(answers: dict[str, ModelAnswer]) -> str:
    """Return the text of the learner's file, encoded so that nobody reads an answer in it by accident.

    This hides the answers; it does not protect them.
    """
    envelopes = {
        grade_id: base64.b64encode(json.dumps(asdict(answer)).encode()).decode()
        for grade_id, answer in answers.items()
    }
    return json.dumps(envelopes, indent=1) + "\n"
