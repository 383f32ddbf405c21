"""Properties: the students' check tries each that needs no secret, by the same function as grading."""

import ast
import sys
import warnings

import numpy as np
import pytest

from autograder.authoring import fingerprints
from autograder.box import calling
from autograder.coach import pace, properties, trying
from autograder.coach.values import NotNumbersError
from autograder.content import Exercise, ExerciseSet, Hints, Property, Shared, Values
from autograder.content.calls import Account, Raised
from autograder.errors import AutograderError, NoInputsError
from autograder.judging.judge import judge
from autograder.judging.local import LocalCalls
from vanishing_gradients import EXERCISES, identities

PRIVATE = {
    "the sheet's formula is more than a factor 2 off at this x and w": "It needs dy/dx, the answer of 2.3.",
    "with them dy/dx is as large as its ceiling": "It needs dy/dx and its ceiling, the answers of 2.3 and 4.1.",
}
"""Properties that students' own checks cannot try, and why."""
ALL = [
    (name, check)
    for name, exercise in EXERCISES.items()
    for check in exercise.checks
    if isinstance(check, Property)
]
SHARED = [(name, check) for name, check in ALL if isinstance(check.holds, Shared)]


def test_every_property_is_tried_by_the_check_or_private_for_a_reason():
    assert {check.title for _, check in ALL if not isinstance(check.holds, Shared)} == set(PRIVATE)


@pytest.mark.parametrize(("name", "check"), SHARED, ids=[f"{name}: {check.title}" for name, check in SHARED])
def test_check_and_judge_test_it_by_one_function(name, check):
    place = fingerprints._place(EXERCISES, EXERCISES[name], check, check.holds)
    module, _, function = place.rpartition(".")
    home = {"coach.properties": properties, "identities": identities}[module]
    assert getattr(home, function) is check.holds.test


def test_students_get_a_module_that_imports_numpy_alone():
    tree = ast.parse(EXERCISES.identities.read_text(encoding="utf-8"))
    imported = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert imported == ["import numpy as np"]


def test_no_function_that_students_get_is_an_answer():
    for home in (properties, identities):
        for function in (f for f in vars(home).values() if callable(f) and f.__module__ == home.__name__):
            for name, exercise in EXERCISES.items():
                ruling = judge(EXERCISES, name, LocalCalls({name: function}), np.random.SeedSequence(1))
                assert ruling.score < exercise.points, (function, name)


# Properties of any exercise


def tried(test, function, *args):
    return trying.holds(test, trying.Caller("f", function), [args])


def doubles_in_place(z):
    z *= 2
    return z


@pytest.mark.parametrize(
    ("test", "function", "args", "held"),
    [
        (properties.keeps_input, np.sin, (np.ones(3),), True),
        (properties.keeps_input, doubles_in_place, (np.ones(3),), False),
        (properties.keeps_input, doubles_in_place, (3.0,), True),
        (properties.keeps_input, lambda ws: ws[0].fill(0.0) or 1.0, ([np.ones((2, 2))],), False),
        (properties.keeps_input, lambda row: row.append(1) or 1.0, ([1.0, 2.0],), False),
        (properties.takes_lists, np.sin, (np.ones(3),), True),
        (properties.takes_lists, lambda z: z**2, (np.ones(3),), False),
        (properties.takes_lists, lambda z: 2 * z, (np.ones(3),), False),
        (properties.takes_lists, lambda x, w: x * np.sum(w), (2.0, np.ones(3)), True),
        (properties.takes_lists, lambda z: {"z": np.asarray(z) * 2}, (np.ones(3),), True),
        (properties.is_quiet, np.exp, (np.array([1.0, -1000.0]),), True),
        (properties.is_quiet, np.exp, (np.array([1000.0]),), False),
        (properties.is_quiet, np.log, (np.array([0.0]),), False),
        (properties.is_quiet, np.log, (np.array([-1.0]),), False),
        (properties.is_quiet, lambda z: [1.0, float("inf")], (1.0,), False),
        (properties.refuses, lambda s: s / 0, (1.0,), False),
        (properties.refuses, np.sqrt, (1.0,), False),
        (properties.refuses, lambda s: [].index(s + 1), (1.0,), True),
        (properties.refuses, lambda s: int("x"), (1.0,), True),
        (properties.refuses, lambda s: b"\xff".decode(), (1.0,), True),
    ],
)
def test_a_property_of_any_exercise(test, function, args, held):
    assert tried(test, function, *args) == held
    exercise = Exercise(
        "f", "1", "n", lambda *_: 0.0, (Property("p", 1.0, Shared(test, lambda _: [args])),), lambda _: []
    )
    ruling = judge(ExerciseSet("a", (exercise,)), "f", LocalCalls({"f": function}), np.random.SeedSequence(1))
    assert (ruling.score == 1.0) == held


