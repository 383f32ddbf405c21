"""What stopped a function, in plain words: the messages of this Python and this numpy are recognised."""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.coach import causes
from autograder.coach.words import NONE_PRINTED, NONE_RETURNED
from autograder.content import Hints


def raised(source: str) -> tuple[list[str], str]:
    """Return the classes and the message of the error with which a piece of code ends."""
    try:
        exec(source, {"np": np, "math": math, "json": json})
    except Exception as error:
        return [kind.__name__ for kind in type(error).__mro__], str(error)
    raise AssertionError("it ended well")


SAID = {
    "squar": "squar is not defined",
    "def f():\n    y += 1\nf()": "y is used before it has a value",
    "def f():\n    def g():\n        return y\n    g()\n    y = 1\nf()": "y is used before it has a value",
    "np.squar(2)": "numpy has no squar; the nearest name is square",
    "math.sqr(2)": "math has no sqr; the nearest name is sqrt",
    "[1].T": "a value of type list has no T",
    "np.float64(1).foo": "a value of type float64 has no foo",
    "np.zeros(2).foo": "a value of type ndarray has no foo",
    "import nunpy": "there is no module nunpy",
    "import json.nothing": "there is no module json.nothing",
    "from math import squar": "math has no squar",
    "{'a': 1}['b']": "there is no key b",
    "{'a': 1}[3]": "there is no key 3",
    "def f(): pass\nf(1)": "f takes no argument, and was called with 1",
    "def f(a): pass\nf(1, 2)": "f takes 1 argument, and was called with 2",
    "def f(a, b): pass\nf(1, 2, 3)": "f takes 2 arguments, and was called with 3",
    "def f(a, b=1): pass\nf(1, 2, 3)": "f takes 1 to 2 arguments, and was called with 3",
    "def f(a, b): pass\nf(1)": "f was called without its argument b",
    "def f(a, b, c): pass\nf()": "f was called without 3 of its arguments",
    "(lambda a: a)(1, 2)": "lambda takes 1 argument, and was called with 2",
    "(lambda a, b: a)(1)": "lambda was called without its argument b",
    "class C:\n    def f(self): pass\nC().f(1)": "f takes 1 argument, and was called with 2",
    "def f(a): pass\nf(b=1)": "f has no argument called b",
    "def f(a): pass\nf(1, a=1)": "f was given its argument a twice",
    "(1)(2)": "a value of type int stands before brackets as if it were a function",
    "np.zeros(2)(1)": "a value of type ndarray stands before brackets as if it were a function",
    "(1)[0]": "a value of type int has no entries to take out with [ ]",
    "list(1)": "a value of type int cannot be gone through one by one",
    "a, b = 1": "a value of type int cannot be gone through one by one",
    "(1, 2)[0] = 3": "the entries of a value of type tuple cannot be changed",
    "len(1)": "a value of type int has no length",
    "None + 1": "it calculates with None, as an argument left out may be, or what a function without return gives",
    "1 * None": "it calculates with None, as an argument left out may be, or what a function without return gives",
    "[1] - [2]": "it calculates with a value of type list and one of type list, which do not go together",
    "[1] < 2": "it compares a value of type list with one of type int",
    "[1] * 2.0": "a list or a text is multiplied by a float; np.asarray makes numbers of a list",
    "[1] + 2": "a list or a text is added to something else; np.asarray makes numbers of a list",
    "[1][1.0]": "an index is no whole number",
    "np.zeros(2)[1.0]": "an index is no whole number",
    "np.zeros(2)[1, 1]": "more indices than the array has dimensions",
    "math.exp('a')": "something else stands where a number is wanted",
    "math.exp(np.zeros(2))": "an array stands where one number is wanted",
    "np.exp(np.array([None]))": "it calculates with None",
    "np.exp(np.array(['a'], dtype=object))": "numpy cannot do this with values of such a type",
    "np.zeros(2) + np.zeros(3)": "arrays of different shapes are combined",
    "np.zeros((2, 2)) @ np.zeros(3)": "arrays of different shapes are combined",
    "np.dot(np.zeros(2), np.zeros(3))": "arrays of different shapes are combined",
    "if np.zeros(2): pass": "an array stands where if, and, or, not want one truth value",
    "a, b = 1, 2, 3": "as many names as values must stand on the left of =",
    "a, b, c = 1, 2": "as many names as values must stand on the left of =",
    "math.sqrt(-1.0)": "a function of math does not take this number",
    "np.array([[1, 2], [3]])": "a list of different lengths",
    "float('a')": "a text is read as a number, and is none",
    "math.exp(1e4)": "a number became too large",
    "np.broadcast_to(1.0, 3)[0] = 1": "the array cannot be written to",
}


