"""Picture of the widget Cobweb and knife edge: the staircase of activations, and |dy/dx| over x."""

import numpy as np

from .. import words
from ..mathematics.edge import HIGH, INPUTS, LEVELS, LOW
from ..panel import Axis, Handle, Panel, Sheet
from ..picture import Shown, paragraphs
from ..svg import GUIDE, INK, OTHER, THIN, YOURS, Style, number


def draw(look, zoom=1.0):
    """Return the picture and the read-out of a `Look`.

    Parameters
    ----------
    look : Look
        The numbers.
    zoom : float
        The right panel shows this share of the range of x, around the highest place.
    """
    lines = list(_lines(look))
    alt = f"Left: the steps from unit to unit. Right: |dy/dx| over x. {' '.join(lines)}"
    return Shown(Sheet([[_cobweb(look), _edge(look, zoom)]], alt), paragraphs(lines))


def _cobweb(look):
    axes = Axis("a that comes in", look.grid[0], look.grid[-1]), Axis("a that goes out", 0.0, 1.0)
    n = len(look.a) - 1
    title = words.EDGE_STEPS.format(n=n, units=words.UNIT_WORD[n > 1], y=number(look.a[-1]))
    panel = Panel(title, *axes, height=330)
    panel.line(look.grid, look.out, YOURS, "your sigmoid of w a + b")
    panel.line([0.0, 1.0], [0.0, 1.0], GUIDE, "out = in")
    a = look.a
    # The first unit may have a bias of its own, so its step goes straight to what it gives.
    across, up = np.repeat(a[:-1], 2), np.append(0.0, np.repeat(a[1:], 2)[:-1])
    panel.line(across, up, OTHER._replace(width=1.6), f"{n} {words.UNIT_WORD[n > 1]}")
    panel.marks(a[-2], a[-1], OTHER, shape="s", size=4)
    if look.fixed is not None:
        panel.marks(look.fixed[0], look.fixed[0], Style(INK), "your fixed_point")
    return panel


def _edge(look, zoom):
    place, height = look.peak()
    reach = 0.5 * zoom * (HIGH - LOW)
    middle = min(max(place, LOW + reach), HIGH - reach)
    axes = (
        Axis("x (input of the chain)", middle - reach, middle + reach),
        Axis("|dy/dx|", 0.0, 1.1 * height or 1.0),
    )
    panel = Panel(f"|dy/dx| reaches {number(height)}", *axes, height=330)
    panel.area(look.places, look.sizes, YOURS, f"area {number(look.area(), 3)}")
    panel.line(look.places, look.sizes, YOURS, "your chain_dydx")
    for level in LEVELS:
        if level < height:
            panel.level(level, THIN)
    panel.marks(look.x, look.here, OTHER, "at your x", shape="s")
    if zoom == 1.0:
        panel.handle = Handle("x", words.EDGE_HANDLE, look.x, look.here, 0.01, INPUTS)
    return panel


def _lines(look):
    n = len(look.a) - 1
    yield words.EDGE_HERE.format(
        n=n,
        units=words.UNIT_WORD[n > 1],
        w=number(look.w),
        x=number(look.x),
        y=number(look.a[-1]),
        size=number(look.here),
    )
    yield words.EDGE_LAST.format(before=number(look.a[-2]), last=number(look.a[-1]))
    place, height = look.peak()
    yield words.EDGE_PEAK.format(size=number(height), x=number(place, 6))
    if look.ceiling:
        share = number(100.0 * height / look.ceiling)
        yield words.EDGE_CEILING.format(ceiling=number(look.ceiling), share=share)
    yield words.EDGE_AREA.format(low=number(LOW), high=number(HIGH), area=number(look.area(), 4))
    for level in LEVELS:
        if height < level:
            yield words.EDGE_NEVER.format(level=number(level))
            break
        yield words.EDGE_LENGTH.format(level=number(level), length=number(look.length(level), 3))
    if look.fixed is not None:
        yield words.EDGE_FIXED.format(a=number(look.fixed[0], 6), out=number(look.fixed[1], 6))
