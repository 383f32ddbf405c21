"""One unit, drawn with the student's own functions."""
# ruff: noqa: T201 -- a read-out is printed

import numpy as np

from .base import BLUE, ORANGE, NotDrawnError, new_panels, on_grid, show, title


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
        print(waits)


def _print_values(places, names, values):
    digits = 10 if len(values) == 1 else 6  # a saturated sigmoid should not be printed as 1
    shown = [name for name, _ in zip(names, values, strict=False)]
    print(f"{'z':>8}" + "".join(f"{name:>16}" for name in shown))
    for k, place in enumerate(places):
        print(f"{place:8g}" + "".join(f"{value[k]:16.{digits}g}" for value in values))


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
        panel.legend(loc="upper right" if k == 2 else "upper left", fontsize=8.5, frameon=False)
    title(panels[0], titles[len(curves) - 1])
    panels[-1].set_xlabel("z (input of the unit)")
    show(panels[0])
    for k in range(1, len(curves)):
        gap = np.max(np.abs(curves[k] - np.gradient(curves[k - 1], z)))
        print(f"Largest gap between your {names[k]} and the measured slope: {gap:.1g}")
