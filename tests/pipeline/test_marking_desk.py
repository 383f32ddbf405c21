"""The marking desk on a class of written answers, on either database: what is kept, shown and counted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from autograder.course.course import Course
from autograder.errors import UsageError
from autograder.gradebook.marks import Question, history
from autograder.marking.agreement import agreement
from autograder.marking.desk import Desk
from autograder.marking.giving import ChangedError, Wish, give, settle
from autograder.marking.page import draw_second, question_json
from autograder.marking.revising import revise
from autograder.marking.serving import progress, shown
from autograder.marking.sheet import Sheet
from tests.conftest import open_gradebook
from tools.written_class import PLACE, hand_in
from vanishing_gradients import ASSIGNMENT

pytestmark = pytest.mark.both_databases

KEY = Question(ASSIGNMENT, **PLACE)
PROOF = (
    "The slope is $s(1-s)$, at most 1/4, as the mean of both is $\\frac12$; with equality at $z = 0$ alone."
)
COUNT = 40


@pytest.fixture(scope="module")
def desk_course(
    course: Path,
    once: Callable[[str, Callable[[Path], None]], Path],
    copy_of: Callable[[Path], Path],
    place: str,
) -> Path:
    """A class of written answers."""

    def make(folder: Path) -> None:
        copy_of(course).rename(folder)
        hand_in(folder, {f"s{number:02}": f"{PROOF} My number is {number}." for number in range(COUNT)})

    return once(f"written{place}", make)


@pytest.fixture
def desk(desk_course: Path, copy_of: Callable[[Path], Path]) -> Iterator[Desk]:
    opened = Desk(Course.open(copy_of(desk_course)))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def sheet(desk: Desk) -> Sheet:
    return desk.sheet(ASSIGNMENT, KEY.cell)


def ids(sheet: Sheet) -> list[str]:
    return [each["id"] for each in question_json(sheet, "ina")["answers"]]


def see(sheet: Sheet, id_: str, marker: str = "ina") -> dict[str, Any]:
    return shown(sheet, marker, [id_])[0]


def tick(
    sheet: Sheet,
    id_: str,
    ticks: dict[str, float],
    *,
    marker: str = "ina",
    row: int | None = None,
    **more: Any,
) -> Any:
    row = see(sheet, id_, marker)["row"] if row is None else row
    return give(sheet, marker, Wish.of({"ticks": ticks, **more}, {id_: row}))[id_]


def student(sheet: Sheet, id_: str) -> str:
    with sheet.engine.connect() as db:
        return sheet.view(db).students[id_]


def in_nbgrader(desk: Desk, sheet: Sheet, id_: str) -> tuple[float | None, str | None, bool]:
    with open_gradebook(desk.course.root) as gradebook:
        place = (KEY.cell, KEY.notebook, ASSIGNMENT, student(sheet, id_))
        mark = gradebook.find_grade(*place)
        comment = gradebook.find_comment(*place)
        return mark.manual_score, comment.manual_comment, mark.needs_manual_grade


def mark_in_formgrader(desk: Desk, name: str, score: float | None, comment: str | None) -> None:
    with open_gradebook(desk.course.root) as gradebook:
        place = (KEY.cell, KEY.notebook, ASSIGNMENT, name)
        mark = gradebook.find_grade(*place)
        mark.manual_score, mark.needs_manual_grade = score, score is None
        gradebook.find_comment(*place).manual_comment = comment
        gradebook.db.commit()


@contextmanager
def statements(desk: Desk) -> Iterator[list[str]]:
    """Collect the SQL statements that the desk runs."""
    run: list[str] = []

    def note(*told: Any) -> None:
        run.append(told[2])

    event.listen(desk.engine, "before_cursor_execute", note)
    yield run
    event.remove(desk.engine, "before_cursor_execute", note)


def test_a_tick_stands_in_our_table_and_in_nbgraders_columns(desk: Desk, sheet: Sheet) -> None:
    id_ = ids(sheet)[0]
    saved = tick(sheet, id_, {"form": 2, "equality": 1}, comment="Well said.")
    answer = see(sheet, id_)
    assert (answer["state"], answer["row"], answer["score"]) == ("marked", saved.mark.row, 3)
    assert (answer["mark"]["marker"], answer["mark"]["ticks"]) == ("ina", {"form": 2, "equality": 1})
    assert in_nbgrader(desk, sheet, id_) == (3, "Well said.", False)
    assert progress(sheet, "ina")["left"] == COUNT - 1


def test_no_line_earned_is_another_decision_than_none_yet(desk: Desk, sheet: Sheet) -> None:
    one, other = ids(sheet)[:2]
    tick(sheet, one, {}, decision="none")
    tick(sheet, other, {"form": 2})
    tick(sheet, other, {})
    assert (see(sheet, one)["state"], see(sheet, other)["state"]) == ("none", "unmarked")
    assert in_nbgrader(desk, sheet, one) == (0, None, False)
    assert in_nbgrader(desk, sheet, other) == (None, None, True)


def test_a_mark_based_on_an_older_one_is_kept_and_never_wins_by_itself(desk: Desk, sheet: Sheet) -> None:
    id_ = ids(sheet)[0]
    theirs = tick(sheet, id_, {"form": 2}, marker="ina", row=0)
    mine = tick(sheet, id_, {"equality": 1}, marker="tom", row=0)
    assert not mine.counts
    assert mine.mark == theirs.mark
    answer = see(sheet, id_, "tom")
    assert (answer["state"], answer["score"]) == ("conflict", 2)
    assert [(c["marker"], c["ticks"]) for c in answer["conflicts"]] == [("tom", {"equality": 1})]
    assert in_nbgrader(desk, sheet, id_)[0] == 2
    tick(sheet, id_, {"form": 2, "every_z": 2}, marker="ina")  # goes on, and settles nothing
    assert see(sheet, id_)["state"] == "conflict"
    settle(sheet, "tom", id_, see(sheet, id_)["row"], mine.kept.row)
    answer = see(sheet, id_)
    assert (answer["state"], answer["score"], answer["conflicts"]) == ("marked", 1, [])
    assert in_nbgrader(desk, sheet, id_)[0] == 1


def test_what_is_sent_twice_is_one_row(sheet: Sheet) -> None:
    id_ = ids(sheet)[0]
    first = tick(sheet, id_, {"form": 2}, row=0)
    assert tick(sheet, id_, {"form": 2}, row=0) == first
    tick(sheet, id_, {"equality": 1}, marker="tom")
    late = tick(sheet, id_, {"form": 2}, row=0)  # its answer got lost on the way, and tom was quicker
    assert late.kept == first.mark
    assert see(sheet, id_)["conflicts"] == []
    with sheet.engine.connect() as db:
        assert len(history(db, KEY, student(sheet, id_))) == 2


def test_a_mark_given_in_formgrader_is_seen_and_not_written_over(desk: Desk, sheet: Sheet) -> None:
    id_ = ids(sheet)[0]
    before = tick(sheet, id_, {"form": 2})
    mark_in_formgrader(desk, student(sheet, id_), 4.5, "From formgrader.")
    unseen = tick(sheet, id_, {"every_z": 2}, row=before.mark.row)
    assert not unseen.counts
    answer = see(sheet, id_)
    assert (answer["mark"]["marker"], answer["mark"]["decision"]) == ("formgrader", "elsewhere")
    assert (answer["score"], answer["mark"]["comment"]) == (4.5, "From formgrader.")
    assert in_nbgrader(desk, sheet, id_)[:2] == (4.5, "From formgrader.")
    settle(sheet, "ina", id_, answer["row"], unseen.kept.row)
    assert in_nbgrader(desk, sheet, id_)[:2] == (2, None)


def test_a_comment_of_formgrader_leaves_the_ticks_and_a_mark_taken_back_there_is_open(
    desk: Desk, sheet: Sheet
) -> None:
    one, other = ids(sheet)[:2]
    for id_ in (one, other):
        tick(sheet, id_, {"form": 2})
    mark_in_formgrader(desk, student(sheet, one), 2, "More words, please.")
    mark_in_formgrader(desk, student(sheet, other), None, None)
    first, second = see(sheet, one), see(sheet, other)
    assert (first["state"], first["mark"]["ticks"]) == ("marked", {"form": 2})
    assert first["mark"]["comment"] == "More words, please."
    assert second["state"] == "unmarked"


def test_an_answer_that_changed_is_open_again_and_its_old_ticks_are_offered(desk: Desk, sheet: Sheet) -> None:
    id_ = ids(sheet)[0]
    tick(sheet, id_, {"form": 2})
    hand_in(desk.course.root, {student(sheet, id_): "Another proof."})
    answer = see(sheet, id_)
    assert (answer["state"], answer["mark"], answer["before"]["ticks"]) == ("changed", None, {"form": 2})
    assert "Another proof." in answer["html"]
    assert progress(sheet, "ina")["left"] == COUNT
    tick(sheet, id_, answer["before"]["ticks"])
    assert see(sheet, id_)["state"] == "marked"


def lines_of(sheet: Sheet) -> tuple[int, list[dict[str, Any]]]:
    rubric = question_json(sheet, "ina")["rubric"]
    kept = ("id", "points", "sentence")
    lines = [
        {name: line[name] for name in kept}
        | {"anchors": [{"points": a["points"], "when": a["when"]} for a in line["anchors"]]}
        for line in rubric["lines"]
    ]
    return rubric["version"], lines


def test_other_points_of_a_line_count_at_once_for_all(desk: Desk, sheet: Sheet) -> None:
    full, partly, other = ids(sheet)[:3]
    tick(sheet, full, {"form": 2, "every_z": 2}, comment="Yes.")
    tick(sheet, partly, {"every_z": 1})
    tick(sheet, other, {"equality": 1})
    version, lines = lines_of(sheet)
    points = {"form": 1, "every_z": 3}
    changed = [
        {**line, "points": points.get(line["id"], line["points"]), "anchors": []}
        if line["id"] == "form"
        else {**line, "points": points.get(line["id"], line["points"])}
        for line in lines
    ]
    wish = {"version": version, "lines": changed}
    told = revise(sheet, "ina", {**wish, "dry": True})
    assert see(sheet, full)["score"] == 4
    assert revise(sheet, "ina", wish) == told
    assert told["receipt"] == []  # 2 + 2 is 1 + 3, and a step stays what it was
    assert see(sheet, full)["mark"]["ticks"] == {"form": 1, "every_z": 3}
    assert see(sheet, full)["mark"]["comment"] == "Yes."
    assert see(sheet, full)["mark"]["marker"] == "ina"
    with pytest.raises(ChangedError, match="in the meantime"):
        revise(sheet, "tom", wish)
    with pytest.raises(ChangedError, match="rubric was changed"):
        tick(sheet, other, {"form": 2})


def test_of_a_split_line_the_whole_stays_whole_and_a_part_is_looked_at_again(
    desk: Desk, sheet: Sheet
) -> None:
    full, partly = ids(sheet)[:2]
    tick(sheet, full, {"every_z": 2})
    tick(sheet, partly, {"every_z": 1, "form": 2})
    version, lines = lines_of(sheet)
    at = next(at for at, line in enumerate(lines) if line["id"] == "every_z")
    parts = [
        {"id": name, "points": 1, "sentence": f"you show {name}.", "split_of": "every_z"}
        for name in ("complete", "general")
    ]
    told = revise(sheet, "ina", {"version": version, "lines": [*lines[:at], *parts, *lines[at + 1 :]]})
    assert told["again"] == 1
    assert told["receipt"] == [{"answer": partly, "before": 3, "after": 2}]
    assert see(sheet, full)["mark"]["ticks"] == {"complete": 1, "general": 1}
    answer = see(sheet, partly)
    assert (answer["state"], answer["mark"]["ticks"]) == ("again", {"form": 2})
    assert in_nbgrader(desk, sheet, partly) == (2, None, True)
    assert progress(sheet, "ina")["left"] == COUNT - 1


def test_the_lines_of_a_rubric_earn_the_points_of_the_question(sheet: Sheet) -> None:
    version, lines = lines_of(sheet)
    with pytest.raises(UsageError, match=r"The lines earn 4 points together, the question has 6\."):
        revise(sheet, "ina", {"version": version, "lines": lines[1:]})
    with pytest.raises(UsageError, match="What you typed is not a rubric"):
        revise(sheet, "ina", {"version": version, "lines": [{"id": "form", "points": 6}]})


def test_a_group_is_marked_at_once_and_what_another_marked_meanwhile_is_not(sheet: Sheet) -> None:
    group = ids(sheet)[:5]
    seen = {id_: see(sheet, id_)["row"] for id_ in group}
    tick(sheet, group[0], {"equality": 1}, marker="tom")
    saved = give(sheet, "ina", Wish.of({"ticks": {"form": 2}}, seen))
    assert [saved[id_].counts for id_ in group] == [False, True, True, True, True]
    assert [see(sheet, id_)["score"] for id_ in group] == [1, 2, 2, 2, 2]


def test_what_is_like_an_answer_that_the_marker_marked_gets_an_offer_and_no_mark(
    desk: Desk, sheet: Sheet
) -> None:
    one, other = ids(sheet)[:2]
    tick(sheet, one, {"form": 2, "every_z": 1})
    like = see(sheet, other)["like"]
    assert like["ticks"] == {"form": 2, "every_z": 1}
    assert like["likeness"] > 90
    assert see(sheet, other)["state"] == "unmarked"
    assert see(sheet, other, "tom")["like"] is None


def test_a_second_marker_sees_nothing_of_the_first_and_both_are_compared(desk: Desk, sheet: Sheet) -> None:
    for number, id_ in enumerate(ids(sheet)):
        tick(sheet, id_, {"form": 2} if number % 2 else {"form": 2, "equality": 1}, comment="First.")
    assert draw_second(sheet, "ina", 25)["answers"] == 0  # her own
    second = desk.sheet(ASSIGNMENT, KEY.cell, 2)
    page = question_json(second, "tom")
    assert len(page["answers"]) == COUNT // 4
    assert {each["state"] for each in page["answers"]} == {"unmarked"}
    drawn = [each["id"] for each in page["answers"]]
    for id_ in drawn:
        answer = shown(second, "tom", [id_])[0]
        assert (answer["mark"], answer["score"], answer["before"]) == (None, None, None)
        tick(second, id_, {"form": 2}, marker="tom")
    assert in_nbgrader(desk, sheet, drawn[0])[1] == "First."
    told = agreement(sheet)
    lines = {line["id"]: line for line in told["lines"]}
    same = sum(see(sheet, id_)["score"] == 2 for id_ in drawn)
    assert told["answers"] == len(drawn)
    assert (lines["form"]["agree"], lines["form"]["kappa"]) == (1, None)
    assert lines["equality"]["agree"] == pytest.approx(same / len(drawn), abs=1e-3)
    assert len(told["differ"]) == len(drawn) - same


def test_no_request_runs_more_statements_for_more_answers(desk: Desk, sheet: Sheet) -> None:
    some = ids(sheet)
    with statements(desk) as listing:
        question_json(sheet, "ina", names=True)
    with statements(desk) as showing:
        shown(sheet, "ina", some[:20])
    with statements(desk) as saving:
        give(sheet, "ina", Wish.of({"ticks": {"form": 2}}, {some[0]: 0}))
        progress(sheet, "ina")
    assert len(listing) <= 12
    assert len(showing) <= 7
    assert len(saving) <= 22


def test_two_markers_at_once_lose_nothing_that_either_gave(desk: Desk, sheet: Sheet) -> None:
    some = ids(sheet)[:5]
    told: dict[str, list[Any]] = {"ina": [], "tom": []}

    def marks(marker: str) -> None:
        mine = Desk(Course.open(desk.course.root)).sheet(ASSIGNMENT, KEY.cell)
        chance = random.Random(marker)
        for number in range(40):
            id_ = chance.choice(some)
            row = see(mine, id_, marker)["row"]
            told[marker].append(
                tick(mine, id_, {"form": 2}, marker=marker, row=row, comment=f"{marker} {number}")
            )

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(marks, told))
    with sheet.engine.connect() as db:
        rows = {mark.row: mark for id_ in some for mark in history(db, KEY, student(sheet, id_))}
    given = [saved.kept or saved.mark for marker in told for saved in told[marker]]
    assert {mark.row for mark in given} == set(rows)
    assert len(given) == len(rows) == 80
    for id_ in some:
        answer = see(sheet, id_)
        assert answer["mark"]["comment"] == in_nbgrader(desk, sheet, id_)[1]
        lost = {
            s.kept.marker for m in told for s in told[m] if s.kept and s.kept.student == student(sheet, id_)
        }
        assert {conflict["marker"] for conflict in answer["conflicts"]} == lost
