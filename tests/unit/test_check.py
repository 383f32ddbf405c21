"""`check`, as a student meets it: praise for what is right, the fitting hint else, and never a traceback."""

import importlib
import json
import re

import numpy as np
import pytest

from autograder.coach.inputs import argument
from vanishing_gradients import EXERCISES

from .conftest import LAB, one_line

MISTAKEN = [name for name in EXERCISES if EXERCISES.mistakes_of(name)]
FORM_ONLY = {"max_of_sigmoid_prime", "find_counterexample"}


# Right answers: that each variant is praised is what the doctor looks at


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_is_praised_or_its_form_is_right(lab, said, name):
    text = said(lab.check, name, EXERCISES[name].reference)
    assert "Well done so far!" in text or (name in FORM_ONLY and "the form is right" in text)


# Mistakes


@pytest.mark.parametrize("name", MISTAKEN)
def test_zero_is_never_praised(lab, said, name):
    like = EXERCISES[name].reference

    def zeros(*args):
        value = like(*args)
        if isinstance(value, dict):
            return {key: np.zeros_like(v) for key, v in value.items()}
        return tuple(map(np.zeros_like, value)) if isinstance(value, tuple) else np.zeros_like(value)

    assert "Well done so far!" not in said(lab.check, name, zeros)


@pytest.mark.parametrize("name", [n for n in MISTAKEN if n not in FORM_ONLY])
def test_an_unknown_mistake_gets_the_general_hint_of_its_exercise(lab, said, name):
    like = EXERCISES[name].reference

    def off(*args):
        value = like(*args)
        if isinstance(value, dict):
            return {key: np.asarray(v) * 1.7 for key, v in value.items()}
        return tuple(v * 1.7 for v in value) if isinstance(value, tuple) else np.asarray(value) * 1.7

    assert one_line(EXERCISES.hints.first(f"{name}.unknown")) in said(lab.check, name, off)


@pytest.mark.parametrize(
    ("name", "change", "mistake_id"),
    [
        ("chain_grads", lambda g: {k: -np.asarray(v) for k, v in g.items()}, "any.sign"),
        ("chain_forward", lambda za: (za[0][::-1], za[1][::-1]), "any.reversed"),
        ("sigmoid", np.transpose, "any.transposed"),
        ("sigmoid", np.atleast_1d, "any.wrong_shape"),
        ("chain_dydx", lambda y: [y], "any.wrong_shape"),
        ("chain_factors", lambda f: np.reshape(f, (-1, 2)), "any.wrong_shape"),
        ("sigmoid_second", np.float32, "any.float32"),
        ("chain_dydx", lambda y: y * 1.00002, "any.nearly_right"),
        ("sigmoid", lambda s: s * np.nan, "any.not_a_number"),
    ],
)
def test_slips_without_a_formula_get_their_hint(lab, said, name, change, mistake_id):
    text = said(lab.check, name, lambda *args: change(EXERCISES[name].reference(*args)))
    assert one_line(EXERCISES.hints.first(mistake_id)) in text


def test_a_hint_on_results_that_are_no_numbers_comes_with_an_input_that_has_one(lab, said):
    @np.errstate(all="ignore")
    def root(w):
        return 2 * np.log((1 - 2 / w + np.sqrt(1 - 4 / w)) * w / 2)

    text = said(lab.check, "window_width", root)
    assert one_line(EXERCISES.hints.first("any.not_a_number")) in text
    assert re.search(r"window_width\([^)]*\) gives nan", text)


def test_a_changed_input_is_seen(lab, said):
    def changes(x, w, b=None):
        y = EXERCISES["chain_dydx"].reference(x, w, b)
        w *= 2
        return y

    assert one_line(EXERCISES.hints.first("any.input_changed")) in said(lab.check, "chain_dydx", changes)


def test_the_check_hands_out_fresh_inputs_every_time(lab, said):
    def spoils(z):
        if isinstance(z, np.ndarray):
            z *= 0
        return z

    said(lab.check, "sigmoid", spoils)
    assert "Well done so far!" in said(lab.check, "sigmoid", EXERCISES["sigmoid"].reference)


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (7, 3), ("x", 1), (None, 1), (2, 2)])
def test_any_number_of_a_hint_is_taken(lab, said, asked, given):
    text = said(lab.check, "chain_dydx", lambda x, w, b=None: 1.7, hint=asked)
    assert f"Hint {given} of 3" in text


def test_a_hint_says_how_to_get_the_next_one(lab, capsys):
    lab.check("chain_dydx", lambda x, w, b=None: 1.7)
    assert 'check("chain_dydx", chain_dydx, hint=2)' in capsys.readouterr().out.splitlines()


def in_a_notebook(source):
    """Return the namespace of a student's notebook with these functions in it."""
    namespace = {"np": np, "forward": EXERCISES["chain_forward"].reference}
    exec(source, namespace)
    return namespace


FORWARD = """
def chain_forward(x, w, b=None):
    return forward(x, w, b)
"""


