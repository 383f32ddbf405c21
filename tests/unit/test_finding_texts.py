"""A written answer that does not stand in its own cell is found, and a human reads it."""

from __future__ import annotations

import pytest

from autograder.grading.own_cells import written
from autograder.submission.ingest import CleanNotebook
from tests.unit.small_notebooks import added
from tests.unit.solved_notebook import LATER, RELEASE, SOLVED, WRITTEN, at, clean, handed_in, place

# --- written answers ------------------------------------------------------------------------------

TEXT = "It shrinks, as the factors are small."


def verdict_on(notebook: CleanNotebook, name: str) -> tuple[str, float | None, bool, bool]:
    released = next(c for c in RELEASE.cells if c.grade_id == name)
    verdict = written(released, notebook)
    return verdict.outcome, verdict.score, bool(verdict.found), verdict.guessed


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize(
    "left", ["YOUR ANSWER HERE", "", " \n", "YOUR ANSWER HERE\n\n", "\r\nYOUR ANSWER HERE"]
)
def test_without_a_word_there_is_no_response(name: str, left: str) -> None:
    cells = handed_in(name)
    cells[place(cells, name)]["source"] = left
    notebook = clean(cells)
    assert verdict_on(notebook, name) == ("not_attempted", 0.0, False, False)
    assert at(notebook, name).source == "YOUR ANSWER HERE"


def test_an_answer_in_its_own_cell_is_no_guess() -> None:
    cells = handed_in()
    cells.insert(place(cells, "written_why") + 1, added("A further thought of mine.", "markdown"))
    notebook = clean(cells)
    assert at(notebook, "written_why").source == SOLVED["written_why"]
    assert verdict_on(notebook, "written_why") == ("to_mark", None, False, False)
    assert any(c.source == "A further thought of mine." and c.release is None for c in notebook.cells)


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("left", ["scaffold", "blank", "nothing"])
@pytest.mark.parametrize("behind", [0, 1])
@pytest.mark.parametrize(
    ("kind", "source", "text"),
    [
        ("markdown", TEXT, TEXT),
        ("raw", TEXT, TEXT),
        ("code", TEXT, TEXT),
        ("code", f"# {TEXT}\n# Really.", f"{TEXT}\nReally."),
        ("code", f'"""\n{TEXT}\n"""', TEXT),
        ("code", f"%%markdown\n{TEXT}", TEXT),
        ("markdown", f"YOUR ANSWER HERE\n\n{TEXT}", TEXT),
        ("markdown", f"$$\nx\n$$\n{TEXT}", f"$$\nx\n$$\n{TEXT}"),
        ("markdown", "Yes.", "Yes."),
        ("markdown", "![](attachment:a.png)", "![](attachment:a.png)"),
    ],
)
def test_text_beside_its_cell_is_the_answer(
    name: str, left: str, behind: int, kind: str, source: str, text: str
) -> None:
    cells = handed_in(name)
    n = place(cells, name)
    cells.insert(n + behind, added(source, kind))
    if left == "blank":
        cells[n + 1 - behind]["source"] = ""
    elif left == "nothing":
        del cells[n + 1 - behind]
    notebook = clean(cells)
    assert at(notebook, name).source == text
    assert at(notebook, name).kind == "markdown"
    assert len(notebook.cells) == len(RELEASE.cells)
    assert verdict_on(notebook, name) == ("to_mark", None, True, True)
    assert any(note.startswith(name) and note.endswith("That is a guess.") for note in notebook.notes)


def test_several_cells_of_text_are_one_answer_in_order() -> None:
    cells = handed_in("written_why")
    n = place(cells, "written_why")
    cells[n + 1 : n + 1] = [added("One.", "markdown"), added("# Two.", "code"), added("Three.", "raw")]
    cells.insert(n, added("Zero.", "markdown"))
    assert at(clean(cells), "written_why").source == "Zero.\n\nOne.\n\nTwo.\n\nThree."


def test_text_below_the_next_released_cell_is_found_too() -> None:
    cells = handed_in("written_why")
    cells.insert(place(cells, "next") + 1, added(TEXT, "markdown"))
    assert at(clean(cells), "written_why").source == TEXT


def test_each_text_answers_the_question_it_stands_at() -> None:
    cells = handed_in(*WRITTEN)
    cells.insert(place(cells, "written_why") + 1, added("The first.", "markdown"))
    cells.append(added("The second.", "markdown"))
    notebook = clean(cells)
    assert [at(notebook, name).source for name in WRITTEN] == ["The first.", "The second."]


