"""Picture of the widget Fading nudge: a bar that shrinks at each arrow, and a lamp for each unit."""

import math
from typing import NamedTuple

import numpy as np

from .. import words
from ..mathematics.nudge import SIGMOID, Look
from ..panel import LINE, Axis, Panel, Sheet, heading, heading_lines
from ..picture import Shown, paragraphs, table
from ..svg import INK, OTHER, PALE, THIN, YOURS, below, element, minus, number, stroke
from ..svg import words as written

DARKEST = 10.0
"""A lamp is dark from 10 to minus this on."""
UNLIT, LIT, BRIGHT = (58, 58, 66), (255, 214, 64), (255, 120, 40)
"""Colours of a lamp: dark, at a nudge of size 1, and far above it."""
TABLED = 10
"""A chain of more units has no table: it would push the page away."""
NOTE = 12
EDGE = 22  # room beside the lamps and the bar


def draw(look, step):
    """Return the picture and the read-out after `step` of the 2 n arrows."""
    lines, last = list(_lines(look, step)), 2 * look.units() - step
    alt = f"A nudge runs back from y to x, and a bar shows its size; each unit has a lamp. {' '.join(lines)}"
    sheet = Sheet([[Bar(look, last)], [Lamps(look, last)], [_sizes(look, last)]], alt)
    tables = table(words.NUDGE_TABLE, _rows(look, last)) if look.units() <= TABLED else ""
    return Shown(sheet, paragraphs(lines), tables)


class Bar(NamedTuple):
    """The nudge itself, as long as it is large."""

    look: Look
    last: int

    def height(self, width):
        """Return how high it is."""
        return 84 + LINE * (len(heading_lines(words.NUDGE_SCALE, width, NOTE)) - 1)

    def svg(self, left, top, width):
        """Return it as SVG elements."""
        sizes = np.abs(self.look.effects)
        whole, room = max(1.0, float(sizes.max())), width - 2 * EDGE
        size, before = float(sizes[self.last]), float(sizes[min(self.last + 1, len(sizes) - 1)])
        moving = (
            {"class": "chainlab-moving", "style": f"--from:{min(before / size, 1e4):.4g}"} if size else {}
        )
        title = words.NUDGE_BAR.format(
            place=_name(self.look, self.last), size=number(self.look.effects[self.last])
        )
        scale = words.NUDGE_SCALE.format(whole=number(whole))
        box = {"x": left + EDGE, "y": top + 30, "height": 22}
        return "".join(
            [
                heading(title, left, top, width),
                element("rect", width=room, fill="none", stroke=PALE, stroke_width=1, **box),
                element(
                    "rect", width=float(max(room * size / whole, 0.0)), fill=OTHER.colour, **box, **moving
                ),
                heading(
                    scale, left + EDGE - 8, top + 54, width - EDGE, NOTE, fill=PALE, font_weight="normal"
                ),
            ]
        )


class Lamps(NamedTuple):
    """A lamp for x and each unit: as bright as the nudge that came back to there, on a logarithmic scale."""

    look: Look
    last: int

    def height(self, width):
        """Return how high they are."""
        return 82 + LINE * len(heading_lines(words.NUDGE_LAMPS, width, NOTE))

    def svg(self, left, top, width):
        """Return them as SVG elements."""
        parts = [heading(words.NUDGE_LAMPS, left, top, width, NOTE, font_weight="normal")]
        top += LINE * len(heading_lines(words.NUDGE_LAMPS, width, NOTE)) - 18
        n = self.look.units()
        pitch = (width - 2 * EDGE) / (n + 1)
        size = min(pitch - 3, 34.0)
        for i in range(n + 1):
            middle = left + EDGE + pitch * (i + 0.5)
            reached = 2 * i >= self.last
            fill = lamp(self.look.effects[2 * i]) if reached else "none"
            edge = {"stroke": INK if reached else PALE, "stroke_width": 1.2 if reached else 0.8}
            place = {
                "x": middle - size / 2,
                "y": top + 24,
                "width": size,
                "height": 34,
                "rx": min(6.0, size / 3),
            }
            parts.append(element("rect", fill=fill, **place, **edge))
            if i % math.ceil(26 / pitch) == 0 or i == n:
                text = "x" if i == 0 else "y" if i == n else str(i)
                parts.append(written(middle, top + 73, text, size=11, anchor="middle"))
        at = left + EDGE + pitch * (self.last / 2 + 0.5)
        parts.append(
            stroke(
                [at - 6, at, at + 6, at - 6],
                [top + 92, top + 80, top + 92, top + 92],
                OTHER._replace(dash=""),
            )
        )
        return "".join(parts)


def lamp(effect):
    """Return the colour of a lamp at a size of the nudge."""
    size = abs(effect)
    light = 1.0 + math.log10(size) / DARKEST if size else 0.0
    low, high, share = (LIT, BRIGHT, 3.0 * (light - 1.0)) if light > 1.0 else (UNLIT, LIT, light)
    share = min(max(share, 0.0), 1.0)
    mixed = (round(a + share * (b - a)) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _sizes(look, last):
    places = 0.5 * np.arange(len(look.effects))
    sizes = np.abs(look.effects)
    logs = np.where(
        (np.arange(len(sizes)) >= last) & (sizes > 0), np.log10(np.where(sizes > 0, sizes, 1.0)), np.nan
    )
    n = look.units()
    every = np.log10(sizes[sizes > 0])
    axis = Axis(
        "log10 of its size", 5 * math.floor(min(every.min(), -1) / 5), 5 * math.ceil(max(every.max(), 1) / 5)
    )
    left = sizes[last]
    title = words.NUDGE_CURVE[0].format(log=minus(f"{np.log10(left):.2f}")) if left else words.NUDGE_CURVE[1]
    panel = Panel(title, Axis("unit (0 is the input x)", -0.5, n + 0.5), axis, height=210)
    panel.level(0.0, THIN)
    panel.line(places, logs, YOURS._replace(width=1.4))
    panel.marks(places[::2], logs[::2], YOURS, size=3.4)
    panel.marks(places[last], logs[last], OTHER, "the nudge now", shape="s")
    return panel


def _name(look, k):
    n = look.units()
    return "x" if k == 0 else "y" if k == 2 * n else f"{'z' if k % 2 else 'a'}{below((k + 1) // 2)}"


def _lines(look, step):
    n = look.units()
    last, place = 2 * n - step, {"step": step, "steps": 2 * n}
    if step == 0:
        yield words.NUDGE_START.format(n=n, units=words.UNIT_WORD[n > 1], **place)
    else:
        yield words.NUDGE_STEP.format(
            start=_name(look, last),
            end=_name(look, last + 1),
            factor=number(look.factors[last]),
            left=number(look.effects[last]),
            **place,
        )
    if step == 2 * n:
        yield words.NUDGE_END.format(size=number(look.effects[0]))
    if look.activation != SIGMOID:
        yield words.NUDGE_OTHER.format(activation=look.activation)
    elif not look.yours:
        yield words.NUDGE_MEASURED


def _rows(look, last):
    def if_reached(k, values):
        return number(values[k]) if k >= last else "–"

    return [
        (
            str(i),
            if_reached(2 * i - 1, look.factors),
            if_reached(2 * i - 2, look.factors),
            if_reached(2 * i - 2, look.effects),
        )
        for i in range(look.units(), 0, -1)
    ]
