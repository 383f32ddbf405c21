"""What grading takes and gives: plain data, so that it can cross to another thread, process or machine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from autograder.box.limits import MB, Limits
from autograder.grading.record import Record
from autograder.judging.verdict import Verdict
from autograder.submission.assignment import Assignment
from autograder.submission.files import RefusedError, notebook_files, read_bytes


@dataclass(frozen=True)
class Submission:
    """The bytes of one student's submission.

    Parameters
    ----------
    student
        The student's id.
    files
        The expected notebooks by name: bytes, or the sentence that says why they were refused. A missing
        notebook is left out.
    strangers
        Names of notebooks that the assignment does not know.
    handed_in
        What nbgrader keeps of the handing in, as text: with it alone changed, a submission is another one.
    """

    student: str
    files: dict[str, bytes | str]
    strangers: tuple[str, ...] = ()
    handed_in: str = ""


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
        What it was made from; None where an earlier grader kept none.
    """

    student: str
    verdicts: tuple[Verdict, ...]
    notebooks: dict[str, str]
    sandbox: str
    unanswered: frozenset[tuple[str, str]] = frozenset()
    record: Record | None = None

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


def read_submission(student: str, folder: Path, assignment: Assignment, limits: Limits) -> Submission:
    """Read a submission's notebooks; what cannot be read is refused, never guessed."""
    expected = [notebook.name for notebook in assignment.notebooks]
    files: dict[str, bytes | str] = {}
    if folder.is_symlink() or folder.parent.is_symlink():
        return Submission(student, dict.fromkeys(expected, "the submission's folder is a link"))
    for name in expected:
        try:
            files[name] = read_bytes(folder / f"{name}.ipynb", limits.notebook_mb * MB)
        except FileNotFoundError:
            continue
        except RefusedError as error:
            files[name] = str(error)
    strangers = [name.removesuffix(".ipynb") for name in notebook_files(folder)]
    return Submission(student, files, tuple(name for name in strangers if name not in expected))
