"""The desk's page with its scripts and styles, served by Jupyter's server."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from jupyter_server.base.handlers import AuthenticatedFileHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import RequestHandler, authenticated

from autograder.marking.handlers import HANDLERS

PREFIX = "/autograder/marking"
PAGES = Path(__file__).parent / "templates" / "desk"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""The page runs its own scripts alone and loads nothing else: what stands behind the cleaning of answers."""


class PageHandler(JupyterHandler):
    """The page: of one question, or of what there is to mark, in all or in one assignment."""

    @property
    def content_security_policy(self) -> str:
        """What the page may load and run."""
        return POLICY

    @authenticated
    async def get(self, assignment: str = "", question: str = "") -> None:
        """Send it, with the cookie that the page's script has to show."""
        template = Environment(loader=FileSystemLoader(PAGES), autoescape=True).get_template("page.html.j2")
        self.xsrf_token  # noqa: B018  (reading it sets the cookie)
        prefix = url_path_join(self.base_url, PREFIX)
        values = {"assignment": assignment, "question": question, "title": "Marking desk"}
        self.finish(template.render(prefix=prefix, **values))


class FilesHandler(AuthenticatedFileHandler):
    """The page's scripts and styles; a browser asks each time whether they changed."""

    def set_extra_headers(self, path: str) -> None:
        """Say so."""
        del path
        self.set_header("Cache-Control", "no-cache")


def addresses(
    base: str,
) -> list[tuple[str, type[RequestHandler]] | tuple[str, type[RequestHandler], dict[str, str]]]:
    """Return all of the desk's addresses on a server."""
    at = url_path_join(base, PREFIX)
    return [
        *((f"{at}{address}", handler) for address, handler in HANDLERS),
        (f"{at}/static/(.*)", FilesHandler, {"path": str(PAGES / "static")}),
        (f"{at}/?", PageHandler),
        (f"{at}/([^/]+)/?", PageHandler),
        (f"{at}/([^/]+)/([^/]+)/?", PageHandler),
    ]
