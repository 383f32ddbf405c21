"""What all figures share: calling the student's functions, measuring on them, and how a figure looks.

Nothing here knows a right answer. If a function is compared with something, that something is measured on
another function of the same student, by moving its input a little and looking. A function that cannot be
drawn yet gives one kind line and no error.
"""
# ruff: noqa: PLC0415 -- matplotlib is slow to import and grading never draws

import base64
import io
import re
import textwrap
from html import escape

import numpy as np

from .. import words
from ..coach.frontend import TIGHT, say, shell, tell
from ..measure import around, measured_slope
from .theme import BLUE, INK, ORANGE, PAGE, PALE, PAPER, for_file

__all__ = [
    "BLUE",
    "INK",
    "ORANGE",
    "PALE",
    "PAPER",
    "around",
    "measured_slope",
    "say",
]  # what drawings use too

ROW_CHARS = 76
"""Letters that a window of 800 pixels shows in one row."""
WIDTH, TITLE = 4.6, 42
"""Inches that a figure is wide, and letters of its title in a line: even at half its size it can be read."""
SMALL = {"fontsize": 9.5}
"""The smallest letters of a figure."""


class NotDrawnError(Exception):
    """A function cannot be drawn; the message says so in words for the student."""


def not_ready(name, reason):
    """Return the error that says what a figure waits for; the reasons stand in `words`."""
    return NotDrawnError(words.WAITS.format(name=name, reason=reason))


def call(name, function, *args):
    """Return what the function returns; whatever goes wrong in it becomes one kind line."""
    try:
        return function(*args)
    except NotImplementedError:
        raise not_ready(name, words.UNWRITTEN) from None
    except (Exception, SystemExit) as error:
        raise not_ready(name, words.STOPPED.format(kind=type(error).__name__)) from None


def finite_numbers(name, value, shape):
    """Return the value as finite floats of the shape that the figure needs."""
    try:
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise not_ready(name, words.NO_NUMBERS) from None
    if numbers.shape != shape:
        raise not_ready(name, words.SHAPE.format(got=numbers.shape, wanted=shape))
    if not np.isfinite(numbers).all():
        raise not_ready(name, words.NOT_FINITE)
    return numbers


def one_number(name, function, *args):
    """Return the function's value as one real number."""
    value = call(name, function, *args)
    if np.iscomplexobj(value):
        raise not_ready(name, words.COMPLEX)
    return float(finite_numbers(name, value, ()))


def on_grid(name, function, z):
    """Return the function's values on a grid."""
    return finite_numbers(name, call(name, function, z.copy()), z.shape)


def chain_arguments(x, w, b):
    """Return fresh arguments at each use, so that no function can change another one's input."""
    weights = np.array(w, dtype=float)
    return (float(x), weights) if b is None else (float(x), weights, np.array(b, dtype=float))


def run_forward(forward, x, w, b):
    """Return z and a of the student's forward pass."""
    returned = call("chain_forward", forward, *chain_arguments(x, w, b))
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        raise not_ready("chain_forward", words.Z_AND_A)
    n = len(w)
    return finite_numbers("chain_forward", returned[0], (n,)), finite_numbers(
        "chain_forward", returned[1], (n + 1,)
    )


def run_dydx(dydx, x, w, b):
    """Return the student's dy/dx as a float."""
    return float(finite_numbers("chain_dydx", call("chain_dydx", dydx, *chain_arguments(x, w, b)), ()))


def complex_output(sigmoid_complex, w):
    """Return y as a function of a complex x: the student's forward pass may be made for real numbers only."""
    weights = np.array(w, dtype=float).tolist()

    def output(at):
        a = complex(at)
        for weight in weights:
            returned = call("sigmoid_complex", sigmoid_complex, weight * a)
            try:
                a = complex(returned)
            except (TypeError, ValueError):
                raise not_ready("sigmoid_complex", words.NO_NUMBER) from None
        return a

    return output


def positive(values):
    """Leave out what a logarithmic axis cannot show."""
    return np.where((values > 0.0) & np.isfinite(values), values, np.nan)


