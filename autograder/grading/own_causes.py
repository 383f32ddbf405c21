"""Why a teacher's own test gave less than its points, in words for the student and for the TA.

As with nbgrader, what the test itself says is shown: its error and its teacher's message. That is a box's
word, in which the student may have had a say: it is cut, on one line, and text wherever it is shown.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from autograder.coach import causes as plain
from autograder.coach.messages import GLOSSES
from autograder.content.calls import Account, CallError, TimedOut
from autograder.course.limits import Limits, may_have_met
from autograder.grading.causes import IN_CELL, Cause
from autograder.grading.sources import Sources
from autograder.notebooks import Roles, answers_to
from autograder.results import words
from autograder.results.verdict import Outcome, Verdict
from autograder.submission.code import is_stub
from autograder.submission.ingest import CleanCell, CleanNotebook
from autograder.text import shown

MESSAGE, LINE = 300, 100
"""Most characters that a sentence repeats of an error's message, and of a line of the test."""
TOLD_BY_ITSELF = frozenset({"AssertionError", "NameError", "ModuleNotFoundError"})
"""Errors of which other words would say no more: the teacher's sentence, or what a sentence of ours adds."""


def explained_test(
    verdict: Verdict,
    notebook: CleanNotebook,
    outputs: Mapping[int, list[dict[str, Any]]],
    stopped: Mapping[int, CallError],
    limits: Limits,
    trouble: CallError | None = None,
) -> Verdict:
    """Return the verdict on a teacher's own test with its outcome, and why.

    Parameters
    ----------
    verdict
        With the score that nbgrader's rule gives.
    outputs
        What the cells put out, by their index in the notebook.
    stopped
        Why cells were stopped.
    trouble
        Why the notebook was stopped before it came to the test, if it was.
    """
    index = notebook.index(verdict.cell)
    if index is None:
        return verdict
    test = _Test(verdict, notebook, index, outputs, stopped, limits)
    passed = verdict.score == verdict.max and trouble is None and (verdict.max > 0 or test.error is None)
    return verdict if passed else test.told(trouble)