@pytest.mark.parametrize("source", SAID)
def test_a_message_of_python_or_numpy_is_said_in_plain_words(source: str) -> None:
    said = causes.phrase(*raised(source))
    assert said.startswith(SAID[source]), raised(source)


GONE = {
    **causes.GONE,
    **dict.fromkeys(("float", "int", "complex", "object", "str"), ""),
    **dict.fromkeys(("Inf", "Infinity", "infty", "PINF"), "np.inf"),
    **dict.fromkeys(("complex_", "cfloat"), "np.complex128"),
    "NaN": "np.nan",
    "float_": "np.float64",
    "round_": "np.round",
    "alltrue": "np.all",
    "mat": "np.asmatrix",
}


@pytest.mark.parametrize("name", [name for name in GONE if name not in dir(np)])
def test_a_name_that_numpy_no_longer_has_is_said_with_what_to_use(name: str) -> None:
    said = causes.phrase(*raised(f"np.{name}"))
    assert said == f"numpy has no {name} any more; use {GONE[name] or name}"


@pytest.mark.parametrize("name", ["product", "cumproduct", "trapz", "in1d", "float", "NaN", "float_", "math"])
def test_names_that_old_notebooks_use_are_gone_from_this_numpy(name: str) -> None:
    assert not hasattr(np, name)
    assert causes.replacement(name)


@pytest.mark.parametrize("use", sorted({*causes.GONE.values(), "np.ptp(a)", "np.nan", "np.prod"}))
def test_what_is_offered_exists_in_this_numpy(use: str) -> None:
    if use.startswith("np."):
        assert hasattr(np, use.removeprefix("np.").partition(" ")[0].partition(",")[0].partition("(")[0])


@pytest.mark.parametrize("name", causes.GONE_METHODS)
def test_a_method_that_arrays_no_longer_have_is_said_with_what_to_use(name: str) -> None:
    if not hasattr(np.ndarray, name):
        assert causes.phrase(*raised(f"np.zeros(2).{name}()")).endswith(causes.GONE_METHODS[name])


@pytest.mark.parametrize("name", ["prod", "exp", "zeros", "no_such_name"])
def test_a_name_that_numpy_has_or_never_had_is_not_gone(name: str) -> None:
    assert causes.replacement(name) == ""


@pytest.mark.parametrize(
    "source", ["secret", "np.secret", "[1].secret", "import secret", "{}['secret']", "math.secret"]
)
def test_a_name_that_is_not_known_is_not_repeated(source: str) -> None:
    said = causes.phrase(*raised(source), known=lambda name: name != "secret")
    assert "secret" not in said


@pytest.mark.parametrize(
    "message",
    [
        "name 'a b' is not defined",
        "name '<b>' is not defined",
        "f() takes 123456 positional arguments but 7890123 were given",
        "module 'numpy' has no attribute 'the answer is 3'",
        "'list' object has no attribute '0.25 0.5'",
        "No module named '../x'",
        "'" + "x" * 41 + "'",
    ],
)
def test_a_message_that_only_looks_like_one_of_pythons_says_nothing(message: str) -> None:
    for kind in ("NameError", "TypeError", "AttributeError", "ModuleNotFoundError", "KeyError"):
        assert causes.phrase([kind], message) == ""


def test_an_error_of_another_class_is_not_read_as_this_one() -> None:
    assert causes.phrase(["ValueError"], "name 'np' is not defined") == ""


