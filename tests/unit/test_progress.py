"""`progress`: what passes now, from the saved notebooks; `model_answer`: closed until an own one is written."""

import base64
import importlib
import json

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
        (RIGHT, "passes"),
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


def test_where_only_the_form_is_checked_it_says_so(notebook, states):
    notebook(*exercise("max_of_sigmoid_prime", "def max_of_sigmoid_prime():\n    return 1.0, 2.0\n"))
    assert states() == {"max_of_sigmoid_prime": "form"}


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
    assert ">1 of 2<" in page()


def test_what_the_functions_print_is_not_shown(notebook, lab, capsys):
    notebook(*exercise("sigmoid", "def sigmoid(z):\n    print('noise')\n    return z\n"))
    lab.progress()
    assert "noise" not in capsys.readouterr().out


def test_a_copy_of_a_notebook_does_not_count_twice(notebook, states, lab):
    notebook(*exercise("sigmoid", RIGHT))
    notebook(*exercise("sigmoid", WRONG), name="01-Copy1.ipynb")
    assert states() == {"sigmoid": "passes"}


def test_without_notebooks_it_says_where_to_look(folder, lab, said):
    assert "no notebooks of the course in this folder" in said(lab.progress)


def test_a_damaged_notebook_is_passed_over(notebook, folder, states):
    notebook(*exercise("sigmoid", RIGHT))
    (folder / "02.ipynb").write_text("{")
    assert states() == {"sigmoid": "passes"}


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


# model answers


@pytest.fixture
def envelopes(folder):
    (folder / ".model-answers.json").write_text(json.dumps(ANSWERS))


def test_a_model_answer_opens_after_an_own_one(notebook, envelopes, lab, said):
    notebook(written(PROOF))
    text = said(lab.model_answer, "written_x")
    assert "So it is." in text
    assert "- **2** why" in text


@pytest.mark.parametrize("text", ["YOUR ANSWER HERE", "", "I do not know."])
def test_before_an_own_answer_it_stays_closed(notebook, envelopes, lab, said, text):
    notebook(written(text))
    shown = said(lab.model_answer, "written_x")
    assert "First write your own answer" in shown
    assert "So it is." not in shown


def test_without_the_notebook_it_stays_closed(envelopes, lab, said):
    assert "First write your own answer" in said(lab.model_answer, "written_x")


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
