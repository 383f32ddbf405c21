"""The zip that Gradescope takes as an autograder: it looks up each submitter's result, and runs nothing else.

The rules, from Gradescope's "Autograder Specifications" and "Submission Metadata": `setup.sh` and
`run_autograder` stand at the top of the zip, whose content goes to `/autograder/source`. `run_autograder`
finds the submitters' emails in `/autograder/submission_metadata.json`, and writes
`/autograder/results/results.json` with `score` and `tests`; a test has `name`, `number`, `score`,
`max_score`, `output` and `visibility`.
"""

from __future__ import annotations

import json
from typing import Any

from autograder.errors import UsageError
from autograder.gradebook.records import ClassRecord, Item, Mark, Person, Work
from autograder.reports.exports import words
from autograder.reports.exports.archive import archive
from autograder.reports.exports.selection import Selection
from autograder.results.words import (
    HINT,
    MARKED_BY_HAND,
    NO_RESPONSE,
    TEACHER_WRITES,
    WHAT_HAPPENED,
    carried_sentence,
    outcome_sentence,
    what_happened,
)
from autograder.text import count_points

SETUP = "#!/usr/bin/env bash\napt-get update && apt-get install -y python3\n"
RUN = '''#!/usr/bin/env python3
"""Gives a submitter the result that was made elsewhere; runs nothing of the submission."""

import json
import pathlib
import sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/autograder")
users = json.loads((root / "submission_metadata.json").read_text("utf-8")).get("users", [])
people = json.loads((root / "source" / "people.json").read_text("utf-8"))
names = [str(user.get("email") or "").strip().lower() for user in users]
found = sorted({people[name] for name in names if name in people})
if len(found) != 1:
    sys.exit(f"There is no single result for {names}. Grade, export and upload the autograder again.")
(root / "results").mkdir(exist_ok=True)
(root / "results" / "results.json").write_bytes((root / "source" / "results" / found[0]).read_bytes())
'''
SHOWN = "after_published"


def content(selection: Selection) -> bytes:
    """Return the zip.

    Raises
    ------
    UsageError
        If Gradescope could find nobody in it.
    """
    if not _reachable(selection):
        raise UsageError(words.GRADESCOPE_NOBODY)
    files: dict[str, bytes] = {"setup.sh": SETUP.encode(), "run_autograder": RUN.encode()}
    people: dict[str, str] = {}
    known = {person.id for person in _reachable(selection)}
    for number, (work, score) in enumerate(selection.final, start=1):
        if work.person.id in known:
            name = f"{number:04d}.json"
            people[_email(work.person)] = name
            result = json.dumps(results(selection, work, score), ensure_ascii=False, indent=1)
            files[f"results/{name}"] = result.encode("utf-8", errors="replace")
    files["people.json"] = json.dumps(people, ensure_ascii=False, indent=1).encode("utf-8", errors="replace")
    return archive(files, programs={"setup.sh", "run_autograder"})


def _email(person: Person) -> str:
    return person.email.strip().lower()


def _reachable(selection: Selection) -> list[Person]:
    """Return those whose email nobody else has: by it Gradescope tells who submitted."""
    emails = [_email(person) for person in selection.people]
    return [
        p for p, email in zip(selection.people, emails, strict=True) if email and emails.count(email) == 1
    ]


def results(selection: Selection, work: Work, score: float) -> dict[str, Any]:
    """Return one student's `results.json`."""
    late = f"{count_points(work.penalty)} taken off for lateness."
    return {
        "score": score,
        "output": late if work.penalty and not selection.automatic else "",
        "visibility": SHOWN,
        "stdout_visibility": "hidden",
        "tests": [_test(selection.record, work, item) for item in selection.items],
    }


def _test(record: ClassRecord, work: Work, item: Item) -> dict[str, Any]:
    mark, verdict = work.marks.get(item.cell_id, Mark(None)), work.verdicts.get(item.cell_id)
    lines = []
    if mark.manual is not None:
        lines.append(MARKED_BY_HAND)
    elif verdict is not None:
        lines.append(outcome_sentence(verdict))
        if happened := what_happened(verdict, hides_tests=record.hides_tests):
            lines.append(f"{WHAT_HAPPENED} {happened}")
    if verdict is not None and verdict.hint:
        lines.append(f"{HINT} {verdict.hint}")
    if verdict is not None and verdict.carried_forward:
        lines.append(carried_sentence(verdict.carried_forward))
    lines += [
        f"{TEACHER_WRITES} {text}"
        for cell in dict.fromkeys((item.exercise, item.cell))
        if (text := work.comments.get((item.notebook, cell))) and text != NO_RESPONSE
    ]
    return {
        "name": item.exercise,
        "number": item.number or item.cell,
        "score": mark.score,
        "max_score": item.points,
        "output": "\n".join(lines),
        "visibility": SHOWN,
    }


def advice(selection: Selection) -> list[str]:
    """Return what the TA should know."""
    known = {person.id for person in _reachable(selection)}
    without = [person.id for person in selection.people if person.id not in known]
    return [words.GRADESCOPE_UPLOAD] + ([words.gradescope_unknown(without)] if without else [])
