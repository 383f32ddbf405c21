"""Wrong and right answers to notebook 3: the table's numbers, every mistake wrong, every variant right."""

import copy
import itertools
import math
import warnings

import numpy as np
import pytest

from autograder.content.values import agrees, matches
from vanishing_gradients import EXERCISES, reference
from vanishing_gradients.mistakes import differences, logs
from vanishing_gradients.variants.notebook3 import variants

MISTAKES = (*differences.MISTAKES, *logs.MISTAKES)
NAMES = sorted({mistake.exercise for mistake in MISTAKES})
MAIN = ("central_difference", "log10_abs_dydx")
INF = math.inf

L4 = (0.7, [1.3, -2.1, 0.6, 4.0])
L600 = (0.7, [1.3, -2.1, 0.6, 4.0] * 150)


def cube(t):
    return t**3


CENTRAL = {  # the course's table of mistakes: t^3 at 1, with the steps 0.25 and 1
    "forward_difference": (3.8125, 7.0),
    "divided_by_h": (6.125, 8.0),
    "backward_difference": (2.3125, 1.0),
    "half_step": (3.015625, 3.25),
    "parentheses": (0.19140625, 4.0),
    "step_ignored": (3.0, 3.0),
    "sign_swapped": (-3.0625, -4.0),
    "second_difference": (6.0, 6.0),
}
LOGS = {  # its table of logarithms, at depth 4 and 600
    "log_of_product": (-2.31728, -INF),
    "no_abs": (math.nan, math.nan),
    "weights_missing": (-3.13365392, -481.443098),
    "other_log": (-5.3357344, -826.598132),
    "mean_per_layer": (-0.579320002, -0.598311699),
    "epsilon_inside": (-2.31728, -12.0),
}
DEPTHS = {  # float64, float32, float16 at w = 1, x = 0.5
    "first_subnormal": (475, 59, 7),
    "ceiling_for_value": (538, 75, 13),
    "always_float64": (500, 500, 500),
    "always_float32": (70, 70, 70),
    "factors_counted": (1000, 140, 24),
}


def formulas(exercise, slip):
    return [m.wrong for m in MISTAKES if m.id == f"{exercise}.{slip}"]


def some_formula_gives(exercise, slip, calls, values):
    return any(
        np.allclose([wrong(*args) for args in calls], values, rtol=1e-6, atol=0, equal_nan=True)
        for wrong in formulas(exercise, slip)
    )


# Values of the tables


@pytest.mark.parametrize("slip", CENTRAL)
def test_wrong_central_difference_has_the_value_of_the_table(slip):
    calls = [(cube, 1.0, 0.25), (cube, 1.0, 1.0)]
    assert some_formula_gives("central_difference", slip, calls, CENTRAL[slip])


@pytest.mark.parametrize("slip", LOGS)
def test_wrong_logarithm_has_the_value_of_the_table(slip):
    found = [[wrong(*L4)[1], wrong(*L600)[1]] for wrong in formulas("log10_abs_dydx", slip)]
    assert any(np.allclose(pair, LOGS[slip], rtol=1e-6, atol=0, equal_nan=True) for pair in found)


def test_the_binary_logarithm_has_the_value_of_the_table():
    found = [wrong(*L4)[1] for wrong in formulas("log10_abs_dydx", "other_log")]
    assert any(math.isclose(value, -7.6978376, rel_tol=1e-6) for value in found)


@pytest.mark.parametrize("slip", DEPTHS)
def test_wrong_depth_at_weight_1(slip):
    calls = [(1.0, 0.5, dtype) for dtype in (np.float64, np.float32, np.float16)]
    assert some_formula_gives("underflow_depth", slip, calls, DEPTHS[slip])


def test_slopes_apart_from_the_weights_end_at_76_for_weight_10():
    assert formulas("underflow_depth", "slopes_alone")[0](10.0) == 76
    assert reference.underflow_depth(10.0) == 98


def test_the_real_sigmoid_has_no_slope_in_a_complex_step():
    wrong = formulas("sigmoid_complex", "imaginary_part_lost")[0]
    assert reference.complex_step(wrong, 0.7) == 0.0


def test_the_log_of_a_product_is_right_until_it_underflows():
    for wrong in formulas("log10_abs_dydx", "log_of_product"):
        assert agrees(reference.log10_abs_dydx(*L4), wrong(*L4), 1e-9)


# Own inputs