@pytest.mark.parametrize(
    "typed",
    [
        "{question}\n\n{text}",
        "{question} {text}",
        "{text}\n\n{question}",
        "{text}",
        "{question}\r\n\r\n{text}\r\n",
    ],
)
@pytest.mark.parametrize("name", ["why", "how"])
def test_text_typed_into_the_locked_question_is_the_answer(typed: str, name: str) -> None:
    cells = handed_in(f"written_{name}")
    asked = cells[place(cells, f"question_{name}")]
    asked["source"] = typed.format(question=asked["source"], text=TEXT)
    notebook = clean(cells)
    assert at(notebook, f"written_{name}").source.strip() == TEXT
    assert at(notebook, f"written_{name}").found == "taken from the cell of its question"
    assert at(notebook, f"question_{name}").source == next(
        c.source for c in RELEASE.cells if c.grade_id == f"question_{name}"
    )
    assert verdict_on(notebook, f"written_{name}") == ("to_mark", None, True, True)


@pytest.mark.parametrize("kept", ["question_why", "written_why"])
def test_an_answer_that_was_merged_with_its_question_is_found(kept: str) -> None:
    cells = handed_in()
    n = place(cells, "written_why")
    merged = f"{cells[n - 1]['source']}\n\n{TEXT}"
    cells[n - 1 : n + 1] = [cells[place(cells, kept)] | {"source": merged}]
    notebook = clean(cells)
    assert TEXT in at(notebook, "written_why").source
    assert verdict_on(notebook, "written_why")[:2] == ("to_mark", None)


def test_an_answer_that_was_merged_with_what_follows_is_found() -> None:
    cells = handed_in()
    n = place(cells, "written_why")
    cells[n : n + 2] = [cells[n + 1] | {"source": f"{TEXT}\n\n{cells[n + 1]['source']}"}]
    assert at(clean(cells), "written_why").source.strip() == TEXT


def test_an_answer_that_was_merged_with_the_next_question_is_found() -> None:
    cells = handed_in()
    n = place(cells, "question_how")
    cells[n] |= {"source": f"{TEXT}\n\n{cells[n]['source']}"}
    del cells[place(cells, "written_why")]
    notebook = clean(cells)
    assert at(notebook, "written_why").source.strip() == TEXT
    assert at(notebook, "written_how").source == SOLVED["written_how"]


@pytest.mark.parametrize(
    "source",
    [
        "## Written answer 1: why is it so small?",
        "## What comes next",
        LATER,
        f"## What comes next\n\n{LATER}",
        "## Written answer 1: why is it so small?\n\n$$\na = b\n$$\n\nSay it in three sentences.",
        "Say it in\nthree sentences.",
        "***",
        "x = 1",
        "double(2)",
    ],
)
@pytest.mark.parametrize("behind", [0, 1])
def test_what_is_the_releases_or_code_is_no_answer(source: str, behind: int) -> None:
    cells = handed_in("written_why")
    kind = "code" if source in {"x = 1", "double(2)"} else "markdown"
    cells.insert(place(cells, "written_why") + behind, added(source, kind))
    assert verdict_on(clean(cells), "written_why")[0] == "not_attempted"


def test_an_essay_far_from_its_question_is_shown_to_a_human_and_a_short_note_is_not() -> None:
    cells = handed_in("written_how")
    assert verdict_on(clean([added("My notes.", "markdown"), *cells]), "written_how")[0] == "not_attempted"
    essay = " ".join(["Two points that are close together give the slope between them."] * 3)
    assert at(clean([added(essay, "markdown"), *cells]), "written_how").source == essay


def test_a_human_sees_all_essays_far_from_their_questions_at_each_of_them() -> None:
    cells = [
        cell for cell in handed_in() if cell["metadata"].get("nbgrader", {}).get("grade_id") not in WRITTEN
    ]
    essays = [" ".join([f"This is the {number} essay of mine."] * 5) for number in ("first", "second")]
    notebook = clean([*(added(essay, "markdown") for essay in essays), *cells])
    for name in WRITTEN:
        assert at(notebook, name).source == "\n\n".join(essays)
        assert verdict_on(notebook, name) == ("to_mark", None, True, True)
    assert [c.source for c in notebook.cells[:2]] == essays


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize("of", ["check_double", "check_half", "half", "triple", "predict_size"])
@pytest.mark.parametrize("name", WRITTEN)
def test_words_in_a_copy_of_a_cell_of_code_are_no_code(name: str, of: str, kind: str) -> None:
    cells = handed_in(name)
    n = place(cells, of)
    cells.insert(place(cells, name) + 1, added(TEXT, kind) | {"metadata": cells[n]["metadata"]})
    del cells[n]
    notebook = clean(cells)
    assert at(notebook, name).source == TEXT
    assert verdict_on(notebook, name) == ("to_mark", None, True, True)
    assert TEXT not in at(notebook, of).source


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize("name", ["double", "triple", "half"])
def test_a_function_in_a_cell_of_another_kind_keeps_its_name_though_it_cannot_run(
    name: str, kind: str
) -> None:
    cells = handed_in()
    n = place(cells, name)
    cells[n] |= {"cell_type": kind, "source": f"def {name}(x) return x"}
    assert at(clean(cells), name).source == f"def {name}(x) return x"


