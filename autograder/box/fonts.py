"""Which fonts matplotlib found on this machine: every box would have to look again, which takes seconds."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

SYSTEM = Path("/usr")
"""Where a box sees fonts too, beside matplotlib's own, whose paths are relative."""
LISTS = "fontlist-*.json"
KINDS = ("ttflist", "afmlist")


def font_lists() -> dict[str, str]:
    """Return the texts of matplotlib's own lists, by their names, without fonts that no box sees."""
    return {path.name: json.dumps(_seen(json.loads(path.read_bytes()))) for path in _folder().glob(LISTS)}


def _folder() -> Path:
    """Return where matplotlib keeps them."""
    own = os.environ.get("MPLCONFIGDIR")
    return (
        Path(own) if own else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "matplotlib")
    )


def _seen(fonts: dict[str, Any]) -> dict[str, Any]:
    def is_seen(font: dict[str, Any]) -> bool:
        path = Path(font["fname"])
        return not path.is_absolute() or path.is_relative_to(SYSTEM)

    return fonts | {kind: list(filter(is_seen, fonts.get(kind, ()))) for kind in KINDS}
