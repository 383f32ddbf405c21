"""Pictures in a student's text: known by their bytes, shown on the pages and kept in the graded notebook."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.document import write_notebook
from autograder.grading.provenance import record_of_grading
from autograder.notebooks import Cell, Notebook, read_notebook
from autograder.results.record import Record
from autograder.submission.files import parse
from autograder.submission.ingest import CleanCell, CleanNotebook, overlay
from autograder.submission.pictures import pixels, raster_type
from autograder.submission.reading import Submission
from tests.unit.picture_files import (
    GIF,
    JPEG,
    LIMITS,
    LOSSLESS,
    LOSSY,
    PNG,
    RASTER,
    WEBP,
    drawing,
    images,
    packed,
    shown,
    taken,
)
from tests.unit.report_pages import text_of
from tests.unit.submitted_files import cell, notebook
from vanishing_gradients import EXERCISES

# --- what is a picture ------------------------------------------------------------------------------


@pytest.mark.parametrize(("mime", "data"), RASTER.items())
def test_pictures_of_pixels_are_known_by_their_first_bytes(mime: str, data: bytes) -> None:
    assert raster_type(data) == mime


@pytest.mark.parametrize(
    "data", [b"", b"<svg></svg>", b"BM", b"%PDF", b"\x89PN", b"RIFF0000WAVE", b"<html>\x89PNG"]
)
def test_other_bytes_are_none(data: bytes) -> None:
    assert raster_type(data) == ""


@pytest.mark.parametrize("data", [drawing(5, 7), JPEG, GIF, WEBP, LOSSLESS, LOSSY])
def test_a_picture_says_how_many_pixels_it_has(data: bytes) -> None:
    assert pixels(data) == 35


@given(st.sampled_from([*RASTER.values(), LOSSLESS]), st.integers(0, 40), st.binary(max_size=40))
def test_a_damaged_picture_raises_nothing(data: bytes, end: int, more: bytes) -> None:
    assert pixels(data[:end] + more) >= 0


# --- taken from the file ----------------------------------------------------------------------------

WAYS = {
    "attachment": ("![alt](attachment:a.png)", {"a.png": {"image/png": packed()}}),
    "name with a space": ("![alt](attachment:a%20b.png)", {"a b.png": {"image/png": packed()}}),
    "in lines": ("![alt](attachment:a.png)", {"a.png": {"image/png": [packed()[:40] + "\n", packed()[40:]]}}),
    "wrong type": ("![alt](attachment:a.jpg)", {"a.jpg": {"image/jpeg": packed()}}),
    "drawing beside it": (
        "![alt](attachment:a.png)",
        {"a.png": {"image/svg+xml": "<svg/>", "image/png": packed()}},
    ),
    "in a tag": ('<img src="attachment:a.png" alt="alt">', {"a.png": {"image/png": packed()}}),
    "data": (f"![alt](data:image/png;base64,{packed()})", None),
    "data, upper case": (f"![alt](DATA:IMAGE/PNG;BASE64,{packed()})", None),
    "data, parameter": (f"![alt](data:image/png;name=a.png;base64,{packed()})", None),
    "data, of addresses": (
        f"![alt](data:image/png;base64,{packed().replace('+', '-').replace('/', '_').rstrip('=')})",
        None,
    ),
    "data, quoted": (
        f"![alt](data:image/png;base64,{packed().replace('+', '%2B').replace('=', '%3D')})",
        None,
    ),
    "data, reference": (f"![alt][one]\n\n[one]: data:image/png;base64,{packed()}", None),
    "data, in <>": (f"![alt][one]\n\n[one]: <data:image/png;base64,{packed()}>", None),
    "data in a tag": (f'<img src="data:image/png;base64,{packed()}" alt="alt" width="300">', None),
    "data in a tag, single quotes": (
        f"text <img alt='alt' src='data:image/png;base64,{packed()}'/> text",
        None,
    ),
    "data in a tag, in lines": (
        '<img src="data:image/png;base64,' + "\n".join(re.findall(".{1,60}", packed())) + '" alt="alt">',
        None,
    ),
    "in HTML": (f'<center><img src="data:image/png;base64,{packed()}" alt="alt"></center>', None),
}


@pytest.mark.parametrize(("source", "bundle"), WAYS.values(), ids=WAYS)
def test_a_picture_is_shown_however_it_was_put_into_the_text(source: str, bundle: Any) -> None:
    assert [picture.data for picture in taken(source, bundle)["pictures"]] == [PNG]
    for page in shown(source, bundle):
        assert images(page) == [{"src": f"data:image/png;base64,{packed()}", "alt": "alt"}]


@pytest.mark.parametrize(("mime", "data"), RASTER.items())
def test_each_kind_of_pixels_is_shown_as_what_its_bytes_are(mime: str, data: bytes) -> None:
    for page in shown("![](attachment:x)", {"x": {"image/png": packed(data)}}):
        assert [image["src"].partition(";")[0] for image in images(page)] == [f"data:{mime}"]


def test_several_pictures_keep_their_order() -> None:
    source = "".join(f"![{n}](data:image/png;base64,{packed(drawing(n))})\n\n" for n in range(1, 6))
    for page in shown(source):
        assert [image["alt"] for image in images(page)] == list("12345")
        assert len({image["src"] for image in images(page)}) == 5


def test_a_picture_whose_cell_was_split_is_found_in_the_only_cell_that_holds_one_of_its_name() -> None:
    bundle = {"a.png": {"image/png": packed()}}
    held = cell("![](attachment:a.png)", "markdown", attachments=bundle)
    lost = cell("again ![](attachment:a.png)", "markdown")
    read = parse(json.dumps(notebook(held, lost)).encode(), LIMITS)
    assert read.cells[1]["pictures"] == read.cells[0]["pictures"] != ()
    read = parse(json.dumps(notebook(held, held, lost)).encode(), LIMITS)
    assert read.cells[2]["pictures"] == ()


def test_an_attachment_that_the_text_does_not_use_is_left_out() -> None:
    assert taken("no picture", {"a.png": {"image/png": packed()}})["pictures"] == ()


@pytest.mark.parametrize(
    "source", ["data: none", "see data:text/plain,hello", "a data:x/y;base64,QQ== b", "attachment:", ""]
)
def test_words_that_are_no_picture_stay_as_they_are(source: str) -> None:
    assert taken(source)["source"] == source


@pytest.mark.parametrize("size", [10, 1000, 7000])
def test_a_small_picture_in_code_is_part_of_the_code(size: int) -> None:
    source = f"x = 'data:image/png;base64,{'A' * size}'"
    assert taken(source, kind="code")["source"] == source


ODD = [
    None,
    3,
    [],
    "x",
    {"a.png": 3},
    {"a.png": {}},
    {"a.png": {"image/png": 3}},
    {"a.png": {"image/png": [3]}},
]


@pytest.mark.parametrize("bundle", ODD, ids=repr)
def test_odd_attachments_do_no_harm(bundle: Any) -> None:
    for page in shown("![alt](attachment:a.png) text", bundle):
        assert images(page) == []
        assert "alt" in text_of(page)
        assert "text" in text_of(page)


def test_the_courses_own_figures_are_shown_where_they_lie_beside_the_page() -> None:
    marking, feedback = shown("![a curve](figures/curve.svg)")
    assert images(marking) == [{"src": "figures/curve.svg", "alt": "a curve"}]
    assert images(feedback) == []


@pytest.mark.parametrize(
    "words", ["word " * 2500, "$x$ " * 3000, "\n\n".join("> " * 60 + "x" for _ in range(3))]
)
def test_below_a_text_that_is_shown_as_it_was_typed_stand_its_pictures(words: str) -> None:
    for page in shown(f"{words}\n\n![](attachment:a.png)", {"a.png": {"image/png": packed()}}):
        assert [image["src"] for image in images(page)] == [f"data:image/png;base64,{packed()}"]


# --- kept -------------------------------------------------------------------------------------------


def test_the_graded_notebook_holds_the_pictures_as_attachments() -> None:
    one = taken(f"![a](data:image/png;base64,{packed()}) ![b](data:image/svg+xml;base64,{packed(b'<svg/>')})")
    clean = CleanNotebook(
        Notebook("one", (), {}), (CleanCell(None, "markdown", one["source"], pictures=one["pictures"]),), ()
    )
    (written,) = json.loads(write_notebook(clean, {}, {}, [], "bubblewrap", EXERCISES))["cells"]
    assert written["source"] == "![a](attachment:picture-1.png) ![b](attachment:picture-2.svg)"
    assert written["attachments"]["picture-1.png"] == {"image/png": packed()}
    assert list(written["attachments"]["picture-2.svg"]) == ["text/plain"]


def test_the_graded_notebook_keeps_the_pictures_of_the_courses_own_text(tmp_path: Path) -> None:
    path = tmp_path / "one.ipynb"
    bundle = {"q.png": {"image/png": packed()}}
    path.write_text(json.dumps(notebook(cell("![](attachment:q.png)", "markdown", attachments=bundle))))
    release = read_notebook(path)
    graded = write_notebook(overlay(release, []), {}, {}, [], "bubblewrap", EXERCISES)
    assert json.loads(graded)["cells"][0]["attachments"] == bundle


def test_another_picture_under_the_same_name_is_another_answer() -> None:
    one, other = (
        taken("![](attachment:a.png)", {"a.png": {"image/png": packed(drawing(n))}}) for n in (3, 4)
    )
    asked = Cell("written_why", "", "markdown", "", grade=True, solution=True)
    release = Notebook("one", (asked,), {})
    empty = Record()
    answers = [
        record_of_grading(
            empty,
            EXERCISES,
            Submission("anna", {}),
            {"one": CleanNotebook(release, (CleanCell(asked, "markdown", c["source"], pictures=p),), ())},
        ).answers["written_why"]
        for c, p in ((one, one["pictures"]), (other, other["pictures"]), (one, one["pictures"]), (one, ()))
    ]
    assert answers[0] == answers[2]
    assert len(set(answers)) == 3
