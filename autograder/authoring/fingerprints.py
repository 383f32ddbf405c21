"""The fingerprints of answers: what the students' own check needs, and no right number.

For each exercise inputs are sampled; the right outputs and those of every known mistake are computed, and
digested over all inputs together. The inputs are chosen so that every number lies well inside its rounding
cell. Checks of values whose inputs are of another kind have inputs and digests of their own, and properties
that students may try have their inputs.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.coach import causes, inputs, properties, rounding, trying
from autograder.coach.naming import NEARLY_DIGITS
from autograder.coach.values import leaves, plain
from autograder.content import Args, Exercise, ExerciseSet, Form, JudgedCall, Mistake, Property, Rng, Shared
from autograder.content.values import agrees
from autograder.errors import AutograderError, NoInputsError

FILE = "fingerprints.json"
"""Its name in the students' package."""
SALT = "one slope after another"
DIGITS = ((1e-9, 9), (1e-7, 7), (1e-4, 4), (np.inf, 3))
"""How many digits are compared, up to which tolerance: about as many as grading allows to differ."""
MARGIN = 0.15
"""How far from the edge of its rounding cell a right number keeps, as a part of the tolerance."""
FORM_DIGITS = 6
"""How many are compared of an answer whose right numbers are not kept."""
SEEDS, LOOKED_AT = 5000, 4
"""Samples of inputs to choose from; how many of them are looked at for the mistakes that can show."""
GENERAL = (
    "any.input_changed",
    "any.float32",
    "any.sign",
    "any.reversed",
    "any.transposed",
    "any.wrong_shape",
    "any.wrong_keys",
    "any.integer_buffer",
    "any.whole_results",
    "any.same_result",
    "any.ignores_argument",
    "any.not_a_number",
    "any.nearly_right",
)
"""Slips that the students' check recognises without a formula."""

Rows = list[list[tuple[str, np.ndarray]]]
Sample = Callable[[Rng], Iterable[Args]]
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
    ids = {*GENERAL, *causes.SLIP_IDS}
    for name, entry in entries.items():
        if "wrong" in entry:
            ids |= {f"{name}.unknown", *entry["wrong"].values()}
            further = entry.get("further", ())
            ids |= {*entry.get("patterns", {}).values()}
            ids |= {mistake_id for part in further for mistake_id in part["wrong"].values()}
            ids |= {kept["hint"] for kept in entry.get("properties", ()) if "hint" in kept}
    ids |= {own for name in entries for each in ids if (own := exercises.hints.own(name, each)) != each}
    hints = {mistake_id: list(exercises.hints.of(mistake_id)) for mistake_id in sorted(ids)}
    return {"salt": SALT, "exercises": entries, "hints": hints}


def text(exercises: ExerciseSet) -> str:
    """Return the file's text."""
    return json.dumps(build(exercises), indent=1, ensure_ascii=False) + "\n"


def _entry(exercises: ExerciseSet, exercise: Exercise) -> dict[str, Any]:
    if isinstance(exercise.public, Form):
        return _form(exercises, exercise, exercise.public)
    mistakes = exercises.mistakes_of(exercise.name)
    answers = _chosen(exercise, exercise.public, mistakes)
    entry = {
        "notebook": exercise.notebook,
        "probes": _probes(exercise, answers),
        "digits": _digits(exercise),
        **_part(exercise, answers),
        "patterns": _patterns(exercises, exercise, answers),
    }
    if exercise.measured_on is not None:
        entry["measured_on"] = exercise.measured_on
    further, shared, private = [], [], []
    for check in exercise.checks:
        if isinstance(check, Property) and isinstance(check.holds, Shared):
            shared.append(_property(exercises, exercise, check, check.holds))
        elif isinstance(check, Property):
            private.append(check.title)
        elif check.public is not None:
            mistakes = _unseen(exercise, mistakes, answers)
            answers = _chosen(exercise, check.public, mistakes)
            lines = {} if check.lines is None else {"lines": check.lines}
            further.append({"title": check.title, **lines, **_part(exercise, answers)})
    return {**entry, "further": further, "properties": shared, "adds": "; ".join(private)}


