"""nbgrader's own front doors, handed to our engine: `nbgrader autograde` and formgrader's button.

`nbgrader_config.py` calls `install(c)`. nbgrader names its `Autograde` class itself, in two modules, and by
the time its preprocessors run it has copied and parsed the student's files; so the class is replaced there.
"""

from __future__ import annotations

import fnmatch
import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import nbgrader.apps.api
import nbgrader.apps.autogradeapp
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException

from autograder.text import shown, shown_lines

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.results.result import Result

FORMGRADER = Path(__file__).parents[1] / "marking" / "templates" / "formgrader"
"""What we add to formgrader's template; its conf.json is merged with nbgrader's."""


class SandboxedAutograde(Autograde):
    """nbgrader's Autograde with the work done by our engine, in the sandbox.

    Without --force what is unchanged since it was graded keeps its marks. nbgrader looks at the time handed
    in alone; here files, release, exercises and grader count too: old marks never stay behind a new file.
    """

    def start(self) -> None:
        """Grade the students that nbgrader's options name."""
        # Imported here: every nbgrader command loads this module, few of them grade.
        from autograder.box.sandbox import NoSandboxError
        from autograder.course.course import Course
        from autograder.course.storage import StorageError
        from autograder.errors import UsageError
        from autograder.grading.executors import GraderError

        course = Course(self.coursedir, self.config)
        try:
            self._grade(course)
        except (UsageError, NoSandboxError, StorageError, GraderError) as error:
            self.log.error("%s", shown_lines(str(error)))  # noqa: TRY400  (a sentence, no traceback)
            raise NbGraderException(str(error)) from error

    def _grade(self, course: Course) -> None:
        from autograder.errors import UsageError
        from autograder.grading.classroom import open_classroom
        from autograder.grading.executors import WORKERS
        from autograder.reports.progress import unchanged_text

        assignment = self.coursedir.assignment_id
        excluded = self.coursedir.student_id_exclude.split(",") if self.coursedir.student_id_exclude else []
        asked, everybody = self.coursedir.student_id, course.students(assignment)
        # A student may be called like a pattern; nbgrader's button asks for one by the very id.
        alone = asked in everybody and asked != "*"
        fitting = [asked] if alone else [one for one in everybody if fnmatch.fnmatchcase(one, asked)]
        students = [student for student in fitting if student not in excluded]
        if not students:
            raise UsageError(f"Nobody with the id {asked!r} has handed in {assignment!r}.")
        with open_classroom(course, assignment) as classroom:
            if not self.create_student:
                unknown = [student for student in students if not classroom.writer.knows(student)]
                if unknown:
                    raise UsageError(f"The gradebook has no student {', '.join(unknown)}.")
            todo = students if self.force else classroom.pending(students)
            if len(todo) < len(students):
                self.log.info(unchanged_text(len(students) - len(todo), len(students)))
            classroom.grade(todo, WORKERS, self._report)
            classroom.writer.settle(students)

    def _report(self, result: Result) -> None:
        outcomes = ", ".join(f"{v.exercise} {v.outcome}" for v in result.verdicts)
        self.log.info("Graded %s: %s", shown(result.student), outcomes)


def install(config: Any) -> None:
    """Put our classes in the place of nbgrader's, and clean whatever a TA's browser shows."""
    nbgrader.apps.autogradeapp.Autograde = SandboxedAutograde
    nbgrader.apps.api.Autograde = SandboxedAutograde
    config.ClearMarkScheme.enforce_metadata = False  # rubrics stand in locked question cells
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = {
        "clean_html": "autograder.reports.markdown.clean_html",
        "markdown2html": "autograder.reports.markdown.clean_markdown",
        "highlight_code": "autograder.reports.markdown.highlight_code",
        "strip_files_prefix": "autograder.reports.markdown.keep_links",
    }
    config.HTMLExporter.extra_template_paths = [str(FORMGRADER)]
    config.ExchangeFactory.collect = "autograder.collecting.exchange.CarefulCollect"
    formgrader: Any = sys.modules.get("nbgrader.server_extensions.formgrader.formgrader")
    if formgrader is not None:
        # Its pages put students' ids into markup and scripts as they are.
        formgrader.Environment = functools.partial(jinja2.Environment, autoescape=True)
    config.GenerateFeedback.exporter_class = "autograder.reports.feedback.FeedbackExporter"