def sine(t):
    return 1.3 * np.sin(1.7 * t + 0.4)


def sine_slope(t):
    return 1.3 * 1.7 * np.cos(1.7 * t + 0.4)


def growth(t):
    return 0.8 * np.exp(0.9 * t)


def growth_slope(t):
    return 0.9 * growth(t)


ORDINARY = {
    "central_difference": [(sine, 0.6, 0.3), (growth, -0.7, 0.45), (cube, 1.3, 0.25), (sine, 0.9)],
    "complex_step": [(sine, 0.6), (growth, -0.7), (cube, 1.3, 0.25), (sine, 1.1, 0.5)],
    "sigmoid_complex": [(0.8 + 0.7j,), (-1.4 - 0.5j,), ([0.3 - 1.1j, 2.0 + 0.4j],)],
    "relative_error": [(2.0, 5.0), (7.0, 3.0), (-2.0, 5.0), (-4.0, -5.0), (1e-300, 3e-300), (0.0, 2e-9), (4e-9, 0.0)],
    "best_step": [
        (sine, sine_slope, 0.6, np.array([1e-3, 1e-9, 1e-5, 1e-1, 1e-11])),
        (growth, growth_slope, 1.1, [1e-12, 1e-4, 1e-2, 1e-6, 1e-10]),
        (sine, sine_slope, 1.4, [1e-1, 1e-12, 1e-5, 1e-3, 1e-9]),
    ],
    "log10_abs_dydx": [
        (1.2, [2.3, -0.7, 1.6]),
        (-0.8, [1.4, 2.2, 0.6, 2.9], [0.4, -0.9, 1.1, 0.3]),
        (0.6, [-1.9, -2.5, 1.4, 0.8, 2.1]),
        (1.7, [-2.4], [0.8]),
        (0.7, [1.3, 2.1, 0.6, -2.4] * 150),
    ],
    "underflow_depth": [(1.7, 0.6), (7.3, 0.4), (-1.2, 0.5), (2.3, 0.7, np.float32), (1.4, 0.5, np.float16)],
}  # fmt: skip


def answers(function, exercise):
    return [function(*args) for args in copy.deepcopy(ORDINARY[exercise])]


def rights(exercise):
    return answers(getattr(reference, exercise), exercise)


def is_right(exercise, values):
    atol = 1.0 if exercise == "underflow_depth" else 0.0
    return all(agrees(want, have, 1e-9, atol) for want, have in zip(rights(exercise), values, strict=True))


def each(mistakes):
    return [pytest.param(m, id=f"{m.id}-{number}") for number, m in enumerate(mistakes)]


@pytest.mark.parametrize("mistake", each(MISTAKES))
def test_every_mistake_differs_from_the_right_answer(mistake):
    assert not is_right(mistake.exercise, answers(mistake.wrong, mistake.exercise))


@pytest.mark.parametrize("exercise", NAMES)
def test_no_two_slips_give_the_same_numbers(exercise):
    found = [(m.id, answers(m.wrong, exercise)) for m in MISTAKES if m.exercise == exercise]
    for (one, values), (other, others) in itertools.combinations(found, 2):
        same = all(matches(value, twin, 1e-6) for value, twin in zip(values, others, strict=True))
        assert one == other or not same, f"{one} and {other}"


@pytest.mark.parametrize("mistake", each(MISTAKES))
def test_every_mistake_is_quiet_and_keeps_its_input(mistake):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for args in ORDINARY[mistake.exercise]:
            before = copy.deepcopy(args)
            mistake.wrong(*args)
            assert all(np.array_equal(was, now) for was, now in zip(before, args, strict=True))


def test_a_function_that_cannot_be_sampled_gives_nan():
    def broken(t):
        raise OverflowError

    for wrong in formulas("central_difference", "forward_difference"):
        assert math.isnan(wrong(broken, 1.0))


def test_wrong_logs_take_a_dead_link_and_a_deep_chain():
    for mistake in EXERCISES.mistakes_of("log10_abs_dydx"):
        mistake.wrong(0.5, [1.0, 0.0, 2.0])


@pytest.mark.parametrize("dtype", [np.float32, np.dtype("float32"), "float32"])
def test_wrong_depths_take_a_dtype_in_every_form(dtype):
    assert formulas("underflow_depth", "first_subnormal")[0](1.0, 0.5, dtype) == 59


