"""The clock of the limits stands still where nobody looks at it for more than a moment."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.box import clock, wire
from autograder.box.clock import MOMENT_SECONDS, Clock

short = st.floats(0, MOMENT_SECONDS)
long = st.floats(MOMENT_SECONDS, 1e6)


def counted(waits: list[float], worked: float = 0.0) -> float:
    """What has counted after a look at the end of each wait; it had so much work whenever that is read."""
    looks = Clock(itertools.accumulate(waits, initial=100.0).__next__, itertools.count(5.0, worked).__next__)
    return [0.0, *(looks.now() for _ in waits)][-1]


@given(st.lists(short))
def test_all_of_a_wait_counts_where_somebody_looks_often(waits: list[float]) -> None:
    assert counted(waits) == pytest.approx(sum(waits), abs=1e-9)


@given(st.lists(short), long, st.lists(short))
def test_of_a_pause_no_more_than_a_moment_counts(
    before: list[float], pause: float, after: list[float]
) -> None:
    counts = sum(before) + MOMENT_SECONDS + sum(after)
    assert counted([*before, pause, *after]) == pytest.approx(counts, abs=1e-6)


@given(st.lists(st.just(8.0), min_size=1))
def test_time_in_which_there_was_work_is_no_pause(waits: list[float]) -> None:
    assert counted(waits, worked=7.5) == pytest.approx(sum(waits))
    assert counted(waits, worked=3.0) == pytest.approx(len(waits) * (MOMENT_SECONDS + 3.0))


@given(long)
def test_no_more_counts_than_passed(wait: float) -> None:
    assert counted([wait], worked=2 * wait) == pytest.approx(wait)


def test_who_waits_looks_more_often_than_a_moment() -> None:
    assert 2 * wire.LOOK_SECONDS < MOMENT_SECONDS


def test_what_is_left_becomes_less_and_ends_below_zero() -> None:
    left = clock.until(clock.now() + 0.01)
    assert 0 < left() <= 0.01
    assert clock.within(-1)() < 0


def test_what_is_given_at_the_end_is_left_after_it() -> None:
    given = iter([5.0, 0.0])
    left = clock.until(clock.now() - 1, given.__next__)
    assert 3.5 < left() <= 4
    assert 3.5 < left() <= 4
    assert next(given) == 0.0
