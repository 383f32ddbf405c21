"""A real browser, and real JupyterLab servers: a teacher's on a graded class, a student's on the release."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from autograder.authoring import samples as sample
from autograder.authoring.release import nbgrader
from autograder.authoring.samples import build_submission
from autograder.authoring.selfstudy.folder import prepare
from tests.conftest import GradedClass
from tests.processes import free_port, programs
from tools.repository import SAMPLES, SOURCE
from vanishing_gradients import ASSIGNMENT, EXERCISES

START_SECONDS = 90
COURSE_ID = "vanishing-gradients"
CLASS, SOLVED, STUDY = "class", "solved", "study"
"""Folders on the student's server: the release as a class gets it, with all functions written, self-study."""
NO_NEWS = "@jupyterlab/apputils-extension/notification.jupyterlab-settings"


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window whose pages share a cache: JupyterLab's scripts are large."""
    opened = browser.new_context(viewport={"width": 1280, "height": 1000})
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A fresh page; the kernels that JupyterLab started for it end with it."""
    opened = context.new_page()
    yield opened
    end_kernels(opened)
    opened.close()


def end_kernels(page: Page) -> None:
    """End all kernels of the JupyterLab server that a page shows."""
    if not page.is_closed():
        page.evaluate("() => window.jupyterapp?.serviceManager.sessions.shutdownAll()")


@contextmanager
def serving(command: list[str], folder: Path, home: Path) -> Iterator[str]:
    """Run a command that starts JupyterLab, and yield the server's address.

    Parameters
    ----------
    command
        What starts it, without the options that every server of the tests has.
    folder
        Its working folder.
    home
        The home folder of whoever uses it.
    """
    port = free_port()
    settings = home / ".jupyter" / "lab" / "user-settings" / NO_NEWS
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"fetchNews": "false"}))  # it asks, and stands in front of what is tested
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token="]
    options += ["--ServerApp.port_retries=0", "--LabApp.expose_app_in_browser=True"]
    environment = {**os.environ, **programs(), "HOME": str(home)}
    with (home / "lab.log").open("w") as log:
        server = subprocess.Popen(
            [*command, *options], cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    if server.poll() is not None or time.monotonic() > deadline:
                        pytest.fail(f"JupyterLab did not start:\n{(home / 'lab.log').read_text()[-2000:]}")
                    time.sleep(0.3)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)  # `make lab` runs JupyterLab as a process of its own
            server.wait(30)


def lab_command(root: Path) -> list[str]:
    """Return the command that starts JupyterLab on a folder."""
    return [sys.executable, "-m", "jupyter", "lab", "--allow-root", f"--ServerApp.root_dir={root}"]


@pytest.fixture(scope="session")
def lab(
    graded_class: GradedClass,
    copy_of: Callable[[Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path]]:
    """A JupyterLab server with formgrader on a copy of the graded class: (address, course)."""
    course = copy_of(graded_class.course)
    with serving(lab_command(course), course, tmp_path_factory.mktemp("home")) as address:
        yield address, course


@dataclass(frozen=True)
class Student:
    """A student's JupyterLab server.

    Parameters
    ----------
    address
        Where the server listens.
    folder
        Its root, with the folders `CLASS`, `SOLVED` and `STUDY`.
    course
        The teacher's course, from which the assignment was released through the exchange.
    exchange
        Options of an nbgrader command for that exchange.
    """

    address: str
    folder: Path
    course: Path
    exchange: tuple[str, ...]


@pytest.fixture(scope="session")
def student(
    course: Path,
    copy_of: Callable[[Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Student]:
    """A student's JupyterLab server, with the release beside it and an exchange to fetch it from."""
    course = copy_of(course)
    home, folder, exchange = (tmp_path_factory.mktemp(name) for name in ("home", "student", "exchange"))
    release = course / "release" / ASSIGNMENT
    shutil.copytree(release, folder / CLASS)
    build_submission(SAMPLES / sample.SOLVED, release, folder / SOLVED)
    for needed in (EXERCISES.student_package, "figures"):
        shutil.copytree(release / needed, folder / SOLVED / needed)
    prepare(EXERCISES, release, SOURCE, folder / STUDY)
    exchange.chmod(0o777)  # as on a shared machine
    (home / ".jupyter").mkdir()
    (home / ".jupyter" / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = {COURSE_ID!r}\nc.Exchange.root = {str(exchange)!r}\n"
    )
    options = (f"--Exchange.root={exchange}",)
    done = nbgrader(course, "release_assignment", ASSIGNMENT, *options)
    assert done.returncode == 0, done.stderr
    with serving(lab_command(folder), folder, home) as address:
        yield Student(address, folder, course, options)
