"""The words of outcomes and verdicts, for students and staff, in one place."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from autograder.content import Exercise
from autograder.results.verdict import INTERRUPTED, Outcome, Verdict
from autograder.text import count, number

OUTCOME_SENTENCES: dict[Outcome, str] = {
    "correct": "All checks pass. Well done.",
    "partial": "Part of the checks pass.",
    "wrong": "The function runs, but its values are not the right ones yet.",
    "not_attempted": "Not attempted yet.",
    "raised": "The function or its cell stopped with an error.",
    "timed_out": "It did not finish in time.",
    "crashed": "It ended the notebook's own process, so no function could be called.",
    "refused": "What came back could not be judged: it was not made of plain numbers.",
    "missing": "This notebook was not in the submission.",
    "to_mark": "Your teacher reads and marks this answer.",
}
"""What a student reads of an outcome."""
OUTCOME_SHORT: dict[Outcome, str] = {
    "correct": "correct",
    "partial": "part of the checks pass",
    "wrong": "values not right",
    "not_attempted": "not attempted",
    "raised": "stopped with an error",
    "timed_out": "took too long",
    "crashed": "ended its own process",
    "refused": "could not be judged",
    "missing": "notebook missing",
    "to_mark": "waits for you",
}
"""What a table for staff says of an outcome."""
UNREADABLE = "This file could not be read."
"""What a student reads if the file itself was refused."""
MARKED_BY_HAND = "Marked by your teacher."
MARKS_BY_HAND = "Your teacher gave these marks."
"""What a student reads of a human's marks: of a written answer, and of a function."""
TO_MARK_BY_HAND = "A human marks it."
NO_RESPONSE = "No response."
"""nbgrader's own comment beside an answer that was left as released."""
HINT, TEACHER_WRITES, WHAT_HAPPENED = "Hint:", "Your teacher writes:", "What happened:"

CARRIED_FORWARD = "It was marked with the course's own {names}, so that one mistake costs one exercise."
CARRIED_FORWARD_SHORT = "marked with the course's {names}."

NO_SANDBOX = "This was graded without a sandbox."
NO_SANDBOX_NOTE = "Note: this was graded without a sandbox."
NO_SANDBOX_TABLE = "Graded WITHOUT a sandbox."
"""What a feedback page, a graded notebook and a table of marks say."""


def carried_sentence(names: Sequence[str]) -> str:
    """Say that an error was carried forward."""
    return CARRIED_FORWARD.format(names=", ".join(names))


def no_sandbox_report(submissions: int) -> str:
    """Say in a report that marks were earned without a sandbox."""
    return (
        f"{count(submissions, 'submission was', 'submissions were')} graded with the grader's own rights. "
        "Do not trust these marks unless you trust the files."
    )


def no_sandbox_export(submissions: int) -> str:
    """Say beside an export that marks were earned without a sandbox."""
    return (
        f"{count(submissions, 'submission')} graded WITHOUT a sandbox: code that runs with the grader's own "
        "rights can change marks."
    )


def outcomes_text(outcomes: Counter[Outcome]) -> str:
    """Return the counts of outcomes, the most frequent first."""
    return ", ".join(f"{many} {outcome}" for outcome, many in outcomes.most_common())


def verdict_text(verdict: Verdict, sandbox: str, exercise: Exercise | None) -> str:
    """Return what a student reads below a check: marks, outcome, hint, and which checks passed."""
    name = f"Exercise {exercise.number}, {verdict.exercise}" if exercise else verdict.exercise
    marks = "to be marked" if verdict.score is None else number(verdict.score)
    lines = [f"{name}: {marks} of {number(verdict.max)} points. {OUTCOME_SENTENCES[verdict.outcome]}"]
    if verdict.hint:
        lines.append(f"{HINT} {verdict.hint}")
    if verdict.carried_forward:
        lines.append(carried_sentence(verdict.carried_forward))
    lines += [f"  [{'pass' if passed else 'not yet'}] {title}" for title, passed in verdict.checks]
    if verdict.outcome in INTERRUPTED and verdict.reason:
        lines.append(f"{WHAT_HAPPENED} {verdict.reason}")
    if sandbox == "none":
        lines.append(NO_SANDBOX_NOTE)
    return "\n".join(map(_wrapped, lines)) + "\n"


@lru_cache(maxsize=1024)  # a class shares most of its sentences
def _wrapped(line: str) -> str:
    return textwrap.fill(line, 88, subsequent_indent="  ")
