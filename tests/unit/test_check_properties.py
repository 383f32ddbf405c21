"""`check` on all that is graded besides ordinary numbers: other kinds of inputs, properties, manners, pace."""

import importlib

import numpy as np
import pytest

from autograder.coach.words import OTHER_INPUTS, PRAISE
from autograder.content import Form
from vanishing_gradients import EXERCISES

from .conftest import one_line

COMPARED = [name for name, exercise in EXERCISES.items() if not isinstance(exercise.public, Form)]
SOME_PRIVATE = {"explosive_biases": "with them dy/dx is as large as its ceiling"}


# Praise


@pytest.mark.parametrize("name", [name for name in COMPARED if name not in SOME_PRIVATE])
def test_every_number_is_right_where_nothing_is_left_but_other_inputs(lab, said, name):
    text = said(lab.check, name, EXERCISES[name].reference)
    assert text.startswith(one_line(PRAISE.format(name=name)))
    assert text.endswith(OTHER_INPUTS)
    assert "○" not in text


@pytest.mark.parametrize("name", SOME_PRIVATE)
def test_where_more_is_graded_it_is_named(lab, said, name):
    text = said(lab.check, name, EXERCISES[name].reference)
    assert "every number is right" not in text
    assert text.endswith(f"and looks at more: {SOME_PRIVATE[name]}.")


@pytest.mark.parametrize("name", COMPARED)
def test_no_known_mistake_is_praised(lab, said, name):
    praised = [
        m.id for m in EXERCISES.mistakes_of(name) if "Well done so far!" in said(lab.check, name, m.wrong)
    ]
    assert praised == []


# What keeps a function from it


def right(name, change=lambda value, *args: value, before=lambda *args: args):
    """Return the reference, with its arguments and its value changed."""
    return lambda *args: change(EXERCISES[name].reference(*before(*args)), *args)


def naive(z):
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def clipped(z):
    return naive(np.clip(z, -30, 30))


def with_a_nan(z):
    z = np.asarray(z, dtype=float)
    return np.exp(z) / (1 + np.exp(z))


def whole_numbers(z):
    z = np.asarray(z)
    out = np.zeros_like(z)
    out[...] = EXERCISES["sigmoid"].reference(z)
    return out


def through_the_plateau(z):
    a = EXERCISES["sigmoid"].reference(z)
    return a * (1 - a)


def one_sample_more(f, x, h=1e-5):
    f(x)
    return (f(x + h) - f(x - h)) / (2 * h)


def with_a_floor(a, b):
    return abs(a - b) / max(abs(a), abs(b), 1e-299)


def at_zero_too(a, b):
    return abs(a - b) / max(abs(a), abs(b))


def by_the_product(x, w, b=None):
    slope = EXERCISES["chain_dydx"].reference(x, w, b)
    with np.errstate(divide="ignore"):
        return float(np.sign(slope)), float(np.log10(abs(slope)))


def never_refuses(s):
    return float(2 * np.arccosh(1 / np.sqrt(4 * min(s, 0.25))))


def also_at_the_top(s):
    if not 0 < s < 0.25:
        raise ValueError(s)
    return EXERCISES["z_with_slope"].reference(s)


def writes(x, w, b=None):
    z, a = EXERCISES["chain_forward"].reference(x, w, b)
    w *= 1.0 + 1e-12
    return z, a


def halves_late(w, b, inputs, targets, lr, steps):
    return EXERCISES["train_chain"].reference(w, b, inputs, targets, lr if lr < 4 else 0.9 * lr, steps)


