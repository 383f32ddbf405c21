"""The student's own words, told from the text of the release in whichever cell they stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cached_property

from autograder.coach.words import WRITE_HERE
from autograder.notebooks import Notebook
from autograder.submission.code import CELL_MAGIC, is_prose, parsed
from autograder.submission.pictures import ATTACHMENT, Picture

TEXT_MAX = 100_000
"""Characters of a cell in which words are looked for."""
TELLING = 15
"""Characters from which a line, or a cell, is telling enough to be known as the release's."""
SHOWING = frozenset({"print", "display", "Markdown", "Latex", "HTML"})
SENTENCE = 4
"""Words from which a text that code shows can be an answer."""
FENCE = re.compile(r"^[ \t]*+(?:```|~~~)[ \t]*+\w*+[ \t]*+$", re.MULTILINE)


def plain(source: str) -> str:
    """Return a text without what editors do to the ends of lines."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def same(one: str, other: str) -> bool:
    """Return whether two sources are the same but for blanks at the ends of lines."""
    if one == other:
        return True
    # The last word tells most of those apart that differ.
    return one.rsplit(None, 1)[-1:] == other.rsplit(None, 1)[-1:] and plain(one) == plain(other)


def is_blank(source: str) -> bool:
    """Return whether there is no word in a written answer."""
    return not source.replace(WRITE_HERE, "").strip()


class ReleasedText:
    """The text of a released notebook, to tell it from the student's own."""

    def __init__(self, release: Notebook) -> None:
        self._cells = [
            text
            for cell in release.cells
            if cell.kind != "code"
            and len(text := plain(cell.source if cell.given is None else cell.given)) >= TELLING
        ]
        self._cells.sort(key=len, reverse=True)

    @cached_property
    def _flat(self) -> str:
        return "\n".join(" ".join(text.split()) for text in self._cells)

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        """The telling lines by their beginning, the longest first."""
        lines: dict[str, list[str]] = {}
        for text in self._cells:
            for line in text.split("\n"):
                if len(line) >= TELLING:
                    lines.setdefault(line[:TELLING], []).append(line)
        return {begin: sorted(set(of_one), key=len, reverse=True) for begin, of_one in lines.items()}

    def own(self, source: str) -> str:
        """Return what of a text is not the release's; "" if there is no word in it."""
        text = self._without_cells(source)
        if self._is_released(text):
            return ""
        lines = [self._own_part(line) for line in text.replace(WRITE_HERE, "").split("\n")]
        own = "\n".join(line for line in lines if line is not None).strip("\n")
        return own if any(map(str.isalnum, own)) else ""

    def code(self, source: str, *, released: bool) -> str:
        """Return the Python in a cell that holds text too; "" if there is none.

        Parameters
        ----------
        released
            Whether the cell is one of the release: it can hold code of its own, as an example.
        """
        own = self._without_cells(source)
        if released and own == plain(source[:TEXT_MAX]):
            own = self.own(source)
        fenced = "\n".join(FENCE.split(own)[1::2])  # each second part stands between two fences
        tries = (own, fenced, FENCE.sub("", own), self.own(FENCE.sub("", own)))
        return next((code for code in tries if code.strip() and parsed(code) is not None), "")

    def _without_cells(self, source: str) -> str:
        text = plain(source[:TEXT_MAX])
        for released in self._cells:
            if len(released) <= len(text):
                text = text.replace(released, "\n")
        return text

    def _is_released(self, text: str) -> bool:
        """Return whether the release says the same, perhaps with other line ends."""
        flat = " ".join(text.split())
        return (len(flat) >= TELLING or flat.startswith("#")) and flat in self._flat

    def _own_part(self, line: str) -> str | None:
        """Return a line, or what was typed behind a line of the release; None if it is the release's."""
        if self._is_released(line):
            return None
        released = self._lines.get(line[:TELLING], ())
        before = next((each for each in released if line.startswith(each)), "")
        return line[len(before) :].lstrip() if before else line


def joined(parts: Iterable[tuple[str, tuple[Picture, ...]]]) -> tuple[str, tuple[Picture, ...]]:
    """Return the texts of some cells as one, and their pictures, whose names may be the same."""
    texts: list[str] = []
    pictures: dict[str, Picture] = {}
    for number, (part, more) in enumerate(parts, 1):
        text = part.strip("\n")
        for picture in more:
            name = picture.name
            if pictures.get(name, picture) != picture:
                name = f"{number}-{name}"
                text = text.replace(ATTACHMENT + picture.name, ATTACHMENT + name)
            pictures[name] = picture._replace(name=name)
        texts.append(text)
    return "\n\n".join(texts), tuple(pictures.values())


def words_in_code(source: str) -> str:
    """Return the words of a code cell without code: its comments, its strings, or text as it is."""
    if not is_prose(source):
        return _shown(source)
    magic = CELL_MAGIC.match(source)
    if magic is not None:
        return source[magic.end() :].strip()
    tree = parsed(source)
    if tree is None:
        return source.strip()
    strings = [
        each.value.value
        for each in tree.body
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
    ]
    if strings:
        return "\n\n".join(text.strip() for text in strings if isinstance(text, str))
    return "\n".join(re.sub(r"^\s*#+ ?", "", line) for line in source.strip().splitlines())


def _shown(source: str) -> str:
    """Return the text of a cell that does nothing but show one, by print(...) or Markdown(...)."""
    tree = parsed(source)
    statements = [] if tree is None else [each for each in tree.body if not isinstance(each, ast.ImportFrom)]
    if not all(isinstance(each, ast.Expr) and _shows_text(each.value) for each in statements):
        return ""
    nodes = (node for each in statements for node in ast.walk(each))
    texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return "\n".join(texts) if len(" ".join(texts).split()) >= SENTENCE else ""


def _shows_text(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SHOWING:
        return all(map(_shows_text, node.args))
    return isinstance(node, ast.Constant | ast.JoinedStr)
