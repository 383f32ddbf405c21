"""Ingest: of a submission nothing but the sources of its cells is taken, and nothing but RefusedError comes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.content import ExerciseSet
from autograder.course.limits import Limits
from autograder.grading.document import write_notebook
from autograder.notebooks import STUDENTS, Notebook
from autograder.submission.files import RefusedError, parse
from autograder.submission.ingest import CleanCell, CleanNotebook, overlay
from tests.unit.small_notebooks import added, cell

LIMITS = Limits(cells=20)
NO_EXERCISES = ExerciseSet("doubling", ())
RELEASE = Notebook(
    "one",
    (
        cell("", "# Welcome", kind="markdown", cell_id="intro"),
        cell("", "import numpy as np", cell_id="setup"),
        cell("double", "def double(x):\n    raise NotImplementedError", solution=True),
        cell("check_double", 'check("double", double)', grade=True, locked=True, points=2.0),
        cell("", "draw(double)", is_figure=True, cell_id="picture"),
        cell("question", "Why?", kind="markdown", locked=True),
        cell("written_why", "Your answer", kind="markdown", grade=True, solution=True, points=3.0),
    ),
    {"kernelspec": {"name": "python3"}},
)


def submitted(*changes: tuple[str, str], without: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return the release as a student's notebook, with sources by grade_id or cell id replaced."""
    new = dict(changes)
    return [
        {
            "cell_type": c.kind,
            "id": c.cell_id,
            "metadata": json.loads(json.dumps(c.metadata)),
            "source": new.get(c.grade_id, new.get(c.cell_id, c.source)),
        }
        for c in RELEASE.cells
        if c.grade_id not in without or not c.grade_id
    ]


def clean(cells: list[Any], **more: Any) -> CleanNotebook:
    return overlay(RELEASE, parse(json.dumps({"cells": cells, "nbformat": 4, **more}).encode(), LIMITS).cells)


def sources(notebook: CleanNotebook) -> list[str]:
    return [c.source for c in notebook.cells]


def at(notebook: CleanNotebook, grade_id: str) -> CleanCell:
    found = notebook.cell(grade_id)
    assert found is not None
    return found


RIGHT = "def double(x):\n    return 2 * x"

# --- what is carried over ----------------------------------------------------------------------------


def test_an_untouched_notebook_is_the_release() -> None:
    notebook = clean(submitted())
    assert sources(notebook) == [c.source for c in RELEASE.cells]
    assert not any(c.changed for c in notebook.cells)
    assert notebook.notes == ()


def test_the_source_of_a_solution_cell_is_the_students() -> None:
    notebook = clean(submitted(("double", RIGHT)))
    assert at(notebook, "double").source == RIGHT
    assert at(notebook, "double").changed


def test_a_source_in_lines_is_the_same_as_one_text() -> None:
    cells = submitted(("double", RIGHT))
    cells[2]["source"] = RIGHT.splitlines(keepends=True)
    assert clean(cells) == clean(submitted(("double", RIGHT)))


def test_locked_cells_are_the_releases_whatever_was_handed_in() -> None:
    notebook = clean(submitted(("check_double", "2.0"), ("question", "Nothing to do here.")))
    assert at(notebook, "check_double").source == 'check("double", double)'
    assert at(notebook, "question").source == "Why?"
    assert "The locked cell question was changed; the released one was put back." in notebook.notes


def test_a_locked_cell_as_students_got_it_gets_no_note() -> None:
    question = cell("question", "Why?\n=== BEGIN MARK SCHEME ===", kind="markdown", locked=True, given="Why?")
    release = Notebook("one", (question,), {})
    handed_in = {"cells": [c for c in submitted() if c["id"] == "id-question"], "nbformat": 4}
    assert overlay(release, parse(json.dumps(handed_in).encode(), LIMITS).cells).notes == ()


def test_tags_points_types_and_schema_of_a_submission_are_never_carried_over() -> None:
    cells = submitted(("double", RIGHT))
    for one in cells:
        one["cell_type"] = "code"
        one["metadata"]["tags"] = ["skip-execution", "raises-exception"]
        one["metadata"]["deletable"] = False
        if "nbgrader" in one["metadata"]:
            one["metadata"]["nbgrader"] |= {
                "points": 1e9,
                "schema_version": 99,
                "cell_type": "raw",
                "grade": False,
                "locked": False,
                "solution": True,
            }
    notebook = clean(cells, metadata={"kernelspec": {"name": "evil"}}, nbformat_minor=99)
    for got, released in zip(notebook.cells, RELEASE.cells, strict=True):
        assert got.release is released
        assert got.kind == released.kind
    page = json.loads(write_notebook(notebook, {}, {}, [], "bubblewrap", NO_EXERCISES))
    assert page["metadata"] == RELEASE.metadata
    ours = [{STUDENTS: True} if cell.changed else {} for cell in notebook.cells]
    released = [cell.metadata | mark for cell, mark in zip(RELEASE.cells, ours, strict=True)]
    assert [c["metadata"] for c in page["cells"]] == released
    assert "skip-execution" not in json.dumps(page)


