"""How far two markers agree who marked the same answers without seeing each other's marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from autograder.gradebook.marks import FIRST, SECOND, Mark, standings
from autograder.gradebook.rubrics import current_rubric, second_share
from autograder.marking.sheet import Sheet, mark_json
from autograder.marking.showing import answer_html, course_html

Pairs = Sequence[tuple[float, float]]
DECIDED = {"marked", "none"}


def same_share(pairs: Pairs) -> float:
    """Return the share of pairs with two equal values."""
    return sum(one == other for one, other in pairs) / len(pairs)


def kappa(pairs: Pairs) -> float | None:
    """Return Cohen's kappa: the agreement beyond what chance gives; None if both always say the same thing.

    J. Cohen (1960), "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20, 37-46.
    """
    first, second = (Counter(values) for values in zip(*pairs, strict=True))
    chance = sum(first[value] * second[value] for value in first) / len(pairs) ** 2
    return None if chance == 1 else (same_share(pairs) - chance) / (1 - chance)


def agreement(sheet: Sheet) -> dict[str, Any]:
    """Return the agreement on each line of the rubric, and the answers that two markers see differently."""
    key, written = sheet.written.key, sheet.written
    with sheet.engine.connect() as db:
        rounds = standings(db, key), standings(db, key, None, SECOND)
        rubric = current_rubric(db, key.assignment, written.rubric).rubric
        percent = second_share(db, key.assignment, written.rubric.written)
        view = Sheet(sheet.engine, sheet.answers, written, FIRST).view(db)
    both: list[tuple[str, Mark, Mark]] = []
    for id_, student in view.students.items():
        first, second = (each[student].mark for each in rounds)
        digest = view.answers[id_].digest
        if (
            first is not None
            and second is not None
            and _compared(first, digest)
            and _compared(second, digest)
        ):
            both.append((id_, first, second))

    def entry(pairs: Pairs, **more: Any) -> dict[str, Any]:
        known = {"agree": round(same_share(pairs), 3), "kappa": kappa(pairs)} if pairs else {}
        return {"n": len(pairs), "agree": None, "kappa": None, **known, **more}

    lines = []
    for at, line in enumerate(rubric.lines, start=1):
        pairs = [(one.given.ticks.get(line.id, 0), two.given.ticks.get(line.id, 0)) for _, one, two in both]
        lines.append(entry(pairs, id=line.id, key=str(at), html=course_html(line.sentence)))
    names = {id_: f"Answer {number}" for number, id_ in enumerate(view.students, start=1)}
    return {
        "percent": percent,
        "answers": len(both),
        "lines": lines,
        "score": entry([(one.given.score or 0, two.given.score or 0) for _, one, two in both]),
        "differ": [
            {
                "id": id_,
                "name": names[id_],
                "html": answer_html(view.answers[id_], rubric.numbers),
                "first": mark_json(one),
                "second": mark_json(two),
            }
            for id_, one, two in both
            if dict(one.given.ticks) != dict(two.given.ticks)
        ],
    }


def _compared(mark: Mark, digest: str) -> bool:
    """Return whether a mark is a human's decision on the answer that there is now."""
    return mark.given.decision in DECIDED and mark.given.digest == digest
