"""The widget Threads: what a chain leaves of a stretch of inputs, and where a stretch parts."""

from . import words
from .controls import Explorer, choice, player, slider
from .mathematics.threads import DEPTHS, REACHES, WEIGHTS, look
from .pictures.threads import draw
from .showing import show
from .svg import number
from .yours import Yours

PAUSE = 400
"""Milliseconds for one layer when the threads grow by themselves."""


def explore_threads(*, forward, after=None):
    """Follow 25 inputs through the layers of your chain.

    Parameters
    ----------
    forward : function
        Your chain_forward.
    after : str
        Topic of the prediction that comes first.
    """
    show(make, Yours(["chain_forward"], chain_forward=forward), after)


def make(yours):
    """Return the widget as an `Explorer`."""
    reaches = [
        (words.REACH.format(low=number(low), high=number(high)), name)
        for name, (low, high) in REACHES.items()
    ]
    controls = {
        "w": slider(words.EVERY_WEIGHT, 1.0, *WEIGHTS),
        "b": slider(words.EVERY_BIAS, 0.0, -12.0, 12.0),
        "n": slider(words.DEPTH, 8, *DEPTHS, 1),
        "reach": choice(words.INPUTS, reaches, "wide"),
    }

    def draw_at(w, b, n, reach):
        return draw(look(yours.ready["chain_forward"], w, b, n, reach))

    return Explorer(words.THREADS_ASKS, yours.credits(), controls, draw_at, [player(controls["n"], PAUSE)])