@pytest.mark.parametrize("lost", ["its cell", "its cell and its question"])
@pytest.mark.parametrize("texts", [(TEXT,), (TEXT, "The second."), ("One.", "Two.", "Three.")])
def test_where_two_questions_lost_their_cells_a_human_sees_the_texts_behind_at_both(
    lost: str, texts: tuple[str, ...]
) -> None:
    cells = handed_in(*WRITTEN)
    for name in WRITTEN:
        del cells[place(cells, name)]
    if lost == "its cell and its question":
        del cells[place(cells, "question_how")]
    cells += [added(text, "markdown") for text in texts]
    notebook = clean(cells)
    for name in WRITTEN:
        assert all(text in at(notebook, name).source for text in texts)
        assert verdict_on(notebook, name) == ("to_mark", None, True, True)


def test_a_text_is_not_taken_for_an_answer_to_a_question_below_it_nor_for_one_left_blank() -> None:
    above, blank = handed_in(*WRITTEN), handed_in(*WRITTEN)
    del above[place(above, "written_how")]
    above.insert(place(above, "question_how"), added(TEXT, "markdown"))
    del blank[place(blank, "written_how")]
    blank.append(added(TEXT, "markdown"))
    assert verdict_on(clean(above), "written_how")[0] == "not_attempted"
    assert verdict_on(clean(blank), "written_why")[0] == "not_attempted"


@pytest.mark.parametrize("left", ["scaffold", "nothing"])
@pytest.mark.parametrize(
    "texts", [("One.", "Two."), (TEXT, f"{TEXT} More."), ("- one\n- two", "$x$ is small.")]
)
@pytest.mark.parametrize("other", WRITTEN)
def test_of_two_texts_under_one_name_each_answers_the_question_it_stands_at(
    other: str, texts: tuple[str, str], left: str
) -> None:
    name = next(each for each in WRITTEN if each != other)
    cells = handed_in(other)
    mine, copied = cells[place(cells, name)], place(cells, other)
    mine["source"] = texts[0]
    cells.insert(copied + 1, added(texts[1], "markdown") | {"metadata": mine["metadata"]})
    if left == "nothing":
        del cells[copied]
    notebook = clean(cells)
    assert (at(notebook, name).source, at(notebook, other).source) == texts
    assert verdict_on(notebook, name) == ("to_mark", None, False, False)
    assert verdict_on(notebook, other) == ("to_mark", None, True, True)


@pytest.mark.parametrize("left", WRITTEN)
def test_of_several_texts_at_one_question_one_can_be_the_other_ones(left: str) -> None:
    cells = handed_in(*WRITTEN)
    for name in WRITTEN:
        if name != left:
            del cells[place(cells, name)]
    question = place(cells, "question_how")
    where = question + 1 if left == "written_why" else question
    cells[where:where] = [added("One.", "markdown"), added("Two.", "markdown")]
    notebook = clean(cells)
    for name in WRITTEN:
        assert at(notebook, name).source == "One.\n\nTwo."
        assert verdict_on(notebook, name) == ("to_mark", None, True, True)


@pytest.mark.parametrize(
    "quote",
    [
        'I typed `predict("size", "small")` and was wrong.',
        'First: predict("size", "small").',
        "My predict('size', 'small') was wrong: it is large.",
        '# I typed predict("size", "small")\n# and was wrong.',
        '"""\nMy `predict("size", "small")` was wrong.\n"""',
    ],
)
def test_a_text_that_quotes_a_prediction_is_none(quote: str) -> None:
    cells = handed_in("written_how")
    n = place(cells, "predict_size")
    cells[n] = added(cells[n]["source"])
    cells.insert(place(cells, "written_how") + 1, added(quote))
    notebook = clean(cells)
    assert at(notebook, "predict_size").source == SOLVED["predict_size"]
    assert verdict_on(notebook, "written_how") == ("to_mark", None, True, True)
