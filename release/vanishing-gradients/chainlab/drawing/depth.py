"""Depth, drawn with the student's own functions: how |dy/dx| falls, layer by layer, and at what rate."""

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
    finite_numbers,
    name_lines,
    new_panels,
    not_ready,
    say,
    show,
    title,
)

FLOORS = (("float32", np.float32), ("float64", np.float64))
STYLES = ((BLUE, "o"), (ORANGE, "s"), (INK, "^"))
MOST_MARKS = 40  # beyond it, marks run into each other


def draw_depth(w, x=0.5, n_max=20, *, curve=None, bound=None, log10_dydx=None, grads=None):
    """Draw log10 |dy/dx| of ever deeper chains without biases, or how strongly y answers to each weight.

    Parameters
    ----------
    w : number, or list of up to three numbers
        The weight that all units share; each number of a list gives one curve.
    x : number
        Input of the chain.
    n_max : int
        The largest depth.
    curve : function
        Your depth_curve.
    bound : function
        Your log10_gradient_bound: draws the ceiling.
    log10_dydx : function
        Your log10_abs_dydx: draws crosses to compare with.
    grads : function
        Your chain_grads: draws one dot for each layer of the deepest chain, for one weight.
    """
    try:
        if grads is not None:
            _draw_layers(float(np.ravel(w)[0]), x, n_max, grads)
        else:
            _draw_curves([float(v) for v in np.ravel(w)][: len(STYLES)], x, n_max, curve, bound, log10_dydx)
    except NotDrawnError as reason:
        say(str(reason))


def draw_rate(decay_rate, *, w_max=10.0):
    """Draw the size of your decay_rate for all shared weights from -w_max to w_max.

    Parameters
    ----------
    decay_rate : function
        Your decay_rate.
    w_max : number
        The largest weight.
    """
    weights = np.linspace(-w_max, w_max, 201)
    try:
        values = [call("decay_rate", decay_rate, float(v)) for v in weights]
        rates = finite_numbers("decay_rate", values, weights.shape)
    except NotDrawnError as reason:
        say(str(reason))
        return
    sizes = np.abs(rates)
    (panel,) = new_panels(1)
    panel.plot(weights, sizes, color=BLUE, lw=2, label="size of your decay_rate")
    panel.axhline(1.0, color=ORANGE, ls="--", lw=1.8, label="1: a layer loses nothing")
    panel.axvline(0.0, color=PALE, lw=0.8)
    panel.set_ylim(0.0, 1.08 * max(1.0, sizes.max()))
    panel.set_xlabel("w (weight of every unit, no biases)")
    panel.set_ylabel("factor of one further layer (size)")
    name_lines(panel)
    best = sizes[weights > 0].max()
    title(panel, f"Positive w: one further layer leaves at most {best:.2f}")
    show(panel)
    lines = []
    for word, side in (("positive", weights > 0), ("negative", weights < 0)):
        k = int(np.argmax(np.where(side, sizes, -1.0)))
        lines.append(
            f"Among the {word} weights drawn the largest factor is {sizes[k]:.3f}, at w = {_w(weights[k])}."
        )
    above = weights[sizes > 1.0]
    if above.size:
        lines.append(f"It is above 1 for the weights drawn from {_w(above.min())} to {_w(above.max())}.")
    else:
        lines.append("It is nowhere above 1.")
    say(*lines)


def _w(weight):
    return f"{weight:.1f}"


# Curves over the depth


def _draw_curves(weights, x, n_max, curve, bound, log10_dydx):
    depths, waits = np.arange(1, n_max + 1), []
    yours = [
        finite_numbers("depth_curve", call("depth_curve", curve, w, float(x), n_max), (n_max,))
        for w in weights
    ]
    few = np.unique(np.linspace(1, n_max, min(n_max, 60)).astype(int))
    ceilings = _others(weights, few, "log10_gradient_bound", bound, waits)
    some = np.unique(np.linspace(1, n_max, min(n_max, 10)).astype(int))
    crosses = _others(weights, some, "log10_abs_dydx", _size_of(log10_dydx, x), waits)
    (panel,) = new_panels(1)
    for k, (w, (colour, shape)) in enumerate(zip(weights, STYLES, strict=False)):
        mark = shape if n_max <= MOST_MARKS else ""
        panel.plot(
            depths, yours[k], color=colour, marker=mark, ms=3.5, lw=1.8, label=f"w = {w:g}: your depth_curve"
        )
        if ceilings:
            panel.plot(few, ceilings[k], "--", color=colour, lw=1.5, label=f"w = {w:g}: your ceiling")
        if crosses:
            label = "your log10_abs_dydx" if k == 0 else None
            panel.plot(some, crosses[k], "x", color=PALE, ms=8, mew=1.6, label=label)
    _draw_floors(panel, yours, n_max)
    panel.xaxis.get_major_locator().set_params(integer=True)
    panel.set_xlabel("depth n (number of units)")
    panel.set_ylabel(r"$\log_{10}\,|dy/dx|$")
    name_lines(panel)
    ends = " and ".join(f"{values[-1]:.1f}" for values in yours)
    title(panel, f"$\\mathbf{{log_{{10}}}}$ |dy/dx| at depth {n_max}: {ends}".replace("-", "−"))
    show(panel)
    for k, w in enumerate(weights):
        say(_end(w, x, n_max, yours[k], ceilings[k][-1] if ceilings else None))
    say(*map(str, waits))


