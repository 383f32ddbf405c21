"""What a student's function returns is made plain in the box, by the grader's own file, before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.box.sandbox import KIT_PACKAGE, VALUES, Kit
from autograder.coach import words
from autograder.content.calls import TimedOut, UnusableAnswerError
from tests.pipeline.box.notebook import Ran
from tools.repository import REPOSITORY

IMPORTS = """
import array, collections, decimal, fractions, math, types
import numpy as np
from typing import NamedTuple
class Pair(NamedTuple):
    z: object
    a: object
class Lying(float):
    __float__ = __abs__ = lambda self: 99.0
    __eq__ = lambda self, other: True
    __hash__ = float.__hash__
class Row(np.ndarray):
    __array__ = lambda self, *args, **named: np.full(3, 99.0)
class Raising:
    def __init__(self, error): self.error = error
    def __array__(self, *args, **named): raise self.error
"""
CARRIED = {
    "fractions.Fraction(1, 4)": 0.25,
    "decimal.Decimal('0.25')": 0.25,
    "Lying(0.25)": 0.25,
    "np.longdouble(0.25)": 0.25,
    "10**30": 1e30,
    "np.array(0.25)": 0.25,
    "range(3)": [0, 1, 2],
    "collections.deque([1, 2.5])": [1.0, 2.5],
    "array.array('d', [1, 2])": np.array([1.0, 2.0]),
    "np.zeros(3).view(Row)": np.zeros(3),
    "np.ma.array([1.0, 2.0])": np.array([1.0, 2.0]),
    "Pair(0.5, [1, 2])": (0.5, [1, 2]),
    "collections.OrderedDict(w=[1.5], x=2.0)": {"w": [1.5], "x": 2.0},
    "collections.defaultdict(list, x=2.0)": {"x": 2.0},
    "types.MappingProxyType({'x': 2.0})": {"x": 2.0},
}
NAMED = {
    "'0.25'": ("text", False),
    "[True]": ("bool", True),
    "(n for n in (1, 2))": ("generator", False),
    "{1.0}": ("set", False),
    "map(abs, [1])": ("iterator", False),
    "{'x': {'y': 1}.values()}": ("view", True),
    "math.exp": ("function", False),
    "np.ma.array([1.0, 2.0], mask=[0, 1])": ("masked", False),
    "{1: 2.0}": ("keys", False),
    "np.zeros(2_000_000)": ("many", False),
    "[1.0, None]": ("None", True),
    "object()": ("object", False),
    "type('dydx = x * w', (), {})()": ("object", False),
    "Raising(ValueError('dydx = x * w'))": ("object", False),
    "Raising(SystemExit(1))": ("object", False),
    "Raising(RecursionError())": ("object", False),
    "10**5000": ("large", False),
}


def returning(expression: str) -> str:
    return f"{IMPORTS}\ndef f():\n    return {expression}\n"


def written(value: Any) -> str:
    return f"{type(value).__name__} {value!r}"


@pytest.mark.parametrize("expression", CARRIED)
def test_what_is_accepted_arrives_as_plain_numbers(run: Callable[..., Ran], expression: str) -> None:
    assert written(run(returning(expression))("f")) == written(CARRIED[expression])


@pytest.mark.parametrize("expression", NAMED)
def test_what_is_no_number_is_named_in_words_of_ours(run: Callable[..., Ran], expression: str) -> None:
    with pytest.raises(UnusableAnswerError) as caught:
        run(returning(expression))("f")
    assert str(caught.value) == words.not_numbers(*NAMED[expression])


def test_a_value_comes_with_the_arguments_after_the_call(run: Callable[..., Ran]) -> None:
    got = run("from fractions import Fraction\ndef f(w):\n    w[0] = 7.0\n    return Fraction(1, 2)")
    value, (after,) = got("f", np.zeros(2), echo=True)
    assert (value, after.tolist()) == (0.5, [7.0, 0.0])


def test_the_judges_functions_take_the_same_values(run: Callable[..., Ran]) -> None:
    got = run(
        f"{IMPORTS}\ndef f(g):\n"
        "    return g(fractions.Fraction(1, 2)), g(Lying(2.0)), g(np.matrix([[3.0]])), g(collections.deque([1, 2]))"
    )
    asked: list[Any] = []
    got("f", lambda value: asked.append(value) or 0.0)
    assert asked[:2] == [0.5, 2.0]
    assert asked[2].shape == (1, 1)
    assert asked[3] == [1, 2]


@pytest.mark.parametrize("odd", ["'text'", "{1.0}", "object()", "(n for n in ())", "[True]"])
def test_what_the_judges_functions_cannot_take_is_a_type_error(run: Callable[..., Ran], odd: str) -> None:
    got = run(f"def f(g):\n    try:\n        return g({odd})\n    except TypeError:\n        return 7.0")
    assert got("f", lambda value: 0.0) == 7.0


def test_a_changed_copy_in_the_students_package_changes_nothing(run: Callable[..., Ran]) -> None:
    got = run(
        "import chainlab.coach.values as values\n"
        "values.plain = values.kind_of = lambda value: 0.25\n"
        "values.KINDS = frozenset({'dydx = x * w'})\n"
        "def f():\n    return 'text'\n"
    )
    with pytest.raises(UnusableAnswerError, match="returned text"):
        got("f")


def test_code_that_changes_the_box_itself_only_makes_its_own_answers_useless(run: Callable[..., Ran]) -> None:
    got = run(
        "import sys\n"
        f"values = sys.modules['{KIT_PACKAGE}.values']\n"
        "def plain(value):\n    raise values.NotNumbersError('dydx = x * w', inside=['<script>'])\n"
        "values.plain = plain\n"
        "def f():\n    return 1.0\n"
    )
    with pytest.raises(UnusableAnswerError) as caught:
        got("f")
    assert str(caught.value) == words.not_numbers("object")


def test_a_value_whose_methods_never_end_meets_the_limit_of_a_call(run: Callable[..., Ran]) -> None:
    got = run(
        "class Slow:\n    def __array__(self, *args, **named):\n        while True: pass\n"
        "def f():\n    return Slow()\n"
    )
    with pytest.raises(TimedOut, match="limit call_seconds"):
        got("f")


def test_the_box_gets_the_graders_own_file() -> None:
    kit = Kit.make(REPOSITORY / "source" / "vanishing-gradients" / "chainlab")
    try:
        copy = kit.folder / KIT_PACKAGE / "values.py"
        assert copy.read_bytes() == VALUES.read_bytes()
    finally:
        kit.remove()
