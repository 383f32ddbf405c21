"""The words of a verdict, for students and TAs, in one place."""

from __future__ import annotations

import textwrap
from collections import Counter
from functools import lru_cache

from autograder.content import Exercise
from autograder.results.verdict import Outcome, Verdict

OUTCOME_WORDS = {
    "correct": "All checks pass. Well done.",
    "partial": "Part of the checks pass.",
    "wrong": "The function runs, but its values are not the right ones yet.",
    "not_attempted": "Not attempted yet.",
    "raised": "The function or its cell stopped with an error.",
    "timed_out": "It did not finish in time.",
    "crashed": "It ended the notebook's own process, so nothing could be asked.",
    "refused": "What came back could not be judged: it was not made of plain numbers.",
    "missing": "This notebook was not in the submission.",
    "to_mark": "Your teacher reads and marks this answer.",
}
MARKING_HEADING = "To mark by. Students do not see this box."
MARKING_PREDICTIONS = "What the student predicted in this notebook, never marked"
NO_SANDBOX = "Note: this was graded without a sandbox."


def number(value: float) -> str:
    """Return points without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def outcomes_text(outcomes: Counter[Outcome]) -> str:
    """Return the counts of outcomes, the most frequent first."""
    return ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())


def verdict_text(verdict: Verdict, sandbox: str, exercise: Exercise | None) -> str:
    """Return what a student reads below a check: marks, outcome, hint, and which checks passed."""
    name = f"Exercise {exercise.number}, {verdict.exercise}" if exercise else verdict.exercise
    marks = "to be marked" if verdict.score is None else number(verdict.score)
    lines = [f"{name}: {marks} of {number(verdict.max)} points. {OUTCOME_WORDS[verdict.outcome]}"]
    if verdict.hint:
        lines.append(f"Hint: {verdict.hint}")
    if verdict.carried_forward:
        used = ", ".join(verdict.carried_forward)
        lines.append(f"It was marked with the course's own {used}, so that one mistake costs one exercise.")
    lines += [f"  [{'pass' if passed else 'not yet'}] {title}" for title, passed in verdict.checks]
    if verdict.outcome in {"raised", "timed_out", "crashed", "refused"} and verdict.reason:
        lines.append(f"What happened: {verdict.reason}")
    if sandbox == "none":
        lines.append(NO_SANDBOX)
    return "\n".join(map(_wrapped, lines)) + "\n"


@lru_cache(maxsize=1024)  # a class shares most of its sentences
def _wrapped(line: str) -> str:
    return textwrap.fill(line, 88, subsequent_indent="  ")
