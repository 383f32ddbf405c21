"""Markdown to HTML that is safe to show: cleaned after rendering, so that nothing a student wrote is live.

Formulas become MathML, which browsers draw by themselves: pages need no script and no internet connection.
"""

from __future__ import annotations

import contextlib
import html
import itertools
import re
from collections.abc import Callable
from typing import Any

import latex2mathml.converter
import nh3
from jinja2 import pass_context
from mistune.util import striptags
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from pygments.token import STANDARD_TYPES

MATHML = {
    *("math", "mi", "mo", "mn", "mrow", "msub", "msup", "msubsup", "mfrac", "mtext", "mspace", "mstyle"),
    *("munder", "mover", "munderover", "msqrt", "mroot", "mtable", "mtr", "mtd", "mpadded"),
}
ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "*": {"lang", "dir", "title"},
    "math": {"xmlns", "display"},
    "mo": {"stretchy", "fence", "form"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mspace": {"width"},
}
"""Styles, handlers and forms are not among what is allowed, nor names that a page's scripts look for."""
CLASSES = {
    "div": {"highlight", "panel", "panel-info", "panel-heading", "panel-body", "marking"},
    "span": {name for name in STANDARD_TYPES.values() if name},
}
"""Classes that colour code, and those of the box beside an answer: others could cover the page."""

FIGURE = re.compile(r"figures/[\w-]+\.(svg|png)\Z")

FORMULA_CHARS, ANSWER_CHARS, CODE_CHARS, LINE_CHARS = 2_000, 10_000, 20_000, 500
"""Longer texts are shown as they are: the time of converters grows with the square of a flood's length."""

NESTING = 40
"""HTML nested more deeply is shown as its source: what reads the page later would run out of stack."""
TAG = re.compile(r"<(/?)(\w+)")
VOID = {"br", "hr", "img", "wbr", "col", "area"}


def _own_figures(tag: str, attribute: str, value: str) -> str | None:
    """Keep addresses of the course's own pictures only: a page must not load what a student chose."""
    return None if (tag, attribute) == ("img", "src") and not FIGURE.match(value) else value


ALLOWED: Any = {
    "attributes": ATTRIBUTES,
    "attribute_filter": _own_figures,
    "url_schemes": {"http", "https", "mailto"},
}
"""What all pages allow; tags and classes differ."""


def clean_html(text: str | bytes) -> str:
    """Return HTML without scripts, handlers, styles, forms, and links other than http, https and mailto."""
    text = text if isinstance(text, str) else text.decode()  # so templates hand over a picture
    return nh3.clean(text, tags=nh3.ALLOWED_TAGS | MATHML, allowed_classes=CLASSES, **ALLOWED)


def clean_answer(source: str) -> str:
    """Return a student's answer as clean HTML for a feedback page.

    Raw HTML is shown as it was typed. Headings are bold lines: the page keeps its own order of headings.
    Pictures are named only: a page that is sent out loads nothing.
    """
    tags = (nh3.ALLOWED_TAGS | MATHML) - {"img"}
    return _render(source, AnswerRenderer(), lambda rendered: nh3.clean(rendered, tags=tags, **ALLOWED))


def _render(source: str, renderer: IPythonRenderer, clean: Callable[[str], str]) -> str:
    """Return markdown as clean HTML; the source itself if rendering would fail, or take too long."""
    if len(source) <= ANSWER_CHARS:
        # An attachment may not be there, and nesting may have no end.
        with contextlib.suppress(InvalidNotebook, RecursionError):
            rendered = clean(MarkdownWithMath(renderer=renderer).render(source))
            if _nesting(rendered) <= NESTING:
                return rendered
    return f"<pre>{html.escape(source)}</pre>"


def _nesting(clean: str) -> int:
    """Return how deeply the tags of clean HTML, in which every one is closed, are nested."""
    steps = (-1 if tag[1] else 1 for tag in TAG.finditer(clean) if tag[2] not in VOID)
    return max(itertools.accumulate(steps), default=0)


def highlight_code(source: str, language: str | None = None, metadata: object = None) -> str:
    """Return code as coloured HTML; a template filter instead of nbconvert's, which it uses."""
    if len(source) <= CODE_CHARS and max(map(len, source.splitlines()), default=0) <= LINE_CHARS:
        return str(Highlight2HTML(pygments_lexer="ipython3")(source, language, metadata))
    return f'<div class="highlight"><pre>{html.escape(source)}</pre></div>'


class MathMLRenderer(IPythonRenderer):
    """nbconvert's renderer with formulas as MathML."""

    def inline_math(self, body: str) -> str:
        """Render `$...$`."""
        return _formula(body, "inline")

    def block_math(self, body: str) -> str:
        """Render `$$...$$`."""
        return f"<p>{_formula(body, 'block')}</p>"

    def latex_environment(self, name: str, body: str) -> str:
        r"""Render `\begin{name} ... \end{name}`."""
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


class AnswerRenderer(MathMLRenderer):
    """The renderer of a student's answer: no raw HTML, no headings, no pictures."""

    def heading(self, text: str, level: int, **attrs: object) -> str:
        """Render a heading as a bold line."""
        del level, attrs
        return f"<p><strong>{text}</strong></p>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Render a picture as its alternative text."""
        del url, title
        return f"[picture: {striptags(text)}]"


def _formula(source: str, display: str) -> str:
    if len(source) <= FORMULA_CHARS:
        try:
            return str(latex2mathml.converter.convert(source, display=display))
        except Exception:  # noqa: S110  (an invalid formula is shown as it was typed)
            pass
    return f"<code>{html.escape(source)}</code>"


@pass_context
def clean_markdown(context: object, source: str) -> str:
    """Return a markdown cell as clean HTML; a template filter instead of `markdown2html`."""
    del context
    return _render(source, MathMLRenderer(escape=False), clean_html)


def keep_links(page: str) -> str:
    """Return HTML as it is; a template filter instead of `strip_files_prefix`.

    That one corrects links of IPython before 2014, by an expression that takes minutes for many brackets.
    """
    return page
