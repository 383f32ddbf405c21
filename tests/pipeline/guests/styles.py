"""A course with notebooks of many styles: `notebooks/` holds them as percent texts, `files/` what lies beside them."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).parent
CONFIG = """
c.Execute.timeout = 600
c.Execute.iopub_timeout = c.Execute.startup_timeout = 120
c.Limits.notebook_seconds = c.Limits.submission_seconds = c.Limits.cpu_seconds = 1800
c.Limits.submission_cpu_seconds = 1800
"""
"""Patience on a busy machine: neither grader is to stop by the clock."""


def notebooks() -> dict[str, str]:
    """Return the percent texts by the names of the notebooks."""
    return {path.stem: path.read_text("utf-8") for path in sorted((HERE / "notebooks").glob("*.percent"))}


def files() -> dict[str, bytes]:
    """Return what lies beside the notebooks, texts and data, by name."""
    folder = HERE / "files"
    found = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return found | {"data/picture.png": _picture(), "data/table.npy": _table(), "data/towns.db": _towns()}


def _picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (3, 2), (255, 0, 0)).save(written, "PNG")
    return written.getvalue()


def _table() -> bytes:
    written = io.BytesIO()
    np.save(written, np.arange(6).reshape(2, 3))
    return written.getvalue()


def _towns() -> bytes:
    with closing(sqlite3.connect(":memory:")) as book:
        book.execute("CREATE TABLE towns (name TEXT, people INTEGER)")
        book.executemany("INSERT INTO towns VALUES (?, ?)", [("Bree", 200), ("Avon", 300), ("Dale", 50)])
        book.commit()
        return book.serialize()
