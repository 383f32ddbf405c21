"""Picture of the widget Chain stepper: the chain with its numbers, forward above, backward below."""

from typing import NamedTuple

from .. import words as say
from ..picture import Shown, paragraphs, table
from ..svg import INK, OTHER, PALE, PAPER, YOURS, below, element, number, picture, stroke, words

ROW = 172
HALF, TALL = 22, 38  # of the box of one number: half its width, its height


class Place(NamedTuple):
    """Where one number of the chain stands: its name, its value, and the middle of its box."""

    name: str
    value: float | None
    x: float
    y: float


def draw(look, step, near=()):
    """Return the picture and the read-out after a number of steps.

    Parameters
    ----------
    look : Look
        The numbers of the chain.
    step : int
        The first n steps go forward, unit by unit; the next 2 n go back, arrow by arrow.
    near : sequence of Candidate
        The numbers that might go into the slope of the arrow that was passed last.
    """
    n = len(look.w)
    parts, height = diagram([number(w, 3) for w in look.w], look, step)
    steps = f"Step {step} of {3 * n}. "
    lines = list(_lines(look, step, near))
    alt = f"A chain of {n} units with x = {number(look.a[0])}. {steps}" + lines[0].removeprefix(steps)
    tables = table(say.CHAIN_TABLE, _rows(look, step))
    if near:
        rows = [
            (_low(c.name), number(c.value), number(c.slope), say.CHAIN_SAME if c.fits else say.CHAIN_OTHER)
            for c in near
        ]
        tables = table(say.CHAIN_CANDIDATES, rows) + tables
    return Shown(picture(parts, height, alt), paragraphs(lines), tables)


