"""Bulk costs nothing: outputs and pictures do not count, limits name the cell, no file fills the memory."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from autograder.course.limits import MB, Limits
from autograder.submission.files import RefusedError, SubmittedNotebook, parse
from tests.unit.submitted_files import cell, notebook

LIMITS = Limits()
PHOTO = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x10\x00\x00\x00\x10"


def photo(size: int) -> str:
    return base64.b64encode(PHOTO + os.urandom(size)).decode()


def read(*cells: Any, limits: Limits = LIMITS, **more: Any) -> SubmittedNotebook:
    return parse(json.dumps(notebook(*cells, **more)).encode(), limits)


BULK = {
    "one output of 12 MB": {"outputs": [{"output_type": "stream", "text": "y" * 12_000_000}]},
    "a thousand pictures": {"outputs": [{"data": {"image/png": "A" * 12_000}}] * 1000},
    "lines": {"outputs": [{"output_type": "stream", "text": ["line\n"] * 300_000}]},
    "a figure of numbers": {"outputs": [{"data": {"plotly": {"x": [0.125] * 600_000}}}]},
    "nested": {"outputs": [{"data": json.loads("[" * 500 + json.dumps("y" * 2_000_000) + "]" * 500)}]},
    "metadata": {"metadata": {"notes": "y" * 3_000_000, "nbgrader": {"grade_id": "sigmoid"}}},
}


@pytest.mark.parametrize("bulk", BULK.values(), ids=BULK)
def test_bulk_around_an_answer_costs_nothing(bulk: dict[str, Any]) -> None:
    named = {"metadata": {"nbgrader": {"grade_id": "sigmoid"}}}
    small = read(cell("def sigmoid(z): ...", **named), cell("more"))
    assert read(cell("def sigmoid(z): ...", **(named | bulk)), cell("more")) == small


def test_the_state_of_widgets_costs_nothing() -> None:
    info = {"language_info": {"name": "python", "version": "3.12.1"}}
    assert read(cell("x"), metadata=info | {"widgets": {"state": ["y" * 100] * 100_000}}).python == "3.12.1"


@pytest.mark.slow
def test_outputs_of_60_mb_cost_nothing() -> None:
    outputs = [{"data": {"image/png": "A" * 6_000_000}}] * 10
    assert [c["source"] for c in read(cell("x = 1", outputs=outputs)).cells] == ["x = 1"]


PASTED = {
    "attachment": lambda data: cell(
        "![my sketch](attachment:a.png) because", "markdown", attachments={"a.png": {"image/png": data}}
    ),
    "attachment in lines": lambda data: cell(
        "![](attachment:a.png) because",
        "markdown",
        attachments={"a.png": {"image/png": [data[:1000] + "\n", data[1000:]]}},
    ),
    "data in Markdown": lambda data: cell(f"![my sketch](data:image/png;base64,{data}) because", "markdown"),
    "data in HTML": lambda data: cell(f'<img src="data:image/png;base64,{data}"> because', "markdown"),
    "data by reference": lambda data: cell(
        ["![][1] because\n", "\n", f"[1]: data:image/png;base64,{data}"], "markdown"
    ),
    "data in a raw cell": lambda data: cell(f"![](data:image/png;base64,{data}) because", "raw"),
    "data in code": lambda data: cell(f"HTML('<img src=\"data:image/png;base64,{data}\">') # because"),
}


@pytest.mark.parametrize("size", [1_000_000, 4_000_000, 12_000_000])
@pytest.mark.parametrize("paste", PASTED.values(), ids=PASTED)
def test_a_large_picture_in_a_text_does_not_count_as_text(paste: Any, size: int) -> None:
    (one,) = read(paste(photo(size))).cells
    assert "because" in one["source"]
    assert len(one["source"]) < 100
    (picture,) = one["pictures"]
    assert (picture.mime == "image/png") == (size < LIMITS.picture_mb * MB)


# --- limits -----------------------------------------------------------------------------------------

SMALL = replace(LIMITS, source_kb=10, cells=5)


@pytest.mark.parametrize("begin", ["# my notes", "", "x = 1\n\n\ny", "\x1b[31m", "a" * 500])
def test_text_that_is_too_long_for_one_cell_names_the_cell(begin: str) -> None:
    named = {"metadata": {"nbgrader": {"grade_id": "sigmoid"}}}
    with pytest.raises(RefusedError) as caught:
        read(cell("x"), cell(begin + " y" * 6000, **named), cell("z"), limits=SMALL)
    said = str(caught.value)
    assert "its cells hold more than 10 kB of text (limit source_kb)" in said
    assert "cell 2, which begins with" in said
    assert said.isprintable()
    assert len(said) < 250


@pytest.mark.parametrize("many", [1, 2, 3])
def test_the_largest_cells_of_the_students_own_are_left_out_and_named(many: int) -> None:
    own = [cell(f"text{n} = '" + "y" * 20_000 + "'") for n in range(many)]
    got = read(cell("def f(): ..."), *own, limits=SMALL)
    assert [c["source"] for c in got.cells] == ["def f(): ...", *[""] * many]
    assert len(got.notes) == many
    for number, note in enumerate(sorted(got.notes)):
        assert f"cell {number + 2}, which begins with \"text{number} = 'yyy" in note
        assert "limit source_kb" in note


def test_no_more_is_left_out_than_is_too_much() -> None:
    got = read(cell("a" * 6000), cell("b" * 5000), cell("c" * 4000), limits=SMALL)
    assert [c["source"][:1] for c in got.cells] == ["", "b", "c"]


def test_many_small_cells_with_too_much_text_are_refused() -> None:
    with pytest.raises(RefusedError, match="source_kb"):
        read(*[cell("y" * 90)] * 150, limits=replace(SMALL, cells=1000))


def test_too_many_cells_are_refused_with_the_limit() -> None:
    assert len(read(*[cell("x")] * 5, limits=SMALL).cells) == 5
    with pytest.raises(RefusedError, match=r"it has more than 5 cells \(limit cells\)"):
        read(*[cell("x")] * 6, limits=SMALL)


# --- memory -----------------------------------------------------------------------------------------

PEAK = """
import resource, sys
from autograder.course.limits import Limits
from autograder.submission.files import RefusedError, parse

