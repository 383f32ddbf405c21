"""The static figures: they can be read on a narrow page, where JupyterLab leaves them 282 of 400 pixels."""

from __future__ import annotations

import re
from typing import Any

import matplotlib as mpl
import pytest

from vanishing_gradients.figures import EXPLORERS, FIGURES
from vanishing_gradients.figures.style import RC

NARROW = 282
LEAST = 8.0
"""Pixels of the smallest letters on a narrow page."""
PIXELS = 96 / 72
"""Of a point."""


def letters(figure: Any) -> list[float]:
    """Return the sizes, in points, of all that is written in a figure."""
    found = figure.findobj(
        lambda part: isinstance(part, mpl.text.Text) and part.get_visible() and part.get_text()
    )
    return [text.get_fontsize() for text in found]


@pytest.mark.parametrize("name", FIGURES)
def test_the_letters_of_a_figure_can_be_read_on_a_narrow_page(name: str) -> None:
    with mpl.rc_context(RC):
        figure = FIGURES[name]()
        shrunk = NARROW / (96 * figure.get_figwidth())
        assert min(letters(figure)) * PIXELS * shrunk >= LEAST


@pytest.mark.parametrize("name", EXPLORERS)
def test_the_letters_of_a_widget_standing_still_can_be_read_on_a_narrow_page(name: str) -> None:
    svg = EXPLORERS[name]()
    width = float(re.search(r'width="(\d+)"', svg)[1])  # type: ignore[index]
    assert min(map(float, re.findall(r'font-size="([\d.]+)"', svg))) * NARROW / width >= LEAST
