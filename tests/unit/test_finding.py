"""The answer to a function exercise is known by what its cell carries; of doubles one counts."""

from __future__ import annotations

import copy
import time
from typing import Any

import pytest

from tests.unit.small_notebooks import added
from tests.unit.solved_notebook import (
    FUNCTIONS,
    RELEASE,
    SOLVED,
    WRITTEN,
    all_right,
    at,
    clean,
    code,
    handed_in,
    place,
    ran,
)

# --- the honest notebook ------------------------------------------------------------------------


def test_a_solved_notebook_is_known_by_its_grade_ids() -> None:
    notebook = clean(handed_in())
    assert [c.release for c in notebook.cells] == list(RELEASE.cells)
    assert notebook.notes == ()
    assert {(c.found, c.guessed) for c in notebook.cells} == {("", False)}


@pytest.mark.parametrize("end", ["\r\n", " \n", "\t\n", "\r"])
def test_line_ends_and_blanks_at_their_ends_are_no_change(end: str) -> None:
    cells = handed_in(*SOLVED)
    for each in cells:
        each["source"] = each["source"].replace("\n", end) + end
    notebook = clean(cells)
    assert notebook.notes == ()
    assert not any(c.changed for c in notebook.cells)
    assert [c.source for c in notebook.cells] == [c.source for c in RELEASE.cells]


# --- by what a cell carries ---------------------------------------------------------------------


@pytest.mark.parametrize("name", SOLVED)
def test_a_cell_without_its_metadata_is_known_by_its_cell_id(name: str) -> None:
    cells = handed_in()
    cells[place(cells, name)]["metadata"] = {}
    notebook = clean(cells)
    assert at(notebook, name).source == SOLVED[name]
    assert at(notebook, name).found == "taken by its cell id"
    assert not at(notebook, name).guessed
    all_right(notebook)


@pytest.mark.parametrize("name", SOLVED)
def test_a_cell_without_metadata_and_id_is_found(name: str) -> None:
    cells = handed_in()
    cells[place(cells, name)] |= {"metadata": {}, "id": "other"}
    notebook = clean(cells)
    assert at(notebook, name).source == SOLVED[name]
    assert at(notebook, name).found
    assert at(notebook, name).guessed == (name in WRITTEN)
    assert len(notebook.cells) == len(RELEASE.cells)
    all_right(notebook)


@pytest.mark.parametrize("gone", [("metadata",), ("id",), ("metadata", "id")])
def test_a_notebook_stripped_by_a_tool_is_found_whole(gone: tuple[str, ...]) -> None:
    cells = handed_in()
    for each in cells:
        for key in gone:
            each[key] = {} if key == "metadata" else "other"
    notebook = clean(cells)
    assert [c.release for c in notebook.cells] == list(RELEASE.cells)
    assert len(notebook.notes) <= 4
    all_right(notebook)


def test_locked_cells_without_metadata_are_known_by_their_text() -> None:
    cells = handed_in()
    for each in cells:
        if each["metadata"].get("nbgrader", {}).get("locked"):
            each |= {"metadata": {}, "id": "other"}
            each["source"] += "\r\n"
    notebook = clean(cells)
    assert notebook.notes == ()
    assert [c.release for c in notebook.cells] == list(RELEASE.cells)


def test_two_cells_whose_metadata_were_swapped_are_told_by_their_functions() -> None:
    cells = handed_in()
    one, other = place(cells, "double"), place(cells, "half")
    for key in ("metadata", "id"):
        cells[one][key], cells[other][key] = cells[other][key], cells[one][key]
    notebook = clean(cells)
    assert at(notebook, "double").source == SOLVED["double"]
    assert at(notebook, "half").source == SOLVED["half"]
    all_right(notebook)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("text", WRITTEN)
def test_metadata_swapped_between_code_and_text_are_told_by_what_stands_there(name: str, text: str) -> None:
    cells = handed_in()
    one, other = place(cells, name), place(cells, text)
    for key in ("metadata", "id"):
        cells[one][key], cells[other][key] = cells[other][key], cells[one][key]
    notebook = clean(cells)
    assert at(notebook, name).source == SOLVED[name]
    assert at(notebook, text).source == SOLVED[text]
    all_right(notebook)


