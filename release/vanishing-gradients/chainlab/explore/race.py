"""The widget Training race: which weights have moved when the loss is nearly zero."""

from . import words
from .controls import Explorer, choice, show, slider
from .mathematics.race import DEPTHS, ONE, SIGMOID, TANH, TWO, look
from .pictures.race import draw
from .yours import Yours


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
    }
    return Explorer(
        words.RACE_ASKS,
        yours.credits(),
        controls,
        lambda task, n, activation: draw(look(yours.ready.get("train_chain"), task, activation, n)),
    )
