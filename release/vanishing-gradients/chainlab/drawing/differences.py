"""Slopes measured in small steps, and slopes too small for floats, drawn with the student's own functions."""

from typing import NamedTuple

import numpy as np

from .. import words
from .base import (
    BLUE,
    INK,
    ORANGE,
    PALE,
    SMALL,
    NotDrawnError,
    call,
    chain_arguments,
    complex_output,
    finite_numbers,
    name_lines,
    new_panels,
    not_ready,
    one_number,
    run_dydx,
    run_forward,
    say,
    say_rows,
    show,
    title,
)

STEPS = np.logspace(-12, 0, 61)
TINY = 1e-30
TYPICAL = float(np.cbrt(np.finfo(float).eps))  # where the two sides of the curve meet, in order of size
BOTTOM = 1e-19  # a distance of exactly 0 has no place on a logarithmic axis and is drawn here
FORMATS = (np.float16, np.float32, np.float64)
LINES = ((BLUE, "-"), (BLUE, "--"), (ORANGE, "-"), (ORANGE, "--"))


# What the figures share


def _real_output(forward, w, x):
    """Return y as a function of x, from the student's forward pass."""
    return _tried(lambda at: float(run_forward(forward, at, w, None)[1][-1]), x)


def _tried(output, x):
    """Return the function after one call: what is missing in it is then told under its own name."""
    output(x)
    return output


def _complex_output(sigmoid_complex, w, x):
    return _tried(complex_output(sigmoid_complex, w), x)


def _if_ready(waits, draw):
    """Return what `draw` gives; if it cannot yet, note the reason and return None."""
    try:
        return draw()
    except NotDrawnError as reason:
        waits.append(str(reason))
        return None


def _show_with_words(panel, lines, waits, rows=()):
    show(panel)
    if rows:
        say_rows(*rows)
    say(*lines, *dict.fromkeys(waits))


def _log_axes(panel, ylabel):
    panel.set_xscale("log")
    panel.set_yscale("log")
    panel.set_xlabel("step h")
    panel.set_ylabel(ylabel)


# Distance against step


def draw_steps(x, w, *, forward, dydx, central, complex_step=None, sigmoid_complex=None):
    """Draw for every step h how far an estimate of dy/dx lies from your chain_dydx.

    Parameters
    ----------
    x, w
        Input and weights of the chain; it has no biases.
    forward, dydx : function
        Your chain_forward and chain_dydx.
    central : function
        Your central_difference.
    complex_step, sigmoid_complex : function
        Your functions of that name; with them the complex step is drawn too.
    """
    waits, found = [], {}
    try:
        truth = run_dydx(dydx, x, w, None)
        found["central_difference"] = _estimates(
            "central_difference", central, _real_output(forward, w, x), x
        )
        if complex_step is not None:
            y = _complex_output(sigmoid_complex, w, x)
            found["complex_step"] = _estimates("complex_step", complex_step, y, x)
    except NotDrawnError as reason:
        waits.append(str(reason))
    if not found:
        say(waits[0])
        return
    (panel,) = new_panels(1)
    for (name, (estimates, _)), (colour, style) in zip(found.items(), LINES[::3], strict=False):
        distance = np.maximum(np.abs(estimates - truth), BOTTOM)
        panel.plot(STEPS, distance, style, color=colour, marker="o", ms=3, label=f"your {name}")
    _log_axes(panel, "distance from your dy/dx")
    name_lines(panel)
    title(panel, "Which step h comes closest?" if complex_step is None else "To both sides, or sideways?")
    lines = _distances(truth, found) if complex_step is None else []
    rows = [] if complex_step is None else _digits(truth, found)
    if any((estimates == truth).any() for estimates, _ in found.values()):
        lines.append(f"A distance of exactly 0 is drawn at {BOTTOM:.0e}.")
    _show_with_words(panel, lines, waits, rows)


def _estimates(name, way, f, x):
    """Return the estimates at all `STEPS`, and the one at `TINY`, or None if that is no number."""
    estimates = np.array([one_number(name, way, f, float(x), float(h)) for h in STEPS])
    return estimates, _if_ready([], lambda: one_number(name, way, f, float(x), TINY))


def _distances(truth, found):
    distance = np.abs(found["central_difference"][0] - truth)
    best = int(distance.argmin())
    notes = {k: " (the smallest)" if k == best else "" for k in (len(STEPS) - 1, best, 0)}
    return [f"h = {STEPS[k]:.1g}: distance about {distance[k]:.0e}{note}" for k, note in notes.items()]


