"""On a cluster's worker: a sandbox that proved itself, and an engine that grades in it.

A room is the result of a task, which the cluster keeps for the grader at home. When the grader leaves, in
whatever way, the cluster drops the room, and with it the course key and the solutions.
"""

from __future__ import annotations

import functools
import hashlib
import platform
import tempfile
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from autograder.box.limits import Limits
from autograder.box.sandbox import NoSandboxError
from autograder.box.selftest import prepare
from autograder.grading.engine import Engine
from autograder.grading.result import Result, Submission
from autograder.submission.assignment import Assignment

CHAINLAB = "chainlab"


class UnfitError(Exception):
    """A worker cannot grade; the text says why."""


@dataclass(frozen=True, repr=False)  # a worker's log shows what a failed task was called with: no key there
class Blueprint:
    """What a worker needs besides submissions: an engine without its sandbox.

    Parameters
    ----------
    assignment, solutions, key
        The engine's.
    chainlab
        The students' package: contents by path.
    limits
        Of each box.
    code
        Digest of the grader at home.
    """

    assignment: Assignment
    solutions: dict[str, str]
    key: bytes
    chainlab: dict[str, bytes]
    limits: Limits
    code: str

    @classmethod
    def of(cls, engine: Engine) -> Blueprint:
        """Return the blueprint of an engine."""
        folder = engine.assignment.folder / CHAINLAB
        chainlab = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.suffix in {".py", ".json"} and path.is_file()
        }
        # A path of the home machine says nothing on another one.
        assignment = replace(engine.assignment, folder=Path())
        limits = engine.sandbox.limits
        return cls(assignment, engine.solutions, engine.key, chainlab, limits, code_digest())


@dataclass(frozen=True, repr=False)
class Parcel:
    """A submission on its way to a worker, silent in logs."""

    submission: Submission


@dataclass(frozen=True)
class Fault:
    """Why there is no result, and whether the worker is to blame."""

    told: str
    unfit: bool


class Room:
    """A place to grade in: one submission at a time, as a judge computes in one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._lock = engine, threading.Lock()
        weakref.finalize(self, engine.sandbox.kit.remove)

    def __reduce__(self) -> str:
        raise TypeError("a room stays on the worker where its sandbox was proved")

    def grade(self, submission: Submission) -> Result | Fault:
        """Return a result; an error is told, not raised: the worker would write its cause into its log."""
        try:
            with self._lock:
                return self._engine.grade(submission)
        except NoSandboxError as error:
            return Fault(str(error), unfit=True)
        except Exception as error:
            return Fault(f"{type(error).__name__}: {error}", unfit=False)


def furnish(blueprint: Blueprint) -> Room:
    """Prove a sandbox on this worker and return the room.

    Raises
    ------
    UnfitError
        Where this worker cannot grade.
    """
    if blueprint.code != code_digest():
        raise UnfitError("its grader, Python or numpy is of another version than here")
    with tempfile.TemporaryDirectory() as scratch:
        chainlab = Path(scratch, CHAINLAB)
        chainlab.mkdir()
        for name, content in blueprint.chainlab.items():
            path = chainlab / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        try:
            sandbox = prepare(chainlab, blueprint.limits)
        except NoSandboxError as error:
            raise UnfitError(str(error)) from None
    return Room(Engine(blueprint.assignment, blueprint.solutions, sandbox, blueprint.key))


def grade_in(room: Room, parcel: Parcel) -> Result | Fault:
    """Grade a submission in a room."""
    return room.grade(parcel.submission)


@functools.cache
def code_digest() -> str:
    """Return the digest of all of the grader's code, and of the versions of Python and numpy."""
    parts = [version("numpy"), ".".join(platform.python_version_tuple()[:2])]
    code = sorted(_modules(files("autograder"), ""))
    parts += [f"{name}\0{text}" for name, text in code]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _modules(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _modules(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield f"{path}{entry.name}", entry.read_text(encoding="utf-8")
