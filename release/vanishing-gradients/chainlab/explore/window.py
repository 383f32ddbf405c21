"""The widget Window: where a unit amplifies, and for which weight that stretch is longest."""

import functools

from . import words
from .controls import Explorer, slider
from .mathematics.window import look, widths
from .pictures.window import draw
from .showing import show
from .yours import Yours


def explore_window(*, sigmoid_prime, window_width=None, after=None):
    """See for which incoming a one unit amplifies, and how long that stretch is for every weight.

    Parameters
    ----------
    sigmoid_prime : function
        Your sigmoid_prime.
    window_width : function
        Your window_width: draws the length of the stretch over the weight.
    after : str
        Topic of the prediction that comes first.
    """
    yours = Yours(["sigmoid_prime"], sigmoid_prime=sigmoid_prime, window_width=window_width)
    show(make, yours, after)


def make(yours):
    """Return the widget as an `Explorer`."""
    controls = {"w": slider(words.WEIGHT_W, 8.0, -40.0, 40.0), "b": slider(words.BIAS_B, -3.0, -20.0, 20.0)}

    @functools.cache
    def all_widths():
        return widths(yours.ready["window_width"]) if "window_width" in yours.ready else None

    return Explorer(
        words.WINDOW_ASKS, yours.credits(), controls, lambda w, b: draw(look(yours.ready, w, b), all_widths())
    )
