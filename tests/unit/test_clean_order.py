"""The cells of a clean notebook stand in the student's order, and what is missing is put back."""

from __future__ import annotations

import pytest

from tests.unit.small_notebooks import added
from tests.unit.solved_notebook import (
    FUNCTIONS,
    RELEASE,
    all_right,
    clean,
    code,
    handed_in,
    place,
)

# --- the order ------------------------------------------------------------------------------------


def test_cells_stand_in_the_students_order() -> None:
    cells = handed_in()
    n = place(cells, "exercise-half")
    half = cells[n : n + 3]
    del cells[n : n + 3]
    cells[4:4] = half
    notebook = clean(cells)
    assert [c.release.cell_id for c in notebook.cells if c.release is not None] == [c["id"] for c in cells]
    all_right(notebook)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("alone", [True, False])
def test_a_check_stands_behind_the_answer_and_what_the_answer_uses(name: str, *, alone: bool) -> None:
    cells = handed_in()
    n = place(cells, name)
    moved = [cells.pop(n)] if alone else [cells.pop(n), cells.pop(n)]
    all_right(clean([*cells, *moved]))


@pytest.mark.parametrize("name", [c.cell_id for c in RELEASE.cells])
def test_a_missing_cell_is_put_back_in_its_place(name: str) -> None:
    cells = handed_in()
    del cells[place(cells, name)]
    notebook = clean(cells)
    assert [c.release for c in notebook.cells] == list(RELEASE.cells)
    said = [note for note in notebook.notes if "put back" in note]
    assert len(said) == (name not in {"intro", "next", "picture"} and not name.startswith("exercise"))


def test_a_deleted_set_up_cell_is_put_back_and_named_by_its_first_line() -> None:
    cells = handed_in()
    del cells[place(cells, "bring-functions")]
    notebook = clean(cells)
    assert 'slope = bring("slope")' in code(notebook)
    assert any('`unit = bring("unit")` was missing' in note for note in notebook.notes)


@pytest.mark.parametrize(
    ("own", "left"),
    [
        ("def unit(x):\n    return x", 'slope = bring("slope")'),
        ("slope = abs", 'unit = bring("unit")'),
        ("from mine import unit as slope", 'unit = bring("unit")'),
        ("x = 1", 'unit = bring("unit")\nslope = bring("slope")'),
        ("def f():\n    unit = 1", 'unit = bring("unit")\nslope = bring("slope")'),
    ],
)
def test_a_set_up_cell_is_never_put_back_over_names_of_the_students(own: str, left: str) -> None:
    cells = handed_in()
    cells[place(cells, "bring-functions")] = added(own)
    notebook = clean(cells)
    assert notebook.cells[notebook.index("predict_size") or 0].release is RELEASE.cells[3]
    back = next(c for c in notebook.cells if c.release is RELEASE.cells[2])
    assert back.source == left
    assert notebook.cells.index(back) > [c.source for c in notebook.cells].index(own)


@pytest.mark.parametrize("kept", [0, 1])
@pytest.mark.parametrize("name", ["exercise-double", "question_why"])
def test_a_set_up_cell_that_was_merged_with_text_still_sets_up(name: str, kept: int) -> None:
    cells = handed_in()
    moved = cells.pop(place(cells, "imports"))
    n = place(cells, name)
    text = cells[n]["source"]
    cells[n : n + 1] = [(cells[n], moved)[kept] | {"source": f"{text}\n\n{moved['source']}"}]
    notebook = clean(cells)
    assert RELEASE.cells[1].source in [c.source.strip() for c in notebook.cells if c.runs]


def test_a_set_up_cell_of_which_the_student_set_everything_is_the_students() -> None:
    cells = handed_in()
    cells[place(cells, "bring-functions")] = added("unit = slope = abs")
    notebook = clean(cells)
    assert "bring(" not in code(notebook)
    assert notebook.notes == ()


def test_what_the_student_sets_at_the_end_is_no_set_up() -> None:
    cells = handed_in()
    del cells[place(cells, "bring-functions")]
    assert "bring(" in code(clean([*cells, added("unit = unit(0)\nslope = slope(0)")]))
