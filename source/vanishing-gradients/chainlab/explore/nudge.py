"""The widget Fading nudge: what is left of a nudge that runs back from y to x."""

from . import words
from .controls import Explorer, choice, player, slider
from .mathematics.nudge import DEPTHS, OTHERS, SIGMOID, look
from .pictures.nudge import draw
from .showing import show
from .yours import Yours

PAUSE = 350
"""Milliseconds for one arrow when the nudge runs by itself."""


def explore_nudge(*, forward, factors=None, after=None):
    """Let a nudge run back through a chain of up to 30 units, and see what each arrow leaves of it.

    Parameters
    ----------
    forward : function
        Your chain_forward.
    factors : function
        Your chain_factors; without it the arrows are measured on your chain_forward.
    after : str
        Topic of the prediction that comes first.
    """
    yours = Yours(["chain_forward"], chain_forward=forward, chain_factors=factors)
    show(make, yours, after)


class Nudge(Explorer):
    """The widget; a chain of n units has 2 n arrows."""

    def arrange(self):
        """Let the slider for the steps end at x."""
        step, last = self.controls["step"], 2 * self.controls["n"].value
        step.value, step.max = min(step.value, last), last


def make(yours):
    """Return the widget as a `Nudge`."""
    controls = {
        "n": slider(words.DEPTH, 10, *DEPTHS, 1),
        "w": slider(words.EVERY_WEIGHT, 1.0, -5.0, 5.0),
        "x": slider(words.INPUT, 0.5, -3.0, 3.0),
        "activation": choice(words.ACTIVATION, [SIGMOID, *OTHERS], SIGMOID),
        "step": slider(words.ARROWS, 0, 0, 20, 1),
    }

    def draw_at(n, w, x, activation, step):
        return draw(look(yours.ready, activation, w, x, n), step)

    return Nudge(words.NUDGE_ASKS, yours.credits(), controls, draw_at, [player(controls["step"], PAUSE)])
