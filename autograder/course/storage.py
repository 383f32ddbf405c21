"""Trouble with disk and gradebook in one sentence; and the lock that lets in one grader at a time."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Base
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DatabaseError

from autograder.errors import StorageError

LOCK = ".grading.lock"
AGAIN = "What was written so far stands and is whole; run the command again, and it goes on from there."
DISK = {
    errno.ENOSPC: "the disk is full; make room",
    errno.EDQUOT: "your quota of disk space is used up; make room",
    errno.EROFS: "the disk is mounted for reading only; mount it for writing",
    errno.EIO: "the disk reports errors; look at it before you go on",
}
GRADEBOOK = {
    "database is locked": "the gradebook is held by another program; close what works on it (formgrader, a "
    "browser of databases, a backup)",
    "readonly database": "the gradebook, or its folder, is for reading only; allow yourself to write there",
    "unable to open database file": "the gradebook, or its folder, cannot be opened for writing; look at "
    "who owns them",
    "disk is full": DISK[errno.ENOSPC],
    "disk I/O error": DISK[errno.EIO],
    "malformed": "the gradebook is damaged; put your last backup in its place",
    "not a database": "the gradebook is no SQLite database; put your last backup in its place",
}


def storage_trouble(error: BaseException) -> str | None:
    """Return what is wrong with disk or gradebook and what to do; None for any other error."""
    if isinstance(error, shutil.Error):  # about many files, each with the system's message
        return next((advice for code, advice in DISK.items() if os.strerror(code) in str(error)), None)
    if isinstance(error, OSError) and error.errno in DISK:
        return DISK[error.errno]
    if isinstance(error, DatabaseError):
        message = str(error.orig)
        return next((advice for words, advice in GRADEBOOK.items() if words in message), None)
    return None


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn errors of disk and gradebook into one sentence.

    Raises
    ------
    StorageError
        Instead of such an error.
    """
    try:
        yield
    except (OSError, DatabaseError) as error:
        trouble = storage_trouble(error)
        if trouble is None:
            raise
        raise StorageError(f"Stopped: {trouble}. {AGAIN}") from error


def try_writing(engine: Engine) -> None:
    """Write into a gradebook and take it back: a run must fail before its first submission, not at it."""
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("CREATE TABLE autograder_trial (id INTEGER)")
    except engine.dialect.loaded_dbapi.DatabaseError as error:
        raise DatabaseError("BEGIN IMMEDIATE", None, error) from error
    finally:
        raw.rollback()
        raw.close()


def missing_columns(engine: Engine) -> list[str]:
    """Return the columns that nbgrader's tables lack because an older nbgrader made them."""
    inspector, tables = inspect(engine), Base.metadata.tables
    existing = set(inspector.get_table_names())
    columns = {name: {c["name"] for c in inspector.get_columns(name)} for name in existing & tables.keys()}
    return sorted(
        f"{table.name}.{column.name}"
        for table in tables.values()
        for column in table.columns
        if column.name not in columns.get(table.name, set())
    )


@contextmanager
def one_grader(course: Path) -> Iterator[None]:
    """Hold the course's lock; the system takes it back when this process ends, however it ends.

    Raises
    ------
    StorageError
        If another grader holds it, or it belongs to another user.
    """
    import fcntl  # noqa: PLC0415  (Windows has none; there grading was refused before)

    path = course / LOCK
    try:
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:
        raise StorageError(_not_ours(path)) from None
    with os.fdopen(opened, "r+") as file:
        try:
            # A fork does not inherit a record lock: it ends with this process alone.
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN):
                raise  # a disk without locks says so itself
            holder = file.read(40).strip() or "unknown"
            raise StorageError(
                f"Nothing was graded: another grader (process {holder}) is at work on this course. "
                "Wait for its end, then run the command again."
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def _not_ours(path: Path) -> str:
    """Return the sentence on a lock that this user may not open."""
    try:
        number = path.stat().st_uid
    except OSError:
        return (
            f"Nothing was graded: you may not write in {path.parent}. Grade as the user who owns the course, "
            "or ask for the right to write there."
        )
    try:
        owner = path.owner()
    except KeyError:  # a number without a name, such as in a container
        owner = f"user {number}"
    return (
        f"Nothing was graded: {path} belongs to {owner}, who graded this course before, and you may not open "
        f"it. Grade as {owner}; or, if no grader is at work now, let {owner} delete this file, which holds "
        "nothing."
    )
