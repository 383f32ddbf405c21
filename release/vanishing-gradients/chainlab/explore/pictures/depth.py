"""Picture of the widget Depth decay: what one more layer keeps, each weight's pull, |dy/dx| over depth."""

import numpy as np

from .. import words
from ..mathematics.depth import FLOORS, SIGMOID, WEIGHTS
from ..panel import Axis, Handle, Panel, Sheet
from ..picture import Shown, paragraphs
from ..svg import GUIDE, OTHER, PALE, THIN, YOURS, Style, minus, number

LINE = 0.28
"""The factor that the widget asks for."""
LOWS, HIGHS = (-12.0, -25.0, -50.0, -100.0, -200.0, -400.0), (1.0, 5.0, 15.0, 50.0)
"""Ends of an axis of logarithms: by leaps, so that it seldom changes while a slider moves."""


def draw(look, trail=()):
    """Return the picture and the read-out of a `Look`.

    Parameters
    ----------
    look : Look
        The numbers.
    trail : sequence
        Pairs of a weight that was seen before at the same other settings, and its factor.
    """
    row = [_factor(look, trail)]
    if look.pulls is not None:
        row.append(_layers(look))
    lines = list(_lines(look))
    alt = (
        "Left: the factor of one more layer against w. Right: log10 of |∂y/∂w| for each layer. Below: "
        f"log10 of |dy/dx| over the depth. {' '.join(lines)}"
    )
    return Shown(Sheet([row, [_curve(look)]], alt), paragraphs(lines))


def _factor(look, trail):
    factor = look.factor()
    said = "no number" if factor is None else number(factor)
    axes = Axis("every weight w", *WEIGHTS), Axis("factor", 0.0, 1.0)
    panel = Panel(f"Factor of one more layer: {said}", *axes, height=240)
    panel.level(LINE, OTHER, f"{LINE}")
    seen = np.array(sorted(trail)).reshape(-1, 2)
    panel.marks(seen[:, 0], np.minimum(seen[:, 1], 1.0), Style(PALE), "seen before", size=2.6)
    if factor is not None:
        height = min(factor, 1.0)
        panel.marks(look.w, height, YOURS, "now")
        if factor > 1.0:
            panel.words(look.w, height, f"{number(factor, 3)}, above", anchor="middle", up=-18)
        panel.handle = Handle("w", words.DEPTH_HANDLE, look.w, height, 0.1, WEIGHTS)
    return panel


def _layers(look):
    n = len(look.pulls)
    logs = np.log10(np.where(look.pulls > 0, look.pulls, np.nan))
    axes = Axis("layer i", 0.5, n + 0.5), Axis("log10 |∂y/∂w|", *_leaps(logs))
    panel = Panel(_answer(look.pulls), *axes, height=240)
    layers = np.arange(1, n + 1)
    panel.line(layers, logs, THIN)
    panel.marks(layers, logs, YOURS, size=4.0)
    if not np.isfinite(logs).any():
        panel.words(0.5 + 0.5 * n, np.mean([panel.y.low, panel.y.high]), "all are exactly 0", anchor="middle")
    return panel


def _answer(pulls):
    """Return in words how y answers to the weights."""
    first, last = pulls[[0, -1]]
    if first == 0:
        return words.DEPTH_PULLS[2]
    return words.DEPTH_PULLS[int(last != first)].format(times=number(last / first, 3))


def _curve(look):
    n, logs = len(look.logs), np.where(np.isfinite(look.logs), look.logs, np.nan)
    depths = np.arange(1, n + 1)
    low, high = _leaps(np.concatenate([logs, [0.0] if look.ceiling is None else look.ceiling]))
    title = f"{n} layers: log10 |dy/dx| = {_log(look.logs[-1])}"
    axis = Axis("depth n (number of units)", 0.5, n + 0.5)
    panel = Panel(title, axis, Axis("log10 |dy/dx|", low, high), height=270)
    panel.level(0.0, THIN)
    by = "your function" if look.activation == SIGMOID else f"{look.activation}, measured"
    panel.line(depths, logs, YOURS, by)
    panel.marks(depths, logs, YOURS, size=3.2)
    if look.ceiling is not None:
        panel.line(depths, look.ceiling, OTHER, "your ceiling")
    if not np.isfinite(logs).any():
        panel.words(
            0.5 + 0.5 * n, 0.5 * low, "dy/dx is exactly 0 at every depth: log10 is −∞", anchor="middle"
        )
    for name, floor in FLOORS.items():
        if low < floor:
            panel.level(floor, GUIDE)
            panel.words(n + 0.3, floor, f"smallest {name} above 0", anchor="end", up=-13)
    return panel


def _leaps(logs):
    """Return ends of an axis that hold all finite logarithms."""
    finite = logs[np.isfinite(logs)]
    least, most = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    low = next((end for end in LOWS if least >= end), least)
    return low, next((end for end in HIGHS if most <= end), most)


def _lines(look):
    n, logs, factor = len(look.logs), look.logs, look.factor()
    if factor is not None:
        yield words.DEPTH_LAST.format(factor=number(factor))
    size = words.DEPTH_SIZE.format(size=number(10.0 ** logs[-1], 3)) if -300 < logs[-1] < 300 else ""
    yield words.DEPTH_END.format(
        activation=look.activation,
        w=number(look.w),
        b=number(look.b),
        x=number(look.x),
        n=n,
        units=words.UNIT_WORD[n > 1],
        log=_log(logs[-1]),
        size=size,
    )
    if np.isneginf(logs).any():
        yield words.DEPTH_ZERO.format(n=int(np.argmax(np.isneginf(logs))) + 1)
    for name, floor in FLOORS.items():
        under = np.flatnonzero(logs < floor)
        if under.size and np.isfinite(logs[under[0]]):
            yield words.DEPTH_FLOOR.format(name=name, n=under[0] + 1)
    if look.ceiling is not None:
        yield words.DEPTH_CEILING.format(log=minus(f"{look.ceiling[-1]:.2f}"))
    if look.pulls is not None:
        first, last = look.pulls[[0, -1]]
        times = words.DEPTH_TIMES.format(times=number(last / first, 3)) if first > 0 and n > 1 else ""
        yield words.DEPTH_LAYERS.format(first=number(first, 3), last=number(last, 3), n=n, times=times)
    if look.activation != SIGMOID:
        yield words.DEPTH_MEASURED.format(activation=look.activation)


def _log(value):
    return minus(f"{value:.3f}") if np.isfinite(value) else "−∞"
