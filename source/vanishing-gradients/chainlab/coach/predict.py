"""Predictions: a guess made before looking, never marked, and kept as it was made."""

import contextlib
import difflib
import json
import os
from decimal import Decimal
from pathlib import Path

from . import notebooks, words
from .frontend import choose, has_buttons, say, shell
from .guesses import asked, is_open, plain, rewritten, typed, understood
from .loading import quiet

FILE = Path(".predictions.json")
"""Beside the notebooks; the first guess stays in it if a cell is typed over."""
MOST = 12
PLAIN_LEAST = 1e-6
"""The smallest size of a number that is written without a power of ten."""
_session = {}


def predict(topic, answer, *later):
    """Note your guess. It is not marked; the line stays in your notebook.

    While the dots stand, buttons show what there is to choose from. If you change your mind, put the new
    guess in the place of the old one: the old one stays beside it.

    Parameters
    ----------
    topic : str
        What the guess is about.
    answer : str or number
        Your guess, in place of the dots.
    *later : str or number
        What you thought later, in the order in which you changed your mind.
    """
    if not isinstance(topic, str):
        say(words.NO_TOPIC)
        return
    source, known = _running_cell(), _noted(topic)
    wanted = asked(source)
    if not known and _is_unknown(topic):
        say(words.UNKNOWN_TOPIC.format(topic=topic, nearest=_nearest(topic)))
        return
    given = [plain(guess) for guess in (answer, *later) if not is_open(guess)]
    if not given:
        _ask(topic, wanted, known, source)
        return
    meant = [g if g in known else understood(g, wanted) for g in typed(source, topic, given)]
    if None in meant:
        say(words.NOT_NOTED.format(guess=given[meant.index(None)], choose=_choose(wanted)))
        return
    noted = _merged(known, meant)[:MOST]
    _keep(topic, noted)
    if given != noted:
        _put_back(source, topic, noted)
    text = words.NOTED if len(noted) == 1 else words.NOTED_AGAIN
    say(text.format(answer=noted[-1], first=noted[0]))


def prediction(topic):
    """Return the guess that was noted on a topic as text, with every change of mind; None if there is none.

    Parameters
    ----------
    topic : str
        What the guess is about.
    """
    noted = _noted(str(topic))
    return words.THEN.join(map(str, noted)) if noted else None


def outcome(topic, answer):
    """Show your guess beside what came out; nothing of it before you have guessed.

    Parameters
    ----------
    topic : str
        What the guess was about.
    answer : str, number, or function without arguments that returns one
        What came out, such as lambda: area(3); a function is called only when there is a guess.
    """
    noted = _noted(str(topic))
    if not noted:
        say(words.NO_GUESS_YET.format(topic=topic))
        return
    try:
        found = answer() if callable(answer) else answer
    except Exception:  # one of the student's own functions is not written, or not right yet
        say(words.NO_OUTCOME_YET.format(guess=prediction(topic)))
        return
    found = _short(found) if isinstance(found, float) else str(found)
    text = words.AS_GUESSED if str(noted[-1]) == found else words.GUESSED_AND_IS
    say(text.format(guess=prediction(topic), answer=found))


def _short(number):
    """Return a number with three digits; with a power of ten only where it is very small or very large."""
    text = f"{number:.3g}"
    return f"{Decimal(text):f}" if PLAIN_LEAST <= abs(number) < 1 / PLAIN_LEAST else text


def _ask(topic, wanted, known, source):
    """Ask for a guess; put one that was made by a button, or was taken out, into the cell."""
    if known:
        _put_back(source, topic, known)
        say(words.EARLIER.format(answer=known[-1]))
        return
    buttons = bool(wanted.options) and has_buttons()
    say(f"{words.NO_PREDICTION} {_choose(wanted, words.PRESS if buttons else words.CHOOSE)}".strip())
    if not buttons:
        return

    def chosen(option):
        _keep(topic, [option])
        return words.NOTED_BY_BUTTON.format(answer=option)

    choose(wanted.options, chosen)


def _choose(wanted, text=words.CHOOSE):
    if wanted.options:
        return text.format(options=words.listed([f'"{option}"' for option in wanted.options]))
    return words.TYPE_NUMBER.format(example=wanted.example) if wanted.example else ""


def _is_unknown(topic):
    """Return whether the notebooks of this folder ask for guesses, and for none on this topic."""
    if quiet():  # nobody reads what would be said
        return False
    topics = _topics()
    return bool(topics) and topic not in topics


def _topics():
    every = [cell for path in notebooks.paths() for cell in notebooks.cells(path)]
    return [cell.grade_id.removeprefix("predict_") for cell in every if cell.grade_id.startswith("predict_")]


def _nearest(topic):
    return (difflib.get_close_matches(topic, _topics(), 1, 0.0) or [""])[0]


def _merged(known, given):
    """Return all guesses in their order: the cell may hold them all, the last ones, or a new one alone."""
    if given[: len(known)] == known:
        return given
    if known[-len(given) :] == given:
        return known
    return known + given


# The file


def _noted(topic):
    return _session.get(topic) or _read().get(topic, [])


def _read():
    try:
        notes = json.loads(FILE.read_text(encoding="utf-8"))
        return {
            topic: guesses
            for topic, guesses in notes.items()
            if isinstance(guesses, list) and all(isinstance(g, str | int | float) for g in guesses)
        }
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}


def _keep(topic, noted):
    if quiet() or os.environ.get("NBGRADER_EXECUTION"):
        return
    _session[topic] = noted
    notes = _read()
    if notes.get(topic) != noted:
        new = FILE.with_suffix(".new")
        with contextlib.suppress(OSError):  # a read-only folder: kept for this session
            new.write_text(json.dumps(notes | {topic: noted}, ensure_ascii=False, indent=1), encoding="utf-8")
            new.replace(FILE)


# The cell


def _running_cell():
    """Return the source of the cell that is running; "" where that cannot be known."""
    try:
        return shell().get_parent()["content"]["code"]
    except (AttributeError, KeyError, TypeError):
        return ""


def _put_back(source, topic, noted):
    """Put all guesses into the cell that is running; its source is all that a grader sees.

    JupyterLab does it; elsewhere the file alone keeps them.
    """
    whole = rewritten(source, topic, noted)
    if whole != source:
        with contextlib.suppress(Exception):  # a front end that cannot: then the cell stays as it is
            shell().set_next_input(whole, replace=True)
