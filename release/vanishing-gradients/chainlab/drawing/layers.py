"""Layers of many units: where the student's Jacobian sends a nudge, and how far it stretches with depth."""

import numpy as np

from .base import (
    BLUE,
    INK,
    ORANGE,
    PALE,
    NotDrawnError,
    call,
    finite_numbers,
    name_lines,
    new_panels,
    on_grid,
    positive,
    say,
    show,
    title,
)

NETWORK = (((1.5, -1.0), (-3.5, 4.5), (-4.0, -4.0)), ((-1.0, 4.5, 0.0), (-5.0, 4.5, 4.5)))
"""A small network, 2 units to 3 to 2, whose layers do not commute."""
PLACE = (0.4, -0.3)
DEPTHS = (1, 2, 3, 4, 6, 8, 10, 12)


def draw_nudges(jacobian, singular_values=None, *, sigmoid):
    """Draw where your jacobian sends a circle of nudges, beside where the network itself sends them.

    Parameters
    ----------
    jacobian : function
        Your jacobian.
    singular_values : function
        Your singular_values; draws the circles that should just hold the ellipse.
    sigmoid : function
        Your sigmoid, on which the crosses are measured.
    """
    matrices, start = [np.array(matrix) for matrix in NETWORK], np.array(PLACE)
    values = None
    try:
        returned = call("jacobian", jacobian, [m.copy() for m in matrices], start.copy())
        yours = finite_numbers("jacobian", returned, (2, 2))
        angle = np.linspace(0.0, 2.0 * np.pi, 121)
        circle = np.array([np.cos(angle), np.sin(angle)])
        seen = _measured(sigmoid, matrices, start, circle[:, ::5])
        waits = None
        if singular_values is not None:
            values, waits = _lengths(singular_values, matrices, start)
    except NotDrawnError as reason:
        say(str(reason))
        return
    (panel,) = new_panels(1, 4.4)
    panel.plot(*(yours @ circle), color=BLUE, lw=2, label="circle of nudges, by your jacobian")
    panel.plot(*seen, "x", color=ORANGE, ms=7, mew=2, label="measured on the network")
    for k, value in enumerate(() if values is None else values):
        label = None if k else "circles with your singular values as radius"
        panel.plot(*(value * circle), ":", color=INK, lw=1.2, label=label)
    reach = 1.15 * max(
        np.abs(seen).max(), np.abs(yours @ circle).max(), *(values if values is not None else ())
    )
    panel.plot([-reach, reach, np.nan, 0.0, 0.0], [0.0, 0.0, np.nan, -reach, reach], color=PALE, lw=0.6)
    panel.set_aspect("equal")
    panel.set_xlim(-reach, reach)
    panel.set_ylim(-reach, reach)
    panel.set_xlabel("nudge of the first output")
    panel.set_ylabel("nudge of the second output")
    name_lines(panel)
    title(panel, "A circle of nudges, after two layers")
    show(panel)
    sizes = np.hypot(*seen)
    rows = np.array2string(yours, precision=4).replace("\n", "")
    lines = [f"your jacobian, row by row: {rows}"]
    lines.append(f"measured: the longest nudge has length {sizes.max():.3f}, the shortest {sizes.min():.3f}")
    if values is not None:
        lines.append(f"your singular values: {', '.join(f'{v:.4f}' for v in values)}")
    say(*lines, *([str(waits)] if waits else []))


def _lengths(singular_values, matrices, start):
    """Return the student's singular values, or the kind line that says why there are none."""
    try:
        returned = call("singular_values", singular_values, [m.copy() for m in matrices], start.copy())
        return finite_numbers("singular_values", returned, (2,)), None
    except NotDrawnError as reason:
        return None, reason


def _measured(sigmoid, matrices, start, nudges):
    """Return where the network sends tiny nudges of its input, each divided by its size."""
    size, arrived = 1e-4, []
    for nudge in np.column_stack([np.zeros(2), size * nudges]).T:
        a = start + nudge
        for matrix in matrices:
            a = on_grid("sigmoid", sigmoid, matrix @ a)
        arrived.append(a)
    return ((np.array(arrived[1:]) - arrived[0]) / size).T


def draw_stretch(singular_values, scales=(1.0, 4.0), *, units=50, seed=1):
    """Draw how far nudges are stretched by ever more layers with random weights.

    Parameters
    ----------
    singular_values : function
        Your singular_values.
    scales : two numbers
        Spreads s of the weights: each weight is drawn with the standard deviation s / sqrt(units).
    units : int
        Units in each layer.
    seed : int
        Another seed draws another network.
    """
    try:
        found = {scale: _stretches(singular_values, scale, units, seed) for scale in scales}
    except NotDrawnError as reason:
        say(str(reason))
        return
    (panel,) = new_panels(1)
    for (scale, values), colour, marker in zip(found.items(), (BLUE, ORANGE), "os", strict=False):
        typical, largest = np.log10(positive(values))
        panel.plot(DEPTHS, typical, marker + "-", color=colour, lw=2, ms=4, label=f"s = {scale:g}, typical")
        panel.plot(DEPTHS, largest, "--", color=colour, lw=1.5, label=f"s = {scale:g}, largest")
    panel.axhline(0.0, color=INK, lw=0.8)
    panel.set_xticks(DEPTHS)
    panel.set_xlabel("layers")
    panel.set_ylabel(r"$\log_{10}$ of the stretch")
    name_lines(panel)
    title(panel, f"What random layers of {units} units do to a nudge")
    show(panel)
    say(
        *(
            f"s = {scale:g}, {DEPTHS[-1]} layers: typical {typical[-1]:.2g} "
            f"({typical[-1] ** (1.0 / DEPTHS[-1]):.2f} for each layer), largest {largest[-1]:.2g}"
            for scale, (typical, largest) in found.items()
        )
    )


def _stretches(singular_values, scale, units, seed):
    """Return the typical stretch (root mean square of the singular values) and the largest, by depth."""
    draw = np.random.default_rng(seed)
    matrices = [draw.normal(0.0, scale / np.sqrt(units), (units, units)) for _ in range(DEPTHS[-1])]
    start, rows = draw.normal(0.0, 1.0, units), []
    for depth in DEPTHS:
        copies = [matrix.copy() for matrix in matrices[:depth]]
        returned = call("singular_values", singular_values, copies, start.copy())
        values = np.abs(finite_numbers("singular_values", returned, (units,)))
        rows.append((np.sqrt(np.mean(values**2)), values[0]))
    return np.array(rows).T
