"""The learner's folder: made from the release, and never over work that was begun."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from autograder.authoring.selfstudy import answers
from autograder.content import ExerciseSet
from autograder.notebooks import grade_id

EDITIONS = ".editions.json"
NEW_EDITION = (
    "{name} has a new edition. Yours is kept as it is. To take the new one, move yours to another folder "
    "and type the command again."
)
NO_SOURCE = "There is no folder {source}, so there are no model answers."


def prepare(exercises: ExerciseSet, release: Path, source: Path, target: Path) -> list[str]:
    """Make or renew the learner's folder; return sentences for the learner.

    Notebooks that exist stay, unless the learner has not changed them. What the learner does not write (the
    student package, figures, model answers) is always renewed.

    Parameters
    ----------
    exercises
        The content of the course: the welcome page and the name of the students' package.
    release
        The released assignment.
    source
        Its source notebooks, from which the model answers come; may be missing.
    target
        The learner's folder.
    """
    target.mkdir(parents=True, exist_ok=True)
    for folder in (entry for entry in release.iterdir() if entry.is_dir() and entry.name != "__pycache__"):
        shutil.rmtree(target / folder.name, ignore_errors=True)
        shutil.copytree(folder, target / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
    sentences, notebooks, welcome = list[str](), dict[str, str](), exercises.welcome
    if welcome is not None:
        notebooks[welcome.name] = welcome.read_text(encoding="utf-8")
    if source.is_dir():
        model_answers = answers.model_answers(source, exercises.rubrics)
        (target / answers.FILE).write_text(answers.closed(model_answers), encoding="utf-8")
    else:
        model_answers = {}
        sentences.append(NO_SOURCE.format(source=source))
    for path in sorted(release.glob("*.ipynb")):
        notebooks[path.name] = _with_answers(path, set(model_answers), exercises.student_package)
    return sentences + _give(notebooks, target)


def _give(notebooks: dict[str, str], target: Path) -> list[str]:
    """Write the notebooks that the learner has not begun; say which of the others have a new edition."""
    record, sentences = target / EDITIONS, []
    editions: dict[str, str] = {}
    with contextlib.suppress(OSError, ValueError):  # without a record every notebook counts as begun
        editions = json.loads(record.read_text(encoding="utf-8"))
    for name, text in notebooks.items():
        path, edition, given = target / name, _digest(text.encode()), editions.get(name)
        if not path.exists() or _digest(path.read_bytes()) == given:
            path.write_text(text, encoding="utf-8")
        elif given != edition:
            sentences.append(NEW_EDITION.format(name=name))
        editions[name] = edition
    record.write_text(json.dumps(editions, indent=1) + "\n", encoding="utf-8")
    return sentences


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _with_answers(path: Path, known: set[str], package: str) -> str:
    """Return a released notebook with a cell after each written answer that opens the model answer."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells: list[dict[str, Any]] = []
    for cell in notebook["cells"]:
        cells.append(cell)
        name = grade_id(cell)
        if name in known:
            cells.append(_opener(name, package))
    return json.dumps(notebook | {"cells": cells}, indent=1, ensure_ascii=False) + "\n"


def _opener(name: str, package: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"model-{name.replace('_', '-')}",
        "metadata": {},
        "outputs": [],
        "source": [f"from {package} import model_answer\n", "\n", f'model_answer("{name}")'],
    }
