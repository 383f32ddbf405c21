"""Figures of notebook 3: slopes measured in steps, where digits are lost, and where floats end."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from vanishing_gradients import reference
from vanishing_gradients.figures.chains import SHEET_A
from vanishing_gradients.figures.style import BLUE, INK, ORANGE, PALE, WIDTH, canvas, names_below, panel

FORMATS = ("float16", "float32", "float64")


def _output(x: float, w: tuple[float, ...]) -> float:
    return float(reference.chain_forward(x, w)[1][-1])


def secant() -> Figure:
    """Draw a curve, its tangent, and the line through two samples on both sides."""
    x, h = 0.4, 1.6
    t = np.linspace(-3.2, 4.2, 371)
    figure, axes = panel(3.9)
    axes.plot(t, reference.sigmoid(t), color=BLUE, label="the curve $f$")
    at, left, right = (float(reference.sigmoid(v)) for v in (x, x - h, x + h))
    slope, secant_slope = float(reference.sigmoid_prime(x)), (right - left) / (2.0 * h)
    reach = np.array([-2.3, 2.3])
    axes.plot(x + reach, at + slope * reach, color=INK, linestyle=":", label="tangent at $x$")
    middle = (left + right) / 2.0
    axes.plot(
        x + reach,
        middle + secant_slope * reach,
        color=ORANGE,
        linestyle="--",
        label="line through the two samples",
    )
    axes.plot([x - h, x + h], [left, right], "o", color=ORANGE, markersize=8)
    axes.plot(x, at, "o", color=INK, markersize=6)
    axes.set_xticks([x - h, x, x + h], ["$x - h$", "$x$", "$x + h$"])
    axes.set_ylim(-0.15, 1.15)
    axes.set_xlabel("input of $f$")
    axes.set_ylabel("output of $f$")
    axes.set_title("Two samples of a curve tell its slope, nearly")
    names_below(figure)
    return figure


def matching_digits() -> Figure:
    """Write y(x+h) and y(x-h) of sheet A's chain below each other, and mark the digits that differ."""
    x, w = SHEET_A
    height, row = 4.1, 0.87
    figure, axes = canvas(height)
    head: dict[str, Any] = {"va": "top", "color": INK}
    axes.text(
        0.08,
        height - 0.08,
        "The smaller the step, the fewer digits differ",
        fontsize=11.5,
        weight="bold",
        **head,
    )
    axes.text(0.08, height - 0.36, "two outputs of sheet A's chain for each step $h$", **head)
    for place, exponent in enumerate((2, 5, 8, 11)):
        top = height - 0.8 - row * place
        texts = [f"{_output(x + sign * 10.0**-exponent, w):.16f}" for sign in (1, -1)]
        same = next(k for k in range(len(texts[0])) if texts[0][k] != texts[1][k])
        differ = len(texts[0]) - same
        axes.text(0.08, top, f"$h = 10^{{-{exponent}}}$", va="center", color=INK)
        axes.text(WIDTH - 0.08, top, f"{differ} digits differ", ha="right", va="center", color=ORANGE)
        for k, (text, at) in enumerate(zip(texts, ("$y(x + h)$", "$y(x - h)$"), strict=True), 1):
            axes.text(0.95, top - 0.24 * k, at, color=INK, ha="right", va="center")
            for column, digit in enumerate(text):
                marked = column >= same
                axes.text(
                    1.15 + 0.185 * column,
                    top - 0.24 * k,
                    digit,
                    fontsize=11,
                    color=ORANGE if marked else PALE,
                    fontweight="bold" if marked else "normal",
                    ha="center",
                    va="center",
                )
    return figure


def error_against_step() -> Figure:
    """Draw the error of the central difference for sheet A's chain, with the two sides of its curve."""
    x, w = SHEET_A
    truth = reference.chain_dydx(x, w)
    steps = np.logspace(-12.0, 0.0, 97)
    errors = [
        reference.relative_error(reference.central_difference(lambda t: _output(t, w), x, h), truth)
        for h in steps.tolist()
    ]
    figure, axes = panel()
    axes.loglog(steps, errors, "o-", color=BLUE, markersize=3, linewidth=1.2, label="central difference")
    bend = errors[-17] / steps[-17] ** 2
    wide, narrow = np.array([1e-5, 1.0]), np.array([1e-12, 3e-4])
    eps = float(np.finfo(float).eps)
    lost = eps * abs(_output(x, w) / truth)
    axes.loglog(wide, bend * wide**2, "--", color=ORANGE, label="the curve bends: like $h^2$")
    axes.loglog(narrow, lost / narrow, ":", color=INK, label=r"digits are lost: like $\varepsilon / h$")
    axes.axvline(np.cbrt(eps), color=PALE, linestyle="-.", linewidth=1.3)
    axes.text(np.cbrt(eps) * 1.3, 1.5e-2, r"$h = \varepsilon^{1/3}$", color=PALE)
    axes.set_ylim(1e-13, 3.0)
    axes.set_xlabel("step $h$")
    axes.set_ylabel("relative error")
    axes.set_title("Two kinds of error, and a best step between them")
    axes.legend(loc="lower left")
    return figure


