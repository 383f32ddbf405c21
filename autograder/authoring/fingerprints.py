"""The fingerprints of answers: what the students' own check needs, and no right number.

For each exercise inputs are sampled; the right outputs and those of every known mistake are computed, and
digested over all inputs together. The inputs are chosen so that every number lies well inside its rounding
cell.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.coach import inputs, rounding
from autograder.coach.values import leaves
from autograder.content import Args, Exercise, ExerciseSet, Form, Mistake
from autograder.content.values import agrees
from autograder.errors import NoInputsError

FILE = "fingerprints.json"
"""Its name in the students' package."""
SALT = "one slope after another"
DIGITS, ROUGH_DIGITS = 6, 3
SEEDS = 5000
GENERAL = (
    "any.input_changed",
    "any.float32",
    "any.sign",
    "any.reversed",
    "any.transposed",
    "any.wrong_shape",
    "any.ignores_argument",
    "any.not_a_number",
    "any.nearly_right",
)
"""Slips that the students' check recognises without a formula."""

Rows = list[list[tuple[str, np.ndarray]]]
Mistakes = tuple[Mistake, ...]


@dataclass(frozen=True)
class _Answers:
    """Right and wrong answers on one sample of inputs."""

    inputs: list[Args]
    right: Rows
    wrong: list[tuple[str, Rows]]


def build(exercises: ExerciseSet) -> dict[str, Any]:
    """Return the contents of the file.

    Raises
    ------
    NoInputsError
        If no seed gives inputs on which every number keeps its distance from the edge of its rounding cell.
    """
    entries = {name: _entry(exercises, exercise) for name, exercise in exercises.items()}
    ids = set(GENERAL)
    for name, entry in entries.items():
        if "wrong" in entry:
            ids |= {f"{name}.unknown", *entry["wrong"].values()}
    hints = {mistake_id: list(exercises.hints.of(mistake_id)) for mistake_id in sorted(ids)}
    return {"salt": SALT, "exercises": entries, "hints": hints}


def text(exercises: ExerciseSet) -> str:
    """Return the file's text."""
    return json.dumps(build(exercises), indent=1, ensure_ascii=False) + "\n"


def _entry(exercises: ExerciseSet, exercise: Exercise) -> dict[str, Any]:
    if isinstance(exercise.public, Form):
        form = {"parts": list(exercise.public.parts), "says": exercise.public.says}
        return {"notebook": exercise.notebook, "form": form}
    mistakes = exercises.mistakes_of(exercise.name)
    answers, digits = _chosen(exercise, mistakes), _digits(exercise)
    salt = SALT + exercise.name
    right = _right(exercise, answers)
    wrong = {rounding.digest(salt, rows, digits): mistake_id for mistake_id, rows in answers.wrong}
    entry = {
        "notebook": exercise.notebook,
        "probes": _probes(exercise, answers),
        "inputs": [[inputs.stored(arg) for arg in args] for args in answers.inputs],
        "forms": [rounding.form(row) for row in answers.right],
        "digits": digits,
        "right": sorted(right),
        "wrong": {digest: wrong[digest] for digest in sorted(wrong.keys() - right)},
        "adds": "; ".join(check.title for check in exercise.checks),
    }
    if exercise.measured_on is not None:
        entry["measured_on"] = exercise.measured_on
    if digits > ROUGH_DIGITS:
        entry["nearly"] = rounding.digest(salt, answers.right, ROUGH_DIGITS)
    return entry


def _digits(exercise: Exercise) -> int:
    """Return how many digits are compared: few if the exercise allows a large error."""
    return DIGITS if exercise.tolerance[0] < 1e-6 else ROUGH_DIGITS


# Choosing the inputs


def _chosen(exercise: Exercise, mistakes: Mistakes) -> _Answers:
    """Return the answers of the first seed that shows every mistake that can show, and has clear numbers."""
    visible: set[str] = set()
    for seed in range(32):
        answers = _answers(exercise, mistakes, seed)
        visible |= set(_digests(exercise, answers)) - {"right"}
    for seed in range(SEEDS):
        if not _right_is_clear(exercise, _rows(exercise.reference, _inputs(exercise, seed))):
            continue  # the wrong answers are many, so they wait until the right one is clear
        answers = _answers(exercise, mistakes, seed)
        if _wrong_is_clear(exercise, answers) and set(_digests(exercise, answers)) - {"right"} == visible:
            return answers
    raise NoInputsError(f"{exercise.name}: none of {SEEDS} seeds gives clear inputs; change its public ones")


