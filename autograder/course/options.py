"""nbgrader's options for grading and feedback: which are obeyed, and which have no effect and are named.

`options.toml` holds all of them, one by one; a test compares it with nbgrader's own classes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.writers import FilesWriter
from nbgrader.apps import AutogradeApp, GenerateFeedbackApp
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import LateSubmissionPlugin

from autograder.text import markdown_table

LINE = 'Set, but without effect here: {names}. (Why: docs/your-own-course.md, under "nbgrader\'s options".)'
INSTALLED, REPLACED = "installed", "replaced"
"""Options of the section Autograder: what `install` set, and what of it in place of a teacher's values."""


@dataclass(frozen=True)
class Entry:
    """Some options that are treated alike.

    Parameters
    ----------
    part
        "obeyed", "nbgrader" if nbgrader's own commands alone obey, or "without_effect".
    why
        What they are about, or why they have none.
    options
        Each as `Class.option`.
    """

    part: str
    why: str
    options: tuple[str, ...]


def configurable() -> list[type[Any]]:
    """Return the classes of nbgrader that autograde, generate_feedback and formgrader's buttons work with."""
    steps: list[type[Any]] = []
    for converter in (Autograde, GenerateFeedback):
        for name in converter.class_trait_names():
            if name.endswith("preprocessors"):
                steps += converter.class_traits()[name].default()
    apps = [AutogradeApp, GenerateFeedbackApp, NbGraderAPI, CourseDirectory, Autograde, GenerateFeedback]
    return list(dict.fromkeys([*apps, FilesWriter, HTMLExporter, LateSubmissionPlugin, *steps]))


def options() -> Iterator[tuple[type[Any], str]]:
    """Yield each class with the name of each of its options."""
    for each in configurable():
        for name in each.class_trait_names(config=True):
            yield each, name


@cache
def table() -> list[Entry]:
    """Return what `options.toml` says of them."""
    text = Path(__file__).with_name("options.toml").read_text(encoding="utf-8")
    return [
        Entry(part, entry["why"], tuple(entry["options"]))
        for part, entries in tomllib.loads(text).items()
        for entry in entries
    ]


def markdown() -> str:
    """Return the table of the options without effect, as the documentation shows it."""
    rows = [
        (", ".join(f"`{option}`" for option in entry.options), entry.why)
        for entry in table()
        if entry.part == "without_effect"
    ]
    return markdown_table(("option", "why"), rows)


def put(config: Any, section: str, option: str, value: Any) -> None:
    """Set an option, and remember whether a teacher's value was replaced by it."""
    name, before = f"{section}.{option}", config[section].get(option, value)
    config[section][option] = value
    for kept, more in ((INSTALLED, [name]), (REPLACED, [name] if before != value else [])):
        config.Autograder[kept] = [*config.Autograder.get(kept, ()), *more]


def without_effect(config: Any, *, in_nbgrader: bool) -> str:
    """Return the line that names the options which a configuration sets in vain; "" if there are none.

    Parameters
    ----------
    in_nbgrader
        Whether it is a command of nbgrader's own.
    """
    parts = {"without_effect"} if in_nbgrader else {"without_effect", "nbgrader"}
    vain = {option for entry in table() if entry.part in parts for option in entry.options}
    given: dict[str, list[str]] = {}  # what each that is set is an option of: a parent's name reaches several
    for each, name in options():
        for section in each.section_names():
            if name in config.get(section, {}):
                given.setdefault(f"{section}.{name}", []).append(f"{each.__name__}.{name}")
    named = {setting for setting, reached in given.items() if vain.issuperset(reached)}
    own = config.get("Autograder", {})
    named = (named - set(own.get(INSTALLED, ()))) | set(own.get(REPLACED, ()))
    return LINE.format(names=", ".join(sorted(named))) if named else ""
