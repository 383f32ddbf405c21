"""nbgrader's options: each is obeyed or named, and the table of them holds nbgrader's own, all of them."""

from __future__ import annotations

import pytest
from traitlets.config import Config

from autograder.course.course import Course
from autograder.course.limits import MOST, Limits
from autograder.course.options import options, table, without_effect
from autograder.nbgrader_hooks import install


def test_the_table_holds_every_option_of_nbgrader_once() -> None:
    listed = [option for entry in table() for option in entry.options]
    assert sorted(listed) == sorted({f"{each.__name__}.{name}" for each, name in options()})


def test_every_entry_says_why() -> None:
    assert [entry for entry in table() if not entry.why or not entry.options] == []


@pytest.mark.parametrize(
    ("section", "option", "named"),
    [
        ("Execute", "enabled", "Execute.enabled"),  # --no-execute
        ("Execute", "iopub_timeout", "Execute.iopub_timeout"),
        ("ExecutePreprocessor", "iopub_timeout", "ExecutePreprocessor.iopub_timeout"),  # by a parent's name
        ("NotebookClient", "startup_timeout", "NotebookClient.startup_timeout"),
        ("Autograde", "autograde_preprocessors", "Autograde.autograde_preprocessors"),
        ("LimitOutput", "max_lines", "LimitOutput.max_lines"),
        ("HTMLExporter", "template_name", "HTMLExporter.template_name"),
    ],
)
def test_an_option_without_effect_is_named(section: str, option: str, named: str) -> None:
    config = Config({section: {option: 3}})
    install(config)
    line = without_effect(config, in_nbgrader=True)
    assert line.startswith(f"Set, but without effect here: {named}. ")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("section", "option"),
    [
        ("Execute", "timeout"),
        ("ExecutePreprocessor", "timeout"),
        ("CourseDirectory", "notebook_id"),
        ("BaseConverter", "permissions"),
        ("IgnorePattern", "pattern"),
        ("ClearSolutions", "code_stub"),  # of another command
    ],
)
def test_an_option_that_is_obeyed_is_not_named(section: str, option: str) -> None:
    config = Config({section: {option: 3}})
    install(config)
    assert without_effect(config, in_nbgrader=False) == ""


def test_what_nbgraders_commands_do_themselves_is_named_by_ours_alone() -> None:
    config = Config({"NbGrader": {"logfile": "log.txt"}})
    assert without_effect(config, in_nbgrader=True) == ""
    assert "NbGrader.logfile" in without_effect(config, in_nbgrader=False)


def test_a_value_that_install_replaces_is_named_and_its_own_are_not() -> None:
    config = Config()
    install(config)
    assert without_effect(config, in_nbgrader=True) == ""
    config.GenerateFeedback.exporter_class = "mine.Exporter"
    install(config)
    assert "GenerateFeedback.exporter_class" in without_effect(config, in_nbgrader=True)


def _limits(config: dict[str, dict[str, object]]) -> Limits:
    return Course(None, Config(config)).limits()  # type: ignore[arg-type]  (its folder does not matter)


@pytest.mark.parametrize("section", ["Execute", "ExecutePreprocessor", "NotebookClient"])
def test_nbgraders_timeout_is_the_time_of_a_cell(section: str) -> None:
    assert _limits({section: {"timeout": 3}}).cell_seconds == 3.0


def test_what_holds_several_cells_grows_with_the_time_of_one() -> None:
    plain, slow = Limits(), _limits({"Execute": {"timeout": 300}})
    assert slow.notebook_seconds == 10 * plain.notebook_seconds
    assert slow.cpu_seconds == 10 * plain.cpu_seconds
    assert slow.call_seconds == plain.call_seconds


@pytest.mark.parametrize("endless", [-1, None])
def test_a_timeout_without_an_end_is_the_largest_limit(endless: object) -> None:
    assert _limits({"Execute": {"timeout": endless}}).cell_seconds == MOST


def test_the_limits_of_the_course_go_before_nbgraders_timeout() -> None:
    limits = _limits({"Execute": {"timeout": 300}, "Limits": {"cell_seconds": 7, "cpu_seconds": 9}})
    assert (limits.cell_seconds, limits.cpu_seconds) == (7, 9)
