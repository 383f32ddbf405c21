"""Marking by hand: the desk for written answers, and what formgrader's page shows beside them."""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "autograder.marking"}]


def _load_jupyter_server_extension(app: Any) -> None:
    from autograder.marking.extension import load  # noqa: PLC0415  (who marks nothing loads nothing)

    load(app)