def _form(exercises: ExerciseSet, exercise: Exercise, public: Form) -> dict[str, Any]:
    """Return what is kept of an exercise whose right numbers are the answer: its form, and wrong answers."""
    form = {"parts": list(public.parts), "says": public.says}
    wrong = {
        rounding.digest(SALT + exercise.name, _rows(mistake.wrong, [()]), FORM_DIGITS): mistake.id
        for mistake in exercises.mistakes_of(exercise.name)
    }
    tried = (
        {"tried_on": list(public.tried_on), "digits": FORM_DIGITS, "wrong": wrong} if public.tried_on else {}
    )
    return {"notebook": exercise.notebook, "form": form, **tried}


def _part(exercise: Exercise, answers: _Answers) -> dict[str, Any]:
    """Return what is kept of the inputs of one kind."""
    salt, digits, right = SALT + exercise.name, _digits(exercise), _right(exercise, answers)
    wrong = {rounding.digest(salt, rows, digits): mistake_id for mistake_id, rows in answers.wrong}
    part = {
        "inputs": _stored(answers.inputs),
        "forms": [rounding.form(row) for row in answers.right],
        "right": sorted(right),
        "each": _each(exercise, answers),
        "wrong": {digest: wrong[digest] for digest in sorted(wrong.keys() - right)},
    }
    nearly = rounding.digest(salt, answers.right, NEARLY_DIGITS)
    if nearly not in right:  # where all is 0 no answer is nearly right
        part["nearly"] = nearly
        part["near"] = [rounding.marks(salt, row, NEARLY_DIGITS) for row in answers.right]
    return part


def _each(exercise: Exercise, answers: _Answers) -> list[list[str]]:
    """Return for each input the marks of its right answers: which input and which part differs, no number."""
    salt, digits, atol = SALT + exercise.name, _digits(exercise), exercise.tolerance[1]
    return [
        sorted({rounding.marks(salt, near, digits) for (near,) in _neighbours([row], atol)})
        for row in answers.right
    ]


def _patterns(exercises: ExerciseSet, exercise: Exercise, answers: _Answers) -> dict[str, str]:
    """Return {which inputs are right, such as "10": the slip of the course that this shows}."""
    patterns = {}
    for flags in itertools.product((False, True), repeat=len(answers.inputs)):
        if all(flags):
            continue
        calls = [
            JudgedCall(exercise.named(args), np.nan, np.nan, right)
            for args, right in zip(answers.inputs, flags, strict=True)
        ]
        shown = next((slip.id for slip in exercises.slips if slip.shows(calls, 0.0)), None)
        if shown is not None:
            patterns["".join("01"[right] for right in flags)] = shown
    return patterns


def _stored(sample: list[Args]) -> list[list[Any]]:
    return [[inputs.stored(arg) for arg in args] for args in sample]


def _unseen(exercise: Exercise, mistakes: Mistakes, answers: _Answers) -> Mistakes:
    """Return the mistakes that no inputs have shown so far."""
    salt, digits, right = SALT + exercise.name, _digits(exercise), _right(exercise, answers)
    return tuple(
        mistake
        for mistake, (_, rows) in zip(mistakes, answers.wrong, strict=True)
        if rounding.digest(salt, rows, digits) in right
    )


# Properties


def _property(exercises: ExerciseSet, exercise: Exercise, check: Property, shared: Shared) -> dict[str, Any]:
    """Return what is kept of a property: the place of its function in the students' package, and inputs."""
    entry = {"title": check.title, "test": _place(exercises, exercise, check, shared)}
    if check.mistake is not None:
        entry["hint"] = check.mistake
    for seed in range(SEEDS):
        sample = _short_inputs(shared.sample, seed)
        if trying.holds(shared.test, trying.Caller(exercise.name, exercise.reference), sample):
            return {**entry, "inputs": _stored(sample)}
    raise NoInputsError(f"{exercise.name}: the reference itself fails at {check.title!r}")


def _place(exercises: ExerciseSet, exercise: Exercise, check: Property, shared: Shared) -> str:
    """Return where students find the function of a property.

    Raises
    ------
    AutograderError
        If they do not get it.
    """
    name, code = shared.test.__name__, getattr(shared.test, "__code__", None)
    if getattr(properties, name, None) is shared.test:
        return f"coach.properties.{name}"
    if exercises.identities is not None and code and Path(code.co_filename) == exercises.identities:
        return f"{exercises.identities.stem}.{name}"
    raise AutograderError(
        f"{exercise.name}: students do not have {name}, which tests {check.title!r}. Put it into the module "
        "`identities` of the exercise set, or take `Shared` away from this property."
    )


