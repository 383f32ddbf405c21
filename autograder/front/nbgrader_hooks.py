"""nbgrader's own front doors, which grade with our engine: `nbgrader autograde` and formgrader's button.

`nbgrader_config.py` calls `install(c)`. nbgrader names its `Autograde` class itself, in two modules, and when
its preprocessors run it has already copied and parsed the student's files; so the class is replaced there.
So is `GenerateAssignment`, which would make every notebook that it copies a part of the assignment.
"""

from __future__ import annotations

import functools
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.apps.generateassignmentapp
from nbgrader.converters import Autograde, GenerateAssignment

from autograder.course.options import put, without_effect
from autograder.text import shown, shown_lines

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.errors import AutograderError
    from autograder.results.result import Result

FORMGRADER = Path(__file__).parents[1] / "marking" / "templates" / "formgrader"
"""What we add to formgrader's template; its conf.json is merged with nbgrader's."""
OPTIONS: dict[str, dict[str, Any]] = {
    "ClearMarkScheme": {"enforce_metadata": False},  # rubrics are in locked question cells
    "HTMLExporter": {
        "sanitize_html": True,
        "filters": {
            "clean_html": "autograder.reports.markdown.clean_html",
            "markdown2html": "autograder.reports.markdown.clean_markdown",
            "highlight_code": "autograder.reports.markdown.highlight_code",
            "strip_files_prefix": "autograder.reports.markdown.keep_links",
        },
        "extra_template_paths": [str(FORMGRADER)],
    },
    "ExchangeFactory": {"collect": "autograder.collecting.exchange.CarefulCollect"},
    "GenerateFeedback": {"exporter_class": "autograder.reports.feedback.FeedbackExporter"},
}
"""nbgrader's options that `install` sets."""


class CommandStopped(SystemExit):
    """Raised to end nbgrader's command as it ends itself, with 1; the error's sentence is in the log."""

    def __init__(self, error: AutograderError) -> None:
        super().__init__(str(error))
        self.code = 1


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
        from autograder.front.command import stopped_by_termination
        from autograder.front.failures import autograder_errors

        try:
            with autograder_errors(), stopped_by_termination():
                self._grade(Course(self.coursedir, self.config))
        except AutograderError as error:
            self.log.error("%s", shown_lines(str(error)))  # noqa: TRY400  (a sentence, no traceback)
            self.log.debug("The exception behind it:", exc_info=error.__cause__)
            raise CommandStopped(error) from None

    def _grade(self, course: Course) -> None:
        from autograder.course.hooks import Hooks
        from autograder.course.misplaced import sentences
        from autograder.grading.classroom import open_classroom
        from autograder.reports.progress import damaged_text, unchanged_text

        def on_start(pending: int, chosen: int) -> None:
            if pending < chosen:
                self.log.info(unchanged_text(chosen - pending, chosen))

        if line := without_effect(self.config, in_nbgrader=True):
            self.log.warning("%s", line)
        hooks = Hooks(course, self, self.coursedir.assignment_id)

        def on_result(result: Result) -> None:
            self._log_result(result)
            hooks.after(result.student)

        students = course.chosen_students(self.coursedir.assignment_id)
        with open_classroom(course, self.coursedir.assignment_id) as classroom:
            classroom.must_know(students, self)
            if damaged := classroom.writer.damaged():
                self.log.warning(damaged_text(damaged))
            assignment = self.coursedir.assignment_id
            known = [row.id for row in classroom.writer.gradebook.students]
            misplaced = sentences(course.misplaced(assignment, known), course.root, assignment)
            for line in (*misplaced, *classroom.engine.assignment.room.notes):
                self.log.warning("%s", line)
            classroom.run(
                students, listener=on_result, force=self.force, on_start=on_start, before=hooks.before
            )
            for line in classroom.lateness():
                self.log.info("%s", line)

    def _log_result(self, result: Result) -> None:
        outcomes = ", ".join(f"{v.exercise} {v.outcome}" for v in result.verdicts)
        self.log.info("Graded %s: %s", shown(result.student), outcomes)


class WelcomingGenerateAssignment(GenerateAssignment):
    """nbgrader's GenerateAssignment, which also hands out the start page of the exercise set.

    The page carries no points and is no part of the assignment: nobody has to hand it in.
    """

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy what belongs to the assignment besides its notebooks."""
        from autograder.course.course import Course

        super().init_assignment(assignment_id, student_id)
        welcome = Course(self.coursedir, self.config).exercise_set(assignment_id).welcome
        if welcome is not None:
            folder = Path(self._format_dest(assignment_id, student_id))
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(welcome, folder)


def install(config: Any) -> None:
    """Put our classes in the place of nbgrader's, and clean whatever a TA's browser shows."""
    nbgrader.apps.autogradeapp.Autograde = SandboxedAutograde
    nbgrader.apps.api.Autograde = SandboxedAutograde
    nbgrader.apps.generateassignmentapp.GenerateAssignment = WelcomingGenerateAssignment
    nbgrader.apps.api.GenerateAssignment = WelcomingGenerateAssignment
    for section, options in OPTIONS.items():
        for option, value in options.items():
            put(config, section, option, value)
    formgrader: Any = sys.modules.get("nbgrader.server_extensions.formgrader.formgrader")
    if formgrader is not None:
        # Its pages put students' ids into markup and scripts as they are.
        formgrader.Environment = functools.partial(jinja2.Environment, autoescape=True)
