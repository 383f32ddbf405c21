"""All widgets in JupyterLab, moved by keyboard; what they show is held against the mathematics."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.browser.axe import violations
from tests.browser.conftest import SOLVED, Student, end_kernels
from tests.browser.notebook import Notebook
from tests.browser.picture import BLUE, GRID, ORANGE, panels
from tests.browser.widget import Widget, number, show
from tests.conftest import needs
from tools.repository import SOURCE
from vanishing_gradients import reference

pytestmark = [pytest.mark.slow, needs("chromium")]

WIDGETS = {
    "explore-tangent": "01-one-unit-one-slope",
    "explore-chain": "02-down-the-chain",
    "explore-nudge": "02-down-the-chain",
    "explore-steps": "03-can-you-trust-your-gradient",
    "explore-depth": "04-depth",
    "figure-window": "04-depth",
    "explore-edge": "04-depth",
    "explore-threads": "04-depth",
    "explore-race": "05-real-networks",
}
"""Each widget's cell, and its notebook."""
WINDOW: ViewportSize = {"width": 1280, "height": 1800}
"""So high that a widget fits into it."""
PAPER = "#f3f6f9"
"""The darkest ground of a picture."""
CONTROLS = ".noUi-handle, select, button, input[type=checkbox]"


@pytest.fixture(scope="module")
def opened(student: Student, context: BrowserContext) -> Iterator[Callable[[str], Notebook]]:
    """Open a solved notebook once, and run it."""
    notebooks: dict[str, Notebook] = {}

    def at(name: str) -> Notebook:
        if name not in notebooks:
            page = context.new_page()
            page.set_viewport_size(WINDOW)
            notebooks[name] = Notebook(page, student.address, f"{SOLVED}/{name}.ipynb")
            notebooks[name].run_all()
        notebooks[name].page.bring_to_front()
        return notebooks[name]

    yield at
    for notebook in notebooks.values():
        end_kernels(notebook.page)
        notebook.page.close()


@pytest.mark.parametrize("name", sorted(set(WIDGETS.values())))
def test_axe_finds_nothing_in_what_a_solved_notebook_shows(
    opened: Callable[[str], Notebook], name: str
) -> None:
    page = opened(name).page
    page.set_viewport_size({"width": 1280, "height": 20_000})  # so high that JupyterLab shows every cell
    page.wait_for_function("() => document.querySelectorAll('.jp-OutputArea img').length > 1")
    page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0")
    found = violations(page, ".jp-OutputArea-output")
    page.set_viewport_size(WINDOW)
    assert found == []


@pytest.fixture
def widget(opened: Callable[[str], Notebook]) -> Callable[[str], Widget]:
    """Show a widget as it is at first."""

    def shown(cell: str) -> Widget:
        opened(WIDGETS[cell]).run(cell)
        return show(opened(WIDGETS[cell]), cell)

    return shown


@dataclass(frozen=True)
class Seen:
    """A widget as it stands in the page at first: its words, its picture, and what axe-core finds in it."""

    text: str
    svg: str
    barriers: list[str]


@pytest.fixture(scope="module", params=WIDGETS)
def seen(request: pytest.FixtureRequest, opened: Callable[[str], Notebook]) -> Seen:
    shown = show(opened(WIDGETS[request.param]), request.param)
    return Seen(shown.box.inner_text(), shown.svg(), violations(shown.page, ".chainlab-explore"))


def test_it_says_with_whose_functions_it_draws(seen: Seen) -> None:
    assert re.search(r"Drawn with your .*, which pass(es)? (its|their) checks?\.", seen.text)


def test_axe_finds_nothing_in_it(seen: Seen) -> None:
    assert seen.barriers == []


def test_its_picture_says_in_words_what_it_shows(seen: Seen) -> None:
    label = re.search('aria-label="([^"]*)"', seen.svg)
    assert label is not None
    assert len(label[1]) > 60


def test_words_and_lines_of_its_picture_stand_out_from_the_paper(seen: Seen) -> None:
    words = set(re.findall(r'<text[^>]* fill="(#[0-9a-fA-F]{6})"', seen.svg))
    lines = set(re.findall(r'stroke="(#[0-9a-fA-F]{6})"', seen.svg)) - {GRID}
    assert words
    assert {colour for colour in words if contrast(colour) < 4.5} == set()
    assert {colour for colour in lines if contrast(colour) < 3} == set()


