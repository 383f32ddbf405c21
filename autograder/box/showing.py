"""The judge's side of what cells put out: as a notebook holds it, clean, and bounded for people to read.

What nbgrader's rule decides by is never cut off: errors, standard error, and the first value as the number
that it is, or as none.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from autograder.box.outputs import CELL_CHARS, LEAST_CHARS, MOST_OUTPUTS, cut_value, number_in
from autograder.course.limits import MB, Limits
from autograder.submission.markup import clean_table
from autograder.submission.pictures import PIXELS_MAX, pixels, raster_type, size_words
from autograder.text import count, with_few_marks

NOTEBOOK_CHARS = 10 * CELL_CHARS
"""Text of one notebook that is kept whatever its limit is."""
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
CUT = " ..."
LEFT_OUT = "[{what} more left out here (limit output_kb)]\n"
DRAWING = "[a drawing (SVG) is not shown because it could hold a program]"
TOO_LARGE = "[a picture, {size}, is not shown (limits picture_mb and pictures_mb)]"
NO_PICTURE = "[a picture of a kind that is not shown]"
Output = dict[str, Any]


class Showing:
    """Makes of what one notebook's box sends outputs as a notebook holds them; nothing of it is believed."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._text_left, self._pictures_left = NOTEBOOK_CHARS, limits.pictures_mb * MB
        self._cut = 0

    def outputs(self, sent: Any, left_out: Any, body: bytes) -> list[Output]:
        """Return the outputs of a cell.

        Parameters
        ----------
        sent
            What the box sent of them.
        left_out
            How many characters and outputs it left out.
        body
            The pictures, one after the other.
        """
        shown: list[Output] = []
        self._cut, outputs_cut = 0, 0
        decided: set[str] = set()
        for output in sent if isinstance(sent, list) else ():
            made = self._output(output, body) if isinstance(output, dict) else None
            if made is None:
                continue
            kind = made["output_type"] + made.get("name", "")
            if len(shown) < MOST_OUTPUTS or kind not in decided:
                shown.append(made)
            else:
                outputs_cut += 1
            decided.add(kind)
        characters, outputs = _counts(left_out)
        what = [
            count(number, thing)
            for number, thing in ((characters + self._cut, "character"), (outputs + outputs_cut, "output"))
            if number
        ]
        if what:
            shown.append(stream("stdout", LEFT_OUT.format(what=" and ".join(what))))
        return shown

    def _output(self, output: Output, body: bytes) -> Output | None:
        if "stream" in output:
            name = "stderr" if output["stream"] == "stderr" else "stdout"
            return stream(name, self._text(output.get("text")))
        if "error" in output:
            name, message, lines = (self._text(output.get(key)) for key in ("error", "message", "traceback"))
            return {"output_type": "error", "ename": name, "evalue": message, "traceback": lines.splitlines()}
        if isinstance(value := output.get("result"), dict):
            data = self._data(value, body, is_value=True)
            return {"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data}
        if isinstance(value := output.get("display"), dict):
            data = self._data(value, body)
            return {"output_type": "display_data", "metadata": {}, "data": data}
        return None

    def _data(self, value: Output, body: bytes, *, is_value: bool = False) -> dict[str, str]:
        """Return what a value looks like by MIME type: text, a table, a picture made of pixels."""
        data: dict[str, str] = {}
        text, more = value.get("text"), []
        if isinstance(text, str):
            data["text/plain"] = self._value(text) if is_value else self._text(text)
        if isinstance(value.get("html"), str) and len(value["html"]) <= self._text_left:
            self._text_left -= len(value["html"])
            if html := clean_table(_clean(value["html"])):
                data["text/html"] = html
        if "drawing" in value:
            more.append(DRAWING)
        if type(size := value.get("too_large")) is int:
            more.append(TOO_LARGE.format(size=size_words(size)))
        if "picture" in value:
            picture = _part(body, value["picture"])
            kind = raster_type(picture)
            if not kind or pixels(picture) > PIXELS_MAX:
                more.append(NO_PICTURE)
            elif len(picture) > min(self._limits.picture_mb * MB, self._pictures_left):
                more.append(TOO_LARGE.format(size=size_words(len(picture))))
            else:
                self._pictures_left -= len(picture)
                data[kind] = base64.b64encode(picture).decode()
        if more and not is_value:
            data["text/plain"] = "\n".join(filter(None, [data.get("text/plain"), *more]))
        return data

    def _text(self, sent: Any) -> str:
        """Return the beginning of a text for which there is room, without what no page can show."""
        text: str = sent if isinstance(sent, str) else ""
        text = _clean(COLOURS.sub("", text))
        kept = text[: self._room]
        self._cut += len(text) - len(kept)
        self._text_left -= len(kept)
        return kept

    def _value(self, text: str) -> str:
        """Return a value's text, cut so that it stays the number that it is, or none."""
        kept = cut_value(text, self._room)
        if UNPRINTABLE.search(kept):
            kept = number_in(kept) or UNPRINTABLE.sub("\ufffd", kept)
        kept = with_few_marks(kept)
        self._cut += max(0, len(text) - len(kept))
        self._text_left -= len(kept)
        return kept

    @property
    def _room(self) -> int:
        return max(self._text_left, LEAST_CHARS)


def stream(name: str, text: str) -> Output:
    """Return a text as a notebook holds it."""
    return {"output_type": "stream", "name": name, "text": text}


def _clean(text: str) -> str:
    return with_few_marks(UNPRINTABLE.sub("\ufffd", text))


def _counts(told: Any) -> tuple[int, int]:
    """Return two counts that the box tells; 0 for what is no count."""
    told = told if isinstance(told, list) and len(told) == 2 else [0, 0]
    characters, outputs = (number if type(number) is int and number > 0 else 0 for number in told)
    return characters, outputs


def _part(body: bytes, place: Any) -> bytes:
    """Return the part of a frame's body that is a picture; nothing if the place is none."""
    if not isinstance(place, list) or len(place) != 2 or not all(type(n) is int and n >= 0 for n in place):
        return b""
    return body[place[0] : place[0] + place[1]]
