"""What grading gives: plain data, so that it can cross to another thread, process or machine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from autograder.results.record import Record
from autograder.results.stored import DamagedError, from_stored, to_stored
from autograder.results.verdict import CellId, Verdict


@dataclass(frozen=True)
class Result:
    """The result of one submission.

    Parameters
    ----------
    notebooks
        The graded notebooks as JSON texts, by name.
    sandbox
        "bubblewrap" or "none".
    unanswered
        The cells for an answer that are as released.
    record
        What it was made from; None if that was not kept.
    timestamp, secret
        As the submission had them; they are not stored with the verdicts.
    again
        Whether it shall be graded again although nothing changed; the marks stand until then.
    reconsider
        Cells that a human marked and whose answer is another one since then.
    seconds
        How long grading it took, for a sentence on the screen: it depends on the machine, and is not kept.
    """

    student: str
    verdicts: tuple[Verdict, ...]
    notebooks: dict[str, str]
    sandbox: str
    unanswered: frozenset[CellId] = frozenset()
    record: Record | None = None
    timestamp: datetime | None = None
    secret: bytes | None = None
    again: bool = False
    reconsider: frozenset[CellId] = frozenset()
    seconds: float = field(default=0.0, compare=False)

    def beside(self, before: Result | None, names: Collection[str]) -> Result:
        """Return a result in which these notebooks are of this one, and all others as they were before.

        It was made from no one grading, so the next one that is asked for everything makes all of it anew.
        """
        others = before.verdicts if before is not None else ()
        kept = [v for v in others if v.notebook not in names]
        verdicts = [v for v in self.verdicts if v.notebook in names]
        return replace(
            self,
            verdicts=tuple(sorted([*kept, *verdicts], key=lambda verdict: verdict.notebook)),
            notebooks={name: text for name, text in self.notebooks.items() if name in names},
            unanswered=frozenset(cell for cell in self.unanswered if cell[0] in names),
            record=None,
        )

    def lines(self) -> list[dict[str, object]]:
        """Return one record for each exercise, as `--json` writes them."""
        names = ("notebook", "exercise", "outcome", "score", "max", "mistake", "evidence", "hint")
        more = ("carried_forward", "trusted", "found", "guessed")
        return [
            {
                "student": self.student,
                **{name: getattr(verdict, name) for name in (*names, *more)},
                "sandbox": self.sandbox,
                "reason": verdict.reason,
            }
            for verdict in self.verdicts
        ]

    def payload(self) -> str:
        """Return the verdicts as JSON, as the gradebook keeps them."""
        data = {"sandbox": self.sandbox, "verdicts": [vars(verdict) for verdict in self.verdicts]}
        more = {
            "record": self.record.to_json() if self.record is not None else None,
            "again": self.again,
            "reconsider": sorted(self.reconsider),
        }
        return to_stored(data | {name: value for name, value in more.items() if value})

    @classmethod
    def from_payload(cls, student: str, payload: str) -> Result:
        """Return the result that `payload` wrote, without its notebooks.

        Raises
        ------
        DamagedError
            If that is no result.
        autograder.errors.NewerFormatError
            If a newer version of the grader wrote it.
        """
        _, data = from_stored(payload, f"The result of {student!r}")
        verdicts, sandbox = data.get("verdicts"), data.get("sandbox", "")
        if not isinstance(verdicts, list) or not isinstance(sandbox, str):
            raise DamagedError("there are no verdicts")
        read = tuple(map(Verdict.from_json, verdicts))
        pairs = data.get("reconsider")
        return cls(
            student,
            read,
            {},
            sandbox,
            record=Record.from_json(data.get("record")),
            again=data.get("again") is True,
            reconsider=frozenset(map(_cell_id, pairs if isinstance(pairs, list) else ())),
        )


def _cell_id(pair: object) -> CellId:
    if isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair):
        return pair[0], pair[1]
    raise DamagedError("what names a cell does not")
