"""HTML that came from a stranger's box or file: what of it may stand on a page, and how deep it goes."""

from __future__ import annotations

import itertools
import re
import secrets

import nh3

OURS = f"marking-{secrets.token_hex(8)}"
"""Class of the box beside an answer. It is another one each time the program starts, so that no text of a
student's, which was there before, can look like that box."""
NESTING = 40
"""HTML nested more deeply is not taken: what reads the page later would run out of stack."""
GROWTH, TIMES = 100_000, 4
"""A parser repeats what was opened and not closed, such as bold, in each paragraph or cell that follows: so
many repetitions there may be at most, and so many times as long may the clean HTML be."""
TAG = re.compile(r"<(/?)(\w+)")
REPEATED = "a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
OPENED = re.compile(rf"<(?:{REPEATED})\b", re.IGNORECASE)
CLOSED_AT_ONCE = re.compile(rf"""<({REPEATED})(?:\s[\w-]+="[^"<>]*")*>[^<>]*</\1>""", re.IGNORECASE)
VOID = {"br", "hr", "img", "wbr", "col", "area"}
TABLE_TAGS = {
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *(
        "div",
        "p",
        "span",
        "br",
        "hr",
        "pre",
        "code",
        "b",
        "i",
        "u",
        "s",
        "em",
        "strong",
        "small",
        "sub",
        "sup",
    ),
    *("ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"),
}
TABLE_ATTRIBUTES = {
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "table": {"border"},
    "ol": {"start"},
}


def clean_table(text: str) -> str:
    """Return HTML that a value shows itself by, such as a table of pandas: no link, picture, style or script.

    Empty if nothing is left, if it is nested too deeply, or if it would grow.
    """
    if grows(text):
        return ""
    clean = nh3.clean(
        text, tags=TABLE_TAGS, attributes=TABLE_ATTRIBUTES, allowed_classes={"table": {"dataframe"}}
    )
    return clean.strip() if nesting(clean) <= NESTING and len(clean) <= TIMES * len(text) else ""


def grows(text: str) -> bool:
    """Return whether a parser could make far more of HTML than it holds, in time and size."""
    return len(OPENED.findall(CLOSED_AT_ONCE.sub("", text))) * text.count("<") > GROWTH


def nesting(clean: str) -> int:
    """Return how deeply the tags of clean HTML, in which every one is closed, are nested."""
    steps = (-1 if tag[1] else 1 for tag in TAG.finditer(clean) if tag[2] not in VOID)
    return max(itertools.accumulate(steps), default=0)
