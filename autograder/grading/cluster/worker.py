"""On a cluster's worker: a sandbox that proved itself, and an engine that grades in it.

A room is the result of a task, which the cluster keeps for the grader at home. When the grader leaves, in
whatever way, the cluster drops the room, and with it the course key and the solutions.
"""

from __future__ import annotations

import pickle
import tempfile
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.box.sandbox import NoSandboxError
from autograder.box.selftest import prepare
from autograder.content import ExerciseSet
from autograder.course.limits import Limits
from autograder.course.student_package import files, student_package
from autograder.grading.engine import Engine
from autograder.grading.provenance import grader_digest
from autograder.results.result import Result
from autograder.submission.assignment import Assignment
from autograder.submission.reading import Submission


class UnfitError(Exception):
    """A worker cannot grade; the text says why."""


@dataclass(frozen=True)
class Blueprint:
    """What a worker needs besides submissions: an engine without its sandbox.

    Parameters
    ----------
    assignment, solutions
        The engine's.
    exercises
        The engine's; it travels by its name, and the worker loads it from its own installation.
    package
        The students' package: contents by path.
    limits
        Of each box.
    code
        Digest of the grader at home.
    key
        The engine's.
    """

    assignment: Assignment
    solutions: dict[str, str]
    exercises: ExerciseSet
    package: dict[str, bytes]
    limits: Limits
    code: str
    key: bytes  # the last one: a worker's log shows the beginning of what a failed task was called with

    @classmethod
    def of(cls, engine: Engine) -> Blueprint:
        """Return the blueprint of an engine."""
        folder = student_package(engine.assignment.folder, engine.exercises)
        held = files(folder) if folder is not None else []
        package = {str(path.relative_to(folder.parent)): path.read_bytes() for path in held if folder}
        return cls(
            # A path of the home machine says nothing on another one.
            assignment=replace(engine.assignment, folder=Path()),
            solutions=engine.solutions,
            exercises=engine.exercises,
            package=package,
            limits=engine.sandbox.limits,
            code=grader_digest(engine.exercises),
            key=engine.key,
        )

    def order(self) -> bytes:
        """Return bytes that become a room where they are unpickled.

        So a worker where this grader is not installed fails in the task, which says why, and not in its
        connection with the scheduler, which would go on for ever.
        """
        return pickle.dumps(_Order(self))


@dataclass(frozen=True)
class _Order:
    blueprint: Blueprint

    def __reduce__(self) -> tuple[Callable[[Blueprint], Room], tuple[Blueprint]]:
        return furnish, (self.blueprint,)


@dataclass(frozen=True)
class Fault:
    """Why there is no result, and whether the worker is to blame."""

    told: str
    unfit: bool


class Room:
    """A place to grade in: one submission at a time, as a judge computes in one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._lock = engine, threading.Lock()
        weakref.finalize(self, engine.sandbox.close)

    def __reduce__(self) -> str:
        raise TypeError("a room stays on the worker where its sandbox was proved")

    def grade(self, parcel: bytes) -> Result | Fault:
        """Return a packed submission's result; an error is told, as a worker's log keeps what is raised."""
        try:
            submission: Submission = pickle.loads(parcel)  # noqa: S301  (packed by the grader at home)
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
    if blueprint.code != grader_digest(blueprint.exercises):
        raise UnfitError("its grader, its exercises, Python or numpy are of another version than here")
    with tempfile.TemporaryDirectory() as scratch:
        for name, content in blueprint.package.items():
            path = Path(scratch, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        try:
            package = student_package(Path(scratch), blueprint.exercises)
            sandbox = prepare(package, blueprint.limits, blueprint.exercises)
        except NoSandboxError as error:
            raise UnfitError(str(error)) from None
    engine = Engine(blueprint.assignment, blueprint.exercises, blueprint.solutions, sandbox, blueprint.key)
    return Room(engine)