def test_a_copied_cell_with_another_function_in_it_is_no_answer_to_the_first() -> None:
    cells = handed_in("triple")
    copied = copy.deepcopy(cells[place(cells, "double")]) | {"id": "x", "source": SOLVED["triple"]}
    cells[place(cells, "triple")] = copied
    notebook = clean(cells)
    assert at(notebook, "double").source == SOLVED["double"]
    assert at(notebook, "triple").source == SOLVED["triple"]
    all_right(notebook)


# --- doubles --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*FUNCTIONS, *WRITTEN])
@pytest.mark.parametrize("behind", [0, 1, 2, 99, -99])
@pytest.mark.parametrize("gone", [(), ("metadata",), ("metadata", "id")])
def test_an_untouched_copy_is_dropped_wherever_it_stands(
    name: str, behind: int, gone: tuple[str, ...]
) -> None:
    cells = handed_in()
    n = place(cells, name)
    copied = copy.deepcopy(cells[n]) | {"source": RELEASE.cells[n].source}
    copied |= {key: {} if key == "metadata" else "other" for key in gone}
    cells.insert(max(n + behind, 0), copied)
    notebook = clean(cells)
    assert at(notebook, name).source == SOLVED[name]
    assert len(notebook.cells) == len(RELEASE.cells)
    assert not any("more than once" in note for note in notebook.notes)
    all_right(notebook)


def test_of_two_answers_the_last_counts_and_the_first_still_runs() -> None:
    cells = handed_in()
    n = place(cells, "double")
    cells.insert(n, copy.deepcopy(cells[n]) | {"source": "start = 1\ndef double(x):\n    return 0"})
    notebook = clean(cells)
    assert at(notebook, "double").source == SOLVED["double"]
    assert "start = 1" in code(notebook)
    assert "The cell double occurs more than once; the last one counts." in notebook.notes
    all_right(notebook)


def test_an_answer_below_the_check_does_not_count_if_one_stands_above_it() -> None:
    cells = handed_in()
    again = copy.deepcopy(cells[place(cells, "double")]) | {"source": "def double(x):\n    return 0"}
    cells.insert(place(cells, "check_double") + 1, again)
    notebook = clean(cells)
    assert at(notebook, "double").source == SOLVED["double"]
    assert ran(notebook, "double", 3.0) == 6.0
    assert "The cell double occurs more than once; the last one above its check counts." in notebook.notes


def test_a_written_answer_that_was_split_is_one_answer() -> None:
    cells = handed_in()
    n = place(cells, "written_why")
    cells.insert(n, copy.deepcopy(cells[n]) | {"source": "First the sizes.", "id": "x"})
    notebook = clean(cells)
    assert at(notebook, "written_why").source == f"First the sizes.\n\n{SOLVED['written_why']}"
    assert len(notebook.cells) == len(RELEASE.cells)


def test_a_set_up_cell_that_is_run_once_more_stays() -> None:
    cells = handed_in()
    cells.append(copy.deepcopy(cells[place(cells, "bring-functions")]))
    assert code(clean(cells)).count("bring(") == 4


def test_a_doubled_notebook_is_one_notebook() -> None:
    cells = handed_in()
    notebook = clean(cells + copy.deepcopy(cells))
    all_right(notebook)
    assert not any("more than once" in note for note in notebook.notes)


# --- hostile notebooks ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda n: added(
            f"def double(x):\n    return {n}\n" * 12, metadata={"nbgrader": {"grade_id": "double"}}
        ),
        lambda n: added("\n".join(f"def f{n}_{k}(x):\n    return double" for k in range(12))),
        lambda n: added("a word in a line that is long enough\n" * 12, "markdown"),
        lambda n: added("```\ndef double(x) triple half\n" * 16, "markdown"),
        lambda n: added("## What comes next " * 26, "markdown"),
        lambda n: added("YOUR ANSWER HERE", "markdown"),
        lambda n: added("\n" * 400 + "double", "raw"),
        lambda n: added(f"unit{n} = slope = 1\n" * 20),
        lambda n: added("# " * 240 + "double"),
    ],
)
def test_a_full_notebook_is_laid_over_the_release_without_a_long_search(make: Any) -> None:
    cells = [make(n) for n in range(1980)]
    began = time.process_time()
    clean(cells)
    assert time.process_time() - began < 20
