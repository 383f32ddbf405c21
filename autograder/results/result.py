"""What grading takes and gives: plain data, so that it can cross to another thread, process or machine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from autograder.results.record import Record
from autograder.results.verdict import Verdict


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
        (notebook, grade_id) of each cell for an answer that is as released.
    record
        What it was made from; None if an earlier grader kept none.
    timestamp, secret
        As the submission had them; they are not stored with the verdicts.
    """

    student: str
    verdicts: tuple[Verdict, ...]
    notebooks: dict[str, str]
    sandbox: str
    unanswered: frozenset[tuple[str, str]] = frozenset()
    record: Record | None = None
    timestamp: datetime | None = None
    secret: bytes | None = None

    def lines(self) -> list[dict[str, object]]:
        """Return one record for each exercise, as `--json` writes them."""
        names = ("notebook", "exercise", "outcome", "score", "max", "mistake", "evidence", "hint")
        more = ("carried_forward", "trusted")
        return [
            {
                "student": self.student,
                **{name: getattr(v, name) for name in (*names, *more)},
                "sandbox": self.sandbox,
                "reason": v.reason,
            }
            for v in self.verdicts
        ]

    def payload(self) -> str:
        """Return the verdicts as JSON, as the gradebook keeps them."""
        data = {"sandbox": self.sandbox, "verdicts": [vars(v) for v in self.verdicts]}
        return json.dumps(data | ({"record": self.record.to_json()} if self.record is not None else {}))

    @classmethod
    def from_payload(cls, student: str, payload: str) -> Result:
        """Return the result that `payload` wrote, without its notebooks."""
        data = json.loads(payload)
        verdicts = tuple(
            Verdict(
                **{
                    **v,
                    "checks": tuple(tuple(c) for c in v["checks"]),
                    "carried_forward": tuple(v["carried_forward"]),
                }
            )
            for v in data["verdicts"]
        )
        return cls(student, verdicts, {}, data["sandbox"], record=Record.from_json(data.get("record")))
