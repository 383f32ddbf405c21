"""What a cell puts out is kept in the order in which it came, and what decides is kept whatever else came."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from autograder.box.notebook import CodeCell
from autograder.box.sandbox import Sandbox
from autograder.box.session import Box
from autograder.grading.runner import Runner
from tests.pipeline.box.notebook import LIMITS, Ran

Outputs = list[dict[str, Any]]
PNG = b"\x89PNG\r\n\x1a\n"


def kinds(outputs: Outputs) -> list[str]:
    return [str(output.get("name", output["output_type"])) for output in outputs]


def test_outputs_stand_in_the_order_in_which_they_came(run: Callable[..., Ran]) -> None:
    cell = "import sys\nprint(1)\ndisplay(2)\nprint(3, file=sys.stderr)\nprint(4)\n5"
    assert kinds(run(cell).runner.outputs[0]) == [
        "stdout",
        "display_data",
        "stderr",
        "stdout",
        "execute_result",
    ]


FLOOD = "def flood():\n    for n in range(400): print('x' * 500); display(n)"


@pytest.mark.parametrize(
    ("last", "kind"),
    [
        ("1 / 0", "error"),
        ("import sys\nprint('e', file=sys.stderr)", "stderr"),
        ("0.25", "execute_result"),
        ("import os\nos.write(2, b'e');", "stderr"),
    ],
)
def test_what_decides_is_kept_behind_a_flood(last: str, kind: str, run: Callable[..., Ran]) -> None:
    got = run(FLOOD, "flood()", f"flood()\n{last}").runner.outputs[2]
    assert kind in kinds(got)
    assert "left out here (limit output_kb)" in got[-1]["text"]


def test_letters_of_many_bytes_fit_as_well(run: Callable[..., Ran]) -> None:
    face = "\U0001f600"
    cell = f"import sys\nprint({face!r} * 500_000)\nprint({face!r} * 500_000, file=sys.stderr)\nfor _ in range(300): display({face!r} * 9)\n"
    got = run(
        f"{cell}raise ValueError({face!r} * 500_000)",
        f"class R:\n    def __repr__(self): return {face!r} * 500_000\nR()",
    )
    assert {"stderr", "error"} <= set(kinds(got.runner.outputs[0]))
    assert kinds(got.runner.outputs[1])[0] == "execute_result"


def test_a_note_says_how_much_was_left_out(run: Callable[..., Ran]) -> None:
    printed, displayed = (
        run(cell).runner.outputs[0] for cell in ("print('x' * 100_000)", "for n in range(300): display(n)")
    )
    left = 100_001 - len(printed[0]["text"])
    assert printed[1]["text"] == f"[{left} characters more left out here (limit output_kb)]\n"
    assert displayed[-1]["text"] == "[100 outputs more left out here (limit output_kb)]\n"


def test_a_cell_after_a_flood_still_shows_the_beginning_of_what_it_prints(run: Callable[..., Ran]) -> None:
    assert run(FLOOD, "flood()", "print('seen')").runner.outputs[2][0]["text"] == "seen\n"


def test_a_long_value_stays_the_number_that_it_is(run: Callable[..., Ran]) -> None:
    number = "class R:\n    def __repr__(self): return '0.5' + 300_000 * self.end\nR.end = {!r}\nR()"
    for end, is_number in (("0", True), ("x", False)):
        value = run(FLOOD, "flood()", number.format(end)).runner.outputs[2][0]["data"]["text/plain"]
        assert len(value) < 200_000
        assert (value == "0.5") is is_number


def test_an_update_takes_the_place_of_its_display(run: Callable[..., Ran]) -> None:
    got = run("shown = display('old', display_id=True)\nprint(1)\nshown.update('new')").runner.outputs[0]
    assert [output.get("data", {}).get("text/plain") for output in got] == ["'new'", None]


# --- pictures and tables ------------------------------------------------------------------------------


@pytest.fixture
def looked_at(sandbox: Sandbox) -> Iterator[Callable[..., list[Outputs]]]:
    """Runs cells at whose pictures a human looks."""
    with ExitStack() as stack:

        def run(*sources: str, pictures: bool = True, **limits: int) -> list[Outputs]:
            own = replace(LIMITS, cell_seconds=20, output_kb=200, **limits)
            box = stack.enter_context(Box(replace(sandbox, limits=own)))
            runner = Runner(box, [CodeCell(n, source, pictures) for n, source in enumerate(sources)], {})
            runner.run_to(len(sources))
            runner.close()
            return [runner.outputs[n] for n in range(len(sources))]

        yield run


PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"


def test_a_figure_that_is_open_at_the_end_of_a_cell_is_a_picture(looked_at: Callable[..., Any]) -> None:
    pytest.importorskip("matplotlib")
    drawn, later = looked_at(f"{PLOT};", "plt.get_fignums()")
    assert [sorted(output["data"]) for output in drawn] == [["image/png", "text/plain"]]
    assert base64.b64decode(drawn[0]["data"]["image/png"]).startswith(PNG)
    assert later[0]["data"]["text/plain"] == "[]"


def test_figures_that_are_shown_stand_between_prints(looked_at: Callable[..., Any]) -> None:
    (drawn,) = looked_at(f"print(1)\n{PLOT}\nplt.show()\nprint(2)\nplt.plot([3])\nplt.show()")
    assert kinds(drawn) == ["stdout", "display_data", "stdout", "display_data"]


def test_a_figure_is_not_drawn_where_no_human_looks(looked_at: Callable[..., Any]) -> None:
    drawing = f"import matplotlib.figure\n{PLOT}\nmatplotlib.figure.Figure.draw = lambda *args: 1 / 0"
    drawn, counted = looked_at(f"{drawing}\nplt.show()\nplt.figure()", "plt.get_fignums()", pictures=False)
    assert kinds(drawn) == ["execute_result"]
    assert counted[0]["data"]["text/plain"] == "[]"


def test_pictures_and_tables_that_are_displayed_are_kept(looked_at: Callable[..., Any]) -> None:
    pytest.importorskip("pandas")
    image = f"from IPython.display import Image, display\ndisplay(Image({PNG!r} + bytes(20)))"
    table = "import pandas\npandas.DataFrame({'a': [1]})"
    shown, value = looked_at(image, table)
    assert base64.b64decode(shown[0]["data"]["image/png"]).startswith(PNG)
    assert '<table border="1" class="dataframe">' in value[0]["data"]["text/html"]


@pytest.mark.parametrize("limit", ["picture_mb", "pictures_mb"])
def test_a_picture_beyond_a_limit_is_named(limit: str, looked_at: Callable[..., Any]) -> None:
    large = f"from IPython.display import Image, display\nimport os\ndisplay(Image({PNG!r} + os.urandom(3 << 19)))"
    (shown,) = looked_at(large, **{limit: 1})
    assert list(shown[0]["data"]) == ["text/plain"]
    assert (
        "[a picture, 1.5 MB, is not shown (limits picture_mb and pictures_mb)]"
        in shown[0]["data"]["text/plain"]
    )


def test_nothing_that_is_displayed_is_live(looked_at: Callable[..., Any]) -> None:
    (shown,) = looked_at(
        """
from IPython.display import HTML, SVG, Javascript, IFrame, display
display(HTML("<script>x()</script><b onclick='x()' style='position:fixed'>b</b><img src='http://a/b'>"
    "<a href='javascript:x()'>c</a><svg onload='x()'></svg><style>*{}</style><form><input></form>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'></svg>"), Javascript("x()"), IFrame("http://a", 1, 1))
display({"application/javascript": "x()", "text/html": "<iframe src='http://a'>"}, raw=True)
"""
    )
    assert {kind for output in shown for kind in output["data"]} <= {"text/plain", "text/html"}
    html = [output["data"].get("text/html", "") for output in shown]
    assert html == ["<b>b</b>c", "", "", "", ""]
    assert "[a drawing (SVG) is not shown" in shown[1]["data"]["text/plain"]
