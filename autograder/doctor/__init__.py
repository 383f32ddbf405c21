"""`autograder doctor`: the assignment tests itself.

Known answers are handed in, the notebooks are read, the release is searched. Each finding says in one line
what is not right, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.content import ExerciseSet
from autograder.course.student_package import student_package
from autograder.doctor import answers, blind, borrowed, leaks, notebooks, numbers, rubrics, students
from autograder.doctor.finding import Diagnosis, Finding, Findings
from autograder.doctor.grading import handed_in
from autograder.notebooks import cells_of


def stages(
    source: Path, released: Path, diagnosis: Diagnosis
) -> Iterator[tuple[str, Callable[[], Findings]]]:
    """Yield (what is looked at, the look) in order; `source` and `released` are the assignment's folders."""
    package, solved = student_package(released, diagnosis.exercises), cells_of(source)
    yield "cells and exercises", lambda: notebooks.exercises(solved, diagnosis)
    yield "text, links and images", lambda: notebooks.texts(solved, source, diagnosis)
    yield "numbers in texts", lambda: numbers.numbers(solved, diagnosis, source)
    yield "rubrics", lambda: rubrics.written_answers(solved, diagnosis)
    yield "the students' package", lambda: students.package(source, released, diagnosis)
    yield "hints", lambda: leaks.words(diagnosis)
    yield "what students hold", lambda: leaks.release(solved, released, diagnosis)
    yield "solution and scaffold", lambda: handed_in(source, released, diagnosis)
    yield "mistakes", lambda: answers.mistakes(package, diagnosis)
    yield "right variants", lambda: answers.variants(package, diagnosis)
    yield "blind answers", lambda: blind.blind(diagnosis)
    yield "helpers and other answers", lambda: borrowed.borrowed(package, diagnosis)
    yield "zero as an answer", lambda: answers.zeros(diagnosis)


def examine(
    exercises: ExerciseSet,
    source: Path,
    released: Path,
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> Diagnosis:
    """Return what is found in an assignment; `tell` is called with title, number and count of each stage."""
    diagnosis = Diagnosis(exercises)
    every = list(stages(source, released, diagnosis))
    for number, (title, look) in enumerate(every):
        tell(title, number, len(every))
        diagnosis.findings += look()
    return diagnosis


__all__ = ["Diagnosis", "Finding", "examine", "stages"]
