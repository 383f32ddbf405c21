"""Predictions: a guess made before looking, never marked."""
# ruff: noqa: T201 -- it speaks to the student by printing

from . import words


def predict(topic, answer):
    """Note your guess. It is not marked; the line stays in your notebook.

    Parameters
    ----------
    topic : str
        What the guess is about.
    answer : str or number
        Your guess, in place of the dots.
    """
    del topic  # it names the line for whoever reads the notebook later
    open_yet = answer is None or answer is ... or str(answer).strip(" .…") == ""
    text = words.NO_PREDICTION if open_yet else words.NOTED.format(answer=str(answer)[:200])
    print(words.wrapped(text))
