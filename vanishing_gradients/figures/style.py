"""How all figures look, in light and in dark, and how they are written: two runs give the same bytes.

A figure is drawn for a narrow page: there it can be read at half its size, and on a wide page its letters are
as large as the text around it.
"""

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from vanishing_gradients.figures import students_package

THEME = students_package.load("drawing.theme")
"""Colours of all pictures of the course; here each has a line style too."""
BLUE, ORANGE, GREEN = THEME.BLUE, THEME.ORANGE, THEME.GREEN
INK, PALE, PAPER, GROUND = THEME.INK, THEME.PALE, THEME.PAPER, THEME.GROUND

WIDTH = 4.6
"""Inches that a figure is wide."""
TITLE = 40
"""Letters of a title in one line."""

RC: dict[Any, Any] = {
    "axes.edgecolor": PALE,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "grid.alpha": 0.25,
    "legend.fontsize": 9.5,
    "legend.frameon": False,
    "lines.linewidth": 2.2,
    "mathtext.fontset": "dejavusans",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.fonttype": "path",  # the letters travel with the file and look alike everywhere
    "svg.hashsalt": "vanishing-gradients",  # without it the ids inside the file differ at each run
}


def panel(height: float = 3.4) -> tuple[Figure, Axes]:
    """Return a figure with one pair of axes, without pyplot and so without a window or global state."""
    figure = paper(height)
    return figure, figure.add_subplot()


def names_below(figure: Figure, columns: int = 1) -> None:
    """Name the lines below the axes, for lines that leave no room between them."""
    figure.legend(loc="outside lower center", ncols=columns, columnspacing=1.2)


def pair(height: float = 3.0) -> tuple[Figure, list[Axes]]:
    """Return a figure with two pairs of axes side by side, of one vertical scale."""
    figure = paper(height)
    return figure, list(figure.subplots(1, 2, sharey=True))


def paper(height: float) -> Figure:
    """Return an empty figure."""
    return Figure(figsize=(WIDTH, height), layout="constrained", facecolor=GROUND)


def canvas(height: float) -> tuple[Figure, Axes]:
    """Return a figure without visible axes, one unit to the inch, for diagrams."""
    figure = Figure(figsize=(WIDTH, height), facecolor=GROUND)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0.0, WIDTH)
    axes.set_ylim(0.0, height)
    axes.set_axis_off()
    return figure, axes


def save(draw: Callable[[], Figure], path: Path) -> None:
    """Draw in this house's style and write the figure as SVG, without date or program version."""
    with mpl.rc_context(RC):
        figure = draw()
        for axes in figure.axes:
            axes.set_title(textwrap.fill(axes.get_title(loc="left"), TITLE))
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    # Matplotlib leaves blanks at line ends, which a repository's whitespace check would refuse.
    text = path.read_text(encoding="utf-8")
    lines = [line.rstrip() for line in text.splitlines()]
    path.write_text(THEME.for_file("\n".join(lines) + "\n"), encoding="utf-8")
