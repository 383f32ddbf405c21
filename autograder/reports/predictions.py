"""What a class predicted before it looked: guesses, counted beside the right answer."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from autograder.coach.guesses import asked, is_open, plain, understood
from autograder.course.course import Course
from autograder.gradebook.records import ClassRecord
from autograder.notebooks import PREDICTION, Notebook, read_notebook
from autograder.reports.markdown import clean_markdown
from autograder.reports.progress import Over

ASKS = re.compile(r"^\*\*Predict\.\*\*[ \t]*(.+?)(?:\n\s*\n|\Z)", re.MULTILINE | re.DOTALL)
FOLDED = re.compile(r"<summary[^>]*>\s*Your prediction\s*</summary>\s*(.+?)</details>", re.DOTALL)
OUTCOME = re.compile(r'outcome\(\s*"(\w+)",\s*("[^"\n]*"|-?[\d.]+(?:e-?\d+)?)\s*\)')
IN_JSON = re.compile(r'predict\(\\"(\w{1,80})\\",([^\n]{1,300}?)\)(?:\\n|")')
"""A call of `predict` as the JSON of a notebook holds it: a class has too many notebooks to parse each."""
LONGEST = 60


@dataclass(frozen=True)
class Guess:
    """One answer, how many gave it, and whether it is the right one."""

    answer: str
    many: int
    right: bool


@dataclass(frozen=True)
class Prediction:
    """One prediction.

    Parameters
    ----------
    question
        As the notebook asks, clean HTML.
    guesses
        The options in the notebook's order, then what else was typed; of a number the most frequent ones.
    right
        The right answer; "" if the notebook does not say it.
    choices
        Those of the guesses that the notebook offers; none of a number.
    why
        What the notebook says of the answer, clean HTML; "" if it says nothing.
    """

    notebook: str
    topic: str
    question: Markup
    guesses: tuple[Guess, ...]
    right: str
    choices: tuple[Guess, ...] = ()
    why: str = ""

    @property
    def answered(self) -> int:
        """How many guessed."""
        return sum(guess.many for guess in self.guesses)

    @property
    def hit(self) -> int:
        """How many guessed right."""
        return sum(guess.many for guess in self.guesses if guess.right)


def predictions(course: Course, record: ClassRecord, over: Over = iter) -> list[Prediction]:
    """Return the predictions of an assignment that somebody made, in their order.

    Parameters
    ----------
    over
        Gives the submissions one by one, and may show how many there were.
    """
    folder = course.release_folder(record.assignment)
    paths = [folder / f"{name}.ipynb" for name in record.notebooks]
    asking = [read_notebook(path) for path in paths if path.is_file()]
    guesses = _guesses(course, record, over, [book.name for book in asking if _topics(book)])
    made = (prediction for book in asking for prediction in _of_notebook(book, guesses))
    return [prediction for prediction in made if prediction.answered]


def _topics(notebook: Notebook) -> list[str]:
    ids = (cell.grade_id for cell in notebook.cells)
    return [id_.removeprefix(PREDICTION) for id_ in ids if id_.startswith(PREDICTION)]


def _guesses(
    course: Course, record: ClassRecord, over: Over, notebooks: Sequence[str]
) -> dict[str, list[str | int | float]]:
    """Return the last guess of each student on each topic, as the graded notebooks hold them."""
    found: dict[str, list[str | int | float]] = {}
    for work in over(record.works):
        folder = course.graded_folder(work.person.id, record.assignment)
        for name in notebooks:
            text = _read(folder / f"{name}.ipynb")
            first: dict[str, str] = dict(reversed(IN_JSON.findall(text)))
            for topic, typed in first.items():
                if (guess := _guess(typed)) is not None:
                    found.setdefault(topic, []).append(guess)
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _guess(typed: str) -> str | int | float | None:
    """Return the last guess of a call, of what stands between its brackets behind the topic."""
    try:
        guesses = ast.literal_eval("(" + json.loads(f'"{typed}"') + ",)")
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    given = [plain(guess) for guess in guesses if isinstance(guess, str | int | float) and not is_open(guess)]
    return given[-1] if given else None


def _of_notebook(notebook: Notebook, guesses: Mapping[str, list[str | int | float]]) -> Iterable[Prediction]:
    """Yield the predictions of one notebook."""
    places = [at for at, cell in enumerate(notebook.cells) if cell.grade_id.startswith(PREDICTION)]
    outcomes = dict(OUTCOME.findall("\n".join(cell.source for cell in notebook.cells)))
    asked_by: Counter[int] = Counter()
    for place, end in zip(places, [*places, len(notebook.cells)][1:], strict=True):
        cell = notebook.cells[place]
        topic, wanted = cell.grade_id.removeprefix(PREDICTION), asked(cell.source)
        at = next((at for at in range(place, -1, -1) if notebook.cells[at].kind == "markdown"), place)
        questions = ASKS.findall(notebook.cells[at].source)[asked_by[at] :]
        asked_by[at] += 1  # one text may ask for several predictions
        after = "\n".join(c.source for c in notebook.cells[place:end] if c.kind == "markdown")
        folded = FOLDED.search(after)
        literal = outcomes.get(topic, "").strip('"')
        right = literal or _chosen(folded[1] if folded else "", wanted.options)
        meant = [understood(guess, wanted) for guess in guesses.get(topic, ())]
        # A text that was not offered may say who wrote it: it is counted, and not shown.
        counts = Counter(_short(str(guess)) for guess in meant if wanted.options or _is_number(guess))
        options = wanted.options or tuple(answer for answer, _ in counts.most_common(5))
        others = sum(guess is not None for guess in meant) - sum(counts[option] for option in options)
        rows = tuple(Guess(option, counts[option], right == option) for option in options)
        more = (Guess("something else", others, right=False),) if others else ()
        html = clean_markdown({}, questions[0]) if questions else topic.replace("_", " ")
        why = clean_markdown({}, folded[1].strip()) if folded else ""
        yield Prediction(
            notebook.name,
            topic,
            Markup(html),  # noqa: S704  (cleaned)
            rows + more,
            right,
            rows if wanted.options else (),
            Markup(why) if why else "",  # noqa: S704  (cleaned)
        )


def _chosen(told: str, options: tuple[str, ...]) -> str:
    """Return the option with which a folded answer begins; "" if that is not clear."""
    begins = re.split(r"[:.]\s", f"{told} ")[0].replace("$", "").replace("\\", "").casefold()
    named = [option for option in options if option.casefold() in begins]
    longest = max(named, key=len, default="")
    return longest if all(option in longest for option in named) else ""


def _is_number(guess: object) -> bool:
    return isinstance(guess, int | float)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