def diagram(weights, look=None, step=0):
    """Return (elements, height) of a chain of any length, with the numbers that are known after some steps.

    Parameters
    ----------
    weights : sequence of str
        What stands on the arrows into the units.
    look : Look
        The numbers; without them only names are written.
    step : int
        See `draw`.
    """
    n = len(weights)
    across = n if n <= 5 else 4
    pitch = (640 - 2 * HALF - 26) / across
    back = max(0, step - n)
    passed = 2 * n - back  # arrows from this one on were passed on the way back
    parts = []
    for row in range(0, n, across):
        top = ROW * (row // across)
        start = _start(row, look, top)
        parts += [_box(start, row == 0 and back >= 2 * n)]
        if look is not None and back:
            parts.append(words(8, top + 104, "effect on y of a nudge there:", size=11, fill=PALE))
            parts.append(_under(start, look.effects[row] if 2 * row >= passed else None))
        before = start
        for i in range(row + 1, min(row + across, n) + 1):
            middle = start.x + pitch * (i - row - 1)
            known = look is not None and step >= i
            z = Place(f"z{below(i)}", look.z[i - 1] if known else None, middle + 0.52 * pitch, start.y)
            name = f"a{below(i)}" + (" = y" if i == n else "")
            a = Place(name, look.a[i] if known else None, middle + pitch, start.y)
            current = step == i or 2 * i - 2 == passed < 2 * n or 2 * i - 1 == passed
            parts += [_arrow(before, z, f"· {weights[i - 1]}", current and 2 * i - 1 != passed)]
            parts += [
                _arrow(z, a, "σ", current and 2 * i - 2 != passed),
                _box(z, step == i),
                _box(a, step == i),
            ]
            if look is not None and step >= n:
                parts += _back(look, i, passed, (before, z, a))
            before = a
    return parts, ROW * (-(-n // across))


def _start(row, look, top):
    name = "x" if row == 0 else f"a{below(row)}"
    return Place(name, None if look is None else look.a[row], HALF + 6, top + 62)


def _box(place, current=False):
    colour = OTHER.colour if current else YOURS.colour
    box = element(
        "rect", x=place.x - HALF, y=place.y - TALL / 2, width=2 * HALF, height=TALL, rx=8,
        fill=PAPER, stroke=colour, stroke_width=3 if current else 1.6,
    )  # fmt: skip
    if place.value is None:
        return box + words(place.x, place.y + 4, place.name, size=12, anchor="middle")
    name = words(place.x, place.y - 5, place.name, size=11, anchor="middle", fill=PALE)
    return box + name + words(place.x, place.y + 12, number(place.value, 3), size=11.5, anchor="middle")


def _arrow(start, end, label, current):
    style = OTHER._replace(dash="", width=3.2) if current else YOURS._replace(colour=INK, width=1.4)
    left, right, y = start.x + HALF + 1, end.x - HALF - 2, start.y
    head = stroke([right - 6, right, right - 6], [y - 4, y, y + 4], style._replace(dash=""))
    label = words((left + right) / 2, y - TALL / 2 - 6, label, size=12, anchor="middle")
    return stroke([left, right], [y, y], style) + head + label


def _back(look, i, passed, places):
    """Draw what is known of unit i on the way back: effects under boxes, factors under arrows."""
    before, z, a = places
    into, squash = look.arrows[2 * i - 2], look.arrows[2 * i - 1]
    parts = [_under(a, look.effects[i] if 2 * i >= passed else None)]
    if 2 * i - 1 >= passed:
        parts += [_under(z, squash.effect), _factor(z, a, squash, 2 * i - 1 == passed)]
    if 2 * i - 2 >= passed:
        parts.append(_factor(before, z, into, 2 * i - 2 == passed))
    return parts


def _under(place, effect):
    return (
        "" if effect is None else words(place.x, place.y + 60, number(effect, 3), size=11.5, anchor="middle")
    )


def _factor(start, end, arrow, current):
    value = arrow.measured if arrow.yours is None else arrow.yours
    weight = {"font_weight": "bold"} if current else {}
    middle = (start.x + end.x) / 2
    text = words(middle, start.y + 82, f"×{number(value, 3)}", size=11.5, anchor="middle", **weight)
    left, right, y = middle - 14, middle + 14, start.y + 92
    style = OTHER._replace(dash="", width=2.4 if current else 1.4)
    head = stroke([left + 5, left, left + 5], [y - 3, y, y + 3], style)
    return text + stroke([left, right], [y, y], style) + head


def _lines(look, step, near):
    n = len(look.w)
    steps, place = 3 * n, {"step": step, "steps": 3 * n}
    if step == 0:
        yield say.CHAIN_START.format(steps=steps, x=number(look.a[0]))
    elif step <= n:
        incoming, out = "x" if step == 1 else f"a{below(step - 1)}", f"a{below(step)}"
        out += " = y" if step == n else ""
        numbers = {"a": number(look.a[step - 1]), "z": number(look.z[step - 1]), "out": number(look.a[step])}
        yield say.CHAIN_FORWARD.format(
            i=step, low=below(step), incoming=incoming, outgoing=out, **numbers, **place
        )
    else:
        yield from _back_lines(look, look.arrows[steps - step], place)
        if near:
            yield say.CHAIN_WHICH.format(measured=number(look.arrows[steps - step].measured))


def _back_lines(look, arrow, place):
    i = arrow.unit
    before = "x" if i == 1 else f"a{below(i - 1)}"
    after = "y" if i == len(look.w) else f"a{below(i)}"
    start, end = (f"z{below(i)}", after) if arrow.squashes else (before, f"z{below(i)}")
    factor = arrow.measured if arrow.yours is None else arrow.yours
    yield say.CHAIN_BACK.format(
        start=start,
        end=end,
        factor=number(factor),
        source=say.BY_MEASURING if arrow.yours is None else say.BY_FACTORS,
        effect=number(arrow.effect),
        effect_source=say.BY_MEASURING if arrow.squashes or not look.by_dydx else say.BY_DYDX,
        **place,
    )
    if arrow.differs():
        yield say.CHAIN_DIFFERS.format(measured=number(arrow.measured))


def _rows(look, step):
    """Return the table of the chain, with a dash where a number is not known yet."""
    n = len(look.w)
    passed = 2 * n - max(0, step - n)
    rows = [("x", "", number(look.a[0]), "", "", "", number(look.effects[0]) if passed == 0 else "–")]
    for i in range(1, n + 1):
        into, squash = look.arrows[2 * i - 2 : 2 * i]
        known = step >= i
        factors = [a.measured if a.yours is None else a.yours for a in (into, squash)]
        rows.append(
            (
                str(i),
                number(look.z[i - 1]) if known else "–",
                number(look.a[i]) if known else "–",
                number(factors[0]) if passed <= 2 * i - 2 else "–",
                number(factors[1]) if passed <= 2 * i - 1 else "–",
                number(look.links[i - 1]) if passed <= 2 * i - 2 else "–",
                number(look.effects[i]) if passed <= 2 * i and step >= n else "–",
            )
        )
    return rows


def _low(name):
    return name if name == "x" else name[0] + below(name[1:])