SEEN = [
    ("sigmoid", naive, "no overflow and no invalid value at z = 1000 and z = -1000"),
    ("sigmoid", with_a_nan, "no overflow and no invalid value at z = 1000 and z = -1000"),
    ("sigmoid", clipped, "no overflow and no invalid value at z = 1000 and z = -1000"),
    ("sigmoid", whole_numbers, "lists and whole numbers as input"),
    ("sigmoid_prime", through_the_plateau, "the same tiny slope on both sides, far out"),
    ("sigmoid_second", right("sigmoid_second", lambda v, z: v + 1e-30 * (z == 0)), "zero at z = 0 and odd"),
    ("z_with_slope", also_at_the_top, "z = 0 for the largest slope"),
    ("z_with_slope", never_refuses, "ValueError for a slope that no z has"),
    ("chain_dydx", right("chain_dydx", lambda v, x, w, b=None: v * (len(w) != 1)), "a chain of one unit"),
    ("chain_dydx", right("chain_dydx", lambda v, x, w, b=None: v * (len(w) < 20)), "a chain of 30 units"),
    ("central_difference", one_sample_more, "f is called exactly twice, at x-h and x+h"),
    ("relative_error", with_a_floor, "numbers as small as 1e-300"),
    ("relative_error", at_zero_too, "0 where both numbers are 0"),
    ("best_step", lambda f, dfdx, x, hs: sorted(hs)[3], "a sensible one out of 49 steps"),
    ("log10_abs_dydx", by_the_product, "chains of 600 units"),
    ("train_chain", halves_late, "four units need 66 steps to halve the loss"),
]


@pytest.mark.parametrize(("name", "function", "title"), SEEN)
def test_what_is_graded_besides_ordinary_numbers_is_tried(lab, said, name, function, title):
    text = said(lab.check, name, function)
    assert "not there yet" in text
    assert title in text


@pytest.mark.parametrize(
    ("name", "function", "call"),
    [
        ("sigmoid", naive, "sigmoid(np.array([-1000.0, 1000.0])) gives a warning: overflow"),
        ("sigmoid", clipped, "sigmoid(np.array([-1000.0, 1000.0])) gives [9.35762e-14, 1.0] with your"),
        ("z_with_slope", also_at_the_top, "z_with_slope(0.25) stops with ValueError"),
        ("relative_error", at_zero_too, "relative_error(0.0, 0.0) stops with ZeroDivisionError"),
        ("central_difference", one_sample_more, "central_difference(lambda t: t**3 - t, "),
    ],
)
def test_a_call_at_which_it_does_not_hold_is_shown(lab, said, name, function, call):
    assert call in said(lab.check, name, function)


def test_a_property_that_can_fail_in_one_way_only_has_its_hint(lab, said):
    assert one_line(EXERCISES.hints.first("unit.overflow")) in said(lab.check, "sigmoid", naive)


def test_a_mistake_that_shows_far_out_alone_has_its_hint(lab, said):
    text = said(lab.check, "sigmoid_prime", through_the_plateau)
    assert one_line(EXERCISES.hints.first("sigmoid_prime.digits_lost")) in text


def test_an_input_may_be_changed_where_nobody_grades_that_but_it_is_told(lab, said):
    text = said(lab.check, "chain_forward", lambda x, w, b=None: writes(x, np.asarray(w), b))
    assert "Well done so far!" in text
    assert "costs no points" in text


@pytest.mark.parametrize("name", ["chain_dydx", "chain_grads", "explosive_biases", "train_chain"])
def test_an_input_must_not_be_changed_where_that_is_graded(lab, said, name):
    def function(*args):
        value = EXERCISES[name].reference(*args)
        for arg in args:
            if isinstance(arg, np.ndarray):
                np.multiply(arg, 2, out=arg)
        return value

    text = said(lab.check, name, function)
    assert one_line(EXERCISES.hints.first("any.input_changed")) in text
    assert "Well done so far!" not in text


def from_the_start(x, w, b=None):
    """Work out each unit's slope from the first unit on, again and again."""
    right = EXERCISES["chain_grads"].reference(x, w, b)
    for n in range(len(w)):
        for _ in range(n):
            pass
    return right


def test_a_function_whose_work_grows_with_the_square_is_stopped_and_told(lab, said):
    text = said(lab.check, "chain_grads", from_the_start)
    assert "runs through more than 5,000,000 lines of code" in text
    assert "If the input is twice as long" in text


def test_all_that_the_check_needs_is_there_or_it_says_what_is_missing(lab, said, monkeypatch):
    findings = importlib.import_module("chainlab.coach.findings")
    identities = importlib.import_module("chainlab.identities")
    monkeypatch.delattr(identities, "levels_off")
    assert "The file chainlab/identities.py is missing or damaged" in said(
        lab.check, "sigmoid", EXERCISES["sigmoid"].reference
    )
    assert findings.book() is not None


def test_validate_fails_where_a_property_does(lab, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(AssertionError, match="no overflow"):
        lab.check("sigmoid", naive)
