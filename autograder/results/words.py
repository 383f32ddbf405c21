"""The words of outcomes and verdicts, for students and staff, in one place."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from functools import lru_cache

from autograder.content import Exercise
from autograder.results import found
from autograder.results.verdict import INTERRUPTED, Outcome, Verdict
from autograder.text import count, count_points, number

OUTCOME_SENTENCES: dict[Outcome, str] = {
    "correct": "All checks pass. Well done.",
    "partial": "Part of the checks pass.",
    "wrong": "The function runs, but its values are not the right ones yet.",
    "not_attempted": "Not answered yet.",
    "raised": "The function or its cell stopped with an error.",
    "timed_out": "It did not finish in time.",
    "crashed": "It ended the notebook's own process, so no function could be called.",
    "refused": "What came back could not be judged: it was not made of plain numbers.",
    "missing": "This notebook was not in the submission.",
    "to_mark": "Your teacher reads and marks this answer.",
}
"""What a student reads of an outcome."""
TEST_SENTENCES = OUTCOME_SENTENCES | {
    "correct": "Your teacher's test passes. Well done.",
    "partial": "Your teacher's test gives part of the points.",
    "wrong": "Your teacher's test does not pass yet.",
    "raised": "Your teacher's test stopped with an error.",
    "timed_out": "Your teacher's test could not end in time.",
    "crashed": "Your teacher's test could not come to its end.",
    "refused": "What your teacher's test gave is not a mark. Please tell your teacher.",
}
"""The same, of a test cell of the teacher's own."""
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
NOTHING_BELOW = "No cell of yours stands below this task."
"""What a student reads of a task without an answer."""
NO_RESPONSE = "No response."
"""nbgrader's own comment beside an answer that was left as released."""
HINT, TEACHER_WRITES, WHAT_HAPPENED = "Hint:", "Your teacher writes:", "What happened:"

CARRIED_FORWARD = "It was marked with the course's own {names}, so that one mistake costs one exercise."
CARRIED_FORWARD_SHORT = "marked with the course's {names}."

NO_SANDBOX = "This was graded without a sandbox."
NO_SANDBOX_NOTE = "Note: this was graded without a sandbox."
NO_SANDBOX_TABLE = "Graded WITHOUT a sandbox."
"""What a feedback page, a graded notebook and a table of marks say."""

# What stopped a function; words for an error's message stand in `coach/words.py`, as `check` says them too.

SCAFFOLD = "The cell still holds the empty scaffold."
NO_FUNCTION = "There was no function of this name to look at."
NO_FUNCTION_NAMED = "There is no function {name} in this notebook"
NEAREST_FUNCTION = "{no_function}. The nearest name is {near}, in the cell that begins with {cell}."
IN_CLASS = "{no_function} itself: it is a method of the class {outer}, in the cell that begins with {cell}."
IN_FUNCTION = (
    "{no_function} itself: it stands inside the function {outer}, in the cell that begins with {cell}."
)
OTHER_CELL = "{no_function}. Its cell defines {others}."
EMPTY_CELL = "{no_function}. Its cell defines none."
NEVER_DEFINED = "{no_function}: the cell that should define it ran, and did not."
NOT_AS_CODE = (
    "{no_function}. A function of this name is written in the cell that begins with {cell}, but in a "
    "comment, in quotes or below a line with %%, where it does not run."
)
REMOVED = "{name} was removed before it was looked at, by the cell that begins with {cell}."
NO_LONGER_FUNCTION = (
    "{name} was a value and no function when it was looked at: the cell that begins with {cell} sets it."
)
CELL_STOPPED = "The cell was stopped: {cause}."
CELL_RAISED = "The cell of {name} stopped with {error}{place}."
NOT_PYTHON = "The cell of {name} is not Python yet: {error}{place}."
FUNCTION_RAISED = "The function stopped with {error}{place}."
PERHAPS = "Perhaps {perhaps}."
LEFT = (
    'The line "raise NotImplementedError()" is still in {function} (line {line}) and stops it: '
    "take it out where the function is written."
)
WAITS = "The function calls {other}, which is not written yet."
WAITS_FOR_SOME = "The function calls another one that is not written yet{place}."
IN_LINE_SHORT = " in line {line}"
LINE = "line {line}{where}: {code}"
IN_LINE = ", in {spot}"
OF_FUNCTION = " of the function {function}"
OF_CELL = " of the cell that begins with {cell}"
EARLIER_RAISED = "The cell that begins with {cell} should give {missing} its value, and stopped with {error}."
EARLIER_STOPPED = (
    "The cell that begins with {cell} should give {missing} its value, and was stopped: {cause}."
)
SET_LATER = "{missing} gets its value only in a later cell, the one that begins with {cell}."
SET_INSIDE = "{missing} is set only inside of the function {function}; outside of it nothing knows it."
NEVER_SET = "No cell of this notebook gives {missing} a value."
NEAREST_NAME = "No cell of this notebook gives {missing} a value; the nearest name is {near}."
NEWER_PYTHON = (
    "The notebook was written with Python {written}, and is graded with Python {graded}, "
    "which does not know all that is new in {written}."
)
MISSING_MODULE = (
    "If {module} is a file of your own, hand it in beside the notebook; if not, ask your teacher, who can "
    "install it where the work is graded."
)

