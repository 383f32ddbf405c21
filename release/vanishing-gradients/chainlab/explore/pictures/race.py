"""Picture of the widget Training race: gauges that fill, the loss, and how far each weight has moved."""

from typing import NamedTuple

import numpy as np

from .. import words
from ..mathematics.race import SIGMOID, Look
from ..panel import LINE, Axis, Panel, Sheet, heading, heading_lines
from ..picture import Shown, paragraphs
from ..svg import INK, OTHER, PALE, THIN, YOURS, Style, below, element, number
from ..svg import words as written

LEAST = 1e-14
"""Below it a loss is only the rounding of floats."""
FLOOR = 1e-17
"""What is smaller has no place on the axis of the losses and is drawn below it."""
OWN = Style(INK)
EDGE, NUMBERED = 22, 42  # room beside the gauges, and of one gauge that has a number


def draw(look, moment):
    """Return the picture and the read-out of a `Look` at one of the moments of its table."""
    lines = list(_lines(look, moment))
    alt = (
        "Above: a gauge for the loss and one for each weight, as full as it has moved. Below, over the "
        f"steps of training: the loss, and the distance of each weight from its start. {' '.join(lines)}"
    )
    rows = [[Gauges(look, moment)], [_loss(look, moment), _moved(look, moment)]]
    return Shown(Sheet(rows, alt), paragraphs(lines))


class Gauges(NamedTuple):
    """Gauges: the loss that is left, and the way of each weight in units of the longest way of all."""

    look: Look
    moment: int

    def _whole(self):
        return float(self.look.moved[:, -1].max()) or 1.0

    def _title(self):
        step = int(self.look.steps[self.moment])
        return words.RACE_GAUGES.format(step=step, whole=number(self._whole(), 3))

    def height(self, width):
        """Return how high they are."""
        return 173 + LINE * len(heading_lines(self._title(), width))

    def svg(self, left, top, width):
        """Return them as SVG elements."""
        look, n = self.look, self.look.n
        whole = self._whole()
        loss = float(look.loss[self.moment])
        pitch = (width - 2 * EDGE) / (n + 1.5)
        parts = [heading(self._title(), left, top, width)]
        top += LINE * (len(heading_lines(self._title(), width)) - 1)
        filled = [("loss", loss / float(look.loss[0]), OTHER.colour, number(loss, 1))]
        filled += [
            (
                f"w{below(i + 1)}",
                look.moved[i, self.moment] / whole,
                YOURS.colour,
                number(look.moved[i, self.moment], 1),
            )
            for i in range(n)
        ]
        for k, (name, share, colour, size) in enumerate(filled):
            middle = left + EDGE + pitch * (k + (0.5 if k == 0 else 1.0))
            box = {"x": middle - 12, "width": 24}
            high = 100.0 * min(max(float(share), 0.0), 1.0)
            parts += [
                element("rect", y=top + 30, height=100, fill="none", stroke=PALE, stroke_width=1.2, **box),
                element("rect", y=top + 130 - high, height=high, fill=colour, **box),
                written(middle, top + 148, name, size=12, anchor="middle", font_weight="bold"),
            ]
            if pitch >= NUMBERED:
                parts.append(written(middle, top + 166, size, size=11, anchor="middle"))
        return "".join(parts)


def _steps(look):
    return Axis("step", 1.0, float(look.steps[-1]), log=True)


def _now(panel, look, moment):
    panel.upright(max(1.0, float(look.steps[moment])), Style(PALE, "2 3", 1.3))


def _loss(look, moment):
    half = f"halved at step {look.half}" if look.half is not None else "not halved"
    low = max(LEAST, 0.5 * float(look.loss[-1]))
    panel = Panel(f"The loss: {half}", _steps(look), Axis("loss", min(low, 1e-3), 1.0, log=True), height=280)
    _now(panel, look, moment)
    panel.line(look.steps, np.maximum(look.loss, FLOOR), YOURS, "loss, from the table")
    if look.own_loss is not None:
        panel.marks(
            look.own_steps, np.maximum(look.own_loss, FLOOR), OWN, "your train_chain", shape="x", size=3.5
        )
    return panel


def _moved(look, moment):
    shown = _whole(look.moved, 1e-9)
    shown[:, 0] = np.nan
    low = float(np.nanmin(shown)) if np.isfinite(shown).any() else 1e-9
    axes = _steps(look), Axis("distance moved", min(0.4 * low, 0.01), 10.0, log=True)
    panel = Panel(words.RACE_FIRST.format(first=number(look.moved[0, -1], 3)), *axes, height=280)
    _now(panel, look, moment)
    for k, row in enumerate(shown[1:-1]):
        panel.line(look.steps, row, THIN, "weights between" if k == 0 else None)
    panel.line(look.steps, shown[0], OTHER, f"first, w{below(1)}")
    if look.n > 1:
        panel.line(look.steps, shown[-1], YOURS, f"last, w{below(look.n)}")
    if look.own_moved is not None:
        for row in {0, look.n - 1}:
            panel.marks(look.own_steps, _whole(look.own_moved[row], 1e-9), OWN, shape="x", size=3.5)
    return panel


def _whole(values, least):
    """Leave out what a logarithmic axis cannot show."""
    return np.where(values >= least, values, np.nan)


def _lines(look, moment):
    now, last = int(look.steps[moment]), int(look.steps[-1])
    half = words.RACE_HALF.format(step=look.half) if look.half is not None else words.RACE_NOT_HALF
    yield words.RACE_LOSS.format(
        n=look.n,
        units=words.UNIT_WORD[look.n > 1],
        activation=look.activation,
        first=number(look.loss[0], 3),
        last=number(look.loss[moment], 2),
        steps=now,
        half=half.format(last=last),
    )
    first, final = look.moved[0, moment], look.moved[-1, moment]
    times = ""
    if look.n > 1 and first > 0:
        times = words.RACE_TIMES.format(times=number(final / first, 3))
    yield words.RACE_MOVED[look.n > 1].format(
        steps=now, high=below(look.n), first=number(first, 3), last=number(final, 3), times=times
    )
    yield words.RACE_TABLE.format(steps=last)
    if look.own_loss is not None:
        own = int(look.own_steps[-1])
        yield words.RACE_OWN.format(steps=own, loss=number(look.own_loss[-1], 3))
    elif look.activation != SIGMOID:
        yield words.RACE_NO_OWN
