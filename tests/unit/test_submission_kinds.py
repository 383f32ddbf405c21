"""Every notebook that can be read is read, whatever its format, encoding and odd parts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.submission.files import SubmittedNotebook, parse
from tests.unit.submitted_files import LARGE, LIMITS, PLAIN, SOURCES, TEXT, cell, notebook, said_of, sources

# --- read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"]
)
def test_a_notebook_in_any_encoding_of_unicode_is_read(encoding: str) -> None:
    assert sources(TEXT.encode(encoding)) == SOURCES


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize("word", ["ä", "Größe", "déjà vu", "año", "½ £"])
def test_a_notebook_saved_by_an_editor_of_windows_is_read(encoding: str, word: str) -> None:
    assert sources(json.dumps(notebook(cell(word)), ensure_ascii=False).encode(encoding)) == [word]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_a_large_notebook_in_another_encoding_is_read(encoding: str) -> None:
    content = notebook(cell("# ä", outputs=[{"text": "ü" * 1_200_000}]))
    assert sources(json.dumps(content, ensure_ascii=False).encode(encoding)) == ["# ä"]


def test_one_damaged_letter_costs_that_letter_only() -> None:
    data = json.dumps(notebook(cell("# ä ö ü ß\nx = 1")), ensure_ascii=False).encode()
    assert sources(data.replace("ö".encode(), b"\xc3")) == ["# ä \N{REPLACEMENT CHARACTER} ü ß\nx = 1"]


@pytest.mark.parametrize("tail", [b"\n", b"\r\n\r\n", b"\0" * 512, b" \0\n", b"\n" * 5000])
def test_what_a_disk_fills_up_behind_the_end_does_not_count(tail: bytes) -> None:
    assert sources(TEXT.encode() + tail) == SOURCES


OLD = {
    "format 3": {
        "nbformat": 3,
        "worksheets": [
            {"cells": [cell(None, input=["x = ", "1"], outputs=[]) | {"source": "x = 1"}]},
        ],
    },
    "format 3, code": {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]},
    "format 3, lines": {
        "nbformat": 3,
        "worksheets": [{"cells": [{"cell_type": "code", "input": ["x ", "= 1"]}]}],
    },
    "format 2": {"nbformat": 2, "worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]},
    "format 1": {"nbformat": 1, "cells": [{"cell_type": "code", "code": "x = 1"}]},
    "format 5": notebook(cell("x = 1"), nbformat=5),
    "format 4.9": notebook(cell("x = 1"), nbformat_minor=9),
    "no format": {"cells": [cell("x = 1")]},
}


@pytest.mark.parametrize("content", OLD.values(), ids=OLD)
def test_a_notebook_of_any_format_is_read(content: Any) -> None:
    assert sources(json.dumps(content).encode()) == ["x = 1"]


def test_headings_and_worksheets_of_format_3_are_read_in_order() -> None:
    sheets = [
        {"cells": [{"cell_type": "heading", "level": 2, "source": "One"}]},
        {"cells": [{"cell_type": "markdown", "source": "two"}, {"cell_type": "heading", "source": "Three"}]},
        {"no": "cells"},
        3,
    ]
    read = parse(json.dumps({"nbformat": 3, "worksheets": sheets}).encode(), LIMITS)
    assert [(c["kind"], c["source"]) for c in read.cells] == [
        ("markdown", "## One"),
        ("markdown", "two"),
        ("markdown", "# Three"),
    ]


WRAPPED = {
    "text": json.dumps(TEXT),
    "text in a text": json.dumps(json.dumps(TEXT)),
    "server's reply": json.dumps({"name": "a.ipynb", "type": "notebook", "content": PLAIN}),
    "server's reply with text": json.dumps({"type": "file", "format": "text", "content": TEXT}),
    "large text": json.dumps(json.dumps(notebook(*PLAIN["cells"], cell("", outputs=["y" * 2_000_000])))),
}


@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED)
def test_a_notebook_wrapped_into_other_json_is_read(text: str) -> None:
    assert [source for source in sources(text.encode()) if source] == SOURCES


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"language": "R", "name": "ir"}},
        {"language_info": {"name": "julia", "version": "1.11.0"}},
        {"kernelspec": {"language": "scala"}, "language_info": {}},
        {"kernelspec": 3, "language_info": {"name": "javascript"}},
        {"language_info": {"name": "C++"}},
    ],
)
def test_a_notebook_that_names_another_language_is_read_and_the_language_named(metadata: Any) -> None:
    name = metadata.get("language_info", {}).get("name") or metadata["kernelspec"]["language"]
    read = parse(json.dumps(notebook(cell("x = 1"), metadata=metadata)).encode(), LIMITS)
    assert [c["source"] for c in read.cells] == ["x = 1"]
    assert read.notes == (f"The notebook says that it is written in {name}; it was graded as Python.",)
    assert not read.python


@pytest.mark.parametrize(
    ("info", "version"),
    [
        ({"name": "python", "version": "3.14.0"}, "3.14.0"),
        ({"name": "python", "version": "3.15.0a1"}, "3.15.0a1"),
        ({"version": "3.9"}, "3.9"),
        ({"name": "python"}, ""),
        ({"name": "python", "version": "<script>"}, ""),
        ({"name": "python", "version": 3.14}, ""),
        ({"name": "ipython", "version": "3.12.1"}, "3.12.1"),
        ("python", ""),
    ],
)
def test_the_version_of_python_is_taken_from_the_metadata(info: Any, version: str) -> None:
    read = parse(json.dumps(notebook(metadata={"language_info": info})).encode(), LIMITS)
    assert read == SubmittedNotebook([], version, ())


# --- odd but harmless -------------------------------------------------------------------------------


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        '{"cells": [], "cells": [{"cell_type": "code", "source": "x", "source": "y"}]}',
        '{"cells": [{"cell_type": "code", "source": "y", "execution_count": NaN}]}',
        '{"cells": [{"cell_type": "code", "source": "y", "outputs": [-Infinity, "NaN", [Infinity]]}]}',
        '{"cells": [{"cell_type": "code", "source": ["y"], "outputs": "\\ud800", "metadata": {"\\udfff": 1}}]}',
        '{"cells": [{"cell_type": "code", "source": "y", "outputs": [1e300, 12345678901234567890123]}]}',
    ],
)
def test_odd_json_around_the_cells_does_no_harm(text: str, large: bool) -> None:
    filling = ', "x": "' + "z" * 1_100_000 + '"}' if large else "}"
    assert sources((text[:-1] + filling).encode()) == ["y"]


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_a_notebook_or_refused(data: bytes) -> None:
    assert said_of(data).isprintable()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "worksheets", "content", "source", "attachments", "metadata"])
            | st.text(max_size=6),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(json_values, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]))
def test_in_pieces_a_file_is_read_as_it_is_at_once(content: Any, encoding: str) -> None:
    data = json.dumps(notebook(content, cell(content), cell("ä"), metadata=content)).encode(encoding)
    at_once = parse(data, LIMITS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.submission.content.SMALL", 0)
        assert parse(data, LIMITS) == at_once


@given(json_values, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]), st.integers(0, 60))
def test_any_json_cut_anywhere_is_a_notebook_or_refused(content: Any, encoding: str, cut: int) -> None:
    data = json.dumps(content).encode(encoding)
    for part in (data, data[:-cut]):
        assert said_of(part).isprintable()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.submission.content.SMALL", 0)
        assert said_of(data[:-cut]).isprintable()


@settings(max_examples=20)
@given(st.binary(min_size=1, max_size=40), st.floats(0, 1))
def test_a_large_notebook_with_damaged_bytes_is_read_or_refused(piece: bytes, where: float) -> None:
    data = LARGE.encode()
    place = int(where * 100)
    for damaged in (data[:place] + piece + data[place:], data[: -place or None] + piece):
        assert said_of(damaged).isprintable()
