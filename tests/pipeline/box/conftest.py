"""Real boxes. Without bubblewrap all that needs one is skipped, and fails where CI=true."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from autograder.box.sandbox import Kit, Sandbox, unavailable_reason
from autograder.box.session import Box
from tests.pipeline.box.notebook import LIMITS, Ran, notebooks
from tools.repository import REPOSITORY

CI = os.environ.get("CI", "").lower() == "true"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    reason = unavailable_reason()
    if reason is not None:
        if CI:
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    kit = Kit.make(REPOSITORY / "source" / "vanishing-gradients" / "chainlab")
    made = Sandbox("bubblewrap", kit, LIMITS)
    yield made
    made.close()


@pytest.fixture
def box(sandbox: Sandbox) -> Iterator[Box]:
    with Box(sandbox) as opened:
        yield opened


@pytest.fixture
def run(box: Box) -> Iterator[Callable[..., Ran]]:
    yield from notebooks(box)


@pytest.fixture
def patient(sandbox: Sandbox) -> Iterator[Callable[..., Ran]]:
    """As `run`, in a box whose calls may take long: what ends there was ended for another reason."""
    with Box(replace(sandbox, limits=replace(LIMITS, call_seconds=20))) as box:
        yield from notebooks(box)
