"""Starts a Dask cluster of processes of this machine and grades the class of this folder on it.

    python bench/local_cluster.py 2

One of the bench's ways: starting and ending the cluster is in its time.
"""

from __future__ import annotations

import subprocess
import sys

from distributed import LocalCluster

from vanishing_gradients import ASSIGNMENT


def main() -> int:
    """Grade; return the command's exit code."""
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=int(sys.argv[1]), threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as machines:
        command = [sys.executable, "-m", "autograder.front.cli", "grade", ASSIGNMENT, "--force"]
        return subprocess.call([*command, "--scheduler", machines.scheduler_address])


if __name__ == "__main__":
    sys.exit(main())
