"""The widget Depth decay: how much of the gradient a further layer keeps."""

from . import words
from .controls import Explorer, choice, slider
from .mathematics.depth import OTHERS, SIGMOID, WEIGHTS, look
from .pictures.depth import draw
from .showing import show
from .yours import Yours


def explore_depth(*, curve, bound=None, log10_dydx=None, grads=None, complex_step=None, after=None):
    """See what weight, bias, input and activation do to |dy/dx| of deep chains, and to each weight's share.

    Parameters
    ----------
    curve : function
        Your depth_curve.
    bound : function
        Your log10_gradient_bound: draws the ceiling.
    log10_dydx : function
        Your log10_abs_dydx: draws chains with biases.
    grads : function
        Your chain_grads: draws how strongly y answers to each weight.
    complex_step : function
        Your complex_step: measures chains with other activations.
    after : str
        Topic of the prediction that comes first.
    """
    yours = Yours(
        ["depth_curve"],
        depth_curve=curve,
        log10_gradient_bound=bound,
        log10_abs_dydx=log10_dydx,
        chain_grads=grads,
        complex_step=complex_step,
    )
    show(make, yours, after)


def make(yours):
    """Return the widget as an `Explorer`."""
    activations = [SIGMOID, *(OTHERS if "complex_step" in yours.ready else ())]
    controls = {
        "w": slider(words.EVERY_WEIGHT, 4.0, *WEIGHTS),
        "n": slider(words.DEPTH, 20, 2, 40, 1),
        "x": slider(words.INPUT, 0.5, -3.0, 3.0),
    }
    if "log10_abs_dydx" in yours.ready:
        controls["b"] = slider(words.EVERY_BIAS, 0.0, -12.0, 12.0)
    controls["activation"] = choice(words.ACTIVATION, activations, SIGMOID)

    trails = {}  # the weights that were seen, and their factors, for each setting of the other controls

    def draw_at(w, n, x, activation, b=0.0):
        seen, trail = look(yours.ready, activation, w, b, x, n), trails.setdefault((n, x, activation, b), {})
        picture = draw(seen, [(weight, factor) for weight, factor in trail.items() if weight != w])
        if seen.factor() is not None:
            trail[w] = seen.factor()
        return picture

    return Explorer(words.DEPTH_ASKS, yours.credits(), controls, draw_at)
