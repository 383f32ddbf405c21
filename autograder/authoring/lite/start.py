"""The page with which a site opens: the course's welcome page, with what a student must know in a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).with_name("pages")
OWN = "00-start-here.ipynb"
"""The page where a course has no welcome page."""
HAND_IN = "from {package} import hand_in\n\nhand_in()"


def with_start_page(folder: Path, welcome: Path | None, package: str) -> str:
    """Write the start page into a folder of notebooks; return its name.

    Parameters
    ----------
    folder
        The notebooks as students get them.
    welcome
        The course's welcome page; None if it has none.
    package
        The students' package, which packs their work; "" if there is none.
    """
    name = welcome.name if welcome is not None else OWN
    if (folder / name).exists():
        notebook = json.loads((folder / name).read_text(encoding="utf-8"))
    else:
        notebook = {"cells": [], "metadata": _python(), "nbformat": 4, "nbformat_minor": 5}
    notebook["cells"][1:1] = [_markdown("here")]  # below the title
    notebook["cells"] += [_markdown("keep"), _code(package)] if package else [_markdown("keep-by-hand")]
    (folder / name).write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return name


def _markdown(name: str) -> dict[str, Any]:
    text = (TEXTS / f"{name}.md").read_text(encoding="utf-8").rstrip()
    return {"cell_type": "markdown", "id": f"browser-{name}", "metadata": {}, "source": text}


def _code(package: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "hand-in-here",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": HAND_IN.format(package=package),
    }


def _python() -> dict[str, Any]:
    return {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