FORMULAS = ("f(x", "2h", "2*h", "2 * h", ".imag", "max(abs", "max(|", "log1p", "np.sign(", "argmin(", "|a|")


@pytest.mark.parametrize("topic", sorted({m.id for m in MISTAKES} | {f"{e}.unknown" for e in NAMES}))
def test_hints_show_no_formula_of_notebook_3(topic):
    for text in EXERCISES.hints.of(topic):
        assert not [fragment for fragment in FORMULAS if fragment in text]


# Right variants


def drawn(exercise, rng):
    """Draw one call that the exercise's contract allows; now and then a special one."""
    x = float(rng.uniform(0.3, 1.4))
    scale = float(rng.uniform(0.6, 2.0))

    def wave(t):
        return scale * np.sin(scale * t + 0.3)

    def wave_slope(t):
        return scale * scale * np.cos(scale * t + 0.3)

    if exercise in ("central_difference", "complex_step"):
        return (wave, 0.5 * x) if rng.random() < 0.3 else (wave, 0.5 * x, float(rng.uniform(0.05, 1.0)))
    if exercise == "sigmoid_complex":
        z = rng.uniform(-30, 30, 4) + 1j * rng.uniform(-1.5, 1.5, 4)
        return (complex(z[0]),) if rng.random() < 0.5 else (z.tolist(),)
    if exercise == "relative_error":
        pair = rng.normal(size=2) * 10.0 ** rng.integers(-299, 9)
        return tuple((pair * rng.integers(0, 2, 2)).tolist())
    if exercise == "best_step":
        return wave, wave_slope, 0.5 * x, rng.permutation(10.0 ** np.arange(-13.0, 0.0, 2.0))
    if exercise == "log10_abs_dydx":
        n = int(rng.choice([1, 2, 3, 5, 8, 40, 700]))
        w = rng.choice([-1.0, 1.0], n) * rng.uniform(0.4, 3.2, n)
        return (x, w.tolist()) if rng.random() < 0.5 else (-x, w, rng.uniform(-1.5, 1.5, n))
    w = float(rng.uniform(0.6, 8.0)) if rng.random() < 0.8 else -float(rng.uniform(0.5, 1.6))
    return (w, x) if rng.random() < 0.5 else (w, x, rng.choice([np.float64, np.float32, np.float16]))


@pytest.mark.parametrize("variant", variants.all, ids=lambda v: f"{v.exercise}: {v.style}")
def test_every_variant_agrees_with_the_reference(variant):
    rng, right = np.random.default_rng(3), getattr(reference, variant.exercise)
    atol = 1.0 if variant.exercise == "underflow_depth" else 0.0
    for _ in range(60 if atol else 200):
        args = drawn(variant.exercise, rng)
        if variant.exercise == "best_step":
            error = sorted(
                abs(reference.central_difference(args[0], args[2], h) - args[1](args[2])) for h in args[3]
            )
            if error[1] < 20 * max(error[0], 1e-12):
                continue  # two steps are about equally good
        with np.errstate(all="ignore"):
            assert agrees(right(*args), variant.right(*args), 1e-9, atol), args


@pytest.mark.parametrize(
    "variant", [v for v in variants.all if v.exercise == "log10_abs_dydx"], ids=lambda v: v.style
)
def test_every_variant_knows_a_dead_link(variant):
    with np.errstate(all="ignore"):
        assert tuple(variant.right(0.5, [1.2, 0.0, -2.0])) == (0.0, -INF)


@pytest.mark.parametrize(
    "variant", [v for v in variants.all if v.exercise == "log10_abs_dydx"], ids=lambda v: v.style
)
def test_every_variant_is_quiet_at_depth_5000(variant):
    w = np.tile([1.3, -2.1, 0.6, 3.1], 1250)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert agrees(reference.log10_abs_dydx(0.7, w), variant.right(0.7, w), 1e-9)


@pytest.mark.parametrize(
    "variant", [v for v in variants.all if v.exercise == "central_difference"], ids=lambda v: v.style
)
def test_every_variant_samples_twice(variant):
    seen = []
    variant.right(lambda t: seen.append(float(t)) or float(t), 2.0, 0.5)
    assert sorted(seen) == [1.5, 2.5]


@pytest.mark.parametrize("exercise", NAMES)
def test_there_are_variants_enough(exercise):
    styles = {v.style for v in variants.all if v.exercise == exercise}
    assert len(styles) >= (5 if exercise in MAIN else 2)
