"""The desk in Jupyter's server: opened when somebody first asks for it, on the course of its folder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.marking.desk import Desk


class LazyDesk:
    """The desk of a server, with the one thread that works on it.

    Parameters
    ----------
    folder
        Returns the course's folder.
    """

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._folder = folder
        self._desk: Desk | None = None
        self._thread = ThreadPoolExecutor(1, "marking-desk")

    def _open(self) -> Desk:
        from autograder.course.course import Course  # noqa: PLC0415  (no server starts later for a desk)
        from autograder.marking.desk import Desk  # noqa: PLC0415

        if self._desk is None:
            self._desk = Desk(Course.open(self._folder()))
        return self._desk

    async def run(self, work: Callable[[Callable[[], Desk]], Any]) -> Any:
        """Do some work with what opens the desk; return its result."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, work, self._open)


def load(app: Any) -> None:
    """Add the desk to a server."""
    from autograder.marking.pages import addresses  # noqa: PLC0415

    settings = app.web_app.settings

    def folder() -> Path:
        formgrader = settings.get("nbgrader_formgrader")
        return Path(formgrader.coursedir.root if formgrader is not None else app.root_dir)

    settings["autograder_desk"] = LazyDesk(folder)
    app.web_app.add_handlers(".*$", addresses(settings["base_url"]))
