"""A teacher's own functions that nbgrader calls before and after it grades a submission."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from nbgrader.converters import BaseConverter

from autograder.course.course import Course


@dataclass(frozen=True)
class Hooks:
    """The options pre_convert_hook and post_convert_hook, called as nbgrader calls them.

    Parameters
    ----------
    course
        Where submissions are.
    converter
        nbgrader's own, which has these options.
    assignment
        The assignment's name.
    """

    course: Course
    converter: BaseConverter
    assignment: str

    def before(self, student: str) -> None:
        """Call what the course wants to do before a submission is graded."""
        if self.converter.pre_convert_hook:
            with self._notebooks_of(student):
                self.converter.run_pre_convert_hook()

    def after(self, student: str) -> None:
        """Call what the course wants to do after a submission was graded."""
        if self.converter.post_convert_hook:
            with self._notebooks_of(student):
                self.converter.run_post_convert_hook()

    @contextlib.contextmanager
    def _notebooks_of(self, student: str) -> Iterator[None]:
        folder = self.course.submitted_folder(student, self.assignment)
        self.converter.coursedir.assignment_id = self.assignment
        self.converter.notebooks = sorted(map(str, folder.glob("*.ipynb")))
        with contextlib.chdir(self.course.root):
            yield
