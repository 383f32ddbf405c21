"""Picture of the widget Training race: the loss over the steps, and how far each weight has moved."""

import numpy as np

from .. import words
from ..mathematics.race import SIGMOID
from ..picture import Shown, paragraphs
from ..svg import INK, OTHER, THIN, YOURS, Axis, Panel, Style, below, number, picture

LEAST = 1e-14
"""Below it a loss is only the rounding of floats."""
FLOOR = 1e-17
"""What is smaller has no place on the axis of the losses and is drawn below it."""
OWN = Style(INK)


def draw(look):
    """Return the picture and the read-out of a `Look`."""
    lines = list(_lines(look))
    alt = (
        f"Above: the loss over the steps of training. Below: how far each weight has moved. {' '.join(lines)}"
    )
    svg = picture([_loss(look).svg(), _moved(look).svg()], 490, alt)
    return Shown(svg, paragraphs(lines))


def _steps(look):
    return Axis("step", 1.0, float(look.steps[-1]), log=True)


def _loss(look):
    half = (
        f"is halved at step {look.half}"
        if look.half is not None
        else f"is not halved in {look.steps[-1]} steps"
    )
    title = f"{look.n} {words.UNIT_WORD[look.n > 1]}, {look.activation}: the loss {half}"
    low = max(LEAST, 0.5 * float(look.loss[-1]))
    panel = Panel(title, _steps(look), Axis("loss", min(low, 1e-3), 1.0, log=True), height=230)
    panel.line(look.steps, np.maximum(look.loss, FLOOR), YOURS, "loss, from the table")
    if look.own_loss is not None:
        panel.marks(
            look.own_steps, np.maximum(look.own_loss, FLOOR), OWN, "your train_chain", shape="x", size=3.5
        )
    return panel


def _moved(look):
    shown = _whole(look.moved, 1e-9)
    shown[:, 0] = np.nan
    low = float(np.nanmin(shown)) if np.isfinite(shown).any() else 1e-9
    panel = Panel(
        "How far each weight is from its start",
        _steps(look),
        Axis("distance", min(0.4 * low, 0.01), 10.0, log=True),
        top=230,
        height=260,
    )
    for k, row in enumerate(shown[1:-1]):
        panel.line(look.steps, row, THIN, "weights between" if k == 0 else None)
    panel.line(look.steps, shown[0], OTHER, f"first weight, w{below(1)}")
    if look.n > 1:
        panel.line(look.steps, shown[-1], YOURS, f"last weight, w{below(look.n)}")
    if look.own_moved is not None:
        for row in {0, look.n - 1}:
            panel.marks(look.own_steps, _whole(look.own_moved[row], 1e-9), OWN, shape="x", size=3.5)
    return panel


def _whole(values, least):
    """Leave out what a logarithmic axis cannot show."""
    return np.where(values >= least, values, np.nan)


def _lines(look):
    last = int(look.steps[-1])
    half = words.RACE_HALF.format(step=look.half) if look.half is not None else words.RACE_NOT_HALF
    yield words.RACE_LOSS.format(
        n=look.n,
        units=words.UNIT_WORD[look.n > 1],
        activation=look.activation,
        first=number(look.loss[0], 3),
        last=number(look.loss[-1], 2),
        steps=last,
        half=half,
    )
    first, final = look.moved[0, -1], look.moved[-1, -1]
    times = ""
    if look.n > 1 and first > 0:
        times = words.RACE_TIMES.format(times=number(final / first, 3))
    yield words.RACE_MOVED[look.n > 1].format(
        steps=last, high=below(look.n), first=number(first, 3), last=number(final, 3), times=times
    )
    yield words.RACE_TABLE.format(steps=last)
    if look.own_loss is not None:
        own = int(look.own_steps[-1])
        yield words.RACE_OWN.format(steps=own, loss=number(look.own_loss[-1], 3))
    elif look.activation != SIGMOID:
        yield words.RACE_NO_OWN
