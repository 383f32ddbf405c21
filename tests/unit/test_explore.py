"""The widgets as a student meets them: controls, what they say, and what plays by itself."""

from __future__ import annotations

import re

import ipywidgets
import numpy as np
import pytest

from vanishing_gradients import reference

from .widgets import WIDGETS, explorer, module, yours

pytestmark = pytest.mark.usefixtures("lab")
OTHER_SETTINGS = {
    "nudge": {"w": {"step": 20}, "x": {"step": 20}},
    "edge": {"b": {"mode": "same"}},
    "race": {"moment": {"moment": 3}},
}
"""Controls that count only at another setting of the widget."""


def seen(widget):
    return widget.seen.svg, widget.readout.value, widget.tables.value


def moved(control):
    """Return another value that a control can take."""
    if isinstance(control, ipywidgets.Dropdown):
        values = [option if isinstance(option, str) else option[1] for option in control.options]
        return next(value for value in reversed(values) if value != control.value)
    if isinstance(control, ipywidgets.Checkbox):
        return not control.value
    return control.value + control.step


def controls():
    return [
        pytest.param(name, key, id=f"{name}-{key}")
        for name, keys in {
            "tangent": ("z",),
            "chain": ("n", "x", "w1", "w4"),
            "nudge": ("n", "w", "x", "activation", "step"),
            "steps": ("n", "w", "use central_difference", "use complex_step"),
            "depth": ("w", "n", "x", "b", "activation"),
            "edge": ("mode", "w", "n", "x", "b", "zoom"),
            "threads": ("w", "b", "n", "reach"),
            "window": ("w", "b"),
            "race": ("task", "n", "activation", "moment"),
        }.items()
        for key in keys
    ]


# Controls


@pytest.mark.parametrize(("name", "key"), controls())
def test_a_control_changes_the_picture(lab, name, key):
    widget = explorer(name)
    for other, value in OTHER_SETTINGS.get(name, {}).get(key, {}).items():
        widget.controls[other].value = value
    before = seen(widget)
    widget.controls[key].value = moved(widget.controls[key])
    assert widget.seen.svg != before[0]


@pytest.mark.parametrize(("name", "key"), [param for param in controls() if param.values[1] != "zoom"])
def test_a_control_changes_what_is_said_or_tabled(lab, name, key):
    widget = explorer(name)
    for other, value in OTHER_SETTINGS.get(name, {}).get(key, {}).items():
        widget.controls[other].value = value
    if name == "chain":
        widget.go(4)
    before = seen(widget)
    widget.controls[key].value = moved(widget.controls[key])
    assert seen(widget)[1:] != before[1:]


@pytest.mark.parametrize("name", WIDGETS)
def test_every_control_has_a_name(lab, name):
    widget = explorer(name)
    named = [
        part for part in widget.buttons if not isinstance(part, ipywidgets.Play)
    ]  # it brings its own names
    assert all(control.description for control in (*widget.controls.values(), *named))


def test_a_slider_moves_without_the_dust_of_binary_fractions(lab):
    widget = explorer("tangent")
    widget.controls["z"].value = 0.1 + 0.2
    assert widget.settings() == {"z": 0.3}


@pytest.mark.parametrize("name", WIDGETS)
def test_at_both_ends_of_every_slider_there_is_a_picture(lab, name):
    widget = explorer(name)
    for control in widget.controls.values():
        if isinstance(control, ipywidgets.FloatSlider | ipywidgets.IntSlider):
            for end in (control.min, control.max):
                control.value = end
                assert "<svg" in widget.picture.value


def test_a_sheet_brings_its_numbers(lab):
    stepper = explorer("chain")
    stepper.controls["w2"].value = 4.0
    stepper.controls["n"].value = 5
    assert [stepper.controls[f"w{i}"].value for i in range(1, 6)] == [1.5, -2.0, 0.8, 3.0, -1.2]


def test_a_chain_of_two_units_shows_two_weights(lab):
    stepper = explorer("chain")
    stepper.controls["n"].value = 2
    shown = [k for k, control in stepper.controls.items() if control.layout.display != "none"]
    assert shown == ["n", "x", "w1", "w2"]


def test_the_bias_slider_shows_with_one_bias_for_all(lab):
    widget = explorer("edge")
    assert widget.controls["b"].layout.display == "none"
    widget.controls["mode"].value = "same"
    assert widget.controls["b"].layout.display is None


def test_a_way_that_is_not_ticked_is_not_measured(lab):
    calls = []

    def complex_step(f, x, h=1e-30):
        calls.append(x)
        return reference.complex_step(f, x, h)

    widget = explorer("steps", complex_step=complex_step)
    widget.controls["use complex_step"].value = False
    calls.clear()
    widget.controls["n"].value += 1
    assert calls == []


def test_a_way_of_ones_own_is_drawn_beside_the_others(lab):
    own = {"n": lambda f, x, h: (f(x + h) - f(x)) / h}
    widget = module("steps").make(yours("steps"), own)
    assert "n: smallest relative error" in widget.readout.value
    widget.controls["use n"].value = False
    assert "n: smallest relative error" not in widget.readout.value


# Chain stepper


def test_the_buttons_walk_through_the_chain(lab):
    stepper = explorer("chain")
    forth, back, start = stepper.buttons
    for _ in range(5):
        forth.click()
    assert "Step 5 of 12, back" in stepper.readout.value
    back.click()
    assert "Step 4 of 12, forward" in stepper.readout.value
    start.click()
    assert "Step 0 of 12" in stepper.readout.value


def test_the_last_step_shows_dydx(lab):
    stepper = explorer("chain")
    stepper.go(100)
    assert "A nudge at x moves y by −0.008727 times its size (your chain_dydx)" in stepper.readout.value


