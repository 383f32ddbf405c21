"""Markdown to HTML that is safe to show: cleaned after rendering, so that nothing a student wrote is live.

Formulas become MathML, which browsers draw by themselves: pages need no script and no internet connection.
"""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Callable, Mapping
from typing import Any

import latex2mathml.converter
import nh3
from jinja2 import pass_context
from markupsafe import Markup
from mistune.util import striptags
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from pygments.token import STANDARD_TYPES

from autograder.reports.pictures import FIGURE, Pictures
from autograder.submission.markup import NESTING, OURS, TIMES, grows, nesting

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
    "div": {"highlight", OURS, f"{OURS}-heading", f"{OURS}-body"},
    "span": {name for name in STANDARD_TYPES.values() if name},
}
"""Classes that colour code, and those of the box beside an answer: others could cover the page."""
MARKS = {"mark": {"right", "mixup"}}
"""Classes of pieces of an answer that the desk marks; its renderer alone can put them there."""

FORMULA_CHARS, ANSWER_CHARS, CODE_CHARS, LINE_CHARS = 2_000, 10_000, 20_000, 500
"""Longer texts are shown as they are: the time of converters grows with the square of a flood's length."""
LEAST_CHARS = 1_000
BLANK = re.compile(r"\s{200}")
"""What is slow within these bounds: a lexer's expressions look at each blank at all that follow."""


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
    if not grows(text):
        clean = nh3.clean(text, tags=nh3.ALLOWED_TAGS | MATHML, allowed_classes=CLASSES, **ALLOWED)
        if len(clean) <= TIMES * len(text) + LEAST_CHARS:
            return clean
    return f"<pre>{html.escape(text)}</pre>"


def clean_answer(
    source: str,
    attachments: Mapping[str, Any] | None = None,
    renderer: Callable[[Pictures], AnswerRenderer] | None = None,
) -> str:
    """Return a student's answer as clean HTML for a feedback page.

    Raw HTML is shown as it was typed. Headings are bold lines: the page keeps its own order of headings.
    Pictures are shown if they are among the attachments: a page that is sent out loads nothing.

    Parameters
    ----------
    renderer
        Makes the renderer, if it is another one: it may mark pieces of the answer.
    """
    pictures = Pictures(attachments or {})

    def own_pictures(tag: str, attribute: str, value: str) -> str | None:
        return None if (tag, attribute) == ("img", "src") and not pictures.is_own(value) else value

    def clean(rendered: str) -> str:
        allowed = ALLOWED | {"attribute_filter": own_pictures}
        return nh3.clean(rendered, tags=nh3.ALLOWED_TAGS | MATHML, allowed_classes=MARKS, **allowed)

    return _render(source, (renderer or AnswerRenderer)(pictures), clean, pictures)


def _render(source: str, renderer: IPythonRenderer, clean: Callable[[str], str], pictures: Pictures) -> str:
    """Return markdown as clean HTML; the source itself if rendering would fail, or take too long."""
    if len(source) <= ANSWER_CHARS:
        with contextlib.suppress(InvalidNotebook, RecursionError):  # nesting may have no end
            rendered = clean(MarkdownWithMath(renderer=renderer).render(source))
            if nesting(rendered) <= NESTING:
                return pictures.put_into(rendered)
    return pictures.put_into(f"<pre>{html.escape(source)}</pre>{clean(pictures.all())}")


def highlight_code(source: str, language: str | None = None, metadata: object = None) -> str:
    """Return code as coloured HTML; a template filter instead of nbconvert's, which it uses."""
    short = len(source) <= CODE_CHARS and max(map(len, source.splitlines()), default=0) <= LINE_CHARS
    if short and not BLANK.search(source):
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


class PictureRenderer(MathMLRenderer):
    """The renderer of what a student may have written: its pictures fetch nothing."""

    def __init__(self, pictures: Pictures, **options: Any) -> None:
        super().__init__(**options)
        self.pictures = pictures

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Render a picture, or name it."""
        del title
        return self.pictures.html(html.unescape(striptags(text)), url)

    def block_html(self, html: str) -> str:
        """Render HTML between paragraphs."""
        return self.pictures.in_html(html, super().block_html)

    def inline_html(self, html: str) -> str:
        """Render HTML in a line."""
        return self.pictures.in_html(html, super().inline_html)


class AnswerRenderer(PictureRenderer):
    """The renderer of a student's answer: no raw HTML, no headings."""

    def heading(self, text: str, level: int, **attrs: object) -> str:
        """Render a heading as a bold line."""
        del level, attrs
        return f"<p><strong>{text}</strong></p>\n"

    def block_html(self, html: str) -> str:
        """Render HTML as it was typed, with its pictures."""
        return f"<p>{self.pictures.in_html(html.strip(), self.escape_html)}</p>\n"


def _formula(source: str, display: str) -> str:
    if len(source) <= FORMULA_CHARS:
        known = source.replace("{aligned}", "{align*}")  # latex2mathml would show its signs & as they are
        try:
            return str(latex2mathml.converter.convert(known, display=display))
        except Exception:  # noqa: S110  (an invalid formula is shown as it was typed)
            pass
    return f"<code>{html.escape(source)}</code>"


def formula_html(source: str) -> Markup:
    """Return a formula of the course in TeX as clean MathML."""
    return Markup(nh3.clean(_formula(source, "inline"), tags=MATHML | {"code"}, **ALLOWED))  # noqa: S704  (cleaned)


@pass_context
def clean_markdown(context: Any, source: str) -> str:
    """Return a markdown cell as clean HTML; a template filter instead of `markdown2html`."""
    cell = context.get("cell") if context is not None else None
    pictures = Pictures((cell or {}).get("attachments") or {}, figures=True)
    return _render(source, PictureRenderer(pictures, escape=False), clean_html, pictures)


def keep_links(page: str) -> str:
    """Return HTML as it is; a template filter instead of `strip_files_prefix`.

    That one corrects links of IPython before 2014, by an expression that takes minutes for many brackets.
    """
    return page
