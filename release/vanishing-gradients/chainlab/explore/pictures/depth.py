"""Picture of the widget Depth decay: log10 |dy/dx| over the depth, and below it the pull on each weight."""

import numpy as np

from .. import words
from ..mathematics.depth import FLOORS, SIGMOID
from ..picture import Shown, paragraphs
from ..svg import GUIDE, OTHER, THIN, YOURS, Axis, Panel, ends, minus, number, picture


def draw(look):
    """Return the picture and the read-out of a `Look`."""
    panels = [_curve(look)]
    if look.pulls is not None and (look.pulls > 0).any():
        panels.append(_layers(look))
    lines = list(_lines(look))
    alt = f"log10 of |dy/dx| over the depth; below it, |∂y/∂w| of each layer. {' '.join(lines)}"
    svg = picture([panel.svg() for panel in panels], 270 + 200 * (len(panels) - 1), alt)
    return Shown(svg, paragraphs(lines))


def _curve(look):
    n, logs = len(look.logs), np.where(np.isfinite(look.logs), look.logs, np.nan)
    depths = np.arange(1, n + 1)
    low, high = ends(np.concatenate([logs, [0.0] if look.ceiling is None else look.ceiling, [0.0]]))
    title = f"{n} layers: log10 |dy/dx| = {_log(look.logs[-1])}"
    axis = Axis("depth n (number of units)", 0.5, n + 0.5)
    panel = Panel(title, axis, Axis("log10 |dy/dx|", low, high), height=270)
    panel.level(0.0, THIN)
    by = "your function" if look.activation == SIGMOID else f"{look.activation}, measured"
    panel.line(depths, logs, YOURS, by)
    panel.marks(depths, logs, YOURS, size=3.2)
    if look.ceiling is not None:
        panel.line(depths, look.ceiling, OTHER, "your ceiling")
    for name, floor in FLOORS.items():
        if low < floor:
            panel.level(floor, GUIDE)
            panel.words(n + 0.3, floor, f"smallest {name} above 0", anchor="end", up=-13)
    return panel


def _layers(look):
    n, pulls = len(look.pulls), np.where(look.pulls > 0, look.pulls, np.nan)
    logs = np.log10(pulls)
    low, high = ends(logs)
    panel = Panel(
        "How strongly y answers to each weight",
        Axis("layer i (1 is next to the input)", 0.5, n + 0.5),
        Axis("log10 |∂y/∂w|", low, high),
        top=270,
        height=200,
    )
    layers = np.arange(1, n + 1)
    stems = np.repeat(layers, 3).astype(float), np.column_stack([logs, np.full(n, low), np.full(n, np.nan)])
    panel.line(stems[0], stems[1].ravel(), YOURS._replace(width=4.0))
    panel.marks(layers, logs, YOURS, size=4.0)
    return panel


def _lines(look):
    n, logs = len(look.logs), look.logs
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
    elif n > 1 and abs(logs[-1] - logs[-2]) < 300:
        yield words.DEPTH_LAST.format(factor=number(10.0 ** (logs[-1] - logs[-2])))
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