def _digits(truth, found):
    rows = {"your chain_dydx": truth} | {
        f"your {name}, h = {TINY:g}": tiny for name, (_, tiny) in found.items()
    }
    return [f"{text:35}{'no number' if value is None else value}" for text, value in rows.items()]


# The best step at several depths


class _Depth(NamedTuple):
    """What one depth shows; None for what is not written yet."""

    n: int
    errors: np.ndarray
    at_typical: float
    step: float | None
    at_step: float | None
    sideways: float | None


def draw_best_steps(
    depths,
    *,
    forward,
    dydx,
    central,
    error,
    best,
    complex_step=None,
    sigmoid_complex=None,
    w=1.0,
    x=0.5,
):
    """Draw for chains of several depths how wrong the central difference is, and the step you choose.

    Parameters
    ----------
    depths : sequence of int
        Up to four numbers of units; every weight is `w`.
    forward, dydx, central, error, best, complex_step, sigmoid_complex : function
        Your chain_forward, chain_dydx, central_difference, relative_error, best_step, complex_step and
        sigmoid_complex.
    w, x : float
        Weight of every unit, and input of the chain.
    """
    waits = []

    def look(n):
        weights = np.full(n, float(w))
        f, truth = _real_output(forward, weights, x), run_dydx(dydx, x, weights, None)

        def wrong(estimate):
            return one_number("relative_error", error, estimate, truth)

        def wrong_at(h):
            return wrong(one_number("central_difference", central, f, float(x), float(h)))

        def chosen():
            step = one_number(
                "best_step", best, f, lambda at: run_dydx(dydx, at, weights, None), float(x), STEPS.copy()
            )
            if step <= 0.0:
                raise not_ready("best_step", words.ONE_OF_THE_STEPS)
            return step, wrong_at(step)

        def sideways():
            y = _complex_output(sigmoid_complex, weights, x)
            return wrong(one_number("complex_step", complex_step, y, float(x)))

        errors = np.array([wrong_at(h) for h in STEPS])
        step, at_step = _if_ready(waits, chosen) or (None, None)
        imaginary = None if complex_step is None else _if_ready(waits, sideways)
        return _Depth(n, errors, wrong_at(TYPICAL), step, at_step, imaginary)

    try:
        looks = [look(n) for n in depths]
    except NotDrawnError as reason:
        say(str(reason))
        return
    _draw_looks(looks, waits, w)


def _draw_looks(looks, waits, w):
    (panel,) = new_panels(1, height=3.9)
    columns = (f"error at h = {TYPICAL:.0e}", "your best step", "error there", "complex step")
    rows = ["depth n   " + "   ".join(columns)]
    for seen, (colour, style) in zip(looks, LINES, strict=False):
        panel.plot(STEPS, np.maximum(seen.errors, BOTTOM), style, color=colour, lw=1.8, label=f"n = {seen.n}")
        if seen.step is not None:
            panel.plot(seen.step, max(seen.at_step, BOTTOM), "o", color=colour, mec=INK, ms=8)
        values = (seen.at_typical, seen.step, seen.at_step, seen.sideways)
        cells = [f"{_about(v):>{len(c)}}" for v, c in zip(values, columns, strict=True)]
        rows.append(f"{seen.n:>7}   " + "   ".join(cells))
    panel.axvline(TYPICAL, color=PALE, ls=":", lw=1.5)
    panel.text(TYPICAL, 0.02, r" $\varepsilon^{1/3}$", color=PALE, transform=panel.get_xaxis_transform())
    _log_axes(panel, "relative error of your central_difference")
    note = f"weights {w:g}; dot: your best step"
    name_lines(panel, note)
    lost = [seen.n for seen in looks if seen.at_step is not None and seen.at_step > 0.9]
    title(panel, f"At depth {lost[0]} no step is good" if lost else "How small can the error get?")
    _show_with_words(panel, [], waits, rows)


def _about(value):
    if value is None:
        return "-"
    return "0" if value == 0.0 else f"{value:.0e}" if value < 0.1 else f"{value:.1f}"


# The logarithm beside the product, and the floors of the float formats


def _sign_and_log(log10_abs, x, w):
    returned = call("log10_abs_dydx", log10_abs, *chain_arguments(x, w, None))
    return finite_numbers("log10_abs_dydx", returned, (2,))


