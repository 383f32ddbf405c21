"""`progress`: what passes now, from the saved notebooks; `model_answer`: closed until an own one is written."""

import base64
import importlib
import json
import re

import pytest

from vanishing_gradients import EXERCISES

from .conftest import LAB

RELEASE = LAB.parents[2] / "release" / LAB.parent.name
STUB = "    # YOUR CODE HERE\n    raise NotImplementedError()\n"
RIGHT = "def sigmoid(z):\n    z = np.asarray(z, float)\n    return 0.5 * (1 + np.tanh(z / 2))\n"
WRONG = "def sigmoid(z):\n    return np.tanh(z)\n"
PROOF = "A square is never negative, so the slope can be no larger than one quarter."
ANSWERS = {
    "written_x": base64.b64encode(
        json.dumps({"answer": "So it is.", "rubric": "- **2** why"}).encode()
    ).decode()
}


def markdown(source, **about):
    return {"cell_type": "markdown", "metadata": {"nbgrader": about} if about else {}, "source": source}


def code(source, **about):
    return {"cell_type": "code", "metadata": {"nbgrader": about} if about else {}, "source": source}


def exercise(name, source, points=3, title="### Exercise 1.1: the sigmoid (3 points)"):
    return [
        markdown(title),
        code(source, grade_id=name, solution=True),
        code(f'check("{name}", {name})', grade_id=f"check_{name}", grade=True, points=points),
    ]


def guess(topic, answer):
    return code(f'# Choose\npredict("{topic}", "{answer}")', grade_id=f"predict_{topic}", solution=True)


def written(source):
    return markdown(source, grade_id="written_x", grade=True, solution=True, points=6)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def notebook(folder):
    def save(*cells, name="01.ipynb"):
        cells = [markdown("# Notebook 1: One unit"), *cells]
        (folder / name).write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5}), "utf-8")

    return save


@pytest.fixture
def states(lab):
    module = importlib.import_module("chainlab.coach.progress")
    return lambda: {task.name: task.state for chapter in module.look() for task in chapter.tasks}


@pytest.fixture
def page(lab):
    progress = importlib.import_module("chainlab.coach.progress")
    return lambda: importlib.import_module("chainlab.coach.page").as_html(progress.look())


# progress


@pytest.mark.parametrize(
    ("source", "state"),
    [
        (RIGHT, "passed"),
        (WRONG, "not_yet"),
        ("def sigmoid(z):\n" + STUB, "not_begun"),
        ("def sigmoid(z) return", "not_yet"),
        ("raise SystemExit", "not_yet"),
        ("def other(z):\n    return z\n", "not_yet"),
        ("def sigmoid(z):\n    raise KeyboardInterrupt\n", "stopped"),
    ],
)
def test_each_function_is_looked_at_as_its_check_does(notebook, states, source, state):
    notebook(*exercise("sigmoid", source))
    assert states() == {"sigmoid": state}


def test_after_a_stop_the_rest_is_looked_at(notebook, states):
    notebook(*exercise("sigmoid", "def sigmoid(z):\n    raise KeyboardInterrupt\n"), name="01.ipynb")
    notebook(*exercise("chain_dydx", "def chain_dydx(x, w, b=None):\n    return 0.0\n"), name="02.ipynb")
    assert states() == {"sigmoid": "stopped", "chain_dydx": "not_yet"}


PRIME = "def sigmoid_prime(z):\n    e = np.exp(-np.abs(z))\n    return e / (1 + e) ** 2\n"


def top(place, height):
    return exercise("max_of_sigmoid_prime", f"def max_of_sigmoid_prime():\n    return {place}, {height}\n", 1)


def test_where_only_the_form_can_be_tried_it_says_so(notebook, states):
    notebook(*top(0.0, 0.25))
    assert states() == {"max_of_sigmoid_prime": "form"}


@pytest.mark.parametrize(("place", "height", "state"), [(0.0, 0.25, "so_far"), (0.5, 0.25, "not_yet")])
def test_an_answer_is_held_against_the_students_own_functions(notebook, states, place, height, state):
    notebook(*exercise("sigmoid", RIGHT), *exercise("sigmoid_prime", PRIME), *top(place, height))
    assert states()["max_of_sigmoid_prime"] == state


