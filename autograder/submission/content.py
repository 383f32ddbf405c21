"""The JSON of a stranger's file: in whatever encoding, without what grading does not need, in bounded memory.

A small file is read at once. Of a larger one ijson makes events, so that outputs and the state of widgets are
never built: a hundred megabytes of empty lists would otherwise take gigabytes.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, Literal

import ijson
from ijson.common import ObjectBuilder

SMALL = 1 << 20
"""Bytes of a file that is read at once; as objects it takes at most thirty times as much."""
CHUNK = 1 << 20
"""How much ijson is given at a time: it keeps all events of one piece, and copies a text once a piece."""
VALUES, KEPT_VALUES = 12_000_000, 1_000_000
"""How many values a larger file may hold, and how many besides what is left out."""
DEPTH = 100
"""How deeply what is kept of a larger file may be nested."""
KEPT = frozenset(
    {
        *("cells", "worksheets", "metadata", "nbformat", "nbgrader", "grade_id"),
        *("cell_type", "source", "input", "code", "text", "level", "id", "attachments", "language"),
        *("kernelspec", "language_info", "name", "version", "content", "solution", "grade", "locked", "task"),
    }
)
"""The keys of a notebook that are looked at; of a larger file nothing else is built."""
STARTS, ENDS = frozenset({"start_map", "start_array"}), frozenset({"end_map", "end_array"})
Event = tuple[str, Any]
Damage = Literal["cut", "two", "more", "comma", "comment", "large", "other"]
COMMENT = ("//", "/*", "#")
COMMA_TOO_MANY = re.compile(r",\s*[\]}]")
TEXT_OR_NAN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|-?\b(?:NaN|Infinity)\b', re.DOTALL)
LOW = rb"u[dD][c-fC-F][0-9a-fA-F]{2}"
ESCAPE = re.compile(rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\" + LOW + rb"|(" + LOW + rb")|.)", re.DOTALL)


class BrokenJSONError(ValueError):
    """What was read is not JSON, or too much of it.

    Parameters
    ----------
    damage
        What is wrong: it ends in the middle, a second one or something else follows its end, a comma too
        many, a comment, too many values, or something else.
    line
        In which line; 0 if that is not known.
    """

    def __init__(self, damage: Damage, line: int = 0) -> None:
        super().__init__(damage)
        self.damage = damage
        self.line = line


def encoding_of(data: bytes) -> str:
    """Return the encoding of a text: one of Unicode's, or that of Windows if it can be none of these."""
    name = json.detect_encoding(data)
    if not name.startswith("utf-8"):
        return name
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), CHUNK):
        piece = data[start : start + CHUNK]
        try:
            decoder.decode(piece, final=start + CHUNK >= len(data))
        except UnicodeDecodeError:
            text = piece.decode("utf-8", "replace")
            damaged = text.count("\N{REPLACEMENT CHARACTER}")
            whole = sum(not char.isascii() for char in text) - damaged
            return name if whole > damaged else "cp1252"
    return name


def decoded(data: bytes) -> str:
    """Return bytes as text, whatever they are: what cannot be read becomes a replacement character."""
    return data.decode(encoding_of(data), "replace")


def content_of(data: bytes) -> Any:
    """Return what a file of JSON holds; of a large one only the keys that a notebook is read by.

    Raises
    ------
    BrokenJSONError
        If it holds no JSON, or more than is read.
    """
    encoding = encoding_of(data)
    if encoding.startswith("utf-8"):
        data = data.rstrip(b"\0 \t\r\n")  # a disk or a cloud may have filled up the last block
    try:
        return _read_at_once(data, encoding) if len(data) <= SMALL else _read_in_pieces(data, encoding)
    except BrokenJSONError:
        raise
    except (ValueError, RecursionError, OverflowError, MemoryError, SystemError) as error:
        # ijson's own is the last: of a number with thousands of digits.
        raise BrokenJSONError("other") from error


def _read_at_once(data: bytes, encoding: str) -> Any:
    text = data.decode(encoding, "replace").lstrip("\ufeff")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BrokenJSONError(_damage(text, error), error.lineno) from error


