"""The words of a receipt: a table of the changes, and sentences on what a TA should look at."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from autograder.gradebook.receipt import Cause, MarkChange, Receipt
from autograder.text import count, number, shown

NOT_NOTED = "(which: the earlier grading kept no note)"
REASONS = {
    "first": "graded for the first time",
    "file": "resubmission of {what}",
    "handed_in": "{what} was handed in since",
    "gone": "{what} is no longer in the submission",
    "version": "check of {what}, version",
    "points": "the points of {what}",
    "released": "the released {what} changed (its text, or a teacher's own test)",
    "key": "another course key, so other inputs",
    "limit": "limit {what}",
    "python": "Python",
    "numpy": "numpy",
    "engine": "the grader's code",
    "course": "the course's code",
    "hints": "the course's hints",
    "package": "the students' package",
    "files": "the released files beside the notebooks",
    "ignored": "what is ignored on standard error",
    "kernel": "the Python of the sandbox",
    "box": f"the students' package, or the limits of the sandbox changed {NOT_NOTED}",
    "grader": f"the grader's or the course's code, Python or numpy changed {NOT_NOTED}",
    "time": "the time handed in",
    "due": "the due date",
    "marks": "the marks",
    "unrecorded": "not known: the earlier grading kept no record of what it was made from",
    "unexplained": "neither the file nor the check changed: the answer itself varies, or it met a limit",
}


def causes_text(causes: tuple[Cause, ...]) -> str:
    """Return causes in words, with what each was and is."""
    return "; ".join(map(_cause_text, causes))


def _cause_text(cause: Cause) -> str:
    values = f" {cause.before or 'none'} -> {cause.after or 'none'}" if cause.before or cause.after else ""
    return REASONS[cause.reason].format(what=cause.what) + values


def receipt_table(receipts: list[Receipt]) -> Table:
    """Return the table: a row for each mark that changes, and one for each student's total."""
    table = Table(title="What changes", header_style="bold")
    for title in ("student", "exercise"):
        table.add_column(title, no_wrap=True)
    for title in ("before", "after"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("because of")
    for receipt in receipts:
        if not receipt.differs:
            continue
        first = REASONS["first"] if receipt.before is None else ""
        before = "" if receipt.before is None else number(receipt.before)
        table.add_row(
            escape(shown(receipt.student)), "all", before, number(receipt.after), first, style="bold"
        )
        for change in receipt.changes:
            table.add_row(
                "", change.exercise, _mark(change.before), _mark(change.after), causes_text(change.causes)
            )
        if receipt.penalty[0] != receipt.penalty[1]:
            was, now = (number(-value) if value else "0" for value in receipt.penalty)
            table.add_row("", "late penalty", was, now, causes_text(receipt.penalty_causes))
        table.add_section()
    return table


def receipt_sentences(receipts: list[Receipt], *, dry_run: bool) -> list[str]:
    """Return what a TA should know besides the table."""
    changed = sum(receipt.differs for receipt in receipts)
    sentences = ["Dry run: nothing was written."] if dry_run else []
    sentences.append(f"Marks change for {changed} of {count(len(receipts), 'student')}.")
    for receipt in receipts:
        sentences += [_overruled(receipt.student, change) for change in receipt.overruled]
        if receipt.changed_answers:
            cells = ", ".join(receipt.changed_answers)
            sentences.append(
                f"{shown(receipt.student)}, {cells}: the answer changed after it was marked by hand. "
                "The mark stands until you look at it again; `autograder mark` shows it as changed."
            )
    return sentences


def _overruled(student: str, change: MarkChange) -> str:
    change_text = f"from {_mark(change.before)} to {_mark(change.after)} ({causes_text(change.causes)})"
    return (
        f"{shown(student)}, {change.exercise}: the program's mark goes {change_text}; "
        "the mark given by hand stands."
    )


def _mark(value: float | None) -> str:
    return "to mark" if value is None else number(value)
