"""Panels, pairs of axes with what is drawn on them, and the sheet that lays them out, wide or narrow."""

import math
from typing import NamedTuple

import numpy as np

from .svg import (
    GRID,
    LETTER,
    PALE,
    SIZE,
    THIN,
    Style,
    above,
    element,
    mark,
    minus,
    stroke,
    words,
)

WIDE, NARROW = 640, 360
"""Widths of a sheet, in picture units: a page chooses the one that fits it."""
TITLE, LINE, ROW, LEFT, RIGHT, BOTTOM = 24, 17, 18, 64, 14, 42
"""Room around a panel: its title, a further line of it, a row of its legend, its axes."""
FAR = 3.0  # panels' heights; what lies farther outside is drawn here, where no eye sees it
SMALLEST, LARGEST = 1e-3, 1e4
"""Numbers outside are written at an axis with a power of ten that stands in its label."""


class Axis(NamedTuple):
    """One axis of a panel: its label and its ends."""

    label: str
    low: float
    high: float
    log: bool = False

    def shares(self, values):
        """Return where values lie between the ends, from 0 to 1."""
        values, ends = np.asarray(values, dtype=float), np.array([self.low, self.high])
        if self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                values, ends = np.log10(values), np.log10(ends)
        return (values - ends[0]) / (ends[1] - ends[0])

    def power(self):
        """Return the power of ten in which the numbers at the axis are written."""
        size = max(abs(self.low), abs(self.high))
        return 0 if self.log or SMALLEST <= size < LARGEST else math.floor(math.log10(size))

    def title(self):
        """Return the label, with the power of ten if there is one."""
        power = self.power()
        return f"{self.label}, in units of 10{above(power)}" if power else self.label

    def ticks(self, most):
        """Return [(value, text), ...], about as many as `most`."""
        if self.log:
            first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
            stride = max(1, math.ceil((last - first) / most))
            return [(10.0**k, f"10{above(k)}") for k in range(first, last + 1, stride)]
        unit = 10.0 ** self.power()
        stride = _round_step((self.high - self.low) / unit / most)
        first, last = math.ceil(self.low / unit / stride - 1e-9), math.floor(self.high / unit / stride + 1e-9)
        digits = max(0, -math.floor(math.log10(stride) + 1e-9))
        marks = (k * stride + 0.0 for k in range(first, last + 1))
        return [(value * unit, minus(f"{value:.{digits}f}")) for value in marks]


def _round_step(step):
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * nice for nice in (1, 2, 5, 10) if power * nice >= step * (1 - 1e-9))


def ends(values, low=None, high=None):
    """Return the ends of an axis that holds all finite values, with a little room; either may be given."""
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    least, most = (values.min(), values.max()) if values.size else (0.0, 1.0)
    room = 0.06 * (most - least) or 0.5 * abs(most) or 0.5
    return (least - room if low is None else low), (most + room if high is None else high)


class Handle(NamedTuple):
    """A place in a panel that can be dragged along the horizontal axis: it moves a control of the widget.

    Parameters
    ----------
    control : str
        The control's name.
    says : str
        What is dragged, for a reader who does not see it.
    value, height : float
        Where it is: the control's value on the horizontal axis, and a value on the vertical one.
    step : float
        How far an arrow key moves it.
    ends : tuple of float
        The smallest and the largest value of the control.
    """

    control: str
    says: str
    value: float
    height: float
    step: float
    ends: tuple


