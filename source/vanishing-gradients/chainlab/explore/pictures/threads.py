"""Picture of the widget Threads: inputs as lines through the layers, and how far the outer ones are apart."""

import numpy as np

from .. import words
from ..panel import Axis, Panel, Sheet
from ..picture import Shown, paragraphs
from ..svg import INK, OTHER, THIN, YOURS, Style, number

LEAST = 1e-17
"""What is nearer together than floats can be is drawn here."""


def draw(look):
    """Return the picture and the read-out of a `Look`."""
    lines = list(_lines(look))
    alt = (
        f"Above: {len(look.a)} inputs as lines through the layers. Below: how far the outer lines are apart. "
        f"{' '.join(lines)}"
    )
    return Shown(Sheet([[_threads(look)], [_lengths(look)]], alt), paragraphs(lines))


def _threads(look):
    inputs, layers, bundles = look.a[:, 0], np.arange(look.a.shape[1]), look.bundles()
    low, high = min(0.0, inputs[0]), max(1.0, inputs[-1])
    if inputs[-1] - inputs[0] < 0.1:
        low, high = 0.0, 1.0
    room = 0.03 * (high - low)
    title = words.THREADS_TITLE[bundles is not None]
    axes = Axis("layer (0 is the input)", 0.0, float(layers[-1])), Axis("a", low - room, high + room)
    panel = Panel(title, *axes, height=330)
    for k, row in enumerate(look.a):
        style, label = _thread(k, len(look.a), bundles)
        panel.line(layers, row, style, label)
    return panel


def _thread(k, count, bundles):
    """Return how thread k is drawn: the outer ones thick, each bundle in its own way, and its label."""
    outer = k in (0, count - 1)
    if bundles is None:
        style, label = YOURS, words.THREADS_ALL if k == 0 else None
    elif bundles[0] <= k < count - bundles[1]:
        style, label = Style(INK, "2 4"), words.THREADS_BETWEEN if k == bundles[0] else None
    else:
        style, label = (YOURS, OTHER)[k >= bundles[0]], words.THREADS_BUNDLES[k > 0] if outer else None
    return style._replace(width=2.2 if outer else 1.0), label


def _lengths(look):
    lengths = np.maximum(look.lengths(), LEAST)
    layers = np.arange(len(lengths))
    low = 10.0 ** (5 * np.floor(np.log10(lengths.min()) / 5 + 1e-9))
    axes = (
        Axis("layer (0 is the input)", 0.0, float(layers[-1])),
        Axis("distance", min(low, 1e-5), 10.0, log=True),
    )
    panel = Panel(words.THREADS_LENGTH.format(length=number(look.lengths()[-1], 3)), *axes, height=200)
    panel.line(layers, lengths, Style(YOURS.colour, "", 1.4))
    panel.marks(layers, lengths, YOURS, size=3.2)
    panel.level(1.0, THIN)
    return panel


def _lines(look):
    n, lengths, bundles = look.a.shape[1] - 1, look.lengths(), look.bundles()
    yield words.THREADS_HERE.format(
        n=n,
        units=words.UNIT_WORD[n > 1],
        w=number(look.w),
        b=number(look.b),
        before=number(lengths[0], 3),
        after=number(lengths[-1], 3),
    )
    if bundles is not None:
        first, second = bundles
        yield words.THREADS_PART.format(
            first=first,
            second=second,
            low=number(look.a[first - 1, 0]),
            high=number(look.a[len(look.a) - second, 0]),
        )
    if look.distinct() < len(look.a):
        yield words.THREADS_FLOATS.format(
            inputs=len(look.a), outputs=look.distinct(), numbers=words.NUMBER_WORD[look.distinct() > 1]
        )
