"""Feedback pages: through nbgrader's own commands, or all at once as a folder or a zip."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbgrader.api import Gradebook

from autograder.content.finding import exercise_set
from autograder.course.course import Course, hides_tests
from autograder.course.options import without_effect
from autograder.gradebook.reader import read_gradebook
from autograder.gradebook.records import ClassRecord, Work
from autograder.reports.feedback_entries import notebook_feedback
from autograder.reports.feedback_page import (
    INDEX,
    feedback_index,
    feedback_page,
    notebook_page,
    whole_feedback,
)
from autograder.reports.progress import Over

FEEDBACK = "feedback"
"""The name of the one page that holds everything."""


class FeedbackExporter(Exporter):
    """The exporter of `nbgrader generate_feedback`: a page of our own for each graded notebook."""

    export_from_notebook = None  # `jupyter nbconvert` does not offer it
    file_extension = ".html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if line := without_effect(self.config, in_nbgrader=True):
            self.log.warning("%s", line)

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:
        """Return the page of the notebook that nbgrader names in the resources."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        names = resources["nbgrader"]
        root = self.config.get("CourseDirectory", {}).get("root") or Path.cwd()
        exercises = exercise_set(names["assignment"], self.config, Path(root))
        with Gradebook(names["db_url"]) as gradebook:
            record = read_gradebook(gradebook, exercises, names["student"])
        record = replace(record, hides_tests=hides_tests(self.config))
        return feedback_page(record, record.works[0], names["notebook"], nb.cells), resources


@dataclass(frozen=True)
class StudentFeedback:
    """The pages of one student.

    Parameters
    ----------
    pages
        Their HTML by the names of the files; the first one is the first page.
    """

    work: Work
    pages: dict[str, str]


def class_feedback(
    course: Course, record: ClassRecord, over: Over = iter, *, whole: bool = False
) -> Iterator[StudentFeedback]:
    """Yield the pages of a class, student by student; the page of a missing notebook says so.

    Parameters
    ----------
    over
        Gives the submissions one by one.
    whole
        One page a student with everything on it, in place of a first page and one for each notebook.
    """
    for work in over(record.works):
        cells = {name: graded_cells(course, record, work, name) for name in record.notebooks}
        notebooks = [notebook_feedback(record, work, name, cells[name]) for name in record.notebooks]
        if whole:
            yield StudentFeedback(work, {f"{FEEDBACK}.html": whole_feedback(record, work, notebooks)})
            continue
        pages = {f"{INDEX}.html": feedback_index(record, work, notebooks)}
        for page in notebooks:
            pages[f"{page.name}.html"] = notebook_page(record, work, page, first_page=True)
        yield StudentFeedback(work, pages)


def graded_cells(course: Course, record: ClassRecord, work: Work, notebook: str) -> list[dict[str, Any]]:
    """Return the cells of a graded notebook; none if there is no such file."""
    folder = course.graded_folder(work.person.id, record.assignment)
    try:
        return list(json.loads((folder / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"])
    except FileNotFoundError:
        return []
