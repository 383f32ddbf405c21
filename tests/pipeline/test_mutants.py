"""Mutants of the course's own solutions: each is caught, or explained as a right answer."""

from __future__ import annotations

import ast
import signal
import tomllib
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

import numpy as np
import pytest

from autograder.content import Form
from autograder.doctor.mutants import Fate, Mutant, fate, function_of, mutants, mutants_of_mutants, solutions
from autograder.doctor.own_check import own_check
from tools.repository import REPOSITORY, SOURCE
from vanishing_gradients import EXERCISES
from vanishing_gradients.mutations import EXCHANGES

SOLVED = solutions(EXERCISES, SOURCE)
EXPLAINED = tomllib.loads((REPOSITORY / "tests" / "survivors.toml").read_text(encoding="utf-8"))
RIGHT = {change for reason in EXPLAINED["right"] for change in reason["changes"]}
RIGHT_PAIRS = {change for reason in EXPLAINED["right_pairs"] for change in reason["changes"]}
PAIRS = 15
"""Random mutants with two slips, for each exercise."""


IN_THE_NINTH_DIGIT = {
    "train_chain: w, b, rows = (np.array(w, dtype=np.float32), np.array(b, dtype=np.float64), [])",
    "train_chain: w, b, rows = (np.array(w, dtype=np.float64), np.array(b, dtype=np.float32), [])",
}
"""Mutants that the students' check praises and the judge does not: float32 inside, of which hardly anything is left.

The judge compares 5.1 by 1e-7, the check 6 digits; more digits would refuse right answers.
"""
SECONDS = 5
"""Time of a check; a mutant may never end."""


def praised(mutant: Mutant) -> bool:
    """Return whether the students' own check praises a mutant."""
    function, own = function_of(EXERCISES, mutant, SOLVED), own_check(SOURCE / EXERCISES.student_package)
    assert own is not None

    def late(*_: Any) -> None:
        raise KeyboardInterrupt  # nothing in the check goes on after it

    signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        return function is not None and own.finds(EXERCISES[mutant.exercise], function)[0]
    except KeyboardInterrupt:
        return False
    finally:
        signal.alarm(0)


def fates(every: list[Mutant]) -> list[Fate]:
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(partial(fate, EXERCISES, solutions=SOLVED), every, chunksize=20))


@pytest.fixture(scope="module")
def single() -> list[Fate]:
    """What became of all mutants with one slip."""
    return fates([mutant for name in EXERCISES for mutant in mutants(name, SOLVED[name], EXCHANGES)])


def test_a_mutant_differs_from_the_solution_in_its_syntax_tree() -> None:
    made = mutants("gradient_bound", SOLVED["gradient_bound"])
    assert len(made) > 20
    assert all(ast.dump(ast.parse(m.source)) != ast.dump(ast.parse(SOLVED["gradient_bound"])) for m in made)


def test_a_mutant_that_never_ends_is_caught() -> None:
    endless = Mutant("relative_error", "def relative_error(a, b):\n    while True:\n        pass\n")
    assert not fate(EXERCISES, endless, SOLVED).survived


def test_a_mutant_that_cannot_be_run_is_caught() -> None:
    assert not fate(EXERCISES, Mutant("relative_error", "relative_error = missing"), SOLVED).survived


@pytest.mark.slow
def test_every_survivor_is_explained_as_a_right_answer(single: list[Fate]) -> None:
    survivors = {f.mutant.changed(SOLVED[f.mutant.exercise]) for f in single if f.survived}
    assert sorted(survivors - RIGHT) == []


@pytest.mark.slow
def test_the_students_check_praises_what_has_full_marks_and_nothing_else(single: list[Fate]) -> None:
    compared = [f for f in single if not isinstance(EXERCISES[f.mutant.exercise].public, Form)]
    with ProcessPoolExecutor(2) as pool:
        said = list(pool.map(praised, [f.mutant for f in compared], chunksize=20))
    differ = [f.mutant for f, passes in zip(compared, said, strict=True) if f.survived != passes]
    assert {mutant.changed(SOLVED[mutant.exercise]) for mutant in differ} == IN_THE_NINTH_DIGIT


@pytest.mark.slow
def test_no_explanation_is_left_over(single: list[Fate]) -> None:
    survivors = {f.mutant.changed(SOLVED[f.mutant.exercise]) for f in single if f.survived}
    assert sorted(RIGHT - survivors) == []


@pytest.mark.slow
def test_a_mutant_is_not_named_as_two_slips_of_the_catalogue(single: list[Fate]) -> None:
    """On other inputs a slip may show in another way, but no formula explains what it is not."""
    for f in single:
        named = {name for name in f.names if name and not name.startswith("any.")}
        assert len(named) <= 1, (named, f.mutant.source)


@pytest.mark.slow
def test_every_surviving_pair_of_slips_is_explained_as_a_right_answer() -> None:
    rng = np.random.default_rng(27)
    pairs = [m for name in EXERCISES for m in mutants_of_mutants(name, SOLVED[name], rng, PAIRS, EXCHANGES)]
    survivors = {f.mutant.changed(SOLVED[f.mutant.exercise]) for f in fates(pairs) if f.survived}
    neighbours = {line for line in survivors if line.startswith("find_counterexample:")}  # right as well
    assert sorted(survivors - neighbours - RIGHT - RIGHT_PAIRS) == []