def zero_counts_as_close() -> Figure:
    """Draw dy/dx with depth, and the distance below which numpy.isclose takes two numbers for equal."""
    depths = list(range(1, 21))
    slopes = [reference.chain_dydx(0.5, np.ones(n)) for n in depths]
    close = [bool(np.isclose(0.0, slope)) for slope in slopes]
    figure, axes = panel()
    for state, colour, marker, label in (
        (False, BLUE, "o", "isclose(0.0, dy/dx) is False"),
        (True, ORANGE, "s", "isclose(0.0, dy/dx) is True"),
    ):
        chosen = [(n, np.log10(s)) for n, s, c in zip(depths, slopes, close, strict=True) if c is state]
        axes.plot(*zip(*chosen, strict=True), marker, color=colour, markersize=6, label=label)
    axes.axhline(-8.0, color=INK, linestyle="--", linewidth=1.5)
    axes.text(1.0, -8.2, "what isclose lets pass: $10^{-8}$", fontsize=9.5, va="top")
    first = depths[close.index(True)]
    axes.set_xticks([1, 5, 10, first, 20])
    axes.set_xlabel("depth $n$ (units, every weight 1)")
    axes.set_ylabel(r"$\log_{10} |dy/dx|$ (decades)")
    axes.set_title(f"From {first} units on, 0 counts as close to dy/dx")
    axes.legend(loc="upper right")
    return figure


def staircase() -> Figure:
    """Draw y of deep chains in units of the float spacing: the curve is made of few steps."""
    x = np.linspace(-0.5, 1.5, 2001)
    figure, axes = panel()
    for n, colour, line in ((23, BLUE, "-"), (24, ORANGE, "--")):
        y = np.array([_output(float(v), (1.0,) * n) for v in x])
        label = f"{n} units: {len(set(y.tolist()))} values"
        # Between 1/2 and 1 the floats lie 2**-53 apart.
        axes.plot(x, (y - y[0]) * 2.0**53, color=colour, linestyle=line, label=label)
    axes.set_xlabel("$x$ (input of the chain)")
    axes.set_ylabel("$y$, in steps of $1.1 \\cdot 10^{-16}$")
    axes.set_title("Deep down, y can take only a few values")
    axes.legend(loc="upper left")
    return figure


def float_floors() -> Figure:
    """Draw from the smallest to the largest positive number of three float formats."""
    figure, axes = panel(2.8)
    words: dict[str, Any] = {"va": "center", "color": INK}
    for row, name in enumerate(FORMATS):
        about = np.finfo(name)
        ends = [float(about.smallest_subnormal), float(about.max)]
        places = np.log10(ends)
        low, high = (f"{end:.1e}".replace("e+0", "e").replace("e+", "e").replace("e-0", "e-") for end in ends)
        axes.plot(places, [row, row], color=BLUE, linewidth=9, solid_capstyle="butt")
        axes.text(places[0] - 16, row, low, ha="right", **words)
        axes.text(places[1] + 16, row, high, ha="left", **words)
    axes.axvline(0.0, color=PALE, linewidth=1.0)
    axes.set_yticks(range(len(FORMATS)), FORMATS)
    axes.set_ylim(-0.6, len(FORMATS) - 0.4)
    axes.set_xlim(-560, 560)
    axes.set_xlabel(r"$\log_{10}$ of the positive numbers (decades)")
    axes.set_title("Every float format has a smallest positive number")
    return figure


FIGURES = {
    "error-against-step": error_against_step,
    "float-floors": float_floors,
    "matching-digits": matching_digits,
    "secant": secant,
    "staircase": staircase,
    "zero-counts-as-close": zero_counts_as_close,
}
"""Figures of notebook 3, by the names of their files."""
