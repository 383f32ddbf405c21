"""Feedback pages: nbgrader's, with everything a student wrote cleaned."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import HTMLExporter
from traitlets import default

from autograder.reports.markdown import clean_markdown


class FeedbackExporter(HTMLExporter):
    """The exporter of `nbgrader generate_feedback`."""

    export_from_notebook = None  # it is no choice of `jupyter nbconvert`

    @default("sanitize_html")  # type: ignore[untyped-decorator]
    def _sanitize(self) -> bool:
        return True

    def default_filters(self) -> Any:
        """Yield nbconvert's filters, with a markdown filter whose result is clean."""
        yield from super().default_filters()
        yield ("markdown2html", clean_markdown)
