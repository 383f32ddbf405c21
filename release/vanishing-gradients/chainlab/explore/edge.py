"""The widget Cobweb and knife edge: where the gradient is large, and on how wide an interval."""

from . import words
from .controls import Explorer, choice, slider
from .mathematics.edge import AT, INPUTS, MADE, NONE, SAME, look
from .pictures.edge import draw
from .showing import show
from .yours import Yours


def explore_edge(*, forward, dydx, sigmoid, biases=None, fixed_point=None, bound=None, after=None):
    """Follow the activations of a chain with one shared weight, and see how steep y is over x.

    Parameters
    ----------
    forward, dydx, sigmoid : function
        Your chain_forward, chain_dydx and sigmoid.
    biases : function
        Your explosive_biases.
    fixed_point : function
        Your fixed_point: its value is marked where there are no biases.
    bound : function
        Your gradient_bound: the curve is held against the ceiling.
    after : str
        Topic of the prediction that comes first.
    """
    yours = Yours(
        ["sigmoid", "chain_forward", "chain_dydx"],
        sigmoid=sigmoid,
        chain_forward=forward,
        chain_dydx=dydx,
        explosive_biases=biases,
        fixed_point=fixed_point,
        gradient_bound=bound,
    )
    show(make, yours, after)


class Edge(Explorer):
    """The widget; the slider for the bias shows where there is one bias for all."""

    def arrange(self):
        """Show the slider that belongs to the choice of biases."""
        self.controls["b"].layout.display = None if self.controls["mode"].value == SAME else "none"


def make(yours):
    """Return the widget as an `Edge`."""
    modes = [(words.NO_BIASES, NONE), (words.SAME_BIAS, SAME)]
    if "explosive_biases" in yours.ready:
        modes.append((words.MADE_BIASES.format(x=AT), MADE))
    zooms = [(words.ALL_OF_IT, 1.0), *((words.TIMES.format(times=t), 1 / t) for t in (10, 100, 1000))]
    controls = {
        "mode": choice(words.BIASES, modes, NONE),
        "w": slider(words.EVERY_WEIGHT, 8.0, -12.0, 12.0),
        "n": slider(words.DEPTH, 3, 1, 12, 1),
        "x": slider(words.INPUT, 0.5, *INPUTS, 0.01),
        "b": slider(words.EVERY_BIAS, 0.0, -12.0, 12.0),
        "zoom": choice(words.ZOOM, zooms, 1.0),
    }
    return Edge(
        words.EDGE_ASKS,
        yours.credits(),
        controls,
        lambda zoom, **settings: draw(look(yours.ready, **settings), zoom),
    )
