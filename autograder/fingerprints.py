"""Writes chainlab/fingerprints.json: what the students' own check needs, and no right number.

    python -m autograder.fingerprints            writes the file
    python -m autograder.fingerprints --check    exits with 1 where the file is not current

For each exercise inputs are drawn, the right output and that of every known mistake computed and digested
together over all inputs. The inputs are chosen so that every number lies well inside its rounding cell.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.exercises import EXERCISES, Exercise
from autograder.exercises.base import Args, Values
from autograder.mistakes import CATALOGUE, hint_steps

CHAINLAB = Path(__file__).resolve().parent.parent / "source" / "vanishing-gradients" / "chainlab"
TARGET = CHAINLAB / "fingerprints.json"

SALT = "one slope after another"
DIGITS, ROUGH_DIGITS = 6, 3
SEEDS = 5000
FORMS = {"max_of_sigmoid_prime": "pair", "find_counterexample": "chain"}
"""Exercises without public numbers, and the form that their answer has."""
GENERAL = (
    "any.input_changed",
    "any.float32",
    "any.sign",
    "any.reversed",
    "any.transposed",
    "any.wrong_shape",
    "any.not_a_number",
    "any.nearly_right",
)
"""Slips that the students' check recognises without a formula."""

Rows = list[list[tuple[str, np.ndarray]]]


class NoInputsError(RuntimeError):
    """No seed gives inputs that tell all answers apart."""


def _rounding() -> Any:
    """Load the students' own rounding code, so that there is one definition of it."""
    spec = importlib.util.spec_from_file_location("chainlab_rounding", CHAINLAB / "rounding.py")
    if spec is None or spec.loader is None:
        raise ImportError(f"{CHAINLAB / 'rounding.py'} is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ROUNDING = _rounding()


@dataclass(frozen=True)
class _Answers:
    """Right and wrong answers on one draw of inputs."""

    inputs: list[Args]
    right: Rows
    wrong: list[tuple[str, Rows]]


def build() -> dict[str, Any]:
    """Return the contents of the file.

    Raises
    ------
    NoInputsError
        Where no seed gives inputs on which every number is clear of the edge of its rounding cell.
    """
    entries = {name: _entry(exercise) for name, exercise in EXERCISES.items()}
    ids = set(GENERAL)
    for name, entry in entries.items():
        if "wrong" in entry:
            ids |= {f"{name}.unknown", *entry["wrong"].values()}
    hints = {mistake_id: list(hint_steps(mistake_id)) for mistake_id in sorted(ids)}
    return {"salt": SALT, "exercises": entries, "hints": hints}


def text() -> str:
    """Return the file's text."""
    return json.dumps(build(), indent=1, ensure_ascii=False) + "\n"


def _entry(exercise: Exercise) -> dict[str, Any]:
    if exercise.public is None:
        return {"form": FORMS[exercise.name]}
    answers, digits = _chosen(exercise), _digits(exercise)
    salt = SALT + exercise.name
    right = ROUNDING.digest(salt, answers.right, digits)
    wrong = {ROUNDING.digest(salt, rows, digits): mistake_id for mistake_id, rows in answers.wrong}
    wrong.pop(right, None)
    entry = {
        "inputs": [[np.asarray(arg).tolist() for arg in args] for args in answers.inputs],
        "forms": [ROUNDING.form(row) for row in answers.right],
        "digits": digits,
        "right": right,
        "wrong": dict(sorted(wrong.items())),
        "adds": "; ".join(check.title for check in exercise.checks),
    }
    if digits > ROUGH_DIGITS:
        entry["nearly"] = ROUNDING.digest(salt, answers.right, ROUGH_DIGITS)
    return entry


def _rtol(exercise: Exercise) -> float:
    return max(check.rtol for check in exercise.checks if isinstance(check, Values))


def _digits(exercise: Exercise) -> int:
    """Return how many digits are compared: few where the exercise allows a large error."""
    return DIGITS if _rtol(exercise) < 1e-6 else ROUGH_DIGITS


# Choosing the inputs


def _chosen(exercise: Exercise) -> _Answers:
    """Return the answers of the first seed that shows every mistake that can show, and has clear numbers."""
    visible: set[str] = set()
    for seed in range(32):
        answers = _answers(exercise, seed)
        visible |= set(_digests(exercise, answers)) - {"right"}
    for seed in range(SEEDS):
        answers = _answers(exercise, seed)
        if _is_clear(exercise, answers) and set(_digests(exercise, answers)) - {"right"} == visible:
            return answers
    raise NoInputsError(f"{exercise.name}: none of {SEEDS} seeds gives clear inputs; look at its public draw")


def _answers(exercise: Exercise, seed: int) -> _Answers:
    drawn = exercise.public(np.random.default_rng(seed)) if exercise.public else []
    inputs = [tuple(_short(arg) for arg in args) for args in drawn]
    return _Answers(
        inputs,
        _rows(exercise.reference, inputs),
        [(m.id, _rows(m.wrong, inputs)) for m in CATALOGUE.get(exercise.name, ())],
    )


def _short(arg: Any) -> Any:
    """Return the number or array with 3 decimals, so that a student can type it."""
    array = np.round(np.asarray(arg, dtype=np.float64), 3)
    return array if array.ndim else float(array)


def _rows(function: Any, inputs: list[Args]) -> Rows:
    return [ROUNDING.leaves(function(*args)) for args in inputs]


def _digests(exercise: Exercise, answers: _Answers) -> dict[str, set[str]]:
    """Return the digests of each id; those of a mistake that does not show here are left out."""
    salt, digits = SALT + exercise.name, _digits(exercise)
    right = ROUNDING.digest(salt, answers.right, digits)
    found = {"right": {right}}
    for mistake_id, rows in answers.wrong:
        wrong = ROUNDING.digest(salt, rows, digits)
        if wrong != right:
            found.setdefault(mistake_id, set()).add(wrong)
    return found


def _is_clear(exercise: Exercise, answers: _Answers) -> bool:
    """Return whether numbers lie well inside their cells and no two ids share a digest."""
    digits, rtol = _digits(exercise), _rtol(exercise)
    if not _inside(answers.right, digits, 0.02, 1.5 * rtol):
        return False
    if digits > ROUGH_DIGITS and not _inside(answers.right, ROUGH_DIGITS, 0.05, 0.0):
        return False
    if not all(_inside(rows, digits, 0.001, 0.0) for _, rows in answers.wrong):
        return False
    digests = _digests(exercise, answers)
    return sum(map(len, digests.values())) == len(set().union(*digests.values()))


def _inside(rows: Rows, digits: int, of_cell: float, of_value: float) -> bool:
    """Return whether every number keeps a distance from the edge of its rounding cell."""
    values = np.concatenate([np.ravel(array) for row in rows for _, array in row]).astype(np.float64)
    values = np.abs(values[np.isfinite(values) & (values != 0)])
    cells = 10.0 ** (np.floor(np.log10(values)) - digits + 1)
    from_edge = np.abs(values / cells - np.floor(values / cells) - 0.5)
    return bool(np.all((from_edge > of_cell) & (from_edge * cells > of_value * values)))


def main(argv: list[str] | None = None) -> int:
    """Write the file, or say whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if out of date")
    asked = parser.parse_args(argv)
    new = text()
    old = TARGET.read_text(encoding="utf-8") if TARGET.is_file() else ""
    if asked.check:
        if new != old:
            sys.stderr.write(f"{TARGET.name} is out of date: run python -m autograder.fingerprints\n")
        return int(new != old)
    TARGET.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
