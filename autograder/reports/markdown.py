"""Markdown to HTML that is safe to show: cleaned after rendering, so that nothing a student wrote is live."""

from __future__ import annotations

import html

import nh3
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, InvalidNotebook

ATTRIBUTES = {**nh3.ALLOWED_ATTRIBUTES, "*": {"class", "id", "lang", "dir", "title"}}
"""Classes keep code highlighting; styles, handlers and forms are not among what is allowed."""


def clean_html(text: str) -> str:
    """Return HTML without scripts, handlers, styles, forms, and links other than http, https and mailto."""
    return nh3.clean(text, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"})


@pass_context
def clean_markdown(context: object, source: str) -> str:
    """Return a markdown cell as clean HTML; a template filter in the place of `markdown2html`."""
    del context
    try:
        rendered = MarkdownWithMath(renderer=IPythonRenderer(escape=False)).render(source)
    except (InvalidNotebook, RecursionError):  # an attachment that is not there; nesting without end
        rendered = f"<pre>{html.escape(source)}</pre>"
    return clean_html(rendered)