def test_what_was_not_tried_in_full_is_counted_apart(notebook, lab, said):
    notebook(*exercise("sigmoid", RIGHT), *top(0.0, 0.25))
    text = said(lab.progress)
    assert "1 of 2 functions pass their check, worth 3 of 4 points" in text
    assert "Of 1 more only the form can be tried here." in text


def test_what_is_right_on_what_can_be_tried_is_told_from_what_passes(notebook, lab, said):
    notebook(*exercise("sigmoid", RIGHT), *exercise("sigmoid_prime", PRIME), *top(0.0, 0.25))
    text = said(lab.progress)
    assert "3 of 3 functions pass their check" in text
    assert "1 of them is right on what can be tried here; grading looks at more." in text


def test_in_self_study_nothing_is_said_of_grading(notebook, lab, said, folder):
    notebook(*exercise("sigmoid", RIGHT), *exercise("sigmoid_prime", PRIME), *top(0.0, 0.25))
    (folder / ".model-answers.json").write_text("{}")
    text = said(lab.progress)
    assert "1 of them is right on what can be tried here." in text
    assert "grad" not in text


def test_a_test_cell_of_the_teachers_own_has_no_check_here(notebook, states):
    notebook(*exercise("own", "def own():\n    return 1\n"))
    assert states() == {"own": "unchecked"}


@pytest.mark.parametrize(
    ("text", "state"),
    [("YOUR ANSWER HERE", "unwritten"), ("", "unwritten"), ("Yes.", "unwritten"), (PROOF, "written")],
)
def test_a_written_answer_counts_once_it_says_something(notebook, states, text, state):
    notebook(written(text))
    assert states() == {"written_x": state}


def test_guesses_are_counted(notebook, page):
    notebook(guess("a", "..."), guess("b", "z = 0"), *exercise("sigmoid", RIGHT))
    assert re.search(r'max="2" value="1"></progress> <span[^>]*>1 of 2<', page())


def test_a_guess_made_by_a_button_counts_and_is_to_be_put_into_its_cell(notebook, folder, lab, said):
    notebook(guess("a", "..."), guess("b", "..."), *exercise("sigmoid", RIGHT))
    (folder / ".predictions.json").write_text('{"a": ["z = 0"]}')
    text = said(lab.progress)
    assert "1 to guess; 1 guessed by a button (run these cells once more, then save)." in text


def test_it_says_what_is_missing_before_handing_in(notebook, lab, said):
    stub = "def sigmoid_prime(z):\n" + STUB
    notebook(*exercise("sigmoid", WRONG), *exercise("sigmoid_prime", stub), written(""), guess("a", "..."))
    assert (
        "Ready to hand in? Still open: 1 not there yet (sigmoid); 1 not begun (sigmoid_prime); "
        "1 not written (written_x); 1 to guess."
    ) in said(lab.progress)


def test_where_nothing_is_missing_nothing_is_said_of_it(notebook, lab, said):
    notebook(*exercise("sigmoid", RIGHT), written(PROOF), guess("a", "z = 0"))
    assert "Still open" not in said(lab.progress)


def test_what_the_functions_print_is_not_shown(notebook, lab, capsys):
    notebook(*exercise("sigmoid", "def sigmoid(z):\n    print('noise')\n    return z\n"))
    lab.progress()
    assert "noise" not in capsys.readouterr().out


def test_a_copy_of_a_notebook_does_not_count_twice(notebook, states, lab):
    notebook(*exercise("sigmoid", RIGHT))
    notebook(*exercise("sigmoid", WRONG), name="01-Copy1.ipynb")
    assert states() == {"sigmoid": "passed"}


def test_without_notebooks_it_says_where_to_look(folder, lab, said):
    assert "no notebooks of the course in this folder" in said(lab.progress)


def test_a_damaged_notebook_is_passed_over(notebook, folder, states):
    notebook(*exercise("sigmoid", RIGHT))
    (folder / "02.ipynb").write_text("{")
    assert states() == {"sigmoid": "passed"}


