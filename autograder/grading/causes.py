"""Why a function earned nothing: what its calls, its cell and the cells before it tell, in a student's words.

Whatever a box sends is compared with what is known before it is said: names with those that stand in the
notebook's own cells or are Python's and numpy's own, lines with the cells; a line's text comes from its cell.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from autograder.box.calling import MOST_CHARACTERS
from autograder.coach import causes as plain
from autograder.coach import code
from autograder.coach.messages import GLOSSES
from autograder.coach.words import not_numbers
from autograder.content.calls import Account, CallError, Missing, Raised, Stop, TimedOut
from autograder.content.error_names import known_error
from autograder.grading.absent import absent, beside_scaffold, nearest
from autograder.grading.sources import NOWHERE, Function, Sources
from autograder.judging.judge import Ruling
from autograder.results import words
from autograder.results.verdict import Outcome
from autograder.submission.code import is_stub, names_bound, parsed
from autograder.submission.ingest import CleanNotebook

NEAR = 0.75
"""How near a name must be to be offered."""
LONGEST = 1000
"""Most characters of a reason: a name in a cell may be as long as the cell."""
IN_CELL = re.compile(r'File "<cell (\d{1,6})>", line (\d{1,6})')
NOT_DEFINED = re.compile(r"name '(\w{1,80})' is not defined")
NO_MODULE = re.compile(r"No module named '(\w{1,80})(?:\.[\w.]*)?'")
MAY_BE_NEWER = frozenset({"SyntaxError", "ImportError", "AttributeError", "TypeError", "NameError"})
"""Errors that an older Python raises where a newer one has more."""


def explained(
    ruling: Ruling,
    name: str,
    notebook: CleanNotebook,
    outputs: Mapping[int, list[dict[str, Any]]],
    stopped: Mapping[int, CallError],
) -> Ruling:
    """Return the ruling on a function with the cause told, as far as it is known.

    Parameters
    ----------
    name
        Name of the exercise.
    outputs
        What the cells put out, by their index in the notebook.
    stopped
        Why cells were stopped.
    """
    if ruling.outcome == "correct":
        return ruling
    told = Cause(name, notebook, outputs, stopped).told(ruling)
    return told if len(told.reason) <= LONGEST else replace(told, reason=told.reason[:LONGEST] + " ...")


@dataclass(frozen=True)
class Cause:
    """Looks for the cause in one notebook; for a teacher's own test, `own_causes` asks it."""

    name: str
    notebook: CleanNotebook
    outputs: Mapping[int, list[dict[str, Any]]]
    stopped: Mapping[int, CallError]

    @cached_property
    def sources(self) -> Sources:
        """The code of its cells."""
        return Sources(self.notebook, self.name)

    def told(self, ruling: Ruling) -> Ruling:
        """Return the ruling, made more precise."""
        home = self.sources.home
        if home in self.stopped and ruling.outcome in {"not_attempted", "timed_out", "crashed"}:
            cause = self.stopped[home]
            outcome: Outcome = "timed_out" if isinstance(cause, TimedOut) else "crashed"
            return replace(ruling, outcome=outcome, reason=words.CELL_STOPPED.format(cause=cause))
        if not ruling.stops:
            return ruling
        first = ruling.stops[0]
        if issubclass(first.kind, Missing):
            return self._missing(ruling)
        ruling = self._with_details(ruling)
        if issubclass(first.kind, Raised):
            return self._raised(ruling, first.account, first.perhaps)
        if first.text == not_numbers("None") and ruling.score == 0:
            return replace(ruling, reason=plain.nothing_returned(self.name, self.sources.function()))
        return ruling

    # --- a call raised

    def _with_details(self, ruling: Ruling) -> Ruling:
        """Return the ruling with what its checks say of an error, in more detail."""
        checks, reason = [], ruling.reason
        for title, passed in ruling.checks:
            detailed = self._detailed(title, ruling.stops)
            reason = reason.replace(title, detailed)
            checks.append((detailed, passed))
        return replace(ruling, checks=tuple(checks), reason=reason)

    def _detailed(self, title: str, stops: Collection[Stop]) -> str:
        for stop in stops:
            if issubclass(stop.kind, Raised) and stop.text in title:
                account = stop.account
                known = self.sources.line(account.cell, account.line)
                line = words.IN_LINE_SHORT.format(line=account.line) if known else ""
                return title.replace(stop.account.words, self.error(account) + line, 1)
        return title

    def _raised(self, ruling: Ruling, account: Account, perhaps: str) -> Ruling:
        if account.kind == "NotImplementedError":
            reason = self._not_implemented(account)
            if reason == words.SCAFFOLD and ruling.score == 0:
                reason = beside_scaffold(self.sources, self.name)
                return replace(ruling, outcome="not_attempted", reason=reason)
        else:
            place = self.sources.place(account.cell, account.line)
            told = words.FUNCTION_RAISED.format(error=self.error(account), place=place)
            limit = words.PERHAPS.format(perhaps=perhaps) if perhaps else ""
            more = _joined(limit, self.before(account), self.missing_module(account), self._newer(account))
            reason = _joined(told, more) if ruling.score == 0 else more
        return replace(ruling, reason=reason if ruling.score == 0 else _joined(ruling.reason, reason))

    def _not_implemented(self, account: Account) -> str:
        """Say whether the function itself or another one is not written yet, or the line was left behind."""
        cell, line = account.cell, account.line
        inner = self.sources.around(cell, line)
        if inner and is_stub(self.sources.source(cell), inner):
            return words.SCAFFOLD if inner == self.name else words.WAITS.format(other=inner)
        at = self.sources.statements(cell, line)
        if inner and any(isinstance(each, ast.Raise) for each in at):
            return words.LEFT.format(function=inner, line=line)
        named = {each.id for node in at for each in ast.walk(node) if isinstance(each, ast.Name)}
        unwritten = sorted(named & self._unwritten())
        if len(unwritten) == 1:
            return words.WAITS.format(other=unwritten[0])
        if cell == NOWHERE and is_stub(self.sources.source(self.sources.home), self.name):
            return words.SCAFFOLD
        return words.WAITS_FOR_SOME.format(place=self.sources.place(cell, line))

    def _unwritten(self) -> set[str]:
        """Return the names of functions that may be stubs: of this notebook, or brought from another one."""
        found = set()
        for source in self.sources.running.values():
            for name, node in code.definitions(_tree(source).body):
                brought = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "bring"
                if brought or code.does_nothing(node):
                    found.add(name)
        return found

    # --- there is no function

    def _missing(self, ruling: Ruling) -> Ruling:
        reason = self._cell_failed() or absent(self.sources, self.name, self._all_failed)
        if reason:
            return replace(ruling, outcome="raised", reason=reason, checks=())
        return replace(ruling, reason=f"{words.NO_FUNCTION_NAMED.format(name=self.name)}.", checks=())

    def _cell_failed(self) -> str:
        """Say that the function's own cell failed, if it did."""
        home = self.sources.home
        account = self.failed(home)
        if account is None:
            return ""
        problem = self._problem(home) if "SyntaxError" in account.kinds else None
        if problem is not None:
            error = f"{type(problem).__name__}: {problem.msg}"
            place = self.sources.place(home, problem.lineno or NOWHERE)
            return _joined(
                words.NOT_PYTHON.format(name=self.name, error=error, place=place), self._newer(account)
            )
        place = self.sources.place(account.cell, account.line)
        told = words.CELL_RAISED.format(name=self.name, error=self.error(account), place=place)
        return _joined(told, self.before(account), self.missing_module(account), self._newer(account))

    # --- errors

    def error(self, account: Account) -> str:
        """Return an error's class, with what its message says in words that no stranger chose."""
        kinds = [kind.rpartition(".")[2] for kind in account.kinds if known_error(kind)]
        says = plain.phrase(kinds, account.message, self.sources.known) or GLOSSES.get(account.kind, "")
        return account.words + (f" ({says})" if says else "")

    def failed(self, index: int) -> Account | None:
        """Return the error that a cell ended with, if it did."""
        for output in self.outputs.get(index, []):
            if output["output_type"] == "error":
                places = IN_CELL.findall("\n".join(output["traceback"]))
                cell, line = map(int, places[-1]) if places else (NOWHERE, NOWHERE)
                return Account(
                    (output["ename"], *_bases(output["ename"])),
                    output["evalue"][:MOST_CHARACTERS],
                    cell,
                    line,
                )
        return None

    @property
    def _all_failed(self) -> set[int]:
        return {index for index in self.outputs if self.failed(index) is not None}

    def _problem(self, index: int) -> SyntaxError | None:
        """Return this process's own complaint about a cell that is no Python; its text is Python's own."""
        source = self.sources.source(index)
        if len(source) > code.SOURCE_MAX or parsed(source) is not None:
            return None
        problem = code.syntax_error(source)
        return problem if isinstance(problem, SyntaxError) else None

    def before(self, account: Account) -> str:
        """Say why a name is missing: the first cell that should have set it and did not."""
        match = NOT_DEFINED.match(account.message)
        if "NameError" not in account.kinds or match is None or not self.sources.known(match[1]):
            return ""
        missing = match[1]
        setting = [index for index in self.sources.running if self._sets(index, missing)]
        for index in setting:
            cell, failed = self.sources.beginning(index), self.failed(index)
            if index in self.stopped:
                return words.EARLIER_STOPPED.format(cell=cell, missing=missing, cause=self.stopped[index])
            if failed is not None:
                problem = self._problem(index) if "SyntaxError" in failed.kinds else None
                error = f"{type(problem).__name__} ({problem.msg})" if problem else self.error(failed)
                raised = words.EARLIER_RAISED.format(cell=cell, missing=missing, error=error)
                return _joined(raised, self.missing_module(failed))
        if not setting:
            return self._never_set(missing, account)
        if setting[0] > max(account.cell, self.sources.home):
            return words.SET_LATER.format(missing=missing, cell=self.sources.beginning(setting[0]))
        return ""

    def missing_module(self, account: Account) -> str:
        """Say what to do about a module that is not there; "" if that is not what happened."""
        match = NO_MODULE.match(account.message) if "ModuleNotFoundError" in account.kinds else None
        known = match is not None and self.sources.known(match[1])
        return words.MISSING_MODULE.format(module=match[1]) if match is not None and known else ""

    def _sets(self, index: int, name: str) -> bool:
        """Return whether a cell other than the function's should set a name; one that is no Python may."""
        source = self.sources.source(index)
        if index == self.sources.home or name not in source:
            return False
        return name in names_bound(source) or (
            parsed(source) is None and re.search(rf"\b{re.escape(name)}\b", source) is not None
        )

    def _never_set(self, missing: str, account: Account) -> str:
        here = self.sources.around(account.cell, account.line)
        for index in self.sources.running:
            for node in self.sources.nodes(index):
                if isinstance(node, Function) and node.name != here and missing in _locals(node):
                    return words.SET_INSIDE.format(missing=missing, function=node.name)
        bound = {name for source in self.sources.running.values() for name in names_bound(source)}
        near = nearest(missing, (bound | {*dir(builtins)}) - {missing}, NEAR)
        told = words.NEAREST_NAME if near else words.NEVER_SET
        return told.format(missing=missing, near=near)

    def _newer(self, account: Account) -> str:
        """Say that the notebook was written with a newer Python, where that may be the cause."""
        written = re.match(r"(\d{1,2})\.(\d{1,3})", self.notebook.python)
        if written is None or not MAY_BE_NEWER.intersection(account.kinds):
            return ""
        if (int(written[1]), int(written[2])) <= sys.version_info[:2]:
            return ""
        graded = f"{sys.version_info[0]}.{sys.version_info[1]}"
        return words.NEWER_PYTHON.format(written=written[0], graded=graded)


def _tree(source: str) -> ast.Module:
    return parsed(source) or ast.Module([], [])


@cache
def _bases(name: str) -> tuple[str, ...]:
    """Return the names of the classes that an error of Python's own is a kind of."""
    kind = getattr(builtins, name, None)
    return tuple(each.__name__ for each in kind.__mro__[1:]) if isinstance(kind, type) else ()


def _locals(function: Function) -> set[str]:
    """Return the names that a function sets for itself."""
    arguments = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
    stored = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return arguments | stored


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
