"""The rubrics: each written answer has one, its question and mark scheme say the same, its samples add up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.content import Rubric, RubricLine, Sample
from autograder.doctor.finding import Diagnosis, Finding, Findings
from autograder.notebooks import MARK_SCHEME, QUESTION_TITLE, Cell, between, criteria
from autograder.text import count_points, number

HEADING = re.compile(r"\A\*\*Rubric[^\n]*\n\s*")
"""The first line of a mark scheme, which is the notebook's own."""
AGREE = "Make them agree, word for word."


def written_answers(solved: list[Cell], diagnosis: Diagnosis) -> Findings:
    """Yield rubrics and written answers of the source notebooks that do not fit together."""
    if not diagnosis.exercises:
        return
    known = {rubric.written: rubric for rubric in diagnosis.exercises.rubrics}
    written = [cell for cell in solved if cell.is_written]
    diagnosis.counts["rubrics"] = len(known)
    for cell in written:
        rubric = known.pop(cell.grade_id, None)
        if rubric is None:
            yield Finding(
                cell.grade_id, "no rubric says what earns its points.", "Add a Rubric to the exercise set."
            )
        else:
            yield from _beside_notebook(rubric, cell, _question(cell, solved))
            yield from by_itself(rubric)
    for grade_id in known:
        yield Finding(
            grade_id, "it has a rubric, but no written answer.", "Correct its `written`, or take it out."
        )


def mark_scheme(rubric: Rubric) -> str:
    """Return what the mark scheme in the notebook says below its heading, in Markdown."""
    lines = [item for line in rubric.lines for item in _items(line)]
    whole = (f"*Anchor for {number(anchor.points)}:* {anchor.when}" for anchor in rubric.anchors)
    return "\n\n".join(filter(None, ["\n".join(lines), rubric.remark, *whole]))


def _items(line: RubricLine) -> Iterator[str]:
    """Yield the list items of a line: what earns all of it, and below that what earns less."""
    for anchor in sorted(line.anchors, key=lambda anchor: -abs(anchor.points)):
        below = "" if anchor.points == line.points else "  "
        yield f"{below}- **{number(anchor.points)}** {anchor.when}"


def _beside_notebook(rubric: Rubric, cell: Cell, question: str) -> Findings:
    if rubric.points != cell.points:
        points = f"its rubric has {count_points(rubric.points)}, its cell {number(cell.points)}."
        yield Finding(cell.grade_id, points, "Make them agree.")
    said = criteria(question)
    if not said:
        yield Finding(
            cell.grade_id,
            "its question does not say what earns the points.",
            f"Write there: **What earns the points.** {' '.join(_lines(rubric))}",
        )
    elif said != _lines(rubric):
        yield _differ(cell, "question", said, _lines(rubric))
    title = QUESTION_TITLE.search(question)
    if rubric.title and title is not None and not title["title"].endswith(rubric.title):
        yield _differ(cell, "heading", [title["title"]], [rubric.title])
    scheme = _paragraphs(HEADING.sub("", between(question, MARK_SCHEME)))
    if any(line.anchors for line in rubric.lines) and scheme != _paragraphs(mark_scheme(rubric)):
        yield _differ(cell, "mark scheme", scheme, _paragraphs(mark_scheme(rubric)))


def _differ(cell: Cell, part: str, said: list[str], ours: list[str]) -> Finding:
    """Say where two lists of texts part: the shorter of them ends before the other."""
    pairs = zip([*said, ""], [*ours, ""], strict=False)
    there, here = next((pair for pair in pairs if pair[0] != pair[1]), (said[-1] if said else "", ""))
    words = f"its {part} says {there or 'nothing'!r} where its rubric says {here or 'nothing'!r}."
    return Finding(cell.grade_id, words, AGREE)


def by_itself(rubric: Rubric) -> Findings:
    """Yield anchors that do not fit the points, and a line that costs points without a word to students."""
    for line in rubric.lines:
        if line.anchors and line.points not in {anchor.points for anchor in line.anchors}:
            words = f"no anchor of its line {line.id!r} is for all of its {count_points(abs(line.points))}."
            yield Finding(rubric.written, words, "Say what earns them.")
    if any(line.costs for line in rubric.lines) and not rubric.note:
        words = "a line of its rubric costs points, and the question does not say so."
        yield Finding(rubric.written, words, "Add a note.")
    for anchor in rubric.anchors:
        if not 0 <= anchor.points <= rubric.points:
            words = (
                f"an anchor of its rubric is for {number(anchor.points)} of {count_points(rubric.points)}."
            )
            yield Finding(rubric.written, words, "Correct it.")
    for sample in rubric.samples:
        for words in _faults(sample, rubric):
            yield Finding(rubric.written, f"its sample {sample.name!r} {words}", "Correct it in the rubric.")


def _faults(sample: Sample, rubric: Rubric) -> Iterator[str]:
    """Yield what is wrong with the marks of a sample; a line that costs nothing here needs no reason."""
    for line in rubric.lines:
        earned = sample.earned.get(line.id)
        if earned is None:
            yield f"does not say what the line {line.id!r} earns."
        elif earned not in (0, *line.steps):
            yield f"earns {number(earned)} by the line {line.id!r}, which none of its anchors gives."
        elif not sample.why.get(line.id) and not (line.costs and not earned):
            yield f"gives no reason for the line {line.id!r}."
    for name in {*sample.earned, *sample.why} - {line.id for line in rubric.lines}:
        yield f"speaks of a line {name!r}, which there is not."


def _lines(rubric: Rubric) -> list[str]:
    """Return the lines as a question says them, with the note behind the last one."""
    earning = [line for line in rubric.lines if not line.costs]
    lines = [f"{number(line.points)}: {' '.join(line.sentence.split())}" for line in earning]
    return [*lines[:-1], f"{lines[-1]} {rubric.note}".strip()] if lines else []


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs and list items of a text, however its lines are broken."""
    parts = re.split(r"\n\s*\n|\n(?=\s*[-|] ?)", text.strip())
    return [" ".join(part.split()) for part in parts if part.strip()]


def _question(cell: Cell, cells: list[Cell]) -> str:
    """Return the question of a written answer: the locked text before it, or a task's own text."""
    if cell.task:
        return cell.source
    before = [other for other in cells if other.notebook == cell.notebook]
    for other in reversed(before[: before.index(cell)]):
        if other.grade:
            break
        if other.kind == "markdown" and other.locked:
            return other.source
    return ""