# What a teacher's own test says. Its error is the box's word: shown as text, and cut.

TEST_NO_ANSWER = "The cell above the test is as it was handed out."
TEST_STOPPED = "The test stopped with {error}."
STOPPED_AT = "It was at {spot}."
OF_TEST = " of the test"
TEST_CALLED = "The test had come to its {spot}."
TEST_WAITS = "The test needs {other}, which is not written yet."
TEST_WAITS_FOR_SOME = "The test needs something that is not written yet{place}."
TEST_ON_STDERR = (
    "The test wrote a warning or a complaint, and nbgrader then gives no points. It begins with: {text}"
)
TEST_NO_MARK = "The value of the test cell is not a mark."
TEST_CUT = "The test was stopped: {cause}."
TEST_NOT_REACHED = "The notebook was stopped before it came to the test: {cause}."
STOPPED_BEFORE = "The cell that begins with {cell} was stopped: {cause}."
RAISED_BEFORE = "The cell that begins with {cell} stopped with {error}."
MEANS = "That means: {says}."
TEST_PASSED = "A test cell without an exercise ran among the student's own code."
TEST_VALUE = "The value of the test cell is less than its points."
TEST_HIDDEN = "A test that your teacher keeps hidden does not pass yet."
"""What a student reads in place of a hidden test's error, where the course keeps hidden tests hidden."""


def missing_module(reason: str) -> str:
    """Return the module that a reason says is missing; "" if it says nothing of the kind."""
    before, after = MISSING_MODULE.split("{module}")
    found = re.search(rf"{re.escape(before)}(\w+){re.escape(after)}", reason)
    return found[1] if found is not None else ""


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


def outcome_sentence(verdict: Verdict) -> str:
    """Return what a student reads of a verdict's outcome."""
    if not verdict.trusted:
        return TEST_SENTENCES[verdict.outcome]
    if verdict.outcome == "raised" and not verdict.checks:
        return NO_FUNCTION
    if verdict.outcome == "refused" and not verdict.checks:
        return UNREADABLE
    return OUTCOME_SENTENCES[verdict.outcome]


def what_happened(verdict: Verdict, *, hides_tests: bool = False) -> str:
    """Return the reason if a student should read it too; "" where outcome and checks say everything.

    Parameters
    ----------
    hides_tests
        Whether the course keeps hidden tests, and what they say, from students.
    """
    tells = verdict.outcome in INTERRUPTED | {"missing"} or (
        verdict.outcome == "not_attempted" and verdict.reason not in {SCAFFOLD, NO_RESPONSE, TEST_NO_ANSWER}
    )
    if not verdict.trusted:
        tells = tells or (verdict.outcome in {"wrong", "partial"} and verdict.reason != TEST_VALUE)
        if verdict.hidden and hides_tests:
            return TEST_HIDDEN if tells else ""
    return verdict.reason if tells else ""


def verdict_text(verdict: Verdict, sandbox: str, exercise: Exercise | None) -> str:
    """Return what a student reads below a check: marks, outcome, hint, and which checks passed."""
    name = f"Exercise {exercise.number}, {verdict.exercise}" if exercise else verdict.exercise
    marks = "to be marked" if verdict.score is None else number(verdict.score)
    lines = [f"{name}: {marks} of {count_points(verdict.max)}. {outcome_sentence(verdict)}"]
    if verdict.hint:
        lines.append(f"{HINT} {verdict.hint}")
    if verdict.carried_forward:
        lines.append(carried_sentence(verdict.carried_forward))
    if verdict.found:
        lines.append(found.sentence(verdict.found, guessed=verdict.guessed))
    lines += [f"  [{'pass' if passed else 'not yet'}] {title}" for title, passed in verdict.checks]
    if what_happened(verdict):
        lines.append(f"{WHAT_HAPPENED} {what_happened(verdict)}")
    if sandbox == "none":
        lines.append(NO_SANDBOX_NOTE)
    return "\n".join(map(_wrapped, lines)) + "\n"


@lru_cache(maxsize=1024)  # a class shares most of its sentences
def _wrapped(line: str) -> str:
    return textwrap.fill(line, 88, subsequent_indent="  ")