def test_outputs_and_attachments_of_a_submission_are_never_carried_over() -> None:
    cells = submitted()
    for one in cells:
        one |= {
            "outputs": [{"output_type": "display_data", "data": {"text/html": "<script>"}, "metadata": {}}],
            "attachments": {"a.svg": {"image/svg+xml": "<script>"}},
            "execution_count": 7,
        }
    assert "<script>" not in write_notebook(clean(cells), {}, {}, [], "bubblewrap", NO_EXERCISES)


# --- missing, doubled, added, moved ------------------------------------------------------------------


def test_a_missing_cell_is_put_back_in_its_place_and_noted() -> None:
    notebook = clean(submitted(without=("double", "check_double")))
    assert sources(notebook) == [c.source for c in RELEASE.cells]
    assert not at(notebook, "double").present
    assert not at(notebook, "check_double").present
    assert len(notebook.notes) == 2


def test_an_empty_notebook_is_the_release() -> None:
    assert sources(clean([])) == [c.source for c in RELEASE.cells]


def test_of_a_copied_cell_the_last_counts_and_the_first_still_runs_before_it() -> None:
    cells = submitted(("double", RIGHT))
    cells.insert(2, json.loads(json.dumps(cells[2])) | {"source": "def double(x):\n    return 0"})
    notebook = clean(cells)
    assert at(notebook, "double").source == RIGHT
    assert sources(notebook)[2:4] == ["def double(x):\n    return 0", RIGHT]
    assert any("more than once" in note for note in notebook.notes)


def test_a_copied_locked_cell_is_dropped() -> None:
    cells = submitted()
    cells.append(json.loads(json.dumps(cells[3])))
    assert sources(clean(cells)) == [c.source for c in RELEASE.cells]


def test_what_a_student_wrote_into_a_copied_locked_cell_is_a_cell_of_the_students() -> None:
    cells = submitted()
    cells.append(json.loads(json.dumps(cells[3])) | {"source": "1e9"})
    notebook = clean(cells)
    assert sources(notebook) == [*(c.source for c in RELEASE.cells), "1e9"]
    assert notebook.cells[-1].release is None


def test_a_cell_of_an_unknown_grade_id_is_a_cell_of_the_students() -> None:
    cells = [*submitted(), added("1 + 1") | {"metadata": {"nbgrader": {"grade_id": "bonus", "points": 9}}}]
    last = clean(cells).cells[-1]
    assert (last.release, last.source) == (None, "1 + 1")


def test_added_cells_keep_their_place_and_their_order() -> None:
    cells = submitted()
    cells[3:3] = [added("first = 1"), added("second = 2")]
    cells.insert(0, added("zeroth = 0"))
    notebook = clean(cells)
    assert [c.source for c in notebook.cells if c.release is None] == [
        "zeroth = 0",
        "first = 1",
        "second = 2",
    ]
    assert sources(notebook)[0] == "zeroth = 0"
    assert sources(notebook)[4:6] == ["first = 1", "second = 2"]


def test_a_raw_cell_becomes_harmless_text() -> None:
    answered = submitted(("written_why", "Because."))
    notebook = clean([*answered, added("```\n<script>alert(1)</script>", "raw")])
    last = notebook.cells[-1]
    assert last.kind == "markdown"
    assert last.source == "```\n'''\n<script>alert(1)</script>\n```"
    assert not last.runs


@pytest.mark.parametrize("kind", ["heading", None, 3, [], {}, ["code"]])
def test_a_cell_of_an_odd_type_never_runs(kind: Any) -> None:
    assert not clean([*submitted(), added("import os", kind)]).cells[-1].runs


def test_an_empty_added_cell_is_left_out() -> None:
    assert sources(clean([*submitted(), added(" \n ")])) == [c.source for c in RELEASE.cells]


def test_a_changed_set_up_cell_is_kept() -> None:
    changed = "import numpy as np\nimport math"
    notebook = clean(submitted(("setup", changed)))
    assert sources(notebook)[1] == changed
    assert notebook.cells[1].changed
    assert len(notebook.cells) == len(RELEASE.cells)


def test_a_cell_that_only_draws_runs_only_when_it_was_changed() -> None:
    assert not clean(submitted()).cells[4].runs
    assert clean(submitted(("picture", "triple = 3"))).cells[4].runs


def test_written_answers_never_run() -> None:
    assert not at(clean(submitted(("written_why", "import os"))), "written_why").runs


