"""Stock `nbgrader autograde`, ours through nbgrader, and `autograder grade`, in alternating rounds.

    make bench                    three rounds
    make bench ARGS="--rounds 5"

Every way grades the same honest submissions of the sample class, each in a copy of the course of its own and
as a whole process. What counts is the ratio inside a round: machines are shared, single times are noise.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.exercises import ASSIGNMENT
from autograder.release import REPOSITORY, make_course
from autograder.sample import build_class

HONEST = (
    "full-marks-textbook",
    "full-marks-own-style",
    "untouched",
    "sheet-answer-a",
    "sheet-answer-b",
    "helper-cells",
)
STOCK_CONFIG = """c = get_config()
c.CourseDirectory.course_id = "vanishing-gradients"
c.ClearMarkScheme.enforce_metadata = False
c.ExecutePreprocessor.timeout = 120
"""
STOCK, HOOKED = "stock nbgrader autograde", "nbgrader autograde, our config"


def command(way: str, course: Path) -> list[str]:
    """Return the command line of one way of grading."""
    if way in (STOCK, HOOKED):
        return [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT, "--force"]
    workers = way.split()[-2]
    return [
        sys.executable,
        "-m",
        "autograder.cli",
        "grade",
        ASSIGNMENT,
        "--course",
        str(course),
        "--workers",
        workers,
    ]


def seconds(way: str, course: Path) -> float:
    """Return the wall time of one whole run."""
    shutil.rmtree(course / "autograded", ignore_errors=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    begin = time.perf_counter()
    done = subprocess.run(
        command(way, course),
        cwd=course,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"{way} failed:\n{done.stderr[-2000:]}")
    return took


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--copies", type=int, default=1, help="how often each submission stands in the class")
    options = parser.parse_args()
    ways = [STOCK, HOOKED, "autograder grade with 1 worker", "autograder grade with 3 workers"]
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        courses = {}
        for number, way in enumerate(ways):
            course = Path(scratch, str(number))
            make_course(course)
            if way == ways[0]:
                (course / "nbgrader_config.py").write_text(STOCK_CONFIG)
            build_class(
                REPOSITORY / "tests" / "class",
                course / "release" / ASSIGNMENT,
                course / "submitted",
                ASSIGNMENT,
            )
            for folder in (course / "submitted").iterdir():
                if folder.name not in HONEST:
                    shutil.rmtree(folder)
            for folder in list((course / "submitted").iterdir()):
                for copy in range(1, options.copies):
                    shutil.copytree(folder, folder.with_name(f"{folder.name}-{copy}"))
            courses[way] = course
        notebooks = len(list((courses[ways[0]] / "submitted").rglob("*.ipynb")))
        rounds = [
            {way: seconds(way, courses[way]) / notebooks for way in ways} for _ in range(options.rounds)
        ]
    table = Table(
        title=f"Seconds a notebook, {notebooks} notebooks, {options.rounds} alternating rounds",
        caption=f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
    )
    for title in ("way", "median", "min", "max", "stock / this, median of rounds"):
        table.add_column(title, justify="left" if title == "way" else "right")
    for way in ways:
        times = [r[way] for r in rounds]
        ratio = statistics.median(r[ways[0]] / r[way] for r in rounds)
        table.add_row(
            way, f"{statistics.median(times):.3f}", f"{min(times):.3f}", f"{max(times):.3f}", f"{ratio:.1f}"
        )
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
