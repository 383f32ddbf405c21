"""One sample of the wrong code for each named mistake: the shortest that the class wrote."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from autograder.course.course import Course
from autograder.gradebook.records import ClassRecord, Person
from autograder.notebooks import grade_id, text_of
from autograder.reports.feedback import graded_cells
from autograder.reports.statistics import Misunderstanding
from autograder.results.verdict import CellId
from autograder.submission.code import parsed
from autograder.text import plain

LOOKED_AT = 8
"""Submissions that are looked at for each mistake."""
WORD = re.compile(r"[^\W_]+")
SHORT = 3
"""A shorter name says nothing."""
LINES = 14
"""A longer function is no sample."""

Samples = dict[tuple[CellId, str], str]
"""By (cell, id of the mistake)."""


def wrong_code(course: Course, record: ClassRecord, mistakes: Iterable[Misunderstanding]) -> Samples:
    """Return samples of wrong code: without comments and docstrings, and none that names a student."""
    everybody = names_of(work.person for work in record.works)
    cells: dict[tuple[str, str], dict[str, str]] = {}
    samples: Samples = {}
    for mistake in mistakes:
        found = []
        for work in mistake.works[:LOOKED_AT]:
            key = work.person.id, mistake.item.notebook
            if key not in cells:
                graded = graded_cells(course, record, work, mistake.item.notebook)
                cells[key] = {grade_id(cell): text_of(cell["source"]) for cell in graded if grade_id(cell)}
            code = _function(cells[key].get(mistake.item.exercise, ""), mistake.item.exercise)
            found += [code] if not names_somebody(code, work.person, everybody) else []
        if short := [code for code in found if code and code.count("\n") < LINES]:
            samples[mistake.item.cell_id, mistake.id] = min(short, key=len)
    return samples


def names_of(people: Iterable[Person]) -> set[frozenset[str]]:
    """Return the ids and the whole names of a class, each as its words."""
    called = (name for person in people for name in (person.id, f"{person.first} {person.last}"))
    return {words for words in map(_words, called) if len("".join(words)) >= SHORT}


def names_somebody(code: str, author: Person, everybody: Iterable[frozenset[str]]) -> bool:
    """Return whether code holds a part of its author's name, or the id or the whole name of anybody.

    A part of the name of somebody else is often a word of its own: Min, Max, Long.
    """
    words = _words(code)
    own = _words(f"{author.first} {author.last}")
    return any(len(part) >= SHORT for part in own & words) or any(name <= words for name in everybody)


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(plain(text)))


def _function(source: str, name: str) -> str:
    """Return the function of this name as Python writes it; "" if there is none, or it is no Python."""
    tree = parsed(source)
    for node in tree.body if tree is not None else ():
        if isinstance(node, ast.FunctionDef) and node.name == name:
            if ast.get_docstring(node, clean=False) is not None and len(node.body) > 1:
                node.body = node.body[1:]
            try:
                return ast.unparse(node)
            except (RecursionError, ValueError):
                return ""
    return ""
