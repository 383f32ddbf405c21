"""The answer to a function exercise is found in cells that are not its own; what is a guess says so."""

from __future__ import annotations

import copy

import pytest

from autograder.notebooks import Notebook
from autograder.submission.ingest import overlay
from tests.unit.small_notebooks import added, cell
from tests.unit.solved_notebook import (
    FUNCTIONS,
    RELEASE,
    SOLVED,
    STUB,
    all_right,
    at,
    clean,
    code,
    function,
    handed_in,
    place,
)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("behind", [-1, 0, 1, 2, 3, 99])
def test_a_function_beside_its_scaffold_is_found_and_the_scaffold_does_not_run(
    name: str, behind: int
) -> None:
    cells = handed_in(name)
    cells.insert(max(place(cells, name) + behind, 3), added(SOLVED[name], id="new"))
    notebook = clean(cells)
    assert at(notebook, name).source == SOLVED[name]
    assert at(notebook, name).found
    assert not at(notebook, name).guessed
    assert "NotImplementedError" not in code(notebook)
    assert len(notebook.cells) == len(RELEASE.cells)
    all_right(notebook)


def test_a_cell_beside_its_scaffold_is_named_so() -> None:
    cells = handed_in("double", "half")
    cells.insert(place(cells, "double") + 1, added(SOLVED["double"]))
    cells.insert(place(cells, "half"), added(SOLVED["half"]))
    notebook = clean(cells)
    assert at(notebook, "double").found == "taken from the cell below its own"
    assert at(notebook, "half").found == "taken from the cell above its own"
    assert notebook.notes == (
        "double: taken from the cell below its own.",
        "half: taken from the cell above its own.",
    )


@pytest.mark.parametrize(
    "source",
    [
        "double = lambda x: 2 * x",
        "async_mode = False\nif not async_mode:\n    def double(x):\n        return x + x",
        "try:\n    from fast import double\nexcept ImportError:\n    def double(x):\n        return x * 2",
        "    def double(x):\n        return 2 * x",
        ">>> def double(x):\n...     return 2 * x",
        "In [3]: def double(x):\n   ...:     return 2 * x",
        "%matplotlib inline\ndef double(x):\n    return 2 * x",
        "def twice(x):\n    return 2 * x\n\ndouble = twice",
        "import functools\n@functools.cache\ndef double(x):\n    return 2 * x",
        "def double(x):\n    return 2 * x\ndouble = np.vectorize(double)",
    ],
)
def test_a_function_is_found_however_it_is_written(source: str) -> None:
    cells = handed_in("double")
    cells[place(cells, "double")] |= {"metadata": {}, "id": "other"}
    cells.insert(6, added(source))
    notebook = clean(cells)
    assert at(notebook, "double").source == source
    assert "NotImplementedError" not in code(notebook)


@pytest.mark.parametrize(
    "source",
    [
        "double = double(0.0)",
        "double = 4",
        "print(double(2))",
        "# def double(x): return 2",
        "def double(x): pass",
    ],
)
def test_what_makes_no_function_is_no_answer(source: str) -> None:
    notebook = clean([*handed_in("double"), added(source)])
    assert not at(notebook, "double").changed
    assert at(notebook, "double").source == STUB.format(name="double")


def test_an_answered_cell_stays_the_answer_whatever_follows() -> None:
    cells = [*handed_in(), added("def double(x):\n    return 0")]
    notebook = clean(cells)
    assert at(notebook, "double").source == SOLVED["double"]
    assert notebook.cells[-1].release is None
    all_right(notebook)


@pytest.mark.parametrize("order", [("double", "triple"), ("triple", "double")])
@pytest.mark.parametrize("kept", [0, 1])
@pytest.mark.parametrize("left", ["nothing", "scaffold"])
def test_two_functions_in_one_cell_are_both_found(order: tuple[str, str], kept: int, left: str) -> None:
    keeper, guest = order[kept], order[1 - kept]
    cells = handed_in()
    cells[place(cells, keeper)]["source"] = "\n\n".join(SOLVED[name] for name in order)
    if left == "nothing":
        del cells[place(cells, guest)]
    else:
        cells[place(cells, guest)]["source"] = STUB.format(name=guest)
    notebook = clean(cells)
    assert at(notebook, guest).source == f"# {guest}: the answer stands in the cell of {keeper}."
    assert at(notebook, guest).found == f"taken from the cell of {keeper}"
    assert at(notebook, keeper).found == ""
    all_right(notebook)


