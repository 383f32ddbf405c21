"""The fingerprints of the exercises of these tests, in the place of the course's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring import fingerprints
from autograder.coach import findings
from tests.unit.values.exercises import EXERCISES


@pytest.fixture(scope="module", autouse=True)
def _the_fingerprints_of_these_exercises(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    file: Path = tmp_path_factory.mktemp("coach") / "fingerprints.json"
    file.write_text(json.dumps(fingerprints.build(EXERCISES)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(findings, "FINGERPRINTS", file)
        findings.book.cache_clear()
        yield
    findings.book.cache_clear()
