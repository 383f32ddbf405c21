"""The widgets as a student meets them: controls, guesses that come first, and whose functions draw."""

from __future__ import annotations

import importlib
import subprocess
import sys

import ipywidgets
import numpy as np
import pytest

from vanishing_gradients import reference

from .conftest import LAB
from .widgets import FUNCTIONS, WIDGETS, explorer, module, yours

pytestmark = pytest.mark.usefixtures("lab")
OTHER_SETTINGS = {"edge": {"b": {"mode": "same"}}}
"""Controls that count only at another setting of the widget."""


@pytest.fixture
def guesses(lab, monkeypatch):
    """What the student has predicted, by topic."""
    noted = {}
    monkeypatch.setattr(importlib.import_module("chainlab.coach.predict"), "prediction", noted.get)
    return noted


def gate(name, topic=None, **other):
    """Return what a widget shows first."""
    functions = yours(name, **other)
    return module("controls").Gate(module(name).make, functions, topic)


def texts(box):
    return " ".join(part.value for part in box.children if isinstance(part, ipywidgets.HTML))


def seen(widget):
    return widget.picture.value, widget.readout.value, widget.tables.value


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
            "steps": ("n", "w", "use central_difference", "use complex_step"),
            "depth": ("w", "n", "x", "b", "activation"),
            "edge": ("mode", "w", "n", "x", "b", "zoom"),
            "window": ("w", "b"),
            "race": ("task", "n", "activation"),
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
    assert widget.picture.value != before[0]


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
    assert all(control.description for control in (*widget.controls.values(), *widget.buttons))


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
        ("depth", "w", 1.6, "The last layer multiplied |dy/dx| by 0.2783"),
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


# Guesses first


def test_without_a_guess_a_widget_waits_for_one(guesses):
    shown = gate("tangent", "steepest_place")
    assert shown.explorer is None
    assert 'predict("steepest_place", "...")' in texts(shown.box)


def test_the_button_opens_the_widget_anyway(guesses):
    shown = gate("tangent", "steepest_place")
    shown.button.click()
    assert shown.explorer.box in shown.box.children


def test_after_a_guess_the_widget_is_open_and_quotes_it(guesses):
    guesses["steepest_place"] = "z = <b>1</b>"
    shown = gate("tangent", "steepest_place")
    assert shown.explorer.box in shown.box.children
    assert "Your guess: z = &lt;b&gt;1&lt;/b&gt;." in texts(shown.box)


def test_a_widget_without_a_topic_is_open(guesses):
    assert gate("tangent").explorer is not None


# Whose functions


def unwritten(*_args, **_kwargs):
    raise NotImplementedError


@pytest.mark.parametrize("name", sorted(set(WIDGETS) - {"race"}))
def test_a_widget_waits_for_the_function_it_needs(lab, guesses, name):
    public = getattr(lab, f"explore_{name}")
    needed = {"depth": "depth_curve", "edge": "sigmoid"}.get(name, FUNCTIONS[name][0])
    functions = module("yours").Yours([needed], **{needed: unwritten})
    shown = module("controls").Gate(module(name).make, functions, "any_topic")
    assert callable(public)
    assert shown.button is None
    assert f"This widget waits for your {needed}." in texts(shown.box)


def test_the_race_needs_no_function_of_the_student(guesses):
    widget = gate("race", train_chain=unwritten).explorer
    assert "<svg" in widget.picture.value
    assert "Crosses" not in widget.readout.value


def test_what_is_not_written_yet_joins_later(lab):
    functions = yours("tangent", sigmoid_second=unwritten)
    assert "Not ready yet: sigmoid_second." in " ".join(functions.credits())
    assert "σ″" not in module("tangent").make(functions).readout.value


def test_functions_that_pass_are_named_so(lab):
    assert yours("window").credits() == [
        "Drawn with your sigmoid_prime and window_width, which pass their checks."
    ]


def test_one_function_that_passes_is_named_so(lab):
    functions = module("yours").Yours([], sigmoid=reference.sigmoid)
    assert functions.credits() == ["Drawn with your sigmoid, which passes its check."]


def test_a_function_that_does_not_pass_is_drawn_and_named_so(lab):
    functions = yours("tangent", sigmoid_prime=lambda z: 2 * reference.sigmoid_prime(z))
    told = " ".join(functions.credits())
    assert "your sigmoid_prime, which does not pass its check yet" in told
    assert "slope of the tangent 0.21." in module("tangent").make(functions).readout.value


@pytest.mark.parametrize("error", [ValueError, ZeroDivisionError, SystemExit])
def test_a_function_that_stops_gives_one_kind_line(lab, error):
    def stops(x, w, b=None):
        raise error

    widget = explorer("edge", chain_dydx=stops)
    assert widget.picture.value == ""
    assert f"This figure waits for chain_dydx: it stopped with {error.__name__}" in widget.readout.value


@pytest.mark.parametrize("value", [None, "steep", [0.1, 0.2], np.nan, 1j])
def test_a_function_that_returns_something_else_gives_one_kind_line(lab, value):
    widget = explorer("edge", chain_dydx=lambda x, w, b=None: value)
    assert widget.picture.value == ""
    assert "This figure waits for chain_dydx" in widget.readout.value


def test_a_function_that_changes_its_input_spoils_nothing(lab):
    def greedy(x, w, b=None):
        value = reference.chain_dydx(x, w, b)
        w *= 0.0
        return value

    assert explorer("edge", chain_dydx=greedy).readout.value == explorer("edge").readout.value


def test_what_a_function_prints_stays_out_of_the_notebook(lab, capsys):
    def chatty(z):
        print("z is", z)
        return reference.sigmoid(z)

    explorer("tangent", sigmoid=chatty).controls["z"].value = 1.0
    assert capsys.readouterr().out == ""


# Loading


def test_naming_a_widget_loads_no_slow_package():
    code = (
        "import sys\n"
        "from chainlab import explore_tangent, explore_race\n"
        "assert not {'matplotlib', 'ipywidgets', 'IPython'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=LAB.parent, check=True)


def test_in_grading_figures_and_widgets_load_nothing():
    code = (
        "import os, sys\n"
        "os.environ['COACH_QUIET'] = '1'\n"
        "from chainlab import draw_unit, explore_edge\n"
        "assert draw_unit(None) is None and explore_edge(dydx=None) is None\n"
        "assert not [m for m in sys.modules if m.startswith(('chainlab.drawing.', 'chainlab.explore.'))]\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=LAB.parent, check=True)


def test_showing_a_widget_ends_with_its_names_for_screen_readers(lab, guesses, monkeypatch):
    import IPython.display

    displayed = []
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: displayed.append(bundle))
    assert lab.explore_tangent(reference.sigmoid, after="steepest_place") is None
    assert "application/vnd.jupyter.widget-view+json" in displayed[0]
    assert "aria-label" in displayed[1]["application/javascript"]