def _damage(text: str, error: json.JSONDecodeError) -> Damage:
    after = text[error.pos : error.pos + 200].lstrip()
    if error.msg == "Extra data":
        return "comment" if after.startswith(COMMENT) else "two" if after.startswith("{") else "more"
    if after.startswith(COMMENT):
        return "comment"
    begin = max(0, error.pos - 200)
    around = COMMA_TOO_MANY.finditer(text[begin : error.pos + 200])
    if any(comma.start() <= error.pos - begin <= comma.end() for comma in around):
        return "comma"
    # A string that is not closed reaches to the end; a word such as `true` may be cut as well.
    cut = error.msg.startswith("Unterminated string") or re.fullmatch(r"[A-Za-z0-9\\.+-]{0,8}", after)
    return "cut" if cut else "other"


def _read_in_pieces(data: bytes, encoding: str) -> Any:
    mends = {ijson.JSONError: _without_nan, UnicodeDecodeError: _without_lone_surrogates}
    while True:
        try:
            return _built(data, encoding)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            kind = UnicodeDecodeError if isinstance(error, UnicodeDecodeError) else ijson.JSONError
            mend = mends.pop(kind, None)
            mended = mend(data) if mend is not None and encoding.startswith("utf-8") else data
            if mended == data:
                raise BrokenJSONError(_damage_said(str(error), data[-8:])) from error
            data = mended


def _damage_said(said: str, end: bytes) -> Damage:
    if "premature EOF" in said or re.search(rb"\\u?[0-9a-fA-F]{0,4}\Z", end):
        return "cut"
    if "trailing garbage" in said:
        return "two" if re.search(r"}\s*{", said) else "more"
    return "comma" if COMMA_TOO_MANY.search(said) else "other"


def _without_nan(data: bytes) -> bytes:
    """Return JSON with 0 for NaN and infinities, which Python's writer makes; no text in it is changed."""
    if b"NaN" not in data and b"Infinity" not in data:
        return data
    copy = bytearray(data)
    for found in TEXT_OR_NAN.finditer(data):
        if data[found.start()] != ord('"'):
            copy[found.start() : found.end()] = b"0".rjust(found.end() - found.start())
    return bytes(copy)


def _without_lone_surrogates(data: bytes) -> bytes:
    """Return JSON with question marks for halves of characters, which Python's writer makes."""
    copy = bytearray(data)
    for found in ESCAPE.finditer(data):
        if found[1]:
            copy[found.start() : found.end()] = rb"\u003f"
    return bytes(copy)


def _built(data: bytes, encoding: str) -> Any:
    recoded = codecs.EncodedFile(io.BytesIO(data), "utf-8", encoding, "replace")
    file = SimpleNamespace(read=recoded.read)  # it also has the readinto of the file that it recodes
    builder = ObjectBuilder()
    for event, value in _kept(ijson.basic_parse(file, buf_size=CHUNK)):
        builder.event(event, value)
    return builder.value


def _kept(events: Iterable[Event]) -> Iterator[Event]:
    """Yield the events of what a notebook is read by; other keys of the outermost object get null."""
    events, depth, kept, everything_below = iter(events), 0, 0, 0
    budget = iter(range(VALUES))
    for event, value in events:
        kept += 1
        if kept > KEPT_VALUES or depth > DEPTH:
            raise BrokenJSONError("large")
        if event == "map_key" and value not in KEPT and not everything_below:
            _skip(events, budget)
            if depth == 1:
                yield event, value
                yield "null", None
            continue
        if event in STARTS:
            depth += 1
        elif event in ENDS:
            depth -= 1
        elif event == "map_key" and value == "attachments" and not everything_below:
            everything_below = depth + 1
        yield event, value
        if everything_below and depth < everything_below and event != "map_key":
            everything_below = 0  # the attachments end here


def _skip(events: Iterator[Event], budget: Iterator[int]) -> None:
    """Leave out one value."""
    depth = 0
    for (event, _), _ in zip(events, budget, strict=False):
        if event in STARTS:
            depth += 1
        elif event in ENDS:
            depth -= 1
        if depth == 0:
            return
    if next(budget, None) is None:
        raise BrokenJSONError("large")