def test_two_lines_of_a_panel_differ_in_more_than_their_colour(seen: Seen) -> None:
    for panel in panels(seen.svg):
        looks = {
            path.get("stroke"): (path.get("stroke-dasharray"), path.get("stroke-width"))
            for path in panel.paths()
        }
        assert len(set(looks.values())) == len(looks)


def contrast(colour: str) -> float:
    """Return the contrast of a colour to the darkest paper of a picture, by WCAG."""

    def luminance(text: str) -> float:
        parts = [int(text[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    return (luminance(PAPER) + 0.05) / (luminance(colour) + 0.05)


@pytest.mark.parametrize("cell", WIDGETS)
def test_every_control_is_reached_with_the_tab_key_and_has_a_name(
    widget: Callable[[str], Widget], cell: str
) -> None:
    shown = widget(cell)
    controls = [control for control in shown.box.locator(CONTROLS).all() if control.is_visible()]
    assert controls
    controls[0].focus()
    reached = 0
    for _ in range(4 * len(controls)):
        reached += shown.page.evaluate(f"() => document.activeElement.matches('{CONTROLS}')")
        named = shown.page.evaluate(
            "() => { const e = document.activeElement; return !!(e.ariaLabel || e.textContent.trim()"
            " || e.labels?.length); }"
        )
        assert named
        if reached == len(controls):
            break
        shown.page.keyboard.press("Tab")
    assert reached == len(controls)
    assert shown.page.evaluate("() => document.activeElement.closest('.chainlab-explore') !== null")


# What each shows


def test_the_tangent_moves_along_the_sigmoid(widget: Callable[[str], Widget]) -> None:
    shown = widget("explore-tangent")
    shown.press("z", "ArrowLeft", 5)
    said = shown.says("z = 1.5;")
    assert number("height σ\\(z\\) =", said) == pytest.approx(float(reference.sigmoid(1.5)), rel=1e-3)
    assert number("slope of the tangent", said) == pytest.approx(
        float(reference.sigmoid_prime(1.5)), rel=1e-3
    )
    upper, lower = shown.panels()
    x, y = upper.lines(BLUE)[0]
    assert np.abs(y - reference.sigmoid(x)).max() < upper.pixel
    assert upper.marks()[0] == pytest.approx((1.5, float(reference.sigmoid(1.5))), abs=upper.pixel)
    x, y = lower.lines(BLUE)[0]
    assert np.abs(y - reference.sigmoid_prime(x)).max() < lower.pixel


def test_the_chain_steps_forward_and_back(widget: Callable[[str], Widget]) -> None:
    shown = widget("explore-chain")
    shown.press("weight w2", "ArrowRight", 5)  # -2 becomes -1.5
    expect(shown.box.locator("svg[role=img]").first).to_contain_text("· \N{MINUS SIGN}1.5")
    x, w = 0.5, [1.5, -1.5, 0.8, 3.0]
    z, a = reference.chain_forward(x, w)
    shown.push("Next step", 2)
    said = shown.says("Step 2 of 12, forward.")
    assert number("z2 =", said) == pytest.approx(z[1], rel=1e-3)
    assert number("gives a2 =", said) == pytest.approx(a[2], rel=1e-3)
    shown.push("Next step", 10)
    said = shown.says("Step 12 of 12, back.")
    assert number("moves y by", said) == pytest.approx(reference.chain_dydx(x, w), rel=1e-3)
    table = shown.rows()
    assert [float(row[1]) for row in table[1:]] == pytest.approx(z, rel=1e-3)
    assert float(table[0][-1]) == pytest.approx(reference.chain_dydx(x, w), rel=1e-3)


def test_the_chain_of_sheet_b_has_five_units(widget: Callable[[str], Widget]) -> None:
    shown = widget("explore-chain")
    shown.choose("chain", "ArrowDown")
    shown.says("Step 0 of 15")
    assert len(shown.rows()) == 6


def test_the_error_against_the_step_is_that_of_the_mathematics(widget: Callable[[str], Widget]) -> None:
    shown = widget("explore-steps")
    shown.press("number of units", "ArrowLeft", 4)
    w = np.ones(6)
    true = reference.chain_dydx(0.5, w)
    said = shown.says("6 units, every weight 1")
    assert number("your chain_dydx gives", said) == pytest.approx(true, rel=1e-3)
    (panel,) = shown.panels()
    h, error = panel.lines(BLUE)[0]

    def y(x: float) -> float:
        return float(reference.chain_forward(x, w)[1][-1])

    large = h > 1e-2  # where rounding, which is not the mathematics', does not count yet
    assert large.sum() >= 8
    differences = np.array([(y(0.5 + s) - y(0.5 - s)) / (2 * s) for s in h[large]])
    expected = np.abs(differences - true) / np.maximum(np.abs(differences), abs(true))
    assert np.abs(np.log10(error[large] / expected)).max() < 2 * panel.pixel


def test_the_depth_curve_is_that_of_the_mathematics(widget: Callable[[str], Widget]) -> None:
    shown = widget("explore-depth")
    shown.press("every weight w", "ArrowLeft", 5)
    expected = reference.depth_curve(3.5, 0.5, 20)
    said = shown.says("w = 3.5,")
    assert number("log10 \\|dy/dx\\| =", said) == pytest.approx(expected[-1], abs=1e-3)
    factor, lower, upper = shown.panels()
    (weight, share), *_ = reversed(factor.marks())
    assert weight == pytest.approx(3.5, abs=0.1)
    assert share == pytest.approx(10 ** (expected[-1] - expected[-2]), abs=factor.pixel)
    n, logs = upper.lines(BLUE)[0]
    assert n == pytest.approx(np.arange(1, 21), abs=0.05)
    assert np.abs(logs - expected).max() < upper.pixel
    grads = np.log10(np.abs(reference.chain_grads(0.5, np.full(20, 3.5))["w"]))
    drawn = np.array([place[1] for place in lower.marks()])
    assert np.abs((np.log10(drawn) if lower.y.logarithmic else drawn) - grads).max() < lower.pixel


def test_with_biases_in_the_middle_the_depth_curve_meets_its_ceiling(widget: Callable[[str], Widget]) -> None:
    shown = widget("explore-depth")
    shown.press("every bias b", "ArrowLeft", 20)  # -2: half of the weight
    said = shown.says("b = \N{MINUS SIGN}2,")
    assert number("log10 \\|dy/dx\\| =", said) == pytest.approx(0.0, abs=1e-3)


def test_a_nudge_runs_back_as_the_mathematics_says(widget: Callable[[str], Widget]) -> None:
    shown = widget("explore-nudge")
    shown.press("arrows passed", "End")
    said = shown.says("This is x")
    assert number("dy/dx =", said) == pytest.approx(reference.chain_dydx(0.5, [1.0] * 10), rel=1e-3)
    (panel,) = shown.panels()
    place, logs = panel.lines(BLUE)[0]
    left = np.cumprod([1.0, *reversed(reference.chain_factors(0.5, [1.0] * 10))])[::-1]
    assert place == pytest.approx(0.5 * np.arange(21), abs=0.05)
    assert np.abs(logs - np.log10(left)).max() < panel.pixel


def test_threads_run_together_as_the_mathematics_says(widget: Callable[[str], Widget]) -> None:
    shown = widget("explore-threads")
    shown.press("number of units", "ArrowLeft", 4)
    said = shown.says("4 units")
    assert number("at the end", said) == pytest.approx(0.009807, rel=1e-3)
    upper, _ = shown.panels()
    assert len(upper.lines(BLUE)) == 25
    for _, a in upper.lines(BLUE):
        expected = reference.chain_forward(float(a[0]), [1.0] * 4)[1]
        assert np.abs(a - expected).max() < 2 * upper.pixel


def test_the_window_is_as_long_as_the_mathematics_says(widget: Callable[[str], Widget]) -> None:
    shown = widget("figure-window")
    shown.press("weight w", "ArrowRight", 10)
    said = shown.says("w = 9,")
    width = reference.window_width(9.0)
    assert number("length", said) == pytest.approx(width, abs=5e-3)
    assert number("Your window_width\\(9\\) =", said) == pytest.approx(width, rel=1e-3)
    upper, lower = shown.panels()
    a, factor = upper.lines(BLUE)[0]
    assert (
        np.abs(factor - 9 * reference.sigmoid_prime(9 * a - 3)).max() < 3 * upper.pixel
    )  # steep: a is rounded too
    w, widths = lower.lines(BLUE)[0]
    assert np.abs(widths - [reference.window_width(weight) for weight in w]).max() < 2 * lower.pixel


def test_the_knife_edge_is_as_high_and_as_narrow_as_the_mathematics_says(
    widget: Callable[[str], Widget],
) -> None:
    shown = widget("explore-edge")
    shown.choose("biases", "End")  # those of the student's explosive_biases
    shown.press("number of units", "ArrowRight", 5)
    said = shown.says("8 units, w = 8, x = 0.5")
    w = np.full(8, 8.0)
    b = reference.explosive_biases(0.5, w)
    peak = abs(reference.chain_dydx(0.5, w, b))
    assert peak == pytest.approx(2.0**8)
    assert number("\\|dy/dx\\| =", said) == pytest.approx(peak, rel=1e-3)
    assert number("Largest \\|dy/dx\\| found:", said) == pytest.approx(peak, rel=1e-3)
    assert 0 < number("Area under .*?:", said) <= 1
    left, right = shown.panels()
    _, out = left.lines(BLUE)[0]
    assert right.lines(BLUE)[0][1].max() == pytest.approx(peak, abs=right.pixel)
    assert np.all(np.diff(out) >= -left.pixel)


def test_the_race_is_that_of_the_mathematics(widget: Callable[[str], Widget]) -> None:
    shown = widget("explore-race")
    shown.press("number of units", "ArrowLeft", 4)
    said = shown.says("4 units, sigmoid")
    table = json.loads((SOURCE / "chainlab" / "explore" / "races.json").read_text("utf-8"))
    task = table["tasks"]["one"]
    history = reference.train_chain(
        np.ones(4), np.zeros(4), task["inputs"], task["targets"], task["rate"], 300
    )
    half = int(np.argmax(history["loss"] <= history["loss"][0] / 2))
    assert number("halved at step", said) == half
    upper, lower = shown.panels()
    for panel, expected in ((upper, history["loss"]), (lower, np.abs(history["w"][:, -1] - 1))):
        step, drawn = panel.lines(BLUE)[0]
        early = step <= 300
        assert early.sum() > 10
        places = np.round(step[early]).astype(int)
        assert np.abs(np.log10(drawn[early] / expected[places])).max() < 3 * panel.pixel
    assert lower.lines(ORANGE)[0][1][-1] < lower.lines(BLUE)[0][1][-1]  # the first weight moved less


# Predict, observe, explain


@pytest.fixture
def unguessed(student: Student, page: Page) -> Notebook:
    """Notebook 1 with all functions written, and nothing guessed of what its widget shows."""
    folder = student.folder / "unguessed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(student.folder / SOLVED, folder, ignore=shutil.ignore_patterns(".*"))
    path = folder / "01-one-unit-one-slope.ipynb"
    content = json.loads(path.read_text("utf-8"))
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "predict_steepest_place":
            cell["source"] = 'predict("steepest_place", "...")'
    path.write_text(json.dumps(content), "utf-8")
    notebook = Notebook(page, student.address, "unguessed/01-one-unit-one-slope.ipynb")
    for name in ("imports", "predict_steepest_place", "sigmoid", "sigmoid_prime", "sigmoid_second"):
        notebook.run(name)
    return notebook


def test_a_widget_waits_for_a_guess_and_opens_on_demand(unguessed: Notebook) -> None:
    unguessed.run("explore-tangent")
    box = unguessed.show("explore-tangent").locator(".chainlab-explore").first
    expect(box).to_contain_text("First note your guess")
    assert violations(unguessed.page, ".chainlab-explore") == []
    box.get_by_role("button", name="Show me anyway").focus()
    unguessed.page.keyboard.press("Enter")
    expect(box.locator(".chainlab-readout")).to_contain_text("Place z = 2")


def test_a_widget_opens_after_a_guess_and_shows_it(unguessed: Notebook) -> None:
    unguessed.type_into("predict_steepest_place", 'predict("steepest_place", "z = 1")')
    unguessed.run("predict_steepest_place")
    unguessed.run("explore-tangent")
    box = unguessed.show("explore-tangent").locator(".chainlab-explore").first
    expect(box).to_contain_text("you guessed: z = 1.")
    expect(box.locator(".chainlab-readout")).to_contain_text("Place z = 2")
