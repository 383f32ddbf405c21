"""One sample of the wrong code for each named mistake: the shortest that the class wrote."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from autograder.course.course import Course
from autograder.gradebook.records import ClassRecord
from autograder.notebooks import grade_id, text_of
from autograder.reports.feedback import graded_cells
from autograder.reports.statistics import Misunderstanding
from autograder.results.verdict import CellId
from autograder.submission.code import parsed

LOOKED_AT = 8
"""Submissions that are looked at for each mistake."""
LINES = 14
"""A longer function is no sample."""

Samples = dict[tuple[CellId, str], str]
"""By (cell, id of the mistake)."""


def wrong_code(course: Course, record: ClassRecord, mistakes: Iterable[Misunderstanding]) -> Samples:
    """Return samples of wrong code, without comments and docstrings: they name nobody."""
    cells: dict[tuple[str, str], dict[str, str]] = {}
    samples: Samples = {}
    for mistake in mistakes:
        found = []
        for work in mistake.works[:LOOKED_AT]:
            key = work.person.id, mistake.item.notebook
            if key not in cells:
                graded = graded_cells(course, record, work, mistake.item.notebook)
                cells[key] = {grade_id(cell): text_of(cell["source"]) for cell in graded if grade_id(cell)}
            found.append(_function(cells[key].get(mistake.item.exercise, ""), mistake.item.exercise))
        if short := [code for code in found if code and code.count("\n") < LINES]:
            samples[mistake.item.cell_id, mistake.id] = min(short, key=len)
    return samples


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
