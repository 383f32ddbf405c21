"""Kills a run of `autograder grade` at random moments, starts it again each time, and compares the end.

    python -m tools.kills [--kills 100] [--submissions 50] [--seed 1]

Real processes: the whole process group gets SIGKILL. After each kill the gradebook's integrity, the marks of
humans, half results and surviving processes are looked at; at the end all rows and all graded files are
compared with those of an undisturbed run. Ends with 1 if something is not as it should be.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from tests.pipeline.kills import kill_and_restart, prepare
from tools.repository import make_course


def main() -> int:
    """Kill, print the result; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--submissions", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        prepared = Path(folder, "prepared")
        make_course(prepared)
        prepare(prepared, options.submissions)
        survived = kill_and_restart(
            prepared, Path(folder), options.kills, options.seed, lambda line: print(line, flush=True)
        )
    during = sum(0 < count < options.submissions for count in survived.during)
    print(
        f"{survived.kills} kills during runs over {options.submissions} submissions, {during} of them after "
        f"the first result of the run and before the last; a killed run had written "
        f"{min(survived.during)} to {max(survived.during)} results, "
        f"median {statistics.median(survived.during):g}. "
        f"Runs that came to their end and were compared: {survived.ended}. Faults: {len(survived.wrong)}."
    )
    for sentence in survived.wrong:
        print(f"- {sentence}")
    return 1 if survived.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
