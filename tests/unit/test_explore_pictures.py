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
from .widgets import WIDGETS, explorer, module

SOURCE = LAB.parent
SVG = "{http://www.w3.org/2000/svg}"
pytestmark = pytest.mark.usefixtures("lab")


def drawing(name):
    """Return the widget's picture as a tree."""
    text = explorer(name).picture.value
    return ET.fromstring(text[text.index("<svg") : text.rindex("</svg>") + 6])


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
        assert part.tag.removeprefix(SVG) in {"svg", "rect", "path", "text", "circle"}
        assert not any(key == "id" or key.startswith("on") for key in part.attrib)


@pytest.mark.parametrize("name", WIDGETS)
def test_all_letters_of_a_picture_have_the_contrast_of_text(name):
    assert all(contrast(part.get("fill")) >= 4.5 for part in drawing(name).iter(f"{SVG}text"))


@pytest.mark.parametrize("name", WIDGETS)
def test_all_letters_of_a_picture_are_large_enough(name):
    assert all(float(part.get("font-size")) >= 11 for part in drawing(name).iter(f"{SVG}text"))


def test_curves_differ_in_more_than_their_colour():
    svg = module("svg")
    looks = [svg.YOURS, svg.OTHER, svg.THIRD, svg.GUIDE]
    assert all(contrast(look.colour) >= 3 for look in looks)
    assert len({look.dash for look in looks}) == len(looks)


@pytest.mark.parametrize("name", WIDGETS)
def test_all_lines_stay_inside_the_picture(name):
    tree = drawing(name)
    width, height = float(tree.get("width")), float(tree.get("height"))
    for part in tree:  # what is nested deeper is cut off by its panel
        numbers = [float(v) for v in re.findall(r"-?[\d.]+", part.get("d", ""))]
        assert all(-1 <= v <= width + 1 for v in numbers[0::2])
        assert all(-1 <= v <= height + 1 for v in numbers[1::2])


def test_no_two_words_of_the_chain_lie_on_each_other():
    stepper = explorer("chain")
    stepper.controls["n"].value = 5
    stepper.go(15)
    text = stepper.picture.value
    words = [
        (float(p.get("y")), float(p.get("x")), len(p.text) * 0.58 * float(p.get("font-size")))
        for p in ET.fromstring(text[text.index("<svg") : text.rindex("</svg>") + 6]).iter(f"{SVG}text")
        if p.get("text-anchor") == "middle"
    ]
    for (y, x, wide), (next_y, next_x, next_wide) in pairwise(sorted(words)):
        assert y != next_y or next_x - x > 0.5 * (wide + next_wide) - 1


def test_ticks_of_a_straight_axis_are_round_numbers():
    assert [text for _, text in module("svg").Axis("", -0.2, 1.2).ticks(6)] == ["0.0", "0.5", "1.0"]


def test_ticks_of_a_logarithmic_axis_are_powers_of_ten():
    ticks = module("svg").Axis("", 1e-4, 1.0, log=True).ticks(5)
    assert [text for _, text in ticks] == ["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"]


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
                around = "".join("".join(c["source"]) for c in (cells[k - 1], cells[k + 1]))
                assert f"](figures/explore-{name}.svg)" in around
                assert cell["metadata"]["tags"] == ["figure"]
                return
    pytest.fail(f"no notebook shows the widget {name}")
