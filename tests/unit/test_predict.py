"""Predictions: what a student guessed first is kept, and what they thought later stands beside it."""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import ipywidgets
import pytest

VIEW = "application/vnd.jupyter.widget-view+json"
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


@dataclass
class Front:
    """What a notebook's front end shows of one cell.

    Attributes
    ----------
    source : str
        What stands in the cell.
    shown : list of dict
        What it displays.
    boxes : list of ipywidgets.VBox
        The widgets.
    """

    source: str
    shown: list[dict[str, str]]
    boxes: list[ipywidgets.VBox]

    @property
    def text(self):
        return " ".join(" ".join(data["text/plain"] for data in self.shown).split())

    def press(self, number):
        """Press one of the buttons, and return what is said then."""
        box = self.boxes[-1]
        box.children[0].children[number].click()
        return box.children[1].value

    @property
    def has_buttons(self):
        return any(VIEW in data for data in self.shown)


@pytest.fixture
def cell(monkeypatch):
    """Run a piece of code as the cell of a notebook; return what the front end shows of it afterwards."""
    box = ipywidgets.VBox

    def run(lab, source):
        front = Front(source, [], [])
        monkeypatch.setattr(
            ipywidgets, "VBox", lambda parts: front.boxes.append(box(parts)) or front.boxes[-1]
        )
        shell = SimpleNamespace(
            get_parent=lambda: {"content": {"code": source}},
            set_next_input=lambda text, replace: setattr(front, "source", text) if replace else None,
        )
        display = SimpleNamespace(display=lambda data, raw: front.shown.append(data))
        monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: shell)
        monkeypatch.setitem(sys.modules, "IPython.display", display)
        exec(source, {"predict": lab.predict, "outcome": lab.outcome})
        return front

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
    assert cell(lab, f'# Choose one\npredict("{TOPIC}", "z = 0")').source == (
        f'# Choose one\npredict("{TOPIC}", "z = 1", "z = 0")'
    )


def test_a_cell_that_holds_all_guesses_stays_as_it_is(lab, cell):
    cell(lab, f'predict("{TOPIC}", "z = 1")')
    whole = cell(lab, f'predict("{TOPIC}", "z = 0")').source
    assert cell(lab, whole).source == whole


def test_a_first_guess_that_was_taken_out_after_a_restart_comes_back(lab, cell, restart):
    cell(lab, f'predict("{TOPIC}", "z = 1")')
    cell(lab, f'predict("{TOPIC}", "z = 0")')
    restart()
    assert cell(lab, f'predict("{TOPIC}", "z = 0")').source == f'predict("{TOPIC}", "z = 1", "z = 0")'


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
    assert cell(lab, after).source == whole


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
    assert cell(lab, source).source == source


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


# What is asked for


ASKS = f'# Choose: "z = 0", "z = 0.5" or "z = 1"\npredict("{TOPIC}", {{}})'
NUMBER = '# Type a number instead of the dots, for example 3\npredict("ratio", {})'


@pytest.mark.parametrize(
    ("source", "asks"),
    [
        (ASKS.format('"..."'), 'Choose one of "z = 0", "z = 0.5" or "z = 1"'),
        (NUMBER.format('"..."'), "Type a number in the place of the dots, such as 3"),
        (ASKS.format('"z = 7"'), 'z = 7 is not noted yet, and nothing is lost. Choose one of "z = 0",'),
        (NUMBER.format('"abuot 5"'), "abuot 5 is not noted yet, and nothing is lost. Type a number"),
    ],
)
def test_a_cell_says_what_it_takes(lab, cell, source, asks):
    assert asks in cell(lab, source).text


def test_a_typing_error_is_never_the_first_guess(lab, cell, guesses):
    mistyped = cell(lab, ASKS.format('"z = 05"'))
    assert mistyped.source == ASKS.format('"z = 05"')
    cell(lab, ASKS.format('"z = 0.5"'))
    assert guesses.prediction(TOPIC) == "z = 0.5"


def test_a_guess_stands_in_its_cell_as_the_option_is_spelled(lab, cell):
    assert cell(lab, ASKS.format('"Z=0,5"')).source == ASKS.format('"z = 0.5"')


