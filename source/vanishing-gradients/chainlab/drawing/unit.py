"""One unit, drawn with the student's own functions."""

import itertools

import numpy as np

from .base import BLUE, ORANGE, NotDrawnError, name_lines, new_panels, on_grid, say, say_rows, show, title


def draw_unit(sigmoid, sigmoid_prime=None, sigmoid_second=None, *, at=(), z_max=8.0):
    """Draw your sigmoid and, if they are given, its first and second derivative.

    Parameters
    ----------
    sigmoid, sigmoid_prime, sigmoid_second : function
        Your functions. Each derivative is drawn on top of the slope measured on the function before it.
    at : sequence of float
        Places z at which the values are printed.
    z_max : float
        The figure reaches from -z_max to z_max.
    """
    names = ("sigmoid", "sigmoid_prime", "sigmoid_second")
    given = [
        (n, f) for n, f in zip(names, (sigmoid, sigmoid_prime, sigmoid_second), strict=True) if f is not None
    ]
    z, places = np.linspace(-z_max, z_max, 801), np.asarray(at, dtype=float)
    curves, values, waits = [], [], None
    try:
        for name, function in given:
            curves.append(on_grid(name, function, z))
            values.append(on_grid(name, function, places))
    except NotDrawnError as reason:
        waits = reason
    if values:
        _draw_curves(z, curves[: len(values)], names)
    if values and len(places):
        _print_values(places, names, values)
    if waits:
        say(str(waits))


def _print_values(places, names, values):
    digits = 10 if len(values) == 1 else 6  # a saturated sigmoid should not be printed as 1
    shown = [name for name, _ in zip(names, values, strict=False)]
    rows = [f"{'z':>6}" + "".join(f"{name:>15}" for name in shown)]
    for k, place in enumerate(places):
        rows.append(f"{place:6g}" + "".join(f"{value[k]:15.{digits}g}" for value in values))
    say_rows(*rows)


def _draw_curves(z, curves, names):
    axis_names = ("σ(z)", "slope σ'(z)", "σ''(z)")
    titles = (
        "Your sigmoid",
        "Your sigmoid and its slope",
        "Your sigmoid, its slope, and how the slope changes",
    )
    panels = new_panels(len(curves))
    for k, (panel, curve) in enumerate(zip(panels, curves, strict=True)):
        if k:
            measured = np.gradient(curves[k - 1], z)
            panel.plot(z, measured, color=ORANGE, lw=4, alpha=0.55, label=f"measured on your {names[k - 1]}")
        panel.plot(z, curve, color=BLUE, lw=1.8, ls="--" if k else "-", label=f"your {names[k]}")
        panel.set_ylabel(axis_names[k])
    title(panels[0], titles[len(curves) - 1])
    panels[-1].set_xlabel("z (input of the unit)")
    name_lines(panels[-1])
    show(panels[0])
    gaps = [np.max(np.abs(curve - np.gradient(before, z))) for before, curve in itertools.pairwise(curves)]
    say(
        *(
            f"Largest gap between your {name} and the measured slope: {gap:.1g}"
            for name, gap in zip(names[1:], gaps, strict=False)
        )
    )
