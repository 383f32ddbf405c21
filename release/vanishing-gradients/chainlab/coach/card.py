"""How the outcome of a check looks: a line for each promise, an edge with a word, hints that fold open."""

from html import escape
from typing import NamedTuple

from . import words
from .frontend import TIGHT, paragraphs
from .words import wrapped

RIGHT = ("passed", "so_far", "form")
"""States in which nothing was found against a function."""
EDGES = {
    "failed": "var(--jp-warn-color1, #c75300)",
    "not_attempted": "var(--jp-border-color0, #8a8a8a)",
    "form": "var(--jp-info-color1, #0277bd)",
}
RIGHT_EDGE = "var(--jp-success-color1, #2e7d32)"
CARD = "border-left:5px solid {edge};padding:0.1em 0 0.1em 0.9em;margin:0.2em 0;max-width:48em"
LINE = "padding-left:1.5em;text-indent:-1.5em;margin:0.1em 0"
FOLD = "cursor:pointer;text-decoration:underline;padding:0.25em 0"


class Promise(NamedTuple):
    """Something that an exercise promises, and whether a function keeps it.

    Parameters
    ----------
    title : str
        What is promised.
    kept : bool or None
        None if it was not tried.
    seen : str
        What shows that it is not kept.
    hint_id : str or None
        Whose hint fits.
    notes : tuple of str
        What else to tell.
    """

    title: str
    kept: bool | None
    seen: str = ""
    hint_id: str | None = None
    notes: tuple = ()


class Finding(NamedTuple):
    """The outcome of one check.

    Parameters
    ----------
    state : str
        "passed"; "so_far", if all that can be tried here is right; "form", if only the form could be looked
        at; "not_attempted"; or "failed".
    says : str
        The sentence at the top; "" if its state and the promises say all.
    promises : tuple of Promise
        What was tried, and what was not.
    notes : tuple of str
        What else to tell.
    hints : tuple of str
        A question, a pointer, a similar case.
    step : int
        Which of them is asked for.
    name : str
        Name of the exercise.
    """

    state: str
    says: str
    promises: tuple = ()
    notes: tuple = ()
    hints: tuple = ()
    step: int = 1
    name: str = ""

    @property
    def is_right(self):
        """Whether nothing was found against the function."""
        return self.state in RIGHT

    @property
    def sentences(self):
        """All that is said, as sentences; of the hints the one that is asked for."""
        tried = [_line(promise) for promise in self.promises if promise.kept is not None]
        hints = [words.HINT.format(step=self.step, text=self.hints[self.step - 1])] if self.hints else []
        if self.step < len(self.hints):
            hints.append(words.NEXT_HINT.format(name=self.name, step=self.step + 1))
        says = self.says or words.NOT_YET.format(name=self.name)
        return [says, *tried, *self._later(), *self.notes, *hints]

    def _head(self):
        head = words.HEADS[self.state]
        return head if self.says else f"{head}: {self.name}"

    def _later(self):
        later = [promise.title for promise in self.promises if promise.kept is None]
        return [words.LATER.format(titles="; ".join(later))] if later else []

    def as_text(self):
        """Return it as lines, for a front end without HTML, and for `nbgrader validate`."""
        return "\n".join(map(wrapped, self.sentences))

    def as_html(self):
        """Return it as HTML: hints open one below the other, without a kernel and after a restart."""
        promises = "".join(_item(promise) for promise in self.promises if promise.kept is not None)
        edge = EDGES.get(self.state, RIGHT_EDGE)
        return "".join(
            [
                f'<div style="{CARD.format(edge=edge)}">',
                f"<p {TIGHT}><strong>{escape(self._head())}</strong></p>",
                paragraphs(self.says) if self.says else "",
                f'<ul style="list-style:none;padding:0;margin:0.3em 0">{promises}</ul>' if promises else "",
                *map(paragraphs, [*self._later(), *self.notes]),
                self._folds(),
                "</div>",
            ]
        )

    def _folds(self):
        """Return the hints: the first one is there, each further one stands in the fold of the one before."""
        inner = ""
        for step, text in reversed(list(enumerate(self.hints, 1))):
            inner = paragraphs(words.HINT.format(step=step, text=text)) + inner
            if step > 1:
                is_open = " open" if step <= self.step else ""
                label = escape(words.SHOW_HINT.format(step=step))
                inner = f'<details{is_open}><summary style="{FOLD}">{label}</summary>{inner}</details>'
        return inner


def _line(promise):
    text = words.KEPT if promise.kept else words.NOT_KEPT
    return text.format(title=promise.title, seen=promise.seen).rstrip(" :")


def _item(promise):
    """Return a promise as an item of a list; its mark is read aloud as the word that stands for it."""
    mark, _, text = _line(promise).partition(" ")
    word = words.HEADS["passed" if promise.kept else "failed"]
    named = f'role="img" aria-label="{escape(word)}"'
    return f'<li style="{LINE}"><strong {named}>{mark}</strong>&ensp;{escape(text, quote=False)}</li>'
