"""The site without installation: built once, on a plain web server, used in a browser that reaches no other host."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import quote, unquote, urlsplit
from urllib.request import urlopen

from playwright.sync_api import BrowserContext, Request

from tests.browser.notebook import Notebook
from tests.processes import free_port

START_SECONDS = 30
SENT = re.compile(r'"GET (\S+) HTTP/[\d.]+" 200')
"""A file in the log of the server."""


class SiteNotebook(Notebook):
    """A notebook in a tab of JupyterLite: its kernel, a Python of its own in the browser, takes longer."""

    open_ms = 240_000

    @staticmethod
    def address_of(address: str, path: str) -> str:
        """Return the address at which the site opens a notebook and nothing else."""
        return f"{address}/lab/index.html?reset&path={quote(path)}"


class Served:
    """A folder on a web server of Python, which can be stopped.

    Parameters
    ----------
    folder
        What is served.
    """

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "http.server", str(port), "--bind=127.0.0.1"]
        self._folder, self._log = folder, TemporaryFile("w+")  # noqa: SIM115  (closed with the server)
        self._server = subprocess.Popen(
            [*command, f"--directory={folder}"], stdout=subprocess.DEVNULL, stderr=self._log
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                self.stop()
                raise TimeoutError(f"no server answers at {self.address}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            urlopen(self.address, timeout=1).close()
        except OSError:
            return False
        return True

    def sent(self) -> int:
        """Return how many bytes the files have that were asked for, each counted once."""
        self._log.seek(0)
        names = {urlsplit(path).path.lstrip("/") for path in SENT.findall(self._log.read())}
        files = [self._folder / unquote(name) for name in names]
        return sum(path.stat().st_size for path in files if path.is_file())

    def stop(self) -> None:
        """Stop the server: from now on the address answers nothing."""
        self._server.terminate()
        self._server.wait(10)


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve a folder, until it is stopped or the end."""
    server = Served(folder)
    try:
        yield server
    finally:
        server.stop()


def requests_to_others(context: BrowserContext, address: str) -> list[str]:
    """Return the list in which a browser's requests to other hosts than one are noted."""
    foreign, own = list[str](), urlsplit(address).netloc

    def note(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != own:
            foreign.append(request.url)

    context.on("request", note)
    return foreign
