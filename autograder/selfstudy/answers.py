"""Model answers and rubrics, taken from the source notebooks for those who work alone."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder import chainlab
from autograder.submission.assignment import text_of
from autograder.submission.regions import MARK_SCHEME, SOLUTION, between

FILE: Path = chainlab.load("study.answers").FILE
"""Where the learner's notebooks look for them; never in a release."""
PREFIX, QUESTION = "written_", "question_"


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
    sources = {
        cell["metadata"].get("nbgrader", {}).get("grade_id", ""): text_of(cell["source"])
        for path in sorted(source.glob("*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    }
    return {
        key: ModelAnswer(
            between(text, SOLUTION),
            between(sources.get(QUESTION + key.removeprefix(PREFIX), ""), MARK_SCHEME),
        )
        for key, text in sources.items()
        if key.startswith(PREFIX)
    }


def closed(answers: dict[str, ModelAnswer]) -> str:
    """Return the text of the learner's file: nobody reads an answer in it by accident.

    It is a closed envelope, no lock: who wants to open it, can.
    """
    envelopes = {
        key: base64.b64encode(json.dumps(asdict(answer)).encode()).decode() for key, answer in answers.items()
    }
    return json.dumps(envelopes, indent=1) + "\n"
