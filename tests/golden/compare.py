"""Compares with a golden file, or writes it anew with --update."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def assert_golden(name: str, content: bytes, update: bool) -> None:
    """Assert that `content` is what the golden file of this name holds."""
    path = FOLDER / name
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert path.is_file(), f"there is no {path.name} yet: run once with --update"
    assert content == path.read_bytes(), (
        f"differs from tests/golden/{name}; if that is meant, run with --update"
    )
