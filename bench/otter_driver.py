"""Runs in otter's own environment: grades all notebooks of a course by its API, or by `otter run`.

python -P bench/otter_driver.py api|run ASSIGNMENT
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def by_api(notebook: Path, tests: Path) -> tuple[float, float]:
    """Return (points, most) of a notebook."""
    from otter.api import grade_submission  # noqa: PLC0415  (the other way does not need it)

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        results = grade_submission(str(notebook), str(tests), quiet=True)
    return results.total, results.possible


def by_run(notebook: Path, tests: Path) -> tuple[float, float]:
    """Return (points, most) of a notebook."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).with_name("otter")), "run", "-a", str(tests), "-o", folder]
        subprocess.run([*command, "--no-logo", str(notebook)], check=True, capture_output=True)
        found = json.loads(Path(folder, "results.json").read_text())["tests"]
    scored = [test for test in found if test.get("max_score")]
    return sum(test.get("score", 0) for test in scored), sum(test["max_score"] for test in scored)


def main() -> None:
    """Grade; the points of each notebook go into a file beside it."""
    # The students' own package is in the release.
    os.environ["PYTHONPATH"] = str(Path("release", sys.argv[2]).resolve())
    grade = {"api": by_api, "run": by_run}[sys.argv[1]]
    for notebook in sorted(Path("otter").resolve().glob("*/*.ipynb")):
        tests = notebook.parents[1] / f"{notebook.stem}.zip"
        points, most = grade(notebook, tests)
        notebook.with_suffix(".score").write_text(f"{points} {most}\n")


if __name__ == "__main__":
    main()
