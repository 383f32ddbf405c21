"""Bytes of notebooks as they are handed in, and what is read of them or why they are refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autograder.course.limits import Limits
from autograder.submission.files import RefusedError, SubmittedNotebook, parse

LIMITS = Limits()
SOURCES = ["# Größe π", "x = 1\ny = 'ä'"]


def cell(source: Any, kind: str = "code", **more: Any) -> dict[str, Any]:
    outputs = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": "a", "metadata": {}, "source": source} | outputs | more


def notebook(*cells: Any, **more: Any) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more


PLAIN = notebook(cell(SOURCES[0], "markdown"), cell(SOURCES[1]))
TEXT = json.dumps(PLAIN, indent=1, ensure_ascii=False)
LARGE = json.dumps(notebook(cell("x = 1", outputs=[{"text": "y" * 1_100_000}])))


def sources(data: bytes) -> list[str]:
    return [each["source"] for each in parse(data, LIMITS).cells]


def refusal(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(RefusedError) as caught:
        parse(data, limits)
    said = str(caught.value)
    assert said.isprintable()
    assert len(said) < 400
    assert not said.endswith(".")
    return said


def said_of(data: bytes) -> str:
    """Return why a file is refused; "" if it is read. It never raises anything else."""
    try:
        assert isinstance(parse(data, LIMITS), SubmittedNotebook)
    except RefusedError as error:
        return str(error)
    return ""
