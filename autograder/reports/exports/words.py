"""What an export tells the TA: its sentences in one place, apart from the files."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.text import agreeing, count, listed, number

NAMED = 5
"""As many students are named in a sentence; the others are counted."""
NO_PENALTY = "Late penalties are not taken off: they belong to the whole mark, and this is a part of it."
AUTOMATIC_ALONE = (
    "Mark them (`autograder mark` opens the desk), or export with --automatic what the grader marks by "
    "itself, for everybody."
)
CANVAS_TITLE = (
    "If the assignment exists in Canvas, give its title there with --column, as Canvas's own export has it, "
    "for example --column 'Homework 1 (4711)'; otherwise the import makes a new assignment."
)
GRADESCOPE_UPLOAD = (
    "Upload the zip in Gradescope as the autograder of a programming assignment, and rerun it there."
)
GRADESCOPE_NOBODY = (
    "The gradebook has no student's email, by which Gradescope tells who submitted. "
    "`nbgrader db student import FILE` takes emails from a CSV with the columns id and email."
)

CAMPUS_FEEDBACK = {
    "canvas-feedback": (
        "In Canvas: the assignment, 'Upload submissions'. Each page becomes a file at a comment, and Canvas "
        "shows it under the name of the file handed in: tell your students that it is a page for a browser."
    ),
    "moodle-feedback": (
        "In Moodle: the assignment, Submissions, Actions, 'Upload multiple feedback files in a zip'. "
        "The feedback type 'Feedback files' must be on."
    ),
}
"""Where each zip of feedback goes."""


def not_in_download(ids: Sequence[str]) -> str:
    """Say whose feedback is not in a zip for a campus system."""
    return (
        f"{count(len(ids), 'student')} left out, of whom this download has no file: {listed(ids, NAMED)}. "
        "Run it again with the download in which they are."
    )


def nothing_final(assignment: str) -> str:
    """Say that there is no mark to export yet."""
    return (
        f"No mark of {assignment!r} is final yet: in every submission written answers wait for a human. "
        f"{AUTOMATIC_ALONE}"
    )


def waiting(ids: Sequence[str], everybody: int, *, left_out: bool) -> str:
    """Say whose mark is not final, and what is done about it."""
    verb = agreeing(len(ids), "is", "are")
    where = "left out of this file" if left_out else "given without a sum"
    return (
        f"{len(ids)} of {count(everybody, 'submission')} {verb} {where}, because written answers wait for "
        f"a human: {listed(ids, NAMED)}. {AUTOMATIC_ALONE}"
    )


def absent(students: int) -> str:
    """Say that there is no submission of some."""
    verb = agreeing(students, "is", "are")
    who = f"{count(students, 'student')} without a submission in this course folder"
    return f"{who} {verb} not in this file: no mark is not 0 marks."


def ungraded(ids: Sequence[str]) -> str:
    """Say that some were never graded."""
    verb = agreeing(len(ids), "was", "were")
    return f"{count(len(ids), 'submission')} {verb} never graded and left out: {listed(ids, NAMED)}."


def again(students: int) -> str:
    """Say that marks by hand are older than the last grading."""
    return (
        f"{count(students, 'submission')} graded again after a human had marked it: the human's marks count. "
        "The class report lists them."
    )


def unmarked_pages(submissions: int) -> str:
    """Say that pages are not final."""
    return f"{count(submissions, 'submission')} with answers that are not marked yet: those pages say so."


def formula_ids(ids: Sequence[str]) -> str:
    """Say which ids a spreadsheet could take for formulas."""
    return (
        f"{count(len(ids), 'id')} could be taken for a formula: {listed(ids, NAMED)}. An apostrophe stands "
        "before it in the file, so that no spreadsheet runs it. The campus system does not know the id with "
        "it: enter that mark by hand."
    )


def canvas_own_title(title: str) -> str:
    """Say that Canvas would not read the column."""
    return f"Canvas does not read a column called {title!r}. Name another one with --column."


def canvas_without_id(ids: Sequence[str]) -> str:
    """Say how Canvas will look for students without its id."""
    return (
        f"{count(len(ids), 'student')} without a Canvas id: Canvas looks for the login "
        f"({listed(ids, NAMED)}), then for the name. `nbgrader db student import FILE` takes ids "
        "(column lms_user_id)."
    )


def canvas_twins(names: Sequence[str]) -> str:
    """Say that names alone do not tell students apart."""
    return (
        f"Several students are called {listed(names, NAMED)}, and their Canvas ids are not known here: "
        "check their marks after the import."
    )


def moodle_mapping(ids: Sequence[str], title: str, points: float) -> str:
    """Say what to choose in Moodle's preview."""
    return (
        f"In Moodle's preview map the user from {' or '.join(ids)}, and the column {title!r} to the "
        f"grade item, whose maximum must be {number(points)}."
    )


def moodle_left_out(titles: Sequence[str]) -> str:
    """Say which ids are not in the file, and why."""
    verb = agreeing(len(titles), "is", "are")
    return (
        f"{listed(titles)} {verb} left out: not every student has one of their own, and Moodle would give "
        "such a row to the student before it."
    )


def moodle_too_high(limit: int) -> str:
    """Say that Moodle may refuse marks."""
    return f"Marks above {limit}: Moodle refuses them unless its administrator allows unlimited grades."


def gradescope_unknown(ids: Sequence[str]) -> str:
    """Say whom Gradescope could not find."""
    has = agreeing(len(ids), "has", "have")
    return (
        f"{count(len(ids), 'student')} left out, who {has} no email of their own in the gradebook, by which "
        f"Gradescope tells who submitted: {listed(ids, NAMED)}. `nbgrader db student import FILE` takes "
        "emails."
    )
