"""A widget in the notebook: the guess that comes first, the page's style, what is left without a kernel.

ipywidgets and IPython are slow to import and grading never draws, so they are loaded when one is shown.
"""
# ruff: noqa: PLC0415

import asyncio
import base64
import functools
from html import escape
from pathlib import Path

from ..coach.frontend import show_widget
from ..drawing.theme import IN_DARK_PAGES, PAGE, dark_rules, for_file
from . import words
from .controls import button
from .picture import paragraphs

QUIET = 0.4
"""Seconds without a move after which the last picture is kept: not while a slider moves."""


@functools.cache
def page(name):
    """Return what a page needs for widgets: "page.css" or "page.js"."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def style():
    """Return the style of all widgets, as HTML."""
    return f"<style>{page('page.css')}{PAGE}{dark_rules(f'{IN_DARK_PAGES} .chainlab-explore')}</style>"


class Gate:
    """What stands in the place of a widget until a guess was noted.

    Parameters
    ----------
    make : function
        Makes the `Explorer` from `yours`.
    yours : Yours
        The functions that it draws with.
    topic : str or None
        The prediction that comes first.
    """

    def __init__(self, make, yours, topic):
        import ipywidgets

        self.explorer, self.button, self._make = None, None, lambda: make(yours)
        self.on_drawn = lambda _: None
        self.box = ipywidgets.VBox()
        self.box.add_class("chainlab-explore")
        reason, guess = yours.waits(), None if topic is None else _guess(topic)
        if reason is not None:
            self._say([reason])
        elif topic is None or guess is not None:
            self.open([words.GUESSED.format(topic=topic, answer=guess)] if guess is not None else [])
        else:
            self.button = button(words.ANYWAY)
            self.button.on_click(lambda _: self.open())
            self._say([words.GUESS_FIRST.format(topic=topic)], self.button)

    def _say(self, lines, *more):
        import ipywidgets

        self.box.children = [ipywidgets.HTML(paragraphs(lines)), *more]

    def open(self, lines=()):
        """Show the widget."""
        self.explorer = self._make()
        self.explorer.on_drawn = self._drawn
        self._say(lines, self.explorer.box)
        self.on_drawn(self.explorer.seen)

    def _drawn(self, seen):
        self.on_drawn(seen)


def _guess(topic):
    from ..coach.predict import prediction

    return prediction(topic)


def still(seen):
    """Return an output that keeps the last picture; the page shows it where no widget is."""
    if seen is None or seen.sheet is None:
        return {"text/html": style(), "text/plain": words.NO_KERNEL}
    picture = base64.b64encode(for_file(seen.svg).encode()).decode()
    look = f'alt="{escape(seen.sheet.alt)}" src="data:image/svg+xml;base64,{picture}"'
    text = paragraphs([words.GONE], "font-weight:bold") + f"<img {look}>{seen.readout}"
    return {"text/html": f'{style()}<div class="chainlab-still">{text}</div>', "text/plain": words.NO_KERNEL}


class Later:
    """Calls a function once things have been quiet for a while, with what it was last called with."""

    def __init__(self, function):
        self._function, self._waiting = function, None

    def __call__(self, *args):
        """Call the function later; at once where no loop runs that could do so."""
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._function(*args)
        else:
            self._waiting = loop.call_later(QUIET, self._function, *args)


def show(make, yours, topic):
    """Show a widget in the notebook, or what must come first; see `Gate`."""
    from IPython.display import display

    gate = Gate(make, yours, topic)
    kept = display(still(gate.explorer and gate.explorer.seen), raw=True, display_id=True)
    gate.on_drawn = Later(lambda seen: kept.update(still(seen), raw=True))
    show_widget(gate.box, words.NO_KERNEL)
    display({"application/javascript": page("page.js"), "text/plain": ""}, raw=True)
