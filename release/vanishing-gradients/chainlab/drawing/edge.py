"""Can the gradient grow? Cobweb and knife edge, drawn with the student's own functions."""

import numpy as np

from ..peaks import FIGURE, length, sampled
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
    run_dydx,
    run_forward,
    say,
    show,
    title,
)

FLAT = 0.02
"""A curve that stays below this share of its ceiling is drawn on a logarithmic axis."""

# Cobweb


def draw_cobweb(w, b=0.0, x=0.1, n=12, *, sigmoid, fixed_point=None):
    """Draw how a chain with one shared weight passes its activation on, from unit to unit.

    Parameters
    ----------
    w, b : number
        Weight and bias of every unit.
    x : number
        Input of the chain.
    n : int
        Number of units.
    sigmoid : function
        Your sigmoid.
    fixed_point : function
        Your fixed_point; its value is marked where b is 0.
    """
    try:
        _draw_cobweb(w, b, x, n, sigmoid, fixed_point if b == 0 else None)
    except NotDrawnError as reason:
        say(str(reason))


def _draw_cobweb(w, b, x, n, sigmoid, fixed_point):
    grid = np.linspace(min(0.0, x), max(1.0, x), 301)
    curve = on_grid("sigmoid", sigmoid, w * grid + b)
    a = [float(x)]
    for _ in range(n):
        a.append(float(finite_numbers("sigmoid", call("sigmoid", sigmoid, w * a[-1] + b), ())))
    mark, waits = None, None
    if fixed_point is not None:
        try:
            mark = float(finite_numbers("fixed_point", call("fixed_point", fixed_point, float(w)), ()))
        except NotDrawnError as reason:
            waits = reason
    (panel,) = new_panels(1, 3.6)
    panel.plot(grid, curve, color=BLUE, lw=2, label="out: σ(w a + b)" if b else "out: σ(w a)")
    panel.plot(grid, grid, color=PALE, lw=1.2, ls=":", label="out = in")
    panel.plot(
        np.repeat(a[:-1], 2)[1:], np.repeat(a[1:], 2)[:-1], "--", color=ORANGE, lw=1.5, label=f"{n} units"
    )
    panel.plot([x, x], [min(0.0, x), a[1]], "--", color=ORANGE, lw=1.5)
    if mark is not None:
        panel.plot(
            mark, mark, "o", color=INK, ms=9, mfc="none", mew=2, label="your fixed_point", clip_on=False
        )
    panel.set_xlabel("a that comes in")
    panel.set_ylabel("a that goes out")
    name_lines(panel)
    title(panel, f"w = {w:g}: the last two of {n} units give {a[-2]:.3f} and {a[-1]:.3f}".replace("-", "−"))
    show(panel)
    lines = [f"w = {w:g}, b = {b:g}, x = {x:g}: a_1 = {a[1]:.6f}; the last two: {a[-2]:.6f}, {a[-1]:.6f}"]
    if mark is not None:
        out = float(finite_numbers("sigmoid", call("sigmoid", sigmoid, w * mark), ()))
        lines.append(f"your fixed_point: {mark:.8f} comes in, {out:.8f} goes out.")
    say(*lines, *([str(waits)] if waits else []))


# Edge: |dy/dx| over x


def draw_edge(w, b=None, *, dydx, forward=None, biases=None, at=0.5, ceiling=None, x_min=-2.0, x_max=3.0):
    """Draw |dy/dx| over x, and say how large the area under it is.

    On its way from x_min to x_max y never turns, so the area under |dy/dx| is the length of that way.

    Parameters
    ----------
    w, b
        Weights and biases of the chain.
    dydx : function
        Your chain_dydx.
    forward : function
        Your chain_forward: says how far y moves, and so how large the area is.
    biases : function
        Your explosive_biases: takes the place of `b`, for the input `at`.
    ceiling : function
        Your gradient_bound: draws the ceiling for these weights.
    x_min, x_max : number
        The figure reaches from x_min to x_max.
    """
    try:
        if biases is not None:
            args = (float(at), np.array(w, dtype=float))
            b = finite_numbers("explosive_biases", call("explosive_biases", biases, *args), (len(w),))
        x, sizes = sampled(lambda at: abs(run_dydx(dydx, at, w, b)), float(x_min), float(x_max), FIGURE)
        ends = [] if forward is None else [run_forward(forward, at, w, b)[1][-1] for at in (x_min, x_max)]
    except NotDrawnError as reason:
        say(str(reason))
        return
    top, waits = None, None
    if ceiling is not None:
        try:
            top = float(
                finite_numbers("gradient_bound", call("gradient_bound", ceiling, np.array(w, float)), ())
            )
        except NotDrawnError as reason:
            waits = reason
    _draw_edge(x, sizes, len(w), top, abs(ends[1] - ends[0]) if ends else None)
    if waits:
        say(str(waits))


def _draw_edge(x, sizes, n, top, area):
    high = int(np.argmax(sizes))
    (panel,) = new_panels(1)
    panel.plot(x, sizes, color=BLUE, lw=2, label="|dy/dx|, from your chain_dydx")
    if top is not None:
        panel.axhline(top, color=ORANGE, ls="--", lw=1.8, label="your ceiling")
    if 0.0 < sizes[high] < FLAT * (top or 0.0):
        panel.set_yscale("log")  # beside such a ceiling the curve would be a line at the bottom
        panel.set_ylim(max(sizes.min(), 1e-4 * sizes[high]), 30.0 * top)
    else:
        label = None if area is None else f"area {area:.3g}"
        panel.fill_between(x, sizes, color=BLUE, alpha=0.2, lw=0, label=label)
        panel.set_ylim(0.0, 1.35 * max(sizes[high], top or 0.0) or 1.0)
    panel.set_xlabel("x (input of the chain)")
    panel.set_ylabel("|dy/dx|")
    name_lines(panel)
    found = f"{n} unit{'s' if n > 1 else ''}: |dy/dx| reaches {sizes[high]:.4g}"
    title(panel, found if area is None else f"{found}, the area under it is {area:.3g}")
    show(panel)
    lines = [f"Largest |dy/dx| found: {sizes[high]:.4g}, at x = {x[high]:.6g}."]
    if top is not None and top > 0.0:
        share = 100.0 * sizes[high] / top
        lines.append(f"Your ceiling for these weights: {top:.4g}. The curve reaches {share:.4g}% of it.")
    if area is not None:
        lines.append(
            f"Area under the curve from x = {x[0]:g} to x = {x[-1]:g}: {area:.4g}. So far does y move."
        )
    lines += [
        f"|dy/dx| is at least {level:g} on a total length of {length(x, sizes, level):.3g}."
        for level in (1.0, 1000.0)
        if sizes[high] >= level
    ]
    say(*lines)
