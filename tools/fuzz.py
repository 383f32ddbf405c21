"""Ingests fuzzed notebooks and talks to fuzzed boxes; prints the outcomes and the memory that it took.

    python -m tools.fuzz [--notebooks 10000] [--frames 100000] [--rulings 10000] [--seed 1]

Ends with 1 at the first input that raises anything but our own errors, or hangs.
"""

from __future__ import annotations

import argparse
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.attacks import fuzzing
from vanishing_gradients import EXERCISES

LOT = 2_000
"""Inputs of one run of Hypothesis, which remembers them all while it runs."""
CALM = settings(
    max_examples=LOT,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
HANG = 20
"""Seconds after which one input counts as hanging."""


class Hang(BaseException):
    """An input took too long; no handler of errors catches this."""


def _hang(*_: object) -> None:
    raise Hang


def fuzz(
    strategy: st.SearchStrategy[Any],
    act: Callable[[Any], str],
    wanted: int,
    first_seed: int,
    size: Callable[[Any], int] = lambda _: 1,
) -> tuple[int, Counter[str]]:
    """Give generated inputs to `act` until so many were given; return their number and the results."""
    done, ends = 0, Counter[str]()
    signal.signal(signal.SIGALRM, _hang)
    while done < wanted:

        @seed(first_seed)
        @CALM
        @given(strategy)
        def lot(one: Any) -> None:
            nonlocal done
            signal.alarm(HANG)
            ends[act(one)] += 1
            signal.alarm(0)
            done += size(one)

        lot()
        first_seed += 1
    return done, ends


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--notebooks", type=int, default=10_000)
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--rulings", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    fuzzing.release()
    jobs = (
        (
            "notebooks",
            options.notebooks,
            fuzzing.notebooks(),
            lambda sample: fuzzing.ingest(*sample),
            lambda _: 1,
        ),
        ("frames, answers", options.frames // 2, fuzzing.talks, fuzzing.converse, len),
        ("frames, cells", options.frames - options.frames // 2, fuzzing.tellings, fuzzing.run_cells, len),
        (
            "rulings",
            options.rulings,
            st.tuples(st.sampled_from(sorted(EXERCISES)), st.lists(fuzzing.values, min_size=1, max_size=3)),
            lambda sample: fuzzing.rule(*sample),
            lambda _: 1,
        ),
    )
    for name, wanted, strategy, act, size in jobs:
        began = time.monotonic()
        try:
            done, ends = fuzz(strategy, act, wanted, options.seed, size)
        except Hang:
            print(f"{name}: an input took more than {HANG} s")
            sys.exit(1)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        came = ", ".join(f"{count:,} {end}" for end, count in ends.most_common())
        print(
            f"{name:16} {done:8,}  {time.monotonic() - began:6.0f} s  at most {memory} MB  ({came})",
            flush=True,
        )


if __name__ == "__main__":
    main()