def test_a_wrong_derivative_is_held_against_what_is_measured_on_the_students_own_function(lab, said):
    notebook = in_a_notebook(FORWARD + "def chain_dydx(x, w, b=None):\n    return float(np.prod(w)) + 0.3")
    text = said(lab.check, "chain_dydx", notebook["chain_dydx"])
    x, w = lab_inputs("chain_dydx")
    assert "Measured on your own chain_forward" in text
    assert f"dy/dx is about {EXERCISES['chain_dydx'].reference(x, w):.4g}" in text


def test_all_weights_are_measured_one_at_a_time(lab, said):
    source = FORWARD + "def chain_grads(x, w, b=None):\n    return {'x': 1.0, 'w': 0 * w + 1, 'b': 0 * w + 1}"
    text = said(lab.check, "chain_grads", in_a_notebook(source)["chain_grads"])
    assert "by moving one weight at a time a little: dy/dw is about [" in text


def test_a_derivative_that_agrees_with_a_wrong_function_sends_the_student_there(lab, said):
    source = """
def chain_forward(x, w, b=None):
    return np.tanh(w * x), np.append(x, np.tanh(w * x))

def chain_dydx(x, w, b=None):
    return float(w[-1] * (1 - np.tanh(w[-1] * x) ** 2))
"""
    text = said(lab.check, "chain_dydx", in_a_notebook(source)["chain_dydx"])
    assert "It agrees with what is measured on your own chain_forward" in text


def test_a_right_derivative_is_not_measured(lab, said):
    notebook = in_a_notebook(FORWARD + "def chain_dydx(x, w, b=None):\n    return right(x, w, b)")
    notebook["right"] = EXERCISES["chain_dydx"].reference
    assert "Measured" not in said(lab.check, "chain_dydx", notebook["chain_dydx"])


@pytest.mark.parametrize(
    "forward", ["", "chain_forward = 3", "def chain_forward(x, w, b=None):\n    return x / 0"]
)
def test_without_a_working_function_nothing_is_measured(lab, said, forward):
    notebook = in_a_notebook(forward + "\ndef chain_dydx(x, w, b=None):\n    return float(np.sum(w)) * 0.37")
    text = said(lab.check, "chain_dydx", notebook["chain_dydx"])
    assert "Measured" not in text
    assert "not there yet" in text


def lab_inputs(name):
    entry = json.loads((LAB / "fingerprints.json").read_text(encoding="utf-8"))["exercises"][name]
    return tuple(map(argument, entry["inputs"][0]))


@pytest.mark.parametrize(
    ("name", "function", "ignored"),
    [
        ("central_difference", lambda f, x, h=1e-5: (f(x + 2.0) - f(x)) / 3, "h"),
        ("depth_curve", lambda w, x, n_max: np.full(n_max, w), "x"),
        ("underflow_depth", lambda w, x=0.5, dtype=np.float64: int(30 * x), "w"),
    ],
)
def test_an_argument_that_makes_no_difference_is_told(lab, said, name, function, ignored):
    text = said(lab.check, name, function)
    assert f"When {ignored} changes and all else stays" in text
    assert one_line(EXERCISES.hints.first("any.ignores_argument")) in text


# What is not a number, and what raises


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (None, "returned None"),
        ("0.5", "returned text: return the number itself"),
        (True, "returned True or False"),
        ([None], "the result of the function holds None"),
        (np.array(["a"]), "returned text"),
        (np.array([True]), "returned True or False"),
        (np.zeros((2, 3)), "yours is a table of shape (2, 3)"),
        ([], "yours is an array of 0 numbers"),
        ({}, "yours is empty"),
        (1e308, "Hint 1"),
        (3 + 4j, "Hint 1"),
        (10**400, "returned a whole number that is too large for a float"),
    ],
)
def test_odd_results_get_a_kind_line(lab, said, value, part):
    assert part in said(lab.check, "chain_dydx", lambda x, w, b=None: value)


def _raises(error):
    def function(*args):
        raise error

    return function


class _BadTextError(Exception):
    def __str__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    "error",
    [ValueError("no such z"), ZeroDivisionError(), SystemExit(1), RecursionError("deep"), _BadTextError()],
)
def test_an_exception_is_told_by_class_and_the_next_step(lab, said, error):
    text = said(lab.check, "chain_dydx", _raises(error))
    assert type(error).__name__ in text
    assert "run this in a cell of your own: chain_dydx(" in text


def test_a_long_message_is_cut(lab, said):
    assert len(said(lab.check, "chain_dydx", _raises(ValueError("x" * 10_000)))) < 600


def test_a_stub_is_not_attempted(lab, said):
    assert "not attempted yet" in said(lab.check, "chain_dydx", _raises(NotImplementedError()))


def test_a_function_that_uses_a_stub_waits_for_it(lab, said):
    def chain_factors(x, w, b=None):
        raise NotImplementedError

    assert "chain_dydx waits for chain_factors" in said(
        lab.check, "chain_dydx", lambda x, w, b=None: chain_factors(x, w, b)
    )


