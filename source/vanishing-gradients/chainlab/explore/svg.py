"""Pictures as SVG text: panels with axes, lines, marks and words, each with a text that says what it shows.

The letters stay letters, so a picture can be enlarged, searched and read aloud; nothing in it needs an id, so
a page may hold many of them.
"""

import math
from html import escape
from typing import NamedTuple

import numpy as np

from ..drawing.base import BLUE, INK, ORANGE, PALE, PAPER

WIDTH = 640
LETTER = 0.55  # mean width of a letter, in units of its size
SIZE = 12.5
TITLE, ROW, LEFT, BOTTOM = 24, 18, 64, 42  # room around a panel: its title, a row of its legend, its axes
FAR = 3.0  # panels' heights; what lies farther outside is drawn here, where no eye sees it


class Style(NamedTuple):
    """Colour, dashes and width of a line: two lines always differ in more than their colour."""

    colour: str
    dash: str = ""
    width: float = 2.2


YOURS = Style(BLUE)
OTHER = Style(ORANGE, "8 4")
THIRD = Style(INK, "2 4")
GUIDE = Style(PALE, "2 3", 1.3)
THIN = Style(PALE, "", 1.0)


def number(value, digits=4):
    """Return a number as a short text with a true minus sign."""
    text = f"{value:.{digits}g}"
    if "e" in text:
        head, _, power = text.partition("e")
        text = f"{head}e{int(power)}"
    return minus(text)


def minus(text):
    """Return a text whose hyphens are minus signs."""
    return text.replace("-", "\N{MINUS SIGN}")


def below(index):
    """Return an index as small figures below the line."""
    return str(index).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def above(power):
    """Return a whole number as small figures above the line."""
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


# Pieces


def element(name, text=None, **attributes):
    """Return one SVG element; an underscore in an attribute's name stands for a hyphen."""
    inside = "".join(
        f' {key.replace("_", "-")}="{escape(_spell(value))}"'
        for key, value in attributes.items()
        if value not in (None, "")
    )
    return f"<{name}{inside}/>" if text is None else f"<{name}{inside}>{text}</{name}>"


def _spell(value):
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def words(x, y, text, size=SIZE, anchor="start", **attributes):
    """Return a line of text; `anchor` is "start", "middle" or "end"."""
    attributes = {"fill": INK, "font_size": size, "text_anchor": anchor} | attributes
    return element("text", escape(text, quote=False), x=float(x), y=float(y), **attributes)


def stroke(xs, ys, style, **attributes):
    """Return a line through places in picture units, broken where one of them is nan."""
    xs, ys = np.broadcast_arrays(np.asarray(xs, dtype=float), np.asarray(ys, dtype=float))
    whole = np.isfinite(xs) & np.isfinite(ys)
    path, pen = [], "M"
    for good, x, y in zip(whole.tolist(), xs.tolist(), ys.tolist(), strict=True):
        if good:
            path.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L" if good else "M"
    look = {
        "fill": "none",
        "stroke": style.colour,
        "stroke_width": style.width,
        "stroke_dasharray": style.dash,
    }
    return element("path", d="".join(path), **look | attributes) if path else ""


def mark(x, y, style, shape="o", size=5.0):
    """Return a mark: "o" a disc, "s" a square, "x" a cross."""
    x, y = float(x), float(y)
    if shape == "x":
        xs, ys = (
            [x - size, x + size, np.nan, x - size, x + size],
            [y - size, y + size, np.nan, y + size, y - size],
        )
        return stroke(xs, ys, style._replace(dash="", width=2.2))
    if shape == "s":
        return element(
            "rect", x=x - size, y=y - size, width=2 * size, height=2 * size, fill=style.colour, stroke="white"
        )
    return element("circle", cx=x, cy=y, r=size, fill=style.colour, stroke="white")


def picture(parts, height, alt, width=WIDTH):
    """Return a whole picture.

    Parameters
    ----------
    parts : sequence of str
        SVG elements.
    height, width : number
        Size in picture units; the picture shrinks with its column.
    alt : str
        What the picture shows, for a reader who does not see it.
    """
    ground = element("rect", width=width, height=height, fill="white")
    return element(
        "svg",
        ground + "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        style="max-width:100%;height:auto",
        font_family="DejaVu Sans, Verdana, sans-serif",
        role="img",
        aria_label=alt,
    )


# Axes


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

    def ticks(self, most):
        """Return [(value, text), ...], about as many as `most`."""
        if self.log:
            first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
            stride = max(1, math.ceil((last - first) / most))
            return [(10.0**k, f"10{above(k)}") for k in range(first, last + 1, stride)]
        stride = _round_step((self.high - self.low) / most)
        first, last = math.ceil(self.low / stride - 1e-9), math.floor(self.high / stride + 1e-9)
        digits = max(0, -math.floor(math.log10(stride) + 1e-9))
        return [(k * stride, minus(f"{k * stride + 0.0:.{digits}f}")) for k in range(first, last + 1)]


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


