"""Grades a class: submissions in, gradebook, graded notebooks and verdicts out."""

from __future__ import annotations

import platform
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace

from autograder.box.selftest import new_sandbox, verify
from autograder.content.finding import exercise_set
from autograder.course.course import Course
from autograder.course.key import course_key
from autograder.course.limits import Limits
from autograder.course.storage import one_grader, storage_errors, storage_trouble, try_writing
from autograder.course.student_package import student_package
from autograder.errors import UsageError
from autograder.gradebook.folders import GradedFolders, mend
from autograder.gradebook.writer import GradebookWriter
from autograder.grading.engine import Engine
from autograder.grading.executors import GraderError, Graders, Hire, NobodyLeftError, Pool, Task
from autograder.grading.unchanged import unchanged
from autograder.results.result import Result
from autograder.submission.assignment import read_assignment, read_solutions
from autograder.submission.reading import Submission, read_submission
from autograder.text import shown

ELSEWHERE = (
    "Grading needs Linux, where the sandbox is: use a Linux machine, a virtual machine or, on Windows, "
    "WSL 2. Students can work on any system."
)
Listener = Callable[[Result], None]


def hire_here(task: Task, count: int) -> Pool:
    """Return graders of this machine, whose sandbox has proved itself."""
    verify(task.engine.sandbox)
    return Graders(task, count)


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
    dry_run
        Whether graded notebooks are thrown away.
    """

    course: Course
    engine: Engine
    writer: GradebookWriter
    everybody: list[str]
    dry_run: bool = False

    def pending(self, students: list[str]) -> list[str]:
        """Return those of the students whose submission, or what it is graded by, is new or changed."""
        same = unchanged(self.course, self.engine, self.writer, students)
        return [student for student in students if student not in same]

    def grade(self, students: list[str], workers: int, listener: Listener, hire: Hire = hire_here) -> None:
        """Grade these students' submissions, `workers` at a time, and write each as it comes.

        Parameters
        ----------
        listener
            Hears of each result once it is written, without its notebooks, which stand in the course.

        Raises
        ------
        autograder.box.sandbox.NoSandboxError
            Where no sandbox works here; then nothing was graded.
        GraderError
            At the end, where the grader failed at a submission.
        NobodyLeftError
            Where nobody is left who could grade.
        """
        if not students:
            return
        graders = hire(Task(self.engine, self._read), min(workers, len(students)))
        folders = None
        try:
            folders = None if self.dry_run else GradedFolders.make(self.course, self.engine.assignment)
            failed = self._grade(students, graders, folders, listener)
        finally:
            graders.stop()
            if folders is not None:
                folders.remove()
        if failed:
            first = next(iter(failed.values()))
            names = ", ".join(map(shown, sorted(failed)))
            told = str(first) if isinstance(first, GraderError) else f"{type(first).__name__}: {first}"
            raise GraderError(f"no result for {names}: {told}") from first

    def _grade(
        self, students: list[str], graders: Pool, folders: GradedFolders | None, listener: Listener
    ) -> dict[str, Exception]:
        """Grade; return whose grading failed, and why."""
        failed: dict[str, Exception] = {}
        running: dict[Future[Result], str] = {}
        waiting, suspects = list(reversed(students)), list[str]()
        alone: str | None = None
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
                    result = self._write(future.result(), folders)
                except NobodyLeftError:
                    raise
                except Exception as error:  # a fault of ours at one takes no marks from the next
                    if storage_trouble(error) is not None:
                        raise  # it would meet each of them
                    failed[student] = error
                    continue
                listener(result)
            alone = None if not running else alone
        return failed

    def _read(self, student: str) -> Submission:
        return read_submission(self.course, student, self.engine.assignment, self.engine.sandbox.limits)

    def _write(self, result: Result, folders: GradedFolders | None) -> Result:
        """Write a result into course and gradebook; return it without its notebooks."""
        with uninterrupted():
            if folders is not None:
                folders.write(result)
            self.writer.write(result)
        return replace(result, notebooks={})


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let a Ctrl-C wait until what is inside is done."""
    if threading.current_thread() is not threading.main_thread():
        yield  # a Ctrl-C reaches the main thread alone
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


@contextmanager
def open_classroom(
    course: Course,
    assignment_name: str,
    *,
    named: Collection[str] = (),
    sandboxed: bool = True,
    limits: Limits | None = None,
    dry_run: bool = False,
) -> Iterator[Classroom]:
    """Open a course for grading: its gradebook, its release, what its sandbox is made of.

    With `dry_run` nothing is written but the gradebook, which is to be a copy: see `receipt.trial`.

    Raises
    ------
    UsageError
        Where the gradebook, the assignment or every submission is missing, or one of the students `named`
        handed in nothing.
    autograder.course.storage.StorageError
        Where another grader is at work, or disk or gradebook take nothing more.
    """
    if platform.system() != "Linux":
        raise UsageError(ELSEWHERE)
    with (
        storage_errors(),
        nullcontext() if dry_run else one_grader(course.root),
        course.gradebook() as gradebook,
    ):
        try_writing(gradebook.engine)
        assignment = read_assignment(course, gradebook, assignment_name)
        exercises = exercise_set(assignment_name, course.config, course.root)
        if not dry_run:
            mend(course, assignment_name)
        everybody = course.students(assignment_name)
        unknown = sorted(set(named) - set(everybody))
        if unknown:
            raise UsageError(f"There is no submission of {', '.join(unknown)} for {assignment_name!r}.")
        sandbox = new_sandbox(
            student_package(assignment.folder, exercises),
            limits or course.limits(),
            exercises,
            sandboxed=sandboxed,
        )
        try:
            key = course_key(course.root, keep=not dry_run)
            engine = Engine(
                assignment, exercises, read_solutions(course.source_folder(assignment_name)), sandbox, key
            )
            writer = GradebookWriter(gradebook, assignment_name, course.config)
            yield Classroom(course, engine, writer, everybody, dry_run)
        finally:
            sandbox.close()
