"""What `check` shows of a wrong answer: an input at which it differs, to be typed; and what else is told of it."""

import importlib

import numpy as np
import pytest

from autograder.coach import inputs
from vanishing_gradients import EXERCISES

from .conftest import one_line


def right(name):
    return EXERCISES[name].reference


def in_a_notebook(source):
    """Return a namespace with all right functions, and these over them."""
    namespace = {"np": np, "right": right, **{name: right(name) for name in EXERCISES}}
    exec(source, namespace)
    return namespace


# Calls and values as texts


@pytest.mark.parametrize(
    "args",
    [
        (1e-12, np.array([1e-13, 0.1234567, -40.29])),
        (np.int64(2), np.float64(0.5), 0.443 + 1.072j),
        ([1, 2], np.array([[1.5, -2.0], [0.25, 1e-300]])),
        ([np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]])], np.float32),
        (np.tile([2.558, -0.6066], 150),),
        (np.linspace(0, 1, 37),),
    ],
)
def test_a_call_that_is_shown_can_be_typed_and_is_exact(args):
    typed = eval(inputs.spell_call("arguments", args), {"np": np, "arguments": lambda *args: args})
    assert len(typed) == len(args)
    for got, arg in zip(typed, args, strict=True):
        assert inputs.same(got, arg) if isinstance(arg, list) else np.all(got == arg)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-12, "1e-12"),
        (np.array([3.17889e-18, 0.0]), "[3.17889e-18, 0.0]"),
        (np.int64(2), "2"),
        (np.complex128(1 - 2j), "(1-2j)"),
        ((np.float64(0.1), [np.float64(1 / 3)]), "(0.1, [0.333333])"),
        ({"x": np.float32(0.5)}, "{'x': 0.5}"),
        ((-np.inf, np.nan), "(-inf, nan)"),
        ("text", "'text'"),
    ],
)
def test_a_value_is_shown_by_its_first_digits_however_small_it_is(value, text):
    assert inputs.short(value) == text


def test_a_function_that_counts_its_calls_is_shown_as_what_it_counts():
    def counted(t):
        return t

    counted.__wrapped__ = inputs.spelled("lambda t: t**3")
    assert inputs.spell_call("slope_of", (counted,)) == "slope_of(lambda t: t**3)"


# Which input is shown


def test_the_input_that_is_shown_is_one_at_which_the_answer_differs(lab, said):
    def no_biases(x, w, b=None):
        return right("chain_forward")(x, w)

    text = said(lab.check, "chain_forward", no_biases)
    call = text[text.index("chain_forward(") : text.index(" gives ")]
    x, w, b = eval(call, {"np": np, "chain_forward": lambda *args: args})
    assert not np.allclose(no_biases(x, w, b)[0], right("chain_forward")(x, w, b)[0])


def test_of_several_results_those_that_are_right_already_are_named(lab, said):
    text = said(lab.check, "chain_grads", lambda x, w, b=None: {**right("chain_grads")(x, w, b), "x": 0.5})
    assert 'Right already: "b", "w". Not right yet: "x".' in text


# What is told besides


def test_a_difference_quotient_of_a_deep_chain_is_not_said_to_ignore_x(lab, said):
    source = """
def chain_dydx(x, w, b=None):
    h = 1e-5
    return (chain_forward(x + h, w, b)[1][-1] - chain_forward(x - h, w, b)[1][-1]) / (2 * h)
"""
    text = said(lab.check, "chain_dydx", in_a_notebook(source)["chain_dydx"])
    assert "stays exactly the same" not in text
    assert "first" not in text.split("Hint")[0].replace("first digits", "")
    assert one_line(EXERCISES.hints.first("any.nearly_right")) in text


def test_a_search_that_ends_at_an_end_is_not_said_to_ignore_its_argument(lab, said):
    text = said(lab.check, "z_with_slope", lambda s: 123.0)
    assert "stays exactly the same" not in text
    assert one_line(EXERCISES.hints.first("any.same_result")) in text


def test_nobody_is_sent_to_a_function_that_is_right(lab, said):
    source = "def sigmoid_prime(z):\n    return (sigmoid(np.asarray(z) + 1e-4) - sigmoid(z)) / 1e-4"
    text = said(lab.check, "sigmoid_prime", in_a_notebook(source)["sigmoid_prime"])
    assert "look at sigmoid" not in text


def test_a_known_mistake_that_stops_at_some_inputs_gets_its_hint(lab, said):
    source = """
def window_width(w):
    return 2 * z_with_slope(1 / abs(w)) / abs(w)
"""
    text = said(lab.check, "window_width", in_a_notebook(source)["window_width"])
    assert one_line(EXERCISES.hints.first("window_width.below_four")) in text


# Answers held against the student's own functions


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        ((0.5, 0.25), "Your own sigmoid_prime(0.5) is 0.235, not 0.25."),
        ((0.5, 0.2350037122015945), "A step of 0.1 to the left of z = 0.5"),
        ((0.005005, float(right("sigmoid_prime")(0.005005))), "the same step to the right"),
        ((0.0, 0.2), "Your own sigmoid_prime(0) is 0.25, not 0.2."),
        ((500, 0.25), "Your own sigmoid_prime(500) is"),
    ],
)
def test_a_place_that_is_no_top_is_held_against_the_own_slope(lab, said, answer, part):
    notebook = in_a_notebook(f"def max_of_sigmoid_prime():\n    return {answer}")
    text = said(lab.check, "max_of_sigmoid_prime", notebook["max_of_sigmoid_prime"])
    assert part in text
    assert "Hint 1" in text


@pytest.mark.parametrize("place", [0.0, 1e-9, -1e-7])
def test_a_search_for_the_top_may_end_as_near_as_grading_allows(lab, said, place):
    notebook = in_a_notebook(f"def max_of_sigmoid_prime():\n    return {place}, 0.25")
    assert "Well done" in said(lab.check, "max_of_sigmoid_prime", notebook["max_of_sigmoid_prime"])


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        ("1.0, [1.0] * 5", "1 times as much"),
        ("0.5, [1.2, 1.1]", "0.953 times as much"),
        ("1.0, [0.0, 5.0]", "Take one on which neither of the two is 0."),
    ],
)
def test_a_chain_on_which_both_formulas_agree_is_no_counterexample(lab, said, answer, part):
    notebook = in_a_notebook(f"def find_counterexample():\n    return {answer}")
    text = said(lab.check, "find_counterexample", notebook["find_counterexample"])
    assert "On this chain the student's formula gives" in text
    assert part in text


def test_without_right_functions_of_the_student_nothing_is_held_against_an_answer(lab, said):
    source = "def sigmoid_prime(z):\n    return 0.3\ndef max_of_sigmoid_prime():\n    return 0.5, 0.25"
    text = said(lab.check, "max_of_sigmoid_prime", in_a_notebook(source)["max_of_sigmoid_prime"])
    assert "Your own" not in text
    assert "Well done" not in text


# What no byte tells


def test_of_a_single_right_number_no_more_than_a_byte_is_kept(lab):
    entries = importlib.import_module("chainlab.coach.findings").book()["exercises"]
    kept = [entry for entry in entries.values() if "each" in entry]
    assert kept
    for entry in kept:
        for marks, form in zip(entry["each"], entry["forms"], strict=True):
            assert all(len(mark) == 2 * len(form) for mark in marks)
