"""Markdown to HTML that is safe to show: cleaned after rendering, so that nothing a student wrote is live.

Formulas become MathML, which browsers draw by themselves: pages need no script and no network.
"""

from __future__ import annotations

import html

import latex2mathml.converter
import nh3
from jinja2 import pass_context
from mistune.util import striptags
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

MATHML = {
    *("math", "mi", "mo", "mn", "mrow", "msub", "msup", "msubsup", "mfrac", "mtext", "mspace", "mstyle"),
    *("munder", "mover", "munderover", "msqrt", "mroot", "mtable", "mtr", "mtd", "mpadded"),
}
ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "*": {"class", "id", "lang", "dir", "title"},
    "math": {"xmlns", "display"},
    "mo": {"stretchy", "fence", "form"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mspace": {"width"},
}
"""Classes keep code highlighting; styles, handlers and forms are not among what is allowed."""

FORMULA_CHARS = 2_000
"""A longer formula is shown as its source: the converter is no place for a student's flood."""


def clean_html(text: str) -> str:
    """Return HTML without scripts, handlers, styles, forms, and links other than http, https and mailto."""
    return nh3.clean(
        text, tags=nh3.ALLOWED_TAGS | MATHML, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}
    )


def clean_answer(source: str) -> str:
    """Return a student's answer as clean HTML for a page of ours.

    Raw HTML is shown as it was typed. Headings are bold lines: the page keeps its own order of headings.
    Pictures are named only: a page that is sent out loads nothing.
    """
    try:
        rendered = MarkdownWithMath(renderer=AnswerRenderer()).render(source)
    except (InvalidNotebook, RecursionError):
        rendered = f"<pre>{html.escape(source)}</pre>"
    kept = {tag: names - {"id", "class"} for tag, names in ATTRIBUTES.items()}
    tags = (nh3.ALLOWED_TAGS | MATHML) - {"img"}
    return nh3.clean(rendered, tags=tags, attributes=kept, url_schemes={"http", "https", "mailto"})


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
        except Exception:  # noqa: S110  (a formula that is none is shown as it was typed)
            pass
    return f"<code>{html.escape(source)}</code>"


@pass_context
def clean_markdown(context: object, source: str) -> str:
    """Return a markdown cell as clean HTML; a template filter in the place of `markdown2html`."""
    del context
    try:
        rendered = MarkdownWithMath(renderer=MathMLRenderer(escape=False)).render(source)
    except (InvalidNotebook, RecursionError):  # an attachment that is not there; nesting without end
        rendered = f"<pre>{html.escape(source)}</pre>"
    return clean_html(rendered)
