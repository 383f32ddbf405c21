"""`model_answer("written_why")`: a model answer and its rubric, once your own answer is written.

They stand in a file of their own, which self-study has and a class does not have.
"""

import base64
import json

from . import words
from .frontend import has_buttons, show, tick
from .loading import MODEL_ANSWERS
from .progress import written_answer

FILE = MODEL_ANSWERS


def model_answer(name):
    """Show a model answer and what earns the points, after you have written and saved an answer of your own.

    Where a notebook has widgets, the lines that earn the points can be ticked for your own answer.

    Parameters
    ----------
    name : str
        Name of the written answer, such as "written_why".
    """
    text, lines = _parts(name)
    if lines and not has_buttons():
        text += "\n\n" + "\n".join([words.TICK, *map(words.TICK_LINE.format_map, lines)])
    show("text/markdown", text, text)
    if lines and has_buttons():
        tick(words.TICK, [(_label(line["points"]), line["html"]) for line in lines], _told(lines))


def _parts(name):
    """Return what is said, and the lines of the rubric if the answer is open."""
    if not FILE.is_file():
        return words.NO_ANSWERS, []
    try:
        kept = json.loads(FILE.read_text(encoding="utf-8"))
        if name not in kept:
            return words.NO_SUCH_ANSWER.format(name=name, names=", ".join(kept)), []
        if not written_answer(name):
            return words.WRITE_FIRST, []
        parts = json.loads(base64.b64decode(kept[name]))
        text = words.MODEL_ANSWER.format(answer=parts["answer"], rubric=parts["rubric"])
        return text, parts.get("lines", [])
    except (OSError, ValueError, TypeError, KeyError):
        return words.ANSWERS_DAMAGED, []


def _label(points):
    return (words.ONE_POINT if points == 1 else words.POINTS).format(points=points)


def _told(lines):
    """Return what says how many points the ticked lines make."""
    points = [line["points"] for line in lines]
    most = sum(each for each in points if each > 0)

    def told(ticks):
        earned = max(0, sum(each for each, ticked in zip(points, ticks, strict=True) if ticked))
        return (words.TICKED_ALL if earned == most else words.TICKED).format(earned=earned, most=most)

    return told
