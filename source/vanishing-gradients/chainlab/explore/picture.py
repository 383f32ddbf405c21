"""What a widget shows at one setting of its controls: a picture, and in words what the picture says."""

import contextlib
import io
import warnings
from html import escape
from typing import NamedTuple

import numpy as np

from ..drawing.base import NotDrawnError

NARROWEST = 480
"""In a narrower column letters would be too small to read."""


class Shown(NamedTuple):
    """A picture and its read-out.

    Parameters
    ----------
    svg : str
        The picture, as SVG text; empty if there is none.
    readout : str
        What it says, as HTML: short, since a screen reader speaks it at each change.
    tables : str
        All its numbers, as HTML.
    """

    svg: str
    readout: str
    tables: str = ""


def paragraphs(lines, look=""):
    """Return lines of text as HTML; `look` is further CSS."""
    style = f"margin:0.15em 0;line-height:1.5;{look}"
    texts = (escape(str(line), quote=False) for line in lines)
    return "".join(f'<p style="{style}">{text}</p>' for text in texts)


def table(head, rows):
    """Return a table as HTML: a heading for each column, and the first cell of each row as its heading."""
    look = 'style="padding:1px 9px;text-align:right;border-bottom:1px solid #8a8a8a"'
    top = "".join(f'<th scope="col" {look}>{escape(text)}</th>' for text in head)
    body = "".join(
        f'<tr><th scope="row" {look}>{escape(row[0])}</th>'
        + "".join(f"<td {look}>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    style = "border-collapse:collapse;margin:0.4em 0;line-height:1.5;font-variant-numeric:tabular-nums"
    return f'<table style="{style}"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def legible(html):
    """Return HTML that keeps some width in a narrow column; "" stays ""."""
    return f'<div style="min-width:{NARROWEST}px">{html}</div>' if html else ""


def shown(draw, settings):
    """Return what `draw` shows at these settings; if a function cannot be drawn, one kind line.

    Parameters
    ----------
    draw : function
        Takes the settings by name and returns a `Shown`.
    settings : dict
        Values of the controls.
    """
    try:
        # What the student's functions print or warn of belongs to their check: a slider calls them often.
        with (
            contextlib.redirect_stdout(io.StringIO()),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            return draw(**settings)
    except NotDrawnError as reason:
        return Shown("", paragraphs([reason]))
