"""What a guess means that was typed into a cell: one of the options in its comment, a number, or neither."""

import ast
import json
import math
import re
from typing import NamedTuple

LONGEST = 200
OPTION = re.compile(r'"([^"\n]+)"')
COMMENT = re.compile(r"^[ \t]*#(.*)$", re.MULTILINE)
EXAMPLE = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])")
DECIMAL_COMMA = re.compile(r"\s*(-?\d+),(\d+)\s*")


class Asked(NamedTuple):
    """What a cell asks for, as its comment says it to a reader.

    Parameters
    ----------
    options : tuple of str
        What there is to choose from; empty if it is not a choice.
    example : str
        A number as one to type, if a number is wanted; "" otherwise.
    """

    options: tuple = ()
    example: str = ""


def asked(source):
    """Return what a cell asks for: texts in quotes in its comment are options, a number is an example."""
    comment = "\n".join(COMMENT.findall(source))
    options = tuple(dict.fromkeys(OPTION.findall(comment)))
    example = None if options else EXAMPLE.search(comment)
    return Asked(options, example[0] if example else "")


def is_open(guess):
    """Return whether nothing was put into the place of the dots yet."""
    return guess is None or guess is ... or str(guess).strip(" .…") == ""


def plain(guess):
    """Return a guess as a number, True or False, or a text."""
    if isinstance(guess, float) and math.isfinite(guess):
        return float(guess)
    return guess if isinstance(guess, int) else str(guess)[:LONGEST]


def understood(guess, wanted):
    """Return a guess as what was asked for: the option, or the number, that it means; None if it means none.

    Parameters
    ----------
    guess : str, int or float
    wanted : Asked
    """
    if wanted.options:
        meant = [option for option in wanted.options if _alike(option) == _alike(str(guess))]
        return meant[0] if meant else None
    if wanted.example and isinstance(guess, str):
        return _number(guess.replace(",", ".").strip())
    return guess


def _number(text):
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return number if math.isfinite(number) else None
    return None


def _alike(text):
    """Return a text without what makes no difference: case, spaces, quotes, a decimal comma."""
    return re.sub(r"[\s\"'.]+$|[\s\"']", "", text.casefold().replace(",", "."))


def typed(source, topic, guesses):
    """Return the guesses as they were meant: 37,6 in a cell is one number, and Python reads two.

    Parameters
    ----------
    source : str
        Text of the cell.
    topic : str
    guesses : list
        The guesses as Python reads them.
    """
    call = _call(source, topic)
    segment = ast.get_source_segment(source, call) if call is not None else ""
    comma = DECIMAL_COMMA.fullmatch((segment or "").partition(",")[2].removesuffix(")"))
    return [float(f"{comma[1]}.{comma[2]}")] if comma else guesses


def rewritten(source, topic, guesses):
    """Return a cell's source with these guesses in the place of those that it holds.

    A cell that does not hold exactly one plain call on this topic stays as it is.
    """
    call = _call(source, topic)
    if call is None:
        return source
    lines = source.split("\n")
    first, last = call.args[1], call.args[-1]
    before = lines[first.lineno - 1].encode()[: first.col_offset].decode()  # ast counts bytes
    after = lines[last.end_lineno - 1].encode()[last.end_col_offset :].decode()
    lines[first.lineno - 1 : last.end_lineno] = [before + ", ".join(map(_spelled, guesses)) + after]
    return "\n".join(lines)


def _call(source, topic):
    """Return the only plain call of `predict` on a topic in a cell, or None."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "predict"
        and len(node.args) > 1
        and not node.keywords
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value == topic
    ]
    return calls[0] if len(calls) == 1 else None


def _spelled(guess):
    return json.dumps(guess, ensure_ascii=False) if isinstance(guess, str) else repr(guess)