def test_it_says_what_comes_next(notebook, lab, said):
    notebook(
        *exercise("sigmoid", RIGHT),
        *exercise("sigmoid_prime", STUB, title="### Exercise 1.2: the slope (3 points)"),
    )
    assert "Next: Exercise 1.2: the slope (sigmoid_prime)." in said(lab.progress)


def test_points_are_those_of_what_passes(notebook, lab, said):
    notebook(*exercise("sigmoid", RIGHT, points=3), *exercise("sigmoid_prime", STUB, points=4), written(""))
    text = said(lab.progress)
    assert "1 of 2 functions pass their check, worth 3 of 7 points" in text
    assert "The whole course is worth 13 points." in text


def test_it_praises_at_the_end(notebook, lab, said):
    notebook(*exercise("sigmoid", RIGHT), written(PROOF))
    assert "Well done!" in said(lab.progress)


def test_titles_and_names_are_shown_as_text(notebook, page):
    notebook(*exercise("sigmoid", STUB, title="### <script>alert(1)</script>"))
    assert "<script>" not in page()


def test_of_the_untouched_release_nothing_is_begun(folder, lab, states):
    for path in RELEASE.glob("*.ipynb"):
        (folder / path.name).write_bytes(path.read_bytes())
    assert set(states().values()) == {"not_begun", "unwritten"}


def test_the_released_course_has_100_points(folder, lab, said):
    for path in RELEASE.glob("*.ipynb"):
        (folder / path.name).write_bytes(path.read_bytes())
    functions, points = len(EXERCISES), sum(exercise.points for exercise in EXERCISES.values())
    written = len(EXERCISES.rubrics)
    counts = f"0 of {functions} functions pass their check, worth 0 of {points:g} points; 0 of {written}"
    assert counts in said(lab.progress)


def test_while_work_is_graded_nothing_is_shown(notebook, lab, said, monkeypatch):
    notebook(*exercise("sigmoid", RIGHT))
    monkeypatch.setenv("COACH_QUIET", "1")
    assert said(lab.progress) == ""


def own_text(source, **more):
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


@pytest.mark.parametrize(
    "cells",
    [
        [written("YOUR ANSWER HERE"), own_text(PROOF)],
        [written(""), own_text(PROOF, id="3f2a9c1e")],
        [written("Yes."), own_text(PROOF, id="6dca1d0e-1b2c-4d3e-8f90-123456789abc")],
        [written("YOUR ANSWER HERE"), own_text(PROOF[:30]), own_text(PROOF[30:])],
        [written("YOUR ANSWER HERE"), {**own_text(PROOF), "cell_type": "raw"}],
        [written(PROOF), written("YOUR ANSWER HERE")],
        [written("YOUR ANSWER HERE"), written(PROOF)],
    ],
)
def test_an_answer_below_its_cell_or_in_a_copy_of_it_is_written(notebook, states, cells):
    notebook(*cells)
    assert states() == {"written_x": "written"}


@pytest.mark.parametrize(
    "below",
    [
        own_text(PROOF, id="what-you-take-along"),
        own_text(f"## Next\n{PROOF}"),
        markdown(PROOF, grade_id="question_y"),
        code(f"print('{PROOF}')"),
        own_text("I do not know."),
    ],
)
def test_what_the_course_says_below_is_no_answer(notebook, states, below):
    notebook(written("YOUR ANSWER HERE"), below, own_text(PROOF, id="going-on"))
    assert states()["written_x"] == "unwritten"


@pytest.mark.parametrize(
    "cells",
    [
        [code("def sigmoid(z):\n" + STUB, grade_id="sigmoid", solution=True), code(RIGHT)],
        [code(RIGHT), code("def sigmoid(z):\n" + STUB, grade_id="sigmoid", solution=True)],
        [code(RIGHT, grade_id="sigmoid", solution=True), code("def sigmoid(z):\n" + STUB)],
        [code(RIGHT)],
        [code("half = 1 / 2"), code(RIGHT.replace("0.5", "half"), grade_id="sigmoid", solution=True)],
    ],
)
def test_a_function_counts_wherever_it_stands_before_its_check(notebook, states, cells):
    notebook(*cells, exercise("sigmoid", "")[-1])
    assert states() == {"sigmoid": "passed"}


