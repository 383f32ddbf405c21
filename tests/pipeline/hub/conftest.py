"""A hub, started once for the tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import CI
from tests.pipeline.hub.hub import Hub, readable_python, running


@pytest.fixture(scope="session")
def hub(engine_wheel: Path, course_wheel: Path) -> Iterator[Hub]:
    """A running JupyterHub with a teacher and two students."""
    python = readable_python() if os.geteuid() == 0 else None
    if python is None:
        reason = "a hub starts the servers of other users: that takes root, and a Python that others can read"
        (pytest.fail if CI else pytest.skip)(reason)
    with running(python, engine_wheel, course_wheel) as hub:
        yield hub