def _inputs(exercise: Exercise, seed: int) -> list[Args]:
    assert not isinstance(exercise.public, Form)  # noqa: S101  (a form has no inputs)
    return [tuple(_short(arg) for arg in args) for args in exercise.public(np.random.default_rng(seed))]


def _answers(exercise: Exercise, mistakes: Mistakes, seed: int) -> _Answers:
    sample = _inputs(exercise, seed)
    return _Answers(
        sample,
        _rows(exercise.reference, sample),
        [(m.id, _rows(m.wrong, sample)) for m in mistakes],
    )


def _short(arg: Any) -> Any:
    """Return an argument with 4 significant digits, so that a student can type it."""
    if isinstance(arg, float):
        return float(f"{arg:.4g}")
    if isinstance(arg, complex):
        return complex(_short(arg.real), _short(arg.imag))
    if isinstance(arg, np.ndarray):
        return np.reshape([_short(number) for number in arg.astype(np.float64).ravel().tolist()], arg.shape)
    return [_short(part) for part in arg] if isinstance(arg, list) else arg


def _right(exercise: Exercise, answers: _Answers) -> set[str]:
    """Return the digests of all right answers: several if a count may be off by a little."""
    digits, atol = _digits(exercise), exercise.tolerance[1]
    return {rounding.digest(SALT + exercise.name, rows, digits) for rows in _neighbours(answers.right, atol)}


def _probes(exercise: Exercise, answers: _Answers) -> dict[str, list[int]]:
    """Return {parameter: [index of an input, position]} of arguments on which the right answer depends."""
    probes = {}
    for index, args in enumerate(answers.inputs):
        for position, name in enumerate(exercise.named(args)):
            moved = inputs.moved(args, position)
            if moved is not None and _differ(exercise, args, moved):
                probes[name] = [index, position]
    return probes


def _differ(exercise: Exercise, args: Args, moved: Args) -> bool:
    """Return whether the right answers differ; arguments that the exercise does not allow do not count."""
    try:
        right, other = exercise.reference(*args), exercise.reference(*moved)
    except Exception:  # whatever a reference raises at an index or a size that does not exist
        return False
    return not agrees(right, other, *exercise.tolerance)


def _neighbours(rows: Rows, atol: float) -> Iterator[Rows]:
    """Yield the rows, and with an absolute tolerance all rows whose counts lie within it."""
    steps = np.arange(-atol, atol + 1)
    for moves in itertools.product(steps, repeat=len(rows)):
        yield [[(path, array + move) for path, array in row] for row, move in zip(rows, moves, strict=True)]


def _rows(function: Any, sample: list[Args]) -> Rows:
    return [list(leaves(function(*args))) for args in sample]


def _digests(exercise: Exercise, answers: _Answers) -> dict[str, set[str]]:
    """Return the digests of each id; those of a mistake that does not show here are left out."""
    salt, digits = SALT + exercise.name, _digits(exercise)
    right = _right(exercise, answers)
    found = {"right": right}
    for mistake_id, rows in answers.wrong:
        wrong = rounding.digest(salt, rows, digits)
        if wrong not in right:
            found.setdefault(mistake_id, set()).add(wrong)
    return found


def _right_is_clear(exercise: Exercise, right: Rows) -> bool:
    """Return whether the right numbers lie well inside their cells."""
    digits, rtol = _digits(exercise), exercise.tolerance[0]
    return _inside(right, digits, 0.02, 1.5 * rtol) and (
        digits <= ROUGH_DIGITS or _inside(right, ROUGH_DIGITS, 0.05, 0.0)
    )


def _wrong_is_clear(exercise: Exercise, answers: _Answers) -> bool:
    """Return whether the wrong numbers lie inside their cells and no two ids share a digest."""
    if not all(_inside(rows, _digits(exercise), 0.001, 0.0) for _, rows in answers.wrong):
        return False
    digests = _digests(exercise, answers)
    return sum(map(len, digests.values())) == len(set().union(*digests.values()))


def _inside(rows: Rows, digits: int, of_cell: float, of_value: float) -> bool:
    """Return whether every number keeps a distance from the edge of its rounding cell."""
    numbers = [np.ravel(array) for row in rows for _, array in row]
    values = np.concatenate([part for n in numbers for part in (n.real, n.imag)]).astype(np.float64)
    values = np.abs(values[np.isfinite(values) & (values != 0)])
    cells = 10.0 ** (np.floor(np.log10(values)) - digits + 1)
    from_edge = np.abs(values / cells - np.floor(values / cells) - 0.5)
    return bool(np.all((from_edge > of_cell) & (from_edge * cells > of_value * values)))
