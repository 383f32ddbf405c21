"""The CSV that Moodle's gradebook imports (Grades, Import, CSV file).

The rules, from Moodle's page "Grade import" and its importer (`grade/import/csv/classes/load_data.php`):

- The teacher says which column identifies the user (username, ID number, email) and which holds which grade.
- One user that Moodle does not know stops the whole import. A row whose identifying cell is empty goes to the
  user of the row before. So a column of ids is in the file only if it is complete and no id is in it twice.
- An empty grade takes a mark away that Moodle has. So a student without a final mark is not in the file.
- A grade above 100 is refused unless the site allows it.
"""

from __future__ import annotations

from collections.abc import Callable

from autograder.gradebook.records import Person
from autograder.reports.exports import words
from autograder.reports.exports.cells import safe, starts_formula, table
from autograder.reports.exports.selection import Selection
from autograder.text import number

LIMIT = 100
Id = tuple[str, Callable[[Person], str]]
OPTIONAL: tuple[Id, ...] = (
    ("ID number", lambda person: person.lms_id),
    ("Email address", lambda person: person.email),
)


def content(selection: Selection) -> bytes:
    """Return the file."""
    ids = _complete(selection)
    titles = ["Username", *(title for title, _ in ids), "First name", "Last name", safe(selection.title)]
    rows = [titles]
    for work, score in selection.final:
        person = work.person
        known = [person.id, *(id_(person) for _, id_ in ids), person.first, person.last]
        rows.append([*map(safe, known), number(score)])
    return table(rows)


def _complete(selection: Selection) -> list[Id]:
    """Return the ids that every student has, and no two the same."""
    complete = []
    for title, id_ in OPTIONAL:
        values = [id_(person).strip() for person in selection.people]
        if all(values) and len(set(values)) == len(values):
            complete.append((title, id_))
    return complete


def advice(selection: Selection) -> list[str]:
    """Return what the TA should know."""
    titles = ["Username", *(title for title, _ in _complete(selection))]
    sentences = [words.moodle_mapping(titles, selection.title, selection.points)]
    missing = [title for title, _ in OPTIONAL if title not in titles]
    if missing:
        sentences.append(words.moodle_left_out(missing))
    if any(score > LIMIT for _, score in selection.final):
        sentences.append(words.moodle_too_high(LIMIT))
    formulas = [person.id for person in selection.people if starts_formula(person.id)]
    return sentences + ([words.formula_ids(formulas)] if formulas else [])
