"""What commands print of strangers steers no terminal and makes no line of its own."""

from __future__ import annotations

import re

import pytest

from autograder.front.command import say
from tools.repository import REPOSITORY

SENTENCES = re.compile(r"for (\w+) in .*:\n\s+click\.echo\(.*\1")
"""Sentences that are printed one by one without `say`."""


@pytest.mark.parametrize(
    "name", ["\x1b]0;pwned\x07", "ada\nError: all is lost", "\r=1+1", "\x9b2J", "\u202e", "\u2028"]
)
def test_a_sentence_is_one_line_that_steers_nothing(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    say([f"{name} waits for a human."], lead="- ")
    said = capsys.readouterr().out
    assert said.endswith("\n")
    assert said[:-1].isprintable()


@pytest.mark.parametrize("file", ["collect", "compare", "grade", "reporting"])
def test_commands_say_their_sentences_by_this_function_alone(file: str) -> None:
    source = (REPOSITORY / "autograder" / "front" / f"{file}.py").read_text("utf-8")
    assert "say(" in source
    assert SENTENCES.findall(source) == []
