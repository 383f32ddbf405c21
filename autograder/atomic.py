"""Replaces a file or a folder in one step: whoever reads it gets the old one or the new one, never a half."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import tempfile
from pathlib import Path

OLD = ".old"


def replace_file(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Write a file, in the place of one that may be there.

    Parameters
    ----------
    mode
        Its rights, of which the process's umask takes some away.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        # Only a new file is written to: nothing that somebody laid there, such as a link, is followed.
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(fresh, path)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise


def new_folder(target: Path) -> Path:
    """Make an empty folder beside a target, to be filled and then put in the target's place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))


def replace_folder(fresh: Path, target: Path, *, keep_old: Path | None = None) -> None:
    """Put a folder that `new_folder` made in the place of a target, which may be there.

    Parameters
    ----------
    keep_old
        Path to which an old target is moved; it is deleted if there is none.
    """
    old = keep_old or fresh.with_name(f"{fresh.name}{OLD}")
    if os.path.lexists(target):
        old.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(target, old)
    os.replace(fresh, target)  # noqa: PTH105
    if keep_old is None:
        shutil.rmtree(old, ignore_errors=True)


def finish_interrupted(target: Path) -> None:
    """Finish or undo what an interrupted run left beside a target that `replace_folder` replaces.

    An old folder goes back if no new one took its place; what is left of new ones is deleted.
    """
    leftover = re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}(\{OLD})?")
    for folder in [entry for entry in target.parent.iterdir() if leftover.fullmatch(entry.name)]:
        if folder.name.endswith(OLD) and not target.exists():
            os.replace(folder, target)  # noqa: PTH105
        else:
            shutil.rmtree(folder)
