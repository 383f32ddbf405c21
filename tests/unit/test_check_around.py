"""`check` where something else is in the way: an endless loop, an interrupt, nbgrader's Validate, self-study."""

import importlib
import re

import pytest

from vanishing_gradients import EXERCISES

from .conftest import one_line

MISTAKEN = [name for name in EXERCISES if EXERCISES.mistakes_of(name)]
FORM_ONLY = {"max_of_sigmoid_prime", "find_counterexample"}


def _raises(error):
    def function(*args):
        raise error

    return function


def test_interrupting_a_check_interrupts_it_without_a_traceback(lab):
    with pytest.raises(KeyboardInterrupt) as caught:
        lab.check("chain_dydx", _raises(KeyboardInterrupt()))
    assert one_line(" ".join(caught.value._render_traceback_())) == (
        "chain_dydx: you stopped this check, so it says nothing. Run it again when you like."
    )
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("name", ["chain_dydx", "max_of_sigmoid_prime"])
def test_a_loop_without_an_end_is_ended_and_told(lab, said, monkeypatch, name):
    def endless(*args):
        while True:
            pass

    monkeypatch.setattr(importlib.import_module("chainlab.coach.findings"), "SECONDS", 0.1)
    assert said(lab.check, name, endless) == (
        f"{name}: stopped after 0.1 s. Either a loop does not end: look at its condition. "
        "Or a long input takes too long: what does your function compute again that it had before?"
    )


def test_a_check_gives_a_loop_ten_seconds(lab):
    assert importlib.import_module("chainlab.coach.findings").SECONDS == 10


# Self-study: nobody grades


@pytest.mark.parametrize("name", ["chain_dydx", "max_of_sigmoid_prime", "explosive_biases"])
def test_in_self_study_nothing_is_said_of_grading(lab, said, tmp_path, monkeypatch, name):
    (tmp_path / ".model-answers.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    text = said(lab.check, name, EXERCISES[name].reference)
    assert "not there yet" not in text
    assert not re.search("grad(ed|ing)", text)


@pytest.mark.parametrize("name", ["chain_dydx", "max_of_sigmoid_prime", "explosive_biases"])
def test_in_a_class_praise_says_what_grading_adds(lab, said, name):
    assert re.search("grad(ed|ing)", said(lab.check, name, EXERCISES[name].reference), re.IGNORECASE)


# nbgrader validate


@pytest.mark.parametrize(
    "function",
    [_raises(NotImplementedError()), _raises(ValueError("x" * 500)), lambda *args: None, lambda *args: 1.7],
)
def test_while_validate_runs_a_failed_check_raises_short_lines(lab, monkeypatch, function):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(AssertionError) as caught:
        lab.check("chain_dydx", function)
    lines = caught.value._render_traceback_()
    assert lines
    assert "Traceback" not in "".join(lines)
    assert max(map(len, lines)) <= 80 or "x" * 79 in "".join(lines)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("name", MISTAKEN)
def test_while_validate_runs_every_hint_keeps_to_80_characters(lab, monkeypatch, name):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    told = []
    for mistake in {mistake.id: mistake for mistake in EXERCISES.mistakes_of(name)}.values():
        try:
            lab.check(name, mistake.wrong)
        except AssertionError as error:
            told.append(str(error))
    assert told or name in FORM_ONLY
    assert all(len(line) <= 80 for text in told for line in text.splitlines())


@pytest.mark.parametrize("name", EXERCISES)
def test_while_validate_runs_a_right_answer_raises_nothing(lab, monkeypatch, name):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    lab.check(name, EXERCISES[name].reference)
