"""What a student's function may take: it is ended by the clock or by a count of lines, and nothing else is."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from autograder.coach import pace

SOON = 0.05


def endless():
    while True:
        pass


def stubborn():
    """Go on whatever stops it, as a loop around `try ... except:` does."""
    tries = 0
    while tries < 3:
        try:
            endless()
        except:  # noqa: E722 -- as a student may write it
            tries += 1
    endless()


@pytest.fixture(params=["signal", "clock"])
def way(request, monkeypatch):
    """Both ways to end what runs: systems without a timer have the clock alone."""
    if request.param == "clock":
        monkeypatch.delattr(signal, "setitimer")
    return request.param


def test_what_does_not_end_is_ended(way):
    with pytest.raises(pace.TimeUpError), pace.time_limit(SOON):
        endless()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timer")
def test_by_a_timer_what_goes_on_all_the_same_is_ended_too():
    with pytest.raises(pace.TimeUpError), pace.time_limit(SOON, again=SOON):
        stubborn()


def test_a_wait_is_ended_where_there_is_a_timer():
    with pytest.raises(pace.TimeUpError), pace.time_limit(SOON):
        time.sleep(600)


def test_no_except_exception_goes_on_after_it():
    assert not issubclass(pace.TimeUpError, Exception)


def test_what_ends_in_time_is_left_alone(way):
    with pace.time_limit(600):
        value = sum(range(1000))
    assert value == 499500


def test_an_error_inside_comes_out_as_it_is(way):
    with pytest.raises(ZeroDivisionError), pace.time_limit(600):
        1 / 0  # noqa: B018


def test_in_a_thread_the_clock_ends_it():
    ended = []

    def run():
        try:
            with pace.time_limit(SOON):
                endless()
        except pace.TimeUpError:
            ended.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert ended == [True]


def test_a_limit_inside_of_another_leaves_the_outer_one(way):
    with pytest.raises(pace.TimeUpError), pace.time_limit(4 * SOON):
        with pytest.raises(pace.TimeUpError), pace.time_limit(SOON):
            endless()
        endless()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timer")
def test_a_timer_of_somebody_else_is_put_back():
    mine = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    before = signal.setitimer(signal.ITIMER_REAL, 500, 0)
    try:
        with pace.time_limit(600):
            pass
        assert signal.getsignal(signal.SIGALRM) is signal.SIG_IGN
        assert 400 < signal.getitimer(signal.ITIMER_REAL)[0] <= 500
    finally:
        signal.setitimer(signal.ITIMER_REAL, *before)
        signal.signal(signal.SIGALRM, mine)


def test_lines_are_counted_with_those_of_functions_that_are_called():
    def inner(n):
        return sum(k for k in range(n))

    assert pace.within(10_000, inner, 100) == 4950
    with pytest.raises(pace.TooManyLinesError):
        pace.within(1_000, inner, 10_000)