def test_all_functions_in_one_new_cell_are_found() -> None:
    cells = [c for c in handed_in() if c["id"] not in {f"id-{name}" for name in FUNCTIONS}]
    cells.insert(4, added("\n\n".join(SOLVED[name] for name in FUNCTIONS)))
    notebook = clean(cells)
    assert {at(notebook, name).found for name in FUNCTIONS} == {
        "taken from a cell that defines it",
        "taken from the cell of double",
    }
    all_right(notebook)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_check_that_was_merged_with_its_answer_is_put_back_behind_it(name: str) -> None:
    cells = handed_in()
    n = place(cells, name)
    merged = f"{SOLVED[name]}\n{cells[n + 1]['source']}"
    for kept in (n, n + 1):
        two = copy.deepcopy(cells)
        two[n : n + 2] = [two[kept] | {"source": merged}]
        notebook = clean(two)
        assert at(notebook, name).source == merged
        assert at(notebook, f"check_{name}").source == f'check("{name}", {name})'
        assert not at(notebook, name).guessed
        assert at(notebook, name).found == ("taken from its check cell" if kept > n else "")
        all_right(notebook)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("kept", [0, 1])
def test_a_heading_that_was_merged_with_an_answer_is_taken_out_of_it(name: str, kept: int) -> None:
    cells = handed_in()
    n = place(cells, name)
    merged = f"{cells[n - 1]['source']}\n\n{SOLVED[name]}"
    cells[n - 1 : n + 1] = [cells[n - 1 + kept] | {"source": merged}]
    notebook = clean(cells)
    assert at(notebook, name).source.strip() == SOLVED[name]
    assert at(notebook, name).guessed
    all_right(notebook)


@pytest.mark.parametrize("kind", ["raw", "markdown"])
@pytest.mark.parametrize(
    "text", ["{}", "```python\n{}\n```", "```\n{}\n```", "Here it is:\n```py\n{}\n```\nThat is all."]
)
def test_code_in_a_cell_that_became_text_is_found(kind: str, text: str) -> None:
    cells = handed_in()
    cells[place(cells, "half")] |= {
        "cell_type": kind,
        "metadata": {},
        "id": "x",
        "source": text.format(SOLVED["half"]),
    }
    notebook = clean(cells)
    assert at(notebook, "half").source.strip() == SOLVED["half"]
    assert at(notebook, "half").kind == "code"
    assert at(notebook, "half").guessed
    all_right(notebook)


def test_code_in_a_written_answer_is_found_and_the_text_stays() -> None:
    cells = handed_in("half")
    text = f"Because of this:\n```\n{SOLVED['half']}\n```"
    cells[place(cells, "written_why")]["source"] = text
    notebook = clean(cells)
    assert at(notebook, "written_why").source == text
    assert at(notebook, "half").source.strip() == SOLVED["half"]
    all_right(notebook)


def test_a_function_that_was_renamed_is_taken_by_its_place() -> None:
    cells = handed_in()
    cells[place(cells, "double")] |= {"metadata": {}, "id": "x", "source": "def duble(x):\n    return 2 * x"}
    assert at(clean(cells), "double").found == "taken by its place in the notebook"
    assert at(clean(cells), "double").guessed


def test_a_prediction_is_known_by_its_topic() -> None:
    cells = handed_in()
    moved = cells.pop(place(cells, "predict_size")) | {"metadata": {}, "id": "x"}
    notebook = clean([*cells, moved])
    assert at(notebook, "predict_size").source == SOLVED["predict_size"]
    assert not at(notebook, "predict_size").guessed


def test_code_of_the_release_in_a_text_that_was_changed_is_no_answer() -> None:
    example = cell("", "As an example we write\n\n    def half(x):\n        return 0.5 * x", kind="markdown")
    release = Notebook("one", (example, *function("half")), {})
    cells = [
        {"kind": c.kind, "source": c.source, "grade_id": c.grade_id, "cell_id": c.cell_id}
        for c in release.cells
    ]
    cells[0]["source"] += "\n\nI see."
    assert not at(overlay(release, cells), "half").changed
    cells[0]["source"] = cells[0]["source"].replace("As an example", "")
    assert not at(overlay(release, cells), "half").changed