# A function that returns None


NOTHING: dict[str, str] = {
    "def f(x):\n    print(x)": NONE_PRINTED,
    "def f(x):\n    for y in x:\n        print(y)": NONE_PRINTED,
    "def f(x):\n    print(x)\n    return": NONE_PRINTED,
    "def f(x):\n    y = x": NONE_RETURNED,
    "def f(x):\n    if x:\n        return x": NONE_RETURNED,
    "def f(x):\n    print(x)\n    if x > 1:\n        return x": NONE_RETURNED,
    "def f(x):\n    def g(y):\n        print(y)\n    return g(x)": NONE_RETURNED,
    "def f(x):\n    return print(x)": NONE_RETURNED,
}


@pytest.mark.parametrize("source", NOTHING)
def test_a_function_that_prints_is_told_from_one_that_forgets_a_return(source: str) -> None:
    node = ast.parse(source).body[0]
    assert causes.nothing_returned("f", node) == NOTHING[source].format(name="f")


LEFT: dict[str, bool] = {
    "def f(x):\n    y = x\n    raise NotImplementedError()": True,
    "def f(x):\n    y = x\n    raise NotImplementedError": True,
    "def f(x):\n    if x:\n        return x\n    raise NotImplementedError('later')": True,
    "def f(x):\n    'What it does.'\n    raise NotImplementedError()": False,
    "def f(x):\n    raise NotImplementedError": False,
    "def f(x):\n    y = x\n    raise ValueError('no')": False,
    "def f(x):\n    return x": False,
}


@pytest.mark.parametrize("source", LEFT)
def test_a_line_of_the_scaffold_is_left_behind_where_something_else_is_written(source: str) -> None:
    assert causes.left_behind(ast.parse(source).body[0]) is LEFT[source]


def test_the_code_of_a_function_is_read_where_it_is_at_hand() -> None:
    def prints(x: float) -> None:
        print(x)

    without_source: dict[str, Any] = {}
    exec("def f(x):\n    print(x)", without_source)
    nothing: list[Callable[..., Any] | Any] = [without_source["f"], len, 3]
    assert "print shows a value" in causes.nothing_returned("prints", causes.code_of(prints))
    for function in nothing:
        assert causes.code_of(function) is None
    assert "end with a return" in causes.nothing_returned("f", None)


