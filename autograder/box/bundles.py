"""Inside the box: what a value looks like: its text, and what a human sees of it, a table or a picture."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from . import figures
from .outputs import Output

RASTER = ("image/png", "image/jpeg", "image/gif", "image/webp")
DRAWING = "image/svg+xml"
PLAIN = ("builtins", "numpy")
"""Modules whose values are text alone."""
SOURCES = ("text/markdown", "text/latex")
METHODS = {
    "_repr_html_": "text/html",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_svg_": DRAWING,
}
OF_IPYTHON = ("_ipython_display_", "_repr_mimebundle_", "_repr_pretty_")
"""Methods by which a value shows itself to IPython alone."""


def needs_ipython(value: Any) -> bool:
    """Return whether IPython has to show a value."""
    kind = type(value)
    return kind.__module__ not in PLAIN and any(hasattr(kind, name) for name in OF_IPYTHON)


def bundle_of(value: Any, errors: list[BaseException]) -> Output:
    """Return what a value looks like, without IPython; errors of its own methods are added to `errors`."""
    text = "\n".join(repr(value).splitlines())  # IPython takes every end of a line for one
    if type(value).__module__ in PLAIN:
        return {"text": text}
    data: dict[str, Any] = {"text/plain": text}
    for name, kind in METHODS.items():
        method = getattr(type(value), name, None)
        if callable(method):
            try:
                data[kind] = method(value)
            except Exception as error:
                errors.append(error)
    if figures.is_figure(value):
        data["image/png"] = figures.png(value)
    return bundle(data)


def bundle(data: dict[str, Any], *, source: bool = False) -> Output:
    """Return what is kept of data by MIME type.

    Parameters
    ----------
    source
        Whether the source of a text with markup says more than its plain text.
    """
    found: Output = {}
    plain = next(filter(None, (data.get(kind) for kind in SOURCES if source)), data.get("text/plain"))
    if isinstance(plain, str):
        found["text"] = str.__str__(plain)
    if isinstance(html := data.get("text/html"), str):
        found["html"] = str.__str__(html)
    picture = next(_pictures(data), None)
    if picture:
        found["picture"] = picture
    elif data.get(DRAWING):
        found["drawing"] = True
    return found


def _pictures(data: dict[str, Any]) -> Iterator[bytes]:
    for kind in RASTER:
        picture = data.get(kind)
        if isinstance(picture, str):
            try:
                yield base64.b64decode(picture)
            except (binascii.Error, ValueError):
                continue
        elif isinstance(picture, bytes):
            yield picture
