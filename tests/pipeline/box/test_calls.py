"""Calls that are sent together are answered as if each had been sent for itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from autograder.box.notebook import AHEAD_BYTES
from autograder.content.calls import Crashed, Missing, Raised, TimedOut, UnusableAnswerError
from tests.pipeline.box.notebook import FINE, Ran

SEEN = "seen = []\ndef f(x):\n    seen.append(x)\n    return x\ndef asked():\n    return seen"


def each(got: Ran, name: str, *inputs: object) -> list[object]:
    return list(got.runner.call_each(name, [(value,) for value in inputs]))


def test_values_come_in_the_order_of_the_arguments(run: Callable[..., Ran]) -> None:
    assert each(run(SEEN), "f", 1.0, 2.0, 3.0) == [1.0, 2.0, 3.0]


def test_no_arguments_are_no_calls(run: Callable[..., Ran]) -> None:
    got = run(SEEN)
    assert each(got, "f") == []
    assert got("asked") == []


def test_an_error_stands_in_its_place(run: Callable[..., Ran]) -> None:
    got = run("def f(x):\n    if x == 2:\n        raise KeyError\n    return 'text' if x == 3 else x")
    one, two, three, four = each(got, "f", 1, 2, 3, 4)
    assert (one, four) == (1, 4)
    assert isinstance(two, Raised)
    assert two.name == "KeyError"
    assert isinstance(three, UnusableAnswerError)


def test_a_function_that_is_not_there_is_missing_each_time(run: Callable[..., Ran]) -> None:
    assert all(isinstance(error, Missing) for error in each(run(FINE), "f", 1, 2))


def test_functions_of_the_judge_are_asked_between_calls(run: Callable[..., Ran]) -> None:
    got = run("def f(x):\n    return x(2.0) + x(3.0) if callable(x) else x")
    assert each(got, "f", 1.0, lambda t: t * t, lambda t: -t, 7.0) == [1.0, 13.0, -5.0, 7.0]


def test_arguments_and_values_larger_than_a_socket_holds_get_through(run: Callable[..., Ran]) -> None:
    large = [np.full(AHEAD_BYTES, float(k)) for k in range(4)]
    got = each(run(SEEN), "f", 1.0, *large, 2.0)
    assert [float(np.max(value)) for value in got] == [1.0, 0.0, 1.0, 2.0, 3.0, 2.0]


def test_many_small_arguments_get_through_beside_large_values(run: Callable[..., Ran]) -> None:
    got = run("import numpy as np\ndef f(x):\n    return np.full(100_000, x)")
    assert [float(value[0]) for value in each(got, "f", *map(float, range(100)))] == list(range(100))


def test_more_calls_than_are_sent_ahead_are_all_answered(run: Callable[..., Ran]) -> None:
    got = run("def f(x):\n    return [x] * 50")
    assert [value[0] for value in each(got, "f", *range(3_000))] == list(range(3_000))


@pytest.mark.parametrize(
    ("stop", "kind"),
    [("while True: pass", TimedOut), ("import os; os._exit(0)", Crashed)],
    ids=["hang", "end"],
)
def test_what_stops_the_notebook_is_raised_and_a_fresh_one_answers_next(
    stop: str, kind: type[Exception], run: Callable[..., Ran]
) -> None:
    got = run(SEEN, f"def g(x):\n    f(x)\n    if x == 2:\n        {stop}\n    return x")
    answers = got.runner.call_each("g", [(1,), (2,), (3,)])
    assert next(answers) == 1
    with pytest.raises(kind):
        next(answers)
    assert got("asked") == []
    assert each(got, "g", 3) == [3]


def test_each_call_has_its_own_time(run: Callable[..., Ran]) -> None:
    got = run("import time\ndef f(x):\n    time.sleep(0.4)\n    return x")
    assert each(got, "f", 1, 2, 3, 4) == [1, 2, 3, 4]  # a call may take a second here


@pytest.mark.parametrize(
    "pool",
    [
        "multiprocessing.Pool(2)",
        "multiprocessing.get_context('fork').Pool(2)",
        "multiprocessing.pool.ThreadPool(2)",
        "concurrent.futures.ProcessPoolExecutor(2)",
    ],
)
def test_a_function_may_map_another_of_the_notebook_over_processes(
    run: Callable[..., Ran], pool: str
) -> None:
    cells = (
        "import concurrent.futures, multiprocessing.pool\ndef square(x):\n    return x * x",
        f"def f(x):\n    with {pool} as pool:\n        return sum(pool.map(square, [x, 2.0]))",
    )
    assert each(run(*cells), "f", 3.0, 4.0) == [13.0, 20.0]
