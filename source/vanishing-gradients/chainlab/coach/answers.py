"""`model_answer("written_why")`: a model answer and its rubric, once your own answer is written.

They stand in a file of their own, which self-study has and a class does not have.
"""

import base64
import json

from . import words
from .frontend import show
from .loading import MODEL_ANSWERS
from .progress import written_answer

FILE = MODEL_ANSWERS


def model_answer(name):
    """Show a model answer and what earns the points, after you have written and saved an answer of your own.

    Parameters
    ----------
    name : str
        Name of the written answer, such as "written_why".
    """
    text = _text(name)
    show("text/markdown", text, text)


def _text(name):
    if not FILE.is_file():
        return words.NO_ANSWERS
    try:
        kept = json.loads(FILE.read_text(encoding="utf-8"))
        if name not in kept:
            return words.NO_SUCH_ANSWER.format(name=name, names=", ".join(kept))
        if not written_answer(name):
            return words.WRITE_FIRST
        parts = json.loads(base64.b64decode(kept[name]))
        return words.MODEL_ANSWER.format(answer=parts["answer"], rubric=parts["rubric"])
    except (OSError, ValueError, TypeError, KeyError):
        return words.ANSWERS_DAMAGED
