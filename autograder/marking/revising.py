"""Changes the rubric of a question while it is marked: all ticks are counted anew in one transaction."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import tomli_w

from autograder.content import Rubric
from autograder.errors import UsageError
from autograder.gradebook.marking import Marking, marking
from autograder.gradebook.marks import SECOND, Decision, Given, Mark
from autograder.gradebook.rubrics import Versioned, current_rubric, store_rubric
from autograder.marking.giving import ChangedError
from autograder.marking.page import rubric_json
from autograder.marking.sheet import Sheet
from autograder.text import number


@dataclass(frozen=True)
class Revision:
    """A change of a rubric.

    Parameters
    ----------
    splits
        For a line that is a part of an old one the id of that one.
    """

    before: Rubric
    after: Rubric
    splits: Mapping[str, str]

    @classmethod
    def of(cls, before: Rubric, body: Mapping[str, Any], points: float) -> Revision:
        """Read it from what the page sent.

        Raises
        ------
        UsageError
            If it is no rubric, or earns other points than the question has.
        """
        splits = {}
        try:
            if isinstance(text := body.get("toml"), str):
                table = tomllib.loads(text)
            else:
                table = {**tomllib.loads(before.toml()), "note": body.get("note", before.note)}
                table["lines"] = [dict(line) for line in body["lines"]]
            for line in table["lines"]:
                splits[line["id"]] = line.pop("split_of", None) or line["id"]
            after = Rubric.parse(tomli_w.dumps(table), "What you typed")
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"What you typed is not a rubric: {str(error).rstrip('.')}.") from None
        except (KeyError, TypeError, AttributeError):
            raise UsageError("The page sent what the desk does not understand. Load it again.") from None
        except ValueError as error:
            raise UsageError(str(error)) from None
        if abs(after.points - points) > 1e-9:
            raise UsageError(
                f"The lines earn {number(after.points)} points together, the question has {number(points)}. "
                "Change the points of the lines so that they agree."
            )
        revision = cls(before, replace(after, written=before.written), splits)
        samples = tuple(
            replace(sample, earned=revision.converted(sample.earned)[0]) for sample in after.samples
        )
        return replace(revision, after=replace(revision.after, samples=samples))

    def converted(self, ticks: Mapping[str, float]) -> tuple[dict[str, float], bool]:
        """Return ticks by the changed rubric, and whether somebody has to look again.

        What was earned in full, or not at all, stays so. A step between goes to the step in the same place.
        Of a line that was split, nobody knows which part a step had earned.
        """
        old = {line.id: line for line in self.before.lines}
        parts = Counter(self.splits.values())
        found, again = {}, False
        for line in self.after.lines:
            origin = self.splits.get(line.id, line.id)
            earned = ticks.get(origin, 0)
            if not earned or origin not in old:
                continue
            place = old[origin].steps.index(earned) if earned in old[origin].steps else len(line.steps)
            if place == 0:
                found[line.id] = line.points
            elif parts[origin] == 1 and place < len(line.steps):
                found[line.id] = earned if earned in line.steps else line.steps[place]
            else:
                again = True
        lost = bool(ticks) and not found
        return found, again or lost

    def given(self, given: Given, version: int) -> Given:
        """Return what somebody gave, by the changed rubric."""
        if given.decision not in {"marked", "again"}:
            return given
        ticks, again = self.converted(given.ticks)
        decision: Decision = "again" if again or given.decision == "again" else "marked"
        score = self.after.score(ticks)
        return replace(given, ticks=ticks, decision=decision, score=score, rubric=version)


def revise(sheet: Sheet, marker: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Change the rubric of a question; return it, and whose marks change.

    With `dry` in the body nothing is changed.

    Raises
    ------
    UsageError
        If it is no rubric, or earns other points than the question has.
    ChangedError
        If somebody else changed it in the meantime.
    """
    key, course = sheet.written.key, sheet.written.rubric
    with sheet.engine.connect() as db:
        view = sheet.view(db, marker)
    digests = {student: view.answers[id_].digest for id_, student in view.students.items()}
    with marking(sheet.engine, key, None, digests) as first:
        db = first.connection
        current = current_rubric(db, key.assignment, course)
        if body.get("version") != current.version:
            raise ChangedError("Somebody changed the rubric in the meantime. Load it again, then change it.")
        revision = Revision.of(current.rubric, body, sheet.written.points)
        changed = Versioned(current.version + 1, revision.after)
        second = Marking(db, key, digests, SECOND)
        second.read(None)
        work = [
            (rounds, mark, revision.given(mark.given, changed.version))
            for rounds, mark in _all(first, second)
        ]
        work = [(rounds, mark, given) for rounds, mark, given in work if not given.same(mark.given)]
        if not body.get("dry"):
            store_rubric(db, key.assignment, course, revision.after, current.version, marker)
            for rounds, mark, given in work:
                rounds.recompute(mark.student, given, mark)
        mine = [(mark, given) for rounds, mark, given in work if rounds is first and _counts(first, mark)]
    receipt = [
        {"answer": sheet.id_of(mark.student), "before": mark.given.score, "after": given.score}
        for mark, given in mine
        if mark.given.score != given.score
    ]
    again = sum(given.decision == "again" for _, given in mine)
    return {"rubric": rubric_json(changed), "receipt": receipt, "again": again}


def _all(*rounds: Marking) -> list[tuple[Marking, Mark]]:
    """Return all marks that stand, and what is in conflict with them."""
    return [
        (each, mark)
        for each in rounds
        for standing in each.standings.values()
        for mark in (standing.mark, *standing.conflicts)
        if mark is not None
    ]


def _counts(rounds: Marking, mark: Mark) -> bool:
    """Return whether a mark is the one that counts, not one in conflict with it."""
    return mark not in rounds.standings[mark.student].conflicts
