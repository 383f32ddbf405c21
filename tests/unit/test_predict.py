"""Predictions: what a student guessed first is kept, and what they thought later stands beside it."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

TOPIC = "steepest_place"
FILE = ".predictions.json"


@pytest.fixture
def guesses(lab):
    return importlib.import_module("chainlab.coach.predict")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, guesses):
    """A student's folder, and a session that has just begun."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(guesses, "_session", {})
    return tmp_path


@pytest.fixture
def restart(guesses, monkeypatch):
    return lambda: monkeypatch.setattr(guesses, "_session", {})


@pytest.fixture
def cell(monkeypatch):
    """Run a piece of code as the cell of a notebook; return what stands in the cell afterwards."""

    def run(lab, source):
        now = [source]
        shell = SimpleNamespace(
            get_parent=lambda: {"content": {"code": source}},
            set_next_input=lambda text, replace: now.append(text) if replace else None,
        )
        display = SimpleNamespace(display=lambda data, raw: None)
        monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
        monkeypatch.setitem(sys.modules, "IPython.display", display)
        exec(source, {"predict": lab.predict})
        return now[-1]

    return run


@pytest.mark.parametrize("answer", ["...", " ... ", "…", "", None, ...])
def test_an_open_prediction_is_asked_for(lab, said, answer):
    assert "Guess first" in said(lab.predict, TOPIC, answer)


@pytest.mark.parametrize("answer", ["...", None])
def test_an_open_prediction_leaves_no_file(lab, said, answer, folder):
    said(lab.predict, TOPIC, answer)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("answer", ["z = 0", 0, 3.5, False])
def test_a_prediction_is_noted(lab, said, answer):
    assert f"Noted: {answer}." in said(lab.predict, TOPIC, answer)


def test_without_a_guess_there_is_no_prediction(guesses):
    assert guesses.prediction(TOPIC) is None


@pytest.mark.parametrize("answer", ["z = 0", 0, 3.5, False])
def test_a_noted_guess_can_be_asked_for(lab, guesses, said, answer):
    said(lab.predict, TOPIC, answer)
    assert guesses.prediction(TOPIC) == str(answer)


@pytest.mark.parametrize("topic", [1.5, None, ["steepest_place"]])
def test_without_a_topic_nothing_is_noted(lab, said, folder, topic):
    assert "First comes the topic" in said(lab.predict, topic, "z = 0")
    assert list(folder.iterdir()) == []


def test_topics_do_not_mix(lab, guesses, said):
    said(lab.predict, TOPIC, "z = 0")
    assert guesses.prediction("far_right") is None


def test_a_guess_is_still_there_after_a_restart(lab, guesses, said, restart):
    said(lab.predict, TOPIC, "z = 0")
    restart()
    assert guesses.prediction(TOPIC) == "z = 0"


def test_a_later_guess_stands_beside_the_first(lab, guesses, said):
    said(lab.predict, TOPIC, "z = 1")
    said(lab.predict, TOPIC, "z = 0")
    assert guesses.prediction(TOPIC) == "z = 1, then z = 0"


def test_a_later_guess_is_told_with_the_first(lab, said):
    said(lab.predict, TOPIC, "z = 1")
    text = said(lab.predict, TOPIC, "z = 0")
    assert "Noted: z = 0." in text
    assert "first guess, z = 1," in text


def test_the_same_guess_again_changes_nothing(lab, guesses, said):
    said(lab.predict, TOPIC, "z = 1")
    said(lab.predict, TOPIC, "z = 1")
    assert guesses.prediction(TOPIC) == "z = 1"


def test_going_back_to_the_first_guess_is_a_change_too(lab, guesses, said):
    for answer in ("z = 1", "z = 0", "z = 1"):
        said(lab.predict, TOPIC, answer)
    assert guesses.prediction(TOPIC) == "z = 1, then z = 0, then z = 1"


def test_an_opened_prediction_reminds_of_what_was_noted(lab, said):
    said(lab.predict, TOPIC, "z = 1")
    assert "Earlier you noted: z = 1." in said(lab.predict, TOPIC, "...")


def test_a_cell_that_was_typed_over_gets_its_first_guess_back(lab, cell):
    cell(lab, f'# Choose one\npredict("{TOPIC}", "z = 1")')
    assert cell(lab, f'# Choose one\npredict("{TOPIC}", "z = 0")') == (
        f'# Choose one\npredict("{TOPIC}", "z = 1", "z = 0")'
    )


def test_a_cell_that_holds_all_guesses_stays_as_it_is(lab, cell):
    cell(lab, f'predict("{TOPIC}", "z = 1")')
    whole = cell(lab, f'predict("{TOPIC}", "z = 0")')
    assert cell(lab, whole) == whole


def test_a_first_guess_that_was_taken_out_after_a_restart_comes_back(lab, cell, restart):
    cell(lab, f'predict("{TOPIC}", "z = 1")')
    cell(lab, f'predict("{TOPIC}", "z = 0")')
    restart()
    assert cell(lab, f'predict("{TOPIC}", "z = 0")') == f'predict("{TOPIC}", "z = 1", "z = 0")'


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("predict('t', 3)", "predict('t', 37.5)", "predict('t', 3, 37.5)"),
        (
            'predict("t", "größer")',
            'x = "ü"; predict("t", "kleiner")',
            'x = "ü"; predict("t", "größer", "kleiner")',
        ),
        (
            'predict(\n    "t",\n    "ja \\"so\\"",\n)',
            'predict(\n    "t",\n    "no",\n)',
            'predict(\n    "t",\n    "ja \\"so\\"", "no",\n)',
        ),
    ],
)
def test_guesses_are_put_back_as_they_would_be_typed(lab, cell, before, after, whole):
    cell(lab, before)
    assert cell(lab, after) == whole


@pytest.mark.parametrize(
    "source",
    [
        f'predict("{TOPIC}", "z = 0"); predict("{TOPIC}", "z = 0")',
        f'ask = predict\nask("{TOPIC}", "z = 0")',
        f'predict(topic="{TOPIC}", answer="z = 0")',
    ],
)
def test_a_cell_of_another_form_is_left_alone(lab, cell, source):
    cell(lab, f'predict("{TOPIC}", "z = 1")')
    assert cell(lab, source) == source


def test_no_number_of_guesses_makes_the_file_grow_for_ever(lab, said, folder):
    for answer in range(40):
        said(lab.predict, TOPIC, answer)
    assert len(json.loads((folder / FILE).read_text("utf-8"))[TOPIC]) == 12


@pytest.mark.parametrize(
    "content", ["", "no json", "[1]", '{"steepest_place": 7}', '{"steepest_place": [[]]}']
)
def test_a_damaged_file_is_as_good_as_none(lab, guesses, said, folder, content):
    (folder / FILE).write_text(content)
    assert guesses.prediction(TOPIC) is None
    assert "Noted: z = 0." in said(lab.predict, TOPIC, "z = 0")


def test_where_the_folder_cannot_be_written_to_the_session_remembers(lab, guesses, said, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError

    monkeypatch.setattr(Path, "write_text", refuse)
    said(lab.predict, TOPIC, "z = 0")
    assert guesses.prediction(TOPIC) == "z = 0"


@pytest.mark.parametrize("variable", ["NBGRADER_EXECUTION", "COACH_QUIET"])
def test_nothing_is_kept_while_nbgrader_or_the_grader_runs(lab, said, monkeypatch, folder, variable):
    monkeypatch.setenv(variable, "1")
    said(lab.predict, TOPIC, "z = 0")
    assert list(folder.iterdir()) == []
