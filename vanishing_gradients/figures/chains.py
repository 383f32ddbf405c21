"""Pictures of the chain: its units and arrows, and one link close up."""

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from vanishing_gradients.figures.style import BLUE, INK, ORANGE, PALE, PAPER, WIDTH, canvas

SHEET_A = (0.5, (1.5, -2.0, 0.8, 3.0))
"""x and w of the preset "sheet A, n=4"."""

SHEET_B = (0.5, (1.5, -2.0, 0.8, 3.0, -1.2))
"""x and w of the preset "sheet B, n=5"."""


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str = INK) -> None:
    axes.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=13, linewidth=1.6, color=colour, shrinkA=0, shrinkB=0
        )
    )


def _unit(axes: Axes, x: float, y: float, radius: float, layer: int) -> None:
    """Draw unit `layer`: z comes in on the left half, a goes out on the right half."""
    axes.add_patch(Circle((x, y), radius, facecolor=PAPER, edgecolor=BLUE, linewidth=2.0))
    axes.plot([x, x], [y - radius, y + radius], color=BLUE, linewidth=1.0, linestyle=":")
    axes.text(x - radius / 2, y, f"$z_{layer}$", ha="center", va="center", fontsize=12, color=INK)
    axes.text(x + radius / 2, y, f"$a_{layer}$", ha="center", va="center", fontsize=12, color=INK)
    axes.text(x, y + radius + 0.15, r"$\sigma$", ha="center", va="center", fontsize=13, color=BLUE)


def _chain(n: int) -> Figure:
    radius, row, first, across = 0.36, 1.3, 0.3, math.ceil(n / 2)
    rows = math.ceil(n / across)
    height = row * rows + 0.6
    figure, axes = canvas(height)
    _head(axes, height, f"A chain of {n} units: each one multiplies\nby its weight, then squashes with σ")
    step = (WIDTH - first - radius - 0.55) / across
    middle: dict[str, Any] = {"ha": "center", "va": "center"}
    for layer in range(1, n + 1):
        line, place = divmod(layer - 1, across)
        y, x = height - 1.15 - row * line, first + step * (place + 1)
        if place == 0:
            name = "$x$" if line == 0 else f"$a_{layer - 1}$"
            axes.text(first - 0.08, y, name, fontsize=14, color=INK, **middle)
        start = first + step * place + (radius if place else 0.14)
        _arrow(axes, (start, y), (x - radius, y))
        axes.text((start + x - radius) / 2, y + 0.2, rf"$\cdot\, w_{layer}$", fontsize=12.5, **middle)
        _unit(axes, x, y, radius, layer)
        axes.text(x, y - 0.54, f"unit {layer}", color=PALE, **middle)
        if layer == n or place == across - 1:
            _arrow(axes, (x + radius, y), (x + radius + 0.2, y))
            end = "$y$" if layer == n else f"$a_{layer}$"
            axes.text(x + radius + 0.36, y, end, fontsize=14, color=INK, **middle)
    axes.text(first - 0.08, height - 1.45, "$= a_0$", fontsize=11, color=PALE, **middle)
    return figure


def _head(axes: Axes, height: float, text: str) -> None:
    axes.text(0.08, height - 0.08, text, ha="left", va="top", fontsize=11.5, fontweight="bold", color=INK)


def chain_n4() -> Figure:
    """Draw the chain of four units."""
    return _chain(4)


def chain_n5() -> Figure:
    """Draw the chain of five units."""
    return _chain(5)


def one_link() -> Figure:
    """Draw one link close up: two arrows, so two questions."""
    height, y = 2.2, 1.12
    figure, axes = canvas(height)
    _head(axes, height, "One link is two arrows")
    for name, x in (("$a_{i-1}$", 0.42), ("$z_i$", WIDTH / 2), ("$a_i$", WIDTH - 0.42)):
        look: dict[str, Any] = {"facecolor": PAPER, "edgecolor": BLUE, "linewidth": 2}
        axes.add_patch(FancyBboxPatch((x - 0.28, y - 0.25), 0.56, 0.5, boxstyle="round,pad=0.06", **look))
        axes.text(x, y, name, ha="center", va="center", fontsize=14, color=INK)
    arrows = (
        (0.25, "times $w_i$\n(plus $b_i$)", "how much of a nudge\ngets from $a_{i-1}$ to $z_i$?"),
        (0.75, r"$\sigma$", "how much of a nudge\ngets from $z_i$ to $a_i$?"),
    )
    for share, above, below in arrows:
        x = 0.42 + share * (WIDTH - 0.84)
        _arrow(axes, (x - 0.56, y), (x + 0.56, y))
        axes.text(x, y + 0.12, above, ha="center", va="bottom", color=INK)
        axes.text(x, y - 0.42, below, ha="center", va="top", color=ORANGE)
    return figure


FIGURES = {"chain-n4": chain_n4, "chain-n5": chain_n5, "one-link": one_link}
"""Figures of notebook 2, by the names of their files."""
