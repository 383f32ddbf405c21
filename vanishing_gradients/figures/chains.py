"""Pictures of the chain: its units and arrows, and one link close up."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from vanishing_gradients.figures.style import BLUE, INK, ORANGE, PALE, PAPER, canvas

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
    width, height, radius = 7.4, 2.0, 0.36
    figure, axes = canvas(width, height)
    y, first = 0.98, 0.34
    step = (width - first - 0.8) / n
    axes.text(first, y, "$x$", ha="center", va="center", fontsize=15, color=INK)
    axes.text(first, y - 0.3, "$= a_0$", ha="center", va="center", fontsize=11, color=PALE)
    for layer in range(1, n + 1):
        x = first + step * layer
        start = first + step * (layer - 1) + (0.18 if layer == 1 else radius)
        _arrow(axes, (start, y), (x - radius, y))
        middle = (start + x - radius) / 2
        axes.text(middle, y + 0.2, rf"$\cdot\, w_{layer}$", ha="center", va="center", fontsize=12.5)
        _unit(axes, x, y, radius, layer)
        axes.text(x, y - 0.66, f"unit {layer}", ha="center", va="center", fontsize=10, color=PALE)
    end = first + step * n
    _arrow(axes, (end + radius, y), (end + radius + 0.17, y))
    axes.text(end + radius + 0.28, y, "$y$", ha="center", va="center", fontsize=15, color=INK)
    axes.text(
        width / 2,
        1.82,
        f"A chain of {n} units: each one multiplies by its weight, then squashes with σ",
        ha="center",
        va="center",
        fontsize=11,
        fontweight="bold",
        color=INK,
    )
    return figure


def chain_n4() -> Figure:
    """Draw the chain of four units."""
    return _chain(4)


def chain_n5() -> Figure:
    """Draw the chain of five units."""
    return _chain(5)


def one_link() -> Figure:
    """Draw one link close up: two arrows, so two questions."""
    figure, axes = canvas(6.4, 2.3)
    places = {"$a_{i-1}$": 0.85, "$z_i$": 3.2, "$a_i$": 5.55}
    for name, x in places.items():
        box = FancyBboxPatch(
            (x - 0.42, 0.9),
            0.84,
            0.6,
            boxstyle="round,pad=0.06",
            facecolor=PAPER,
            edgecolor=BLUE,
            linewidth=2,
        )
        axes.add_patch(box)
        axes.text(x, 1.2, name, ha="center", va="center", fontsize=15, color=INK)
    arrows = (
        (2.025, "times $w_i$ (plus $b_i$)", "how much of a nudge\ngets from $a_{i-1}$ to $z_i$?"),
        (4.375, r"$\sigma$", "how much of a nudge\ngets from $z_i$ to $a_i$?"),
    )
    for x, above, below in arrows:
        _arrow(axes, (x - 0.66, 1.2), (x + 0.66, 1.2))
        axes.text(x, 1.64, above, ha="center", va="center", fontsize=10.5, color=INK)
        axes.text(x, 0.5, below, ha="center", va="center", fontsize=9.5, color=ORANGE)
    axes.text(
        3.2,
        2.1,
        "One link is two arrows",
        ha="center",
        va="center",
        fontsize=11.5,
        fontweight="bold",
    )
    return figure


FIGURES = {"chain-n4": chain_n4, "chain-n5": chain_n5, "one-link": one_link}
"""Figures of notebook 2, by the names of their files."""