def new_panels(count, height=3.4):
    """Return `count` empty panels, one below the other."""
    import matplotlib.pyplot as plt

    size = (WIDTH, height if count == 1 else 1.0 + 1.75 * count)
    _, panels = plt.subplots(
        count, 1, figsize=size, sharex=True, dpi=110, layout="constrained", facecolor="white", squeeze=False
    )
    for panel in panels[:, 0]:
        panel.spines[["top", "right"]].set_visible(False)
        panel.grid(alpha=0.25)
    return panels[:, 0]


def name_lines(panel, heading=None):
    """Name all lines below the last panel, where the names hide no curve, whatever it is."""
    figure, look = panel.figure, {"title": heading, "title_fontsize": SMALL["fontsize"], "alignment": "left"}
    rows = sum(len(each.get_legend_handles_labels()[1]) for each in figure.axes) + bool(heading)
    figure.set_figheight(figure.get_figheight() + 0.19 * rows)
    figure.legend(loc="outside lower center", frameon=False, **SMALL, **look)


def title(panel, text):
    """Write the finding above a panel."""
    panel.set_title(textwrap.fill(text, TITLE), loc="left", fontsize=11.5, fontweight="bold")


def show(panel):
    """Show the figure of a panel, once, with words for a reader who does not see it."""
    import matplotlib.pyplot as plt

    figure = panel.figure
    if shell() is None:
        plt.show()
    else:
        _display(figure)
    plt.close(figure)


def _display(figure):
    """Show a figure as SVG, which goes with the page's theme; a front end without HTML gets it as PNG."""
    from IPython.display import display

    kinds = {kind: io.BytesIO() for kind in ("svg", "png")}
    for kind, data in kinds.items():
        figure.savefig(data, format=kind, dpi=figure.dpi, bbox_inches="tight")
    svg, png = for_file(kinds["svg"].getvalue().decode()), kinds["png"].getvalue()
    words_for_it = alternative(figure)
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
    html = f'<style>{PAGE}</style><img style="max-width:100%" alt="{escape(words_for_it)}" src="{source}">'
    png = base64.b64encode(png).decode()
    display({"text/html": html, "image/png": png, "text/plain": words_for_it}, raw=True)


def say_rows(*rows):
    """Say rows of numbers, whose columns stay: on a narrow page they can be moved sideways."""
    text = "\n".join(rows)
    look = TIGHT.replace("margin", "overflow-x:auto;white-space:pre;margin")
    tell(f'<pre tabindex="0" {look}>{escape(text)}</pre>', text)


def in_rows(numbers, before=""):
    """Return numbers as text whose rows fit into a narrow notebook, behind what stands before them."""
    look = {"float_kind": "{:8.4g}".format}
    return np.array2string(numbers, formatter=look, max_line_width=ROW_CHARS, prefix=before)


def alternative(figure):
    """Return in words what a figure shows: of each panel its title, its axes and what its legend names."""
    sentences = []
    for panel in figure.axes:
        names = [name for name in panel.get_legend_handles_labels()[1] if not name.startswith("_")]
        parts = {"title": panel.get_title(loc="left"), "x": panel.get_xlabel(), "y": panel.get_ylabel()}
        sentences += [words.PANEL_TITLE.format(**parts)] if parts["title"] else []
        sentences += [words.PANEL_AXES.format(**parts)] if parts["x"] and parts["y"] else []
        sentences += [words.PANEL_NAMES.format(names="; ".join(names))] if names else []
    return _plain(" ".join(sentences or [words.FIGURE]))


def _plain(text):
    """Return a text without the marks of formulas, and without a full stop after another mark."""
    for mark, plain in ((r"\\partial\s*", "\N{PARTIAL DIFFERENTIAL}"), (r"\\,", " "), (r"\\math(bf|rm)", "")):
        text = re.sub(mark, plain, text)
    return " ".join(re.sub(r"[$\\{}]", "", text).replace("?.", "?").split())
