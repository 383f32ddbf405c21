"""Pieces of pictures as SVG text: lines, marks and words.

The letters stay letters, so a picture can be enlarged, searched and read aloud; nothing in it needs an id, so
a page may hold many of them. Colours are written as on paper; the page's theme may exchange them.
"""

from html import escape
from typing import NamedTuple

import numpy as np

from ..drawing.theme import BLUE, GRID, INK, ORANGE, PALE, PAPER

LETTER = 0.55  # mean width of a letter, in units of its size
SIZE = 12.5


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


def short(value, room, size=SIZE, digits=3):
    """Return a number with as many digits as fit into some room, in picture units."""
    texts = [number(value, most) for most in range(digits, 0, -1)]
    return next((text for text in texts if 0.62 * size * len(text) <= room), texts[-1])


__all__ = [
    "GRID", "GUIDE", "INK", "LETTER", "OTHER", "PALE", "PAPER", "SIZE", "THIN", "THIRD", "YOURS", "Style",
    "above", "below", "element", "mark", "minus", "number", "short", "stroke", "words",
]  # fmt: skip