def test_a_decimal_comma_is_one_guess_and_stands_in_the_cell_as_one(lab, cell, guesses):
    front = cell(lab, NUMBER.format("37,6"))
    assert (guesses.prediction("ratio"), front.source) == ("37.6", NUMBER.format("37.6"))


def test_a_later_guess_with_a_decimal_comma_does_not_spoil_the_cell(lab, cell):
    cell(lab, NUMBER.format("3"))
    assert cell(lab, NUMBER.format("37,6")).source == NUMBER.format("3, 37.6")


def test_an_earlier_guess_that_is_no_option_any_more_may_stay(lab, cell, said, guesses):
    said(lab.predict, TOPIC, "z = 2")
    assert "z = 2, stays" in cell(lab, ASKS.format('"z = 2", "z = 0"')).text
    assert guesses.prediction(TOPIC) == "z = 2, then z = 0"


def test_a_topic_that_no_notebook_asks_for_is_not_noted(lab, said, folder, guesses):
    about = {"nbgrader": {"grade_id": f"predict_{TOPIC}", "solution": True}}
    cells = [{"cell_type": "code", "metadata": about, "source": ""}]
    (folder / "01.ipynb").write_text(json.dumps({"cells": cells}))
    text = said(lab.predict, "stepest_place", "z = 0")
    assert f'no cell here asks for a guess on "stepest_place". The nearest name is "{TOPIC}".' in text
    assert guesses.prediction("stepest_place") is None


# Buttons


def test_while_the_dots_stand_each_option_is_a_button(lab, cell, guesses):
    said_then = cell(lab, ASKS.format('"..."')).press(1)
    assert "Noted: z = 0.5. Run this cell once more" in said_then
    assert guesses.prediction(TOPIC) == "z = 0.5"


def test_a_guess_made_by_a_button_stands_in_the_cell_after_its_next_run(lab, cell):
    cell(lab, ASKS.format('"..."')).press(2)
    assert cell(lab, ASKS.format('"..."')).source == ASKS.format('"z = 1"')


@pytest.mark.parametrize("source", [NUMBER.format('"..."'), ASKS.format('"z = 0"'), ASKS.format('"z = 7"')])
def test_there_are_no_buttons_without_options_or_with_something_typed(lab, cell, source):
    assert not cell(lab, source).has_buttons


def test_without_widgets_the_text_says_all(lab, cell, monkeypatch):
    monkeypatch.setattr(importlib.import_module("chainlab.coach.frontend"), "find_spec", lambda name: None)
    front = cell(lab, ASKS.format('"..."'))
    assert not front.has_buttons
    assert '"z = 1": put it in the place of the dots, then run this cell.' in front.text


# How it turned out


@pytest.mark.parametrize(
    ("guess", "answer", "card"),
    [
        ("z = 0.5", "z = 0", "You guessed z = 0.5; it is z = 0."),
        ("z = 0", "z = 0", "You guessed z = 0, and so it is."),
        (30, 37.60523, "You guessed 30; it is 37.6."),
        (30, lambda: 37.60523, "You guessed 30; it is 37.6."),
        (3, 3, "You guessed 3, and so it is."),
        (3, 4.5398e-5, "You guessed 3; it is 0.0000454."),
        (3, 2.5e-12, "You guessed 3; it is 2.5e-12."),
    ],
)
def test_a_guess_is_shown_beside_what_came_out(lab, said, guess, answer, card):
    said(lab.predict, TOPIC, guess)
    assert said(lab.outcome, TOPIC, answer) == card


def test_before_a_guess_nothing_of_the_outcome_is_shown_or_worked_out(lab, said):
    text = said(lab.outcome, TOPIC, lambda: 1 / 0)
    assert f'Guess first, in the cell predict("{TOPIC}", ...).' in text


def unwritten():
    raise NotImplementedError


@pytest.mark.parametrize("answer", [unwritten, lambda: f"{None:.0f}", lambda: 1 / 0])
def test_an_outcome_of_functions_that_are_not_right_yet_waits(lab, said, answer):
    said(lab.predict, TOPIC, "z = 0")
    assert "You guessed z = 0. What it is you see here when" in said(lab.outcome, TOPIC, answer)
