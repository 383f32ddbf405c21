"""What all tests share: Hypothesis profiles, --slow and --update, and a sample class that is graded once."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from nbgrader.api import Gradebook

from autograder.authoring.samples import build_class
from autograder.course.course import Course
from autograder.grading.classroom import open_classroom
from autograder.results.result import Result
from tests import postgres
from tools.repository import REPOSITORY, make_course
from vanishing_gradients import ASSIGNMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

CI = os.environ.get("CI", "").lower() == "true"
SAMPLES = REPOSITORY / "samples"
WORKERS = 3
RESULTS = "results.json"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if CI else "dev")


def needs(*programs: str) -> pytest.MarkDecorator:
    """Mark a test that cannot run without a system program: skipped where it is missing, failed under CI."""
    return pytest.mark.needs_programs(*programs)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests too, as CI=true does")
    parser.addoption("--update", action="store_true", help="write the golden files anew")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_databases: runs on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "needs_programs(*names): system programs without which it cannot run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if CI or config.getoption("--slow"):
        return
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="slow: run with --slow or CI=true"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs_programs"):
        for program in mark.args:
            require(program)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of a module marked `both_databases` on SQLite and on PostgreSQL."""
    if "database" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True, scope="session")


def require(program: str, *, there: bool | None = None) -> None:
    """Skip the running test where a system program is missing; under CI fail it."""
    if not (shutil.which(program) is not None if there is None else there):
        reason = f"the system program {program} is not installed"
        if CI:
            pytest.fail(f"{reason}; under CI nothing is skipped for that", pytrace=False)
        pytest.skip(reason)


@dataclass(frozen=True)
class GradedClass:
    """The sample class after its grading.

    Parameters
    ----------
    course
        The course folder.
    results
        The result of each sample by its name, without its notebooks: those stand in the course.
    """

    course: Path
    results: dict[str, Result]


@pytest.fixture(scope="session")
def update(pytestconfig: pytest.Config) -> bool:
    """Whether golden files are to be written anew."""
    return bool(pytestconfig.getoption("--update"))


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Makes a folder once for a whole run, whichever of pytest-xdist's workers comes first.

    A name is its maker's alone: two fixtures that chose the same one would get each other's folder.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        maker = f"{make.__module__}.{make.__qualname__}"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                make(folder)
                done.write_text(maker, encoding="utf-8")
        assert done.read_text("utf-8") == maker, (
            f"{name!r} is made by {done.read_text('utf-8')} and by {maker}"
        )
        return folder

    return made


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server."""
    found = postgres.programs()
    require("postgresql", there=found is not None)
    assert found is not None
    with postgres.running(found) as server:
        yield server


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> postgres.Server | None:
    """The server that holds the gradebooks; None where they are SQLite's files."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return None
    return request.getfixturevalue("server")  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def place(database: postgres.Server | None) -> str:
    """What is added to the names of folders made `once`: a server's databases are one test process's."""
    return "" if database is None else f"-{database.folder.name}"


@pytest.fixture(scope="session")
def course(
    once: Callable[[str, Callable[[Path], None]], Path], database: postgres.Server | None, place: str
) -> Path:
    """A course with a release and an empty gradebook; not to be changed: take `new_course` for that."""

    def make(folder: Path) -> None:
        make_course(folder, "" if database is None else database.url(database.create()))

    return once(f"released{place}", make)


@pytest.fixture(scope="session")
def copy_of(
    tmp_path_factory: pytest.TempPathFactory, database: postgres.Server | None
) -> Callable[[Path], Path]:
    """Copies a course to a place of its own, with its gradebook."""

    def copied(original: Path) -> Path:
        folder = Path(shutil.copytree(original, tmp_path_factory.mktemp("copied") / "course"))
        if database is not None:
            database.copy(folder)
        return folder

    return copied


@pytest.fixture
def new_course(course: Path, copy_of: Callable[[Path], Path]) -> Path:
    """A course for one test alone, with a release and an empty gradebook."""
    return copy_of(course)


@pytest.fixture(scope="session")
def graded_class(
    course: Path,
    once: Callable[[str, Callable[[Path], None]], Path],
    copy_of: Callable[[Path], Path],
    place: str,
) -> GradedClass:
    """The sample class, graded once; not to be changed."""
    require("bwrap")

    def make(folder: Path) -> None:
        copy_of(course).rename(folder)
        payloads = {name: r.payload() for name, r in grade(folder, submit_class(folder)).items()}
        (folder / RESULTS).write_text(json.dumps(payloads))

    folder = once(f"graded{place}", make)
    payloads = json.loads((folder / RESULTS).read_text())
    return GradedClass(folder, {name: Result.from_payload(name, text) for name, text in payloads.items()})


def open_gradebook(course: Path) -> Gradebook:
    """Open a course's gradebook, wherever it is."""
    return Course.open(course).gradebook()


def submit_class(folder: Path) -> list[str]:
    """Hand in the sample class in a course; return its students."""
    return build_class(SAMPLES, folder / "release" / ASSIGNMENT, folder / "submitted", ASSIGNMENT)


def grade(folder: Path, students: list[str]) -> dict[str, Result]:
    """Grade students of a course with our engine."""
    with open_classroom(Course.open(folder), ASSIGNMENT) as classroom:
        results: list[Result] = []
        classroom.run(students, WORKERS, results.append, force=True)
    return {result.student: result for result in results}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window: one for a whole process, as Playwright wants it."""
    from playwright.sync_api import sync_playwright  # most tests have no use for it

    require("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()
