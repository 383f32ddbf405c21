"""What a file really is that cannot be read as a notebook, in words that say what to do about it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from autograder.submission.content import BrokenJSONError, Damage, decoded
from autograder.text import listed, shown

HEAD = 200_000
"""How much of a file is looked at where its beginning is enough."""
ITSELF = "hand in the notebook itself, the file that ends in .ipynb"
AGAIN = "save the notebook and hand it in again"
UNPACK = "unpack it and hand in the notebook that is in it"
DOWNLOAD = "open it there, download it as .ipynb (File > Download) and hand in that file"

MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF", f"it is a PDF: {ITSELF}"),
    (0, b"{\\rtf", f"it is a document of a word processor (RTF): {ITSELF}"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", f"it is an old Office document or a mail of Outlook: {ITSELF}"),
    (0, b"Rar!\x1a\x07", f"it is a RAR archive: {UNPACK}"),
    (0, b"7z\xbc\xaf\x27\x1c", f"it is a 7z archive: {UNPACK}"),
    (0, b"\x1f\x8b", f"it is a packed file (gzip): {UNPACK}"),
    (0, b"BZh", f"it is a packed file (bzip2): {UNPACK}"),
    (0, b"\xfd7zXZ\x00", f"it is a packed file (xz): {UNPACK}"),
    (0, b"\x28\xb5\x2f\xfd", f"it is a packed file (zstd): {UNPACK}"),
    (257, b"ustar", f"it is a tar archive: {UNPACK}"),
    (0, b"\x89PNG", f"it is a picture (PNG): {ITSELF}"),
    (0, b"\xff\xd8\xff", f"it is a picture (JPEG): {ITSELF}"),
    (0, b"GIF8", f"it is a picture (GIF): {ITSELF}"),
    (8, b"WEBP", f"it is a picture (WebP): {ITSELF}"),
    (0, b"BM", f"it is a picture (BMP): {ITSELF}"),
    (0, b"II*\x00", f"it is a picture (TIFF): {ITSELF}"),
    (0, b"MM\x00*", f"it is a picture (TIFF): {ITSELF}"),
    (4, b"ftyphei", f"it is a picture of a phone (HEIC): {ITSELF}"),
    (4, b"ftypmif", f"it is a picture of a phone (HEIC): {ITSELF}"),
    (4, b"ftypavif", f"it is a picture (AVIF): {ITSELF}"),
    (4, b"ftyp", f"it is a film: {ITSELF}"),
    (0, b"\x00\x05\x16\x07", f"it is what macOS puts beside a file (its name begins with ._): {ITSELF}"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", f"it is a shortcut of Windows to a file: {ITSELF}"),
    (0, b"\x7fELF", f"it is a program: {ITSELF}"),
    (0, b"MZ", f"it is a program: {ITSELF}"),
    (0, b"SQLite format 3", f"it is a database: {ITSELF}"),
    (0, b"\x89HDF", f"it is a file of data (HDF5): {ITSELF}"),
    (0, b"\x93NUMPY", f"it is a file of numbers (NumPy): {ITSELF}"),
)  # fmt: skip
"""Kinds of files by the bytes at a place near their beginning."""

PROPERTIES: tuple[tuple[bytes, str], ...] = (
    (b"WebMainResource", f"it is a web page, saved by Safari: {ITSELF}"),
    (b"NSURL", f"it stands for a file that is still in iCloud: download it there, and {ITSELF}"),
    (b"", f"it is a link to a file or a list of settings (macOS), not the file: {ITSELF}"),
)
"""Binary property lists of macOS, by what is in them."""
PACKED: tuple[tuple[bytes, str], ...] = (
    (b"word/", f"it is a Word document: {ITSELF}"),
    (b"xl/", f"it is an Excel table: {ITSELF}"),
    (b"ppt/", f"it is a PowerPoint presentation: {ITSELF}"),
    (b"mimetypeapplication/vnd.oasis", f"it is a LibreOffice document: {ITSELF}"),
    (b"mimetypeapplication/epub", f"it is a book (EPUB): {ITSELF}"),
    (b"Index/Document.iwa", f"it is a Pages document: {ITSELF}"),
)
"""Kinds of files that are zips, by a name in them."""

PAGES: tuple[tuple[str, str], ...] = (
    (
        r"jp-notebook|jp-cell|notebook-container|nbconvert|<title>notebook</title>",
        f"it is the notebook exported as a web page (HTML), which cannot be run: {ITSELF}",
    ),
    (
        r"jupyter-config-data|jupyterlab|jupyterhub",
        f"it is the page of Jupyter, saved by the browser: in Jupyter use File > Download, and {ITSELF}",
    ),
    (
        r"colab\.research\.google|drive\.google|docs\.google",
        f"it is a web page of Google, not the file: {DOWNLOAD}",
    ),
    (
        r"github",
        f"it is the web page of GitHub that shows the notebook: there use Download raw file, and {ITSELF}",
    ),
    (
        r"type=[\"']?password|\bsign[ -]?in|\blog[ -]?in|\bsaml",
        "it is a login page of a website: log in, download the notebook once more, and hand in that file",
    ),
    ("", f"it is a web page (HTML): {ITSELF}"),
)
"""Web pages by what stands in them, in small letters."""

LINKS: tuple[tuple[str, str], ...] = (
    (
        r"version https://git-lfs",
        "it is what git keeps in the place of a large file (git LFS): run `git lfs pull`, then hand it in",
    ),
    (r"\[InternetShortcut\]|\[Desktop Entry\]", f"it is a link to a file, not the file: {ITSELF}"),
    (r"From: <Saved by", f"it is a web page, saved by the browser: {ITSELF}"),
    (r"(From|Return-Path|Received|MIME-Version): ", f"it is a mail: {ITSELF}"),
    (r"---\r?\n(?s:.{0,2000}?)\bjupyt", f"it is the notebook as Markdown text: {ITSELF}"),
)
"""Texts by how they begin."""
CODE = re.compile(
    r"^(# ?%%|# In\[|import \w|from [\w.]+ import |def \w+\(|class \w+[:(]|@\w|%\w|!\w|print\(|\w+ = \S)",
    re.MULTILINE,
)
"""Lines that only code has."""

DAMAGES: Mapping[Damage, str] = {
    "cut": "the file ends in the middle: it was not copied or uploaded to its end. "
    f"{AGAIN[0].upper()}{AGAIN[1:]}",
    "two": f"two notebooks stand in it, one behind the other: keep one of them, {AGAIN}",
    "more": f"something follows the end of the notebook, perhaps an older version of it: {AGAIN}",
    "comma": f"its JSON is broken, there is a comma too many{{line}}: take it out, {AGAIN}",
    "comment": f"its JSON is broken, there is a comment in it{{line}}: take it out, {AGAIN}",
    "large": "it holds far more than a notebook can: clear its outputs "
    f"(Edit > Clear Outputs of All Cells), {AGAIN}",
    "other": f"the file is not a whole notebook (its JSON is broken{{line}}): {AGAIN}",
}

CONFLICT = (rb"(?m)^<{7} ", rb"(?m)^={7}\r?$", rb"(?m)^>{7} ")
ERRORS = {"message", "error", "errors", "detail", "statusCode", "status"}


def what_it_is(data: bytes, error: BrokenJSONError | None = None) -> str:
    """Return what a file is that is no JSON, as "it is a PDF: hand in ...".

    Parameters
    ----------
    error
        What was wrong with its JSON, if that was tried.
    """
    if not data.strip():
        return f"the file is empty: {AGAIN}"
    if not data.strip(b"\0"):
        return (
            f"the file holds zeros alone, its content was lost (in a full disk, or a cloud's folder): {AGAIN}"
        )
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((words for name, words in PACKED if name in data), f"it is a zip archive: {UNPACK}")
    if data.startswith(b"bplist00"):
        return next(words for name, words in PROPERTIES if name in data)
    for place, magic, words in MAGIC:
        # Two or three letters may as well begin a text.
        if data.startswith(magic, place) and not (
            len(magic) < 4 and data[:64].isascii() and 0 not in data[:64]
        ):
            return words
    if all(re.search(line, data) for line in CONFLICT):
        return (
            "it holds two versions that git could not merge (lines with <<<<<<< and >>>>>>>): "
            f"choose one of them, {AGAIN}"
        )
    head = decoded(data[:HEAD]).lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        return _page(head.lower())
    for begins, words in LINKS:
        if re.match(begins, head):
            return words
    if error is not None and re.match(r"""[{[]|"(?!"")|(//|/\*|#)[^\n]*\n\s*\{""", head):
        damage = error.damage if head[0] in '{["' else "comment"
        return DAMAGES[damage].format(line=f" in line {error.line}" if error.line > 1 else "")
    if sum(not char.isprintable() and not char.isspace() for char in head) > len(head) / 20:
        return f"it is no text, and of no kind that is known here: {ITSELF}"
    return f"it is {'a Python script' if CODE.search(head) else 'plain text'}: {ITSELF}"


def _page(head: str) -> str:
    if head.startswith("<?xml") and "plist" in head[:500]:
        return f"it is a link to a file, not the file: {ITSELF}"
    if head.startswith(("<svg", "<?xml")) and "<svg" in head[:2000]:
        return f"it is a drawing (SVG): {ITSELF}"
    if head.startswith("<?xml") and "<html" not in head:
        return f"it is XML: {ITSELF}"
    return next(words for pattern, words in PAGES if re.search(pattern, head))


def what_json_is(content: Any) -> str:
    """Return what JSON is that is no notebook."""
    if not isinstance(content, dict):
        kind = {list: "a list", str: "a text", bool: "a truth value", type(None): "null"}.get(type(content))
        return f"the file is not a notebook: it holds {kind or 'a number'} in JSON: {ITSELF}"
    keys = set(content)
    google = any(
        isinstance(value, str) and re.search(r"(docs|drive|colab\.research)\.google", value[:500])
        for value in content.values()
    )
    if google or {"doc_id", "resource_id"} & keys:
        return f"it is a link to a notebook in Google Drive, not the file: {DOWNLOAD}"
    if "nbformat" in keys or "nbformat_minor" in keys:
        return f"it is a notebook without cells (nbformat {_number(content.get('nbformat'))}): {AGAIN}"
    if "paragraphs" in keys:
        return f"it is a notebook of Zeppelin, not of Jupyter: {ITSELF}"
    if keys and keys <= ERRORS | {"documentation_url", "code"}:
        return f"it is an error message of a website ({_quoted(content)}): download the notebook once more"
    names = [repr(shown(str(key)[:30])) for key in list(content)[:4]]
    what = f"its JSON holds {listed(names)}" if names else "its JSON is empty"
    return f"the file is not a notebook: it has no list of cells ({what}): {ITSELF}"


def _number(value: Any) -> str:
    return str(value) if type(value) is int and abs(value) < 1000 else "unknown"


def _quoted(content: dict[str, Any]) -> str:
    return shown(json.dumps(content)[:80])