data = eval(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    parse(data, Limits())
except RefusedError:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""
HOSTILE = {
    "lists among the cells": """b'{"cells": [' + b"[]," * 33_000_000 + b'[]]}'""",
    "keys": """b'{' + b'"source":1,' * 9_000_000 + b'"a": 1}'""",
    "depth": """b'{"cells": ' + b"[" * 100_000_000""",
    "lists in outputs": """b'{"cells": [{"outputs": [' + b"[]," * 33_000_000 + b'[]]}]}'""",
    "lists in a source": """b'{"cells": [{"source": [' + b'"",' * 33_000_000 + b'""]}]}'""",
    "lists in attachments": """b'{"cells": [{"attachments": [' + b"[]," * 33_000_000 + b'[]]}]}'""",
    "one text": """b'{"cells": [{"source": "' + b"a" * 100_000_000 + b'"}]}'""",
    "a picture": """b'{"cells": [{"source": "data:image/png;base64,' + b"a" * 100_000_000 + b'"}]}'""",
    "pictures": """b'{"cells": [{"source": "' + b"data:image/png;base64," * 4_500_000 + b'"}]}'""",
    "NaN": """b'{"a": NaN, "outputs": [' + b'"",' * 33_000_000 + b'1]}'""",
    "no JSON": """b"<<<<<<< " * 12_000_000""",
}
SLOW = {"lists in outputs", "one text", "a picture", "pictures", "NaN", "no JSON"}


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(made, id=name, marks=[pytest.mark.slow] * (name in SLOW))
        for name, made in HOSTILE.items()
    ],
)
def test_a_hostile_file_of_100_mb_takes_less_than_400_mb_besides_its_own(made: str) -> None:
    done = subprocess.run([sys.executable, "-c", PEAK, made], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 400
