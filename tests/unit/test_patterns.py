"""No pattern of the grader, or of a student's own check, tries every way to share out a text among its parts."""

from __future__ import annotations

import ast
import itertools
import multiprocessing
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.repository import REPOSITORY

LENGTH = 240
"""Characters of a name or a short line: a search that tries every way would take years for so many."""
PATIENCE = 30
"""Seconds: a bound against hanging, where a pattern takes about one."""
MOST = 14
FUNCTIONS = {f"re.{name}" for name in ("compile", "match", "search", "fullmatch", "sub", "split", "findall")}
SAMPLES = {"category_space": " ", "category_digit": "1", "category_word": "a"}


def written() -> Iterator[tuple[str, re.Pattern]]:
    """Yield every pattern that stands as a text in the sources, with the place where it stands."""
    for path in sorted((REPOSITORY / "autograder").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in FUNCTIONS:
                text = node.args[0]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield place(path, node), re.compile(text.value, flags_of(node))


def place(path: Path, node: ast.Call) -> str:
    return f"{path.relative_to(REPOSITORY / 'autograder')}:{node.lineno}"


def flags_of(node: ast.Call) -> re.RegexFlag:
    named = re.findall(r"re\.([A-Z]+)\b", ast.unparse(node))
    flags = re.RegexFlag(0)
    for name in named:
        flags |= getattr(re, name)
    return flags


def tokens(parsed: object, word: str = "") -> Iterator[str]:
    """Yield the words of a parsed pattern, and a letter for each of its classes."""
    for operator, argument in parsed:  # type: ignore[attr-defined]
        name = str(operator).lower()
        if name == "literal":
            word += chr(argument)
            continue
        yield word
        word = ""
        if name == "in":
            for kind, what in argument:
                told = str(kind).lower()
                if told == "literal":
                    yield chr(what)
                elif told == "range":
                    yield chr(what[0])
                elif told == "category":
                    yield SAMPLES.get(str(what).lower(), "")
        elif name in {"any", "not_literal"}:
            yield "x"
        for inner in argument if isinstance(argument, list | tuple) else ():
            for part in inner if isinstance(inner, list) else [inner]:
                if isinstance(part, re._parser.SubPattern):  # type: ignore[attr-defined]
                    yield from tokens(part)
    yield word


def floods(pattern: re.Pattern) -> Iterator[str]:
    """Yield short texts that repeat the pattern's own words, and end as it does not."""
    words = list(dict.fromkeys(filter(None, tokens(re._parser.parse(pattern.pattern, pattern.flags)))))  # type: ignore[attr-defined]
    for one, other in itertools.product(words[:MOST], repeat=2):
        for piece in {one, one + other, one + one + other}:
            yield piece * (LENGTH // len(piece)) + "\x01!"


def search_all(pattern: re.Pattern) -> None:
    for flood in floods(pattern):
        for search in (pattern.match, pattern.search, pattern.fullmatch):
            search(flood)


@pytest.mark.parametrize(("where", "pattern"), list(written()), ids=[where for where, _ in written()])
def test_a_short_text_of_its_own_words_holds_up_no_pattern(where: str, pattern: re.Pattern) -> None:
    assert ends(pattern), f"{where}: some texts take this pattern forever"


@pytest.mark.parametrize(
    "text", [r"(?:[ _-]{1,3}copy[ _-]?\d{0,3})+$", r"(a+)+$", r"^(.+?)(?:[-_ .]*copy[-_ ]?\d*)*$"]
)
def test_a_pattern_that_tries_every_way_is_found(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.unit.test_patterns.PATIENCE", 2)
    assert not ends(re.compile(text))


def ends(pattern: re.Pattern) -> bool:
    """Return whether the pattern is done with its floods."""
    process = multiprocessing.get_context("fork").Process(target=search_all, args=(pattern,))
    process.start()
    process.join(PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
        return False
    return process.exitcode == 0
