"""What must not be in students' hands: solutions, rubrics, the reference, formulas of mistakes, the key."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.authoring.selfstudy import answers as model_answers
from autograder.content import ExerciseSet
from autograder.content.hints import STEPS
from autograder.content.modules import sources_of
from autograder.course import key
from autograder.doctor.finding import Diagnosis, Finding, Findings
from autograder.notebooks import Cell

MARKERS = re.compile(r"(BEGIN|END) (SOLUTION|MARK SCHEME|HIDDEN TESTS)")
LINE_LEAST = 25
"""Characters from which on two lines of code are not equal by chance."""
TEXT_KINDS = {".ipynb", ".py", ".json", ".md", ".txt", ".yml", ".toml", ".svg", ".html", ".cfg"}


def release(solved: list[Cell], folder: Path, diagnosis: Diagnosis) -> Findings:
    """Yield what the release holds although students must not have it.

    Parameters
    ----------
    solved
        The cells of the source notebooks.
    folder
        The released assignment.
    """
    secrets = dict(_solutions(solved)) | dict(_content(diagnosis.exercises))
    again = f"Run `autograder release {diagnosis.exercises.assignment}`."
    diagnosis.counts["secret lines looked for"] = len(secrets)
    for path in sorted(folder.rglob("*")):
        if path.name == key.NAME:
            yield Finding(
                str(path.name), "the course key lies in the release.", "Take it out and make a new key."
            )
        if path.name == model_answers.FILE.name:
            yield Finding(path.name, "model answers lie in the release.", "Take the file out of the source.")
        if not path.is_file() or path.suffix not in TEXT_KINDS:
            continue
        diagnosis.counts["files of the release"] += 1
        name, text = str(path.relative_to(folder)), _text(path)
        if path.suffix == ".ipynb" and MARKERS.search(text):
            yield Finding(name, "it holds a marker of a solution or a rubric.", again)
        if re.search(r"^\s*(from|import) autograder", text, re.MULTILINE):
            yield Finding(name, "it imports the grader.", "Students do not have it.")
        for line in (" ".join(line.split()) for line in text.splitlines()):
            if line in secrets:
                yield Finding(name, f"it holds {secrets[line]}: {line[:60]}", "Take it out of the source.")


def _text(path: Path) -> str:
    """Return the text of a file; of a notebook all texts in it, as they are typed."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    parts: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            parts.append("".join(value))
        elif isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                walk(inner)
        elif isinstance(value, str):
            parts.append(value)

    walk(json.loads(text))
    return "\n".join(parts)


def _solutions(solved: list[Cell]) -> Iterator[tuple[str, str]]:
    """Yield (line, what it belongs to) for the lines of solutions, model answers and rubrics."""
    block = re.compile(r"(?:BEGIN (SOLUTION|MARK SCHEME))[^\n]*\n(.*?)(?:\n[^\n]*END \1)", re.DOTALL)
    for cell in solved:
        for match in block.finditer(cell.source):
            for line in match[2].splitlines():
                plain = " ".join(line.split())
                if len(plain) >= LINE_LEAST and not MARKERS.search(plain):
                    yield plain, f"the {match[1].lower()} of {cell.grade_id}"


def _content(exercises: ExerciseSet) -> Iterator[tuple[str, str]]:
    """Yield (line, what it belongs to) for the code of exercises, reference, mistakes and variants."""
    shared = exercises.identities.read_text(encoding="utf-8") if exercises.identities is not None else None
    for name, source in sources_of(exercises).items():
        if source == shared:  # students get it
            continue
        for line in _statements(source):
            if len(line) >= LINE_LEAST:
                yield line, f"code of {name}"


def _statements(source: str) -> Iterator[str]:
    """Yield the lines of code that compute something: no docstrings, imports, signatures or bare names."""
    tree = ast.parse(source)
    wanted: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Return | ast.Assign | ast.AugAssign | ast.Lambda) and any(
            isinstance(inner, ast.BinOp | ast.Call) for inner in ast.walk(node)
        ):
            wanted |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = source.splitlines()
    for number in sorted(wanted):
        code = " ".join(lines[number - 1].split("  #")[0].split())
        if any(sign in code for sign in "*/+-(") and not code.startswith(('"', "#", "'")):
            yield code


def words(diagnosis: Diagnosis) -> Findings:
    """Yield mistakes without hints, and hints that give an answer away."""
    exercises, hints = diagnosis.exercises, diagnosis.exercises.hints
    for name in exercises:
        ids = {f"{name}.unknown"} | {mistake.id for mistake in exercises.mistakes_of(name)}
        for mistake_id in sorted(ids):
            try:
                steps = hints.of(mistake_id)
            except KeyError:
                steps = ()
            if len(steps) != STEPS or not all(steps):
                yield Finding(
                    mistake_id, f"it has {len(steps)} hints.", f"Write {STEPS} in the exercise set's hints."
                )
    for topic, steps in hints.steps.items():
        diagnosis.counts["hints"] += len(steps)
        for step, text in enumerate(steps, start=1):
            for piece in exercises.giveaways:
                if piece in text:
                    yield Finding(
                        topic, f"hint {step} holds a formula: {piece!r}.", "Ask a question instead."
                    )