class Panel:
    """A pair of axes with what is drawn on it.

    Parameters
    ----------
    title : str
        The finding, in words.
    x, y : Axis
        The axes.
    height : number
        Of the panel, its words included.
    """

    handle = None

    def __init__(self, title, x, y, height=230):
        self.title, self.x, self.y, self._height = title, x, y, height
        self._drawn, self._legend = [], []

    def line(self, xs, ys, style, label=None, **look):
        """Draw a curve."""
        self._draw(("line", look), xs, ys, style, label)

    def marks(self, xs, ys, style, label=None, shape="o", size=5.0):
        """Draw marks; see `mark`."""
        self._draw((shape, size), np.atleast_1d(xs), np.atleast_1d(ys), style, label)

    def area(self, xs, ys, style, label=None):
        """Fill from a curve down to the axis."""
        self._draw(("area", {}), xs, ys, style, label)

    def level(self, value, style, label=None):
        """Draw a horizontal line."""
        self.line([self.x.low, self.x.high], [value, value], style, label)

    def upright(self, value, style, label=None):
        """Draw a vertical line."""
        self.line([value, value], [self.y.low, self.y.high], style, label)

    def words(self, x, y, text, anchor="start", up=6):
        """Write beside a place, `up` picture units above it."""
        self._drawn.append((("words", {}), x, y, (text, anchor, up)))

    def _draw(self, shape, xs, ys, style, label):
        self._drawn.append((shape, xs, ys, style))
        if label is not None:
            self._legend.append((shape, style, label))

    def height(self, _width):
        """Return how high the panel is."""
        return self._height

    def frame(self, left, top, width):
        """Return the place of the axes, (left, top, width, height), of a panel at some place in a picture."""
        rows = len(self._legend_rows(width))
        head = TITLE + LINE * (len(heading_lines(self.title, width)) - 1) + ROW * rows + 4
        return left + LEFT, top + head, width - LEFT - RIGHT, self._height - head - BOTTOM

    def svg(self, left, top, width):
        """Return the panel as SVG elements."""
        inner = self.frame(left, top, width)
        lines = "".join(self._line(drawn, *inner[2:]) for drawn in self._drawn)
        marks = "".join(self._marks(drawn, *inner[2:]) for drawn in self._drawn)
        # A nested svg element cuts off what lies outside, and needs no id for it. A mark stays whole.
        place = dict(zip(("x", "y", "width", "height"), inner, strict=True))
        cut = element("svg", lines, width=inner[2], height=inner[3], overflow="hidden")
        title = heading(self.title, left, top, width)
        legend = self._legend_svg(left, inner[1] - ROW * len(self._legend_rows(width)) - 4 - TITLE, width)
        axes = self._axes(left, *inner)
        return title + legend + axes + element("svg", cut + marks, **place, overflow="visible")

    def _line(self, drawn, width, height):
        (shape, look), xs, ys, style = drawn
        if shape not in ("line", "area", "words"):
            return ""
        xs, ys = self._places(xs, ys, width, height)
        if shape == "words":
            text, anchor, up = style
            return words(xs, ys - up, text, size=11.5, anchor=anchor)
        if shape == "line":
            return stroke(xs, ys, style, **look)
        xs, ys = np.concatenate([xs[:1], xs, xs[-1:]]), np.concatenate([[height], ys, [height]])
        return stroke(xs, ys, style, fill=style.colour, fill_opacity="0.18", stroke="none")

    def _marks(self, drawn, width, height):
        shape, xs, ys, style = drawn
        if shape[0] in ("line", "area", "words"):
            return ""
        xs, ys = self._places(xs, ys, width, height)
        inside = (xs >= -0.5) & (xs <= width + 0.5) & (ys >= -0.5) & (ys <= height + 0.5)
        return "".join(mark(x, y, style, *shape) for x, y in zip(xs[inside], ys[inside], strict=True))

    def _places(self, xs, ys, width, height):
        return self.x.shares(xs) * width, np.clip(1.0 - self.y.shares(ys), -FAR, 1.0 + FAR) * height

    def _axes(self, start, left, top, width, height):
        parts, low, right = [], top + height, left + width
        for value, text in self.x.ticks(max(2, width // 68)):
            place = left + float(self.x.shares(value)) * width
            parts += [stroke([place, place], [top, low], Style(GRID, "", 1.0))]
            parts += [words(place, low + 15, text, size=11.5, anchor="middle")]
        for value, text in self.y.ticks(max(2, height // 26)):
            place = low - float(self.y.shares(value)) * height
            parts += [stroke([left, right], [place, place], Style(GRID, "", 1.0))]
            parts += [words(left - 6, place + 4, text, size=11.5, anchor="end")]
        parts.append(stroke([left, left, right], [top, low, low], THIN._replace(width=1.3)))
        parts.append(words(left + width / 2, low + 34, self.x.title(), anchor="middle"))
        turned = f"rotate(-90 {start + 14:g} {top + height / 2:g})"
        size = min(SIZE, height / (LETTER * len(self.y.title())))
        look = {"anchor": "middle", "transform": turned, "size": max(11.0, size)}
        parts.append(words(start + 14, top + height / 2, self.y.title(), **look))
        return "".join(parts)

    def _legend_rows(self, width):
        rows, used = [], width
        for entry in self._legend:
            wide = 44 + LETTER * 12 * len(entry[2])
            if used + wide > width - LEFT:
                rows.append([])
                used = 0
            rows[-1].append((used, *entry))
            used += wide
        return rows

    def _legend_svg(self, left, top, width):
        parts = []
        for k, row in enumerate(self._legend_rows(width)):
            y = top + TITLE + ROW * k + 8
            for start, shape, style, label in row:
                x = left + LEFT + start
                if shape[0] == "line":
                    parts.append(stroke([x, x + 26], [y, y], style))
                elif shape[0] == "area":
                    box = {"fill": style.colour, "fill_opacity": "0.18", "stroke": style.colour}
                    parts.append(element("rect", x=x + 4, y=y - 6, width=18, height=12, **box))
                else:
                    parts.append(mark(x + 13, y, style, *shape))
                parts.append(words(x + 32, y + 4, label, size=12))
        return "".join(parts)


def heading(text, left, top, width, size=13.5, **look):
    """Return a heading, or a note of another size, as SVG elements: as many lines as it needs."""
    look = {"font_weight": "bold"} | look
    lines = heading_lines(text, width, size)
    return "".join(
        words(left + 8, top + 16 + LINE * k, line, size=size, **look) for k, line in enumerate(lines)
    )


def heading_lines(text, width, size=13.5):
    """Return the lines of a heading, broken at blanks."""
    most, lines = (width - 16) / (1.12 * LETTER * size), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= most or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


class Sheet(NamedTuple):
    """A whole picture.

    Parameters
    ----------
    rows : sequence of sequences
        Panels, or whatever else has `height` and `svg` as a `Panel` has; a narrow page breaks the rows.
    alt : str
        What the picture shows, for a reader who does not see it.
    """

    rows: list
    alt: str

    def places(self, width=WIDE):
        """Return [(part, left, top, width), ...] and the height of the whole."""
        rows = self.rows if width >= WIDE else [[part] for row in self.rows for part in row]
        found, top = [], 0
        for row in rows:
            share = width / len(row)
            found += [(part, k * share, top, share) for k, part in enumerate(row)]
            top += max(part.height(share) for part in row)
        return found, top

    def svg(self, width=WIDE):
        """Return the picture as SVG text."""
        found, height = self.places(width)
        ground = element("rect", width=width, height=height, fill="white")
        return element(
            "svg",
            ground + "".join(part.svg(*place) for part, *place in found),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {width} {height}",
            width=width,
            height=height,
            style="max-width:100%;height:auto",
            font_family="DejaVu Sans, Verdana, sans-serif",
            role="img",
            aria_label=self.alt,
        )

    def handles(self, width=WIDE):
        """Return [(handle, place, ends), ...]: where it is and where it can go, in shares of the picture."""
        found, height = self.places(width)
        return [
            _handle(part, part.frame(*place), width, height)
            for part, *place in found
            if getattr(part, "handle", None) is not None
        ]


def _handle(panel, frame, width, height):
    left, top, wide, high = frame
    handle = panel.handle
    x = (left + panel.x.shares(np.array([handle.value, *handle.ends])) * wide) / width
    y = (top + (1.0 - float(panel.y.shares(handle.height))) * high) / height
    return handle, (float(x[0]), y), (float(x[1]), float(x[2]))


__all__ = ["NARROW", "PALE", "WIDE", "Axis", "Handle", "Panel", "Sheet", "ends", "heading", "heading_lines"]
