"""The widget Training race: which weights have moved when the loss is nearly zero."""

import functools

from . import words
from .controls import Explorer, choice, player, slider
from .mathematics.race import DEPTHS, ONE, SIGMOID, TANH, TWO, look, moments
from .pictures.race import draw
from .showing import show
from .yours import Yours

PAUSE = 250
"""Milliseconds between two moments of a race that plays."""


def explore_race(train_chain=None, *, after=None):
    """See how long chains of any depth train, and which of their weights move.

    Parameters
    ----------
    train_chain : function
        Your train_chain: its first steps are drawn on the curves of the course.
    after : str
        Topic of the prediction that comes first.
    """
    yours = Yours([], train_chain=train_chain)
    show(make, yours, after)


def make(yours):
    """Return the widget as an `Explorer`."""
    controls = {
        "task": choice(words.TASK, [(words.ONE_SAMPLE, ONE), (words.TWO_SAMPLES, TWO)], ONE),
        "n": slider(words.DEPTH, 8, *DEPTHS, 1),
        "activation": choice(words.ACTIVATION, [(SIGMOID, SIGMOID), (words.TANH_BUT_LAST, TANH)], SIGMOID),
        "moment": slider(words.MOMENT, moments() - 1, 0, moments() - 1, 1),
    }

    @functools.cache  # while the race runs it is always the same one
    def race(task, activation, n):
        return look(yours.ready.get("train_chain"), task, activation, n)

    def draw_at(task, n, activation, moment):
        return draw(race(task, activation, n), moment)

    play = player(controls["moment"], PAUSE)
    return Explorer(words.RACE_ASKS, yours.credits(), controls, draw_at, [play])
