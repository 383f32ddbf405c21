"""What a box sends as outputs is believed in nothing: it becomes text, a clean table or a picture, in bounds."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from autograder.box.outputs import MOST_OUTPUTS, cut_value
from autograder.box.showing import NOTEBOOK_CHARS, Showing
from autograder.course.limits import Limits
from autograder.submission.markup import NESTING, clean_table

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + (1).to_bytes(4) * 2


def shown(*sent: Any, left_out: Any = None, body: bytes = b"", **limits: int) -> list[dict[str, Any]]:
    return Showing(Limits(**limits)).outputs(list(sent), left_out, body)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        3,
        "text",
        [3],
        {},
        {"result": "text"},
        {"display": []},
        {"result": {"text": 3}},
        {"display": {"text": None, "html": 4, "picture": "x"}},
        {"stream": [], "text": {}},
        {"error": 1, "message": None, "traceback": []},
        {"display": {"picture": [-1, 5], "too_large": "big"}},
        {"display": {"picture": [0, 1 << 70]}},
    ],
)
def test_what_is_malformed_becomes_nothing_that_is_not_text(sent: Any) -> None:
    assert Showing(Limits()).outputs(sent, {"a": 1}, b"") == []
    for output in shown(sent, left_out=[-1, True], body=b"x"):
        data = output.get("data", {"text/plain": output.get("text", "")})
        assert all(kind == "text/plain" and isinstance(text, str) for kind, text in data.items())


def test_what_decides_is_kept_behind_more_outputs_than_are_shown() -> None:
    flood = [{"display": {"text": "x"}}] * 1000
    late = [{"stream": "stderr", "text": "e"}, {"result": {"text": "1"}}, {"error": "E", "message": "m"}]
    kinds = [output["output_type"] for output in shown(*flood, *late)]
    assert kinds == ["display_data"] * MOST_OUTPUTS + ["stream", "execute_result", "error", "stream"]


def test_text_of_a_notebook_is_bounded_and_a_note_says_what_was_left_out() -> None:
    showing, long = Showing(Limits()), {"stream": "stdout", "text": "x" * NOTEBOOK_CHARS}
    first, second = (showing.outputs([long], [7, 0], b"") for _ in range(2))
    assert len(first[0]["text"]) == NOTEBOOK_CHARS
    assert first[1]["text"] == "[7 characters more left out here (limit output_kb)]\n"
    assert len(second[0]["text"]) < 1000


def test_a_value_is_the_same_number_or_none_after_it_was_cut() -> None:
    showing = Showing(Limits())
    showing.outputs([{"stream": "stdout", "text": "x" * NOTEBOOK_CHARS}], None, b"")
    for text, number in (("0.25" + "0" * 9000, 0.25), ("0.25" + " " * 9000 + "x", None)):
        value = showing.outputs([{"result": {"text": text}}], None, b"")[0]["data"]["text/plain"]
        assert len(value) < 1000
        if number is None:
            with pytest.raises(ValueError, match="could not convert"):
                float(value)
        else:
            assert float(value) == number


@pytest.mark.parametrize("text", ["1" * 9000, "nan" + " " * 9000, "-" + "0" * 9000, "1" * 9000 + "x"])
def test_a_cut_value_is_as_much_a_number_as_before(text: str) -> None:
    def number(value: str) -> str:
        try:
            return repr(float(value))
        except ValueError:
            return "none"

    assert number(cut_value(text, 100)) == number(text)


def test_a_picture_is_its_own_bytes_and_no_others() -> None:
    place = {"display": {"text": "a figure", "picture": [1, len(PNG)]}}
    data = shown(place, body=b"x" + PNG + b"y")[0]["data"]
    assert base64.b64decode(data["image/png"]) == PNG
    svg = b"<svg onload='x()'></svg>"
    assert list(shown({"display": {"picture": [0, len(svg)]}}, body=svg)[0]["data"]) == ["text/plain"]


@pytest.mark.parametrize("limit", ["picture_mb", "pictures_mb"])
def test_a_picture_beyond_a_limit_is_named_whatever_the_box_says(limit: str) -> None:
    large = PNG + bytes(2 << 20)
    data = shown({"display": {"picture": [0, len(large)]}}, body=large, **{limit: 1})[0]["data"]
    assert list(data) == ["text/plain"]
    assert "2.0 MB" in data["text/plain"]


def test_a_picture_of_too_many_pixels_is_not_shown() -> None:
    bomb = PNG[:16] + (100_000).to_bytes(4) * 2
    assert list(shown({"display": {"picture": [0, len(bomb)]}}, body=bomb)[0]["data"]) == ["text/plain"]


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        (
            "<table class='dataframe x' style='a' onclick='x()'><tr><td>1</td></tr></table>",
            'class="dataframe"',
        ),
        ("<script>x()</script><img src=x onerror=x()>", ""),
        ("<a href='https://a'>b</a>", "b"),
        ("<svg><style>*{}</style></svg><math><mtext></mtext></math>", ""),
        ("<div>" * (NESTING + 1) + "deep", ""),
    ],
)
def test_of_html_a_table_is_left(html: str, clean: str) -> None:
    assert clean in clean_table(html)
    assert not any(word in clean_table(html) for word in ("on", "style", "href", "src", "svg", "<a"))
    assert bool(clean_table(html)) is bool(clean)


def test_colours_of_a_terminal_are_left_out_of_text() -> None:
    assert shown({"stream": "stdout", "text": "\x1b[31mred\x1b[0m\x07"})[0]["text"] == "red\ufffd"
