"""The pages of docs/ that are made from the course itself.

`mistakes.md` is the catalogue of known mistakes with their hints; `solutions.md` holds solutions,
checks with their points, other accepted forms, rubrics, model answers, graded samples, and the answers that
are folded in the text. A test keeps both current.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.content import Exercise, ExerciseSet, Hints, Property, Rubric, Shared, Values
from autograder.notebooks import MARK_SCHEME, QUESTION, SOLUTION, WRITTEN, between, named_sources, read_folder
from autograder.text import number

MADE = "<!-- Made by `make guide` from {origin}. Please change it there. -->\n"
STEPS = ("question", "pointer", "similar case")
FOLDED = re.compile(
    r"^(?P<question>\*\*(?:(?!<details>|\n\n\*\*).)+?)\s+<details><summary[^>]*>(?P<title>[^<]+)</summary>\n(?P<answer>.+?)</details>",
    re.MULTILINE | re.DOTALL,
)
"""A paragraph that begins with a bold word, such as **Explain.**, and the answer that is folded below it."""

MISTAKES_INTRO = """# Known mistakes and their hints

{made}
{count} mistakes by name. If a function's numbers agree with one of them on every input, your report names the
mistake and the student gets its hint: first a **question**; folded below it a **pointer** into the notebook,
then a **similar case** nearly worked out. None of them is the answer.

