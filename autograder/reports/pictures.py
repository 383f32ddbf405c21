"""Pictures of a text on a page: shown if they are among its attachments, else named in words.

A page with what a student wrote fetches nothing. So a picture stands in it as a `data:` address that is made
here, from bytes that were looked at. It is put in after the page was cleaned, in the place of a random name.
"""

from __future__ import annotations

import base64
import html
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from autograder.submission.pictures import ATTACHMENT, SENTENCE, raster_type, unpacked

FIGURE = re.compile(r"figures/[\w-]+\.(svg|png)\Z")
"""Addresses of the course's own pictures."""
IMG = re.compile(r"""<img\b(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
ATTRIBUTE = r"""(?is)\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
ADDRESS_CHARS = 200


class Pictures:
    """The pictures of one text while it becomes HTML.

    Parameters
    ----------
    attachments
        Those of the cell, as a notebook holds them.
    figures
        Whether the course's own pictures lie beside the page.
    """

    def __init__(self, attachments: Mapping[str, Mapping[str, Any]], *, figures: bool = False) -> None:
        self._attachments = attachments
        self._figures = figures
        self._shown: dict[str, str] = {}

    def html(self, alt: str, address: str) -> str:
        """Return a picture's place in HTML that is still to be cleaned; words if it cannot be shown."""
        if self._figures and FIGURE.match(address):
            return f'<img src="{address}" alt="{html.escape(alt)}">'
        data, why = self._found(address)
        if not data:
            what = f"picture: {alt}" if alt else "picture"
            return html.escape(f"[{what}{' (' + why + ')' if why else ''}]", quote=False)
        place = f"figures/{secrets.token_hex(16)}.png"
        self._shown[place] = f"data:{raster_type(data)};base64,{base64.b64encode(data).decode()}"
        return f'<img src="{place}" alt="{html.escape(alt or "picture in the answer")}">'

    def in_html(self, text: str, rest: Callable[[str], str]) -> str:
        """Return HTML with its pictures put in or named; what is between them goes through `rest`."""
        parts: list[str] = []
        end = 0
        for found in IMG.finditer(text):
            alt, address = (_attribute(found[0], name) for name in ("alt", "src"))
            parts += [rest(text[end : found.start()]), self.html(alt, address)]
            end = found.end()
        return "".join([*parts, rest(text[end:])])

    def is_own(self, address: str) -> bool:
        """Return whether an address is the place of a picture of the text."""
        return address in self._shown

    def put_into(self, clean: str) -> str:
        """Return clean HTML with the pictures in their places."""
        for place, data in self._shown.items():
            clean = clean.replace(f'src="{place}"', f'src="{data}"')
        return clean

    def all(self) -> str:
        """Return all pictures of the cell, to stand below a text that is shown as it was typed."""
        shown = [self.html("", ATTACHMENT + name) for name in self._attachments]
        return "".join(f"<p>{picture}</p>" for picture in shown)

    def _found(self, address: str) -> tuple[bytes, str]:
        """Return a picture's bytes; if it cannot be shown none, and why."""
        if address.startswith(ATTACHMENT):
            name = unquote(address.removeprefix(ATTACHMENT))
            bundle = self._attachments.get(name)
            if bundle is None:
                return b"", f"{name} is missing in the notebook that was handed in"
            if SENTENCE in bundle:
                return b"", str(bundle[SENTENCE])
            data = unpacked(next(iter(bundle.values()), ""))
            return data, "" if data else f"{name} is not shown"
        if address.lower().startswith("data:"):
            return b"", "it is in the notebook that was handed in"
        where = address if len(address) <= ADDRESS_CHARS else address[:ADDRESS_CHARS] + "..."
        if re.match(r"(?i)(https?:)?//", address):
            return b"", f"not shown, it is not in the notebook but at {where}"
        return b"", f"not shown, it is not in the notebook but in the file {where}" if where else ""


def _attribute(tag: str, name: str) -> str:
    found = re.search(ATTRIBUTE.replace("{name}", name), tag)
    return html.unescape(next(filter(None, found.groups()), "")).strip() if found is not None else ""
