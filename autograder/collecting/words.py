"""What `autograder collect` prints: one line a student, the files that were not placed, and sentences."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import get_args

from rich.console import Group
from rich.markup import escape
from rich.table import Table

from autograder.collecting import Collected, Collection
from autograder.collecting.delivering import REPLACED, SAME, Delivered, Fate
from autograder.collecting.roster import How
from autograder.collecting.sorting import Left
from autograder.course.misplaced import sentences as misplaced_sentences
from autograder.gradebook.lateness import sentences as sentences_on_times
from autograder.text import agreeing, count, listed, shown

SHORT: dict[Fate, str] = {
    "new": "new",
    "replaces": "replaced",
    "same": "the same",
    "stays": "not in this download",
    "older": "NOT TAKEN, older than what is there",
}
"""What a line says of a student's notebooks."""
HOW = dict.fromkeys(get_args(How), "") | {
    **dict.fromkeys(("name", "written", "trimmed"), " (identified by name)"),
    "part": " (identified by a part of the name)",
    "new": " (new)",
}
NAMED = 8
"""How many names a sentence lists."""
ROWS, CHARS = 200, 400
"""How many files that were not placed the table names, and how much of a name it shows."""
STYLES = {"new": "green", "replaces": "yellow", "same": "dim", "stays": "dim", "older": "red"}


def collection_table(collection: Collection) -> Group:
    """Return the tables: one line a student at any width, then every file that was not placed and matters."""
    students = Table(title="Submissions", title_justify="left", header_style="bold", box=None)
    for title in ("student", "notebooks", "handed in", "named in the download"):
        students.add_column(title, no_wrap=True, overflow="ellipsis")
    for collected in collection.students:
        fates = Counter(file.fate for file in collected.delivery.files if file.is_notebook)
        said = ", ".join(f"[{STYLES[fate]}]{fates[fate]} {SHORT[fate]}[/]" for fate in SHORT if fates[fate])
        name = shown(collected.owner.name) + HOW[collected.identified.how]
        students.add_row(
            escape(shown(collected.delivery.student)), said, escape(_time(collected)), escape(name)
        )
    loud = [left for left in collection.left if not left.quiet][:ROWS]
    if not loud:
        return Group(students)
    left_out = Table(title="Not placed", title_justify="left", header_style="bold", box=None, style="red")
    for title in ("file in the download", "student", "what"):
        left_out.add_column(title, overflow="fold")
    for left in loud:
        row = (_brief(left.entry.name), shown(left.student), f"NOT PLACED: {_brief(left.reason)}")
        left_out.add_row(*map(escape, row))
    return Group(students, left_out)


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
    lines += _older(collection)
    lines += _identified(collection)
    lines += _times(collection, assignment)
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
    lines += _questions(collection)
    if collection.absent:
        lines.append(f"In the gradebook, but nothing handed in: {', '.join(map(shown, collection.absent))}.")
    lines += misplaced_sentences(collection.misplaced, course, assignment)
    if people and not dry_run:
        lines.append(f"Next: autograder grade {assignment}")
    return lines


def records(collection: Collection) -> list[dict[str, object]]:
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


def _older(collection: Collection) -> list[str]:
    students = [
        shown(c.delivery.student)
        for c in collection.students
        if any(f.fate == "older" for f in c.delivery.files)
    ]
    if not students:
        return []
    names = ", ".join(students)
    return [
        f"Older than what is there, so not taken: files of {names}. To take them all the same: --replace."
    ]


def _identified(collection: Collection) -> list[str]:
    """Return which names were read as a student's although they are not just the student's."""
    added = [
        f"{shown(c.owner.name)} as {shown(c.delivery.student)}"
        for c in collection.students
        if c.identified.how in {"trimmed", "part"}
    ]
    lines = [f"Read by a part of what was written: {'; '.join(added)}."] if added else []
    new = [shown(c.delivery.student) for c in collection.students if c.identified.how == "new"]
    if new and not collection.has_list:
        lines.append(
            f"The gradebook has no list of the class, so nobody can be missed, and every name is a student: "
            f"{listed(new, NAMED)} {agreeing(len(new), 'is', 'are')} new. To have names compared and the "
            "missing named: nbgrader db student import LIST.csv (id,first_name,last_name,email)."
        )
    return lines


def _questions(collection: Collection) -> list[str]:
    """Return the questions on names that are not clear, with lines that answer them."""
    lines = []
    if collection.questions:
        many = len(collection.questions)
        lines.append(
            f"{count(many, 'name')} {agreeing(many, 'is', 'are')} not clear, and nothing of "
            f"{agreeing(many, 'it', 'them')} was brought in. Put a line for each into a file such as "
            "names.csv, and collect again with --names names.csv. With nothing behind the comma it is a new "
            "student."
        )
        for name, maybe in collection.questions.items():
            lines += [f"  {_csv(shown(name))},{shown(one.id)}   if it is {shown(one.title)}" for one in maybe]
            lines += [] if maybe else [f"  {_csv(shown(name))},   nobody's name is near"]
    if collection.unused:
        names = ", ".join(map(shown, collection.unused))
        lines.append(f"Answered with --names, but not in this download: {names}.")
    return lines


def _csv(name: str) -> str:
    quoted = name.replace('"', '""')
    return f'"{quoted}"' if any(char in name for char in ',"') else name


def _times(collection: Collection, assignment: str) -> list[str]:
    if not collection.students:
        return []
    times = {c.delivery.student: c.delivery.handed_in for c in collection.students}
    lines = sentences_on_times(times, assignment, has_due_date=collection.has_due_date)
    if any(one.state == "not known" for one in times.values()):
        lines.append(
            "Of these no time counts, so no penalty. To count them from now: --time now; to trust the files' "
            "own times: --time file."
        )
    return lines


def _time(collected: Collected) -> str:
    if not (collected.delivery.changes or collected.delivery.time_changes):
        return "as before"
    return collected.delivery.handed_in.sentence


def _record(collected: Collected, file: Delivered) -> dict[str, object]:
    times = collected.delivery.handed_in
    return {
        "file": file.item.entry.name if file.item else None,
        "student": collected.delivery.student,
        "notebook": file.title,
        "fate": file.fate,
        "reason": "",
        "system": collected.owner.system,
        "found_by": collected.identified.how,
        "lateness": times.state,
        "there_by": times.by.isoformat() if times.by is not None else None,
        "time_is": times.by_what or None,
        "called_late_by": list(times.called_late),
    }


def _left(left: Left) -> dict[str, object]:
    return {
        "file": left.entry.name,
        "student": left.student or None,
        "notebook": None,
        "fate": "left",
        "reason": left.reason,
    }