def test_a_function_that_stands_in_a_copy_alone_is_not_begun_where_it_counts(notebook, states):
    notebook(*exercise("sigmoid", "def sigmoid(z):\n" + STUB))
    notebook(*exercise("sigmoid", RIGHT), name="01 (1).ipynb")
    assert states() == {"sigmoid": "not_begun"}


# model answers


@pytest.fixture
def envelopes(folder):
    (folder / ".model-answers.json").write_text(json.dumps(ANSWERS))


def test_a_model_answer_opens_after_an_own_one(notebook, envelopes, lab, said):
    notebook(written(PROOF))
    text = said(lab.model_answer, "written_x")
    assert "So it is." in text
    assert "- **2** why" in text


LINES = [
    {"points": 2, "text": "why $z$", "html": "why <b>z</b>"},
    {"points": 1, "text": "where", "html": "where"},
    {"points": -1, "text": "a slip", "html": "a slip"},
]


def test_without_widgets_the_lines_to_tick_are_a_list(notebook, folder, lab, said):
    parts = {"answer": "So it is.", "rubric": "- **2** why", "lines": LINES}
    kept = {"written_x": base64.b64encode(json.dumps(parts).encode()).decode()}
    (folder / ".model-answers.json").write_text(json.dumps(kept))
    notebook(written(PROOF))
    text = said(lab.model_answer, "written_x")
    assert text.endswith("earn? - ☐ **2** why $z$ - ☐ **1** where - ☐ **-1** a slip")


@pytest.mark.parametrize(
    ("ticked", "sentence"),
    [
        ((), "That is 0 of 3."),
        ((0,), "That is 2 of 3. A line without a tick"),
        ((0, 1), "That is 3 of 3. Well done!"),
        ((0, 1, 2), "That is 2 of 3."),
    ],
)
def test_ticks_of_the_own_answer_add_up(lab, monkeypatch, ticked, sentence):
    answers = importlib.import_module(f"{lab.__name__}.coach.answers")
    frontend = importlib.import_module(f"{lab.__name__}.coach.frontend")
    shown = []
    monkeypatch.setattr(frontend, "show_widget", lambda widget, plain: shown.append((widget, plain)))
    lines = [(answers._label(line["points"]), line["html"]) for line in LINES]
    frontend.tick("Which?", lines, answers._told(LINES))
    ((box, _),) = shown
    _, *rows, total = box.children
    assert [row.children[0].description for row in rows] == ["2 points", "1 point", "-1 points"]
    assert rows[0].children[1].value == "why <b>z</b>"
    for index in ticked:
        rows[index].children[0].value = True
    assert sentence in total.value


@pytest.mark.parametrize("text", ["YOUR ANSWER HERE", "", "I do not know."])
def test_before_an_own_answer_it_stays_closed(notebook, envelopes, lab, said, text):
    notebook(written(text))
    shown = said(lab.model_answer, "written_x")
    assert "First write your own answer" in shown
    assert "So it is." not in shown


def test_without_the_notebook_it_stays_closed(envelopes, lab, said):
    assert "First write your own answer" in said(lab.model_answer, "written_x")


@pytest.mark.parametrize("name", ["grade_id", "id"])
def test_an_answer_in_the_cell_below_opens_it(notebook, envelopes, lab, said, name):
    cell = written("YOUR ANSWER HERE")
    notebook(cell if name == "grade_id" else own_text("YOUR ANSWER HERE", id="written-x"), own_text(PROOF))
    assert "So it is." in said(lab.model_answer, "written_x")


def test_in_a_class_there_is_none(notebook, lab, said):
    notebook(written(PROOF))
    assert "come with self-study" in said(lab.model_answer, "written_x")


def test_an_unknown_name_is_told_with_the_known_ones(envelopes, lab, said):
    assert 'no written answer called "proof". The names are: written_x.' in said(lab.model_answer, "proof")


@pytest.mark.parametrize(
    "content", ["", "[]", '{"written_x": "!"}', '{"written_x": 3}', '{"written_x": "e30="}']
)
def test_a_damaged_file_is_told_kindly(notebook, folder, lab, said, content):
    notebook(written(PROOF))
    (folder / ".model-answers.json").write_text(content)
    shown = said(lab.model_answer, "written_x")
    assert "damaged" in shown or "no written answer called" in shown
