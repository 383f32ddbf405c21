"""Writes the report, the marks and the feedback to files, and says what the TA should know about them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.atomic import new_folder, replace_file, replace_folder
from autograder.course.course import SECRET, TIMESTAMP, Course
from autograder.errors import UsageError
from autograder.gradebook.reader import read_class
from autograder.gradebook.records import ClassRecord
from autograder.reports.class_report import class_report, feedback_links
from autograder.reports.exports import FORMATS, Selection, words
from autograder.reports.exports.archive import archive, folder_names
from autograder.reports.feedback import StudentFeedback, class_feedback
from autograder.reports.headings import named
from autograder.reports.needs import needs
from autograder.reports.predictions import predictions
from autograder.reports.progress import Over, damaged_text
from autograder.reports.slides import class_slides
from autograder.reports.statistics import misunderstandings
from autograder.reports.wrong_code import wrong_code
from autograder.results.words import no_sandbox_export

FOLDER = "exports"
"""The course's folder for files, unless another one is named."""
FEEDBACK = "feedback"


@dataclass(frozen=True)
class Written:
    """A file or folder that was written, and sentences that the TA should read about it."""

    path: Path
    advice: tuple[str, ...] = ()


def write_report(
    course: Course,
    assignment: str,
    output: Path | None,
    *,
    anonymous: bool = False,
    slides: bool = False,
    over: Over = iter,
) -> Written:
    """Write the class report, or the slides for the lecture, which name nobody either.

    Parameters
    ----------
    over
        Gives the submissions one by one while they are read.

    Raises
    ------
    UsageError
        If there is nothing to report, or no folder to write to.
    """
    record = read_class(course, assignment)
    record = replace(record, items=named(record.items, course.release_folder(assignment)))
    ending = "slides" if slides else "report-anonymous" if anonymous else "report"
    path = _target(course, output, f"{assignment}-{ending}.html")
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    samples = wrong_code(course, record, misunderstandings(record))
    guesses = predictions(course, record, over)
    if slides:
        page = class_slides(record, made, guesses, samples)
    else:
        links = {} if anonymous else feedback_links(course, record, path.resolve().parent)
        page = class_report(record, made, anonymous=anonymous, links=links, samples=samples, guesses=guesses)
    replace_file(path, page.encode("utf-8", errors="replace"))
    return Written(path, _damaged(record))


def write_export(
    course: Course,
    assignment: str,
    format_name: str,
    output: Path | None,
    *,
    automatic: bool = False,
    column: str = "",
    over: Over = iter,
) -> Written:
    """Write the marks, or with the format "feedback" the feedback pages.

    Parameters
    ----------
    over
        Gives the submissions one by one while their pages are made.

    Raises
    ------
    UsageError
        If there is nothing to export, or no folder to write to.
    """
    if format_name == FEEDBACK:
        return _write_feedback(course, assignment, output, over)
    form = FORMATS[format_name]
    record = read_class(course, assignment)
    selection = Selection(record, automatic, column)
    if form.for_system and not selection.final:
        raise UsageError(words.nothing_final(assignment))
    path = _target(course, output, f"{assignment}-{format_name}{form.suffix}")
    replace_file(path, form.content(selection))
    return Written(path, (*_common(selection, for_system=form.for_system), *form.advice(selection)))


def _common(selection: Selection, *, for_system: bool) -> list[str]:
    """Return the sentences that belong to every format."""
    record, sentences = selection.record, list[str]()
    if selection.waiting:
        ids = [work.person.id for work in selection.waiting]
        sentences.append(words.waiting(ids, len(record.works), left_out=for_system))
    if record.absent and for_system:
        sentences.append(words.absent(len(record.absent)))
    if record.ungraded:
        sentences.append(words.ungraded(record.ungraded))
    sentences += _damaged(record)
    again = needs(record).look_again
    if again and not selection.automatic:
        sentences.append(words.again(len(again)))
    if unboxed := needs(record).unboxed:
        sentences.append(no_sandbox_export(len(unboxed)))
    if selection.automatic and any(work.penalty for work in record.works):
        sentences.append(words.NO_PENALTY)
    return sentences


def _damaged(record: ClassRecord) -> tuple[str, ...]:
    """Return the sentence on stored results that cannot be read, if there are any."""
    students = [work.person.id for work in record.works if work.damaged]
    return (damaged_text(students),) if students else ()


