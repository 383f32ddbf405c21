"""Picture of the widget Error versus h: one curve for each way to measure a slope, both axes logarithmic."""

import numpy as np

from .. import words
from ..mathematics.steps import STEPS, TYPICAL, X
from ..panel import Axis, Panel, Sheet
from ..picture import Shown, paragraphs
from ..svg import GUIDE, INK, OTHER, PALE, THIRD, YOURS, Style, number

FLOOR = 1e-17
"""An error of exactly 0 has no place on a logarithmic axis and is drawn here."""
LOOKS = ((YOURS, "o"), (OTHER, "s"), (THIRD, "x"), (Style(PALE, "12 3 2 3"), "s"))
NO_DIGIT = 0.5
"""A relative error from which on not even the first digit is right."""


def draw(look):
    """Return the picture and the read-out of a `Look`."""
    if not look.ways:
        return Shown(None, paragraphs([words.STEPS_NONE]))
    first = look.ways[0]
    units = f"{look.n} {words.UNIT_WORD[look.n > 1]}, weights {number(look.w)}"
    title = f"{units}: your {first.name} gets down to {number(first.best()[1], 2)}"
    panel = Panel(
        title,
        Axis("step h", STEPS[0], STEPS[-1], log=True),
        Axis("relative error", FLOOR / 5, 1e3, log=True),
        height=340,
    )
    # The first way is drawn last: where two curves lie on each other it stays in sight.
    for way, (style, shape) in reversed(list(zip(look.ways, LOOKS, strict=False))):
        errors = np.maximum(way.errors, FLOOR)
        panel.line(STEPS, errors, style, f"your {way.name}")
        panel.marks(STEPS, errors, style, shape=shape, size=3.2)
    panel.upright(TYPICAL, GUIDE, "h = third root of ε")
    panel.level(1.0, Style(INK, "1 4", 1.0))
    panel.words(STEPS[0] * 1.3, 1.0, "1: nothing is right", up=5)
    if look.chosen is not None:
        step, error = look.chosen
        if step > 0.0:
            panel.marks(step, max(error, FLOOR), Style(INK), "your best_step", shape="o")
    lines = list(_lines(look))
    return Shown(Sheet([[panel]], f"Relative error against the step h. {' '.join(lines)}"), paragraphs(lines))


def _lines(look):
    yield words.STEPS_SIZE.format(
        n=look.n, units=words.UNIT_WORD[look.n > 1], w=number(look.w), x=X, dydx=number(look.dydx)
    )
    for way in look.ways:
        step, error = way.best()
        yield words.STEPS_BEST.format(name=way.name, error=number(error, 2), h=number(step, 2))
        if way.name == "central_difference":
            yield words.STEPS_TYPICAL.format(h=number(TYPICAL, 1), error=number(way.at_typical, 2))
        if error > NO_DIGIT:
            yield words.STEPS_LOST.format(name=way.name)
    if look.chosen is not None:
        step, error = look.chosen
        yield words.STEPS_YOURS.format(h=number(step, 2), error=number(error, 2))
