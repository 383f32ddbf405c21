"""Ways of grading the same class, in alternating rounds: one table of times, processor time, memory, ratios.

    make bench                                   one round, 8 submissions
    make bench ARGS="--students 60 --bare 30 --write"
                                                 half an hour; with --rounds 3 three times as long
    make bench ARGS="--otter"                    otter-grader too, in an environment of its own: minutes more

Every way grades the same honest submissions, each as a whole process on a course of its own. What counts is
the ratio inside a round: machines are shared, single times are noise. A way that takes seconds is run several
times a round, after each of those that take minutes, as a machine's load changes meanwhile.
`--write` keeps the tables in docs/benchmarks.md.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bench import otter_grader
from bench.classes import ALIKE, Work, auto_scores, make_class
from bench.measuring import FLOORS, Measured, floor, measure, stalls
from bench.publishing import markdown, options, publish, surroundings
from bench.ways import Way, ways

PASSES = 2
"""How often the quick ways run after each of the slow ones."""
TITLES = (
    "way",
    "seconds a notebook: median, min, max",
    "submissions a minute",
    "CPU s a notebook",
    "peak MB",
)


@dataclass(frozen=True)
class Bench:
    """All rounds of one class.

    Parameters
    ----------
    work
        The class.
    rounds
        For each round, what each way took, each time that it ran.
    """

    work: Work
    rounds: list[dict[str, list[Measured]]]

    def table(self) -> str:
        """Return a row for each way, with its ratios to stock inside the rounds."""
        stock = [way.name for way in ways() if way.stock and way.name in self.rounds[0]]
        rows = []
        for way in self.rounds[0]:
            took = [each for one in self.rounds for each in one[way]]
            times = [each.seconds / self.work.notebooks for each in took]
            ratios = [
                [one[other][0].seconds / each.seconds for one in self.rounds for each in one[way]]
                for other in stock
            ]
            rows.append(
                (
                    way,
                    _spread(times),
                    f"{60 * self.work.students / (statistics.median(times) * self.work.notebooks):.0f}",
                    f"{statistics.median(each.cpu for each in took) / self.work.notebooks:.3g}",
                    f"{max(each.peak_mb for each in took):.0f}",
                    *map(_spread, ratios),
                )
            )
        return markdown((*TITLES, *(f"{other} / this" for other in stock)), rows)


def _spread(numbers: list[float]) -> str:
    three = statistics.median(numbers), min(numbers), max(numbers)
    return ", ".join(f"{n:.0f}" if n >= 100 else f"{n:.3g}" for n in three)


def run(
    students: int, rounds: int, *, figures: bool, chosen: list[Way], tell: Callable[[str], None]
) -> Bench:
    """Measure one class in alternating rounds; the first way is stock."""
    slow = [way for way in chosen if way.stock or way.by_otter]
    quick = [way for way in chosen if way not in slow]
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        work = make_class(Path(scratch, "pattern"), students, figures=figures)
        if any(way.by_otter for way in chosen):
            otter_grader.write_assignment(work.course)
        for way in chosen:
            shutil.copytree(work.course, Path(scratch, way.folder))
        measured: list[dict[str, list[Measured]]] = []
        for number in range(rounds):
            measured.append({way.name: [] for way in chosen})
            for way in (each for one in slow for each in (one, *quick * PASSES)):
                tell(f"round {number + 1}, {'with' if figures else 'without'} figure cells: {way.name}")
                measured[-1][way.name].append(measure(way, Path(scratch, way.folder)))
        points = {way.name: otter_grader.points(Path(scratch, way.folder)) for way in chosen if way.by_otter}
        for name, found in points.items():
            if wrong := otter_grader.misgraded(found, work.samples):
                sys.exit(f"{name} gave {'; '.join(wrong)}. Nothing was compared.")
            if len(found) != work.notebooks or found != next(iter(points.values())):
                sys.exit(
                    f"{name} left notebooks out or gave other points than otter's API. Nothing was compared."
                )
        alike = {student for student, sample in work.samples.items() if sample in ALIKE}
        scores = {
            way.name: {k: m for k, m in auto_scores(Path(scratch, way.folder)).items() if k[0] in alike}
            for way in chosen
            if not way.by_otter
        }
        unequal = [name for name, found in scores.items() if found != scores[chosen[0].name]]
        if unequal:
            sys.exit(f"Other automatic scores than stock's: {', '.join(unequal)}. Nothing was compared.")
        tell(f"Equal automatic scores of {len(alike)} of {work.students} submissions in {len(scores)} ways.")
        for name, checks in FLOORS.items():
            called = floor(work, checks)
            for each in measured:
                each[name] = [called]
        return Bench(work, measured)


def main() -> None:
    """Measure, print the tables, and keep them where asked for."""
    parser = options(__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--students", type=int, default=8)
    parser.add_argument("--bare", type=int, default=8, help="submissions without figure cells")
    parser.add_argument("--otter", action="store_true", help="measure otter-grader too")
    given = parser.parse_args()
    console = Console(stderr=True)

    def tell(text: str) -> None:
        console.print(text, highlight=False)

    before, chosen = surroundings(), ways()
    if given.otter:
        tell("Setting up otter-grader's environment ...")
        try:
            chosen[2:2] = otter_grader.otter_ways()
        except OSError as error:
            tell(f"otter-grader could not be installed and its rows are left out: {error}")
    with_otter = any(way.by_otter for way in chosen)
    full = run(given.students, given.rounds, figures=True, chosen=chosen, tell=tell)
    bare = run(given.bare, given.rounds, figures=False, chosen=[ways()[0], ways()[-1]], tell=tell)
    publish(
        "make bench, with otter" if with_otter else "make bench",
        f"{before} Rounds: {given.rounds}; submissions: {full.work.students}.",
        "As handed in:",
        full.table(),
        *([] if with_otter else ['Without otter-grader; `make bench ARGS="--otter"` measures it too.']),
        f"{bare.work.students} submissions without figure cells: not drawing is not to count as speed.",
        bare.table(),
        stalls([each for one in full.rounds for each in one[ways()[0].name]], full.work),
        write=given.write,
    )


if __name__ == "__main__":
    main()
