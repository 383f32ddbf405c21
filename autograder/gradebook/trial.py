"""A throw-away copy of a course's gradebook, for a dry run and for comparisons."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator

from nbgrader.api import Base, Comment, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Engine, create_engine, insert, inspect, select

from autograder.course.course import Course
from autograder.gradebook.history import HISTORY
from autograder.gradebook.marks import MARKS
from autograder.gradebook.rubrics import DESK_TABLES
from autograder.gradebook.stored import RESULTS
from autograder.gradebook.versions import HANDED_IN

OF_SUBMISSIONS = {
    *(row.__table__.name for row in (SubmittedAssignment, SubmittedNotebook, Grade, Comment)),
    *(RESULTS.name, HISTORY.name, HANDED_IN.name, MARKS.name),
}
"""The tables that hold what was handed in and how it was graded."""


@contextlib.contextmanager
def trial(course: Course) -> Iterator[Course]:
    """Give a course whose gradebook is a throw-away copy in a file."""
    url = course.directory.db_url
    with tempfile.TemporaryDirectory(prefix="dry-run-") as folder:
        copy = f"sqlite:///{folder}/gradebook.db"
        with contextlib.closing(course.gradebook()) as gradebook:
            copy_gradebook(gradebook.engine, copy)
        course.directory.db_url = copy
        try:
            yield course
        finally:
            course.directory.db_url = url


def copy_gradebook(origin: Engine, url: str, *, submissions: bool = True) -> None:
    """Copy the tables of a gradebook, as they are at one moment, into a new database.

    Without `submissions` it knows the assignments and the students, and nothing of what was handed in.
    """
    copy = create_engine(url)
    known = set(inspect(origin).get_table_names())
    tables = [
        t
        for t in (*Base.metadata.sorted_tables, RESULTS, HISTORY, HANDED_IN, *DESK_TABLES)
        if t.name in known
    ]
    with origin.connect().execution_options(isolation_level="SERIALIZABLE") as old, copy.begin() as new:
        for table in tables:
            table.create(new)
            if not submissions and table.name in OF_SUBMISSIONS:
                continue
            for rows in old.execution_options(yield_per=1000).execute(select(table)).mappings().partitions():
                new.execute(insert(table), [dict(row) for row in rows])
    copy.dispose()
