"""Wrong answers as students type them: none is praised, and check and grading give the same hint.

The answers stand in `students_answers/`, each under a line `### exercise | what it is | hint`. The hint is the id of
its words; `form` where the sentence on the form of a result says all.
"""

import re
import warnings
from pathlib import Path

import numpy as np
import pytest

from autograder.judging.judge import judge
from autograder.judging.local import LocalCalls
from vanishing_gradients import EXERCISES

from .conftest import one_line

RIGHT = Path(__file__).parents[2] / "samples" / "full-marks-textbook"
FILES = sorted(Path(__file__).with_name("students_answers").glob("*.txt"))
LEAST_FITTING = 0.85


def answers():
    for file in FILES:
        for block in re.split(r"^### ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            head, source = block.split("\n", 1)
            name, title, hint = (part.strip() for part in head.split("|"))
            yield pytest.param(name, source, hint, id=f"{name}: {title}")


def notebook(name, source):
    """Return the functions of a notebook in which all but one exercise are right, as students write them."""
    namespace = {"np": np}
    for other in EXERCISES:
        exec(source if other == name else (RIGHT / f"{other}.py").read_text(encoding="utf-8"), namespace)
    return namespace


@pytest.mark.parametrize(("name", "source", "hint"), list(answers()))
def test_a_wrong_answer_gets_its_hint_in_the_notebook(lab, said, name, source, hint):
    text = said(lab.check, name, notebook(name, source)[name])
    assert "Well done" not in text
    if hint == "form":
        assert "the result should be" in text
        assert "Hint" not in text
    else:
        assert one_line(EXERCISES.hints.first(hint)) in text


@pytest.mark.parametrize(("name", "source", "hint"), list(answers()))
def test_a_wrong_answer_gets_the_same_words_in_grading(name, source, hint):
    functions = {key: f for key, f in notebook(name, source).items() if key in EXERCISES}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ruling = judge(EXERCISES, name, LocalCalls(functions), np.random.SeedSequence(11))
    assert ruling.outcome != "correct"
    if hint == "form" or hint.endswith(".unknown"):
        assert ruling.mistake is None
    else:
        assert EXERCISES.hints.of(ruling.mistake) == EXERCISES.hints.of(hint)


def test_most_answers_get_words_of_their_own():
    hints = [answer.values[2] for answer in answers()]
    general = sum(hint.endswith(".unknown") for hint in hints)
    assert len(hints) >= 200
    assert general <= (1 - LEAST_FITTING) * len(hints)
