"""The image grades in a container, started with the options that the grader itself names; with fewer it says so."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.box.advice import DOCKER, PODMAN
from tests.conftest import GradedClass, needs, submit_class
from tests.pipeline.conftest import Once
from tools.containers import PAGE, ROOTFUL, ROOTLESS, STARTS, STUDENT, SYSTEM, Start, table, with_image
from tools.repository import REPOSITORY

NAMES = [ROOTFUL, ROOTLESS] if os.getuid() == 0 else [ROOTLESS]
"""An ordinary user has no rootful podman."""
WORKS = [Start(name, PODMAN, works=True) for name in NAMES]
"""The starts that the message names: with these the whole class is graded."""
FEWER = [start for start in STARTS if start.engine in NAMES and not start.works]
WORDS = ("student", "exercise", "outcome", "mistake", "sandbox")
MARKS, SAID = "marks.jsonl", "said"
tried = [pytest.mark.slow, pytest.mark.timeout(1800), needs("bwrap", *SYSTEM)]


def in_containers(function: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that needs podman and an image."""
    for mark in tried:
        function = mark(function)
    return function


@pytest.fixture(scope="module")
def containers(once: Once, course: Path) -> Path:
    """What came of each start: a folder with what was said, and the marks if there are any."""

    def make(folder: Path) -> None:
        folder.mkdir()
        handed_in = Path(shutil.copytree(course, folder / "course"))
        submit_class(handed_in)
        with with_image(*NAMES) as engines:
            for start in (*WORKS, *FEWER):
                came = folder / str(start)
                came.mkdir()
                with engines[start.engine].copy(handed_in) as mounted:
                    whom = () if start.works else ("--student", STUDENT)
                    done = engines[start.engine].grade(mounted, start.options, "--json", MARKS, *whom)
                    if (mounted / MARKS).exists():
                        shutil.copyfile(mounted / MARKS, came / MARKS)
                (came / SAID).write_text(f"{done.returncode}\n{done.stdout}{done.stderr}")

    return once("containers", make)


@in_containers
@pytest.mark.parametrize("start", WORKS, ids=str)
def test_the_sample_class_gets_the_marks_of_a_desk_with_the_options_of_the_message(
    start: Start, containers: Path, graded_class: GradedClass
) -> None:
    assert start in STARTS
    code, _, said = (containers / str(start) / SAID).read_text().partition("\n")
    assert code == "0", said
    rows = map(json.loads, (containers / str(start) / MARKS).read_text().splitlines())
    assert {(*(row[name] for name in WORDS), row["score"]) for row in rows} == {
        (name, verdict.exercise, verdict.outcome, verdict.mistake, "bubblewrap", verdict.score)
        for name, result in graded_class.results.items()
        for verdict in result.verdicts
    }


@in_containers
@pytest.mark.parametrize("start", FEWER, ids=str)
def test_with_fewer_options_nothing_is_graded_and_the_message_names_those_that_are_enough(
    start: Start, containers: Path
) -> None:
    code, _, said = (containers / str(start) / SAID).read_text().partition("\n")
    assert code == "1", said
    assert (containers / str(start) / MARKS).read_text() == ""
    assert re.findall(r"--(?:cap-add|security-opt)=[\w=]+", said) == list(PODMAN)


def test_the_page_on_security_has_the_starts_that_are_tried() -> None:
    assert table() in PAGE.read_text("utf-8"), "run `python -m tools.containers`"


def test_a_development_container_is_started_with_the_options_for_docker() -> None:
    described = json.loads((REPOSITORY / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert described["runArgs"] == list(DOCKER)
    assert (REPOSITORY / ".devcontainer" / described["build"]["dockerfile"]).is_file()


def test_the_commands_on_the_page_of_containers_have_the_options_that_are_tried() -> None:
    """Each `podman run` and `docker run` that grades has all of its engine's, and no others of their kind."""
    text = (REPOSITORY / "docs" / "containers.md").read_text("utf-8").replace("\\\n", " ")
    commands = re.findall(r"^(podman|docker) run (.*)$", text, re.MULTILINE)
    found = [
        (engine, re.findall(r"--(?:cap-add|security-opt)=(?!label)[\w=]+", line)) for engine, line in commands
    ]
    assert {engine for engine, _ in found} == {"podman", "docker"}
    assert [(e, o) for e, o in found if o != list(PODMAN if e == "podman" else DOCKER)] == []
