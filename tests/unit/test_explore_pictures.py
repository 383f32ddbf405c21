"""The pictures of the widgets: text that a page, a file and a screen reader can use, made without a browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from vanishing_gradients.figures import EXPLORERS

from .conftest import LAB
from .widgets import WIDGETS, explorer, module, module_of

SOURCE = LAB.parent
SVG = "{http://www.w3.org/2000/svg}"
pytestmark = pytest.mark.usefixtures("lab")


LAYOUTS = [pytest.param(name, width, id=f"{name}-{width}") for name in WIDGETS for width in (640, 360)]
"""Each widget's picture as a wide and as a narrow page shows it."""


def drawing(name, width=640):
    """Return the widget's picture as a tree."""
    return ET.fromstring(explorer(name).seen.sheet.svg(width))


def contrast(one, other="#ffffff"):
    """Return the contrast of two colours, as WCAG defines it."""

    def light(colour):
        colour = {"white": "#ffffff"}.get(colour, colour)
        parts = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
        return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ [
            0.2126,
            0.7152,
            0.0722,
        ]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", WIDGETS)
def test_a_picture_says_what_it_shows(name):
    tree = drawing(name)
    assert tree.get("role") == "img"
    assert len(tree.get("aria-label")) > 60


@pytest.mark.parametrize("name", WIDGETS)
def test_a_picture_holds_nothing_live_and_no_id(name):
    for part in drawing(name).iter():
        assert part.tag.removeprefix(SVG) in {"svg", "g", "rect", "path", "text", "circle"}
        assert not any(key == "id" or key.startswith("on") for key in part.attrib)


@pytest.mark.parametrize("name", WIDGETS)
def test_all_letters_of_a_picture_have_the_contrast_of_text_on_light_and_on_dark_paper(name):
    dark = module_of("drawing.theme").DARK
    for part in drawing(name).iter(f"{SVG}text"):
        assert contrast(part.get("fill")) >= 4.5
        assert contrast(dark[part.get("fill")], dark["#ffffff"]) >= 4.5


@pytest.mark.parametrize(("name", "width"), LAYOUTS)
def test_all_letters_of_a_picture_are_large_enough(name, width):
    assert all(float(part.get("font-size")) >= 11 for part in drawing(name, width).iter(f"{SVG}text"))


@pytest.mark.parametrize(("name", "width"), LAYOUTS)
def test_all_words_stay_inside_the_picture(name, width):
    for part in drawing(name, width).iter(f"{SVG}text"):
        wide = 0.55 * float(part.get("font-size")) * len(part.text)
        start = {"start": 0.0, "middle": 0.5, "end": 1.0}[part.get("text-anchor")]
        if part.get("transform") is None:
            assert -6 <= float(part.get("x")) - start * wide <= width - wide + 12, part.text


def test_every_colour_of_a_picture_has_its_own_on_dark_paper():
    dark = module_of("drawing.theme").DARK
    for name in WIDGETS:
        for part in drawing(name).iter():
            used = {part.get("fill"), part.get("stroke")} - {None, "none"}
            assert used <= dark.keys() or "rx" in part.attrib, name  # a lamp shines on any paper


def test_curves_differ_in_more_than_their_colour():
    svg, dark = module("svg"), module_of("drawing.theme").DARK
    looks = [svg.YOURS, svg.OTHER, svg.THIRD, svg.GUIDE]
    assert all(contrast(look.colour) >= 3 for look in looks)
    assert all(contrast(dark[look.colour], dark["#ffffff"]) >= 3 for look in looks)
    assert len({look.dash for look in looks}) == len(looks)


@pytest.mark.parametrize(("name", "width"), LAYOUTS)
def test_all_lines_stay_inside_the_picture(name, width):
    tree = drawing(name, width)
    width, height = float(tree.get("width")), float(tree.get("height"))
    for part in tree:  # what is nested deeper is cut off by its panel
        numbers = [float(v) for v in re.findall(r"-?[\d.]+", part.get("d", ""))]
        assert all(-1 <= v <= width + 1 for v in numbers[0::2])
        assert all(-1 <= v <= height + 1 for v in numbers[1::2])


def test_no_two_words_of_the_chain_lie_on_each_other():
    stepper = explorer("chain")
    stepper.controls["n"].value = 5
    stepper.go(15)
    words = [
        (float(p.get("y")), float(p.get("x")), len(p.text) * 0.58 * float(p.get("font-size")))
        for p in ET.fromstring(stepper.seen.svg).iter(f"{SVG}text")
        if p.get("text-anchor") == "middle"
    ]
    for (y, x, wide), (next_y, next_x, next_wide) in pairwise(sorted(words)):
        assert y != next_y or next_x - x > 0.5 * (wide + next_wide) - 1


def test_ticks_of_a_straight_axis_are_round_numbers():
    assert [text for _, text in module("panel").Axis("", -0.2, 1.2).ticks(6)] == ["0.0", "0.5", "1.0"]