def test_a_function_that_prints_is_told_of_return(lab, said):
    def chain_dydx(x, w, b=None):
        print("0.25")

    assert "print shows a value, return gives it back" in said(lab.check, "chain_dydx", chain_dydx)


def test_a_scaffold_line_that_was_left_behind_is_told(lab, said):
    def chain_dydx(x, w, b=None):
        slope = float(np.prod(w))
        raise NotImplementedError
        return slope

    text = said(lab.check, "chain_dydx", chain_dydx)
    assert 'the line "raise NotImplementedError()" is still in your function chain_dydx' in text
    assert "not attempted" not in text


@pytest.mark.parametrize(
    ("function", "part"),
    [
        (lambda x, w, b=None: np.product(w), "numpy has no product any more; use np.prod"),  # noqa: NPY003, NPY201
        (lambda x, w, b=None: np.float_(x), "numpy has no float_ any more; use np.float64"),  # noqa: NPY201
        (lambda x, w, b=None: np.array(w).ptp(), "an array has no ptp any more; use np.ptp(a)"),
        (lambda x: x, "takes 1 argument, and was called with"),
        (lambda x, w, b, c: x, "was called without"),
        (lambda x, w, b=None: undefined, "NameError (undefined is not defined)"),  # noqa: F821
        (lambda x, w, b=None: x + None, "it calculates with None"),
    ],
)
def test_the_cause_of_an_error_is_told_in_plain_words(lab, said, function, part):
    assert part in said(lab.check, "chain_dydx", function)


def test_a_stand_in_says_itself_what_is_missing(lab, said):
    text = said(lab.check, "chain_dydx", _raises(NotImplementedError("sigmoid is missing.")))
    assert text == "chain_dydx cannot be checked yet. sigmoid is missing."


def test_wrong_number_of_arguments_is_told(lab, said):
    assert "TypeError" in said(lab.check, "chain_dydx", lambda: 1.0)


def test_a_value_in_the_place_of_the_function_is_told(lab, said):
    assert "needs the function itself" in said(lab.check, "chain_dydx", 0.25)


def test_an_unknown_name_is_told(lab, said):
    text = said(lab.check, "chain_dxdy", abs)
    assert 'no exercise called "chain_dxdy"' in text
    assert "chain_dydx" in text


@pytest.mark.parametrize("value", [(0, 0.25), [0.5, 0.25], np.array([3.0, 4.0])])
def test_any_pair_of_numbers_has_the_form_of_a_place_and_a_slope(lab, said, value):
    assert "cannot be tried here" in said(lab.check, "max_of_sigmoid_prime", lambda: value)


@pytest.mark.parametrize(
    "value",
    [0.25, (0.0,), (0, 1, 2), (0, np.nan), (0j, 0.25), [[0], [1]], {"x": 0, "y": 0.25}, np.zeros((1, 2))],
)
def test_what_is_no_pair_is_told(lab, said, value):
    text = said(lab.check, "max_of_sigmoid_prime", lambda: value)
    assert text == (
        "max_of_sigmoid_prime: the result should be a pair of two finite numbers: "
        "first the place, then the slope there."
    )


@pytest.mark.parametrize("value", [(0.5, [1, 2]), [1, np.array([2.0, 3.0])], (np.float64(2), (1, 2, 3))])
def test_a_chain_has_the_form_of_a_counterexample(lab, said, value):
    assert "cannot be tried here" in said(lab.check, "find_counterexample", lambda: value)


@pytest.mark.parametrize(
    "value", [0.5, (0.5, 2.0), (0.5, [2.0]), (np.inf, [1, 2]), (0.5, [1, np.inf]), ([1, 2], 0.5)]
)
def test_what_is_no_chain_is_told(lab, said, value):
    text = said(lab.check, "find_counterexample", lambda: value)
    assert text == (
        "find_counterexample: the result should be (x, w): "
        "a finite number x and a list w of at least two finite numbers."
    )


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (("0", "1"), "holds text"),
        ((True, 0.25), "holds True or False"),
        ((0, 10**400), "returned a whole number that is too large"),
        ((0.0, None), "holds None"),
        ({0.0, 0.25}, "returned a set"),
        (map(float, (0, 1)), "returned an iterator"),
    ],
)
def test_where_only_the_form_is_looked_at_what_is_no_number_is_named(lab, said, value, what):
    assert what in said(lab.check, "max_of_sigmoid_prime", lambda: value)


def test_a_damaged_file_of_fingerprints_is_told(lab, said, monkeypatch, tmp_path):
    findings = importlib.import_module("chainlab.coach.findings")
    (tmp_path / "fingerprints.json").write_text("{")
    monkeypatch.setattr(findings, "FINGERPRINTS", tmp_path / "fingerprints.json")
    findings.book.cache_clear()
    try:
        text = said(lab.check, "sigmoid", abs)
        assert "The file chainlab/fingerprints.json is missing or damaged" in text
        assert "fresh copy of the folder chainlab" in text
    finally:
        monkeypatch.undo()
        findings.book.cache_clear()