def _draw_floors(panel, curves, n_max):
    """Draw the smallest positive floats that a curve passes, each labelled where no curve is near."""
    for name, kind in FLOORS:
        floor = np.log10(float(np.finfo(kind).smallest_subnormal))
        passing = [values for values in curves if values.min() < floor]
        if passing:
            late = any((values[: n_max // 2] >= floor).all() for values in passing)
            place, side = (1, "left") if late else (n_max, "right")
            panel.axhline(floor, color=INK, ls=":", lw=1.4)
            panel.text(place, floor, f"smallest {name} above 0", ha=side, va="bottom", **SMALL)


def _others(weights, depths, name, function, waits):
    """Return the values of a second function, or nothing if it is not given or not ready."""
    if function is None:
        return []
    try:
        return [
            finite_numbers(name, [call(name, function, [w] * int(n)) for n in depths], depths.shape)
            for w in weights
        ]
    except NotDrawnError as reason:
        waits.append(reason)
        return []


def _size_of(log10_dydx, x):
    if log10_dydx is None:
        return None
    return lambda w: log10_dydx(float(x), w)[1]


def _end(w, x, n_max, values, ceiling):
    """Return in a sentence where a curve ends."""
    size = f", so |dy/dx| = {10.0 ** values[-1]:.2g}" if abs(values[-1]) < 300.0 else ""
    parts = [f"w = {w:g}, x = {x:g}, n = {n_max}: log10 |dy/dx| = {values[-1]:.3f}{size}"]
    if ceiling is not None:
        parts.append(f"log10 of your ceiling: {ceiling:.3f}")
    if n_max > 1:
        factor = 10.0 ** np.clip(values[-1] - values[-2], -300.0, 300.0)
        parts.append(f"the last layer multiplied |dy/dx| by {factor:.4g}")
    return "; ".join(parts)


# Dots over the layers


def _draw_layers(w, x, n, grads):
    returned = call("chain_grads", grads, *chain_arguments(x, [w] * n, None))
    if not isinstance(returned, dict) or "w" not in returned:
        raise not_ready("chain_grads", words.DICTIONARY.format(keys=words.GRADS))
    sizes = np.abs(finite_numbers("chain_grads", returned["w"], (n,)))
    layers, seen = np.arange(1, n + 1), sizes > 0.0
    if not seen.any():
        say(f"All {n} derivatives are 0 in floats here: there is nothing to draw on a log scale.")
        return
    (panel,) = new_panels(1)
    # Dots and no bars: on a logarithmic axis there is no 0 for a bar to stand on.
    panel.plot(layers[seen], sizes[seen], "o", ls="-", lw=0.8, ms=5, color=BLUE)
    panel.set_yscale("log")
    if n <= MOST_MARKS:
        panel.set_xticks(layers if n <= 20 else layers[::5])
    panel.set_xlabel("layer i (1 is next to the input)")
    panel.set_ylabel(r"$|\partial y/\partial w_i|$ (log scale)")
    times = f": the last is {sizes[-1] / sizes[0]:.1e} times the first" if sizes[0] > 0.0 else ""
    title(panel, f"{n} layers, all weights {w:g}{times}".replace("-", "−"))
    show(panel)
    lines = [f"first layer: {sizes[0]:.3g}, middle layer: {sizes[n // 2]:.3g}, last layer: {sizes[-1]:.3g}"]
    if sizes[0] > 0.0:
        lines.append(f"The last is {sizes[-1] / sizes[0]:.3g} times the first.")
    say(*lines)
