"""The class report: what it says, what it never shows, and that nothing in it is live."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.gradebook.history import History, ShortVerdict, VerdictChange
from autograder.gradebook.records import ClassRecord, Person, one_line
from autograder.reports.class_report import run_summaries
from autograder.reports.needs import needs
from autograder.reports.statistics import (
    by_exercise,
    correlation,
    distribution,
    item_statistics,
    misunderstandings,
)
from autograder.reports.talk import talking_points
from tests.golden.compare import assert_golden
from tests.golden.invented_class import (
    DYDX,
    ITEMS,
    ONE,
    OWN,
    PEOPLE,
    PROOF,
    SIGMOID,
    SLIP,
    TWO,
    WRONG,
    invented_class,
    verdict,
    work,
)
from tests.unit.report_pages import (
    MEGABYTE,
    OVERFLOW,
    Parts,
    class_of,
    feedback_of,
    many,
    page_of,
    text_of,
)
from vanishing_gradients import EXERCISES


def test_the_mean_counts_everybody_and_full_marks_those_who_tried() -> None:
    silent = verdict(DYDX, "not_attempted", 0.0)
    found = item_statistics(class_of(*many(2), *many(1, WRONG), *many(1, silent)))[2]
    assert (found.tried, found.mean, found.full) == (3, 3.0, pytest.approx(2 / 3))


def test_a_file_that_was_refused_counts_as_not_tried() -> None:
    assert item_statistics(class_of(*many(1, verdict(DYDX, "refused", 0.0))))[2].tried == 0


def test_an_exercise_that_waits_for_a_human_has_no_mean() -> None:
    found = item_statistics(class_of(*many(2), *many(1, written=None)))[1]
    assert (found.to_mark, found.mean, found.full) == (1, None, None)


def test_discrimination_is_the_correlation_with_the_rest_of_the_points() -> None:
    works = [*many(3), *many(3, WRONG, written=1.0), *many(2, OVERFLOW, written=3.0)]
    own = [w.marks[SIGMOID.cell_id].score for w in works]
    rest = [w.score - s for w, s in zip(works, own, strict=True)]
    assert item_statistics(class_of(*works))[0].discrimination == pytest.approx(
        statistics.correlation(own, rest)
    )


@pytest.mark.parametrize(("first", "second"), [([1.0] * 4, [2.0] * 4), ([1.0] * 6, [1.0, 2, 3, 4, 5, 6])])
def test_few_pairs_or_a_constant_side_have_no_correlation(first: list[float], second: list[float]) -> None:
    assert correlation(first, second) is None


def test_the_distribution_counts_every_submission_once_and_full_marks_in_the_last_part() -> None:
    spread = distribution(class_of(*many(3), *many(2, WRONG, written=0.0)))
    assert spread.counts == (0, 0, 2, 0, 0, 0, 0, 0, 3)
    assert (spread.points, spread.width, spread.median) == (17.0, 2.0, 17.0)


@pytest.mark.parametrize(("points", "width"), [(10, 1.0), (11, 1.0), (17, 2.0), (69, 10.0), (100, 10.0)])
def test_the_axis_of_marks_has_round_numbers(points: float, width: float) -> None:
    item = replace(SIGMOID, points=points)
    assert distribution(replace(class_of(*many(2)), items=(item,))).width == width


@given(st.lists(st.floats(0, 6), min_size=1, max_size=30))
def test_the_distribution_holds_the_whole_class(marks: list[float]) -> None:
    spread = distribution(class_of(*(work(Person(str(i)), mark) for i, mark in enumerate(marks))))
    assert sum(spread.counts) == len(marks)
    assert spread.lower <= spread.median <= spread.upper


def test_written_answers_are_not_counted_as_long_as_one_waits() -> None:
    spread = distribution(class_of(*many(2, written=0.0), *many(1, written=None)))
    assert (spread.points, spread.mean) == (11.0, 11.0)


def test_the_page_says_when_written_answers_are_not_counted() -> None:
    words = "Written answers are not counted here"
    assert words in text_of(page_of())
    assert words not in text_of(page_of(class_of(*many(3))))


# What the class misunderstood


def test_a_slip_that_shows_in_two_exercises_stands_with_each_that_it_costs_and_names_the_other() -> None:
    other = replace(DYDX, cell="check_chain_factors", exercise="chain_factors", number="2.2")
    factors = verdict(
        other, "wrong", 0.0, mistake="chain_factors.weight_missing_inside", evidence="Each slope."
    )
    record = replace(class_of(*many(2, WRONG, factors)), items=(*ITEMS, other))
    found = misunderstandings(record)
    assert [(m.id, m.item.number, [item.number for item in m.also], m.lost) for m in found] == [
        ("chain_factors.weight_missing_inside", "2.2", ["2.3"], 12.0),
        (SLIP, "2.3", ["2.2"], 12.0),
    ]


def test_exercises_stand_by_the_points_that_their_mistakes_cost() -> None:
    record = class_of(*many(2, WRONG), *many(8, OVERFLOW))
    assert [item.number for item, _ in by_exercise(misunderstandings(record))] == ["2.3", "1.1"]


def test_a_mistake_that_the_catalogue_no_longer_knows_keeps_the_words_it_had() -> None:
    old = replace(WRONG, mistake="chain_dydx.forgotten_long_ago", hint="The old hint.")
    (found,) = misunderstandings(class_of(*many(1, old)))
    assert (found.hint, found.pointer) == ("The old hint.", "")


def test_the_first_thing_to_talk_about_costs_most_points_and_concerns_most_students() -> None:
    record = class_of(*many(20), *many(5, WRONG), *many(6, OVERFLOW))
    first, second = talking_points(record)
    assert (first.item, first.lost, first.students) == (DYDX, 30.0, 5)
    assert first.finding == "5 of 31 students lost 30 points here in all."
    assert [(m.id, m.hint) for m in first.mistakes] == [(SLIP, EXERCISES.hints.of(SLIP)[0])]
    assert first.where.startswith("Notebook 2: Down the chain, Exercise 2.3.")
    assert EXERCISES.hints.of(SLIP)[1] in first.where
    assert (second.item, second.lost, second.students) == (SIGMOID, 3.0, 6)


def test_points_lost_go_before_a_mistake_that_has_a_name() -> None:
    silent = verdict(DYDX, "not_attempted", 0.0)
    points = talking_points(class_of(*many(20), *many(3, OVERFLOW), *many(8, silent)))
    assert [(point.item.number, point.lost) for point in points] == [("2.3", 48.0), ("1.1", 1.5)]


def test_in_a_large_class_one_students_slip_is_not_worth_a_word() -> None:
    silent = verdict(DYDX, "not_attempted", 0.0)
    (point,) = talking_points(class_of(*many(30), *many(1, WRONG), *many(9, silent)))
    assert point.mistakes == ()
    assert point.finding.startswith("10 of 40 students lost 60 points here in all; 9 of them did not try it.")


def test_where_nobody_of_them_tried_there_is_no_answer_to_read_aloud() -> None:
    silent = verdict(PROOF, "not_attempted", 0.0)
    (point,) = talking_points(class_of(*many(8), *many(2, silent, written=None)))
    assert point.finding == "2 of 10 students lost 12 points here in all: nobody of them tried it."


def test_there_are_five_things_to_talk_about_at_most() -> None:
    others = tuple(replace(DYDX, cell=f"check_{n}", exercise=f"f{n}") for n in range(7))
    wrong = [verdict(item, "wrong", 0.0) for item in others]
    assert len(talking_points(replace(class_of(*many(2, *wrong)), items=(*ITEMS, *others)))) == 5


def test_a_perfect_class_has_nothing_to_talk_about_and_the_page_says_so() -> None:
    record = class_of(*many(3))
    assert talking_points(record) == []
    assert "Nothing stands out" in text_of(page_of(record))


def test_an_exercise_without_a_named_mistake_names_the_check_that_fails_most() -> None:
    unnamed = replace(WRONG, mistake=None, hint=None)
    (point,) = talking_points(class_of(*many(4), *many(2, unnamed)))
    assert "The check that fails most often: chains with 2 to 8 units." in point.finding


# What needs a human


def test_what_needs_a_human_is_named_with_its_students() -> None:
    found = needs(invented_class())
    assert [(item, many) for item, many in found.to_mark] == [(PROOF, 1)]
    assert [(w.person.id, items) for w, items in found.look_again] == [("newline", (PROOF,))]
    assert [(t.work.person.id, t.what, t.outcome) for t in found.trouble] == [
        ("emoji", "1.1 sigmoid", "took too long"),
        ("=1+1", "all of it", "notebook missing"),
    ]
    assert found.own == (OWN,)
    assert [w.person.id for w in found.unboxed] == ["twin-b"]
    assert [w.person.id for w in found.late] == ["at"]
    assert (found.ungraded, [p.id for p in found.absent]) == (("late-comer",), ["absent"])


def test_a_class_without_open_ends_needs_nobody() -> None:
    record = replace(class_of(*many(3)), items=ITEMS[:3])
    assert needs(record).nothing
    assert "Nothing: all is marked and judged." in text_of(page_of(record))


def test_a_class_graded_without_a_sandbox_says_so_at_the_top() -> None:
    page = page_of()
    assert page.index("Without a sandbox:") < page.index("What to talk about")
    assert "1 submission was graded with the grader's own rights" in text_of(page)


def test_marks_that_this_grader_did_not_give_are_said() -> None:
    other = replace(many(1)[0], verdicts={}, sandbox="")
    assert needs(class_of(other)).other_grader == (other,)
    assert "Not graded by this grader" in text_of(page_of(class_of(other)))


def test_a_stored_result_that_cannot_be_read_is_said_and_is_not_another_graders() -> None:
    damaged = replace(many(1)[0], verdicts={}, sandbox="", damaged=True)
    found = needs(class_of(damaged))
    assert (found.damaged, found.other_grader) == ((damaged,), ())
    assert "Stored result cannot be read" in text_of(page_of(class_of(damaged)))


# What changed


def test_a_regrade_says_who_gained_and_who_lost() -> None:
    (run,) = run_summaries(invented_class())
    assert (run.gained, run.lost, run.by_item) == (1, 1, (("2.3 chain_dydx", 1, 1),))
    assert "1 student gained, 1 student lost automatic marks." in text_of(page_of())


def test_a_mistake_that_got_another_name_is_a_change_without_gain_or_loss() -> None:
    before, after = ShortVerdict(0.0, "wrong", None), ShortVerdict(0.0, "wrong", SLIP)
    change = VerdictChange("b", "comma", TWO, "chain_dydx", before, after)
    (run,) = run_summaries(replace(invented_class(), history=History(("a", "b"), (change,))))
    assert (run.gained, run.lost, len(run.changes)) == (0, 0, 1)


def test_after_one_grading_nothing_is_said_of_changes() -> None:
    record = replace(invented_class(), history=History(("2026-11-20 14:00:00.0",)))
    assert "What changed" not in text_of(page_of(record))


def test_a_history_that_cannot_be_read_is_said() -> None:
    record = invented_class()
    damaged = replace(record, history=replace(record.history, damaged=("quote",)))
    assert "The history of 1 submission cannot be read in part" in text_of(page_of(damaged))


# The page


def test_the_report_is_as_in_the_golden_file(update: bool) -> None:
    links = {"comma": {ONE: "../feedback/comma/x/01-one-unit-one-slope.html"}}
    assert_golden("report.html", page_of(links=links).encode(), update)


GUESS = verdict(PROOF, "to_mark", None, found="taken from the text below its own cell", guessed=True)


def test_the_report_names_each_guess_until_a_human_marked_it() -> None:
    found = verdict(SIGMOID, "correct", 3.0, found="taken by its place in the notebook", guessed=True)
    sure = verdict(DYDX, "correct", 6.0, found="taken by its cell id")
    open_, marked = work(PEOPLE[0], None, GUESS, found, sure), work(PEOPLE[1], 6.0, GUESS)
    record = class_of(open_, marked)
    assert [(guess.work, guess.items, guess.found) for guess in needs(record).guesses] == [
        (open_, (SIGMOID,), "taken by its place in the notebook"),
        (open_, (PROOF,), "taken from the text below its own cell"),
    ]
    page = text_of(page_of(record))
    assert "Found where it does not belong" in page
    assert f"{PROOF.title}, taken from the text below its own cell" in page
    assert "Found where it does not belong" not in text_of(page_of())


def test_the_anonymous_report_names_no_guess() -> None:
    page = page_of(class_of(work(PEOPLE[0], None, GUESS)), anonymous=True)
    assert "its own cell" not in page
    assert "Lovelace" not in page


def test_the_anonymous_report_is_as_in_the_golden_file(update: bool) -> None:
    assert_golden("report-anonymous.html", page_of(anonymous=True).encode(), update)


def test_the_anonymous_report_holds_nothing_of_any_student() -> None:
    page = page_of(anonymous=True, links={"comma": {ONE: "../feedback/comma/x/1.html"}})
    held = {p.id for p in PEOPLE if len(p.id) > 2} | {p.last for p in PEOPLE} | {p.email for p in PEOPLE}
    assert [word for word in held | {"feedback/", "late-comer", "No such notebook"} if word in page] == []


def test_names_are_text_and_never_markup() -> None:
    page = page_of()
    assert "<script>alert(1)</script>" in text_of(page)
    tags = {tag for tag, _ in Parts(page).elements}
    assert not tags & {"script", "iframe", "img", "object", "form"}
    assert "<b>Waiting</b>" not in page


def test_the_pages_need_no_other_file_and_no_script() -> None:
    for page in (page_of(), feedback_of("comma")):
        attributes = [(t, a) for t, attrs in Parts(page).elements for a in attrs.items()]
        outside = [(t, k, v) for t, (k, v) in attributes if k in {"src", "href"} and not v.startswith("#")]
        assert outside == []
        assert not [k for _, (k, _) in attributes if k.startswith("on")]
        assert "default-src 'none'" in page


def test_namesakes_are_told_apart_by_their_ids() -> None:
    text = text_of(page_of(class_of(*(work(p, 1.0, WRONG) for p in PEOPLE if p.id.startswith("twin")))))
    assert "Kim Lee (twin-a)" in text
    assert "Kim Lee (twin-b)" in text


def test_every_anchor_that_a_page_points_to_is_there_once() -> None:
    for page in (page_of(), feedback_of("comma")):
        elements = Parts(page).elements
        ids = [attrs["id"] for _, attrs in elements if "id" in attrs]
        wanted = {str(a["href"])[1:] for _, a in elements if str(a.get("href", "")).startswith("#")}
        assert len(ids) == len(set(ids))
        assert wanted <= set(ids)


def large_class(number: int) -> ClassRecord:
    kinds = [
        (),
        (WRONG,),
        (OVERFLOW,),
        (WRONG, OVERFLOW),
        (verdict(SIGMOID, "timed_out", 0.0, reason="Slow."),),
    ]
    people = (Person(f"id{i:05d}", f"Maximiliana{i}", f"Grossenbacher{i}") for i in range(number))
    return class_of(*(work(person, None, *kinds[i % 5]) for i, person in enumerate(people)))


def test_the_report_on_a_thousand_students_is_below_three_megabytes() -> None:
    record = large_class(1000)
    address = "../feedback/{}/vanishing-gradients/{}.html"
    links = {
        w.person.id: {n: address.format(w.person.id, n) for n in (ONE, TWO, "3", "4", "5")}
        for w in record.works
    }
    assert 100_000 < len(page_of(record, links=links).encode()) < 3 * MEGABYTE


def test_the_report_grows_no_faster_than_the_class() -> None:
    def seconds(number: int) -> float:
        record, times = large_class(number), []
        for _ in range(3):
            began = time.process_time()
            page_of(record)
            times.append(time.process_time() - began)
        return statistics.median(times)

    seconds(10)  # the templates are read once
    assert seconds(1600) < 30 * seconds(160)


@given(st.text())
def test_a_name_is_one_line_whatever_was_typed(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
