"""What chainlab says fits any width in a notebook, and is plain lines everywhere else."""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
from types import ModuleType, SimpleNamespace

import pytest
from matplotlib import pyplot

SENTENCES = (
    "sigmoid: not there yet, since a < b.",
    'Run this in a cell of your own:\ncheck("sigmoid", sigmoid, hint=2)',
)


@pytest.fixture
def front(lab):
    return importlib.import_module("chainlab.coach.frontend")


@pytest.fixture
def shown(monkeypatch):
    """What a notebook's front end was given to display."""
    seen = []
    display = ModuleType("IPython.display")
    display.display = lambda data, raw: seen.append(data) if raw else None
    display.clear_output = lambda wait: seen.clear() if wait else None
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=object, version_info=(9, 0)))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return seen


def test_in_a_notebook_each_sentence_is_a_paragraph(front, shown):
    front.say(*SENTENCES)
    (data,) = shown
    assert data["text/html"].count("<p ") == 2
    assert "since a &lt; b." in data["text/html"]


def test_what_is_to_be_typed_stands_by_itself(front, shown):
    front.say(*SENTENCES)
    assert 'check("sigmoid", sigmoid, hint=2)</pre>' in shown[0]["text/html"]


def test_a_front_end_without_html_gets_the_lines(front, shown, capsys):
    front.say(*SENTENCES)
    lines = shown[0]["text/plain"]
    assert lines.splitlines()[-1] == 'check("sigmoid", sigmoid, hint=2)'
    assert capsys.readouterr().out == ""


def test_without_a_notebook_lines_are_printed(front, capsys):
    front.say("word " * 30)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("variable", ["NBGRADER_EXECUTION", "COACH_QUIET"])
def test_a_grader_and_validate_get_lines(front, shown, capsys, monkeypatch, variable):
    monkeypatch.setenv(variable, "1")
    front.say("Well done.")
    assert (capsys.readouterr().out, shown) == ("Well done.\n", [])


def test_what_is_caught_is_not_shown(front, shown):
    with contextlib.redirect_stdout(io.StringIO()) as caught:
        front.say("Well done.")
    assert (caught.getvalue(), shown) == ("Well done.\n", [])


def test_what_is_shown_takes_the_place_of_what_was_said_meanwhile(front, shown):
    front.meanwhile("Looking ...")
    front.show("text/html", "<p>Done.</p>", "Done.")
    assert shown == [{"text/html": "<p>Done.</p>", "text/plain": "Done."}]


# Figures


@pytest.fixture
def figure(lab):
    base = importlib.import_module("chainlab.drawing.base")
    panels = base.new_panels(2)
    base.title(panels[0], r"Does $\mathbf{w}_2$ matter?")
    panels[1].plot([1, 2], [3, 4], label="your chain_dydx")
    panels[1].set(xlabel="layer i", ylabel=r"$|\partial y/\partial w_i|$")
    panels[1].legend()
    yield panels[0].figure
    pyplot.close(panels[0].figure)


def test_a_figure_says_in_words_what_it_shows(lab, figure):
    base = importlib.import_module("chainlab.drawing.base")
    assert base.alternative(figure) == "Does w_2 matter? |∂y/∂w_i| over layer i. Drawn are: your chain_dydx."


def test_in_a_notebook_a_figure_is_shown_with_its_words(lab, figure, shown):
    base = importlib.import_module("chainlab.drawing.base")
    base.show(figure.axes[0])
    (data,) = shown
    assert 'alt="Does w_2 matter? |∂y/∂w_i| over' in data["text/html"]
    assert data["text/plain"].startswith("Does w_2 matter?")
    assert data["image/png"].startswith("iVBOR")
