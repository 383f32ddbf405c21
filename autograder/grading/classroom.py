"""Grades a class: submissions in, gradebook, graded notebooks and verdicts out."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.box.limits import Limits
from autograder.box.selftest import prepare
from autograder.grading.course import TIMESTAMP, Course, UsageError
from autograder.grading.engine import Engine
from autograder.grading.gradebook import GradebookWriter
from autograder.grading.key import course_key
from autograder.grading.result import Result, read_submission

Listener = Callable[[Result], None]


class GraderError(Exception):
    """The grader itself failed at some submissions; all others have their marks."""


@dataclass(frozen=True)
class Classroom:
    """A class that is being graded.

    Parameters
    ----------
    course
        The course.
    engine
        Grades one submission; called from several threads.
    writer
        The one writer of the gradebook; called from this thread only.
    everybody
        Who handed in.
    """

    course: Course
    engine: Engine
    writer: GradebookWriter
    everybody: list[str]

    def grade(self, students: list[str], workers: int, listener: Listener) -> list[Result]:
        """Grade these students' submissions, `workers` at a time, and write each as it comes.

        Raises
        ------
        GraderError
            At the end, where the grader failed at a submission.
        """
        results: list[Result] = []
        failed: dict[str, Exception] = {}
        waiting = iter(students)
        with ThreadPoolExecutor(workers) as pool:
            running: dict[Future[Result], str] = {}
            for student in waiting:
                running[pool.submit(self._grade_one, student)] = student
                if len(running) > 2 * workers:
                    results += self._collect(running, listener, failed)
            while running:
                results += self._collect(running, listener, failed)
        if failed:
            first = next(iter(failed.values()))
            names = ", ".join(sorted(failed))
            raise GraderError(f"no result for {names}: {type(first).__name__}: {first}") from first
        return results

    def _grade_one(self, student: str) -> Result:
        assignment = self.engine.assignment
        folder = self.course.step_folder(self.course.directory.submitted_directory, student, assignment.name)
        return self.engine.grade(read_submission(student, folder, assignment, self.engine.sandbox.limits))

    def _collect(
        self, running: dict[Future[Result], str], listener: Listener, failed: dict[str, Exception]
    ) -> list[Result]:
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        results = []
        for future in done:
            student = running.pop(future)
            try:
                result = future.result()
                self._write_files(result)
                timestamp = self.course.timestamp(student, self.engine.assignment.name)
                self.writer.write(result, timestamp)
            except Exception as error:  # a fault of ours at one submission takes no marks from the next
                failed[student] = error
                continue
            listener(result)
            results.append(result)
        return results

    def _write_files(self, result: Result) -> None:
        """Put the graded notebooks into place in one step, beside the course's own files."""
        course, assignment = self.course, self.engine.assignment
        target = course.step_folder(course.directory.autograded_directory, result.student, assignment.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{assignment.name}.", dir=target.parent))
        source = course.step_folder(course.directory.source_directory, ".", assignment.name)
        origin = source if source.is_dir() else assignment.folder
        shutil.copytree(
            origin,
            fresh,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("*.ipynb", "__pycache__", ".ipynb_checkpoints", ".*"),
        )
        for name, text in result.notebooks.items():
            (fresh / f"{name}.ipynb").write_text(text, encoding="utf-8", errors="replace")
        timestamp = course.timestamp(result.student, assignment.name)
        if timestamp is not None:
            (fresh / TIMESTAMP).write_text(f"{timestamp.isoformat(' ')} UTC", encoding="utf-8")
        shared = course.directory.groupshared
        for path in (fresh, *fresh.rglob("*")):
            folder_mode, file_mode = (0o2770, 0o664) if shared else (0o755, 0o444)
            path.chmod(folder_mode if path.is_dir() else file_mode)
        old = target.with_name(f"{fresh.name}.old")
        if target.exists():
            os.replace(target, old)  # noqa: PTH105
        os.replace(fresh, target)  # noqa: PTH105
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def open_classroom(
    course: Course,
    assignment_name: str,
    *,
    named: Collection[str] = (),
    sandboxed: bool = True,
    limits: Limits | None = None,
) -> Iterator[Classroom]:
    """Open a course for grading: its gradebook, its release, a sandbox that passed its self-test.

    Raises
    ------
    UsageError
        Where the gradebook, the assignment or every submission is missing, or one of the students `named`
        handed in nothing.
    autograder.box.sandbox.NoSandboxError
        Where no sandbox works here.
    """
    gradebook = course.gradebook()
    try:
        assignment = course.assignment(gradebook, assignment_name)
        everybody = course.students(assignment_name)
        strangers = sorted(set(named) - set(everybody))
        if strangers:
            raise UsageError(f"There is no submission of {', '.join(strangers)} for {assignment_name!r}.")
        sandbox = prepare(assignment.folder / "chainlab", limits or Limits(), sandboxed=sandboxed)
        try:
            engine = Engine(assignment, course.solutions(assignment_name), sandbox, course_key(course.root))
            writer = GradebookWriter(gradebook, assignment_name, course.config)
            yield Classroom(course, engine, writer, everybody)
        finally:
            sandbox.kit.remove()
    finally:
        gradebook.close()
