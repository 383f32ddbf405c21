"""nbgrader as it comes against the engine on other people's notebooks, in alternating rounds.

    python -m bench.guests                          4 submissions of each of the notebooks, one round
    python -m bench.guests --times 4 --rounds 3 --write

The notebooks are those of `tests/pipeline/guests/notebooks`: plain Python and numpy, and heavy packages,
whose imports take most of the time in both. So the two kinds are measured apart and together. What counts is
the ratio inside a round.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autograder.comparing import Door, Graded, differences, explained, grade_by, read_graded, thrown_away
from autograder.course.course import Course
from bench.publishing import markdown, options, publish, surroundings
from tests.pipeline.guests import styles
from tests.pipeline.guests.course import CLASS, GUEST, guest_course, hand_in
from tests.pipeline.guests.percent import answers

WORKERS = 2
PASSES = 2
"""How often the engine runs after each run of nbgrader."""
HEAVY = {"images", "learning", "plots", "scientific", "tables", "widgets"}
"""Notebooks that import matplotlib, pandas, scipy, scikit-learn or ipywidgets."""


@dataclass(frozen=True)
class Kind:
    """Some of the notebooks, and what each run took: of nbgrader, and of the engine."""

    name: str
    notebooks: int
    stock: list[float]
    ours: list[float]

    def with_other(self, other: Kind) -> Kind:
        """Return both kinds as one: their times together, run by run."""
        stock, ours = (
            [one + two for one, two in zip(*times, strict=True)]
            for times in ((self.stock, other.stock), (self.ours, other.ours))
        )
        return Kind("all", self.notebooks + other.notebooks, stock, ours)

    def row(self) -> tuple[str, ...]:
        """Return a row of the table."""
        each = [statistics.median(times) / self.notebooks for times in (self.stock, self.ours)]
        ratios = [
            stock / ours
            for number, stock in enumerate(self.stock)
            for ours in self.ours[number * PASSES : (number + 1) * PASSES]
        ]
        spread = statistics.median(ratios), min(ratios), max(ratios)
        return (
            self.name,
            str(self.notebooks),
            *(f"{s:.3g}" for s in each),
            ", ".join(f"{n:.3g}" for n in spread),
        )


def make_class(folder: Path, names: set[str], times: int) -> Course:
    """Make a course with these notebooks; each submission of `CLASS` is handed in `times` times."""
    texts = {name: text for name, text in styles.notebooks().items() if name in names}
    guest_course(folder, texts, styles.files(), config=styles.CONFIG, students=())
    for number in range(times):
        for student in CLASS:
            for name, text in texts.items():
                hand_in(folder, f"{student}-{number}", name, answers(text, student))
    return Course.open(folder)


def grade(course: Course, door: Door) -> tuple[float, Graded]:
    """Grade a copy of a course; return its seconds and its rows."""
    with thrown_away(course, GUEST) as copy:
        run = grade_by(door, copy, GUEST, real=course.root, workers=WORKERS)
        if run.exit_code != 0:
            sys.exit(f"{door.name} failed:\n{run.said[-2000:]}")
        return run.seconds, read_graded(copy, GUEST)


def measure(name: str, course: Course, rounds: int) -> Kind:
    """Measure one class in alternating rounds; it ends here if the rows are not nbgrader's."""
    kind = Kind(name, len(list((course.root / "submitted").rglob("*.ipynb"))), [], [])
    for _ in range(rounds):
        seconds, stock = grade(course, Door.STOCK)
        kind.stock.append(seconds)
        for _ in range(PASSES):
            seconds, ours = grade(course, Door.GRADE)
            kind.ours.append(seconds)
            if wrong := [each.row for each in differences(stock, ours) if explained(each) is None]:
                sys.exit(f"Other rows than nbgrader's: {wrong}. Nothing was compared.")
    return kind


def main() -> None:
    """Measure, print the table, and keep it where asked for."""
    parser = options(__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--times", type=int, default=1, help="how often each submission is handed in")
    given = parser.parse_args()
    before, everything = surroundings(), set(styles.notebooks())
    kinds = {"plain Python and numpy": everything - HEAVY, "heavy packages": HEAVY}
    with tempfile.TemporaryDirectory(prefix="guests-") as scratch:
        light, heavy = (
            measure(name, make_class(Path(scratch, f"course-{number}"), names, given.times), given.rounds)
            for number, (name, names) in enumerate(kinds.items())
        )
    rows = [kind.row() for kind in (light, heavy, light.with_other(heavy))]
    titles = (
        "notebooks",
        "number",
        "nbgrader, s each",
        "engine, s each",
        "nbgrader / engine: median, min, max",
    )
    publish(
        "python -m bench.guests",
        f"{before} Rounds: {given.rounds}; two workers.",
        markdown(titles, rows),
        write=given.write,
    )


if __name__ == "__main__":
    main()