@dataclass(frozen=True)
class _Test:
    """Looks for what stopped one test."""

    verdict: Verdict
    notebook: CleanNotebook
    index: int
    outputs: Mapping[int, list[dict[str, Any]]]
    stopped: Mapping[int, CallError]
    limits: Limits

    @cached_property
    def cause(self) -> Cause:
        return Cause(self.verdict.cell, self.notebook, self.outputs, self.stopped)

    @cached_property
    def error(self) -> Account | None:
        """The error that the test ended with, if it did."""
        return self.cause.failed(self.index)

    @property
    def sources(self) -> Sources:
        return self.cause.sources

    def told(self, trouble: CallError | None) -> Verdict:
        if self.index in self.stopped:
            return self._stopped(words.TEST_CUT, self.stopped[self.index])
        if trouble is not None:
            return self._stopped(words.TEST_NOT_REACHED, trouble, *self._stops(range(self.index))[-1:])
        if self.verdict.score == 0 and self._untouched():
            return self._because("not_attempted", words.TEST_NO_ANSWER)
        if self.error is None:
            return self._without_error()
        return replace(self._raised(self.error), hidden=self._is_hidden())

    def _because(self, outcome: Outcome, *sentences: str) -> Verdict:
        return replace(self.verdict, outcome=outcome, reason=" ".join(filter(None, sentences)))

    def _stopped(self, told: str, cause: CallError, *before: str) -> Verdict:
        outcome: Outcome = "timed_out" if isinstance(cause, TimedOut) else "crashed"
        return self._because(outcome, told.format(cause=cause), *before)

    def _without_error(self) -> Verdict:
        """Say what a test gave that ended without an error: a value, or words where errors are written."""
        outcome: Outcome = "partial" if self.verdict.score else "wrong"
        complaint = "".join(
            output["text"] for output in self.outputs.get(self.index, []) if output.get("name") == "stderr"
        )
        if complaint and not self.verdict.score:
            return self._because(outcome, words.TEST_ON_STDERR.format(text=_one_line(complaint)))
        return self._because(outcome, words.TEST_VALUE)

    def _raised(self, account: Account) -> Verdict:
        kinds = account.kinds
        if "NotImplementedError" in kinds:
            return self._because("raised", self._unwritten(account))
        message = _one_line(account.message)
        error = f"{shown(kinds[0])}: {message}" if message else shown(kinds[0])
        here = account.cell == self.index
        spot = self._in_test(account.line) if here else self.sources.spot(account.cell, account.line)
        called = "" if here else self._in_test(self._line, "")
        met = [self.limits.met(name) for name in may_have_met(kinds[0], account.message)]
        outcome: Outcome = "wrong" if "AssertionError" in kinds else "raised"
        told = self._because(
            outcome,
            words.TEST_STOPPED.format(error=error.rstrip(".")),
            words.STOPPED_AT.format(spot=spot) if spot else "",
            words.TEST_CALLED.format(spot=called) if called else "",
            self._means(account),
            words.PERHAPS.format(perhaps=" or ".join(met)) if met else "",
            " ".join(self._stops(self._answers)) or self.cause.before(account) or self._answer_raised(),
            self.cause.missing_module(account),
        )
        return replace(told, evidence=error)

    def _means(self, account: Account) -> str:
        """Say in plain words what a common error means, if that is more than the error says."""
        if TOLD_BY_ITSELF.intersection(account.kinds):
            return ""
        says = plain.phrase(account.kinds, account.message) or GLOSSES.get(account.kind, "")
        return words.MEANS.format(says=says) if says else ""

    def _unwritten(self, account: Account) -> str:
        inner = self.sources.around(account.cell, account.line)
        if not inner:
            return words.TEST_WAITS_FOR_SOME.format(place=self.sources.place(account.cell, account.line))
        if is_stub(self.sources.source(account.cell), inner):
            return words.TEST_WAITS.format(other=inner)
        return words.LEFT.format(function=inner, line=account.line)

    # --- where in the test

    @cached_property
    def _line(self) -> int:
        """The last line of the test that the error passed; 0 if it passed none."""
        for output in self.outputs.get(self.index, []):
            if output["output_type"] == "error":
                places = IN_CELL.findall("\n".join(output["traceback"]))
                lines = [int(line) for cell, line in places if int(cell) == self.index]
                return lines[-1] if lines else 0
        return 0

    def _in_test(self, line: int, where: str = words.OF_TEST) -> str:
        """Return a line of the test; of an assertion without its message, which was told before."""
        code = self.sources.line(self.index, line)
        for each in self.sources.statements(self.index, line):
            if isinstance(each, ast.Assert) and each.msg is not None:
                claim = ast.get_source_segment(self.sources.source(self.index), each.test) or ""
                code = f'"{_one_line(f"assert {claim}", LINE)}"'
        return words.LINE.format(line=line, where=where, code=code) if code else ""

    def _is_hidden(self) -> bool:
        """Return whether the error came from a line that students did not get with the test."""
        cell = self._cells[self.index]
        given = cell.release.given if cell.release is not None else None
        if given is None or given == cell.source:
            return False
        lines = cell.source.splitlines()
        matcher = difflib.SequenceMatcher(None, given.splitlines(), lines, autojunk=False)
        known = {at for block in matcher.get_matching_blocks() for at in range(block.b, block.b + block.size)}
        return self._line - 1 not in known

    # --- the answer that it looks at

    @property
    def _cells(self) -> tuple[CleanCell, ...]:
        return self.notebook.cells

    @cached_property
    def _answers(self) -> list[int]:
        roles = [
            Roles(cell.release.grade, cell.release.solution) if cell.release is not None else Roles()
            for cell in self._cells
        ]
        return answers_to(self.index, roles)

    def _untouched(self) -> bool:
        """Return whether the cells for the answer are as released, and nothing was written beside them."""
        beside = self._cells[self._answers[0] : self.index] if self._answers else ()
        return bool(self._answers) and not any(cell.changed for cell in beside if cell.kind == "code")

    def _stops(self, indices: Iterable[int]) -> list[str]:
        """Say which of some cells were stopped, and why."""
        return [
            words.STOPPED_BEFORE.format(cell=self.sources.beginning(index), cause=self.stopped[index])
            for index in indices
            if index in self.stopped
        ]

    def _answer_raised(self) -> str:
        """Say that a cell for the answer stopped with an error of its own."""
        for index in self._answers:
            account = self.cause.failed(index)
            if account is not None and "NotImplementedError" not in account.kinds:
                cell, error = self.sources.beginning(index), self.cause.error(account)
                raised = words.RAISED_BEFORE.format(cell=cell, error=error)
                return f"{raised} {self.cause.missing_module(account)}".strip()
        return ""


def _one_line(text: str, most: int = MESSAGE) -> str:
    line = shown(" ".join(text.split()))
    return line if len(line) <= most else f"{line[: most - 1]}…"
