"""Small pictures of each kind, and the cell of a file that holds one on the pages that show it."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any

from autograder.course.limits import Limits
from autograder.reports.markdown import clean_answer, clean_markdown
from autograder.submission.files import parse
from autograder.submission.pictures import attachments
from tests.unit.report_pages import Parts
from tests.unit.submitted_files import cell, notebook

LIMITS = Limits()


def drawing(width: int = 3, height: int = 20, colour: bytes = b"\x20\x60\xa0") -> bytes:
    """Return a PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + colour * width) * height
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


PNG = drawing()
JPEG = b"\xff\xd8\xff\xe0\x00\x04AB\xff\xc0\x00\x11\x08\x00\x07\x00\x05\x03" + b"\0" * 9
GIF = b"GIF89a\x05\x00\x07\x00\x00\x00\x00"
WEBP = b"RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x06\x00\x00"
LOSSLESS = b"RIFF\x20\x00\x00\x00WEBPVP8L\x0a\x00\x00\x00\x2f" + struct.pack("<I", 4 | 6 << 14)
LOSSY = b"RIFF\x20\x00\x00\x00WEBPVP8 \x0a\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x05\x00\x07\x00"
RASTER = {"image/png": PNG, "image/jpeg": JPEG, "image/gif": GIF, "image/webp": WEBP}


def packed(data: bytes = PNG) -> str:
    return base64.b64encode(data).decode()


def taken(source: Any, bundle: Any = None, kind: str = "markdown", limits: Limits = LIMITS) -> dict[str, Any]:
    """Return the cell as the grader takes it from a file."""
    more = {} if bundle is None else {"attachments": bundle}
    (one,) = parse(json.dumps(notebook(cell(source, kind, **more))).encode(), limits).cells
    return one


def why(one: dict[str, Any]) -> str:
    """Return why the only picture of a cell is not shown."""
    (picture,) = one["pictures"]
    assert picture.mime == "text/plain"
    return picture.data.decode()


def shown(source: Any, bundle: Any = None, kind: str = "markdown") -> tuple[str, str]:
    """Return the text of a file's cell as HTML: where a human marks it, and on the feedback page."""
    one = taken(source, bundle, kind)
    held = attachments(one["pictures"])
    return clean_markdown({"cell": {"attachments": held}}, one["source"]), clean_answer(one["source"], held)


def images(page: str) -> list[dict[str, Any]]:
    return [attributes for tag, attributes in Parts(page).elements if tag == "img"]
