"""The coach of a course: the copy of `autograder.coach` in its student package."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent / "coach"
NAME = HOME.name


def install(student_package: Path) -> None:
    """Put the engine's coach into a student package, and take out what it no longer holds.

    Parameters
    ----------
    student_package
        The folder that students import, such as ``source/<assignment>/<package>``.
    """
    target, files = student_package / NAME, _files(HOME)
    target.mkdir(parents=True, exist_ok=True)
    for path in set(target.iterdir()) - {target / name for name in files}:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for name, content in files.items():
        (target / name).write_bytes(content)


def is_current(student_package: Path) -> bool:
    """Return whether a student package holds the engine's coach, byte for byte."""
    return _files(student_package / NAME) == _files(HOME)


def version(student_package: Path) -> str | None:
    """Return the version of a student package's coach, or None if there is none."""
    try:
        text = (student_package / NAME / "__init__.py").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    found = re.search(r'^VERSION = "([^"\n]*)"$', text, re.MULTILINE)
    return found[1] if found else None


def _files(folder: Path) -> dict[str, bytes]:
    """Return the modules of a coach by their names."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.py"))}
