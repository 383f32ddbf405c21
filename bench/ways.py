"""The ways of grading a class that the bench compares, stock nbgrader first."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from vanishing_gradients import ASSIGNMENT

STOCK_CONFIG = f"""c = get_config()
c.CourseDirectory.course_id = "{ASSIGNMENT}"
c.ClearMarkScheme.enforce_metadata = False
c.ExecutePreprocessor.timeout = 120

# Says how long a kernel took to end; nothing else of nbgrader is touched.
import sys, time
from jupyter_client.manager import KernelManager

finish = KernelManager._async_finish_shutdown

async def timed(self, *args, **kwargs):
    began = time.monotonic()
    await finish(self, *args, **kwargs)
    print(f"a kernel took {{time.monotonic() - began:.2f}} s to end", file=sys.stderr)

KernelManager._async_finish_shutdown = timed
"""
LOCAL_CLUSTER = Path(__file__).with_name("local_cluster.py")


@dataclass(frozen=True)
class Way:
    """A way of grading.

    Parameters
    ----------
    commands
        What runs at the same time; {shard} in an argument was replaced already.
    stock
        Whether nbgrader is left as it is.
    by_otter
        Whether otter-grader grades, which leaves nbgrader's gradebook alone.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    stock: bool = False
    by_otter: bool = False

    @property
    def folder(self) -> str:
        """The name of its course's folder."""
        return re.sub(r"\W+", "-", self.name)


def ways() -> list[Way]:
    """Return the ways, stock first and the quickest last."""
    nbgrader = (sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT, "--force")
    ours = (sys.executable, "-m", "autograder.front.cli", "grade", ASSIGNMENT, "--force", "--workers")
    return [
        Way("stock nbgrader autograde", (nbgrader,), stock=True),
        Way(
            "stock, sharded over 2 processes",
            tuple((*nbgrader, f"--student=*{half}") for half in ("[02468]", "[13579]")),
            stock=True,
        ),
        Way("nbgrader autograde, our config", (nbgrader,)),
        Way("autograder grade, Dask LocalCluster of 2", ((sys.executable, str(LOCAL_CLUSTER), "2"),)),
        Way("autograder grade, 1 worker", ((*ours, "1"),)),
        Way("autograder grade, 2 workers", ((*ours, "2"),)),
    ]
