"""Widgets in the notebook: guesses that come first, whose functions draw, what is left without a kernel."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys

import ipywidgets
import numpy as np
import pytest

from vanishing_gradients import reference

from .conftest import LAB
from .widgets import FUNCTIONS, WIDGETS, explorer, module, yours

pytestmark = pytest.mark.usefixtures("lab")


@pytest.fixture
def guesses(lab, monkeypatch):
    """What the student has predicted, by topic."""
    noted = {}
    monkeypatch.setattr(importlib.import_module("chainlab.coach.predict"), "prediction", noted.get)
    return noted


def gate(name, topic=None, **other):
    """Return what a widget shows first."""
    functions = yours(name, **other)
    return module("showing").Gate(module(name).make, functions, topic)


def texts(box):
    return " ".join(part.value for part in box.children if isinstance(part, ipywidgets.HTML))


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
    assert 'In predict("steepest_place", ...) you guessed: z = &lt;b&gt;1&lt;/b&gt;.' in texts(shown.box)


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
    shown = module("showing").Gate(module(name).make, functions, "any_topic")
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
    assert widget.seen.svg == ""
    assert f"This figure waits for chain_dydx: it stopped with {error.__name__}" in widget.readout.value


@pytest.mark.parametrize("value", [None, "steep", [0.1, 0.2], np.nan, 1j])
def test_a_function_that_returns_something_else_gives_one_kind_line(lab, value):
    widget = explorer("edge", chain_dydx=lambda x, w, b=None: value)
    assert widget.seen.svg == ""
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


class Kept:
    """An output that can be updated."""

    def __init__(self, bundle):
        self.bundle = bundle

    def update(self, bundle, raw):
        assert raw
        self.bundle = bundle


@pytest.fixture
def displayed(monkeypatch):
    """What was displayed, in order."""
    import IPython.display

    outputs = []

    def display(bundle, raw, display_id=None):
        assert raw
        outputs.append(Kept(bundle))
        return outputs[-1] if display_id else None

    monkeypatch.setattr(IPython.display, "display", display)
    return outputs


def test_showing_a_widget_ends_with_its_names_for_screen_readers(lab, guesses, displayed):
    assert lab.explore_tangent(reference.sigmoid, after="steepest_place") is None
    assert "application/vnd.jupyter.widget-view+json" in displayed[1].bundle
    assert "aria-label" in displayed[2].bundle["application/javascript"]


def test_the_last_picture_is_kept_for_a_page_without_a_kernel(lab, guesses, displayed, monkeypatch):
    made = []
    real = module("tangent").make
    monkeypatch.setattr(module("tangent"), "make", lambda yours: made.append(real(yours)) or made[0])
    guesses["steepest_place"] = "z = 0"
    lab.explore_tangent(reference.sigmoid, after="steepest_place")
    assert "Run this cell to move it" in displayed[0].bundle["text/html"]
    made[0].controls["z"].value = -3.0
    assert 'alt="Your sigmoid with its tangent at z = −3:' in displayed[0].bundle["text/html"]
    assert "Place z = −3.0" in displayed[0].bundle["text/html"]


# The page's width


@pytest.mark.parametrize(
    ("fits", "drawn"), [("", ["wide", "narrow"]), ("wide", ["wide"]), ("narrow", ["narrow"])]
)
def test_a_picture_is_drawn_for_the_page_that_shows_it_and_for_every_page_while_none_is_known(
    lab, fits, drawn
):
    widget = module("tangent").make(yours("tangent"))
    widget.fits.value = fits
    widget.controls["z"].value = 1.0
    assert re.findall(r'class="chainlab-picture chainlab-(\w+)"', widget.picture.value) == drawn


def test_a_page_that_becomes_narrow_has_its_picture_without_a_move(lab):
    widget = module("tangent").make(yours("tangent"))
    widget.fits.value = "wide"
    widget.fits.value = "narrow"
    assert "chainlab-narrow" in widget.picture.value
    assert "chainlab-wide" not in widget.picture.value
