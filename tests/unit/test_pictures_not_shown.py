"""Pictures that are not shown are named; none runs or fetches anything."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.limits import MB
from autograder.reports.pictures import Pictures
from autograder.submission.pictures import PIXELS_MAX, Album
from tests.unit.picture_files import LIMITS, PNG, drawing, images, packed, shown, taken, why
from tests.unit.report_pages import Parts, text_of

# --- not shown --------------------------------------------------------------------------------------

NOT_SHOWN = {
    "svg": (
        "image/svg+xml",
        b"<svg onload='x'/>",
        "a drawing (SVG), is not shown because it could hold a program",
    ),
    "html": ("image/png", b"<script>alert(1)</script>", "is no picture of a kind that is shown"),
    "tiff": ("image/tiff", b"II*\0" + b"\0" * 50, "is no picture of a kind that is shown"),
    "pdf": ("application/pdf", b"%PDF" + b"\0" * 300, "is no picture of a kind that is shown"),
    "empty": ("image/png", b"", "is no picture of a kind that is shown"),
    "large": ("image/png", PNG + bytes(5 * MB), "5.0 MB, is too large to be shown"),
    "bomb": ("image/png", drawing(1, 1)[:16] + b"\0\1\0\0\0\1\0\0", "has too many pixels to be shown"),
}


@pytest.mark.parametrize(("mime", "data", "words"), NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_what_is_not_shown_is_named_with_the_cell_where_it_lies(mime: str, data: bytes, words: str) -> None:
    source = f"![alt](data:{mime};base64,{packed(data)})"
    for one, label in (
        (taken(source), "a picture"),
        (taken("![](attachment:my.x)", {"my.x": {mime: packed(data)}}), "my.x"),
    ):
        assert why(one).startswith(label)
        assert words in why(one)
        assert "it is in cell 1 of the notebook that was handed in" in why(one)
    for page in shown(source):
        assert images(page) == []
        assert "[picture: alt (a picture" in text_of(page)
        assert words in text_of(page)


def test_pixels_are_bounded_above_what_phones_make() -> None:
    assert 108_000_000 < PIXELS_MAX < 2**31 // 4


@pytest.mark.parametrize("many", [1, 2, 5])
def test_all_pictures_of_a_notebook_together_are_bounded(many: int) -> None:
    limits = replace(LIMITS, pictures_mb=1)
    album = Album(limits)
    data = packed(PNG + bytes(300_000))
    pictures = [album.take(n, f"![](data:image/png;base64,{data})", None)[1][0] for n in range(many + 3)]
    assert [picture.mime for picture in pictures] == ["image/png"] * 3 + ["text/plain"] * many
    assert b"one too many to be shown; it is in cell 3 of" in pictures[3].data


ELSEWHERE = {
    "![alt](http://evil.invalid/x.png)": "at http://evil.invalid/x.png",
    "![alt](https://evil.invalid/x.png 'title')": "at https://evil.invalid/x.png",
    "![alt](//evil.invalid/x.png)": "at //evil.invalid/x.png",
    "![alt](photo.jpg)": "in the file photo.jpg",
    "![alt](../other/photo.jpg)": "in the file ../other/photo.jpg",
    "![alt][r]\n\n[r]: http://evil.invalid/y.png": "at http://evil.invalid/y.png",
    "<img src='http://evil.invalid/x.png' alt='alt'>": "at http://evil.invalid/x.png",
    "<img alt=alt src=photo.png>": "in the file photo.png",
    "<p><img alt=\"alt\" src = 'http://evil.invalid/z.png'></p>": "at http://evil.invalid/z.png",
    "![alt](attachment:none.png)": "none.png is missing in the notebook that was handed in",
}


@pytest.mark.parametrize(("source", "words"), ELSEWHERE.items())
def test_a_picture_that_is_not_in_the_notebook_is_named_and_not_fetched(source: str, words: str) -> None:
    for page in shown(source):
        assert images(page) == []
        assert "[picture: alt (" in text_of(page)
        assert words in text_of(page)


# --- nothing is live --------------------------------------------------------------------------------

HOSTILE = [
    '"><script>alert(1)</script>',
    '" onerror="alert(1)',
    "' onload='alert(1)",
    "javascript:alert(1)",
    "&quot; onerror=alert(1) x=&quot;",
    "![in](attachment:a.png)",
    "](attachment:a.png)",
    "<b>\x00",
]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(
    "source",
    [
        "![HOSTILE](attachment:a.png)",
        "<img src='attachment:a.png' alt='HOSTILE'>",
        '<img src="attachment:a.png" alt="HOSTILE">',
        "![alt](attachment:a.png 'HOSTILE')",
        "<img HOSTILE src=attachment:a.png>",
        "[![HOSTILE](attachment:a.png)](http://example.org)",
        "![alt](attachment:HOSTILE) ![alt](attachment:a.png)",
        "![alt](HOSTILE) ![alt](attachment:a.png)",
    ],
)
def test_no_picture_makes_anything_live(source: str, hostile: str) -> None:
    source = source.replace("HOSTILE", hostile)
    for page in shown(source, {"a.png": {"image/png": packed()}, hostile: {"image/png": packed()}}):
        elements = Parts(page).elements
        assert not {tag for tag, _ in elements} & {"script", "svg", "iframe", "object"}
        assert not [name for _, attributes in elements for name in attributes if name.startswith("on")]
        assert not [a for _, a in elements if "javascript" in (a.get("href") or "")]
        assert {image.get("src") for image in images(page)} <= {f"data:image/png;base64,{packed()}", None}


texts = st.lists(
    st.sampled_from(
        [
            *(
                "![",
                "a](",
                "attachment:",
                "a.png",
                ")",
                "<img ",
                "src=",
                '"',
                "'",
                ">",
                "alt=",
                " ",
                "\n",
                "\n\n",
            ),
            *(
                "data:image/png;base64,",
                packed(),
                "data:text/html;base64,",
                "<svg onload=x>",
                "onerror=x",
                "[r]: ",
            ),
            *(
                "javascript:x",
                "figures/a.png",
                "<div>",
                "`",
                "```\n",
                "(",
                "&quot;",
                "\x00",
                "http://evil.invalid/",
            ),
        ]
    )
    | st.text(max_size=3),
    max_size=14,
).map("".join)


@given(texts)
def test_whatever_stands_around_a_picture_no_page_has_another_address(source: str) -> None:
    own = f"data:image/png;base64,{packed()}"
    marking, feedback = shown(source.encode("utf-8", "replace").decode(), {"a.png": {"image/png": packed()}})
    for page, figures in ((marking, {"figures/a.png"}), (feedback, set())):
        elements = Parts(page).elements
        assert {image["src"] for image in images(page) if "src" in image} <= {own} | figures
        assert not {tag for tag, _ in elements} & {"script", "svg", "iframe", "object", "style"}
        assert not [name for _, attributes in elements for name in attributes if name.startswith("on")]
        assert not [a for _, a in elements if re.match(r"\s*(data|javascript):", a.get("href") or "")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_and_address_of_any_picture_are_text(alt: str, address: str) -> None:
    alt, address = (text.encode("utf-8", "replace").decode() for text in (alt, address))
    assert [tag for tag, _ in Parts(Pictures({}).html(alt, address)).elements] == []
