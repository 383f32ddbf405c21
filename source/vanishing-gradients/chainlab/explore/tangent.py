"""The widget Tangent: where the sigmoid is steepest."""

from . import words
from .controls import Explorer, slider
from .mathematics.tangent import HIGH, LOW, look
from .pictures.tangent import draw
from .showing import show
from .yours import Yours


def explore_tangent(sigmoid, sigmoid_prime=None, sigmoid_second=None, *, after=None):
    """Move along your sigmoid with its tangent, and read place, height and slope.

    Parameters
    ----------
    sigmoid, sigmoid_prime, sigmoid_second : function
        Your functions. Without sigmoid_prime the slope is measured on your sigmoid.
    after : str
        Topic of the prediction that comes first.
    """
    yours = Yours(["sigmoid"], sigmoid=sigmoid, sigmoid_prime=sigmoid_prime, sigmoid_second=sigmoid_second)
    show(make, yours, after)


def make(yours):
    """Return the widget as an `Explorer`."""
    controls = {"z": slider("z", 2.0, LOW, HIGH, width="640px")}
    return Explorer(words.TANGENT_ASKS, yours.credits(), controls, lambda z: draw(look(yours.ready, z)))
