"""Inside the box: what a cell puts out, in the order in which it comes, in bounded memory.

nbgrader's rule looks at errors, at standard error and at the first value. These are always kept. All else is
for people: the beginning of it, and how much was left out.
"""

from __future__ import annotations

import traceback
from typing import Any

Output = dict[str, Any]

ERROR_CHARS = 4_000
CELL_CHARS, LEAST_CHARS = 100_000, 500
"""Text of one cell that is kept: the most, and what is kept even if the notebook's limit is spent."""
VALUE_CHARS = 50_000
MOST_OUTPUTS, MOST_ERRORS = 200, 5
"""So little that all of it, at twelve bytes a character, fits into a frame of the wire."""
NAMELESS, MUTE = "Error", "(its message cannot be shown)"


class Record:
    """The outputs of the cell that runs.

    Parameters
    ----------
    limits
        Those of the notebook.

    Attributes
    ----------
    pictures
        Whether a human looks at the pictures of this cell.
    """

    def __init__(self, limits: dict[str, Any]) -> None:
        self._text_left = limits["output_kb"] * 1024
        self._most_picture, self._pictures_left = limits["picture_mb"] << 20, limits["pictures_mb"] << 20
        self.begin()

    def begin(self, *, pictures: bool = False) -> None:
        """Begin a cell: what came since the last one ended belongs to none."""
        self.pictures = pictures
        self._outputs: list[Output] = []
        self._body = bytearray()
        self._by_id: dict[str, Output] = {}
        self._clear_first = False
        self._left_out, self._outputs_left_out = 0, 0
        self._room = self._room_before = min(max(self._text_left, LEAST_CHARS), CELL_CHARS)

    def write(self, stream: str, text: str) -> None:
        """Record text of a stream, "stdout" or "stderr"."""
        self._make_way()
        last = self._outputs[-1] if self._outputs else None
        if last is None or last.get("stream") != stream:
            last = {"stream": stream, "parts": []}
            if not self._has("stream", "stderr") and stream == "stderr":
                self._room += LEAST_CHARS
            elif len(self._outputs) >= MOST_OUTPUTS:
                self._left_out += len(text)
                return
            self._outputs.append(last)
        if self._room > 0:
            last["parts"].append(self._kept(text))
        else:
            self._left_out += len(text)

    def display(self, bundle: Output, name: str = "", *, update: bool = False) -> None:
        """Record what was displayed; a later one of the same name takes its place if it is an update."""
        self._make_way()
        shown = {"display": self._fitted(bundle)}
        if update:
            if name in self._by_id:
                self._by_id[name].update(shown)
        elif self._add(shown) and name:
            self._by_id[name] = shown

    def result(self, bundle: Output) -> None:
        """Record the value of the cell."""
        self._make_way()
        is_first = not self._has("result")
        text = bundle.get("text")
        fitted = self._fitted(bundle)
        if is_first and text is not None:
            fitted["text"] = cut_value(text, VALUE_CHARS)
        self._add({"result": fitted}, always=is_first)

    def error(self, error: BaseException) -> None:
        """Record an error, which nothing takes back."""
        self._make_way()
        errors = sum("error" in output for output in self._outputs)
        self._add(describe(error), always=errors < MOST_ERRORS)

    def clear(self, *, wait: bool = False) -> None:
        """Forget what was put out, at once or when something else comes."""
        self._clear_first = wait
        if not wait:
            self._outputs[:] = [output for output in self._outputs if "error" in output]
            self._left_out = self._outputs_left_out = 0
            self._by_id.clear()

    def end(self, below: list[tuple[str, int]]) -> tuple[list[Output], list[int], bytes]:
        """End a cell.

        Parameters
        ----------
        below
            For standard output and error what was written below Python's streams, and how much more.

        Returns
        -------
        The outputs, how many characters and outputs were left out, and the bytes of the pictures.
        """
        deciding = [n for n, output in enumerate(self._outputs) if "result" in output or "error" in output]
        for stream, (text, more) in zip(("stderr", "stdout"), reversed(below), strict=True):
            self._left_out += more
            if text:
                at = deciding[0] if deciding else len(self._outputs)
                self._room += LEAST_CHARS
                self._outputs.insert(at, {"stream": stream, "parts": [self._kept(text)]})
        self._text_left = max(0, self._text_left - (self._room_before - self._room))
        for output in self._outputs:
            if "parts" in output:
                output["text"] = "".join(output.pop("parts"))
        ended = self._outputs, [self._left_out, self._outputs_left_out], bytes(self._body)
        self.begin()
        return ended

    def _has(self, kind: str, value: str | None = None) -> bool:
        return any(kind in output and value in (None, output[kind]) for output in self._outputs)

    def _make_way(self) -> None:
        if self._clear_first:
            self.clear()

    def _add(self, output: Output, *, always: bool = False) -> bool:
        if not always and len(self._outputs) >= MOST_OUTPUTS:
            self._outputs_left_out += 1
            return False
        self._outputs.append(output)
        return True

    def _kept(self, text: str) -> str:
        """Return as much of a text as there is room for."""
        kept = clip(text, max(self._room, 0))
        self._room -= len(kept)
        self._left_out += len(text) - len(kept)
        return kept

    def _fitted(self, bundle: Output) -> Output:
        """Return a bundle of which everything fits; a picture in it is bytes before, and a place after."""
        fitted: Output = {name: bundle[name] for name in ("drawing",) if name in bundle}
        if bundle.get("text") is not None:
            fitted["text"] = self._kept(bundle["text"])
        html, picture = bundle.get("html"), bundle.get("picture")
        if html is not None and len(html) <= self._room:
            fitted["html"] = self._kept(html)
        if picture is not None and self.pictures:
            if len(picture) <= min(self._most_picture, self._pictures_left):
                self._pictures_left -= len(picture)
                fitted["picture"] = [len(self._body), len(picture)]
                self._body += picture
            else:
                fitted["too_large"] = len(picture)
        return fitted


def describe(error: BaseException) -> Output:
    """Return class, message and the student's own lines of an error; it may do anything when it is asked."""
    name, lines, message = NAMELESS, [], MUTE
    try:
        name = type.__dict__["__name__"].__get__(type(error))
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith("<cell")]
        lines = traceback.format_list(frames[-20:])
        message = str(error)
        lines += traceback.format_exception_only(error)
    except BaseException:
        lines.append(name)
    return {"error": clip(name), "message": clip(message), "traceback": clip("".join(lines))}


def clip(text: str, most: int = ERROR_CHARS) -> str:
    """Return the beginning of a text, as exactly a text: an own class of texts may do anything."""
    return str.__getitem__(text, slice(most))


def cut_value(text: str, most: int) -> str:
    """Return the beginning of a value's text that is the same number, or as little a number, as the whole."""
    text = str.__str__(text)
    return text if len(text) <= most else number_in(text) or text[: most - 4] + " ..."


def number_in(text: str) -> str:
    """Return the number that nbgrader reads in a value's text, in few characters; "" if it reads none."""
    try:
        return repr(float(text))
    except ValueError:
        return ""
