"""Feedback pages: through nbgrader's own commands, or all at once as a folder or a zip."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbgrader.api import Gradebook

from autograder.content.finding import exercise_set
from autograder.course.course import Course, hides_tests
from autograder.course.options import without_effect
from autograder.gradebook.reader import read_gradebook
from autograder.gradebook.records import ClassRecord, Work
from autograder.reports.feedback_page import feedback_page


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


def feedback_pages(course: Course, record: ClassRecord) -> Iterator[tuple[str, str, str]]:
    """Yield (student, notebook, page) for a whole class; the page of a missing notebook says so."""
    for work in record.works:
        for notebook in record.notebooks:
            yield (
                work.person.id,
                notebook,
                feedback_page(record, work, notebook, graded_cells(course, record, work, notebook)),
            )


def graded_cells(course: Course, record: ClassRecord, work: Work, notebook: str) -> list[dict[str, Any]]:
    """Return the cells of a graded notebook; none if there is no such file."""
    folder = course.graded_folder(work.person.id, record.assignment)
    try:
        return list(json.loads((folder / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"])
    except FileNotFoundError:
        return []