def _write_feedback(course: Course, assignment: str, output: Path | None, over: Over) -> Written:
    """Write every page, as STUDENT/PAGE.html: into a zip, or into a folder if no .zip is named."""
    record = read_class(course, assignment)
    names = folder_names(work.person.id for work in record.works)
    pages = (
        (f"{names[one.work.person.id]}/{name}", _bytes(page))
        for one in class_feedback(course, record, over)
        for name, page in one.pages.items()
    )
    path = _target(course, output, f"{assignment}-{FEEDBACK}.zip")
    if path.suffix.lower() == ".zip":
        replace_file(path, archive(dict(pages)))
    else:
        _write_folder(path, pages)
    return Written(path, feedback_advice(record))


def write_campus_feedback(
    course: Course,
    assignment: str,
    format_name: str,
    output: Path | None,
    names: Mapping[str, str],
    over: Over = iter,
) -> Written:
    """Write one page a student, under the names by which a campus system takes it back, into a zip.

    Parameters
    ----------
    names
        What the page of each student is called, by the student's id.

    Raises
    ------
    UsageError
        If there is nothing to send back, or no folder to write to.
    """
    record = read_class(course, assignment)
    works = tuple(work for work in record.works if work.person.id in names)
    if not works:
        raise UsageError("Nobody whose feedback there is has a file in this download.")
    pages = {
        names[one.work.person.id]: _bytes(page)
        for one in class_feedback(course, replace(record, works=works), over, whole=True)
        for page in one.pages.values()
    }
    path = _target(course, output, f"{assignment}-{format_name}.zip")
    replace_file(path, archive(pages))
    without = [work.person.id for work in record.works if work.person.id not in names]
    advice = [words.CAMPUS_FEEDBACK[format_name], *feedback_advice(record)]
    return Written(path, (*advice, *([words.not_in_download(without)] if without else [])))


def feedback_advice(record: ClassRecord) -> tuple[str, ...]:
    """Return what the TA should know before feedback is sent out."""
    advice = list(_damaged(record))
    if again := needs(record).look_again:
        advice.append(words.again(len(again)))
    if waiting := sum(bool(work.open) for work in record.works):
        advice.append(words.unmarked_pages(waiting))
    return tuple(advice)


def write_feedback(course: Course, record: ClassRecord, over: Over = iter) -> Iterator[StudentFeedback]:
    """Write the feedback pages where nbgrader has them, one student's folder after the other.

    A folder is replaced as a whole: it holds the pages, and what `nbgrader release_feedback` asks for.
    nbgrader's list offers a student no feedback before each notebook that was handed in has a page; that of
    the start page is the first page.
    """
    welcome = course.exercise_set(record.assignment).welcome
    for one in class_feedback(course, record, over):
        student = one.work.person.id
        folder, graded = (
            named(student, record.assignment) for named in (course.feedback_folder, course.graded_folder)
        )
        fresh = new_folder(folder)
        for name, page in one.pages.items():
            (fresh / name).write_bytes(_bytes(page))
        if welcome and (course.submitted_folder(student, record.assignment) / welcome.name).is_file():
            shutil.copy(fresh / next(iter(one.pages)), fresh / f"{welcome.stem}.html")
        for name in (TIMESTAMP, SECRET):
            if (graded / name).is_file():
                shutil.copy(graded / name, fresh)
        mode = 0o2770 if course.directory.groupshared else 0o755
        fresh.chmod(mode)
        replace_folder(fresh, folder)
        yield one


def _bytes(page: str) -> bytes:
    return page.encode("utf-8", errors="replace")


def _write_folder(folder: Path, pages: Iterable[tuple[str, bytes]]) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file. Name a folder, or a file that ends in .zip.")
    for name, content in pages:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, content)


def _target(course: Course, output: Path | None, name: str) -> Path:
    """Return the path to write to: the one that was named, else one in the course's folder for exports."""
    if output is None:
        folder = course.root / FOLDER
        folder.mkdir(exist_ok=True)
        return folder / name
    if output.is_dir() and Path(name).suffix != ".zip":
        return output / name
    if not output.resolve().parent.is_dir():
        raise UsageError(f"There is no folder {output.resolve().parent} to write {output.name} in.")
    return output
