"""What a widget shows at one setting of its controls: a picture, and in words what the picture says."""

import contextlib
import io
import warnings
from html import escape
from typing import NamedTuple

import numpy as np

from ..drawing.base import NotDrawnError
from .panel import NARROW, WIDE, Sheet
from .svg import element, number

LAYOUTS = {"wide": WIDE, "narrow": NARROW}
"""How a picture can be laid out: a page chooses by its own width."""


class Shown(NamedTuple):
    """A picture and its read-out.

    Parameters
    ----------
    sheet : Sheet
        The picture; None if there is none.
    readout : str
        What it says, as HTML: short, since a screen reader speaks it at each change.
    tables : str
        All its numbers, as HTML.
    """

    sheet: Sheet | None
    readout: str
    tables: str = ""

    @property
    def svg(self):
        """The picture as SVG text that fits any page; empty if there is none."""
        return self.sheet.svg(NARROW) if self.sheet else ""

    def html(self, layout=""):
        """Return the picture in one of the `LAYOUTS`, or in both: then the page shows what fits it."""
        if self.sheet is None:
            return ""
        fitting = {layout: LAYOUTS[layout]} if layout in LAYOUTS else LAYOUTS
        return "".join(_fitted(self.sheet, name, width) for name, width in fitting.items())


def _fitted(sheet, name, width):
    handles = "".join(_handle(*found) for found in sheet.handles(width))
    look = {"class": f"chainlab-picture chainlab-{name}", "style": f"width:{width}px"}
    return element("div", sheet.svg(width) + handles, **look)


def _handle(handle, place, ends):
    """Return what can be taken by mouse or keyboard; it stands beside the picture, which is one whole."""
    low, high = handle.ends
    return element(
        "span",
        "",
        **{"class": "chainlab-handle"},
        tabindex=0,
        role="slider",
        aria_label=handle.says,
        aria_valuemin=low,
        aria_valuemax=high,
        aria_valuenow=handle.value,
        aria_valuetext=number(handle.value),
        style=f"left:{100 * place[0]:.2f}%;top:{100 * place[1]:.2f}%",
        data_control=handle.control,
        data_step=handle.step,
        data_left=f"{ends[0]:.5f}",
        data_right=f"{ends[1]:.5f}",
    )


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
        return Shown(None, paragraphs([reason]))
