"""Cells of code that carry nothing of the release: told by what they are about, and by their place."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from autograder.notebooks import PREDICTION
from autograder.results import found as how
from autograder.submission.code import functions, names_bound, parsed
from autograder.submission.finding import Finding, Found


def find_code(finding: Finding) -> None:
    """Find released cells of code among the cells that nothing is known of, and among text."""
    _take_set_up_out_of_text(finding)
    if finding.own():
        _find_predictions(finding)
        _find_set_up(finding)
        _find_between_known(finding)


def _take_set_up_out_of_text(finding: Finding) -> None:
    """Take the text of the release out of a set-up cell that was merged with it: no kernel runs text."""
    for i, found in list(finding.found.items()):
        cell = finding.release.cells[i]
        if (
            cell.kind == "code"
            and not cell.grade_id
            and found.at is not None
            and finding.differs(i, found.at)
        ):
            source = finding.cells[found.at]["source"]
            if parsed(source) is None and (code := finding.released_text.code(source, released=False)):
                finding.take(i, Found(found.at, code))


def _find_predictions(finding: Finding) -> None:
    """Find the predictions, which name their topic."""
    for i, cell in enumerate(finding.release.cells):
        if i not in finding.found and cell.solution and cell.grade_id.startswith(PREDICTION):
            topic = re.escape(cell.grade_id.removeprefix(PREDICTION))
            # An essay can quote it, in the middle of a line.
            call = re.compile(rf"^[^\w#`\n]*+(?:\w++\s*+=\s*+)?predict\(\s*+[\"']{topic}[\"']", re.MULTILINE)
            said = [n for n in finding.own_code() if call.search(finding.cells[n]["source"])]
            if said:
                finding.take(i, Found(said[-1], how=how.BY_TOPIC))


def _find_set_up(finding: Finding) -> None:
    """Find the set-up cells that were changed: before the next known cell they bind as much."""
    for i, cell in enumerate(finding.release.cells):
        if i not in finding.found and cell.kind == "code" and not cell.grade_id and not cell.is_figure:
            bound = _names_bound(cell.source)
            end = min((at for j, at in finding.known() if j > i), default=len(finding.cells))
            own = (n for n in finding.own_code(0, end) if bound <= finding.bound(n))
            if bound and (n := next(own, None)) is not None:
                finding.take(i, Found(n))


def _find_between_known(finding: Finding) -> None:
    """Find answers between two cells that are known, if as many cells of code stand there as are missing."""
    cells = finding.release.cells
    ends = [(-1, -1), *finding.known(), (len(cells), len(finding.cells))]
    for (i, first), (j, last) in pairwise(ends):
        missing = [k for k in range(i + 1, j) if cells[k].solution and cells[k].kind == "code"]
        code = finding.own_code(first + 1, last) if missing else []
        if len(missing) == len(code):
            for k, n in zip(missing, code, strict=True):
                if k not in finding.functions or functions(finding.cells[n]["source"]):
                    finding.take(k, Found(n, how=how.BY_PLACE, guessed=True))


@lru_cache(maxsize=1024)  # a class shares its release
def _names_bound(source: str) -> frozenset[str]:
    return names_bound(source)