def _digits(exercise: Exercise) -> int:
    """Return how many digits are compared: few if the exercise allows a large error."""
    return next(digits for rtol, digits in DIGITS if exercise.tolerance[0] <= rtol)


# Choosing the inputs


def _chosen(exercise: Exercise, public: Sample, mistakes: Mistakes) -> _Answers:
    """Return the answers of the first seed that shows every mistake that can show, and has clear numbers."""
    # The wrong answers are many, so they wait until the right one is clear.
    clear = (
        seed
        for seed in range(SEEDS)
        if _right_is_clear(exercise, _rows(exercise.reference, _short_inputs(public, seed)))
    )
    looked_at = [_answers(exercise, public, mistakes, seed) for seed in itertools.islice(clear, LOOKED_AT)]
    digests = [set(_digests(exercise, answers)) - {"right"} for answers in looked_at]
    visible = set[str]().union(*digests)
    for answers in itertools.chain(looked_at, (_answers(exercise, public, mistakes, seed) for seed in clear)):
        if _wrong_is_clear(exercise, answers) and set(_digests(exercise, answers)) - {"right"} == visible:
            return answers
    raise NoInputsError(f"{exercise.name}: none of {SEEDS} seeds gives clear inputs; change its public ones")


def _short_inputs(public: Sample, seed: int) -> list[Args]:
    return [tuple(_short(arg) for arg in args) for args in public(np.random.default_rng(seed))]


def _answers(exercise: Exercise, public: Sample, mistakes: Mistakes, seed: int) -> _Answers:
    sample = _short_inputs(public, seed)
    return _Answers(
        sample,
        _rows(exercise.reference, sample),
        [(m.id, rounding.as_real(_rows(m.wrong, sample))) for m in mistakes],
    )


def _short(arg: Any) -> Any:
    """Return an argument with 4 significant digits, so that a student can type it."""
    if isinstance(arg, float):
        return float(f"{arg:.4g}")
    if isinstance(arg, complex):
        return complex(_short(arg.real), _short(arg.imag))
    if isinstance(arg, np.ndarray) and arg.dtype.kind == "f":
        return np.reshape([_short(number) for number in arg.astype(np.float64).ravel().tolist()], arg.shape)
    return [_short(part) for part in arg] if isinstance(arg, list) else arg


def _right(exercise: Exercise, answers: _Answers) -> set[str]:
    """Return the digests of all right answers: several if a count may be off by a little."""
    digits, atol = _digits(exercise), exercise.tolerance[1]
    return {rounding.digest(SALT + exercise.name, rows, digits) for rows in _neighbours(answers.right, atol)}


def _probes(exercise: Exercise, answers: _Answers) -> dict[str, list[list[int]]]:
    """Return {parameter: [[index of an input, position, way to move it], ...]} where the answer changes."""
    probes: dict[str, list[list[int]]] = {}
    for index, args in enumerate(answers.inputs):
        for position, name in enumerate(exercise.named(args)):
            for way, other in enumerate(inputs.moves(args, position)):
                if _differ(exercise, args, other):
                    probes.setdefault(name, []).append([index, position, way])
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
    return [list(leaves(plain(function(*args)))) for args in sample]


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
    return _inside(right, digits, 0.02, MARGIN * rtol) and _inside(right, NEARLY_DIGITS, 0.05, 0.0)


def _wrong_is_clear(exercise: Exercise, answers: _Answers) -> bool:
    """Return whether the wrong numbers lie inside their cells and no two ids share a digest."""
    if not all(_inside(rows, _digits(exercise), 0.001, 0.0) for _, rows in answers.wrong):
        return False
    digests = _digests(exercise, answers)
    return sum(map(len, digests.values())) == len(set().union(*digests.values()))


def _inside(rows: Rows, digits: int, of_cell: float, of_value: float) -> bool:
    """Return whether every number keeps a distance from the edge of its rounding cell."""
    numbers = [rounding.picked(array) for row in rows for _, array in row]
    values = np.concatenate([part for n in numbers for part in (n.real, n.imag)]).astype(np.float64)
    values = np.abs(values[np.isfinite(values) & (values != 0)])
    cells = 10.0 ** (np.floor(np.log10(values)) - digits + 1)
    from_edge = np.abs(values / cells - np.floor(values / cells) - 0.5)
    return bool(np.all((from_edge > of_cell) & (from_edge * cells > of_value * values)))
