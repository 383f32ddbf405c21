"""How time and memory of `autograder grade` grow with the class, and what a second, unchanged run takes.

    python scripts/growth.py                     10, 100 and 1,000 submissions: a quarter of an hour
    python scripts/growth.py --sizes 10 50

Each class is made of the honest submissions of the sample class and graded from nothing by two workers; then
the same command runs once more.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.benching import make_class, measure, surroundings, ways


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000])
    options = parser.parse_args()
    forced = ways()[-1]
    again = replace(forced, commands=(tuple(word for word in forced.commands[0] if word != "--force"),))
    table = Table(title="Growth", caption=surroundings())
    for title in (
        "submissions",
        "seconds",
        "ms a submission",
        "peak MB",
        "unchanged: seconds",
        "unchanged: peak MB",
    ):
        table.add_column(title, justify="right")
    for size in options.sizes:
        course = Path(tempfile.mkdtemp(prefix="growth-"))
        try:
            make_class(course, size, figures=True)
            first, second = measure(forced, course), measure(again, course, keep=True)
        finally:
            shutil.rmtree(course)
        table.add_row(
            str(size),
            f"{first.seconds:.1f}",
            f"{1000 * first.seconds / size:.0f}",
            f"{first.peak_mb:.0f}",
            f"{second.seconds:.1f}",
            f"{second.peak_mb:.0f}",
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
