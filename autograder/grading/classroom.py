"""Grades a class: submissions in, gradebook, graded notebooks and verdicts out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace

from autograder.box.limits import Limits
from autograder.box.sandbox import Kit, Sandbox
from autograder.box.selftest import prepare
from autograder.grading.course import Course, UsageError
from autograder.grading.engine import Engine
from autograder.grading.executors import GraderError, Graders, NobodyLeftError, Pool, Task
from autograder.grading.files import GradedFolders
from autograder.grading.gradebook import GradebookWriter
from autograder.grading.key import course_key
from autograder.grading.result import Result, Submission, read_submission

Listener = Callable[[Result], None]
Hire = Callable[[Task, int], Pool]
"""Finds graders for a task, as many as are wanted of this machine."""


@dataclass(frozen=True)
class Classroom:
    """A class that is being graded.

    Parameters
    ----------
    course
        The course.
    engine
        Grades one submission; called in several processes.
    writer
        The one writer of the gradebook; called from this thread only.
    everybody
        Who handed in.
    folders
        Where graded notebooks are put; None for a dry run.
    """

    course: Course
    engine: Engine
    writer: GradebookWriter
    everybody: list[str]
    folders: GradedFolders | None

    def grade(
        self, students: list[str], workers: int, listener: Listener, hire: Hire = Graders
    ) -> list[Result]:
        """Grade these students' submissions, `workers` at a time, and write each as it comes.

        Returns
        -------
        list of Result
            Without their notebooks, which stand in the course.

        Raises
        ------
        GraderError
            At the end, where the grader failed at a submission.
        NobodyLeftError
            Where nobody is left who could grade.
        """
        results: list[Result] = []
        failed: dict[str, Exception] = {}
        graders = hire(Task(self.engine, self._read), min(workers, len(students)))
        running: dict[Future[Result], str] = {}
        waiting, suspects = list(reversed(students)), list[str]()
        alone: str | None = None
        try:
            while waiting or suspects or running:
                if suspects and not running:
                    alone = suspects.pop()
                    running[graders.submit(alone)] = alone
                while waiting and alone is None and len(running) < graders.window:
                    student = waiting.pop()
                    running[graders.submit(student)] = student
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                if any(isinstance(future.exception(), BrokenExecutor) for future in done):
                    # A grader was killed, and it is not known at whose work: each of them is tried alone.
                    graders.renew()
                    if alone is None:
                        suspects += running.values()
                    else:
                        failed[alone] = GraderError("its grader was killed")
                    running.clear()
                    alone = None
                    continue
                for future in done:
                    student = running.pop(future)
                    try:
                        results.append(self._write(future.result()))
                    except NobodyLeftError:
                        raise
                    except Exception as error:  # a fault of ours at one takes no marks from the next
                        failed[student] = error
                        continue
                    listener(results[-1])
                alone = None if not running else alone
        finally:
            graders.stop()
        if failed:
            first = next(iter(failed.values()))
            names = ", ".join(sorted(failed))
            told = str(first) if isinstance(first, GraderError) else f"{type(first).__name__}: {first}"
            raise GraderError(f"no result for {names}: {told}") from first
        return results

    def _read(self, student: str) -> Submission:
        assignment = self.engine.assignment
        folder = self.course.step_folder(self.course.directory.submitted_directory, student, assignment.name)
        return read_submission(student, folder, assignment, self.engine.sandbox.limits)

    def _write(self, result: Result) -> Result:
        """Write a result into course and gradebook; return it without its notebooks."""
        if self.folders is not None:
            self.folders.write(result)
        timestamp = self.course.timestamp(result.student, self.engine.assignment.name)
        self.writer.write(result, timestamp)
        return replace(result, notebooks={})


@contextmanager
def open_classroom(
    course: Course,
    assignment_name: str,
    *,
    named: Collection[str] = (),
    sandboxed: bool = True,
    limits: Limits | None = None,
    elsewhere: bool = False,
    dry_run: bool = False,
) -> Iterator[Classroom]:
    """Open a course for grading: its gradebook, its release, a sandbox that passed its self-test.

    With `elsewhere` this machine grades nothing, so that no sandbox is tried here.
    With `dry_run` nothing is written but the gradebook, which is to be a copy: see `receipt.trial`.

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
        limits, chainlab = limits or Limits(), assignment.folder / "chainlab"
        if elsewhere:
            sandbox = Sandbox("bubblewrap", Kit.make(chainlab), limits)
        else:
            sandbox = prepare(chainlab, limits, sandboxed=sandboxed)
        try:
            key = course_key(course.root, keep=not dry_run)
            engine = Engine(assignment, course.solutions(assignment_name), sandbox, key)
            writer = GradebookWriter(gradebook, assignment_name, course.config)
            folders = None if dry_run else GradedFolders.make(course, assignment)
            try:
                yield Classroom(course, engine, writer, everybody, folders)
            finally:
                if folders is not None:
                    folders.remove()
        finally:
            sandbox.kit.remove()
    finally:
        gradebook.close()
