"""Ends nbgrader's commands at a configuration that cannot be read; by itself nbgrader goes on without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.apps.baseapp import NbGrader
from traitlets.config import Application


def stop_at_errors() -> None:
    """Let nbgrader read no configuration with an error in it from now on.

    `install` in a course's own file comes too late: where that file cannot be read, nbgrader grades with its
    defaults, outside of any sandbox. So the environment's file calls this, which nbgrader reads first. No
    wheel brings that file: it would replace the one that a hub's administrator wrote.
    """
    NbGrader._load_config_files = classmethod(_loaded)


def _loaded(cls: Any, /, *files: Any, raise_config_file_errors: bool = False, **more: Any) -> Iterator[Any]:
    """Read configuration files as traitlets does; at an error end a command, and elsewhere raise."""
    try:
        yield from Application._load_config_files.__func__(cls, *files, raise_config_file_errors=True, **more)
    except Exception as error:
        if raise_config_file_errors:  # by our own commands, which have the words for it
            raise
        # Imported here: every nbgrader command loads this module, few meet an error.
        from autograder.course.course import CONFIG, unreadable  # noqa: PLC0415
        from autograder.errors import UsageError  # noqa: PLC0415
        from autograder.text import shown_lines  # noqa: PLC0415

        sentence = shown_lines(unreadable(error, Path.cwd() / CONFIG))
        command = cls._instance
        if not isinstance(command, NbGrader):  # in a server, which goes on without nbgrader
            raise UsageError(sentence) from error
        command.log.error("%s", sentence)  # noqa: TRY400  (a sentence, no traceback)
        raise SystemExit(1) from None
