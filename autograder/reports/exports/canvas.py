"""The CSV that Canvas's gradebook imports.

The rules, from Canvas's guide "How do I import grades in the Gradebook?" and its importer
(`lib/gradebook_importer.rb` of canvas-lms):

- The first columns are Student, ID, SIS User ID, SIS Login ID, Section, in this order; all others are
  assignments, named as in Canvas, or "Name (number)" with the assignment's own number.
- A row whose first cell says "Points Possible" gives the points.
- A student is found by ID, which is a whole number, then by SIS User ID, then by SIS Login ID, then by name.
- An empty cell takes a mark away that Canvas has; a student who is not in the file keeps it. So a student
  without a final mark is not in the file.
- Titles with words such as "Final Score" are Canvas's own columns and are not read.
- The separator is guessed from the first three lines: no cell may hold a line break.
"""

from __future__ import annotations

import re
from collections import Counter

from autograder.gradebook.records import Person
from autograder.reports.exports import words
from autograder.reports.exports.cells import safe, starts_formula, table
from autograder.reports.exports.selection import Selection
from autograder.text import number

HEADER = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
OWN_TITLES = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
POINTS = "    Points Possible"


def content(selection: Selection) -> bytes:
    """Return the file."""
    rows = [[*HEADER, safe(selection.title)], [POINTS, "", "", "", "", number(selection.points)]]
    for work, score in selection.final:
        person = work.person
        canvas_id, sis_id = _ids(person)
        rows.append([safe(person.sort_name), canvas_id, safe(sis_id), safe(person.id), "", number(score)])
    return table(rows)


def _ids(person: Person) -> tuple[str, str]:
    """Return (ID, SIS User ID): of an ID Canvas reads the leading digits, so it must be a whole number."""
    is_number = person.lms_id.isascii() and person.lms_id.isdigit()
    return (person.lms_id, "") if is_number else ("", person.lms_id)


def advice(selection: Selection) -> list[str]:
    """Return what the TA should know."""
    sentences = []
    if OWN_TITLES.search(selection.title):
        sentences.append(words.canvas_own_title(selection.title))
    if not selection.column:
        sentences.append(words.CANVAS_TITLE)
    without = [person for person in selection.people if not person.lms_id]
    if without:
        sentences.append(words.canvas_without_id([person.id for person in without]))
    names = Counter(person.sort_name for person in selection.people)
    twins = sorted({person.sort_name for person in without if names[person.sort_name] > 1})
    if twins:
        sentences.append(words.canvas_twins(twins))
    formulas = [p.id for p in selection.people if starts_formula(p.id) or starts_formula(p.lms_id)]
    return sentences + ([words.formula_ids(formulas)] if formulas else [])
