"""Real boxes. Without bubblewrap all that needs one is skipped, and fails where CI=true."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import numpy as np
import pytest

from autograder.box.group_selftest import choose_accounting
from autograder.box.sandbox import Kit, Sandbox, unavailable_reason
from autograder.box.session import Box
from autograder.grading.at_checks import AtChecks
from autograder.grading.plan import code_cells
from autograder.grading.runner import Runner
from autograder.results.verdict import Verdict
from tests.pipeline.box.handed import EXERCISES, Handed, Judge
from tests.pipeline.box.notebook import LIMITS, SLOWER, Ran, notebooks
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
    choose_accounting(made)
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
    with Box(replace(sandbox, limits=replace(LIMITS, call_seconds=20 * SLOWER))) as box:
        yield from notebooks(box)


@pytest.fixture
def limited(sandbox: Sandbox) -> Iterator[Callable[..., Ran]]:
    """Runs a notebook under limits of its own."""
    with ExitStack() as stack:

        def start(*sources: str, **limits: float) -> Ran:
            own = replace(LIMITS, **({"call_seconds": 30 * SLOWER} | limits))  # type: ignore[arg-type]
            box = stack.enter_context(Box(replace(sandbox, limits=own)))
            return stack.enter_context(contextmanager(notebooks)(box))(*sources)

        yield start


@pytest.fixture
def judge(box: Box) -> Judge:
    def judged(handed: Handed) -> Verdict:
        clean = handed.notebook()
        runner = Runner(box, code_cells(clean, EXERCISES), {})
        verdict = (
            AtChecks(EXERCISES, clean, runner, lambda name: np.random.SeedSequence(1)).judge().verdicts[0]
        )
        runner.close()
        return verdict

    return judged
