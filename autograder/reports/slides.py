"""Slides for the lecture: one question a slide, then the vote, then the answer; they name nobody."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.errors import UsageError
from autograder.gradebook.records import ClassRecord, Item
from autograder.reports import sentences
from autograder.reports.pages import environment, render
from autograder.reports.predictions import Prediction
from autograder.reports.statistics import Misunderstanding, misunderstandings
from autograder.reports.talk import several
from autograder.reports.wrong_code import Samples

PREDICTIONS, MISTAKES = 6, 6
"""So many of each are asked: those that fewest had right, and those that cost most points."""
SCRIPT = "slides.js"
LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True)
class Slide:
    """A question that the class answered before the lecture: a prediction, or code with a mistake.

    Parameters
    ----------
    code
        The sample of the code; "" of a prediction.
    """

    item: Prediction | Misunderstanding
    code: str = ""

    @property
    def notebook(self) -> str:
        """The notebook in which it was asked."""
        return self.item.notebook if isinstance(self.item, Prediction) else self.item.item.notebook

    @property
    def exercise(self) -> Item | None:
        """The exercise in which the mistake was made; None of a prediction."""
        return None if isinstance(self.item, Prediction) else self.item.item

    @property
    def heading(self) -> str:
        """What it is called."""
        if self.exercise is None:
            return "What do you expect?"
        return f"{sentences.exercise_heading(self.exercise)}: what does this give?"


def class_slides(record: ClassRecord, made: str, guesses: Sequence[Prediction], samples: Samples) -> str:
    """Return the slides as one HTML page that needs no other file.

    Parameters
    ----------
    made
        When they are made, in words.
    guesses
        What the class predicted.
    samples
        Wrong code that names nobody, one sample for each named mistake.

    Raises
    ------
    UsageError
        If there is nothing to ask.
    """
    slides = chosen(record, guesses, samples)
    if not slides:
        raise UsageError(
            f"There is nothing to ask on slides about {record.assignment!r}: no prediction can be counted, "
            "and no mistake of several students has a name. `autograder report` says what there is."
        )
    script, _, _ = environment().loader.get_source(environment(), SCRIPT)  # type: ignore[union-attr]
    return render(
        "slides.html.j2",
        record=record,
        made=made,
        slides=slides,
        letters=LETTERS,
        script=script,
        digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def chosen(record: ClassRecord, guesses: Sequence[Prediction], samples: Samples) -> list[Slide]:
    """Return the slides in the notebooks' order, in each the predictions first."""
    asked = [Slide(one) for one in guesses if one.right and len(one.guesses) > 1]
    asked.sort(key=lambda slide: slide.item.hit / slide.item.answered)  # type: ignore[union-attr]
    enough = several(len(record.works))
    mistakes = [
        Slide(mistake, samples[mistake.item.cell_id, mistake.id])
        for mistake in misunderstandings(record)
        if len(mistake.works) >= enough and (mistake.item.cell_id, mistake.id) in samples
    ]
    order = {item.cell_id: place for place, item in enumerate(record.items)}
    topics = {one.topic: place for place, one in enumerate(guesses)}

    def place(slide: Slide) -> tuple[str, bool, int]:
        if isinstance(slide.item, Prediction):
            return slide.notebook, False, topics[slide.item.topic]
        return slide.notebook, True, order[slide.item.item.cell_id]

    return sorted([*asked[:PREDICTIONS], *mistakes[:MISTAKES]], key=place)
