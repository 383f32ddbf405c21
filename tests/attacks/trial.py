"""Lets all attacks happen at once, in one class with honest students, and writes a row about each."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from autograder.box.groups import Groups
from autograder.course.course import Course
from autograder.course.limits import Limits
from autograder.errors import NoSandboxError
from autograder.grading.classroom import open_classroom
from autograder.grading.engine import Engine
from autograder.results.result import Result
from autograder.submission.reading import Submission
from tests.attacks.attack import HELD, SPOKEN, THROUGH, WALLS, Attack, Plan, Row, plans, write_plan
from tests.attacks.ground import Ground, laid_out
from vanishing_gradients import ASSIGNMENT

TIGHT = Limits(
    call_seconds=3,
    cell_seconds=3,
    submission_seconds=25,
    memory_mb=768,
    disk_mb=8,
    processes=24,
    output_kb=20,
)
"""Limits under which a whole class of attacks is over soon; honest controls keep well within them."""
WORKERS = 3
ROWS = "rows.json"
NOBODY_KNOWS = "(nobody knows whose)"
"""The name of the row of harms that no attack has left its name at."""


@dataclass(frozen=True)
class TimedEngine(Engine):
    """An engine that notes how long each submission took."""

    clock: Path

    def grade(self, submission: Submission) -> Result:
        began = time.monotonic()
        result = super().grade(submission)
        name = submission.student.encode("utf-8", "surrogateescape").hex()[:200]
        (self.clock / name).write_text(str(time.monotonic() - began))
        return result

    def seconds(self, student: str) -> float:
        """Return how long a student's submission took."""
        return float((self.clock / student.encode("utf-8", "surrogateescape").hex()[:200]).read_text())


def attack(
    folder: Path,
    course: Path,
    categories: Mapping[str, tuple[Attack, ...]],
    *,
    limits: Limits = TIGHT,
    sandboxed: bool = True,
    workers: int = WORKERS,
    grouped: bool = False,
) -> list[Row]:
    """Let the attacks of these categories happen in a course; return their rows.

    Parameters
    ----------
    folder
        A folder to work in; it is made.
    course
        A course with a release and an empty gradebook; it is graded.
    grouped
        Whether boxes must have control groups.
    """
    if grouped:
        Groups().enter()  # before others that we start are in our group too
    planned = plans(categories)
    folder.mkdir(parents=True)
    (folder / "clock").mkdir()
    with laid_out(folder / "ground", course) as ground:
        for plan in planned:
            release = course / "release" / ASSIGNMENT
            write_plan(plan, release, course / "submitted", ASSIGNMENT, ground.told)
        with open_classroom(Course.open(course), ASSIGNMENT, limits=limits, sandboxed=sandboxed) as classroom:
            values = {f.name: getattr(classroom.engine, f.name) for f in fields(Engine)}
            engine = TimedEngine(**values, clock=folder / "clock")
            ground.ready()
            students, graded = [plan.student for plan in planned], list[Result]()
            replace(classroom, engine=engine).run(students, workers, graded.append, force=True)
            if grouped and engine.sandbox.groups.reason:
                raise NoSandboxError(f"no control groups: {engine.sandbox.groups.reason}.")
        results = {result.student: result for result in graded}
        harms = Harms(planned)
        for harm in (*ground.harms(), *gradebook_harms(course, results)):
            harms.add(harm)
        for plan in planned:
            said = results[plan.student].payload(), outputs_of(course, plan.student)
            for harm in told(ground, plan, *said, engine.key.hex()):
                harms.add(harm, plan)
    rows = [
        _row(plan, one, results[plan.student], harms.of(one.name), engine.seconds(plan.student), limits)
        for plan in planned
        for one in plan.attacks
    ]
    return [*rows, *harms.without_a_name(limits)]


class Harms:
    """Harms by the attack that did them, as far as that is known."""

    def __init__(self, planned: Iterable[Plan]) -> None:
        self._names = sorted(
            ((name, a.name) for p in planned for a in p.attacks for name in {a.name, p.student}),
            key=lambda pair: -len(pair[0]),
        )
        self._found: dict[str, list[str]] = {}

    def add(self, harm: str, plan: Plan | None = None) -> None:
        """Note a harm; where a plan is known it was one of its attacks."""
        mine = {a.name for a in plan.attacks} if plan is not None else None
        fitting = (
            name
            for word, name in self._names
            if len(word) > 2 and word in harm and (mine is None or name in mine)
        )
        default = plan.attacks[0].name if plan is not None else NOBODY_KNOWS
        self._found.setdefault(next(fitting, default), []).append(harm)

    def of(self, name: str) -> tuple[str, ...]:
        """Return the harms of an attack."""
        return tuple(self._found.get(name, ()))

    def without_a_name(self, limits: Limits) -> list[Row]:
        """Return a row of the harms whose attack is not known, if there are any."""
        harms = self.of(NOBODY_KNOWS)
        row = Row(
            "any", NOBODY_KNOWS, "", "", False, 0.0, 0.0, 0.0, harms, (), 0.0, limits.submission_seconds
        )
        return [row] if harms else []


