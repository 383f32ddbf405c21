"""The text of the notebooks: boxes, folded answers, words, and answers that stand behind their exercise."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from autograder.notebooks import PREDICTION, grade_id
from tools.repository import RELEASE, REPOSITORY, SOURCE
from vanishing_gradients import EXERCISES

FRAME = "border-radius: 6px; padding: 0.6em 1em 0; margin-bottom: 1em"
BOXES = {
    "Predict": f'<div class="predict" style="border: 2px dashed #D55E00; {FRAME}">',
    "Exercise": f'<div class="exercise" style="border: 2px solid #0072B2; {FRAME}">',
}
"""The line that opens a box of each kind: by this alone a box has its look in JupyterLab and on a page."""
BOX = re.compile(r"^(?P<opens><div[^>]*>)\n\n\*\*(?P<kind>\w+)\.\*\* (?P<text>.+?)\n\n</div>$", re.M | re.S)
BOLD_LEAD = re.compile(r"^(?P<before>.*)\*\*(?P<kind>Predict|Exercise)\.\*\*", re.MULTILINE)
FOLD = '<details><summary style="padding: 0.3em 0 0.8em">'
"""A line high enough for a finger."""
ANSWERED = f"{FOLD}Your prediction"
WORDS = {
    "loss": "loss",
    "gradient": "gradient",
    "gradient descent": "Gradient descent",
    "learning rate": "learning rate",
    "vanish": "vanishes",
    "explode": "explodes",
    "decade": "decade",
    "relative error": "Relative error",
    "saturated": "saturated",
}
"""How a word is set, in bold, where it is used for the first time."""
BEHIND = {
    r"\sigma(z)\,\bigl(1": "written-bound-proof",
    r"w_1\,\sigma'(z_1)": "check-chain-dydx",
    r"w_{i+1}\,\sigma'(z_{i+1})": "check-chain-grads",
}
"""Formulas that answer an exercise, and the cell behind which they may stand."""
MOST_WORDS = {"01": 1750, "02": 1600, "03": 1850, "04": 1750, "05": 2150}
"""How many words of a notebook a student has to read, without what is folded."""
NOTEBOOKS = sorted(path.stem for path in SOURCE.glob("0[1-5]-*.ipynb"))


def cells(name: str) -> list[dict[str, Any]]:
    content = json.loads((SOURCE / f"{name}.ipynb").read_text(encoding="utf-8"))
    return [cell | {"source": "".join(cell["source"])} for cell in content["cells"]]


def texts(name: str) -> list[str]:
    return [cell["source"] for cell in cells(name) if cell["cell_type"] == "markdown"]


def parts_of_exercises() -> dict[str, str]:
    """Return whether an exercise is core or stretch, by its number, as the guide has it."""
    guide = Path(REPOSITORY, "docs", "instructor-guide.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| (\d\.\d) \|.*\| (core|stretch) \|$", guide, re.MULTILINE))


EVERY = [cell for path in sorted(SOURCE.glob("0*.ipynb")) for cell in cells(path.stem)]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_box_has_the_look_of_its_kind(name: str) -> None:
    boxes = [box for text in texts(name) for box in BOX.finditer(text)]
    assert {box["kind"] for box in boxes} == set(BOXES)
    assert [box[0][:200] for box in boxes if box["opens"] != BOXES[box["kind"]]] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_nothing_is_boxed_but_a_prediction_and_an_exercise(name: str) -> None:
    for text in texts(name):
        boxes = list(BOX.finditer(text))
        assert text.count("<div") == len(boxes) == len(BOLD_LEAD.findall(text)), text[:200]
        assert not re.search(r"^> \*\*", text, re.MULTILINE), text[:200]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_each_question_that_asks_for_an_explanation_has_a_folded_answer(name: str) -> None:
    for text in texts(name):
        for question in text.split("**Explain.**")[1:]:
            assert f"{FOLD}Open when" in question, question[:200]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_each_prediction_is_answered_behind_it(name: str) -> None:
    asked = [k for k, cell in enumerate(cells(name)) if grade_id(cell).startswith(PREDICTION)]
    told = [k for k, cell in enumerate(cells(name)) for _ in range(cell["source"].count(ANSWERED))]
    assert len(told) == len(asked) > 0
    assert all(answer > question for question, answer in zip(asked, told, strict=True))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_is_folded_is_closed_and_set_as_markdown(name: str) -> None:
    for text in texts(name):
        opened = re.findall(re.escape(FOLD) + r"[^<]+</summary>\n\n.+?\n\n</details>(?=\n\n|\Z)", text, re.S)
        assert len(opened) == text.count("<details") == text.count("</details>"), text[:200]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_link_has_a_paragraph_of_its_own(name: str) -> None:
    # Inside a sentence it would be told from the words around it by its colour alone.
    for text in texts(name):
        links = re.findall(r"(?<!!)\[[^\]]+\]\([^)]+\.ipynb\)", text)
        assert [link for link in links if link not in text.split("\n\n")] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_each_column_of_a_table_has_a_word_in_its_head(name: str) -> None:
    for head in re.findall(r"^\|(.+)\|\n\| ---", "\n".join(texts(name)), re.MULTILINE):
        assert all(re.search(r"[a-z]", re.sub(r"\$.*?\$", "", title)) for title in head.split("|")), head


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_explained_where_it_is_used_first(word: str) -> None:
    used = next(cell["source"] for cell in EVERY if re.search(rf"\b{word}", cell["source"], re.IGNORECASE))
    assert f"**{WORDS[word]}**" in used


@pytest.mark.parametrize("formula", BEHIND)
def test_a_formula_that_answers_an_exercise_stands_behind_it(formula: str) -> None:
    ids = [cell["id"] for cell in EVERY]
    shown = [
        k for k, cell in enumerate(EVERY) if cell["cell_type"] == "markdown" and formula in cell["source"]
    ]
    answered = ids.index(BEHIND[formula])
    assert shown
    own = [k for k in shown if "BEGIN SOLUTION" not in EVERY[k]["source"]]
    assert min(own) > answered


def test_stretch_exercises_are_marked_for_students() -> None:
    parts = parts_of_exercises()
    headings = re.findall(
        r"^### Exercise (\d\.\d)(.*)$", "\n".join(map("\n".join, map(texts, NOTEBOOKS))), re.M
    )
    assert headings
    assert {number: "stretch" in rest for number, rest in headings} == {
        number: parts[number] == "stretch" for number, _ in headings
    }


@pytest.mark.parametrize("path", [*sorted(SOURCE.glob("0*.ipynb")), EXERCISES.welcome], ids=lambda p: p.stem)
def test_the_first_import_of_the_package_says_what_to_do_where_it_is_not_found(path: Path) -> None:
    # Python shows the line above the one that fails.
    every = json.loads(path.read_text(encoding="utf-8"))["cells"]
    first = next(text for cell in every if "from chainlab" in (text := "".join(cell["source"])))
    above = first[: first.index("from chainlab")].splitlines()[-1]
    assert re.match(r"# Not found\? Open this notebook in the folder .*chainlab", above)


@pytest.mark.parametrize("path", sorted(RELEASE.glob("0[1-5]-*.ipynb")), ids=lambda p: p.stem)
def test_a_notebook_is_short_enough_for_its_time(path: Path) -> None:
    every = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in every if cell["cell_type"] == "markdown")
    seen = re.sub(r"<details>.*?</details>|!\[[^\]]*\]\([^)]*\)|<[^>]+>", "", text, flags=re.DOTALL)
    assert len(seen.split()) <= MOST_WORDS[path.stem[:2]]


def test_a_hint_of_a_core_exercise_sends_nobody_to_a_stretch_exercise() -> None:
    parts = parts_of_exercises()
    core = {name for name in EXERCISES if parts.get(EXERCISES[name].number) == "core"}
    for topic, steps in EXERCISES.hints.steps.items():
        if topic.split(".")[0] in core:
            named = re.findall(r"Exercises? (\d\.\d)", " ".join(steps))
            assert {parts[number] for number in named} <= {"core"}, topic


@pytest.mark.parametrize(("name", "following"), [*pairwise(NOTEBOOKS)])
def test_a_notebook_ends_with_a_link_to_the_next(name: str, following: str) -> None:
    assert f"]({following}.ipynb)" in texts(name)[-1]


def test_the_line_that_a_hidden_cell_still_shows_tells_nothing() -> None:
    every = [cell for name in NOTEBOOKS for cell in cells(name)]
    hidden = [cell for cell in every if cell["metadata"].get("jupyter", {}).get("source_hidden")]
    assert {cell["source"].splitlines()[0] for cell in hidden} == {"# Your guess"}