A slip that several exercises share has its words once, at the [end](#slips-that-exercises-share).
"""
SOLUTIONS_INTRO = """# Solutions, checks and rubrics

{made}
For teachers. **Keep this page, `source/` and the package of the exercise set out of students' hands**; their
folder is `release/`.

The first check of an exercise is the gate: if it fails the exercise earns nothing. Properties count only if
all values are right. The student's own check in the notebook looks at a few fixed inputs of each kind, and
tries every property that is not called private; grading samples other inputs. The other forms are right
answers that are written differently: `autograder doctor` makes sure that none of them loses a mark. Their
code is among the variants of the exercise set.
"""


def pages(exercises: ExerciseSet, source: Path) -> dict[str, str]:
    """Return the made pages by their file names; `source` is the folder of the source notebooks."""
    return {"mistakes.md": mistakes_page(exercises), "solutions.md": solutions_page(exercises, source)}


def mistakes_page(exercises: ExerciseSet) -> str:
    """Return the catalogue of known mistakes."""
    ids, hints = {mistake.id for mistake in exercises.mistakes}, exercises.hints
    made = MADE.format(origin="the mistakes and hints of the exercise set")
    parts = [MISTAKES_INTRO.format(made=made, count=len(ids))]
    for exercise in exercises.values():
        named = {mistake.id: mistake.evidence for mistake in exercises.mistakes_of(exercise.name)}
        if not named:
            continue
        parts.append(f"## {exercise.number} `{exercise.name}`\n")
        for mistake, evidence in named.items():
            parts.append(f"**`{mistake}`** {evidence}\n\n{_words(hints, mistake)}")
        if f"{exercise.name}.unknown" in hints.steps:
            parts.append(f"**No known mistake fits**\n\n{_steps(hints, f'{exercise.name}.unknown')}")
    parts.append("## Slips that exercises share\n")
    shared_topics = [topic for topic in hints.steps if topic not in ids and not topic.endswith(".unknown")]
    parts += [f"### `{topic}`\n\n{_steps(hints, topic)}" for topic in shared_topics]
    return "\n".join(parts)


def solutions_page(exercises: ExerciseSet, source: Path) -> str:
    """Return solutions, checks, other forms, rubrics, model answers and samples, notebook by notebook."""
    made = MADE.format(origin="source/ and the exercise set")
    parts = [SOLUTIONS_INTRO.format(made=made)]
    rubrics = {rubric.written: rubric for rubric in exercises.rubrics}
    for notebook in read_folder(source):
        cells = named_sources(notebook.cells)
        graded = [grade_id for grade_id in cells if grade_id in exercises or grade_id.startswith(WRITTEN)]
        if not graded:
            continue
        parts.append(f"## {notebook.name}\n")
        for grade_id in graded:
            exercise = exercises.get(grade_id)
            if exercise is not None:
                parts += _exercise(exercises, exercise, cells[grade_id])
            else:
                parts += _written(grade_id, cells)
                parts += _samples(rubrics.get(grade_id))
        parts += _folded([cell.source for cell in notebook.cells if cell.kind == "markdown"])
    return "\n".join(parts)


def _exercise(exercises: ExerciseSet, exercise: Exercise, source: str) -> Iterator[str]:
    yield f"### {exercise.number} `{exercise.name}` ({_points(exercise.points)})\n"
    code = re.sub(r"^ *### (BEGIN|END) SOLUTION\n?", "", source, flags=re.MULTILINE).rstrip()
    yield f"```python\n{code}\n```\n"
    yield "| check | points | kind |\n| --- | --- | --- |"
    for index, check in enumerate(exercise.checks):
        kind = "values" if isinstance(check, Values) else _kind(check)
        title = check.title.replace("|", "\\|")
        yield f"| {title} | {number(check.points)} | {kind}{', gate' if index == 0 else ''} |"
    styles = "; ".join(variant.style for variant in exercises.variants_of(exercise.name))
    yield f"\nOther forms with full marks: {styles}.\n" if styles else ""


def _kind(check: Property) -> str:
    return "property" if isinstance(check.holds, Shared) else "private property"


def _written(grade_id: str, cells: Mapping[str, str]) -> Iterator[str]:
    question = cells[f"{QUESTION}{grade_id.removeprefix(WRITTEN)}"]
    title = re.search(r"^#+ Written answer (.*)$", question, re.MULTILINE)
    yield f"### {title[1] if title else grade_id} `{grade_id}`\n"
    yield f"{between(question, MARK_SCHEME)}\n"
    yield f"**A model answer**\n\n{_quoted(between(cells[grade_id], SOLUTION))}\n"


def _samples(rubric: Rubric | None) -> Iterator[str]:
    """Yield the answers of a rubric that are marked already, with what each line earns and why."""
    if rubric is None:
        return
    for sample in rubric.samples:
        earned = f"{number(rubric.score(sample.earned))} of {number(rubric.points)}"
        yield f"**Graded sample, {sample.name}: {earned}**\n\n{_quoted(sample.answer.strip())}\n"
        yield "| line of the rubric | marks | why |\n| --- | --- | --- |"
        for line in rubric.lines:
            got = sample.earned.get(line.id, 0)
            if line.costs and not got:
                continue
            marks = number(got) if line.costs else f"{number(got)} of {number(line.points)}"
            yield f"| {line.sentence} | {marks} | {sample.why.get(line.id, '')} |"
        yield ""


def _folded(texts: list[str]) -> Iterator[str]:
    """Yield the questions of a notebook's text with the answers folded below them."""
    found = [match for text in texts for match in FOLDED.finditer(text)]
    if found:
        yield "### Answers folded in the text\n"
    for match in found:
        answer = f"*{match['title']}:* {match['answer'].strip()}"
        yield f"{match['question'].strip()}\n\n{_quoted(answer)}\n"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _points(points: float) -> str:
    return f"{number(points)} point{'s' * (points != 1)}"


def _words(hints: Hints, mistake: str) -> str:
    """Return the hints of a mistake, or a link to those of its slip."""
    topic = hints.topic(mistake)
    if topic == mistake:
        return _steps(hints, mistake)
    return f"Its words: [`{topic}`](#{_anchor(topic)})\n"


def _steps(hints: Hints, topic: str) -> str:
    lines = zip(STEPS, hints.of(topic), strict=True)
    return "\n".join(f"{index}. *{step}*: {text}" for index, (step, text) in enumerate(lines, 1)) + "\n"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