def outputs_of(course: Path, student: str) -> str:
    """Return all outputs that stand in a student's graded notebooks."""
    texts = []
    for path in (course / "autograded" / student).rglob("*.ipynb"):
        outputs = [o for c in json.loads(path.read_text("utf-8"))["cells"] for o in c.get("outputs", [])]
        texts.append(json.dumps(outputs, ensure_ascii=False))
    return "\n".join(texts)


def told(ground: Ground, plan: Plan, verdicts: str, outputs: str, key: str) -> list[str]:
    """Return what came out that must not: probes that got through, and words that nobody may know."""
    text = verdicts + "\n" + outputs
    found = [a.name for a in plan.attacks if f"{THROUGH}{a.name}" in text]
    words = {"the open file": ground.secret, "the environment": ground.hidden, "the course key": key}
    return [
        *(f"{name} got through" for name in found),
        *(
            f"{a.name} was not tried"
            for a in plan.attacks
            if a.probe and a.name not in found and not _held(a, text)
        ),
        *(f"{what} was read by {plan.student}" for what, word in words.items() if word in text),
        *(["words of the course's solution were carried out"] if SPOKEN in verdicts else []),
    ]


def _held(probe: Attack, text: str) -> bool:
    """Return whether a wall held a probe, rather than a mistake in it."""
    told = re.search(re.escape(f"{HELD}{probe.name} by ") + r"(\w+)", text)
    return told is not None and told.group(1) in WALLS


def gradebook_harms(course: Path, results: Mapping[str, Result]) -> list[str]:
    """Return where the gradebook is not sound, or says something else than the grader found."""
    with sqlite3.connect(course / "gradebook.db") as book:
        sound = [row[0] for row in book.execute("pragma integrity_check")]
        tables = {row[0] for row in book.execute("select name from sqlite_master where type = 'table'")}
        marks = dict(
            book.execute(
                "select a.student_id, sum(coalesce(g.auto_score, 0)) from submitted_assignment a "
                "join submitted_notebook n on n.assignment_id = a.id join grade g on g.notebook_id = n.id "
                "group by a.student_id"
            ).fetchall()
        )
    found = [] if sound == ["ok"] else ["the gradebook is not sound"]
    found += [f"the gradebook has a table {name}" for name in tables if name.startswith("write_")]
    found += [f"the gradebook has somebody called {name}" for name in marks.keys() - results.keys()]
    for student, result in results.items():
        right = sum(v.score or 0.0 for v in result.verdicts)
        if abs(marks.get(student, -1.0) - right) > 1e-9:
            found.append(f"the gradebook has other marks of {student}")
    return found


def _row(
    plan: Plan, one: Attack, result: Result, harms: tuple[str, ...], seconds: float, limits: Limits
) -> Row:
    mine = plan.exercises(one)
    verdicts = [
        v
        for v in result.verdicts
        if v.notebook == plan.notebook and (mine is None or v.exercise in mine) and v.outcome != "to_mark"
    ]
    verdicts = [v for v in verdicts if not v.exercise.startswith("written_")]
    elsewhere = 0.0 if mine else sum(v.score or 0.0 for v in result.verdicts if v.notebook != plan.notebook)
    return Row(
        category=plan.category,
        name=one.name,
        tries=one.tries,
        must_not=one.must_not,
        honest=one.honest,
        marks=sum(v.score or 0.0 for v in verdicts) + elsewhere,
        possible=sum(v.max for v in verdicts),
        earns=one.earns,
        harms=harms,
        outcomes=tuple(
            sorted({f"{v.outcome}: {v.reason}"[:160] if v.reason else v.outcome for v in verdicts})
        ),
        seconds=seconds,
        limit=limits.submission_seconds,
    )


def save(rows: Iterable[Row], file: Path) -> None:
    """Keep rows."""
    file.write_text(json.dumps([asdict(row) for row in rows]), encoding="utf-8")


def load(file: Path) -> list[Row]:
    """Return rows that were kept."""
    rows = json.loads(file.read_text("utf-8"))
    return [Row(**(r | {"harms": tuple(r["harms"]), "outcomes": tuple(r["outcomes"])})) for r in rows]