def test_ticks_of_a_logarithmic_axis_are_powers_of_ten():
    ticks = module("panel").Axis("", 1e-4, 1.0, log=True).ticks(5)
    assert [text for _, text in ticks] == ["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"]


@pytest.mark.parametrize("high", [2e-20, 7.3e-9, 1.1e-4, 52_000.0, 3e12])
def test_ticks_of_tiny_and_of_huge_numbers_stay_short(high):
    axis = module("panel").Axis("|dy/dx|", 0.0, high)
    ticks = axis.ticks(8)
    assert 3 <= len(ticks) <= 12
    assert all(len(text) <= 4 for _, text in ticks)
    assert "in units of 10" in axis.title()
    unit = 10.0 ** axis.power()
    assert [value / unit for value, _ in ticks] == pytest.approx([float(text) for _, text in ticks])


@pytest.mark.parametrize("name", ["tangent", "depth", "edge"])
def test_a_point_that_can_be_dragged_lies_where_the_picture_draws_it(name):
    sheet = explorer(name).seen.sheet
    for width in (640, 360):
        ((handle, place, reach),) = sheet.handles(width)
        assert 0 < place[0] < 1
        assert 0 < place[1] < 1
        low, high = handle.ends
        share = (handle.value - low) / (high - low)
        assert place[0] == pytest.approx(reach[0] + share * (reach[1] - reach[0]))


def test_a_narrow_page_shows_panels_below_each_other():
    sheet = explorer("edge").seen.sheet
    (wide, height), (narrow, longer) = sheet.places(640), sheet.places(360)
    assert wide[0][2] == wide[1][2]
    assert narrow[0][2] < narrow[1][2]
    assert longer > height


def test_numbers_of_a_chain_of_any_length_fit_into_their_boxes():
    stepper = explorer("chain")
    for n in (4, 5, 8):
        stepper.controls["n"].value = n
        stepper.go(3 * n)
        for part in ET.fromstring(stepper.seen.svg).iter(f"{SVG}text"):
            if part.get("font-size") == "11.5":
                assert len(part.text) * 0.62 * 11.5 <= 44, part.text


def test_a_line_breaks_where_there_is_no_number():
    path = module("svg").stroke([0, 1, 2, 3], [5, np.nan, 5, 6], module("svg").YOURS)
    assert re.search(r'd="([^"]+)"', path)[1] == "M0.0 5.0M2.0 5.0L3.0 6.0"


def test_words_of_a_student_stay_words():
    assert "<script>" not in module("svg").words(0, 0, "<script>")
    assert "<script>" not in module("picture").paragraphs(["<script>"])


def test_a_chain_of_any_length_can_be_drawn():
    diagram = module("pictures.diagram").diagram
    for n in (1, 4, 5, 12):
        parts, _ = diagram([f"w{i}" for i in range(1, n + 1)])
        assert sum(">σ<" in part for part in parts) == n
        assert any("= y<" in part for part in parts)


def test_a_picture_needs_neither_matplotlib_nor_ipywidgets():
    code = (
        "import sys, numpy as np\n"
        "from chainlab.explore.mathematics.tangent import look\n"
        "from chainlab.explore.pictures.tangent import draw\n"
        "assert draw(look({'sigmoid': np.tanh}, 0.5)).svg.startswith('<svg')\n"
        "assert not {'matplotlib', 'ipywidgets', 'IPython'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=SOURCE, check=True)


# Where there is no kernel


@pytest.mark.parametrize("name", sorted(EXPLORERS.keys() - {"explore-steps"}))
def test_the_widget_standing_still_is_the_widgets_own_picture(name):
    assert (SOURCE / "figures" / f"{name}.svg").read_text(encoding="utf-8") == EXPLORERS[name]()


def test_the_errors_standing_still_are_drawn_by_the_widget():
    # Their last digits are noise of the processor's arithmetic: the frame is compared, not the curves.
    texts = (
        (SOURCE / "figures" / "explore-steps.svg").read_text(encoding="utf-8"),
        EXPLORERS["explore-steps"](),
    )
    first, second = (re.findall(r"<text[^>]*>[^<]*</text>", text)[2:] for text in texts)
    assert first == second


@pytest.mark.parametrize("name", WIDGETS)
def test_a_picture_stands_beside_each_widget_in_its_notebook(name):
    for path in SOURCE.glob("0*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for k, cell in enumerate(cells):
            if f"explore_{name}(" in "".join(cell["source"]) and cell["cell_type"] == "code":
                around = "".join("".join(c["source"]) for c in cells[k - 2 : k + 3])
                assert f"](figures/explore-{name}.svg)" in around
                assert cell["metadata"]["tags"] == ["figure"]
                return
    pytest.fail(f"no notebook shows the widget {name}")
