"""nbgrader's own front doors, which grade with our engine: `nbgrader autograde` and formgrader's button.

`nbgrader_config.py` calls `install(c)`. nbgrader names its `Autograde` class itself, in two modules, and when
its preprocessors run it has already copied and parsed the student's files; so the class is replaced there.
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

from autograder.text import shown, shown_lines

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.errors import AutograderError
    from autograder.results.result import Result

FORMGRADER = Path(__file__).parents[1] / "marking" / "templates" / "formgrader"
"""What we add to formgrader's template; its conf.json is merged with nbgrader's."""


class CommandStopped(SystemExit):
    """Raised to end nbgrader's command with an error's exit code; the error's sentence is in the log."""

    def __init__(self, error: AutograderError) -> None:
        super().__init__(str(error))
        self.code = error.exit_code


class SandboxedAutograde(Autograde):
    """nbgrader's Autograde with the work done by our engine, in the sandbox.

    Without --force what is unchanged since it was graded keeps its marks. nbgrader compares only the time
    handed in; here files, release, exercises and grader count too: old marks never stay behind a new file.
    """

    def start(self) -> None:
        """Grade the students that nbgrader's options name."""
        # Imported here: every nbgrader command loads this module, few of them grade.
        from autograder.course.course import Course
        from autograder.errors import AutograderError
        from autograder.front.failures import autograder_errors

        try:
            with autograder_errors():
                self._grade(Course(self.coursedir, self.config))
        except AutograderError as error:
            self.log.error("%s", shown_lines(str(error)))  # noqa: TRY400  (a sentence, no traceback)
            self.log.debug("The exception behind it:", exc_info=error.__cause__)
            raise CommandStopped(error) from None

    def _grade(self, course: Course) -> None:
        from autograder.errors import UsageError
        from autograder.grading.classroom import open_classroom
        from autograder.reports.progress import damaged_text, unchanged_text

        def on_start(pending: int, chosen: int) -> None:
            if pending < chosen:
                self.log.info(unchanged_text(chosen - pending, chosen))

        students = self._chosen(course.students(self.coursedir.assignment_id))
        with open_classroom(course, self.coursedir.assignment_id) as classroom:
            unknown = [student for student in students if not classroom.writer.knows(student)]
            if unknown and not self.create_student:
                raise UsageError(f"The gradebook has no student {', '.join(unknown)}.")
            if damaged := classroom.writer.damaged():
                self.log.warning(damaged_text(damaged))
            classroom.run(students, listener=self._log_result, force=self.force, on_start=on_start)

    def _chosen(self, everybody: list[str]) -> list[str]:
        """Return the students that nbgrader's options name."""
        from autograder.errors import UsageError

        pattern, assignment = self.coursedir.student_id, self.coursedir.assignment_id
        excluded = self.coursedir.student_id_exclude.split(",") if self.coursedir.student_id_exclude else []
        # A student's id may look like a pattern; nbgrader's button gives the very id.
        is_id = pattern in everybody and pattern != "*"
        matching = [pattern] if is_id else [one for one in everybody if fnmatch.fnmatchcase(one, pattern)]
        students = [student for student in matching if student not in excluded]
        if not students:
            raise UsageError(f"Nobody with the id {pattern!r} has handed in {assignment!r}.")
        return students

    def _log_result(self, result: Result) -> None:
        outcomes = ", ".join(f"{v.exercise} {v.outcome}" for v in result.verdicts)
        self.log.info("Graded %s: %s", shown(result.student), outcomes)


def install(config: Any) -> None:
    """Put our classes in the place of nbgrader's, and clean whatever a TA's browser shows."""
    nbgrader.apps.autogradeapp.Autograde = SandboxedAutograde
    nbgrader.apps.api.Autograde = SandboxedAutograde
    config.ClearMarkScheme.enforce_metadata = False  # rubrics are in locked question cells
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
