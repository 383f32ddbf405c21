"""What `autograder collect` prints: a table with a row for every notebook, and sentences on the rest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from autograder.collecting import Collected, Collection
from autograder.collecting.delivering import REPLACED, Notebook
from autograder.collecting.sorting import Left
from autograder.collecting.times import as_timestamp
from autograder.text import shown

FATES = {
    "new": "new",
    "replaces": "replaces the earlier one",
    "same": "the same as before",
    "stays": "stays: it is not in this download",
}
HOW = {"number": "", "id": "", "name": " (identified by name)", "new": " (new)"}
STYLES = {"new": "green", "replaces": "yellow", "same": "dim", "stays": "dim"}


def collection_table(collection: Collection) -> Table:
    """Return the table: every notebook that was placed, then every file that was not."""
    table = Table(title="Submissions", header_style="bold")
    for title in ("file in the download", "student", "notebook", "what", "handed in"):
        table.add_column(title, overflow="fold")
    for collected in collection.students:
        student, time = shown(collected.delivery.student) + HOW[collected.identified.how], _time(collected)
        for notebook in collected.delivery.notebooks:
            table.add_row(
                escape(notebook.item.entry.name) if notebook.item else "",
                escape(student),
                escape(notebook.name),
                f"[{STYLES[notebook.fate]}]{FATES[notebook.fate]}[/]",
                escape(time),
            )
            student = time = ""
        table.add_section()
    for left in collection.left:
        if not left.quiet:
            row = [left.entry.name, shown(left.student), "", f"NOT PLACED: {left.reason}", ""]
            table.add_row(*map(escape, row), style="red")
    return table


def sentences(collection: Collection, assignment: str, course: Path, *, dry_run: bool) -> list[str]:
    """Return what a TA should know besides the table, and what to do next."""
    notebooks = [(c, n) for c in collection.students for n in c.delivery.notebooks]
    fates = Counter(notebook.fate for _, notebook in notebooks)
    counted = f"{fates['new']} new, {fates['replaces']} replaced, {fates['same']} the same as before"
    people = len(collection.students)
    lines = [f"{people} student{'s' * (people != 1)}; notebooks: {counted}."]
    if dry_run:
        lines = ["Dry run: nothing was written. It would be:", *lines]
    for collected in collection.students:
        if collected.moved_to is not None and collected.delivery.replaces:
            where = collected.moved_to.relative_to(course)
            student = shown(collected.delivery.student)
            lines.append(f"Resubmission of {student}: the old files are now in {where}.")
    if dry_run and any(c.delivery.replaces for c in collection.students):
        names = ", ".join(shown(c.delivery.student) for c in collection.students if c.delivery.replaces)
        lines.append(f"Resubmissions: {names}. The old files would go to {REPLACED}/.")
    lines += _times(collection)
    loud = sum(not left.quiet for left in collection.left)
    if loud:
        lines.append(
            f"{loud} file{'s' * (loud != 1)} could not be placed: see the last rows of the table. "
            f"If you know what it is, put it under the notebook's name into submitted/STUDENT/{assignment}/."
        )
    reasons = Counter(left.reason for left in collection.left if left.quiet)
    if reasons:
        counts = ", ".join(f"{number} ({reason})" for reason, number in reasons.most_common(4))
        lines.append(f"Other files, not read: {counts}.")
    if collection.absent:
        lines.append(f"In the gradebook, but nothing handed in: {', '.join(map(shown, collection.absent))}.")
    if people and not dry_run:
        lines.append(f"Next: autograder grade {assignment}")
    return lines


def records(collection: Collection) -> list[dict[str, str | None]]:
    """Return one record for every file of the download."""
    placed = [
        _record(collected, notebook)
        for collected in collection.students
        for notebook in collected.delivery.notebooks
    ]
    return placed + [_left(left) for left in collection.left]


def _times(collection: Collection) -> list[str]:
    unknown = [
        c.delivery.student for c in collection.students if c.delivery.handed_in.unknown and c.delivery.changes
    ]
    if not unknown:
        return []
    sentence = (
        f"After the due date, and this download does not say whether late: {', '.join(map(shown, unknown))}. "
        "No time was written, so no penalty. To count them from now: --time now; "
        "to trust the files' own times: --time file."
    )
    return [sentence]


def _time(collected: Collected) -> str:
    if not (collected.delivery.changes or collected.delivery.time_changes):
        return "as before"
    time = collected.delivery.handed_in.time
    what = collected.delivery.handed_in.what
    return f"{as_timestamp(time)} ({what})" if time is not None else f"no time: {what}"


def _record(collected: Collected, notebook: Notebook) -> dict[str, str | None]:
    time = collected.delivery.handed_in.time
    return {
        "file": notebook.item.entry.name if notebook.item else None,
        "student": collected.delivery.student,
        "notebook": notebook.name,
        "fate": notebook.fate,
        "reason": "",
        "system": collected.owner.system,
        "found_by": collected.identified.how,
        "time": as_timestamp(time) if time is not None else None,
        "time_is": collected.delivery.handed_in.what,
    }


def _left(left: Left) -> dict[str, str | None]:
    return {
        "file": left.entry.name,
        "student": left.student or None,
        "notebook": None,
        "fate": "left",
        "reason": left.reason,
    }
