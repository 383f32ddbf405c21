"""What a student wrote as HTML for the desk: cleaned, so that nothing runs, with the rubric's numbers."""

from __future__ import annotations

import html
from collections.abc import Sequence

from autograder.content import RubricNumber
from autograder.marking.answers import Answer
from autograder.marking.formgrader import predicted
from autograder.marking.numbers import marked_formula, marked_text
from autograder.reports.markdown import (
    AnswerRenderer,
    clean_answer,
    clean_html,
    clean_markdown,
    highlight_code,
)
from autograder.reports.pictures import Pictures


class NumbersRenderer(AnswerRenderer):
    """The renderer of an answer in which numbers of the rubric are marked."""

    def __init__(self, pictures: Pictures, numbers: Sequence[RubricNumber]) -> None:
        super().__init__(pictures)
        self._numbers = numbers

    def text(self, text: str) -> str:
        """Render plain text."""
        return marked_text(text, self._numbers, super().text)

    def codespan(self, text: str) -> str:
        """Render code in a line."""
        return f"<code>{marked_text(text, self._numbers, html.escape)}</code>"

    def inline_math(self, body: str) -> str:
        """Render `$...$`."""
        return marked_formula(body, super().inline_math(body), self._numbers)

    def block_math(self, body: str) -> str:
        """Render `$$...$$`."""
        return marked_formula(body, super().block_math(body), self._numbers)


def answer_html(answer: Answer, numbers: Sequence[RubricNumber] = ()) -> str:
    """Return an answer as clean HTML."""
    if answer.is_code:
        return clean_html(highlight_code(answer.text))
    return clean_answer(answer.text, answer.attachments, lambda pictures: NumbersRenderer(pictures, numbers))


def predictions_html(answer: Answer) -> str:
    """Return what the student predicted as clean HTML, or nothing."""
    return clean_markdown({}, "\n\n".join(predicted(answer.predictions)))


def course_html(text: str) -> str:
    """Return a text of the course as clean HTML; one paragraph alone is a line."""
    shown = clean_markdown({}, text).strip()
    if shown.startswith("<p>") and shown.endswith("</p>") and shown.count("<p>") == 1:
        return shown.removeprefix("<p>").removesuffix("</p>")
    return shown