def test_an_error_of_a_class_below_is_a_refusal_in_grading_too():
    def call(*args):
        raise Raised(Account(("NoSuchSlope", "ValueError", "Exception")))

    assert properties.refuses(call, 1.0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1.0, 1.0 + 1e-12, True),
        (1.0, 1.0 + 1e-6, False),
        ([1.0, 2.0], np.array([1.0, 2.0]), True),
        ({"a": 1.0}, {"b": 1.0}, False),
        ((1.0, [2.0, 3.0]), (1.0, [2.0]), False),
        (0.0, 1e-300, False),
    ],
)
def test_two_results_are_alike_if_they_differ_by_rounding_alone(one, other, same):
    assert properties.alike(one, other) == same


# How the check calls


def test_what_warns_is_the_same_in_check_and_box():
    assert (trying.LOUD, trying.SILENT) == (calling.LOUD, calling.SILENT)


def test_a_call_gets_arguments_of_its_own():
    row = np.ones(2)
    trying.Caller("f", doubles_in_place)(row)
    assert row.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (lambda z: 1 / z, ZeroDivisionError),
        (lambda z: (0.5,)[int(z) + 1], IndexError),
        (lambda z: sys.exit(), SystemExit),
        (lambda z: "1", NotNumbersError),
        (lambda z: z > 0, NotNumbersError),
    ],
)
def test_the_error_of_the_last_call_is_kept(function, kind):
    caller = trying.Caller("f", function)
    with pytest.raises(trying.CallFailedError):
        caller(0.0)
    assert (caller.spelled, type(caller.error)) == ("f(0.0)", kind)


def test_a_later_call_takes_its_place():
    caller = trying.Caller("f", lambda z: 1 / z)
    assert not trying.holds(lambda call, z: call(z) == 1, caller, [(0.0,)])
    assert trying.holds(lambda call, z: call(z) == 1, caller, [(1.0,)])
    assert (caller.spelled, caller.value, caller.error) == ("f(1.0)", 1.0, None)


def test_a_warning_that_is_not_asked_for_is_not_shown():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert trying.Caller("f", np.exp)(np.array([1000.0]))[0] == np.inf


# Pace


def loops(n):
    total = 0
    for k in range(n):
        total += k
    return total


@pytest.mark.parametrize(("n", "lines", "ends"), [(10, 100, True), (10, 10, False), (1000, 10_000, True)])
def test_a_function_runs_for_so_many_lines(n, lines, ends):
    if ends:
        assert pace.within(lines, loops, n) == n * (n - 1) // 2
    else:
        with pytest.raises(pace.TooManyLinesError):
            pace.within(lines, loops, n)


def test_lines_of_other_functions_count():
    with pytest.raises(pace.TooManyLinesError):
        pace.within(100, lambda: [loops(10) for _ in range(10)])


def test_no_except_goes_on():
    def stubborn():
        while True:
            try:
                loops(10)
            except Exception:
                pass

    with pytest.raises(pace.TooManyLinesError):
        pace.within(100, stubborn)


def test_what_traced_before_traces_again():
    before = sys.gettrace()
    with pytest.raises(ZeroDivisionError):
        pace.within(100, lambda: 1 / 0)
    assert sys.gettrace() is before


# What is kept for the check


def a_set(test, reference=lambda x: x, **more):
    check = Property("p", 1.0, Shared(test, lambda rng: [(float(rng.uniform(1, 2)),)]))
    exercise = Exercise(
        "f",
        "1",
        "n",
        reference,
        (Values("v", 1.0, lambda rng: [(float(rng.uniform(1, 2)),)]), check),
        lambda rng: [(float(rng.uniform(1, 2)),)],
    )
    return ExerciseSet("a", (exercise,), hints=Hints.from_steps({"f.unknown": ("a", "b", "c")}), **more)


def test_a_property_of_the_coach_is_kept_by_its_place_with_inputs():
    (kept,) = fingerprints.build(a_set(properties.keeps_input))["exercises"]["f"]["properties"]
    assert kept["test"] == "coach.properties.keeps_input"
    assert len(kept["inputs"]) == 1


def test_a_property_that_students_do_not_have_is_told():
    def secret(call, x):
        return call(x) == x

    with pytest.raises(AutograderError, match="students do not have secret"):
        fingerprints.build(a_set(secret))


def test_a_property_at_which_the_reference_fails_is_told():
    with pytest.raises(NoInputsError, match="the reference itself fails at 'p'"):
        fingerprints.build(a_set(properties.refuses))
