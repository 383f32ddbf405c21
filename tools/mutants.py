"""Hands in random mutants of the course's own solutions; says how many are caught, how many named.

    python -m tools.mutants [--pairs N] [--only EXERCISE] [--survivors]

A mutant is a solution with one slip in its syntax tree; a pair has two. Every survivor among those with one
slip is explained in tests/survivors.toml, and a test fails for one that is not.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

from autograder.doctor.mutants import Fate, Mutant, fate, mutants, mutants_of_mutants, solutions
from tools.repository import SOURCE
from vanishing_gradients import EXERCISES
from vanishing_gradients.mutations import EXCHANGES


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--pairs", type=int, default=0, help="random mutants with two slips, for each exercise"
    )
    parser.add_argument("--only", help="this exercise alone")
    parser.add_argument("--survivors", action="store_true", help="print the line that each survivor changed")
    options = parser.parse_args()
    solved, rng = solutions(EXERCISES, SOURCE), np.random.default_rng(1)
    chosen = [name for name in EXERCISES if options.only in (None, name) and name in solved]
    every: list[Mutant] = []
    for name in chosen:
        every += mutants(name, solved[name], EXCHANGES)
        every += mutants_of_mutants(name, solved[name], rng, options.pairs, EXCHANGES)
    with ProcessPoolExecutor(2) as pool:
        fates = list(pool.map(partial(fate, EXERCISES), every, [solved] * len(every), chunksize=20))
    print(f"{'exercise':24}{'mutants':>9}{'caught':>9}{'named':>9}{'survive':>9}{'two names':>11}")
    for name in chosen:
        print(_row(name, [f for f in fates if f.mutant.exercise == name]))
    print(_row("all", fates))
    if options.survivors:
        for mutant in (f.mutant for f in fates if f.survived):
            print(mutant.changed(solved[mutant.exercise]))


def _row(name: str, fates: list[Fate]) -> str:
    survive = sum(f.survived for f in fates)
    named = sum(any(f.names) for f in fates if not f.survived)
    two = sum(len({n for n in f.names if n}) > 1 for f in fates)
    return f"{name:24}{len(fates):9}{len(fates) - survive:9}{named:9}{survive:9}{two:11}"


if __name__ == "__main__":
    main()
