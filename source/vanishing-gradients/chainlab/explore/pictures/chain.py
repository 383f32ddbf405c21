"""Picture and read-out of the widget Chain stepper."""

from typing import NamedTuple

from .. import words as say
from ..mathematics.chain import Look
from ..panel import Sheet
from ..picture import Shown, paragraphs, table
from ..svg import below, element, number
from .diagram import Progress, diagram, names

UNKNOWN = "–"


def draw(look, step, near=()):
    """Return the picture and the read-out after a number of steps.

    Parameters
    ----------
    look : Look
        The numbers of the chain.
    step : int
        See `Progress`.
    near : sequence of Candidate
        The numbers that might go into the slope of the arrow that was passed last.
    """
    progress = Progress(len(look.w), step)
    lines = list(_lines(look, progress, near))
    tables = table(say.CHAIN_TABLE, _rows(look, progress))
    if near:
        rows = [(_low(c.name), number(c.value), number(c.slope), say.CHAIN_FITS[c.fits]) for c in near]
        tables = table(say.CHAIN_CANDIDATES, rows) + tables
    alt = say.CHAIN_ALT.format(n=progress.n, units=say.UNIT_WORD[progress.n > 1]) + lines[0]
    return Shown(Sheet([[Boxes(look, step)]], alt), paragraphs(lines), tables)


class Boxes(NamedTuple):
    """The diagram as a part of a `Sheet`."""

    look: Look
    step: int

    def height(self, width):
        """Return how high it is."""
        return self._drawn(width)[1]

    def svg(self, left, top, width):
        """Return it as SVG elements."""
        return element("g", "".join(self._drawn(width)[0]), transform=f"translate({left:g} {top:g})")

    def _drawn(self, width):
        return diagram([number(w, 3) for w in self.look.w], self.look, self.step, width)


def _lines(look, progress, near):
    n, step = progress
    place = {"step": step, "steps": 3 * n}
    if step == 0:
        yield say.CHAIN_START.format(x=number(look.a[0]), **place)
    elif step <= n:
        yield say.CHAIN_FORWARD.format(
            i=step,
            low=below(step),
            incoming=names(n)[2 * step - 2],
            outgoing=names(n)[2 * step],
            a=number(look.a[step - 1]),
            z=number(look.z[step - 1]),
            out=number(look.a[step]),
            **place,
        )
    else:
        yield from _back_lines(look, progress, place)
        if near:
            yield say.CHAIN_WHICH.format(measured=number(look.arrows[progress.passed()].measured))


def _back_lines(look, progress, place):
    j = progress.passed()
    arrow, called = look.arrows[j], names(progress.n)
    by_dydx = look.by_dydx and j % 2 == 0
    yield say.CHAIN_BACK.format(
        start=called[j],
        end=called[j + 1],
        factor=number(arrow.factor()),
        source=say.BY_MEASURING if arrow.yours is None else say.BY_FACTORS,
        effect=number(look.effect(j)),
        effect_source=say.BY_DYDX if by_dydx else say.BY_MEASURING,
        **place,
    )
    if arrow.differs():
        yield say.CHAIN_DIFFERS.format(measured=number(arrow.measured))


def _rows(look, progress):
    """Return the table of the chain, with a dash where a number is not known yet."""

    def if_known(known, value):
        return number(value) if known else UNKNOWN

    def effect(k):
        return if_known(progress.knows_effect(k), look.effect(k))

    rows = [("x", "", number(look.a[0]), "", "", "", effect(0))]
    for i in range(1, progress.n + 1):
        into, squash = 2 * i - 2, 2 * i - 1
        rows.append(
            (
                str(i),
                if_known(progress.knows(squash), look.z[i - 1]),
                if_known(progress.knows(squash), look.a[i]),
                if_known(progress.knows_effect(into), look.arrows[into].factor()),
                if_known(progress.knows_effect(squash), look.arrows[squash].factor()),
                if_known(progress.knows_effect(into), look.links[i - 1]),
                effect(2 * i),
            )
        )
    return rows


def _low(name):
    return name if name == "x" else name[0] + below(name[1:])
