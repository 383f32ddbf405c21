"""A chain of any length as a diagram: a box for each number, an arrow from each to the next.

The numbers stand in the order x, z_1, a_1, z_2, ..., a_n = y; arrow j leads from number j to number j + 1.
"""

from typing import NamedTuple

from ..panel import WIDE
from ..svg import INK, OTHER, PALE, PAPER, YOURS, below, element, number, short, stroke, words

ROW, LEVEL = 165, 55  # height of a row of units, and of the middle of its boxes in it
HALF, TALL = 22, 38  # half the width of a box, and its height
LONGEST, WRAPPED = 5, 4  # units that fit into one row, and units in a row where there are more
NARROWED = 2  # units in a row of a narrow picture


class Progress(NamedTuple):
    """How far a walk through a chain of n units has come.

    The first n steps go forward, unit by unit; the next 2 n go back, arrow by arrow.
    """

    n: int
    step: int

    def passed(self):
        """Return the number of the arrow that was passed last on the way back; 2 n before the first."""
        return 2 * self.n - max(0, self.step - self.n)

    def knows(self, k):
        """Return whether number k is known."""
        return self.step >= (k + 1) // 2

    def knows_effect(self, k):
        """Return whether the effect on y of a nudge at number k is known."""
        return self.step > self.n and k >= self.passed()

    def now(self):
        """Return the numbers and the arrows of the present step."""
        if self.step > self.n:
            return (), (self.passed(),)
        last = 2 * self.step
        return ((last - 1, last), (last - 2, last - 1)) if self.step else ((), ())


def names(n):
    """Return what the numbers of a chain of n units are called."""
    inner = [f"{letter}{below(i)}" for i in range(1, n + 1) for letter in "za"]
    return ["x", *inner[:-1], f"{inner[-1]} = y"]


def diagram(weights, look=None, step=0, width=WIDE):
    """Return (elements, height) of a chain, with the numbers that are known after some steps.

    Parameters
    ----------
    weights : sequence of str
        What stands on the arrows into the units.
    look : Look
        The numbers; without them the names alone are written.
    step : int
        See `Progress`.
    width : number
        Of the picture; a long chain is broken into rows.
    """
    n = len(weights)
    progress = Progress(n, step)
    boxes, arrows = _layout(n, width)
    numbers_now, arrows_now = progress.now()
    parts = []
    for j, (left, right, y) in enumerate(arrows):
        parts.append(_arrow(left, right, y, "σ" if j % 2 else f"· {weights[j // 2]}", j in arrows_now))
        if look is not None and progress.knows_effect(j):
            parts.append(_factor(left, right, y, look.arrows[j].factor(), j in arrows_now))
    for k, x, y in boxes:
        value = look.number(k) if look is not None and progress.knows(k) else None
        parts.append(_box(x, y, names(n)[k], value, k in numbers_now))
        if look is not None and progress.knows_effect(k):
            parts.append(words(x, y + 60, number(look.effect(k), 3), size=11, anchor="middle"))
        if x < 2 * HALF and step > n:
            parts.append(words(8, y + 42, "effect on y of a nudge there:", size=11, fill=PALE))
    return parts, ROW * (max(y for _, _, y in boxes) // ROW + 1)


def _layout(n, width):
    """Return boxes [(k, x, y), ...] and arrows [(left, right, y), ...] of the numbers of n units.

    A further row begins with the last number of the row before it.
    """
    across = min(n, NARROWED) if width < WIDE else n if n <= LONGEST else WRAPPED
    pitch = (width - 2 * HALF - 26) / across
    boxes, arrows = [], []
    for first in range(0, n, across):
        y, x = ROW * (first // across) + LEVEL, HALF + 6.0
        boxes.append((2 * first, x, y))
        for i in range(first, min(first + across, n)):
            middle, end = x + 0.52 * pitch, x + pitch
            boxes += [(2 * i + 1, middle, y), (2 * i + 2, end, y)]
            arrows += [(x, middle, y), (middle, end, y)]
            x = end
    return boxes, arrows


def _box(x, y, name, value, now):
    look = (
        {"stroke": OTHER.colour, "stroke_width": 3} if now else {"stroke": YOURS.colour, "stroke_width": 1.6}
    )
    box = element("rect", x=x - HALF, y=y - TALL / 2, width=2 * HALF, height=TALL, rx=8, fill=PAPER, **look)
    if value is None:
        return box + words(x, y + 4, name, size=12, anchor="middle")
    value = words(x, y + 12, short(value, 2 * HALF - 4, 11.5), size=11.5, anchor="middle")
    return box + words(x, y - 5, name, size=11, anchor="middle", fill=PALE) + value


def _arrow(left, right, y, label, now):
    style = OTHER._replace(dash="", width=3.2) if now else YOURS._replace(colour=INK, width=1.4)
    label = words((left + right) / 2, y - TALL / 2 - 6, label, size=12, anchor="middle")
    left, right = left + HALF + 1, right - HALF - 2
    head = stroke([right - 6, right, right - 6], [y - 4, y, y + 4], style)
    return stroke([left, right], [y, y], style) + head + label


def _factor(left, right, y, factor, now):
    middle, weight = (left + right) / 2, {"font_weight": "bold"} if now else {}
    text = words(middle, y + 82, f"×{number(factor, 3)}", size=11, anchor="middle", **weight)
    left, right, y = middle - 14, middle + 14, y + 92
    style = OTHER._replace(dash="", width=2.4 if now else 1.4)
    head = stroke([left + 5, left, left + 5], [y - 3, y, y + 3], style)
    return text + stroke([left, right], [y, y], style) + head