def test_a_notebook_without_cell_ids_is_recognised_by_its_sources() -> None:
    cells = submitted(("double", RIGHT))
    for one in cells:
        del one["id"]
    notebook = clean(cells)
    assert [c.release for c in notebook.cells] == list(RELEASE.cells)
    assert not notebook.cells[4].runs


def test_the_same_cell_id_twice_is_one_cell_of_ours_and_one_of_the_students() -> None:
    notebook = clean([*submitted(), added("x = 1", id="setup")])
    assert len(notebook.cells) == len(RELEASE.cells) + 1
    assert notebook.cells[-1].release is None


def test_the_digest_changes_with_any_source_and_with_nothing_else() -> None:
    base = clean(submitted(("double", RIGHT)))
    cells = submitted(("double", RIGHT))
    cells[2]["metadata"]["tags"] = ["other"]
    assert clean(cells).digest == base.digest
    assert clean(submitted(("double", RIGHT + " "))).digest != base.digest
    assert clean([*submitted(("double", RIGHT)), added("1")]).digest != base.digest


def test_lone_surrogates_are_replaced_so_that_the_page_can_be_written() -> None:
    data = b'{"cells": [{"cell_type": "code", "source": "a = \'\\ud800\'"}]}'
    notebook = overlay(RELEASE, parse(data, LIMITS).cells)
    notebook.cells[0].source.encode()
    write_notebook(notebook, {}, {}, [], "bubblewrap", NO_EXERCISES).encode()


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize(
    "source",
    [
        "x = 1\ny = 2",
        "    import math\n\n\n    def f():\n        return math.pi",
        ">>> def f():\n...     return 1\n\n>>> f()",
        "%%time\nx = 1\n",
        "\n\n",
        "Two lines\n\nof text.",
    ],
)
@pytest.mark.parametrize("as_list", [True, False])
def test_lines_end_as_in_the_editor_which_hands_them_to_the_kernel(
    source: str, end: str, *, as_list: bool
) -> None:
    typed = source.replace("\n", end)
    cell = added(source) | {"source": typed.splitlines(keepends=True) if as_list else typed}
    assert parse(json.dumps({"cells": [cell]}).encode(), LIMITS).cells[0]["source"] == source


# --- refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"{",
        b"nothing",
        b"\xff\xfe\x00",
        b"\x80",
        b"\x00" * 100,
        b"[]",
        b"null",
        b"NaN",
        b"1e999",
        b'"cells"',
        b"{}",
        b'{"cells": {}}',
        b'{"cells": null}',
        b"[" * 100_000,
        b'{"cells": ' + b"[" * 50_000,
        b'{"cells": [' + b"9" * 5_000 + b"]}",
        b'{"cells": [' + b'{"source": "1"},' * 20 + b'{"source": "1"}]}',
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_notebook_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(RefusedError) as caught:
        parse(data, LIMITS)
    assert len(str(caught.value)) > 10


def test_nan_constants_in_the_json_do_no_harm() -> None:
    data = json.dumps(
        {"cells": [added("x = 1") | {"execution_count": float("nan")}], "nbformat": float("inf")}
    )
    assert "NaN" in data
    notebook = overlay(RELEASE, parse(data.encode(), LIMITS).cells)
    json.loads(write_notebook(notebook, {}, {}, [], "bubblewrap", NO_EXERCISES), parse_constant=pytest.fail)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
grade_ids = st.sampled_from([c.grade_id for c in RELEASE.cells]) | json_values
odd_cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw"]) | json_values,
        "source": st.lists(json_values, max_size=3) | json_values,
        "id": st.sampled_from(["setup", "picture"]) | json_values,
        "metadata": st.fixed_dictionaries(
            {"nbgrader": st.fixed_dictionaries({"grade_id": grade_ids}) | json_values}
        )
        | json_values,
    },
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries({"cells": st.lists(odd_cells | json_values, max_size=6) | json_values})
    | json_values
)
def test_any_json_is_a_clean_notebook_or_refused(content: Any) -> None:
    try:
        cells = parse(json.dumps(content).encode(), LIMITS).cells
    except RefusedError:
        return
    notebook = overlay(RELEASE, cells)
    laid = [c.release for c in notebook.cells if c.release is not None]
    assert sorted(laid, key=RELEASE.cells.index) == list(RELEASE.cells)
    assert all(type(c.source) is str and c.kind in {"code", "markdown"} for c in notebook.cells)
    for got in notebook.cells:
        if got.release is not None and got.release.locked:
            assert got.source == got.release.source
    assert len(notebook.digest) == 64
    json.loads(write_notebook(notebook, {}, {}, [], "bubblewrap", NO_EXERCISES).encode())


@given(st.binary(max_size=300))
def test_any_bytes_are_cells_or_refused(data: bytes) -> None:
    try:
        parse(data, LIMITS)
    except RefusedError:
        pass
