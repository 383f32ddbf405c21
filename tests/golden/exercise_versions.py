"""The versions of exercises and the digests of their checks, as they were when the versions were raised last."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.content import Exercise
from tests.golden.exercise_digest import digest_of

FILE = Path(__file__).with_name("exercises.toml")
HEAD = """\
# Each exercise's version, and the digest of all that decides its marks.
# Written by `pytest tests/unit/test_exercise_versions.py --update`; not to be edited, but see the test's messages.
"""
RAISE = (
    "The checks of {name} changed, but its version is still {version}. Raise `version` in its Exercise, so that "
    "submissions are graded again with other inputs and a receipt names the cause; then run with --update. "
    "(If they decide as before and only their code moved: delete [{name}] in tests/golden/exercises.toml, "
    "then run with --update.)"
)
LOWERED = (
    "The version of {name} went back from {before} to {version}: a version that was used is never used again."
)
UPDATE = "{name} has version {version}, which is not in tests/golden/exercises.toml: run with --update."
GONE = "There is no exercise {name} any more: run with --update."

Entries = dict[str, dict[str, Any]]


def read() -> Entries:
    """Return what the file holds."""
    return tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}


def write(entries: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the file."""
    tables = [
        f'[{name}]\nversion = {one["version"]}\ndigest = "{one["digest"]}"\n' for name, one in entries.items()
    ]
    FILE.write_text("\n".join([HEAD, *tables]), encoding="utf-8")


def entries_of(exercises: Iterable[Exercise]) -> Entries:
    """Return what the file would hold for these exercises."""
    return {one.name: {"version": one.version, "digest": digest_of(one)} for one in exercises}


def problems(known: Entries, now: Entries) -> dict[str, str]:
    """Return what is wrong with exercises, by their names."""
    found = {name: _problem(name, known.get(name), entry) for name, entry in now.items()}
    found |= {name: GONE.format(name=name) for name in known.keys() - now.keys()}
    return {name: problem for name, problem in found.items() if problem}


def _problem(name: str, before: dict[str, Any] | None, now: dict[str, Any]) -> str:
    version = now["version"]
    if before is None or version > before["version"]:
        return UPDATE.format(name=name, version=version)
    if version < before["version"]:
        return LOWERED.format(name=name, before=before["version"], version=version)
    return "" if now["digest"] == before["digest"] else RAISE.format(name=name, version=version)


def updated(known: Entries, now: Entries) -> Entries:
    """Return what --update writes: everything but checks that changed without a new version."""

    def is_kept(name: str) -> bool:
        before = known.get(name)
        return before is not None and now[name]["version"] <= before["version"]

    return {name: known[name] if is_kept(name) else now[name] for name in now}