def test_no_number_is_shown_before_its_step(lab):
    stepper = explorer("chain")
    stepper.go(1)
    assert ">0.75<" in stepper.picture.value
    assert ">−1.36<" not in stepper.picture.value


def test_a_slope_at_the_wrong_number_is_told(lab):
    def at_activation(x, w, b=None):
        _, a = reference.chain_forward(x, w, b)
        return [v for pair in zip(w, reference.sigmoid_prime(a[:-1]), strict=True) for v in pair]

    stepper = explorer("chain", chain_factors=at_activation)
    stepper.go(5)
    assert "it multiplies by 0.1377: look at your chain_factors" in stepper.readout.value


# Read-outs


@pytest.mark.parametrize(
    ("name", "key", "value", "said"),
    [
        ("tangent", "z", 0.0, "Place z = 0.0; height σ(z) = 0.5; slope of the tangent 0.25."),
        ("steps", "n", 30, "No step of central_difference gives even one right digit here."),
        ("depth", "w", 1.6, "Factor of one more layer: the last one multiplied |dy/dx| by 0.2783"),
        ("nudge", "step", 20, "This is x: dy/dx = 3.483e−7."),
        ("threads", "w", 0.0, "the stretch of inputs is 5 long, at the end 0."),
        ("depth", "w", 12.0, "It falls below the smallest positive float32 at layer 12."),
        ("window", "w", 7.0, "Longest window among the weights drawn: 0.448, at w = 7."),
        ("race", "n", 8, "w₁ has moved by 1.94e−5, w₈ by 0.895: 4.62e4 times as far."),
        ("edge", "mode", "made", "The curve reaches 100% of it."),
    ],
)
def test_a_read_out_says_what_the_mathematics_says(lab, name, key, value, said):
    widget = explorer(name)
    widget.controls[key].value = value
    if said.startswith("It falls"):
        widget.controls["n"].value = 40
    assert said in widget.readout.value


def test_a_gradient_of_a_thousand_lasts_for_less_than_a_thousandth(lab):
    widget = explorer("edge")
    widget.controls["mode"].value, widget.controls["n"].value = "made", 12
    assert "|dy/dx| is at least 1000 on a total length of 0.0003" in widget.readout.value


def test_where_the_slope_is_largest_the_read_out_asks_for_both_sides(lab):
    widget = explorer("tangent")
    widget.controls["z"].value = 0.0
    assert "at this very place the slope stands still" in widget.readout.value
    widget.controls["z"].value = 0.1
    assert "a step to the right makes the slope smaller" in widget.readout.value


@pytest.mark.parametrize("b", [-20.0, -3.0, 5.4, 20.0])
def test_a_bias_moves_the_window_and_does_not_change_its_length(lab, b):
    widget = explorer("window")
    widget.controls["w"].value, widget.controls["b"].value = 9.0, b
    assert "length 0.4277." in widget.readout.value
    assert "Your window_width(9) = 0.4277." in widget.readout.value


def test_the_area_never_exceeds_one(lab):
    widget = explorer("edge")
    widget.controls["n"].value = 1
    for w in np.arange(-12.0, 12.5, 0.5):
        widget.controls["w"].value = w
        said = widget.readout.value.partition("Area under |dy/dx|")[2].partition(": ")[2]
        assert float(said.split(". So")[0].translate({0x2212: "-"})) <= 1


def test_the_picture_keeps_the_weights_that_were_seen(lab):
    widget = explorer("depth")
    first = widget.seen.svg.count("<circle")
    for widget.controls["w"].value in (3.9, 3.8, 3.7):
        pass
    assert widget.seen.svg.count("<circle") == first + 3
    widget.controls["x"].value = 0.6
    assert widget.seen.svg.count("<circle") == first


# Playing


def test_a_chain_of_n_units_has_two_n_arrows_to_play(lab):
    widget = explorer("nudge")
    (play,) = widget.buttons
    widget.controls["n"].value = 30
    assert play.max == widget.controls["step"].max == 60
    play.value = 7
    assert "Arrow 7 of 60" in widget.readout.value
    widget.controls["n"].value = 3
    assert play.value == widget.controls["step"].value == 6


@pytest.mark.parametrize(("name", "key"), [("nudge", "step"), ("threads", "n"), ("race", "moment")])
def test_whoever_wants_less_motion_is_told_what_to_move_instead(lab, name, key):
    widget = explorer(name)
    told = " ".join(part.value for part in widget.box.children if isinstance(part, ipywidgets.HTML))
    assert "asks for less motion" in told
    assert "prefers-reduced-motion" in module("showing").page("page.css")
    before = widget.seen.svg
    widget.controls[key].value = 2
    assert widget.seen.svg != before


def test_the_bar_shrinks_by_the_real_factor(lab):
    widget, factors = explorer("nudge"), reference.chain_factors(0.5, [1.0] * 10)
    for step in (1, 2, 7, 20):
        widget.controls["step"].value = step
        shrinks = re.search(r"--from:([\d.]+)", widget.seen.svg)
        assert float(shrinks[1]) == pytest.approx(1 / factors[20 - step], rel=1e-3)


def test_with_relu_no_lamp_goes_out(lab):
    widget = explorer("nudge")
    widget.controls["step"].value = 20
    lamp, rows = module("pictures.nudge").lamp, lambda: widget.seen.sheet.rows[0][0].look.effects[::2]
    assert lamp(rows()[0]) != lamp(1.0)
    widget.controls["activation"].value = "ReLU"
    assert {lamp(effect) for effect in rows()} == {lamp(1.0)}
