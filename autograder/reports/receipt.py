"""The words of a receipt: a table of the changes, and sentences on what a TA should look at."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from autograder.gradebook.receipt import Cause, MarkChange, Receipt
from autograder.text import count, number, shown

REASONS = {
    "first": "graded for the first time",
    "file": "resubmission of {what}",
    "handed_in": "{what} was handed in since",
    "gone": "{what} is no longer in the submission",
    "version": "check of {what}, version {detail}",
    "released": "the released {what} changed (its points, or a teacher's own test)",
    "course": "the students' package, or the limits of the sandbox changed",
    "key": "another course key, so other inputs",
    "grader": "the grader's or the course's code, Python or numpy changed, no check version did",
    "unrecorded": "not known: the earlier grading kept no record of what it was made from",
    "unexplained": "neither the file nor the check changed: the answer itself varies, or it met a limit",
}


def causes_text(causes: tuple[Cause, ...]) -> str:
    """Return causes in words."""
    return "; ".join(REASONS[cause.reason].format(what=cause.what, detail=cause.detail) for cause in causes)


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
            table.add_row("", "late penalty", was, now, "the time handed in, the due date, or the marks")
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
                "The mark stands; please look again in formgrader."
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
