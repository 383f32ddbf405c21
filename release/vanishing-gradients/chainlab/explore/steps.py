"""The widget Error versus h: how good a step can be, at any depth."""

from . import words
from .controls import Explorer, slider, tick
from .mathematics.steps import look
from .pictures.steps import draw
from .showing import show
from .yours import Yours


def explore_steps(
    *,
    forward,
    dydx,
    central,
    error,
    complex_step=None,
    sigmoid_complex=None,
    best=None,
    ways=None,
    after=None,
):
    """See for every step h how wrong each of your ways to measure dy/dx is, at any depth.

    Parameters
    ----------
    forward, dydx, central, error : function
        Your chain_forward, chain_dydx, central_difference and relative_error.
    complex_step, sigmoid_complex : function
        Your functions of that name; with both of them the complex step is drawn too.
    best : function
        Your best_step; the step that it chooses is marked.
    ways : dict
        Up to two further ways of your own, by their names: functions of f, x and h.
    after : str
        Topic of the prediction that comes first.
    """
    yours = Yours(
        ["chain_forward", "chain_dydx", "central_difference", "relative_error"],
        chain_forward=forward,
        chain_dydx=dydx,
        central_difference=central,
        relative_error=error,
        complex_step=complex_step,
        sigmoid_complex=sigmoid_complex,
        best_step=best,
    )
    show(lambda yours: make(yours, ways), yours, after)


def make(yours, ways=None):
    """Return the widget as an `Explorer`."""
    functions = dict(yours.ready)
    own = {name: way for name, way in (ways or {}).items() if name not in functions}
    names = ["central_difference"]
    if {"complex_step", "sigmoid_complex"} <= functions.keys():
        names.append("complex_step")
    names += own
    functions |= own
    controls = {"n": slider(words.DEPTH, 10, 1, 30, 1), "w": slider(words.EVERY_WEIGHT, 1.0, 0.2, 4.0)}
    controls |= {f"use {name}": tick(name) for name in names}

    def draw_at(n, w, **ticked):
        return draw(look(functions, n, w, [name for name in names if ticked[f"use {name}"]]))

    return Explorer(words.STEPS_ASKS, yours.credits(), controls, draw_at)
