"""What `autograder collect` prints: a table with a row for every notebook, and sentences on the rest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from autograder.collecting import Collected, Collection
from autograder.collecting.delivering import REPLACED, SAME, Delivered
from autograder.collecting.sorting import Left
from autograder.collecting.times import as_timestamp
from autograder.course.misplaced import sentences as misplaced_sentences
from autograder.text import count, listed, shown

FATES = {
    "new": "new",
    "replaces": "replaces the earlier one",
    "same": "the same as before",
    "stays": "stays: it is not in this download",
}
HOW = {"number": "", "id": "", "name": " (identified by name)", "new": " (new)"}
NAMED = 8
"""How many names a sentence lists."""
ROWS, CHARS = 200, 400
"""How many files that were not placed the table names, and how much of a name it shows."""
STYLES = {"new": "green", "replaces": "yellow", "same": "dim", "stays": "dim"}


def collection_table(collection: Collection) -> Table:
    """Return the table: every file that was placed, then every one that was not and matters."""
    table = Table(title="Submissions", header_style="bold")
    for title in ("file in the download", "student", "notebook", "what", "handed in"):
        table.add_column(title, overflow="fold")
    for collected in collection.students:
        student, time = shown(collected.delivery.student) + HOW[collected.identified.how], _time(collected)
        for file in collected.delivery.files:
            table.add_row(
                escape(_brief(file.item.entry.name)) if file.item else "",
                escape(student),
                escape(file.title),
                f"[{STYLES[file.fate]}]{FATES[file.fate]}[/]",
                escape(time),
            )
            student = time = ""
        table.add_section()
    for left in [left for left in collection.left if not left.quiet][:ROWS]:
        row = [_brief(left.entry.name), shown(left.student), "", f"NOT PLACED: {_brief(left.reason)}", ""]
        table.add_row(*map(escape, row), style="red")
    return table


def sentences(collection: Collection, assignment: str, course: Path, *, dry_run: bool) -> list[str]:
    """Return what a TA should know besides the table, and what to do next."""
    files = [file for collected in collection.students for file in collected.delivery.files]
    fates = Counter(file.fate for file in files if file.is_notebook)
    modules = sorted({file.name for file in files if not file.is_notebook})
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
    if modules:
        lines.append(f"Helper modules, put beside the notebooks: {listed(map(shown, modules), NAMED)}.")
    again = [shown(c.delivery.student) for c in collection.students if c.again]
    if again:
        lines.append(f"More than one attempt in this download, the later one was taken: {', '.join(again)}.")
    lines += _times(collection)
    loud = sum(not left.quiet for left in collection.left)
    if loud:
        lines.append(
            f"{loud} file{'s' * (loud != 1)} could not be placed: see the last rows of the table. "
            f"If you know what it is, put it under the notebook's name into submitted/STUDENT/{assignment}/."
        )
    if loud > ROWS:
        lines.append(f"The table shows the first {ROWS} of them; --json FILE names each.")
    if collection.unplaced:
        sent = (f"{shown(student)} ({count(many, 'file')})" for student, many in collection.unplaced.items())
        lines.append(f"Sent something, but nothing of it could be placed: {', '.join(sent)}.")
    reasons = Counter(_short(left.reason) for left in collection.left if left.quiet)
    if reasons:
        counts = "; ".join(f"{number} ({reason})" for reason, number in reasons.most_common())
        lines.append(f"Other files, not read: {counts}. --json FILE names each of them.")
    if collection.absent:
        lines.append(f"In the gradebook, but nothing handed in: {', '.join(map(shown, collection.absent))}.")
    lines += misplaced_sentences(collection.misplaced, course, assignment)
    if people and not dry_run:
        lines.append(f"Next: autograder grade {assignment}")
    return lines


def records(collection: Collection) -> list[dict[str, str | None]]:
    """Return one record for every file of the download."""
    placed = [
        _record(collected, file) for collected in collection.students for file in collected.delivery.files
    ]
    return placed + [_left(left) for left in collection.left]


def _brief(text: str) -> str:
    """Return a long text without its middle."""
    return text if len(text) <= CHARS else f"{text[: CHARS // 2]} ... {text[-CHARS // 2 :]}"


def _short(reason: str) -> str:
    """Return a reason without the name of a file that stands in it."""
    return SAME if reason.startswith(SAME) else reason


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


def _record(collected: Collected, file: Delivered) -> dict[str, str | None]:
    time = collected.delivery.handed_in.time
    return {
        "file": file.item.entry.name if file.item else None,
        "student": collected.delivery.student,
        "notebook": file.title,
        "fate": file.fate,
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
