"""Pictures in a student's text: which are shown, as bytes of a kind that runs nothing, and which only named.

A picture stands in a cell as an attachment, or as a `data:` address in its text. Here every one becomes an
attachment: no text holds a picture's bytes. In the place of one that is not shown stands a sentence.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote

from autograder.course.limits import MB, Limits
from autograder.text import shown

SENTENCE = "text/plain"
ATTACHMENT = "attachment:"
DATA = re.compile(
    r"""(?ix) data: (?P<mime> [\w.+-]{1,60} / [\w.+-]{1,60} ) (?: ; [\w.+-]{1,60} = [^;,"'\s()<>]{0,99} ){0,4}
    (?: ; base64 , (?P<packed> [A-Za-z0-9+/=_%-]*+ (?: \s*+ [A-Za-z0-9+/=_%-]{40,}+ )*+
          (?: \s++ [A-Za-z0-9+/=_%-]++ (?=["']) )? )
      | (?: ; [\w-]{1,20} )? , (?P<plain> [^\s"'()<>]*+ ) )"""
)
"""A `data:` address. One in HTML may be broken into lines, all but the last of which are long."""
USED = re.compile(r"attachment:([^\s\"'()<>]++|[^\"'()<>]{1,600}+(?=[\"')>]))")
PICTURES_MAX, NAME_CHARS = 100, 200
"""How many pictures of a cell are looked at, and how long their names may be."""
PIXELS_MAX = 120_000_000
"""A browser unpacks a picture, however small its file is, to four bytes a pixel; phones make 108 million."""
SHORT, SHORT_IN_CODE = 200, 10_000
"""A `data:` address that is no picture, or stands in code, stays in the text if it is not longer."""

RASTER: tuple[tuple[str, int, bytes], ...] = (
    ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", 0, b"\xff\xd8\xff"),
    ("image/gif", 0, b"GIF87a"),
    ("image/gif", 0, b"GIF89a"),
    ("image/webp", 8, b"WEBP"),
)


class Picture(NamedTuple):
    """A picture of a cell: its name there, its type and its bytes; a sentence if it is not shown."""

    name: str
    mime: str
    data: bytes


def raster_type(data: bytes) -> str:
    """Return the MIME type of a picture made of pixels, by its first bytes; "" if it is none."""
    return next((mime for mime, place, magic in RASTER if data.startswith(magic, place)), "")


def unpacked(packed: Any) -> bytes:
    """Return the bytes that base64 holds, if they are a picture of pixels; none if they are not."""
    try:
        data = base64.b64decode(packed)
    except (binascii.Error, TypeError, ValueError):
        return b""
    return data if raster_type(data) else b""


def pixels(data: bytes) -> int:
    """Return how many pixels a picture says that it has; 0 if it does not say."""
    kind = raster_type(data)
    if kind == "image/png":
        return int.from_bytes(data[16:20]) * int.from_bytes(data[20:24])
    if kind == "image/gif":
        return int.from_bytes(data[6:8], "little") * int.from_bytes(data[8:10], "little")
    if kind == "image/webp":
        return _pixels_of_webp(data)
    return _pixels_of_jpeg(data) if kind == "image/jpeg" else 0


def _pixels_of_webp(data: bytes) -> int:
    if data[12:16] == b"VP8X":
        return (int.from_bytes(data[24:27], "little") + 1) * (int.from_bytes(data[27:30], "little") + 1)
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    return (int.from_bytes(data[26:28], "little") & 0x3FFF) * (int.from_bytes(data[28:30], "little") & 0x3FFF)


def _pixels_of_jpeg(data: bytes) -> int:
    place = 2
    for _ in range(1000):
        if data[place : place + 1] != b"\xff":
            return 0
        kind = data[place + 1 : place + 2]
        if b"\xc0" <= kind <= b"\xcf" and kind not in (b"\xc4", b"\xc8", b"\xcc"):
            return int.from_bytes(data[place + 5 : place + 7]) * int.from_bytes(data[place + 7 : place + 9])
        place += 1 if kind == b"\xff" else 2 + int.from_bytes(data[place + 2 : place + 4])
    return 0


def attachments(pictures: Iterable[Picture]) -> dict[str, dict[str, str]]:
    """Return pictures as a notebook holds them."""
    return {
        name: {mime: data.decode() if mime == SENTENCE else base64.b64encode(data).decode()}
        for name, mime, data in pictures
    }


def size_words(size: float) -> str:
    """Return a file's size as "5.2 MB" or "12 kB"."""
    return f"{size / MB:.1f} MB" if size >= MB / 10 else f"{max(1, round(size / 1000))} kB"


@dataclass
class Album:
    """The pictures of one notebook, within its limits."""

    limits: Limits
    spent: int = 0
    by_name: dict[str, list[Picture]] = field(default_factory=dict)

    def take(
        self, number: int, source: str, attachments: Any, *, is_code: bool = False
    ) -> tuple[str, tuple[Picture, ...]]:
        """Take the pictures of a cell.

        Parameters
        ----------
        number
            Which cell of the notebook it is, from 1.
        attachments
            The cell's attachments, as JSON holds them.
        is_code
            Whether the text is code: a small `data:` address may then mean something to it, and stays.

        Returns
        -------
        The text with every picture in it as an attachment, and the attachments that it uses.
        """
        if "data:" not in source.lower() and ATTACHMENT not in source:
            return source, ()
        pictures: dict[str, Picture] = {}
        given = _attachments(attachments)

        def taken(found: re.Match[str]) -> str:
            mime, packed = found["mime"].lower(), found["packed"]
            if len(found[0]) <= (SHORT_IN_CODE if is_code else 0 if mime.startswith("image/") else SHORT):
                return found[0]
            name = f"picture-{len(pictures) + 1}.{re.split('[^a-z0-9]', mime.partition('/')[2])[0][:8]}"
            while name in given:
                name = f"_{name}"
            packed = found["plain"] if packed is None else packed
            pictures[name] = Picture(name, *self._shown(number, "a picture", mime, packed))
            return ATTACHMENT + name

        source = DATA.sub(taken, source, count=PICTURES_MAX)
        if len(source) > self.limits.source_kb * 1000:
            return source, ()  # more text than is graded
        used = {unquote(name) for name in USED.findall(source)}
        for name, (mime, packed) in given.items():
            if name in used:
                pictures[name] = Picture(name, *self._shown(number, shown(name), mime, packed))
        for name, picture in pictures.items():
            self.by_name.setdefault(name, []).append(picture)
        return source, tuple(pictures.values())

    def found_elsewhere(self, source: str, pictures: tuple[Picture, ...]) -> tuple[Picture, ...]:
        """Return the pictures that a text names and only one other cell holds: a split cell loses them."""
        if ATTACHMENT not in source:
            return ()
        used = {unquote(name) for name in USED.findall(source)} - {picture.name for picture in pictures}
        return tuple(self.by_name[name][0] for name in sorted(used) if len(self.by_name.get(name, ())) == 1)

    def _shown(self, number: int, label: str, mime: str, packed: str) -> tuple[str, bytes]:
        size = len(packed) * 3 // 4
        where = f"it is in cell {number} of the notebook that was handed in"
        if "svg" in mime:
            return _sentence(
                f"{label}, a drawing (SVG), is not shown because it could hold a program; {where}"
            )
        if size > self.limits.picture_mb * MB:
            return _sentence(f"{label}, {size_words(size)}, is too large to be shown; {where}")
        try:
            # Base64 of an address has two letters of its own.
            data = base64.b64decode(unquote(packed).translate({45: "+", 95: "/"}) + "==")
        except (binascii.Error, ValueError):
            data = b""
        kind = raster_type(data)
        if not kind:
            return _sentence(f"{label} is no picture of a kind that is shown (PNG, JPEG, GIF, WebP); {where}")
        if pixels(data) > PIXELS_MAX:
            return _sentence(f"{label} has too many pixels to be shown; {where}")
        if self.spent + len(data) > self.limits.pictures_mb * MB:
            return _sentence(f"{label}, {size_words(len(data))}, is one too many to be shown; {where}")
        self.spent += len(data)
        return kind, data


def _sentence(text: str) -> tuple[str, bytes]:
    return SENTENCE, text.encode("utf-8", "replace")


def _attachments(value: Any) -> dict[str, tuple[str, str]]:
    """Return the attachments of a cell by name, each as its type and its base64: of several the first."""
    found: dict[str, tuple[str, str]] = {}
    if not isinstance(value, dict):
        return found
    for name, bundle in list(value.items())[:PICTURES_MAX]:
        if not isinstance(bundle, dict) or len(name) > NAME_CHARS:
            continue
        for mime, data in sorted(bundle.items(), key=lambda item: "svg" in item[0]):
            text = "".join(part for part in data if isinstance(part, str)) if isinstance(data, list) else data
            if isinstance(text, str):
                found[name] = (mime.lower()[:100], text)
                break
    return found
