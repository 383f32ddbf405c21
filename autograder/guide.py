"""`python -m autograder.guide`: writes the pages of docs/ that are made from the course itself.

`docs/mistakes.md` is the catalogue of known mistakes with their hints; `docs/solutions.md` holds solutions,
checks with their points, other accepted forms, rubrics and model answers. A test keeps both current.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from autograder.exercises import ASSIGNMENT, EXERCISES, Exercise
from autograder.exercises.base import Values
from autograder.mistakes import CATALOGUE, hint_steps, hints
from autograder.release import REPOSITORY
from autograder.reports.words import number
from autograder.submission.assignment import text_of
from autograder.submission.regions import MARK_SCHEME, SOLUTION, between
from autograder.variants import VARIANTS

SOURCE = REPOSITORY / "source" / ASSIGNMENT
DOCS = REPOSITORY / "docs"
MADE = "<!-- Made by `make guide` from {origin}. Please change it there. -->\n"
STEPS = ("question", "pointer", "similar case")

MISTAKES_INTRO = """# Known mistakes, and what is said to those who make them

{made}
{count} mistakes by name. Where a function's numbers agree with one of them on every input, the mistake is
named in your report, and its hint is given to the student: first a **question**, with `hint=2` a **pointer**
into the notebook, with `hint=3` a **similar case** nearly worked out. None of them is the answer.

A slip that several chain exercises share has its words once, at the [end](#slips-that-exercises-share).
"""
SOLUTIONS_INTRO = """# Solutions, checks and rubrics

{made}
For teachers. **Keep this page, `source/`, `tests/` and `autograder/` out of students' hands**; `release/` is
theirs.

The first check of an exercise is the gate: where it fails the exercise earns nothing. Properties count only
where all values are right. The student's own check in the notebook looks at a few fixed inputs; grading
draws others. The other forms are right answers that are written differently: the tests hold that none of
them loses a mark, and their code stands in `autograder/variants/`.
"""

Cells = dict[str, str]
"""Sources of the cells that have a grade_id, by it."""


def main() -> None:
    """Write the pages anew."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Return the made pages by their file names."""
    return {"mistakes.md": mistakes_page(), "solutions.md": solutions_page(SOURCE)}


def mistakes_page() -> str:
    """Return the catalogue of known mistakes."""
    ids = {mistake.id for mistakes in CATALOGUE.values() for mistake in mistakes}
    made = MADE.format(origin="autograder/mistakes")
    parts = [MISTAKES_INTRO.format(made=made, count=len(ids))]
    for exercise in EXERCISES.values():
        named = {mistake.id: mistake.evidence for mistake in CATALOGUE.get(exercise.name, ())}
        if not named:
            continue
        parts.append(f"## {exercise.number} `{exercise.name}`\n")
        for mistake, evidence in named.items():
            parts.append(f"**`{mistake}`** {evidence}\n\n{_told(mistake)}")
        if f"{exercise.name}.unknown" in hints():
            parts.append(f"**No known mistake fits**\n\n{_steps(f'{exercise.name}.unknown')}")
    parts.append("## Slips that exercises share\n")
    shared_topics = [topic for topic in hints() if topic not in ids and not topic.endswith(".unknown")]
    parts += [f"### `{topic}`\n\n{_steps(topic)}" for topic in shared_topics]
    return "\n".join(parts)


def solutions_page(source: Path) -> str:
    """Return solutions, checks, other forms, rubrics and model answers, notebook by notebook."""
    made = MADE.format(origin="source/, autograder/exercises and autograder/variants")
    parts = [SOLUTIONS_INTRO.format(made=made)]
    for path in sorted(source.glob("*.ipynb")):
        cells = _cells(path)
        graded = [key for key in cells if key in EXERCISES or key.startswith("written_")]
        if not graded:
            continue
        parts.append(f"## {path.stem}\n")
        for key in graded:
            exercise = EXERCISES.get(key)
            parts += _exercise(exercise, cells[key]) if exercise is not None else _written(key, cells)
    return "\n".join(parts)


def _exercise(exercise: Exercise, source: str) -> Iterator[str]:
    yield f"### {exercise.number} `{exercise.name}` ({_points(exercise.points)})\n"
    code = re.sub(r"^ *### (BEGIN|END) SOLUTION\n?", "", source, flags=re.MULTILINE).rstrip()
    yield f"```python\n{code}\n```\n"
    yield "| check | points | kind |\n| --- | --- | --- |"
    for place, check in enumerate(exercise.checks):
        kind = "values" if isinstance(check, Values) else "property"
        title = check.title.replace("|", "\\|")
        yield f"| {title} | {number(check.points)} | {kind}{', gate' if place == 0 else ''} |"
    styles = "; ".join(variant.style for variant in VARIANTS.get(exercise.name, ()))
    yield f"\nOther forms with full marks: {styles}.\n" if styles else ""


def _written(key: str, cells: Cells) -> Iterator[str]:
    question = cells[f"question_{key.removeprefix('written_')}"]
    title = re.search(r"^#+ Written answer (.*)$", question, re.MULTILINE)
    yield f"### {title[1] if title else key} `{key}`\n"
    yield f"{between(question, MARK_SCHEME)}\n"
    quoted = "\n".join(f"> {line}".rstrip() for line in between(cells[key], SOLUTION).splitlines())
    yield f"**A model answer**\n\n{quoted}\n"


def _cells(path: Path) -> Cells:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    keyed = ((cell["metadata"].get("nbgrader", {}).get("grade_id", ""), cell) for cell in cells)
    return {key: text_of(cell["source"]) for key, cell in keyed if key}


def _points(points: float) -> str:
    return f"{number(points)} point{'s' * (points != 1)}"


def _told(mistake: str) -> str:
    """Return the hints of a mistake, or where those of its slip stand."""
    if mistake in hints():
        return _steps(mistake)
    topic = f"chain.{mistake.partition('.')[2]}"
    return f"Its words: [`{topic}`](#{_anchor(topic)})\n"


def _steps(topic: str) -> str:
    lines = zip(STEPS, hint_steps(topic), strict=True)
    return "\n".join(f"{place}. *{step}*: {text}" for place, (step, text) in enumerate(lines, 1)) + "\n"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


if __name__ == "__main__":
    main()
