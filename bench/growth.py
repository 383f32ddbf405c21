"""How time and memory of `autograder grade` grow with the class, and what a second, unchanged run takes.

    python -m bench.growth                     10, 100 and 1,000 submissions: a quarter of an hour
    python -m bench.growth --sizes 10 50
    python -m bench.growth --write             keeps the table in docs/benchmarks.md

Each class is made of the honest submissions of the sample class and graded from nothing by two workers; then
the same command runs once more, and then nbgrader's own command with our config, which starts as many graders
as `autograder grade` does where it is not told how many. A class of up to 250 is graded up to five times
so, and medians are told: the noise of a shared machine weighs most where a run takes seconds.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench.classes import make_class
from bench.measuring import Measured, measure
from bench.publishing import markdown, options, publish, surroundings
from bench.ways import ways

TITLES = (
    "submissions",
    "seconds",
    "ms a submission",
    "ms for each more than in the row above",
    "peak MB",
    "unchanged: seconds",
    "unchanged: peak MB",
    "nbgrader autograde, our config: seconds",
    "ms for each more",
)


def main() -> None:
    """Measure, print the table, and keep it where asked for."""
    parser = options(__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000])
    given = parser.parse_args()
    named, around = {way.name: way for way in ways()}, surroundings()
    forced, by_nbgrader = named["autograder grade, 2 workers"], named["nbgrader autograde, our config"]
    again = replace(forced, commands=(tuple(word for word in forced.commands[0] if word != "--force"),))
    rows: list[tuple[str, ...]] = []
    before: dict[str, float] = {}

    def more(way: str, now: dict[str, float]) -> str:
        """Return the milliseconds of each submission beyond those of the last size."""
        if not before:
            return ""
        return f"{1000 * (now[way] - before[way]) / (now['size'] - before['size']):.0f}"

    for size in given.sizes:
        rounds = []
        for _ in range(max(1, min(5, 500 // size))):
            with tempfile.TemporaryDirectory(prefix="growth-") as scratch:
                course = Path(scratch, "course")
                make_class(course, size, figures=True)
                once, unchanged = measure(forced, course), measure(again, course, keep=True)
                rounds.append((once, unchanged, measure(by_nbgrader, course)))
        (seconds, peak), (again_seconds, again_peak), (nbgrader_seconds, _) = map(
            typical, zip(*rounds, strict=True)
        )
        now = {"size": size, "ours": seconds, "nbgrader": nbgrader_seconds}
        rows.append(
            (
                str(size),
                f"{seconds:.1f}",
                f"{1000 * seconds / size:.0f}",
                more("ours", now),
                f"{peak:.0f}",
                f"{again_seconds:.1f}",
                f"{again_peak:.0f}",
                f"{nbgrader_seconds:.1f}",
                more("nbgrader", now),
            )
        )
        before = now
        print(*rows[-1], flush=True)
    publish("python -m bench.growth", around, markdown(TITLES, rows), write=given.write)


def typical(runs: tuple[Measured, ...]) -> tuple[float, float]:
    """Return the median seconds of some runs, and the most memory (MB) that any of them held."""
    return median(run.seconds for run in runs), max(run.peak_mb for run in runs)


if __name__ == "__main__":
    main()
