"""How time and memory of `autograder grade` grow with the class, and what a second, unchanged run takes.

    python scripts/growth.py                     10, 100 and 1,000 submissions: a quarter of an hour
    python scripts/growth.py --sizes 10 50
    python scripts/growth.py --write             keeps the table in docs/benchmarks.md

Each class is made of the honest submissions of the sample class and graded from nothing by two workers; then
the same command runs once more.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.benching import keep, make_class, markdown, measure, surroundings, ways

TITLES = (
    "submissions",
    "seconds",
    "ms a submission",
    "ms for each more than in the row above",
    "peak MB",
    "unchanged: seconds",
    "unchanged: peak MB",
)


def main() -> None:
    """Measure, print the table, and keep it where asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--write", action="store_true", help="keep the table in docs/benchmarks.md")
    options = parser.parse_args()
    forced, around = ways()[-1], surroundings()
    again = replace(forced, commands=(tuple(word for word in forced.commands[0] if word != "--force"),))
    rows: list[tuple[str, ...]] = []
    before: tuple[int, float] | None = None
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="growth-") as scratch:
            course = Path(scratch, "course")
            make_class(course, size, figures=True)
            first, second = measure(forced, course), measure(again, course, keep=True)
        more = "" if before is None else f"{1000 * (first.seconds - before[1]) / (size - before[0]):.0f}"
        before = size, first.seconds
        rows.append(
            (
                str(size),
                f"{first.seconds:.1f}",
                f"{1000 * first.seconds / size:.0f}",
                more,
                f"{first.peak_mb:.0f}",
                f"{second.seconds:.1f}",
                f"{second.peak_mb:.0f}",
            )
        )
        print(*rows[-1], flush=True)
    text = f"{around}\n\n{markdown(TITLES, rows)}"
    print(text)
    if options.write:
        keep(text, "scripts/growth.py")


if __name__ == "__main__":
    main()
