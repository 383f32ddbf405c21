"""Figures of notebook 5: training, matrices and cures."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from vanishing_gradients import reference
from vanishing_gradients.figures.style import BLUE, INK, ORANGE, PALE, names_below, pair, panel
from vanishing_gradients.reference.inputs import Vector
from vanishing_gradients.statements.training import STEPS_TO_HALVE, narrow, wide

INPUTS, TARGETS = np.array([1.0, -1.0]), np.array([0.9, 0.1])
"""The task on which the chains of notebook 5 are trained."""


def descent() -> Figure:
    """Draw gradient descent for one weight: far steps where it is steep, short ones where it is flat."""
    rate, w = 5.0, [-3.0]
    for _ in range(8):
        run = reference.train_chain([w[-1]], [0.0], INPUTS, TARGETS, rate, 1)
        w.append(float(run["w"][1, 0]))
    grid = np.linspace(-3.6, 3.6, 241)
    figure, axes = panel()
    axes.plot(grid, [_loss(v) for v in grid], color=BLUE, label="loss of a chain of one unit")
    axes.plot(w, [_loss(v) for v in w], "o", color=ORANGE, markersize=7, label="one dot for each step")
    axes.annotate("start", (w[0], _loss(w[0])), xytext=(6, 8), textcoords="offset points", color=INK)
    axes.set_title("Long steps where it is steep, short ones where it is flat")
    axes.set_xlabel("weight $w_1$")
    axes.set_ylabel("loss")
    axes.set_ylim(-0.04, 0.92)
    axes.legend(loc="upper right")
    return figure


def _loss(w: float) -> float:
    y = reference.sigmoid(w * INPUTS)
    return float(np.mean((y - TARGETS) ** 2))


def steps_to_halve() -> Figure:
    """Draw the steps until the loss is halved against the depth, and the rate of depth beside them."""
    n = np.arange(1, len(STEPS_TO_HALVE) + 1)
    rate = 1.0 / reference.POSITIVE_CHAIN_RATE
    line = STEPS_TO_HALVE[-1] * rate ** (n - n[-1])
    figure, axes = panel(3.7)
    axes.plot(n, STEPS_TO_HALVE, "o-", color=BLUE, label="measured: steps until the loss is halved")
    axes.plot(n[1:], line[1:], "--", color=ORANGE, label=f"a factor of {rate:.2f} for each further unit")
    place: dict[str, Any] = {"xytext": (0, 9), "textcoords": "offset points", "color": INK}
    for depth, steps in zip(n, STEPS_TO_HALVE, strict=True):
        axes.annotate(f"{steps}", (depth, steps), ha="right", **place)
    axes.set_yscale("log")
    axes.set_ylim(0.6, 30000)
    axes.set_xlim(0.6, 8.4)
    axes.set_xticks(n)
    axes.set_title("Each further unit multiplies the steps by 3 to 5")
    axes.set_xlabel("depth $n$ (units in the chain)")
    axes.set_ylabel("steps (log scale)")
    names_below(figure)
    return figure


def circle_to_ellipse() -> Figure:
    """Draw what one layer of two units does to a circle of nudges."""
    matrix, x = np.array([[5.0, 2.5], [1.5, 3.0]]), np.array([0.3, -0.4])
    long, short = reference.singular_values([matrix], x)
    angle = np.linspace(0.0, 2.0 * math.pi, 181)
    circle = np.array([np.cos(angle), np.sin(angle)])
    oval = reference.jacobian([matrix], x) @ circle
    figure, axes = panel(4.1)
    axes.plot(*circle, "--", color=ORANGE, label="nudges of the input, all of length 1")
    axes.plot(*oval, color=BLUE, label="what arrives at the output")
    size = np.hypot(*oval)
    for pick, value in ((size.argmax(), long), (size.argmin(), short)):
        tip = oval[:, pick] * np.sign(oval[1, pick])  # of the two opposite ends the upper one
        arrow = {"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", tip, (0.0, 0.0), arrowprops=arrow)
        axes.annotate(f"{value:.2f}", tip, xytext=(0, 7), textcoords="offset points", ha="center", color=INK)
    axes.set_aspect("equal")
    axes.set_xlim(-1.6, 1.6)
    axes.set_title("A layer turns a circle into an ellipse")
    axes.set_xlabel("first component")
    axes.set_ylabel("second component")
    names_below(figure)
    return figure


def width_and_scale() -> Figure:
    """Draw the typical factor for each layer against the spread of the weights, narrow and wide."""
    scales = np.geomspace(0.5, 30.0, 33)
    figure, axes = panel()
    axes.plot(
        scales,
        [wide(s) for s in scales],
        color=BLUE,
        label="wide layers (computed for endless width)",
    )
    axes.plot(
        scales,
        [narrow(s, 2000, 80, seed=5) for s in scales],
        "--",
        color=ORANGE,
        label="one unit a layer (measured)",
    )
    axes.axhline(1.0, color=PALE, linewidth=1.0, linestyle=":")
    axes.text(0.5, 1.12, "1: a nudge keeps its size", color=PALE)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_ylim(6e-4, 4.0)
    ticks = (0.5, 1, 2, 4, 10, 20)
    axes.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axes.minorticks_off()
    axes.set_title("Wide layers can hold the gradient, single units cannot")
    axes.set_xlabel("spread $s$ of the random weights (log scale)")
    axes.set_ylabel("factor for each layer (log scale)")
    axes.legend(loc="lower left")
    return figure


def activations() -> Figure:
    """Draw the gradient against the depth for four activations, at w = 1 and at w = 2."""
    figure, panels = pair()
    lines = (("ReLU", BLUE, "-"), ("GELU", BLUE, "--"), ("tanh", ORANGE, "--"), ("sigmoid", ORANGE, "-"))
    for axes, w in zip(panels, (1.0, 2.0), strict=True):
        for name, colour, style in lines:
            axes.plot(range(1, 31), _depth_curve(name, w), color=colour, linestyle=style, label=name)
        axes.set_title(f"every weight $w = {w:g}$")
        axes.set_xlabel("depth $n$ (units)")
    panels[0].set_ylabel(r"$\log_{10}\,|dy/dx|$")
    panels[0].legend(loc="lower left")
    figure.suptitle(
        "None of the four is safe at both weights", x=0.02, ha="left", fontsize=11.5, fontweight="bold"
    )
    return figure


def _depth_curve(name: str, w: float) -> Vector:
    """Give log10 |dy/dx| at depths 1 to 30 from x = 0.5, every weight w."""
    a, total, curve = 0.5, 0.0, []
    for _ in range(30):
        z = w * a
        a, slope = _activation(name, z)
        total += math.log10(w * slope)
        curve.append(total)
    return np.array(curve)


def _activation(name: str, z: float) -> tuple[float, float]:
    """Give the value and the slope of an activation at z."""
    if name == "ReLU":
        return max(z, 0.0), float(z > 0.0)
    if name == "tanh":
        return math.tanh(z), 1.0 / math.cosh(z) ** 2
    if name == "GELU":
        share = 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))
        return z * share, share + z * math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return float(reference.sigmoid(z)), float(reference.sigmoid_prime(z))


def residual() -> Figure:
    """Draw the gradient against the depth with and without a way round each unit, at w = 1 and w = -1."""
    figure, axes = panel()
    depths = np.arange(1, 51)
    for w, colour in ((1.0, BLUE), (-1.0, ORANGE)):
        a, total, curve = 0.5, 0.0, []
        for _ in depths:
            z = w * a
            total += math.log10(abs(1.0 + w * float(reference.sigmoid_prime(z))))
            curve.append(total)
            a += float(reference.sigmoid(z))
        axes.plot(depths, curve, color=colour, label=f"residual, $w = {w:g}$")
    plain = [math.log10(abs(reference.chain_dydx(0.5, [1.0] * n))) for n in depths]
    axes.plot(depths[:8], plain[:8], "--", color=BLUE, label="plain chain, $w = 1$")
    axes.axhline(0.0, color=PALE, linewidth=1.0, linestyle=":")
    axes.set_ylim(-4.2, 0.9)
    axes.set_title("A way round helps, but the sign of $w$ decides")
    axes.set_xlabel("depth $n$ (units)")
    axes.set_ylabel(r"$\log_{10}\,|dy/dx|$")
    axes.legend(loc="lower right")
    return figure


FIGURES: dict[str, Callable[[], Figure]] = {
    "activations": activations,
    "circle-to-ellipse": circle_to_ellipse,
    "descent": descent,
    "residual": residual,
    "steps-to-halve": steps_to_halve,
    "width-and-scale": width_and_scale,
}
"""Figures of notebook 5, by the names of their files."""
