"""Figures of notebook 4: what depth does to the gradient."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from vanishing_gradients import reference
from vanishing_gradients.figures.style import BLUE, INK, ORANGE, PALE, names_below, pair, panel
from vanishing_gradients.statements.training import random_sizes

DRAWS = 20_000
"""Random chains in a histogram."""

_FINE = np.geomspace(1e-7, 0.5, 400)


def depth_decay() -> Figure:
    """Draw log10 |dy/dx| over the depth for a small and for a large weight."""
    depths = np.arange(1, 13)
    figure, axes = panel()
    for weight, colour, line in ((0.5, BLUE, "o-"), (8.0, ORANGE, "s--")):
        curve = reference.depth_curve(weight, 0.5, len(depths))
        axes.plot(depths, curve, line, color=colour, markersize=5, label=f"every weight {weight:g}")
    axes.set_title("A small and a large weight: each layer takes its share")
    axes.set_xlabel("depth $n$ (number of units)")
    axes.set_ylabel(r"$\log_{10}\,|dy/dx|$")
    axes.set_xticks(depths)
    axes.legend(loc="lower left")
    return figure


def cobweb() -> Figure:
    """Draw the staircase of activations for a weight where it settles and one where it does not."""
    figure, (left, right) = pair()
    _staircase(left, 3.0, 0.1, 12)
    left.set_title("$w = 3$: they settle")
    left.set_ylabel("$a$ that goes out")
    names_below(figure, 3)
    _staircase(right, -8.0, 0.22, 24)
    right.set_title("$w = -8$: a loop")
    return figure


def _staircase(axes: Axes, weight: float, start: float, layers: int) -> None:
    grid = np.linspace(0.0, 1.0, 201)
    _, a = reference.chain_forward(start, [weight] * layers)
    axes.plot(grid, reference.sigmoid(weight * grid), color=BLUE, label=r"$\sigma(w\,a)$")
    axes.plot(grid, grid, color=PALE, linestyle=":", linewidth=1.3, label="out = in")
    across, up = np.repeat(a[:-1], 2), np.append(0.0, np.repeat(a[1:], 2)[:-1])
    axes.plot(across, up, color=ORANGE, linestyle="--", linewidth=1.3, label="from unit to unit")
    axes.set_xlabel("$a$ that comes in")
    axes.set_aspect("equal")


def unit_window() -> Figure:
    """Draw the factor of one link over the activation that comes in, for two weights."""
    a = np.linspace(-0.2, 0.95, 461)
    figure, axes = panel(3.9)
    for weight, bias, colour, line in ((8.0, -3.0, BLUE, "-"), (20.0, -7.5, ORANGE, "--")):
        factor = weight * reference.sigmoid_prime(weight * a + bias)
        axes.plot(a, factor, color=colour, linestyle=line, label=f"$w = {weight:g}$, $b = {bias:g}$")
    axes.axhline(1.0, color=INK, linestyle=":", linewidth=1.6, label="1: a nudge keeps its size")
    axes.set_title("A larger weight: a higher peak, on a shorter stretch")
    axes.set_xlabel("$a$ that comes in")
    axes.set_ylabel(r"factor $|w\,\sigma'(w\,a + b)|$")
    names_below(figure)
    return figure


def knife_edge() -> Figure:
    """Draw log10 |dy/dx| over x for chains whose biases are made for x = 0.5, at three depths."""
    x = np.concatenate([0.5 - _FINE[::-1], [0.5], 0.5 + _FINE])
    figure, axes = panel()
    for layers, colour, line in ((1, INK, ":"), (4, ORANGE, "--"), (10, BLUE, "-")):
        w = [8.0] * layers
        b = reference.explosive_biases(0.5, w)
        size = [np.log10(abs(reference.chain_dydx(place, w, b))) for place in x.tolist()]
        axes.plot(x, size, color=colour, linestyle=line, label=f"$n = {layers}$")
    axes.axhline(0.0, color=PALE, linewidth=1.0)
    axes.set_title("Biases made for $x = 0.5$: higher with depth, but narrower")
    axes.set_xlabel("$x$ (input of the chain)")
    axes.set_ylabel(r"$\log_{10}\,|dy/dx|$")
    axes.set_ylim(-9.5, 4.0)
    axes.legend(loc="upper left")
    return figure


def random_weights() -> Figure:
    """Draw how log10 |dy/dx| is spread over chains with normally distributed weights."""
    edges = np.arange(-80.0, 1.0, 1.0)
    figure, axes = panel(3.7)
    for spread, colour, line in ((4.0, BLUE, "-"), (16.0, ORANGE, "--")):
        size = random_sizes(spread, 20, DRAWS)
        share, _ = np.histogram(size, edges)
        label = f"standard deviation {spread:g}"
        axes.stairs(share / DRAWS, edges, color=colour, linestyle=line, linewidth=1.9, label=label)
        axes.axvline(float(np.median(size)), color=colour, linestyle=":", linewidth=1.6)
    axes.axvline(0.0, color=INK, linewidth=1.2)
    axes.set_title("20 units, random weights: almost every gradient is tiny")
    axes.set_xlabel(r"$\log_{10}\,|dy/dx|$ at $x = 0.5$ (dotted: the middle draw)")
    axes.set_ylabel("share of the chains")
    names_below(figure)
    return figure


FIGURES = {
    "cobweb": cobweb,
    "depth-decay": depth_decay,
    "knife-edge": knife_edge,
    "random-weights": random_weights,
    "unit-window": unit_window,
}
"""Figures of notebook 4, by the names of their files."""
