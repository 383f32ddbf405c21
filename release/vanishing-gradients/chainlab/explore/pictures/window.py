"""Picture of the widget Window: the factor of one link over a, and below it the window's length over w."""

import numpy as np

from .. import words
from ..mathematics.window import WEIGHTS
from ..panel import Axis, Panel, Sheet
from ..picture import Shown, paragraphs
from ..svg import GUIDE, INK, OTHER, THIN, YOURS, Style, number


def draw(look, widths=None):
    """Return the picture and the read-out of a `Look`; `widths` belong to `WEIGHTS`."""
    panels = [_gain(look)]
    if widths is not None:
        panels.append(_widths(look, widths))
    lines = list(_lines(look, widths))
    alt = f"The factor of one link over the a that comes in. {' '.join(lines)}"
    return Shown(Sheet([[panel] for panel in panels], alt), paragraphs(lines))


def _gain(look):
    stretch = look.stretch()
    title = f"w = {number(look.w)}, b = {number(look.b)}: " + (
        "the unit amplifies in the shaded stretch" if stretch else "the unit amplifies nowhere here"
    )
    axes = (
        Axis("a that comes in", look.a[0], look.a[-1]),
        Axis("factor", 0.0, 1.15 * max(1.0, look.gain.max())),
    )
    panel = Panel(title, *axes, height=250)
    if stretch:
        inside = (stretch[0] <= look.a) & (stretch[1] >= look.a)
        panel.area(look.a[inside], look.gain[inside], YOURS, "factor at least 1")
    shown = slice(None, None, 4)
    panel.line(look.a[shown], look.gain[shown], YOURS, "|w σ′(w a + b)|, from your sigmoid_prime")
    panel.level(1.0, OTHER, "1: a nudge keeps its size")
    for edge in (0.0, 1.0):
        panel.upright(edge, THIN, "a sigmoid gives out 0 to 1" if edge else None)
    return panel


def _widths(look, widths):
    best = int(np.argmax(widths))
    axes = Axis("size of w", 0.0, WEIGHTS[-1]), Axis("length", 0.0, max(0.55, 1.15 * widths.max()))
    panel = Panel(f"The longest window has length {number(widths[best], 2)}", *axes, height=220)
    panel.line(WEIGHTS, widths, YOURS, "your window_width")
    panel.marks(WEIGHTS[best], widths[best], OTHER, "the longest drawn", shape="s")
    panel.upright(abs(look.w), GUIDE)
    panel.marks(abs(look.w), look.width, Style(INK), "this w")
    return panel


def _lines(look, widths):
    stretch, where = look.stretch(), {"w": number(look.w), "b": number(look.b)}
    if stretch:
        low, high = stretch
        yield words.WINDOW_INSIDE.format(
            low=number(low, 3), high=number(high, 3), length=number(high - low, 4), **where
        )
    else:
        yield words.WINDOW_OUTSIDE.format(largest=number(look.gain.max()), **where)
    if look.width is not None:
        yield words.WINDOW_YOURS.format(w=number(look.w), width=number(look.width))
    if widths is not None:
        best = int(np.argmax(widths))
        yield words.WINDOW_BEST.format(width=number(widths[best], 3), w=number(WEIGHTS[best], 3))