def draw_logs(x, w, n_max, *, log10_abs, dydx):
    """Draw with depth the logarithm of your product, and the logarithm that you computed without it.

    Parameters
    ----------
    x, w
        Input of the chain, and weights; they are repeated until the chain is deep enough.
    n_max : int
        The largest depth.
    log10_abs, dydx : function
        Your log10_abs_dydx and chain_dydx.
    """
    depths = np.linspace(n_max / 35, n_max, 35).astype(int)
    waits = []
    try:
        logs = [_sign_and_log(log10_abs, x, np.resize(w, n)) for n in depths]
    except NotDrawnError as reason:
        say(str(reason))
        return
    slopes = [_if_ready(waits, lambda n=n: run_dydx(dydx, x, np.resize(w, n), None)) for n in depths]
    alive = [(n, np.log10(abs(s))) for n, s in zip(depths, slopes, strict=True) if s]
    dead = [n for n, s in zip(depths, slopes, strict=True) if s == 0.0]
    (panel,) = new_panels(1)
    panel.plot(depths, [log for _, log in logs], "--", color=ORANGE, lw=2, label="your log10_abs_dydx")
    if alive:
        panel.plot(*zip(*alive, strict=True), "o", color=BLUE, ms=4, label="log10 of your |chain_dydx|")
    _draw_floor(panel, np.float64, depths[0])
    panel.set_xlabel("depth n (number of units)")
    panel.set_ylabel("log10 |dy/dx| (decades)")
    name_lines(panel)
    title(panel, "Your product ends; your logarithm goes on" if dead else "Your logarithm with depth")
    sign, log = logs[-1]
    lines = [f"At n = {n_max} your log10_abs_dydx gives the sign {sign:+.0f} and the logarithm {log:.4f}."]
    if slopes[-1] is not None:
        lines.append(f"At n = {n_max} your chain_dydx gives {slopes[-1]!r}.")
    _show_with_words(panel, lines, waits)


def _draw_floor(panel, dtype, left):
    floor = np.log10(float(np.finfo(dtype).smallest_subnormal))
    panel.axhline(floor, color=PALE, ls=":", lw=1.5)
    panel.text(left, floor, f"smallest {dtype.__name__}", color=PALE, va="bottom", **SMALL)


def draw_floors(weights, n_max, *, log10_abs, underflow, x=0.5):
    """Draw log10 |dy/dx| with depth, the smallest number of each float format, and where yours reach 0.

    Parameters
    ----------
    weights : sequence of float
        For each of them a chain in which every unit has this weight.
    n_max : int
        The largest depth.
    log10_abs, underflow : function
        Your log10_abs_dydx and underflow_depth.
    x : float
        Input of the chain.
    """
    waits, lines = [], []
    depths = np.unique(np.linspace(1, n_max, 60).astype(int))
    try:
        curves = [[_sign_and_log(log10_abs, x, np.full(n, w))[1] for n in depths] for w in weights]
    except NotDrawnError as reason:
        say(str(reason))
        return
    (panel,) = new_panels(1, height=3.9)
    for dtype in FORMATS:
        _draw_floor(panel, dtype, 0.62 * n_max)
    for w, curve, (colour, style) in zip(weights, curves, LINES[::3], strict=False):
        panel.plot(depths, curve, style, color=colour, lw=2, label=f"weights {w:g}")
        ends = _if_ready(waits, lambda w=w: [_depth(underflow, w, x, dtype) for dtype in FORMATS])
        if ends is None:
            continue
        floors = [np.log10(float(np.finfo(dtype).smallest_subnormal)) for dtype in FORMATS]
        panel.plot(ends, floors, "o", color=colour, mec=INK, ms=7)
        texts = (f"{n} in {dtype.__name__}" for dtype, n in zip(FORMATS, ends, strict=True))
        lines.append(f"weights {w:g}: your product is 0 at n = " + ", ".join(texts))
    panel.set_xlim(0, n_max)
    panel.set_ylim(-350, 20)
    panel.set_xlabel("depth n (number of units)")
    panel.set_ylabel("log10 |dy/dx| (decades)")
    name_lines(panel)
    title(panel, "dy/dx falls below the floor of every format")
    shown = "dot: your underflow_depth" if lines else "your underflow_depth will be drawn as dots"
    _show_with_words(panel, [*lines, f"Lines: your log10_abs_dydx; {shown}."], waits)


def _depth(underflow, w, x, dtype):
    return int(one_number("underflow_depth", underflow, float(w), float(x), dtype))
