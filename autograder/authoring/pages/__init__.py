"""The notebooks as pages: to read and to print without Jupyter, scripts or an internet connection."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from traitlets.config import Config

from autograder.reports.markdown import MathMLRenderer

TEMPLATES = Path(__file__).with_name("templates")
LONG = 60
"""Characters from which on a formula in a line may be wider than a narrow window."""


class PageRenderer(MathMLRenderer):
    """The renderer of a page: a formula wider than a narrow window scrolls by itself, also by keyboard."""

    def inline_math(self, body: str) -> str:
        """Render `$...$`."""
        formula = super().inline_math(body)
        return f'<span class="formula" tabindex="0">{formula}</span>' if len(body) > LONG else formula

    def block_math(self, body: str) -> str:
        """Render `$$...$$`."""
        return f'<div class="formula" tabindex="0">{super().block_math(body)}</div>'

    def block_html(self, html: str) -> str:
        """Render HTML between paragraphs: a tag that stands alone opens what follows it.

        nbconvert's embedding of pictures would close it at once, and leave a box or a fold empty.
        """
        return super().block_html(html) if "<img" in html else html


class PageExporter(HTMLExporter):
    """nbconvert's page with formulas as MathML, pictures inside, and colours of enough contrast."""

    export_from_notebook = None  # it is not offered in JupyterLab's menu

    def __init__(self, folder: Path, **options: Any) -> None:
        options["config"] = Config(
            TemplateExporter={"extra_template_basedirs": [str(TEMPLATES)], "template_name": "accessible"},
            HTMLExporter={"embed_images": True},
        )
        super().__init__(**options)
        self.folder = folder
        self.register_filter("markdown2html", self.as_html)

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:
        """Return the page of a notebook, which bears the name of its first heading."""
        titles = (re.match(r"# +(.+)", cell.source) for cell in nb.cells if cell.cell_type == "markdown")
        title = next((found[1] for found in titles if found), None)
        if title is not None:
            nb.metadata["title"] = title
        for cell in nb.cells:
            if cell.metadata.get("jupyter", {}).get("source_hidden"):
                cell.source = ""
        page, resources = super().from_notebook_node(nb, resources, **kwargs)
        return page, resources

    @pass_context
    def as_html(self, context: Any, source: str) -> str:
        """Return a markdown cell as HTML."""
        del context
        renderer = PageRenderer(
            escape=False, embed_images=True, attachments={}, path=str(self.folder), exclude_anchor_links=True
        )
        rendered: str = MarkdownWithMath(renderer=renderer).render(source)
        return rendered


def write_pages(notebooks: Path, target: Path) -> list[Path]:
    """Write a page for each notebook of a folder; return the pages.

    Parameters
    ----------
    notebooks
        Folder of the notebooks; their pictures are found from there.
    target
        Folder of the pages; made if it does not exist.
    """
    target.mkdir(parents=True, exist_ok=True)
    exporter, pages = PageExporter(notebooks), []
    for path in sorted(notebooks.glob("*.ipynb")):
        page, _ = exporter.from_filename(str(path))
        pages.append(target / f"{path.stem}.html")
        pages[-1].write_text(page, encoding="utf-8")
    return pages
