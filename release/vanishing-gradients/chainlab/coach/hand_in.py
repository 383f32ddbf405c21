"""`hand_in()`: the notebooks of the course in one file, to hand in and to keep."""

import base64
import io
import sys
import zipfile
from html import escape
from pathlib import Path

from . import notebooks, words
from .frontend import paragraphs, tell

FILE = Path("hand-in.zip")
KIND = "application/zip"


def hand_in():
    """Pack the notebooks of this folder into one file, as they were last saved."""
    chosen = [path for path in notebooks.paths() if any(cell.grade for cell in notebooks.cells(path))]
    if not chosen:
        tell(paragraphs(words.NO_NOTEBOOKS), words.NO_NOTEBOOKS)
        return
    packed = pack(chosen)
    said = words.PACKED.format(file=FILE.name, names=", ".join(path.name for path in chosen))
    if in_browser():
        tell(paragraphs(said) + _link(packed), said)
        return
    try:
        FILE.write_bytes(packed)
        said = f"{said} {words.PACKED_BESIDE}"
    except OSError as error:
        said = words.NOT_PACKED.format(file=FILE.name, reason=error.strerror)
    tell(paragraphs(said), said)


def pack(paths):
    """Return the bytes of a zip of these notebooks, with the names that they bear."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
    return made.getvalue()


def in_browser():
    """Return whether Python itself runs in the browser: then a file beside the notebooks is on no disk."""
    return sys.platform == "emscripten"


def _link(packed):
    """Return a link that carries the file: where no server is, there is no address for it."""
    address = f"data:{KIND};base64,{base64.b64encode(packed).decode()}"
    text = escape(words.PACKED_LINK.format(file=FILE.name))
    return f'<p><a style="text-decoration:underline" download="{FILE.name}" href="{address}">{text}</a></p>'
