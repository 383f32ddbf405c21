"""Makes a new assignment in a course folder: a notebook, the students' package, exercises, configuration."""

from __future__ import annotations

import importlib.util
import keyword
import os
import re
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import jinja2

from autograder.authoring import coach
from autograder.content.finding import OPTION, SECTION, named_sets
from autograder.course.course import CONFIG, Course
from autograder.errors import UsageError

TEMPLATES = Path(__file__).with_name("templates") / "new"
NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
HOOKS = ("from autograder.nbgrader_hooks import install", "install(c)")
"""What a course's configuration needs, so that nbgrader's own commands grade in the sandbox."""


@dataclass(frozen=True)
class Names:
    """What a new assignment and its parts are called.

    Parameters
    ----------
    assignment
        nbgrader's name, and that of the notebook.
    package
        The students' package, a folder beside the notebook.
    module
        The module of the exercises, a file beside the course's configuration.
    """

    assignment: str
    package: str
    module: str

    @property
    def title(self) -> str:
        """The notebook's first heading."""
        text = re.sub(r"[-_]+", " ", self.assignment)
        return text[0].upper() + text[1:]

    @property
    def exercises(self) -> str:
        """What the configuration says of the exercise set."""
        return f"{self.module}:EXERCISES"


@dataclass(frozen=True)
class Made:
    """What was made: files and folders, and the lines that an earlier configuration still needs."""

    written: tuple[Path, ...]
    to_add: tuple[str, ...]


def make_assignment(course: Path, assignment: str, package: str = "") -> Made:
    """Make a new assignment in a course folder; no file that is there is changed.

    Parameters
    ----------
    package
        Name of the students' package; made from the assignment's name by default.

    Raises
    ------
    UsageError
        If a name cannot be used, or is taken; then nothing was written.
    """
    course = course.resolve()
    if not course.is_dir():
        raise UsageError(f"There is no folder {course}. Make it first, or name another one with --course.")
    names = choose_names(assignment, package)
    source, to_add = course / "source" / assignment, tuple[str, ...]()
    configured = (course / CONFIG).exists()
    if configured:
        opened = Course.open(course)
        source, to_add = opened.source_folder(assignment), _lines_to_add(opened, names)
    file = course / f"{names.module}.py"
    for taken in (source, file, file.with_suffix("")):
        if os.path.lexists(taken):
            raise UsageError(f"There is already {taken}. Choose another name; nothing was written.")
    scratch = Path(tempfile.mkdtemp(prefix=".new-", dir=course))
    try:
        _write(names, scratch)
        targets = {scratch / "source": source, scratch / file.name: file}
        if not configured:
            targets[scratch / CONFIG] = course / CONFIG
        _put(targets)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Made(tuple(targets.values()), to_add)


def choose_names(assignment: str, package: str = "") -> Names:
    """Return the names of a new assignment's parts.

    Raises
    ------
    UsageError
        If the assignment's or the package's name cannot be used.
    """
    if not NAME.fullmatch(assignment):
        raise UsageError(
            f"{assignment!r} cannot be the name of an assignment: folders and files are named after it. Use "
            "letters, digits, - and _, with a letter or a digit at both ends, such as my-assignment."
        )
    stem = re.sub(r"\W+", "_", assignment.lower())
    stem = f"assignment_{stem}" if stem[0].isdigit() else stem
    package = package or f"{stem}_lab"
    if not (package.isascii() and package.isidentifier()) or keyword.iskeyword(package):
        raise UsageError(
            f"{package!r} cannot be the name of the students' package, which notebooks import: use letters, "
            "digits and _, with a letter at the beginning."
        )
    if package in sys.stdlib_module_names or importlib.util.find_spec(package) is not None:
        raise UsageError(
            f"The students' package cannot be called {package!r}: it would hide the installed module of this "
            "name. Choose another name with --package."
        )
    return Names(assignment, package, f"{stem}_exercises")


def _lines_to_add(course: Course, names: Names) -> tuple[str, ...]:
    """Return the lines that a course's configuration needs for a new assignment.

    Raises
    ------
    UsageError
        If it names another exercise set for this assignment.
    """
    named = named_sets(course.config)
    if named.get(names.assignment, names.exercises) != names.exercises:
        raise UsageError(
            f"{CONFIG} already names {named[names.assignment]!r} as the exercise set of "
            f"{names.assignment!r}. Choose another name; nothing was written."
        )
    text = (course.root / CONFIG).read_text(encoding="utf-8")
    lines = [] if "nbgrader_hooks" in text else list(HOOKS)
    if names.assignment not in named:
        option = f"c.{SECTION}.{OPTION}"
        entry = f'["{names.assignment}"] = "{names.exercises}"'
        lines.append(
            f"{option}{entry}" if named else f'{option} = {{"{names.assignment}": "{names.exercises}"}}'
        )
    return tuple(lines)


def _write(names: Names, folder: Path) -> None:
    """Write all parts into an empty folder."""
    package = folder / "source" / names.package
    package.mkdir(parents=True)
    coach.install(package)
    files = {
        "nbgrader_config.py.j2": folder / CONFIG,
        "exercises.py.j2": folder / f"{names.module}.py",
        "notebook.ipynb.j2": folder / "source" / f"{names.assignment}.ipynb",
        "package.py.j2": package / "__init__.py",
    }
    templates = jinja2.Environment(  # noqa: S701  (Python and a notebook, and the names are plain)
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    words = asdict(names) | {"title": names.title, "exercises": names.exercises}
    for template, file in files.items():
        file.write_text(templates.get_template(template).render(words), encoding="utf-8")


def _put(targets: dict[Path, Path]) -> None:
    """Move each part to its target; if one cannot be moved, take the others away again."""
    done: list[Path] = []
    try:
        for part, target in targets.items():
            if not target.parent.exists():
                target.parent.mkdir(parents=True)
                done.append(target.parent)
            part.rename(target)
            done.append(target)
    except BaseException:
        for path in reversed(done):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