SLIPS = {
    "squar": "any.name",
    "y = y + 1": "any.name",
    "np.squar(2)": "any.attribute",
    "[1].shape": "any.attribute",
    "None.shape": "any.none_inside",
    "None[0]": "any.none_inside",
    "2 * None": "any.none_inside",
    "float(None)": "any.none_inside",
    "np.exp(None)": "any.none_inside",
    "a, b = None": "any.none_inside",
    "np.exp + 1": "any.not_called",
    "f = len\nf[0]": "any.not_called",
    "2(3)": "any.not_callable",
    "np.zeros(2)(1)": "any.not_callable",
    "def f(a, b): pass\nf(1)": "any.arguments",
    "(1.0)[0]": "any.number_for_list",
    "np.float64(1)[0]": "any.number_for_list",
    "np.array(1.0)[0]": "any.number_for_list",
    "len(np.array(1.0))": "any.number_for_list",
    "for t in np.array(1.0): pass": "any.number_for_list",
    "np.zeros(2)[0, 0]": "any.number_for_list",
    "[1, 2][2]": "any.index",
    "np.zeros(3)[3]": "any.index",
    "v = []\nv[0] = 1": "any.index",
    "range(3.0)": "any.whole_number",
    "[1, 2][0.5]": "any.whole_number",
    "np.zeros(2)[0.5]": "any.whole_number",
    "np.zeros(2)[np.array([0.5])]": "any.whole_number",
    "[1, 2][np.array([0, 1])]": "any.whole_number",
    "-[1, 2]": "any.list_for_array",
    "abs([1, 2])": "any.list_for_array",
    "[1, 2] / 4": "any.list_for_array",
    "[1, 2] * 0.5": "any.list_for_array",
    "[1] + 0.5": "any.list_for_array",
    "[1, 2] > 0": "any.list_for_array",
    "math.exp([1])": "any.list_for_array",
    "(1, 2) * (3, 4)": "any.several_results",
    "-(1, 2)": "any.several_results",
    "2.0 - (1, 2)": "any.several_results",
    "{'x': 1} * 2": "any.several_results",
    "a, b = 1": "any.unpacked",
    "a, b = 1, 2, 3": "any.unpacked",
    "(1, 2)[0] = 3": "any.no_assignment",
    "x = 1.0\nx[0] = 3": "any.no_assignment",
    "math.exp(np.zeros(2))": "any.one_number",
    "float(np.zeros(2))": "any.one_number",
    "np.zeros(2).item()": "any.one_number",
    "float(1j)": "any.complex_for_real",
    "1j > 0": "any.complex_for_real",
    "math.exp(1j)": "any.complex_for_real",
    "np.zeros(2) + np.zeros(3)": "any.shapes",
    "np.zeros((2, 2)) @ np.zeros(3)": "any.shapes",
    "np.zeros((2, 2)) @ 3.0": "any.shapes",
    "np.dot(np.zeros(2), np.zeros(3))": "any.shapes",
    "x = np.zeros(2)\nx += np.zeros((2, 2))": "any.shapes",
    "x = np.zeros(2)\nx[:] = np.zeros(3)": "any.shapes",
    "np.zeros(4).reshape(3)": "any.shapes",
    "np.concatenate([np.zeros((2, 2)), np.zeros(3)])": "any.shapes",
    "list(zip([1], [1, 2], strict=True))": "any.shapes",
    "np.linalg.eigvals(np.zeros((2, 3)))": "any.shapes",
    "np.linalg.svd(np.zeros(3))": "any.shapes",
    "np.sum(np.zeros(3), axis=1)": "any.shapes",
    "if np.zeros(2) > 0: pass": "any.truth",
    "max(np.zeros(2), np.ones(2))": "any.truth",
    "math.log(0)": "any.domain",
    "math.sqrt(-1)": "any.domain",
    "int(float('nan'))": "any.domain",
    "1 / 0": "any.zero_division",
    "0.0 ** -1": "any.zero_division",
    "math.exp(1000)": "any.too_large",
    "10.0 ** 400": "any.too_large",
    "np.array([1.0, [2.0, 3.0]])": "any.ragged",
    "x = np.zeros(2)\nx[0] = np.zeros(2)": "any.ragged",
    "max([])": "any.empty",
    "np.max(np.zeros(0))": "any.empty",
    "np.argmin([])": "any.empty",
    "x = np.array([1, 2])\nx += 0.5": "any.integer_buffer",
    "{'a': 1}['b']": "any.key",
    "def f(): return f()\nf()": "any.recursion",
    "raise Exception('of my own')": "any.error",
    "float('a')": "any.error",
}


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("source", SLIPS)
def test_an_error_of_python_or_numpy_has_a_hint_by_what_it_means(source: str) -> None:
    kinds, message = raised(source)
    assert causes.slip(kinds, message) == SLIPS[source], (kinds, message)


@pytest.mark.parametrize(
    ("kind", "message", "slip"),
    [  # of numpy 1.26, where numpy 2 says it in other words
        ("TypeError", "only length-1 arrays can be converted to Python scalars", "any.one_number"),
        ("TypeError", "only size-1 arrays can be converted to Python scalars", "any.one_number"),
        ("TypeError", "can't convert complex to float", "any.complex_for_real"),
        ("IndexError", "invalid index to scalar variable.", "any.number_for_list"),
        ("ValueError", "setting an array element with a sequence.", "any.ragged"),
    ],
)
def test_messages_of_older_versions_are_known(kind: str, message: str, slip: str) -> None:
    assert causes.slip([kind, "Exception"], message) == slip


def test_every_slip_of_an_error_has_words() -> None:
    hints = Hints.read(())
    assert all(len(hints.of(slip)) == 3 for slip in causes.SLIP_IDS)
