"""Figures of one unit: tangents of the sigmoid, and its slope far from the middle."""

import numpy as np
from matplotlib.figure import Figure

from vanishing_gradients import reference
from vanishing_gradients.figures.style import BLUE, GREEN, INK, ORANGE, names_below, panel


def tangent() -> Figure:
    """Draw the sigmoid with three tangents away from its steepest point, which the reader should find."""
    z = np.linspace(-7.0, 7.0, 561)
    touch = ((-3.0, GREEN, ":"), (-1.0, ORANGE, "--"), (2.0, INK, "-."))
    figure, axes = panel(4.0)
    axes.plot(z, reference.sigmoid(z), color=BLUE, label=r"$\sigma(z)$")
    for place, colour, line in touch:
        height, slope = float(reference.sigmoid(place)), float(reference.sigmoid_prime(place))
        reach = np.array([-1.9, 1.9])
        label = f"tangent at $z = {place:g}$: slope {slope:.3f}"
        axes.plot(place + reach, height + slope * reach, color=colour, linestyle=line, label=label)
        axes.plot(place, height, "o", color=colour, markersize=7)
    axes.set_title("The slope changes from place to place")
    axes.set_xlabel("$z$ (input of the unit)")
    axes.set_ylabel(r"$\sigma(z)$ (output)")
    axes.set_ylim(-0.15, 1.15)
    names_below(figure)
    return figure


def slope_far_out() -> Figure:
    """Draw log10 of the slope, which becomes a straight line away from the middle."""
    z = np.linspace(0.0, 30.0, 301)
    rate = np.log(10.0)
    figure, axes = panel()
    axes.plot(z, np.log10(reference.sigmoid_prime(z)), color=BLUE, label=r"$\log_{10}\,\sigma'(z)$")
    axes.plot(
        z, -z / rate, color=ORANGE, linestyle="--", label=f"straight line: 1 decade for every {rate:.2f}"
    )
    axes.set_title("Far out, the slope loses one decade for every 2.3 in $z$")
    axes.set_xlabel("$z$ (input of the unit)")
    axes.set_ylabel(r"$\log_{10}$ of the slope (decades)")
    axes.legend(loc="upper right")
    return figure


FIGURES = {"slope-far-out": slope_far_out, "tangent": tangent}
"""Figures of notebook 1, by the names of their files."""