class Panel:
    """A pair of axes with what is drawn on it.

    Parameters
    ----------
    title : str
        The finding, in words.
    x, y : Axis
        The axes.
    left, top, width, height : number
        The panel's place in the picture, its words included.
    """

    def __init__(self, title, x, y, left=0, top=0, width=WIDTH, height=230):
        self.title, self.x, self.y = title, x, y
        self.left, self.top, self.width, self.height = left, top, width, height
        self._drawn, self._legend = [], []

    def line(self, xs, ys, style, label=None):
        """Draw a curve."""
        self._draw("line", xs, ys, style, label)

    def marks(self, xs, ys, style, label=None, shape="o", size=5.0):
        """Draw marks; see `mark`."""
        self._draw((shape, size), np.atleast_1d(xs), np.atleast_1d(ys), style, label)

    def area(self, xs, ys, style, label=None):
        """Fill from a curve down to the axis."""
        self._draw("area", xs, ys, style, label)

    def level(self, value, style, label=None):
        """Draw a horizontal line."""
        self.line([self.x.low, self.x.high], [value, value], style, label)

    def upright(self, value, style, label=None):
        """Draw a vertical line."""
        self.line([value, value], [self.y.low, self.y.high], style, label)

    def words(self, x, y, text, anchor="start", up=6):
        """Write beside a place, `up` picture units above it."""
        self._drawn.append(("words", x, y, (text, anchor, up)))

    def _draw(self, shape, xs, ys, style, label):
        self._drawn.append((shape, xs, ys, style))
        if label is not None:
            self._legend.append((shape, style, label))

    def svg(self):
        """Return the panel as SVG elements."""
        rows = self._legend_rows()
        head = TITLE + ROW * len(rows) + 4
        left, top = self.left + LEFT, self.top + head
        width, height = self.width - LEFT - 14, self.height - head - BOTTOM
        inside = "".join(self._inside(drawn, width, height) for drawn in self._drawn)
        # A nested svg element cuts off what lies outside, and needs no id for it.
        frame = element("svg", inside, x=left, y=top, width=width, height=height, overflow="hidden")
        title = words(self.left + 8, self.top + 16, self.title, size=13.5, font_weight="bold")
        return title + self._legend_svg(rows) + self._axes(left, top, width, height) + frame

    def _inside(self, drawn, width, height):
        shape, xs, ys, style = drawn
        xs = self.x.shares(xs) * width
        ys = np.clip(1.0 - self.y.shares(ys), -FAR, 1.0 + FAR) * height
        if shape == "words":
            text, anchor, up = style
            return words(xs, ys - up, text, size=11.5, anchor=anchor)
        if shape == "line":
            return stroke(xs, ys, style)
        if shape == "area":
            xs, ys = np.concatenate([xs[:1], xs, xs[-1:]]), np.concatenate([[height], ys, [height]])
            return stroke(xs, ys, style, fill=style.colour, fill_opacity="0.18", stroke="none")
        good = np.isfinite(xs) & np.isfinite(ys)
        return "".join(mark(x, y, style, *shape) for x, y in zip(xs[good], ys[good], strict=True))

    def _axes(self, left, top, width, height):
        parts, low, right = [], top + height, left + width
        for value, text in self.x.ticks(max(2, width // 68)):
            place = left + float(self.x.shares(value)) * width
            parts += [stroke([place, place], [top, low], Style("#dddddd", "", 1.0))]
            parts += [words(place, low + 15, text, size=11.5, anchor="middle")]
        for value, text in self.y.ticks(max(2, height // 26)):
            place = low - float(self.y.shares(value)) * height
            parts += [stroke([left, right], [place, place], Style("#dddddd", "", 1.0))]
            parts += [words(left - 6, place + 4, text, size=11.5, anchor="end")]
        parts.append(stroke([left, left, right], [top, low, low], Style(PALE, "", 1.3)))
        parts.append(words(left + width / 2, low + 34, self.x.label, anchor="middle"))
        turned = f"rotate(-90 {self.left + 14:g} {top + height / 2:g})"
        parts.append(words(self.left + 14, top + height / 2, self.y.label, anchor="middle", transform=turned))
        return "".join(parts)

    def _legend_rows(self):
        rows, used = [], self.width
        for entry in self._legend:
            wide = 44 + LETTER * 12 * len(entry[2])
            if used + wide > self.width - LEFT:
                rows.append([])
                used = 0
            rows[-1].append((used, *entry))
            used += wide
        return rows

    def _legend_svg(self, rows):
        parts = []
        for k, row in enumerate(rows):
            y = self.top + TITLE + ROW * k + 8
            for start, shape, style, label in row:
                x = self.left + LEFT + start
                if shape == "line":
                    parts.append(stroke([x, x + 26], [y, y], style))
                elif shape == "area":
                    box = {"fill": style.colour, "fill_opacity": "0.18", "stroke": style.colour}
                    parts.append(element("rect", x=x + 4, y=y - 6, width=18, height=12, **box))
                else:
                    parts.append(mark(x + 13, y, style, *shape))
                parts.append(words(x + 32, y + 4, label, size=12))
        return "".join(parts)


__all__ = [
    "GUIDE", "INK", "OTHER", "PALE", "PAPER", "THIN", "THIRD", "YOURS", "Axis", "Panel", "Style", "above",
    "below", "element", "ends", "mark", "minus", "number", "picture", "stroke", "words",
]  # fmt: skip
